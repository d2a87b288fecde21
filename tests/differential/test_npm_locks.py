"""Lockfiles that npm, yarn and pnpm write of two samples, against what each of them lists:
packages, edges, directness, scope. The managers are npm_managers.py's; real projects are in
test_npm_projects.py.
"""
import json
import shutil

import pytest

from npm_managers import (Graph, answer, install, listed, program, walk_npm, walk_pnpm, without_optional, write,
                          yarn_graph)

ALIASES = {'oldms': 'ms', 'newms': 'ms'}

# Pinned where the registry's newest would change what the sample is for.
ASKED = {
    'dependencies': {'debug': '4.3.4', 'oldms': 'npm:ms@^1.0.0', 'use-sync-external-store': '1.2.0', 'react': '^18.0.0'},
    'devDependencies': {'mkdirp': '^0.5.0', 'newms': 'npm:ms@2.1.2'},
    'optionalDependencies': {'fsevents': '~2.3.3', 'supports-color': '^5.0.0'},
    'overrides': {'minimist': '1.2.6'}, 'resolutions': {'minimist': '1.2.6'},
    'pnpm': {'overrides': {'minimist': '1.2.6'}},
}
WORKSPACE = {
    'package.json': dict(ASKED, name='top', version='1.0.0', private=True, workspaces=['packages/*'],
                         dependencies=dict(ASKED['dependencies'], **{'pkg-a': '^1.0.0'})),
    'packages/a/package.json': {'name': 'pkg-a', 'version': '1.2.0', 'dependencies': {'chalk': '^4.0.0', 'has-flag': '^3.0.0'},
                                'optionalDependencies': {'has-symbols': '^1.0.0'}},
    'packages/b/package.json': {'name': '@s/b', 'version': '2.0.0', 'dependencies': {'pkg-a': '^1.0.0', 'ms': '^2.1.3'},
                                'devDependencies': {'has-flag': '^4.0.0', 'wrappy': '1'}},
}
PLAIN = {'package.json': dict(ASKED, name='plain', version='1.0.0', devDependencies={
    **ASKED['devDependencies'], 'chalk': '^2.0.0', 'once': '1'})}
PROJECTS = {'workspace': WORKSPACE, 'plain': PLAIN}


def compare(found, expected):
    assert found.notes == []
    assert found.unanswered == set()
    assert found.packages == expected.packages
    assert found.edges == expected.edges
    assert found.direct == expected.direct
    assert found.scopes == expected.scopes


def project(name, tmp_path, more=None):
    files = dict(PROJECTS[name])
    folder = tmp_path / name
    write(folder, {**files, **(more or {})})
    return folder, files


REAL = {**{(alias, v): ('ms', v) for alias in ALIASES for v in ('1.0.0', '2.0.0', '2.1.2')},
        ('pkg-a', '1.2.0'): None, ('@s/b', '2.0.0'): None}


@pytest.mark.parametrize('name', PROJECTS)
def test_npm(tmp_path, name):
    npm = shutil.which('npm') or pytest.skip('no npm')
    folder, files = project(name, tmp_path)
    install(folder, npm, 'install', '--package-lock-only')

    def ls(*more):
        return walk_npm(Graph(), json.loads(listed(npm, 'ls', '--all', '--json', '--package-lock-only', *more, cwd=folder)), REAL)
    expected = ls()
    expected.settle(ls('--omit=dev', '--omit=optional').packages, ls('--omit=dev').packages)
    compare(answer(folder, files, 'package-lock.json', tmp_path), expected)


def test_npm_6(tmp_path):
    npm = program('npm@6', 'npm')
    folder, files = project('plain', tmp_path)
    install(folder, npm, 'install', '--no-optional')

    def ls(*more):
        return walk_npm(Graph(), json.loads(listed(npm, 'ls', '--json', *more, cwd=folder)), REAL)
    found, expected = answer(folder, files, 'package-lock.json', tmp_path), ls()
    only = ls('--prod').packages
    # it lists what is not installed, and does not tell optional from plain
    assert found.packages == expected.packages
    assert found.edges == expected.edges
    assert found.direct == expected.direct
    assert {p for p, scope in found.scopes.items() if scope != 'dev'} == only
    assert {p[0] for p, scope in found.scopes.items() if scope == 'optional'} >= {'fsevents'}


@pytest.mark.parametrize('version, name', [('5', 'workspace'), ('6', 'workspace'), ('7', 'workspace'),
                                           ('8', 'workspace'), ('9', 'workspace'), ('10', 'workspace'), ('10', 'plain')])
def test_pnpm(tmp_path, version, name):
    pnpm = program('pnpm@' + version, 'pnpm')
    folder, files = project(name, tmp_path, {
        '.npmrc': 'link-workspace-packages=true\nfetch-retries=0\nauto-install-peers=false\n',
        'pnpm-workspace.yaml': 'packages:\n  - packages/*\nlinkWorkspacePackages: true\n'})
    install(folder, pnpm, 'install', '--ignore-scripts', '--no-frozen-lockfile')

    def ls(*more):
        graph = Graph()
        for importer in json.loads(listed(pnpm, 'ls', '-r', '--depth', '100', '--json', *more, cwd=folder)):
            walk_pnpm(graph, importer)
        return graph
    expected = ls()
    found = answer(folder, files, 'pnpm-lock.yaml', tmp_path)
    if version == '5':  # its list of a workspace does not leave optional ones out
        plain = {p for p, scope in found.scopes.items() if scope == 'prod'}
        expected.settle(plain, ls('--prod').packages)
    else:
        expected.settle(ls('--prod', '--no-optional').packages, ls('--prod').packages)
    compare(found, expected)


def walk_yarn_1(graph, trees):
    """Nested copies stand below their parents in full, all else is at the top."""
    def split(text):
        name, version = text.rsplit('@', 1)
        return name, version

    def real(name, version):
        return None if name in ('pkg-a', '@s/b') else (ALIASES.get(name, name), version)

    def walk(nodes, scopes, parent):
        scope = dict(split(n['name']) for n in nodes if not n.get('shadow'))
        for n in nodes:
            name, version = split(n['name'])
            for outer in [*scopes, scope]:
                version = outer.get(name, version) if n.get('shadow') else version
            key = real(name, version)
            if key and parent != 'top':
                graph.edge(parent, key)
            elif key:
                graph.packages.add(key)
            if not n.get('shadow'):
                walk(n.get('children', []), [*scopes, scope], key)
    walk(trees, [], 'top')


@pytest.mark.parametrize('name', PROJECTS)
def test_yarn_1(tmp_path, name):
    yarn = program('yarn@1', 'yarn')
    folder, files = project(name, tmp_path)
    install(folder, yarn, 'install', '--ignore-scripts')
    found = answer(folder, files, 'yarn.lock', tmp_path)

    def ls(*more):
        graph = Graph()
        walk_yarn_1(graph, json.loads(listed(yarn, 'list', '--json', *more, cwd=folder).splitlines()[0])['data']['trees'])
        return graph
    expected = ls()
    assert found.packages == expected.packages
    # a nested copy is listed as a child also of those that only lie above it
    assert found.edges <= expected.edges
    assert {a for a, b in found.edges} == {a for a, b in expected.edges}
    assert {p for p, scope in found.scopes.items() if scope != 'dev'} == ls('--prod').packages
    assert {ALIASES.get(d, d) for f in files.values() for kind in ('dependencies', 'devDependencies', 'optionalDependencies')
            for d in f.get(kind, ()) if d != 'pkg-a'} == {p[0] for p in found.direct}


@pytest.mark.parametrize('version, name', [('2', 'workspace'), ('3', 'workspace'), ('4', 'workspace'), ('4', 'plain')])
def test_yarn_berry(tmp_path, version, name):
    yarn = program('@yarnpkg/cli-dist@' + version, 'yarn')
    folder, files = project(name, tmp_path, {
        '.yarnrc.yml': 'nodeLinker: node-modules\nenableScripts: false\n', 'yarn.lock': ''})
    install(folder, yarn, 'install')
    lines = listed(yarn, 'info', '-A', '-R', '--json', cwd=folder).splitlines()
    compare(without_optional(answer(folder, files, 'yarn.lock', tmp_path)), yarn_graph(lines, files))
