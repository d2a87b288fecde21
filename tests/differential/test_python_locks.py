"""Lockfiles that the real tools write, against what the tools themselves say of them.

One project of our own with what managers differ in; python_managers.py finds and runs them,
and skips by name. STRATA_POETRY_SOURCE may name an index for Poetry. All is done in a temporary folder.
"""

import os
import re
import tomllib

import pytest

import python_managers
from python_managers import find, metadata_edges, normal, pins, tree_edges

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


def tool(name, *args, cwd):
    return python_managers.run(find(name), *args, cwd=cwd)


def answer_of(folder, lockfile):
    """What strata says of one lockfile beside the manifests that are there."""
    there = [name for name in ("pyproject.toml", "Pipfile", "requirements.in") if (folder / name).exists()]
    return python_managers.Answer(folder, there, lockfile, folder)


def uv_node(text):
    m = re.match(r"([\w.-]+)(?:\[[^]]*\])? v(\S+)", text)
    return m and (normal(m.group(1)), m.group(2))


def test_uv(tmp_path):
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    tool("uv", "lock", "-q", cwd=tmp_path)
    exported = tool("uv", "export", "-q", "--all-groups", "--all-extras", "--no-hashes",
                    "--no-emit-project", "--no-annotate", cwd=tmp_path)
    drawn = tool("uv", "tree", "-q", "--universal", "--all-groups", "--no-dedupe", cwd=tmp_path)
    answer = answer_of(tmp_path, "uv.lock")
    assert answer.packages == pins(exported)
    edges, _ = tree_edges(drawn, uv_node)
    project = {b for a, b in edges if a[0] == "sample-app"}
    assert answer.edges == {(a, b) for a, b in edges if a[0] != "sample-app"}
    assert answer.direct == {name for name, _ in project}
    assert not answer.unanswered and not answer.notes
    assert [answer.scope(name) for name in ("pytest", "flask", "pysocks")] == ["dev", "optional", "prod"]


def test_uv_pylock(tmp_path):
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    tool("uv", "lock", "-q", cwd=tmp_path)
    exported = tool("uv", "export", "-q", "--no-hashes", "--no-emit-project", cwd=tmp_path)
    tool("uv", "export", "-q", "--format", "pylock.toml", "--no-emit-project", "-o", "pylock.toml", cwd=tmp_path)
    answer = answer_of(tmp_path, "pylock.toml")
    assert answer.packages == pins(exported)
    assert answer.here and all(p["checksums"] for p in answer.here)


@pytest.mark.parametrize("style", ["split", "line"])
def test_pip_compile(tmp_path, style):
    (tmp_path / "requirements.in").write_text("requests[socks]>=2.28\nflask>=2.2\nMarkdown_It.Py\n")
    tool("pip-compile", "-q", "--annotation-style", style, "--no-strip-extras", "requirements.in", cwd=tmp_path)
    answer = answer_of(tmp_path, "requirements.txt")
    assert answer.packages == pins((tmp_path / "requirements.txt").read_text())
    assert answer.direct == {"requests", "flask", "markdown-it-py"}
    assert not answer.unanswered and not answer.notes
    if style == "split":
        python = os.path.join(os.path.dirname(find("pip-compile")), "python")
        assert answer.names() == metadata_edges(python, tmp_path, (tmp_path / "requirements.txt").read_text())[0]


def test_uv_pip_compile(tmp_path):
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    tool("uv", "pip", "compile", "-q", "--universal", "--python-version", "3.9", "--generate-hashes", "--all-extras", "pyproject.toml",
         "-o", "requirements.txt", cwd=tmp_path)
    answer = answer_of(tmp_path, "requirements.txt")
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
    answer = answer_of(tmp_path, "poetry.lock")
    shown = re.findall(r"^([\w.-]+)\s+(?:\(!\)\s+)?(\d\S*)", listed, re.M)
    assert answer.packages == {(normal(name), version) for name, version in shown}
    edges, roots = tree_edges(drawn, poetry_node)
    locked = {name for name, _ in answer.packages}
    assert answer.direct == roots
    assert answer.names() == {(a, b) for a, b in edges if b in locked}
    assert not answer.unanswered and not answer.notes
    assert [answer.scope(name) for name in ("pytest", "flask", "pysocks")] == ["dev", "optional", "prod"]


def test_pipenv(tmp_path):
    (tmp_path / "Pipfile").write_text(PIPFILE)
    categories = ("--categories", "packages dev-packages docs")
    tool("pipenv", "lock", "-q", *categories, cwd=tmp_path)
    prod = pins(tool("pipenv", "requirements", cwd=tmp_path))
    every = prod | pins(tool("pipenv", "requirements", *categories, cwd=tmp_path))
    answer = answer_of(tmp_path, "Pipfile.lock")
    assert answer.packages == every
    assert answer.direct == {"requests", "markdown-it-py", "pytest", "docutils"}
    assert {name for (name, _), scope in answer.scopes.items() if scope == "prod"} == {name for name, _ in prod}


def test_pdm(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        PROJECT.replace("[dependency-groups]", "[tool.pdm.dev-dependencies]")
        .replace(', {include-group = "lint"}', ""))
    tool("pdm", "lock", "-q", "-G:all", cwd=tmp_path)
    exported = tool("pdm", "export", "-G:all", "--without-hashes", cwd=tmp_path)
    answer = answer_of(tmp_path, "pdm.lock")
    locked = tomllib.loads((tmp_path / "pdm.lock").read_text())["package"]
    assert answer.packages == {(normal(p["name"]), p["version"]) for p in locked}
    assert answer.packages >= pins(exported) != set()  # of this machine's markers only
    assert {"requests", "flask", "pytest", "pyflakes", "markdown-it-py"} <= answer.direct
    assert ("requests", "pysocks") in answer.names()
    assert not answer.unanswered and not answer.notes
