"""Our TOML reader on TOML's own suite of documents, valid and invalid, for version 1.0.

The suite is fetched as the public Go module that it is, into a cache below build/.
"""
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from test_toml import ORACLE, build
from versions import ROOT

MODULE = "github.com/toml-lang/toml-test/v2@v2.2.0"
LIST = "files-toml-1.0.0"
READ_ON_PURPOSE = {"invalid/encoding/utf16-bom.toml"}  # an editor's doing, and its meaning is plain


def fetch():
    """The folder of the documents."""
    if not shutil.which("go"):
        pytest.skip("no go command to fetch TOML's suite with")
    cache = ROOT / "build" / "go-modules"
    get = subprocess.run(["go", "mod", "download", "-modcacherw", "-json", MODULE], cwd="/", capture_output=True,
                         text=True, env=dict(os.environ, GOMODCACHE=str(cache), GOFLAGS="-mod=mod"))
    folder = Path(json.loads(get.stdout).get("Dir", "/nonexistent") if get.returncode == 0 else "/nonexistent")
    if not (folder / "tests" / LIST).is_file():
        pytest.skip("TOML's suite could not be fetched")
    return folder / "tests"


def ask(documents):
    if not ORACLE.exists():
        pytest.skip(f"{ORACLE} is not built")
    asked = "".join(d.hex() + "\n" for d in documents).encode()
    out = subprocess.run([str(ORACLE)], input=asked, stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line) for line in out.decode().splitlines()]


def shape(value):
    """The suite's answer: tables, arrays and strings; of any other value, only that it is one."""
    if isinstance(value, list):
        return [shape(v) for v in value]
    if set(value) == {"type", "value"} and isinstance(value["type"], str):
        return value["value"] if value["type"] == "string" else None
    return {key: shape(v) for key, v in value.items()}


def ours(value):
    if isinstance(value, dict):
        return {key: ours(v) for key, v in value.items()}
    if isinstance(value, list):
        return [ours(v) for v in value]
    return value if isinstance(value, str) else None


def test_suite():
    folder = fetch()
    names = [n for n in (folder / LIST).read_text().split() if n.endswith(".toml")]
    answers = dict(zip(names, ask([(folder / n).read_bytes() for n in names])))
    assert len(answers) > 500
    wrong = []
    for name, answer in answers.items():
        if name.startswith("invalid/"):
            if answer != "error" and name not in READ_ON_PURPOSE:
                wrong.append(f"{name}: read, and is invalid")
        elif answer == "error":
            wrong.append(f"{name}: not read, and is valid")
        else:
            want = shape(json.loads((folder / name).with_suffix(".json").read_text()))
            if ours(build(answer)) != want:
                wrong.append(f"{name}: {build(answer)!r}, not {want!r}")
    assert not wrong, "\n".join(wrong)
