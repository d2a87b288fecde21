"""Projects to be installed or resolved: their manifests, cut down to names and ranges.

A project is one file, projects/<ecosystem>/<name>.txt: lines of '#' that say where the facts
are from, then its manifests, each behind a line "== path". The files are laid out as they
stand ("{git}/x" is a repository that is made of the files below "git/x/"), but a pom's dependencies, which are a line each (`pom`); what a manager wants besides (an
empty src/lib.rs) is made by the test. A manifest is written by reduce.py: no text of the
project's is in it, only what it asks for.

STRATA_PROJECTS names the projects of a run (separated by commas, or "all"); by default the
few of QUICK.
"""
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PROGRAM = Path(os.environ.get('STRATA', HERE.parents[1] / 'build' / 'dev' / 'strata'))
QUICK = {'npm': ['express', 'grunt', 'mocha'], 'cargo': ['fd', 'just'], 'go': ['cobra', 'mux'], 'maven': ['jsoup', 'xxl-job'],
         'pypi': ['healthchecks', 'httpie', 'restic']}


def element(name, text):
    return '<%s>%s</%s>' % (name, text, name)


def pom_dependency(line):
    """ "+ group:name [version] [key=value ..] [!group:name ..]" as a pom has it."""
    _, name, *rest = line.split()
    parts = dict(zip(('groupId', 'artifactId'), name.split(':')))
    if rest and '=' not in rest[0] and rest[0][0] != '!':
        parts['version'] = rest.pop(0)
    parts.update(word.split('=', 1) for word in rest if word[0] != '!')
    left_out = [''.join(map(element, ('groupId', 'artifactId'), word[1:].split(':'))) for word in rest if word[0] == '!']
    if left_out:
        parts['exclusions'] = ''.join(element('exclusion', e) for e in left_out)
    return element('dependency', ''.join(element(k, v) for k, v in parts.items()))


def pom(text):
    return ''.join((pom_dependency(line) if line.startswith('+ ') else line) + '\n' for line in text.splitlines())


class Project:
    def __init__(self, path):
        self.name, self.files = path.stem, {}
        about, *parts = ('\n' + path.read_text()).split('\n== ')
        self.about = [line.lstrip('# ') for line in about.splitlines() if line]
        for part in parts:
            name, _, text = part.partition('\n')
            self.files[name] = pom(text) if text.startswith('<project') else text.rstrip('\n') + '\n'

    def lay_out(self, folder):
        beside = folder.parent / 'git'
        for name, text in self.files.items():
            path = folder.parent / name if name.startswith('git/') else folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace('{git}', beside.as_uri()))
        for repository in sorted(beside.iterdir()) if beside.exists() else ():
            commit(repository)
        return folder


def commit(folder):
    git = ['git', '-c', 'user.name=a', '-c', 'user.email=a@b.example']
    subprocess.run([*git, 'init', '-q', '-b', 'main', '.'], cwd=folder, check=True)
    subprocess.run([*git, 'add', '.'], cwd=folder, check=True)
    subprocess.run([*git, 'commit', '-qm', 'all'], cwd=folder, check=True)


def names(ecosystem):
    """Which projects a run takes: the parameters of a test."""
    wanted = os.environ.get('STRATA_PROJECTS', ','.join(QUICK.get(ecosystem, ())))
    found = sorted(p.stem for p in (HERE / 'projects' / ecosystem).glob('*.txt'))
    return found if wanted == 'all' else [n for n in found if n in wanted.split(',')]


def load(ecosystem, name):
    return Project(HERE / 'projects' / ecosystem / (name + '.txt'))


class Manager:
    """A package manager in an environment of its own; what fails for want of a network skips."""

    UNREACHABLE = ('could not resolve host', 'unable to update registry', 'no such host', 'connection refused',
                   'network is unreachable', 'i/o timeout', 'unknown host', 'connection timed out',
                   'temporary failure in name resolution', 'download of config.json failed')

    def __init__(self, program, seconds=600, **env):
        if not shutil.which(program):
            pytest.skip('no %s' % program)
        self.program, self.seconds, self.env = program, seconds, dict(os.environ, **env)

    def run(self, folder, *args):
        return subprocess.run([self.program, *map(str, args)], cwd=folder, env=self.env, capture_output=True, text=True,
                              timeout=self.seconds)

    def __call__(self, folder, *args, check=True):
        done = self.run(folder, *args)
        said = (done.stderr + done.stdout).lower()
        if check and done.returncode and any(text in said for text in self.UNREACHABLE):
            pytest.skip('%s reaches no registry' % self.program)
        if check:
            assert done.returncode == 0, (done.stderr or done.stdout)[-3000:]
        return done.stdout


def deps(folder, *options, env=None):
    """strata's report of a folder."""
    if not PROGRAM.exists():
        pytest.skip('%s is not built' % PROGRAM)
    done = subprocess.run([str(PROGRAM), 'deps', '--dir', str(folder), *options, '-o', 'json'], capture_output=True,
                          text=True, env=env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Table:
    """What was compared, a line a project; printed at the end of a run with -s."""

    def __init__(self, title, columns):
        self.title, self.columns, self.rows = title, columns, {}

    def add(self, name, *values):
        self.rows[name] = values

    def text(self):
        total = [sum(values) for values in zip(*self.rows.values())]
        lines = ['| %s | %s |' % (self.title, ' | '.join(self.columns)), '|---' * (len(self.columns) + 1) + '|']
        for name, values in [*sorted(self.rows.items()), ('%d projects' % len(self.rows), total)]:
            lines.append('| %s | %s |' % (name, ' | '.join('{:,}'.format(v) for v in values)))
        return '\n'.join(lines)


@pytest.fixture(scope='module', autouse=True)
def printed(request):
    """Prints the TABLE of a module behind its tests; for all modules that import it."""
    yield
    if request.module.TABLE.rows:
        print('\n' + request.module.TABLE.text())


def differences(found, expected):
    """Only what differs, of two sets or two dictionaries."""
    if isinstance(found, dict):
        return {k: (found.get(k), expected.get(k)) for k in {*found, *expected} if found.get(k) != expected.get(k)}
    return {'only strata': sorted(found - expected), 'missed': sorted(expected - found)} if found != expected else {}
