"""npm's family of managers: how each of them locks a project, and what it lists of the lock.

Managers are installed once by npm, below build/differential/npm-tools; what cannot be had or
does not work here (no registry, a newer node) is skipped by name. All is done in temporary
folders, without scripts, and strata sees only the manifests and the lockfile.
"""
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from versions import ROOT

PROGRAM = Path(os.environ.get('STRATA', ROOT / 'build/dev/strata'))
TOOLS = ROOT / 'build/differential/npm-tools'
SECONDS = int(os.environ.get('STRATA_MANAGER_SECONDS', 120))
KINDS = ('dependencies', 'devDependencies', 'optionalDependencies')


def run(*args, cwd):
    env = dict(os.environ, CI='1', YARN_ENABLE_TELEMETRY='0', YARN_ENABLE_IMMUTABLE_INSTALLS='0',
               YARN_ENABLE_SCRIPTS='0', YARN_ENABLE_GLOBAL_CACHE='1', npm_config_audit='false',
               npm_config_fund='false', npm_config_ignore_scripts='true',
               npm_config_update_notifier='false', NO_COLOR='1')
    try:
        return subprocess.run(list(map(str, args)), cwd=cwd, env=env, capture_output=True, text=True,
                              timeout=SECONDS)
    except subprocess.TimeoutExpired:
        pytest.skip('%s %s takes longer than %d s here' % (*args[:2], SECONDS))


def tools(package):
    """The folder that a manager is installed in, when need be."""
    if not shutil.which('npm'):
        pytest.skip('no npm to install %s with' % package)
    folder = TOOLS / package.replace('/', '+')
    if not (folder / 'node_modules').exists():
        folder.mkdir(parents=True, exist_ok=True)
        done = run('npm', 'install', '--prefix', folder, package, cwd=folder)
        if done.returncode:
            pytest.skip('%s cannot be installed: %s' % (package, done.stderr[-200:]))
    return folder / 'node_modules'


def program(package, name):
    path = tools(package) / '.bin' / name
    if not path.exists():
        pytest.skip('%s has no program %s' % (package, name))
    return path


def bun_program(package):
    """Its own installer is a script; the program lies in the package of the platform."""
    for path in sorted(tools(package).glob('@oven/*/bin/bun')):
        try:
            if subprocess.run([str(path), '--version'], capture_output=True).returncode == 0:
                return path
        except OSError:
            continue
    pytest.skip('%s does not run here' % package)


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
    done = run(*args, cwd=folder)
    if done.returncode:
        pytest.skip('%s does not work here: %s' % (args[0], (done.stderr or done.stdout)[-300:]))


class Graph:
    """What is compared; packages are (name, version)."""

    def __init__(self):
        self.packages, self.edges, self.direct, self.scopes = set(), set(), set(), {}
        self.unanswered = set()  # asked for, and not in the lock

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
    graph = Graph()
    graph.notes = report['coverage']['notes']
    key = {p['id']: (p['name'], p['version']) if p['version'] and not p.get('local') else None for p in report['packages']}
    for p in report['packages']:
        if not p['version'] and not p.get('local'):
            graph.unanswered.add(p['name'])
        if key[p['id']]:
            graph.packages.add(key[p['id']])
            graph.scopes[key[p['id']]] = p['scope']
            if p['direct']:
                graph.direct.add(key[p['id']])
        for d in p['dependencies']:
            if key[d]:
                graph.edge(key[p['id']], key[d])
    return graph


def without_optional(graph):
    """For managers that do not tell optional from plain."""
    graph.scopes = {p: 'dev' if scope == 'dev' else 'prod' for p, scope in graph.scopes.items()}
    return graph


def reach(edges, start):
    out = {}
    for a, b in edges:
        out.setdefault(a, []).append(b)
    seen, todo = set(), list(start)
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += out.get(node, ())
    return seen


# npm

def walk_npm(graph, node, real, parent=None):
    """real has the real names behind aliases, and None for what is the project's own."""
    for name, n in node.get('dependencies', {}).items():
        if not n.get('version') or n.get('missing'):
            continue  # an optional one, not for this system
        key = real.get((name, n['version']), (name, n['version']))
        if key and n.get('extraneous'):
            graph.packages.add(key)  # below the folder that it lies in, which need not ask for it
        elif key:
            graph.edge(parent, key)
        walk_npm(graph, n, real, key)
    return graph


SCOPES = ('dev', 'optional', 'prod')


def npm_scope(node):
    if node.get('dev'):
        return 'dev'
    return 'optional' if node.get('optional') or node.get('devOptional') else 'prod'


class Npm:
    lockfile, more = 'package-lock.json', {}

    def __init__(self, package=None, lock=None):
        self.package, self.version, self.full = package, lock, None

    def find(self):
        self.npm = program(self.package, 'npm') if self.package else shutil.which('npm') or pytest.skip('no npm')

    def lock(self, folder, files):
        install(folder, self.npm, 'install', '--package-lock-only', '--force')
        if self.version == '1':
            self.full = self.listing(folder)
        if self.version:
            install(folder, self.npm, 'install', '--package-lock-only', '--force', '--lockfile-version', self.version)

    def nodes(self, folder):
        """Every folder, with npm's own marks; older ones cannot be asked that."""
        return json.loads(listed(shutil.which('npm'), 'query', '*', '--package-lock-only', cwd=folder))

    def graph(self, folder, files):
        """Version 1 has no peers, so npm itself loses what only they bring: version 3 tells."""
        graph = self.listing(folder)
        if self.version == '1':
            graph.scopes = self.full.scopes
        return graph

    def listing(self, folder):
        nodes = [n for n in self.nodes(folder) if n.get('version')]
        packages = [n for n in nodes if 'node_modules/' in n['location']]
        real = {(n['name'], n['version']): None for n in nodes if n not in packages}
        real.update({(n['location'].rpartition('node_modules/')[2], n['version']): (n['name'], n['version'])
                     for n in packages})
        tree = json.loads(listed(self.npm, 'ls', '--all', '--json', '--package-lock-only', cwd=folder))
        graph = walk_npm(Graph(), tree, real)
        for n in packages:
            if n.get('extraneous'):
                continue
            graph.scopes[n['name'], n['version']] = max(
                graph.scopes.get((n['name'], n['version']), 'dev'), npm_scope(n), key=SCOPES.index)
        return graph


# pnpm

MODULES = {'layoutVersion': 5, 'included': {k: True for k in KINDS}, 'nodeLinker': 'isolated', 'packageManager': 'pnpm',
           'skipped': [], 'storeDir': '.store', 'virtualStoreDir': '.pnpm', 'registries': {}}


def walk_pnpm(graph, node, parent=None):
    for kind in KINDS:
        for name, n in node.get(kind, {}).items():
            if n['version'].startswith('link:'):
                continue
            key = (n.get('from', name), n['version'])
            graph.edge(parent, key)
            walk_pnpm(graph, n, key)
    return graph


class Pnpm:
    lockfile = 'pnpm-lock.yaml'
    more = {'.npmrc': 'link-workspace-packages=true\nfetch-retries=0\nstrict-peer-dependencies=false\n',
            'pnpm-workspace.yaml': 'packages:\n  - packages/*\nlinkWorkspacePackages: true\n'}

    def __init__(self, package):
        self.package = package

    def find(self):
        self.pnpm = program(self.package, 'pnpm')

    def lock(self, folder, files):
        install(folder, self.pnpm, 'install', '--lockfile-only', '--no-frozen-lockfile')
        # its list is that of what is installed: the lock says all that it looks at
        write(folder, {'node_modules/.modules.yaml': MODULES})
        (folder / 'node_modules/.pnpm').mkdir()
        shutil.copy(folder / self.lockfile, folder / 'node_modules/.pnpm/lock.yaml')

    def ls(self, folder, *more):
        graph = Graph()
        importers = json.loads(listed(self.pnpm, 'ls', '-r', '--depth', '100', '--json', *more, cwd=folder))
        if isinstance(importers, dict):  # before 10 each tree is drawn in full
            pytest.skip('%s cannot list this: %s' % (self.package, importers['error']['message']))
        for importer in importers:
            walk_pnpm(graph, importer)
        return graph

    def graph(self, folder, files):
        graph = self.ls(folder)
        graph.settle(self.ls(folder, '--prod', '--no-optional').packages, self.ls(folder, '--prod').packages)
        return graph


# yarn

# Packages of the samples that yarn's own list of corrections gives more dependencies than they
# have; the list is not in the lock.
CORRECTED = ('got', '@npmcli/metavuln-calculator')



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
    prod = reach(graph.edges, {asked[f['name'], d] for f in files.values() for kind in ('dependencies', 'optionalDependencies')
                               for d in f.get(kind, ()) if (f.get('name'), d) in asked})
    graph.settle(prod, prod)
    return graph


def installed(folder, kinds):
    """What node finds from each folder of node_modules; links are the project's own members."""
    graph, done, todo = Graph(), set(), []

    def manifest(path):
        return json.loads((path / 'package.json').read_text())

    def found(path, name):
        while path != folder.parent:
            if path.name != 'node_modules' and (path / 'node_modules' / name / 'package.json').exists():
                return (path / 'node_modules' / name).resolve()
            path = path.parent
        return None

    def visit(path, wanted, parent):
        for name in wanted:
            child = found(path, name)
            if child and 'node_modules' in child.relative_to(folder.resolve()).parts:
                m = manifest(child)
                graph.edge(parent, (m['name'], m['version']))
                if child not in done:
                    done.add(child)
                    todo.append((child, m))
    folder = folder.resolve()
    for top in [folder, *(p.parent for p in sorted(folder.glob('packages/*/package.json')))]:
        visit(top, [n for kind in kinds for n in manifest(top).get(kind, ())], None)
    while todo:
        path, m = todo.pop()
        visit(path, {**m.get('dependencies', {}), **m.get('optionalDependencies', {})},
              (m['name'], m['version']))
    return graph


class Yarn1:
    """Its own lists are of folders, not of who asks: what it installed is compared."""
    lockfile, more, tells_optional = 'yarn.lock', {}, False

    def __init__(self, package):
        self.package = package

    def find(self):
        self.yarn = program(self.package, 'yarn')

    def lock(self, folder, files):
        install(folder, self.yarn, 'install', '--ignore-scripts', '--ignore-platform', '--ignore-engines', '--non-interactive')

    def graph(self, folder, files):
        graph = installed(folder, KINDS)
        prod = installed(folder, ('dependencies', 'optionalDependencies')).packages
        graph.settle(prod, prod)
        return graph


class Berry:
    lockfile, more, tells_optional = 'yarn.lock', {'.yarnrc.yml': 'enableScripts: false\n', 'yarn.lock': ''}, False

    def __init__(self, package):
        self.package = package

    def find(self):
        self.yarn = program(self.package, 'yarn')

    def lock(self, folder, files):
        install(folder, self.yarn, 'install', *([] if self.package.endswith('@2') else ['--mode=update-lockfile']))

    def graph(self, folder, files):
        return yarn_graph(listed(self.yarn, 'info', '-A', '-R', '--json', cwd=folder).splitlines(), files)


# bun

ASKS = re.compile(r'  [├└]─ (?:(dev|optional peer|peer|optional) )?(@?[^@ ]+)(@\S+)? \(requires .*\)$')


def bun_graph(text):
    """`bun why '*'`: each package, and below it who asks for it, by what kind."""
    graph, child, ways = Graph(), None, {'prod': set(), 'optional': set()}
    for line in text.splitlines():
        asks = ASKS.match(line)
        if asks and child:
            kind, name, version = asks.groups()
            parent = None if version in (None, '@workspace') else (name, version[1:])
            graph.edge(parent, child)
            if kind in (None, 'peer'):
                ways['prod'].add((parent, child))
            elif kind == 'optional':
                ways['optional'].add((parent, child))
        elif line and line[0] not in ' │├└':
            name, _, version = line.rpartition('@')
            child = None if not version or '@workspace:' in line else (name, version)
            if child:
                graph.packages.add(child)
    graph.settle(reach(ways['prod'], [None]), reach(ways['prod'] | ways['optional'], [None]))
    return graph


class Bun:
    lockfile, more = 'bun.lock', {}

    def __init__(self, package):
        self.package = package

    def find(self):
        self.bun = bun_program(self.package)

    def lock(self, folder, files):
        install(folder, self.bun, 'install', '--lockfile-only')

    def graph(self, folder, files):
        return bun_graph(listed(self.bun, 'why', '*', cwd=folder))


MANAGERS = {
    'npm-v3': Npm(lock='3'), 'npm-v2': Npm(lock='2'), 'npm-v1': Npm(lock='1'), 'npm-8': Npm('npm@8'),
    **{'pnpm-' + v: Pnpm('pnpm@' + v) for v in ('5', '6', '7', '8', '9', '10')},
    'bun-1.2': Bun('bun@1.2'), 'bun-1.4': Bun('bun@1.4'),
    'yarn-1': Yarn1('yarn@1'),
    **{'yarn-' + v: Berry('@yarnpkg/cli-dist@' + v) for v in ('2', '3', '4')},
}
