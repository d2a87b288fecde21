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
    edges = {(a, b) for a, b in (found.names() if listing.named else found.edges) if a != b}
    record(version, name, listing, found, edges)
    assert not found.notes
    assert found.packages == listing.packages
    assert found.direct == listing.direct
    assert found.unanswered == listing.open
    if version == 'poetry-1':
        assert ships(found.scopes) == ships(listing.scopes)
    else:
        assert found.scopes == listing.scopes
    if listing.edges is not None:
        assert edges - listing.by_extras == {(a, b) for a, b in listing.edges if a != b} - listing.by_extras


def ships(scopes):
    """Poetry 1 does not tell for which extras a package is there, and exports some as the project's own."""
    return {p for p, scope in scopes.items() if scope != 'dev'}


def record(version, name, listing, found, edges):
    """A line for the figures of README.md."""
    path = os.environ.get('STRATA_FIGURES')
    if path:
        with open(path, 'a') as out:
            print(version, name, len(listing.packages), len(edges), len(listing.direct), file=out, sep='\t')
