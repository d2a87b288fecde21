"""Python's managers: how each of them locks a project, and what it lists of the lock.

A project is what PEP 621 and PEP 735 say of it; managers with a manifest of their own get the
same facts in their own words. Tools are looked for below build/differential/python-tools/*/bin
and on PATH; what is not there or does not work here is skipped by name. Which index is asked is
pip's own configuration. strata sees only the manifests and the lockfile.
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from versions import ROOT

PROGRAM = Path(os.environ.get('STRATA', ROOT / 'build/dev/strata'))
TOOLS = ROOT / 'build/differential/python-tools'
SECONDS = int(os.environ.get('STRATA_MANAGER_SECONDS', 120))


def normal(name):
    return re.sub(r'[-_.]+', '-', name).lower()


def find(name, folder='*'):
    paths = sorted(glob.glob(str(TOOLS / folder / 'bin')))
    program = shutil.which(name, path=os.pathsep.join(paths + ([os.environ.get('PATH', '')] if folder == '*' else [])))
    return program or pytest.skip('%s is not installed' % (name if folder == '*' else folder))


def run(*args, cwd):
    env = dict(os.environ, PIPENV_YES='1', PIPENV_NOSPIN='1', NO_COLOR='1', COLUMNS='200',
               PIPENV_DONT_LOAD_ENV='1', PDM_CHECK_UPDATE='0', POETRY_VIRTUALENVS_CREATE='false')
    env.pop('PIPENV_VENV_IN_PROJECT', None)
    try:
        done = subprocess.run(list(map(str, args)), cwd=cwd, env=env, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        pytest.skip('%s %s takes longer than %d s here' % (*args[:2], SECONDS))
    if done.returncode:
        pytest.skip('%s %s does not work here: %s' % (*args[:2], (done.stderr or done.stdout)[-300:]))
    return done.stdout


def index():
    """The address of the index, as pip is configured."""
    found = subprocess.run([sys.executable, '-c', 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)'],
                           capture_output=True, text=True).stdout.strip()
    own = subprocess.run([sys.executable, '-m', 'pip', 'config', 'get', 'global.index-url'], capture_output=True, text=True)
    return own.stdout.strip() or found or pytest.skip('no pip that tells its index')


# manifests

def toml(value):
    if isinstance(value, dict):
        return '{%s}' % ', '.join('%s = %s' % (json.dumps(k), toml(v)) for k, v in value.items())
    if isinstance(value, list):
        return '[%s]' % ', '.join(map(toml, value))
    return json.dumps(value)


def table(name, values):
    return '[%s]\n%s\n' % (name, ''.join('%s = %s\n' % (json.dumps(k), toml(v)) for k, v in values.items())) if values else ''


# Poetry and PDM solve for every Python that a project admits, and what the index has now often
# leaves out the older ones.
SOLVED = '>=3.11,<3.14'


def pyproject(project, python=None):
    own = {k: v for k, v in project.items() if k not in ('dependency-groups', 'optional-dependencies')}
    own['requires-python'] = python or project['requires-python']
    return (table('project', own) + table('project.optional-dependencies', project.get('optional-dependencies')) +
            table('dependency-groups', project.get('dependency-groups')))


def requirements(project, texts):
    """As packaging reads them; what names the project itself is left out."""
    packaging = pytest.importorskip('packaging.requirements')
    found = [packaging.Requirement(t) for t in texts if isinstance(t, str)]
    return [r for r in found if normal(r.name) != normal(project['name'])]


def own_words(r, **more):
    """A requirement as Poetry's and pipenv's tables say it."""
    said = {'version': str(r.specifier) or '*', **more}
    if r.extras:
        said['extras'] = sorted(r.extras)
    if r.marker:
        said['markers'] = str(r.marker)
    return said


def tables(project, texts, taken=(), **more):
    out = {}
    for r in requirements(project, texts):
        if normal(r.name) not in taken:
            out.setdefault(normal(r.name), []).append(own_words(r, **more))
    return {name: said[0] if len(said) == 1 else said for name, said in out.items()}


def poetry_tables(project):
    main = tables(project, project['dependencies'])
    extras = project.get('optional-dependencies', {})
    optional = tables(project, [t for texts in extras.values() for t in texts], main, optional=True)
    optional = {name: said[0] if isinstance(said, list) else said for name, said in optional.items()}
    text = table('tool.poetry', {'name': project['name'], 'version': project['version'], 'description': '', 'authors': []})
    text += table('tool.poetry.dependencies', {'python': SOLVED, **main, **optional})
    text += table('tool.poetry.extras', {x: sorted({normal(r.name) for r in requirements(project, texts)})
                                         for x, texts in extras.items()})
    for group, texts in project.get('dependency-groups', {}).items():
        text += table('tool.poetry.group.%s.dependencies' % group, tables(project, texts))
    return text


def pipfile(project):
    first = {name: said[0] if isinstance(said, list) else said for name, said in tables(project, project['dependencies']).items()}
    groups = [t for texts in project.get('dependency-groups', {}).values() for t in texts]
    dev = {name: said[0] if isinstance(said, list) else said for name, said in tables(project, groups).items()}
    return table('packages', first) + table('dev-packages', dev)


# what strata says

class Answer:
    """Of one lockfile among its manifests; keys are (normal name, version)."""

    def __init__(self, folder, files, lockfile, tmp_path):
        if not PROGRAM.exists():
            pytest.skip('%s is not built' % PROGRAM)
        bare = tmp_path / 'bare'
        bare.mkdir()
        for name in {*files, lockfile}:
            shutil.copy(folder / name, bare / name)
        report = json.loads(subprocess.run([str(PROGRAM), 'deps', '--dir', str(bare), '-o', 'json'],
                                           capture_output=True, text=True).stdout)
        key = {p['id']: (normal(p['name']), p['version']) for p in report['packages']}
        here = [p for p in report['packages'] if p['version'] and not p.get('local')
                and any(place['path'] == lockfile for place in p['places'])]
        self.here, self.notes = here, report['coverage']['notes']
        self.packages = {key[p['id']] for p in here}
        self.direct = {key[p['id']][0] for p in here if p['direct']}
        self.scopes = {key[p['id']]: p['scope'] for p in here}
        self.edges = {(key[p['id']], key[d]) for p in here for d in p['dependencies']}
        self.unanswered = {normal(p['name']) for p in report['packages'] if not p['version'] and p['scope'] != 'build'}

    def names(self):
        return {(a[0], b[0]) for a, b in self.edges}

    def scope(self, name):
        """Of a package, the same for each of its versions."""
        [scope] = {s for (n, _), s in self.scopes.items() if n == name}
        return scope


# what the managers say

def pins(text):
    found = re.findall(r'^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==([^\s;\\<>=]+)', text, re.M)
    return {(normal(name), version) for name, version in found}


def tree_edges(text, parse):
    """Edges out of a drawn tree: four columns are one level."""
    edges, roots, stack = set(), set(), []
    for line in text.splitlines():
        drawn = re.match(r'[\s│├└─|`+-]*', line).group()
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


class Listing:
    """scopes is by (name, version); edges by names where `named`, None where nothing tells.

    open: names that are listed without a version; by_extras: edges that are not listed, though
    the lock has them."""

    def __init__(self, prod, optional, every, edges, direct, named=True):
        self.packages, self.edges, self.direct, self.named = every, edges, direct, named
        self.scopes = {p: 'prod' if p in prod else 'optional' if p in optional else 'dev' for p in every}
        self.open, self.by_extras = set(), set()


def may_hold(marker):
    """Whether a marker holds for one of the Pythons that are solved for, on some system."""
    systems = (('linux', 'posix', 'Linux'), ('darwin', 'posix', 'Darwin'), ('win32', 'nt', 'Windows'))
    return not marker or any(
        marker.evaluate({'python_version': version, 'python_full_version': version + '.9', 'sys_platform': system[0],
                         'os_name': system[1], 'platform_system': system[2], 'implementation_name': python.lower(),
                         'platform_python_implementation': python})
        for version in ('3.11', '3.12', '3.13') for system in systems for python in ('CPython', 'PyPy'))


def asked(project, extras=True, groups=True):
    """The names that the project itself asks for, where that may be."""
    texts = list(project['dependencies'])
    for kind, wanted in (('optional-dependencies', extras), ('dependency-groups', groups)):
        texts += [t for x in project.get(kind, {}).values() for t in x] if wanted else []
    return {normal(r.name) for r in requirements(project, texts) if may_hold(r.marker)}


class Uv:
    lockfile = 'uv.lock'

    def find(self):
        self.uv = find('uv')

    def files(self, project):
        return {'pyproject.toml': pyproject(project)}

    def lock(self, folder, project):
        run(self.uv, 'lock', '-q', cwd=folder)

    def export(self, folder, *more):
        return pins(run(self.uv, 'export', '-q', '--frozen', '--no-hashes', '--no-emit-project', '--no-annotate', *more, cwd=folder))

    def listing(self, folder, project):
        def node(text):
            m = re.match(r'([\w.-]+)(?:\[[^]]*\])? v(\S+)', text)
            return m and (normal(m.group(1)), m.group(2))
        drawn = run(self.uv, 'tree', '-q', '--frozen', '--universal', '--all-groups', cwd=folder)
        edges, _ = tree_edges(drawn, node)
        own = normal(project['name'])
        return Listing(self.export(folder, '--no-dev', '--no-default-groups'),
                       self.export(folder, '--no-default-groups', '--all-extras'),
                       self.export(folder, '--all-groups', '--all-extras'),
                       {(a, b) for a, b in edges if own not in (a[0], b[0])}, {b[0] for a, b in edges if a[0] == own}, named=False)


class Poetry:
    lockfile = 'poetry.lock'

    def __init__(self, folder, words):
        self.folder, self.words = folder, words

    def find(self):
        self.poetry = find('poetry', self.folder)

    def files(self, project):
        source = {'name': 'index', 'url': index() + '/', 'priority': 'primary'}
        return {'pyproject.toml': self.words(project) + '[[tool.poetry.source]]\n' + ''.join(
            '%s = %s\n' % (k, toml(v)) for k, v in source.items())}

    def lock(self, folder, project):
        run(self.poetry, 'lock', '-n', cwd=folder)

    def export(self, folder, *more):
        return pins(run(self.poetry, 'export', '-n', '--without-hashes', '--without-urls', *more, cwd=folder))

    def listing(self, folder, project):
        def node(text):
            m = re.match(r'([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])? ', text + ' ')
            return m and normal(m.group(1))
        listed = re.findall(r'^([\w.-]+)\s+(?:\(!\)\s+)?(\d\S*)', run(self.poetry, 'show', '-n', '--all', '--no-ansi', cwd=folder), re.M)
        every = {(normal(name), version) for name, version in listed}
        edges, roots = tree_edges(run(self.poetry, 'show', '-n', '--tree', '--no-ansi', cwd=folder), node)
        names = {name for name, _ in every}
        several = {name for name in names if sum(name == n for n, _ in every) > 1}  # it draws one of them
        edges = {(a, b) for a, b in edges if a not in several}
        return Listing(self.export(folder, '--only', 'main'), self.export(folder, '--only', 'main', '--all-extras'), every,
                       {(a, b) for a, b in edges if b in names}, roots & asked(project))


def metadata_edges(python, folder, pinned):
    """Edges out of the metadata of what pip would install: those that hold here, and all."""
    packaging = pytest.importorskip('packaging.requirements')
    (folder / 'pinned.txt').write_text(pinned)
    out = run(python, '-m', 'pip', 'install', '-q', '--dry-run', '--ignore-installed', '--no-deps', '--report', '-',
              '-r', 'pinned.txt', cwd=folder)
    found = {normal(i['metadata']['name']): i for i in json.loads(out)['install']}
    extras = {name: {''} | set(i.get('requested_extras', [])) for name, i in found.items()}
    wanted = [(name, packaging.Requirement(r)) for name, i in found.items() for r in i['metadata'].get('requires_dist', [])]

    def holds(name, r):
        return any(not r.marker or r.marker.evaluate({'extra': e}) for e in extras[name])
    for _ in range(3):  # extras that ask for extras
        for name, r in wanted:
            if holds(name, r):
                extras.get(normal(r.name), set()).update(r.extras)
    known = [(name, r) for name, r in wanted if normal(r.name) in found and normal(r.name) != name]
    return {(name, normal(r.name)) for name, r in known if holds(name, r)}, {(name, normal(r.name)) for name, r in known}


class Pdm:
    """What it exports as pylock.toml has edges as texts, and of each package the groups and extras."""
    lockfile = 'pdm.lock'

    def find(self):
        self.pdm = find('pdm')

    def files(self, project):
        return {'pyproject.toml': pyproject(project, SOLVED)}

    def lock(self, folder, project):
        run(self.pdm, 'lock', '-q', '-G:all', cwd=folder)

    def listing(self, folder, project):
        packages = tomllib.loads(run(self.pdm, 'export', '-q', '-f', 'pylock', cwd=folder))['packages']
        every = {(normal(p['name']), p['version']): p for p in packages}
        names = {name for name, _ in every}
        edges = {(name, normal(re.match(r'[\w.-]+', d).group())) for (name, _), p in every.items()
                 for d in p['tool']['pdm']['dependencies']}
        listed = Listing({k for k, p in every.items() if '"default" in dependency_groups' in p['marker']},
                         {k for k, p in every.items() if 'in extras' in p['marker']}, set(every),
                         {(a, b) for a, b in edges if b in names}, asked(project) & names)
        listed.by_extras = {(normal(p['name']), normal(re.match(r'[\w.-]+', d).group()))
                            for p in tomllib.loads((folder / self.lockfile).read_text())['package'] if 'extras' in p
                            for d in p['dependencies']}
        return listed


class Pipenv:
    lockfile = 'Pipfile.lock'

    def find(self):
        self.pipenv = find('pipenv')

    def files(self, project):
        return {'Pipfile': pipfile(project)}

    def lock(self, folder, project):
        run(self.pipenv, 'lock', '-q', cwd=folder)

    def listing(self, folder, project):
        text = run(self.pipenv, 'requirements', cwd=folder)
        prod, both = pins(text), text + run(self.pipenv, 'requirements', '--dev', cwd=folder)
        listed = Listing(prod, prod, pins(both), None, asked(project, extras=False))
        # what does not hold here stays in its lock as it is asked for: "==>=3.6"
        pinned = {name for name, _ in listed.packages}
        listed.open = {normal(n) for n in re.findall(r'^[A-Za-z0-9][\w.-]*', both, re.M)} - pinned
        listed.direct &= pinned
        return listed


class PipCompile:
    lockfile = 'requirements.txt'

    def find(self):
        self.compile = find('pip-compile')

    def files(self, project):
        return {'requirements.in': ''.join('%s\n' % r for r in requirements(project, project['dependencies']))}

    def lock(self, folder, project):
        run(self.compile, '-q', '--no-strip-extras', '--no-emit-index-url', '--no-emit-find-links', 'requirements.in', cwd=folder)

    def listing(self, folder, project):
        text = (folder / self.lockfile).read_text()
        edges, _ = metadata_edges(os.path.join(os.path.dirname(self.compile), 'python'), folder, text)
        return Listing(pins(text), set(), pins(text), edges, asked(project, False, False) & {name for name, _ in pins(text)})


class UvCompile(PipCompile):
    def find(self):
        self.uv = find('uv')

    def files(self, project):
        return {'pyproject.toml': pyproject({k: v for k, v in project.items() if k != 'dependency-groups'})}

    def lock(self, folder, project):
        run(self.uv, 'pip', 'compile', '-q', '--no-strip-extras', 'pyproject.toml', '-o', 'requirements.txt', cwd=folder)

    def listing(self, folder, project):
        text = (folder / self.lockfile).read_text()
        edges, _ = metadata_edges(sys.executable, folder, text)
        names = {name for name, _ in pins(text)}
        listed = Listing(pins(text), set(), pins(text), edges, asked(project, False, False) & names)
        extras = [t for texts in project.get('optional-dependencies', {}).values() for t in texts]
        listed.open = {normal(r.name) for r in requirements(project, extras)  # which it is not asked for
                       if not str(r.specifier).startswith('==')} - names
        return listed


MANAGERS = {'uv': Uv(), 'poetry-1': Poetry('poetry-1', poetry_tables), 'poetry-2': Poetry('poetry-2', lambda project: pyproject(project, SOLVED)),
            'pdm': Pdm(), 'pipenv': Pipenv(), 'pip-compile': PipCompile(), 'uv-pip-compile': UvCompile()}
