"""Lockfiles that the real tools write, against what the tools themselves say of them.

Tools are looked for on PATH and below build/differential/python-tools/*/bin; each test
skips by the name of its tool, also when the tool cannot lock here (no registry within
reach). STRATA_POETRY_SOURCE may name an index for Poetry. All is done in a temporary folder.
"""

import glob
import json
import os
import re
import shutil
import subprocess

import pytest

from versions import ROOT

tomllib = pytest.importorskip("tomllib")
PROGRAM = ROOT / "build/dev/strata"
TOOLS = os.pathsep.join([os.environ.get("PATH", "")] + sorted(
    glob.glob(str(ROOT / "build/differential/python-tools/*/bin"))))
SECONDS = 100

PROJECT = """\
[project]
name = "sample-app"
version = "0.1.0"
requires-python = ">=3.9"
dependencies = ["requests[socks]>=2.28", "Markdown_It.Py>=2", "zipp; python_version < '3.10'",
                "colorama ; sys_platform == 'win32'"]

[project.optional-dependencies]
web = ["flask>=2.2"]

[dependency-groups]
dev = ["pytest>=7", {include-group = "lint"}]
lint = ["pyflakes"]
"""

POETRY = """\
[tool.poetry]
name = "sample-app"
version = "0.1.0"
description = ""
authors = ["a <a@mail.example>"]

[tool.poetry.dependencies]
python = "^3.9"
requests = {version = "^2.28", extras = ["socks"]}
"Markdown_It.Py" = "^2 || ^3"
flask = {version = "^2.2", optional = true}
zipp = {version = "*", python = "<3.10"}

[tool.poetry.extras]
web = ["flask"]

[tool.poetry.group.dev.dependencies]
pytest = "~7.4"
pyflakes = "*"
"""

PIPFILE = """\
[packages]
requests = {version = ">=2.28", extras = ["socks"]}
markdown-it-py = "*"

[dev-packages]
pytest = "*"

[docs]
docutils = "*"
"""


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def tool(name, *args, cwd):
    """The tool's standard output; skips when it is not there or cannot do it here."""
    program = shutil.which(name, path=TOOLS)
    if not program:
        pytest.skip(f"{name} is not installed")
    env = dict(os.environ, PIPENV_VENV_IN_PROJECT="1", PIPENV_YES="1", NO_COLOR="1", COLUMNS="200",
               POETRY_VIRTUALENVS_IN_PROJECT="true", PDM_CHECK_UPDATE="0")
    try:
        run = subprocess.run([program, *args], cwd=cwd, env=env, capture_output=True, text=True,
                             timeout=SECONDS)
    except subprocess.TimeoutExpired:
        pytest.skip(f"{name} {args[0]} takes longer than {SECONDS} s here")
    if run.returncode:
        pytest.skip(f"{name} {args[0]} does not work here: {(run.stderr or run.stdout)[-200:]}")
    return run.stdout


class Answer:
    """What strata says of one lockfile: its packages, and their edges by name and version."""

    def __init__(self, folder, lockfile):
        if not PROGRAM.exists():
            pytest.skip(f"{PROGRAM} is not built")
        out = subprocess.run([str(PROGRAM), "deps", "--dir", str(folder), "-o", "json"],
                             capture_output=True, text=True).stdout
        report = json.loads(out)
        self.all = {p["id"]: p for p in report["packages"] if not p.get("local")}
        self.here = [p for p in self.all.values() if p["version"]
                     and any(place["path"] == lockfile for place in p["places"])]
        self.packages = {(normal(p["name"]), p["version"]) for p in self.here}
        self.direct = {normal(p["name"]) for p in self.here if p["direct"]}
        self.scopes = {normal(p["name"]): p["scope"] for p in self.here}
        self.edges = {(self.key(p), self.key(self.all[d])) for p in self.here for d in p["dependencies"]}
        self.unanswered = {normal(p["name"]) for p in self.all.values()
                           if not p["version"] and p["scope"] != "build"}
        self.notes = report["coverage"]["notes"]

    @staticmethod
    def key(p):
        return normal(p["name"]), p["version"]

    def names(self):
        return {(a[0], b[0]) for a, b in self.edges}


def pins(text):
    found = re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==([^\s;\\]+)", text, re.M)
    return {(normal(name), version) for name, version in found}


def tree_edges(text, parse):
    """Edges out of a drawn tree: four columns are one level."""
    edges, roots, stack = set(), set(), []
    for line in text.splitlines():
        drawn = re.match(r"[\s│├└─|`+-]*", line).group()
        node = parse(line[len(drawn):])
        if not node:
            continue
        depth = len(drawn) // 4
        del stack[depth:]
        if stack:
            edges.add((stack[-1], node))
        else:
            roots.add(node)
        stack.append(node)
    return edges, roots


def uv_node(text):
    m = re.match(r"([\w.-]+)(?:\[[^]]*\])? v(\S+)", text)
    return m and (normal(m.group(1)), m.group(2))


def test_uv(tmp_path):
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    tool("uv", "lock", "-q", cwd=tmp_path)
    exported = tool("uv", "export", "-q", "--all-groups", "--all-extras", "--no-hashes",
                    "--no-emit-project", "--no-annotate", cwd=tmp_path)
    drawn = tool("uv", "tree", "-q", "--universal", "--all-groups", "--no-dedupe", cwd=tmp_path)
    answer = Answer(tmp_path, "uv.lock")
    assert answer.packages == pins(exported)
    edges, _ = tree_edges(drawn, uv_node)
    project = {b for a, b in edges if a[0] == "sample-app"}
    assert answer.edges == {(a, b) for a, b in edges if a[0] != "sample-app"}
    assert answer.direct == {name for name, _ in project}
    assert not answer.unanswered and not answer.notes
    assert (answer.scopes["pytest"], answer.scopes["flask"], answer.scopes["pysocks"]) == (
        "dev", "optional", "prod")


def test_uv_pylock(tmp_path):
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    tool("uv", "lock", "-q", cwd=tmp_path)
    exported = tool("uv", "export", "-q", "--no-hashes", "--no-emit-project", cwd=tmp_path)
    tool("uv", "export", "-q", "--format", "pylock.toml", "--no-emit-project", "-o", "pylock.toml", cwd=tmp_path)
    answer = Answer(tmp_path, "pylock.toml")
    assert answer.packages == pins(exported)
    assert answer.here and all(p["checksums"] for p in answer.here)


def metadata_edges(folder, program, *args):
    """Edges out of the metadata of what pip would install."""
    requirements = pytest.importorskip("packaging.requirements")
    out = tool(program, *args, "install", "-q", "--dry-run", "--ignore-installed", "--no-deps",
               "--report", "-", "-r", "requirements.txt", cwd=folder)
    found = {normal(i["metadata"]["name"]): i for i in json.loads(out)["install"]}
    extras = {name: {""} | set(i.get("requested_extras", [])) for name, i in found.items()}
    wanted = [(name, requirements.Requirement(r)) for name, i in found.items()
              for r in i["metadata"].get("requires_dist", [])]
    for _ in range(3):  # extras that ask for extras
        for name, r in wanted:
            if any(not r.marker or r.marker.evaluate({"extra": e}) for e in extras[name]):
                extras.get(normal(r.name), set()).update(r.extras)
    return {(name, normal(r.name)) for name, r in wanted if normal(r.name) in found
            and any(not r.marker or r.marker.evaluate({"extra": e}) for e in extras[name])}


@pytest.mark.parametrize("style", ["split", "line"])
def test_pip_compile(tmp_path, style):
    (tmp_path / "requirements.in").write_text("requests[socks]>=2.28\nflask>=2.2\nMarkdown_It.Py\n")
    tool("pip-compile", "-q", "--annotation-style", style, "--no-strip-extras", "requirements.in", cwd=tmp_path)
    answer = Answer(tmp_path, "requirements.txt")
    assert answer.packages == pins((tmp_path / "requirements.txt").read_text())
    assert answer.direct == {"requests", "flask", "markdown-it-py"}
    assert not answer.unanswered and not answer.notes
    if style == "split":
        python = os.path.join(os.path.dirname(shutil.which("pip-compile", path=TOOLS)), "python")
        assert answer.names() == metadata_edges(tmp_path, python, "-m", "pip")


def test_uv_pip_compile(tmp_path):
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    tool("uv", "pip", "compile", "-q", "--universal", "--python-version", "3.9", "--generate-hashes", "--all-extras", "pyproject.toml",
         "-o", "requirements.txt", cwd=tmp_path)
    answer = Answer(tmp_path, "requirements.txt")
    assert answer.packages == pins((tmp_path / "requirements.txt").read_text())
    assert answer.direct == {"requests", "flask", "markdown-it-py", "zipp", "colorama"}
    assert all(p["checksums"] for p in answer.here)
    assert answer.unanswered == {"pytest", "pyflakes"}


def poetry_node(text):
    m = re.match(r"([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])? ", text + " ")
    return m and normal(m.group(1))


def test_poetry(tmp_path):
    source = os.environ.get("STRATA_POETRY_SOURCE")
    more = f'[[tool.poetry.source]]\nname = "index"\npriority = "primary"\nurl = "{source}"\n' if source else ""
    (tmp_path / "pyproject.toml").write_text(POETRY + more)
    tool("poetry", "lock", "-n", "-q", cwd=tmp_path)
    listed = tool("poetry", "show", "-n", "--all", "--no-ansi", cwd=tmp_path)
    drawn = tool("poetry", "show", "-n", "--tree", "--no-ansi", cwd=tmp_path)
    answer = Answer(tmp_path, "poetry.lock")
    shown = re.findall(r"^([\w.-]+)\s+(?:\(!\)\s+)?(\d\S*)", listed, re.M)
    assert answer.packages == {(normal(name), version) for name, version in shown}
    edges, roots = tree_edges(drawn, poetry_node)
    locked = {name for name, _ in answer.packages}
    assert answer.direct == roots
    assert answer.names() == {(a, b) for a, b in edges if b in locked}
    assert not answer.unanswered and not answer.notes
    assert (answer.scopes["pytest"], answer.scopes["flask"], answer.scopes["pysocks"]) == (
        "dev", "optional", "prod")


def test_pipenv(tmp_path):
    (tmp_path / "Pipfile").write_text(PIPFILE)
    categories = ("--categories", "packages dev-packages docs")
    tool("pipenv", "lock", "-q", *categories, cwd=tmp_path)
    prod = pins(tool("pipenv", "requirements", cwd=tmp_path))
    every = prod | pins(tool("pipenv", "requirements", *categories, cwd=tmp_path))
    answer = Answer(tmp_path, "Pipfile.lock")
    assert answer.packages == every
    assert answer.direct == {"requests", "markdown-it-py", "pytest", "docutils"}
    assert {name for name, scope in answer.scopes.items() if scope == "prod"} == {name for name, _ in prod}


def test_pdm(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        PROJECT.replace("[dependency-groups]", "[tool.pdm.dev-dependencies]")
        .replace(', {include-group = "lint"}', ""))
    tool("pdm", "lock", "-q", "-G:all", cwd=tmp_path)
    exported = tool("pdm", "export", "-G:all", "--without-hashes", cwd=tmp_path)
    answer = Answer(tmp_path, "pdm.lock")
    locked = tomllib.loads((tmp_path / "pdm.lock").read_text())["package"]
    assert answer.packages == {(normal(p["name"]), p["version"]) for p in locked}
    assert answer.packages >= pins(exported) != set()  # of this machine's markers only
    assert {"requests", "flask", "pytest", "pyflakes", "markdown-it-py"} <= answer.direct
    assert ("requests", "pysocks") in answer.names()
    assert not answer.unanswered and not answer.notes
