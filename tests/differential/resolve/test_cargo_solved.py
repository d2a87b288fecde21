"""Real workspaces (projects/cargo) without a lockfile: strata against `cargo generate-lockfile`."""
import os
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from projects import Manager, Table, deps, differences, load, names, printed  # noqa: E402,F401 (a fixture)
from test_cargo_projects import lay_out  # noqa: E402

TABLE = Table('cargo', ['packages', 'different', 'cargo ms', 'strata ms', 'again ms'])


@pytest.fixture(scope='module')
def home(tmp_path_factory):
    """A configuration with the index that cargo itself asks, which it names when it reaches nobody."""
    folder = tmp_path_factory.mktemp('home')
    cargo = Manager('cargo')
    said = subprocess.run([cargo.program, 'info', 'a'], cwd=folder, capture_output=True, text=True, env=dict(
        os.environ, CARGO_HOME=str(folder / 'cargo'), CARGO_HTTP_PROXY='127.0.0.1:9', CARGO_NET_RETRY='0')).stderr
    found = re.search('`(http[^`]*)/config.json`', said)
    if not found:
        pytest.skip('cargo names no index')
    rust = re.search(r'rustc (\S+)', subprocess.run(['rustc', '--version'], capture_output=True, text=True).stdout)
    (folder / 'strata').mkdir()
    (folder / 'strata' / 'registries.toml').write_text('cargo = "%s"\n' % found[1])
    (folder / 'strata' / 'strata.toml').write_text('[resolve]\nrust = "%s"\n' % rust[1])
    return folder


def solve(folder, home):
    env = dict(os.environ, XDG_CONFIG_HOME=str(home), XDG_CACHE_HOME=str(home / 'cache'), CARGO_HOME=str(home / 'none'))
    began = time.monotonic()
    report = deps(folder, '--online', env=env)
    return report, 1000 * (time.monotonic() - began)


def refusal(cargo, folder):
    """What cargo says that it cannot choose; whatever else it fails for fails the test."""
    with pytest.raises(AssertionError, match='failed to select a version') as failure:
        cargo(folder, 'generate-lockfile')
    return str(failure.value)


@pytest.mark.parametrize('name', names('cargo'))
def test_project(tmp_path, home, name):
    cargo = Manager('cargo', CARGO_TERM_COLOR='never')
    folder = lay_out(load('cargo', name), tmp_path / name)
    began = time.monotonic()
    cargo(folder, 'generate-lockfile', check=False)
    taken = 1000 * (time.monotonic() - began)
    lock = folder / 'Cargo.lock'
    if not lock.exists():
        refused = re.search('failed to select a version for the requirement `(\\S+) = ', refusal(cargo, folder))
        report, first = solve(folder, home)
        notes = [n['reason'] for n in report['coverage']['notes']]
        assert any("no version of '%s' that fits '" % refused[1] in reason for reason in notes), notes
        TABLE.add(name, 0, 0, int(taken), int(first), 0)
        return
    expected = {(p['name'], p['version']) for p in tomllib.loads(lock.read_text())['package']}
    lock.unlink()
    report, first = solve(folder, home)
    _, again = solve(folder, home)
    found = {(p['name'], p['version']) for p in report['packages']}
    TABLE.add(name, len(expected), len(found ^ expected), int(taken), int(first), int(again))
    assert not differences(found, expected), differences(found, expected)
