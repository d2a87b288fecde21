"""What Python's managers make of real projects, against what strata says of their locks.

python_projects.json has the requirements of published packages (by the index, 2026-11-25).
STRATA_PROJECTS names the projects ("all", or some by name), STRATA_MANAGERS the managers;
without the first a few small ones are compared.
"""
import json
import os
from pathlib import Path

import pytest

import python_managers

PROJECTS = json.loads(Path(__file__).with_name('python_projects.json').read_text())
ASKED = os.environ.get('STRATA_PROJECTS', 'flask httpx')
NAMES = list(PROJECTS) if ASKED == 'all' else ASKED.split()
MANAGERS = os.environ.get('STRATA_MANAGERS', ' '.join(python_managers.MANAGERS)).split()

# What pyproject.toml alone asks for with extras, and poetry.lock does not tell (README.md).
EXTRAS_ASKED = ('celery', 'streamlit', 'jupyter-server')


@pytest.mark.parametrize('version', MANAGERS)
@pytest.mark.parametrize('name', NAMES)
def test_project(tmp_path, name, version):
    manager, project = python_managers.MANAGERS[version], PROJECTS[name]
    manager.find()
    folder = tmp_path / 'project'
    folder.mkdir()
    files = manager.files(project)
    for path, text in files.items():
        (folder / path).write_text(text)
    manager.lock(folder, project)
    listing = manager.listing(folder, project)
    found = python_managers.Answer(folder, files, manager.lockfile, tmp_path)
    assert not found.notes
    if manager.of_this_machine:  # it lists what its own marker admits
        assert found.packages >= listing.packages
    else:
        assert found.packages == listing.packages
    assert found.direct - listing.direct == set()
    # what a marker leaves out need not be locked
    assert listing.direct - found.direct <= found.unanswered
    if version != 'uv-pip-compile':  # it is not asked for the extras
        assert found.unanswered <= python_managers.marked(project)
    stronger = ('dev', 'optional', 'prod', 'unknown').index
    if version in ('pdm', 'poetry-1'):  # what they say is of this machine; 1.x does not tell extras
        assert all(stronger(found.scopes[p]) >= stronger(s) for p, s in listing.scopes.items())
    else:
        assert found.scopes == listing.scopes
    if version.startswith('poetry') and name in EXTRAS_ASKED:
        return
    if listing.edges is not None:
        edges = found.names() if listing.named else found.edges
        assert {(a, b) for a, b in edges if a != b} == {(a, b) for a, b in listing.edges if a != b}
