"""On a terminal a long resolution shows what it is at; and what is resolved is drawn and explained."""
import json
import os
import pty
import select
import subprocess
import time

import pytest

from conftest import PROGRAM, record
from registries import npm_registry  # noqa: F401 (a fixture)
from test_resolve import ask, manifest  # noqa: F401 (a fixture)


class Screen:
    """What a program writes to a terminal: its standard error, and nothing else."""

    def __init__(self, arguments, environment):
        ours, theirs = pty.openpty()
        self.process = subprocess.Popen([str(PROGRAM), *map(str, arguments)], env=environment, stderr=theirs,
                                        stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        os.close(theirs)
        self.text = b''
        deadline = time.time() + 60
        while time.time() < deadline:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    self.text += os.read(ours, 65536)
                except OSError:  # its other end was closed
                    break
        os.close(ours)
        self.out = self.process.stdout.read()
        self.process.stdout.close()
        self.status = self.process.wait(10)
        self.text = self.text.decode('utf-8', 'replace')

    def lines(self):
        return self.text.split('\r\x1b[K')


@pytest.fixture
def watch(tmp_path, npm_registry):  # noqa: F811
    def run(*arguments, **more):
        environment = {k: v for k, v in os.environ.items() if not k.startswith(('STRATA', 'GIT_', 'XDG_'))}
        environment.update(HOME=str(tmp_path / 'home'), XDG_CACHE_HOME=str(tmp_path / 'cache'),
                           npm_config_registry=npm_registry.url, ASAN_OPTIONS='detect_leaks=0', **more)
        return Screen(arguments, environment)
    return run


@pytest.fixture
def long_one(npm_registry, repository):  # noqa: F811
    """a is slow, and then asks for b, which is slower."""
    npm_registry.publish('a', '1.0.0', dependencies={'b': '1'})
    npm_registry.publish('b', '1.0.0')
    npm_registry.faults.update({'/a': [npm_registry.silent('/a', 0.5)], '/b': [npm_registry.silent('/b', 1.5)]})
    repository.write('some/package.json', manifest(dependencies={'a': '1'})).commit()
    return repository


def test_a_terminal_shows_what_is_waited_for_and_is_left_clean(watch, long_one):
    screen = watch('deps', long_one.path, '--online', '-o', 'json')
    assert screen.status == 0
    first, *shown, last = screen.lines()
    assert (first, last) == ('', '')
    assert any(line.startswith('resolving some/package.json: 0 of 1 answers') for line in shown), shown
    assert any(line.startswith('resolving some/package.json: 1 of 2 answers') for line in shown), shown
    assert {p['name'] for p in json.loads(screen.out)['packages']} == {'a', 'b'}


def test_quiet_and_what_is_no_terminal_show_nothing(watch, ask, long_one):  # noqa: F811
    assert watch('deps', long_one.path, '--online', '-q').text == ''
    assert ask('deps', long_one.path, '--online', '--no-cache').err == ''


def test_what_takes_no_time_shows_nothing(watch, npm_registry, repository):  # noqa: F811
    npm_registry.publish('a', '1.0.0')
    repository.write('package.json', manifest(dependencies={'a': '1'})).commit()
    watch('deps', repository.path, '--online')
    assert watch('deps', repository.path).text == ''


def test_a_history_shows_which_commit_it_is_at(watch, long_one, database):
    db = database(record('GHSA-1', 'b'))
    screen = watch('log', long_one.path, '--online', '--db', db)
    assert screen.status == 0
    assert any(line.startswith('resolving commit 1 of 1, some/package.json: ') for line in screen.lines())


def test_paths_are_cut_and_harmless(watch, npm_registry, repository):  # noqa: F811
    npm_registry.publish('a', '1.0.0')
    npm_registry.faults['/a'] = [npm_registry.silent('/a', 0.5)]
    folder = 'x' * 90 + '\x1b[31m\n'
    repository.write(folder + '/package.json', manifest(dependencies={'a': '1'})).commit()
    screen = watch('deps', repository.path, '--online')
    shown = [line for line in screen.lines() if line.startswith('resolving')]
    assert shown and all(len(line) < 110 and '\x1b' not in line and '\n' not in line for line in shown), shown


# --- what is resolved is drawn and explained --------------------------------------------------------


@pytest.fixture
def solved(npm_registry, repository):  # noqa: F811
    """app -> a -> c@1 -> d; app -> b (dev) -> c@2"""
    npm_registry.publish('a', '1.0.0', dependencies={'c': '^1'})
    npm_registry.publish('b', '1.0.0', dependencies={'c': '^2'})
    npm_registry.publish('c', '1.5.0', dependencies={'d': '*'})
    npm_registry.publish('c', '2.5.0')
    npm_registry.publish('d', '0.1.0')
    repository.write('package.json', manifest(dependencies={'a': '^1'}, devDependencies={'b': '^1'})).commit()
    return repository


def test_a_tree_has_what_was_resolved(ask, solved):  # noqa: F811
    run = ask('deps', solved.path, '--online', '--tree')
    assert run.status == 0
    assert run.out.splitlines() == ['.', 'a 1.0.0', '└── c 1.5.0', '    └── d 0.1.0', 'b 1.0.0', '└── c 2.5.0']
    # Of the answers that are kept, the same.
    assert ask('deps', solved.path, '--tree').out == run.out


def test_why_goes_along_what_was_resolved(ask, solved, database):  # noqa: F811
    db = database(record('GHSA-1', 'd', aliases=['CVE-2024-1']))
    for what in 'd', 'pkg:npm/d', 'pkg:npm/d@0.1.0', 'GHSA-1', 'cve-2024-1':
        run = ask('why', what, solved.path, '--online', '--db', db)
        assert run.status == 0
        assert '  a 1.0.0 > c 1.5.0 > d 0.1.0\n' in run.out, run.out
        assert '  package.json:5\n' in run.out  # where a is asked for
    both = ask('why', 'c', solved.path, '--online', '--db', db).out
    assert '  a 1.0.0 > c 1.5.0\n' in both and '  b 1.0.0 > c 2.5.0\n' in both
    assert ask('why', 'nowhere', solved.path, '--online', '--db', db).status == 3
    # Of the answers that are kept; nothing is asked.
    assert '> d 0.1.0' in ask('why', 'd', solved.path, '--db', db).out
