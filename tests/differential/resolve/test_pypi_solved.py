"""Real manifests (projects/pypi) solved by strata and by `pip install --dry-run --report`.

pip is that of STRATA_PYTHON (else of the Python that runs this), and its version of Python is
what strata resolves for. What installs the project is compared, extras and groups are not: pip
has no way to ask for all of them. What pip cannot install that day has no answer to be held
against and skips.
"""
import configparser
import json
import os
import re
import resource
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from projects import Manager, Table, deps, differences, load, names, printed  # noqa: E402,F401 (a fixture)

TABLE = Table('pypi', ['packages', 'different', 'pip CPU ms', 'strata CPU ms', 'again CPU ms'])
PYTHON = os.environ.get('STRATA_PYTHON', sys.executable)
SECONDS = int(os.environ.get('STRATA_MANAGER_SECONDS', '600'))
QUIET = {'PIP_NO_INPUT': '1', 'PIP_DISABLE_PIP_VERSION_CHECK': '1', 'PIP_FIND_LINKS': ''}


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (used.ru_utime + used.ru_stime)


def normal(name):
    return re.sub(r'[-_.]+', '-', name).lower()


@pytest.fixture(scope='module')
def home(tmp_path_factory):
    """A configuration with pip's own index, and with the Python there is."""
    folder = tmp_path_factory.mktemp('home')
    pip = Manager(PYTHON, **QUIET)
    said = re.search(r'--index-url.*?\(default(.*?)\)', pip(folder, '-m', 'pip', 'install', '--help'), re.S)
    (folder / 'strata').mkdir()
    (folder / 'strata' / 'registries.toml').write_text('pypi = "%s"\n' % ''.join(said[1].split()))
    versions = pip(folder, '-c', 'import pip, platform; print(platform.python_version(), pip.__version__)').split()
    (folder / 'strata' / 'strata.toml').write_text('[resolve]\npython = "%s"\npip = "%s"\n' % tuple(versions))
    return folder


# --- what pip is asked for


def bounds(text):
    """ "^1.2" and "~1.2" of Poetry as specifiers."""
    out = []
    for part in (p.strip() for p in text.split(',')):
        found = re.fullmatch(r'([\^~])\s*v?(\d+(?:\.\d+)*)(\S*)', part)
        if not found:
            out += [] if part == '*' else [part if part[0] in '<>=!~' else '==' + part]
            continue
        numbers = [int(n) for n in found[2].split('.')]
        at = next((i for i, n in enumerate(numbers) if n), len(numbers) - 1) if found[1] == '^' else min(1, len(numbers) - 1)
        out += ['>=%s%s' % (found[2], found[3]), '<%s' % '.'.join(map(str, [*numbers[:at], numbers[at] + 1]))]
    return ','.join(out)


def python_marker(text):
    return ' and '.join('python_full_version %s "%s"' % re.fullmatch(r'([<>=!~]+)\s*(.*)', b).groups()
                        for b in bounds(text).split(','))


def poetry(table):
    for name, asked in table.items():
        for one in asked if isinstance(asked, list) else [asked]:
            one = {'version': one} if isinstance(one, str) else one
            if name == 'python' or one.get('optional'):
                continue
            markers = [m for m in (one.get('markers'), 'python' in one and python_marker(one['python'])) if m]
            yield '%s%s%s%s' % (name, '[%s]' % ','.join(one['extras']) if one.get('extras') else '',
                                bounds(one.get('version', '*')), ''.join(
                                    ' ; ' + ' and '.join('(%s)' % m for m in markers) if markers else ''))


def asked_of_pip(path):
    """The manifest as a requirements file."""
    if path.suffix == '.toml':
        document = tomllib.loads(path.read_text())
        if 'dependencies' in document.get('project', {}):
            return document['project']['dependencies']
        return poetry(document['tool']['poetry']['dependencies'])
    if path.name == 'Pipfile':
        return poetry(tomllib.loads(path.read_text())['packages'])
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(path)
    return parser['options']['install_requires'].split('\n')


def manifest_of(folder):
    found = sorted(folder.iterdir())
    return next((p for p in found if p.suffix in ('.toml', '.cfg') or p.name == 'Pipfile'), found[0])


def install(folder, manifest, report):
    if manifest.suffix not in ('.txt', '.in'):
        (folder.parent / 'asked.txt').write_text('\n'.join(asked_of_pip(manifest)) + '\n')
        manifest = folder.parent / 'asked.txt'
    command = [PYTHON, '-m', 'pip', 'install', '--dry-run', '--ignore-installed', '--quiet', '--report', report, '-r', manifest]
    try:
        done = subprocess.run(command, cwd=folder, env={**os.environ, **QUIET}, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        pytest.skip('pip is not done after %d seconds' % SECONDS)
    if not report.exists():
        said = [line for line in done.stderr.splitlines() if line.startswith('ERROR')] or ['nothing']
        pytest.skip('pip itself gives up: %s' % said[-1][:200])
    return {(normal(p['metadata']['name']), p['metadata']['version'])
            for p in json.loads(report.read_text())['install']}


def solve(folder, home):
    env = dict(os.environ, XDG_CONFIG_HOME=str(home), XDG_CACHE_HOME=str(home / 'cache'), **QUIET)
    before = cpu()
    report = deps(folder, '--online', env=env)
    return report, cpu() - before


@pytest.mark.parametrize('name', names('pypi'))
def test_project(tmp_path, home, name):
    folder = load('pypi', name).lay_out(tmp_path / name)
    before = cpu()
    expected = install(folder, manifest_of(folder), tmp_path / 'report.json')
    taken = cpu() - before
    report, first = solve(folder, home)
    _, again = solve(folder, home)
    every = manifest_of(folder).suffix in ('.txt', '.in')
    found = {(p['name'], p['version']) for p in report['packages'] if p['version'] and (every or p['scope'] == 'prod')}
    TABLE.add(name, len(expected), len(found ^ expected), int(taken), int(first), int(again))
    assert not differences(found, expected), (differences(found, expected), report['coverage']['notes'])
