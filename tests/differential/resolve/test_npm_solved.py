"""Real manifests (projects/npm) without a lockfile: strata against `npm install --package-lock-only`.

What npm cannot install that day (a version that its registry lacks, peers that exclude each
other, a repository that is out of reach) has no answer to be held against and skips, by npm's
own code.
"""
import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from projects import Manager, Table, deps, differences, load, names, printed  # noqa: E402,F401 (a fixture)

TABLE = Table('npm', ['packages', 'different', 'npm CPU ms', 'strata CPU ms', 'again CPU ms'])


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (used.ru_utime + used.ru_stime)


@pytest.fixture(scope='module')
def home(tmp_path_factory):
    """A configuration with npm's own registry, and with the tools there are."""
    folder = tmp_path_factory.mktemp('home')
    npm = Manager('npm')
    (folder / 'strata').mkdir()
    (folder / 'strata' / 'registries.toml').write_text(
        'npm = "%s"\n' % npm(folder, 'config', 'get', 'registry').strip())
    node = subprocess.run(['node', '--version'], capture_output=True, text=True).stdout.strip().lstrip('v')
    (folder / 'strata' / 'strata.toml').write_text(
        '[resolve]\nnode = "%s"\nnpm = "%s"\n' % (node, npm(folder, '--version').strip()))
    return folder


def solve(folder, home):
    env = dict(os.environ, XDG_CONFIG_HOME=str(home), XDG_CACHE_HOME=str(home / 'cache'), HOME=str(home))
    before = cpu()
    report = deps(folder, '--online', env=env)
    return report, cpu() - before


def locked(text):
    """Names and versions of what lies in node_modules, links of a workspace left out."""
    return {(entry.get('name') or path.rpartition('node_modules/')[2], entry['version'])
            for path, entry in json.loads(text)['packages'].items()
            if 'node_modules/' in path and not entry.get('link') and 'version' in entry}


@pytest.mark.parametrize('name', names('npm'))
def test_project(tmp_path, home, name):
    npm = Manager('npm', npm_config_cache=str(home / 'npm'), npm_config_update_notifier='false')
    folder = load('npm', name).lay_out(tmp_path / name)
    before = cpu()
    npm(folder, 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', check=False)
    taken = cpu() - before
    lock = folder / 'package-lock.json'
    if not lock.exists():
        logs = sorted((home / 'npm' / '_logs').glob('*.log'))
        said = re.search(r'error code (\S+)', logs[-1].read_text()) if logs else None
        pytest.skip('npm itself gives up: %s' % (said[1] if said else 'without a code'))
    expected = locked(lock.read_text())
    lock.unlink()
    report, first = solve(folder, home)
    _, again = solve(folder, home)
    found = {(p['name'], p['version']) for p in report['packages'] if p['version']}
    TABLE.add(name, len(expected), len(found ^ expected), int(taken), int(first), int(again))
    assert not differences(found, expected), differences(found, expected)
