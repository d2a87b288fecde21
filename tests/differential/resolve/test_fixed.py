"""What `strata fix` claims, carried out by the package manager itself.

A project is one of fix_projects.json: made, or the names and ranges of a real one. It is locked
by its manager with old versions, strata plans, `git apply` takes the patch, and the manager locks
again (scripts off, nothing is built). What was claimed as ended must be gone from what the
manager answers, and nothing may be there that was neither before nor said.

Where there is no lockfile (pip, Go, Maven) the manager lists what it resolves to. The
advisories are those of STRATA_DB.
"""
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from projects import PROGRAM, Manager, Table, commit, load, printed  # noqa: E402,F401 (a fixture)
from test_go_solved import documents  # noqa: E402
from test_maven_solved import trees  # noqa: E402

ALL = json.loads((Path(__file__).resolve().parents[1] / 'fix_projects.json').read_text())
QUICK = {'npm': ['overrides'], 'cargo': ['regex'], 'pypi': ['flask'], 'go': ['x'], 'maven': ['log4j']}
TABLE = Table('fixed', ['before', 'changes', 'claimed', 'left', 'not gone', 'worse', 'unverified'])


def cases():
    wanted = os.environ.get('STRATA_PROJECTS', '')
    return [(e, n) for e in ALL for n in ALL[e]
            if wanted == 'all' or (n in wanted.split(',') if wanted else n in QUICK[e])]


@pytest.fixture(scope='module')
def home(tmp_path_factory):
    """A configuration with the managers' own registries, and with the tools there are."""
    if not PROGRAM.exists() or 'STRATA_DB' not in os.environ:
        pytest.skip('no %s, or no STRATA_DB' % PROGRAM.name)
    folder = tmp_path_factory.mktemp('home')
    subprocess.run([str(PROGRAM), 'config', 'registries', '--detect'], capture_output=True,
                   env=dict(os.environ, XDG_CONFIG_HOME=str(folder)))
    tools = {'python': [sys.executable, '-c', 'import platform; print(platform.python_version())'],
             'pip': [sys.executable, '-c', 'import pip; print(pip.__version__)'], 'node': ['node', '--version'],
             'npm': ['npm', '--version'], 'rust': ['rustc', '--version']}
    lines = ['[resolve]']
    for name, command in tools.items():
        try:
            said = subprocess.run(command, capture_output=True, text=True).stdout
        except OSError:
            continue
        lines += ['%s = "%s"' % (name, re.search(r'\d+(\.\d+)+', said)[0])]
    (folder / 'strata' / 'strata.toml').write_text('\n'.join(lines) + '\n')
    return folder


def strata(home, command, folder, *options):
    env = dict(os.environ, XDG_CONFIG_HOME=str(home), XDG_CACHE_HOME=str(home / 'cache'))
    done = subprocess.run([str(PROGRAM), command, str(folder), *map(str, options), '-o', 'json'], env=env,
                          capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def lay_out(project, folder):
    if 'of' in project:
        return load(*project['of'].split('/')).lay_out(folder)
    for name, lines in project['files'].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('\n'.join(lines) + '\n')
    return folder


# --- what a manager makes of a project: `lock` once, `carry_out` a plan, `scanned` what it answers


class Npm:
    QUIET = ('--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund')

    # Registries need not tell dates: what was once current is asked for by overrides that go again.
    OLD = ('acorn 6.4.0', 'ajv 6.10.0', 'ansi-regex 3.0.0', 'braces 2.3.2', 'elliptic 6.5.0', 'follow-redirects 1.7.0',
           'glob-parent 3.1.0', 'hosted-git-info 2.7.1', 'ini 1.3.5', 'json-schema 0.2.3', 'json5 1.0.1', 'kind-of 6.0.2',
           'loader-utils 1.2.3', 'lodash 4.17.10', 'minimatch 3.0.4', 'minimist 1.2.0', 'mixin-deep 1.3.1',
           'node-fetch 2.6.0', 'path-parse 1.0.6', 'qs 6.5.2', 'semver 5.7.0', 'serialize-javascript 1.7.0',
           'set-value 2.0.0', 'tar 4.4.8', 'tough-cookie 2.4.3', 'ws 6.1.0', 'y18n 4.0.0')

    def __init__(self, project, home):
        self.npm = Manager('npm', npm_config_cache=str(home / 'npm'), npm_config_update_notifier='false')

    def old(self, manifest):
        asked = {**manifest.get('dependencies', {}), **manifest.get('devDependencies', {})}
        pairs = (one.split() for one in self.OLD)
        return {'%s@^%s' % (name, version): version for name, version in pairs if name not in asked}

    def lock(self, folder):
        path = folder / 'package.json'
        text = path.read_text()
        manifest = json.loads(text)
        path.write_text(json.dumps({**manifest, 'overrides': {**self.old(manifest), **manifest.get('overrides', {})}}))
        self.npm(folder, 'install', *self.QUIET, check=False)
        path.write_text(text)
        if not (folder / 'package-lock.json').exists():
            pytest.skip('npm itself gives up on it')

    def carry_out(self, folder, plan):
        for command in [*plan['steps'], *(c['command'] for c in plan['changes'] if c['command'])]:
            program, *words = shlex.split(command)
            assert program == 'npm'
            self.npm(folder, *words, *self.QUIET)

    def scanned(self, folder, _):
        return folder


class Cargo:
    def __init__(self, project, home):
        self.pins = project['pins']
        self.cargo = Manager('cargo', CARGO_TERM_COLOR='never')

    def lock(self, folder):
        for path in folder.rglob('Cargo.toml'):
            if '[package]' in path.read_text():
                (path.parent / 'src').mkdir(exist_ok=True)
                (path.parent / 'src' / 'lib.rs').write_text('')
        self.cargo(folder, 'generate-lockfile')
        for pin in self.pins:
            name, version = pin.split()
            self.cargo(folder, 'update', '-p', name, '--precise', version, check=False)

    def carry_out(self, folder, plan):
        for command in [*plan['steps'], *(c['command'] for c in plan['changes'] if c['command'])]:
            program, *words = shlex.split(command)
            assert program == 'cargo'
            self.cargo(folder, *words)

    def scanned(self, folder, _):
        return folder


class Listed:
    """Without a lockfile: what the manager lists, as a file that strata reads."""

    def __init__(self, project, home):
        pass

    def lock(self, folder):
        pass

    def carry_out(self, folder, plan):
        pass

    def scanned(self, folder, to):
        to.mkdir()
        self.write(to, self.packages(folder))
        return to


class Pip(Listed):
    def packages(self, folder):
        pip = Manager(sys.executable, PIP_NO_INPUT='1', PIP_DISABLE_PIP_VERSION_CHECK='1')
        report = folder.parent / 'report.json'
        pip(folder, '-m', 'pip', 'install', '--dry-run', '--ignore-installed', '--quiet', '--report', report, '-r',
            'requirements.txt')
        return [(p['metadata']['name'], p['metadata']['version']) for p in json.loads(report.read_text())['install']]

    def write(self, to, packages):
        (to / 'requirements.txt').write_text(''.join('%s==%s\n' % p for p in packages))


class Go(Listed):
    def packages(self, folder):
        go = Manager('go', GOFLAGS='-mod=mod', GOTOOLCHAIN='local', GOWORK='off')
        found = []
        for module in documents(go(folder, 'list', '-m', '-json', 'all')):
            used = module.get('Replace', module)
            found += [(used['Path'], used['Version'])] if used.get('Version') else []
        return found

    def write(self, to, packages):
        """Pruned: what is listed is all, and brings in nothing else."""
        (to / 'go.mod').write_text('module listed\n\ngo 1.17\n\nrequire (\n%s)\n' % ''.join('\t%s %s\n' % p for p in packages))


class Maven(Listed):
    def packages(self, folder):
        found = trees(Manager('mvn', seconds=1800), folder)
        if not found:
            pytest.skip('Maven itself gives up on it')
        return sorted(set().union(*found.values()))

    def write(self, to, packages):
        (to / 'gradle.lockfile').write_text(''.join('%s:%s=runtimeClasspath\n' % p for p in packages) + 'empty=\n')


MANAGERS = {'npm': Npm, 'cargo': Cargo, 'pypi': Pip, 'go': Go, 'maven': Maven}


# --- what is compared


def package_of(finding):
    """Without its version: "pkg:npm/a"."""
    return re.sub(r'@[^@/]*$', '', (finding['package'] or '').split('?')[0])


def known(findings):
    return {(package_of(f), i) for f in findings for i in (f['id'], *f['aliases'])
            if f['kind'] in ('vulnerability', 'malicious')}


def still_there(finding, after):
    return any((package_of(finding), i) in after for i in (finding['id'], *finding['aliases']))


@pytest.mark.parametrize('ecosystem, name', cases())
def test_what_is_claimed_holds(tmp_path, home, ecosystem, name):
    project = ALL[ecosystem][name]
    manager = MANAGERS[ecosystem](project, home)
    folder = lay_out(project, tmp_path / 'project')
    manager.lock(folder)
    before = known(strata(home, 'scan', manager.scanned(folder, tmp_path / 'before'), '--dir')['findings'])
    commit(folder)
    patch = tmp_path / 'fix.patch'
    report = strata(home, 'fix', folder, '--online', '--patch', patch)
    plan = report['plan']
    if patch.read_bytes():
        subprocess.run(['git', 'apply', str(patch)], cwd=folder, check=True)
    manager.carry_out(folder, plan)
    after = strata(home, 'scan', manager.scanned(folder, tmp_path / 'after'), '--dir')['findings']
    cleared = [f for f in report['findings'] if f['fingerprint'] in plan['cleared']]
    there = [(package_of(f), f['id']) for f in cleared if still_there(f, known(after))]
    said = {(package_of(b), b['id']) for b in plan['brings']}
    worse = [(package_of(f), f['id']) for f in after if f['kind'] in ('vulnerability', 'malicious') and
             not still_there(f, before | said)]
    TABLE.add('%s %s' % (ecosystem, name), len(report['findings']), len(plan['changes']), len(cleared), len(plan['left']),
              len(there), len(worse), len(plan['unverified']))
    assert not there and not worse, {'not gone': there, 'worse': worse}
