"""What npm, pnpm, yarn and bun make of real projects, against what strata says of their locks.

npm_projects.json has names and ranges of published packages (by the registry, 2026-11-25),
without what no registry has. STRATA_PROJECTS names the projects ("all", or some by name),
STRATA_MANAGERS the managers; without the first a few small ones are compared.
"""
import json
import os
from pathlib import Path

import pytest

import npm_managers

PROJECTS = json.loads(Path(__file__).with_name('npm_projects.json').read_text())
ASKED = os.environ.get('STRATA_PROJECTS', 'http-server next')
NAMES = list(PROJECTS) if ASKED == 'all' else ASKED.split()
MANAGERS = os.environ.get('STRATA_MANAGERS', 'npm-v3 npm-v1 pnpm-10 yarn-4 bun-1.4').split()


def lock(manager, name, folder):
    files = PROJECTS[name]
    npm_managers.write(folder, {**manager.more, **files})
    manager.lock(folder, files)
    return manager.graph(folder, files)


def record(name, manager, graph, differences):
    """A line for the figures of README.md."""
    path = os.environ.get('STRATA_FIGURES')
    if path:
        with open(path, 'a') as out:
            print(manager, name, len(graph.packages), len(graph.edges), len(graph.direct), differences, file=out, sep='\t')


def expected_edges(found, graph, version, manager):
    """The listing's edges, but for what is known to be its own (README.md)."""
    if version == 'npm-v1':
        return graph.edges | (found.edges & manager.full.edges)
    if version.startswith('yarn-') and version != 'yarn-1':
        return {(a, b) for a, b in graph.edges if (a, b) in found.edges or a[0] not in npm_managers.CORRECTED}
    if version == 'bun-1.4':  # another copy of the same package
        other = {(a, b[0]): (a, b) for a, b in found.edges - graph.edges}
        return {other.get((a, b[0]), (a, b)) for a, b in graph.edges}
    return graph.edges


@pytest.mark.parametrize('version', MANAGERS)
@pytest.mark.parametrize('name', NAMES)
def test_project(tmp_path, name, version):
    manager = npm_managers.MANAGERS[version]
    manager.find()
    folder = tmp_path / 'project'
    graph = lock(manager, name, folder)
    found = npm_managers.answer(folder, PROJECTS[name], manager.lockfile, tmp_path)
    if not getattr(manager, 'tells_optional', True):
        npm_managers.without_optional(found)
    scopes = {p: s for p, s in found.scopes.items() if p in graph.scopes}
    record(name, version, graph, len(found.packages ^ graph.packages) + len(found.edges ^ graph.edges) +
           len(found.direct ^ graph.direct) + sum(graph.scopes[p] != s for p, s in scopes.items()))
    assert found.notes == []
    assert found.packages == graph.packages
    assert found.direct == graph.direct
    assert scopes == graph.scopes
    assert found.edges == expected_edges(found, graph, version, manager)
    # what the project leaves to whoever uses it is asked for and not locked
    assert found.unanswered <= {d for f in PROJECTS[name].values() for d in f.get('peerDependencies', ())}
