"""Lockfiles that npm, yarn and pnpm write, against what each of them lists: packages, edges,
directness, scope.

Old managers are installed once by npm, below build/differential/npm-tools; each test skips by
the name of its manager where it cannot be had or does not work here (no registry, a newer node).
All is done in temporary folders, and strata sees only the manifests and the lockfile.
"""
import json
import os
import re
import shutil
import subprocess

import pytest

from versions import ROOT

PROGRAM = ROOT / 'build/dev/strata'
TOOLS = ROOT / 'build/differential/npm-tools'
SECONDS = 120
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


def run(*args, cwd):
    env = dict(os.environ, CI='1', YARN_ENABLE_TELEMETRY='0', YARN_ENABLE_IMMUTABLE_INSTALLS='0', npm_config_audit='false',
               npm_config_fund='false', npm_config_update_notifier='false', NO_COLOR='1')
    return subprocess.run(list(map(str, args)), cwd=cwd, env=env, capture_output=True, text=True, timeout=SECONDS)


def manager(package, program):
    """The path of a manager's program, installed when it is not there yet."""
    if not shutil.which('npm'):
        pytest.skip('no npm to install %s with' % package)
    folder = TOOLS / package.replace('/', '+')
    path = folder / 'node_modules' / '.bin' / program
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        done = run('npm', 'install', '--prefix', folder, package, cwd=folder)
        if done.returncode:
            pytest.skip('%s cannot be installed: %s' % (package, done.stderr[-200:]))
    return path


def listed(*args, cwd):
    done = run(*args, cwd=cwd)
    assert done.stdout.strip(), done.stderr[-500:]
    return done.stdout


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1))


def install(folder, *args):
    try:
        done = run(*args, cwd=folder)
    except subprocess.TimeoutExpired:
        pytest.skip('%s takes longer than %d s here' % (args[0], SECONDS))
    if done.returncode:
        pytest.skip('%s does not work here: %s' % (args[0], (done.stderr or done.stdout)[-300:]))


class Graph:
    """What is compared; packages are (name, version)."""

    def __init__(self):
        self.packages, self.edges, self.direct, self.scopes = set(), set(), set(), {}

    def edge(self, parent, child):
        """parent is None for the project and its members."""
        self.packages.add(child)
        if parent is None:
            self.direct.add(child)
        elif parent != child:
            self.edges.add((parent, child))

    def settle(self, prod, optional):
        self.scopes = {p: 'prod' if p in prod else 'optional' if p in optional else 'dev' for p in self.packages}


def answer(folder, files, lockfile, tmp_path):
    """What strata says of the manifests and the lockfile alone."""
    if not PROGRAM.exists():
        pytest.skip('%s is not built' % PROGRAM)
    bare = tmp_path / 'bare'
    for name in [*files, lockfile]:
        (bare / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / name, bare / name)
    report = json.loads(subprocess.run([str(PROGRAM), 'deps', '--dir', str(bare), '-o', 'json'], capture_output=True,
                                       text=True).stdout)
    assert report['coverage']['notes'] == []
    graph, key = Graph(), {p['id']: (p['name'], p['version']) for p in report['packages']}
    for p in report['packages']:
        graph.packages.add(key[p['id']])
        graph.scopes[key[p['id']]] = p['scope']
        if p['direct']:
            graph.direct.add(key[p['id']])
        for d in p['dependencies']:
            graph.edge(key[p['id']], key[d])
    return graph


def compare(found, expected):
    assert found.packages == expected.packages
    assert found.edges == expected.edges
    assert found.direct == expected.direct
    assert found.scopes == expected.scopes


def project(name, tmp_path, more=None):
    files = dict(PROJECTS[name])
    folder = tmp_path / name
    write(folder, {**files, **(more or {})})
    return folder, files


def walk_npm(graph, node, parent=None):
    for name, n in node.get('dependencies', {}).items():
        if not n.get('version') or n.get('missing'):
            continue  # an optional one, not for this system
        own = str(n.get('resolved', '')).startswith('file:') or name in ('pkg-a', '@s/b')
        key = None if own else (ALIASES.get(name, name), n['version'])
        if key:
            graph.edge(parent, key)
        walk_npm(graph, n, key)
    return graph


@pytest.mark.parametrize('name', PROJECTS)
def test_npm(tmp_path, name):
    npm = shutil.which('npm') or pytest.skip('no npm')
    folder, files = project(name, tmp_path)
    install(folder, npm, 'install', '--package-lock-only')

    def ls(*more):
        return walk_npm(Graph(), json.loads(listed(npm, 'ls', '--all', '--json', '--package-lock-only', *more, cwd=folder)))
    expected = ls()
    expected.settle(ls('--omit=dev', '--omit=optional').packages, ls('--omit=dev').packages)
    compare(answer(folder, files, 'package-lock.json', tmp_path), expected)


def test_npm_6(tmp_path):
    npm = manager('npm@6', 'npm')
    folder, files = project('plain', tmp_path)
    install(folder, npm, 'install', '--no-optional')

    def ls(*more):
        return walk_npm(Graph(), json.loads(listed(npm, 'ls', '--json', *more, cwd=folder)))
    found, expected = answer(folder, files, 'package-lock.json', tmp_path), ls()
    only = ls('--prod').packages
    # it lists what is not installed, and does not tell optional from plain
    assert found.packages == expected.packages
    assert found.edges == expected.edges
    assert found.direct == expected.direct
    assert {p for p, scope in found.scopes.items() if scope != 'dev'} == only
    assert {p[0] for p, scope in found.scopes.items() if scope == 'optional'} >= {'fsevents'}


def walk_pnpm(graph, node, parent=None):
    for kind in ('dependencies', 'devDependencies', 'optionalDependencies'):
        for name, n in node.get(kind, {}).items():
            if n['version'].startswith('link:'):
                continue
            key = (n.get('from', name), n['version'])
            graph.edge(parent, key)
            walk_pnpm(graph, n, key)
    return graph


@pytest.mark.parametrize('version, name', [('5', 'workspace'), ('6', 'workspace'), ('7', 'workspace'),
                                           ('8', 'workspace'), ('9', 'workspace'), ('10', 'workspace'), ('10', 'plain')])
def test_pnpm(tmp_path, version, name):
    pnpm = manager('pnpm@' + version, 'pnpm')
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
    yarn = manager('yarn@1', 'yarn')
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


def reach(edges, start):
    seen, todo = set(), list(start)
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += [b for a, b in edges if a == node]
    return seen


def yarn_graph(lines, files):
    key, asked, graph = {}, {}, Graph()
    infos = [json.loads(line) for line in lines]
    for info in infos:
        name = re.match(r'(@?[^@]+)@', info['value']).group(1)
        if '@workspace:' not in info['value']:
            key[info['value']] = (name, info['children']['Version'])
    for info in infos:
        name = re.match(r'(@?[^@]+)@', info['value']).group(1)
        for d in info['children'].get('Dependencies', ()):
            locator = re.sub(r'@virtual:[^#]*#', '@', d['locator'])
            if locator in key:
                graph.edge(key.get(info['value']), key[locator])
                asked[name, re.match(r'(@?[^@]+)@', d['descriptor']).group(1)] = key[locator]
    of = {kind: {asked[f['name'], d] for f in files.values() for d in f.get(kind, ()) if (f['name'], d) in asked}
          for kind in ('dependencies', 'optionalDependencies')}
    prod = reach(graph.edges, of['dependencies'])
    graph.settle(prod, reach(graph.edges, prod | of['optionalDependencies']))
    return graph


@pytest.mark.parametrize('version, name', [('2', 'workspace'), ('3', 'workspace'), ('4', 'workspace'), ('4', 'plain')])
def test_yarn_berry(tmp_path, version, name):
    yarn = manager('@yarnpkg/cli-dist@' + version, 'yarn')
    folder, files = project(name, tmp_path, {
        '.yarnrc.yml': 'nodeLinker: node-modules\nenableScripts: false\n', 'yarn.lock': ''})
    install(folder, yarn, 'install')
    lines = listed(yarn, 'info', '-A', '-R', '--json', cwd=folder).splitlines()
    compare(answer(folder, files, 'yarn.lock', tmp_path), yarn_graph(lines, files))
