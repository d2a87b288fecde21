"""Small indexes full of conflicts, drawn by a seed, solved by strata and by pip.

Real manifests seldom make pip go back far, so what it does then is held against it here:
projects of a few versions that exclude each other, with extras and pre-releases. Where pip
finds no answer, strata may not have one either. STRATA_INDEXES is how many, STRATA_SEED the
seed, STRATA_PYTHON the Python whose pip is asked.
"""
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / 'e2e')]
from projects import Manager, Table, deps, printed  # noqa: E402,F401 (a fixture)
from registries import PypiIndex  # noqa: E402

TABLE = Table('index', ['answered', 'packages'])
PYTHON = os.environ.get('STRATA_PYTHON', sys.executable)
COUNT, SEED = int(os.environ.get('STRATA_INDEXES', '12')), int(os.environ.get('STRATA_SEED', '1'))
NAMES = ['p%d' % i for i in range(10)]


def draw_specifier(draw, versions):
    at = draw.choice(versions)
    return draw.choice(['', '', '>=' + at, '<=' + at, '!=' + at, '==' + at, '<%s' % at, '~=' + at, '==%s.*' % at[0]])


def draw_requirement(draw, known):
    name = draw.choice(sorted(known))
    return '%s%s%s' % (name, draw.choice(['', '', '', '[x]']), draw_specifier(draw, known[name]))


def draw_index(draw, index):
    """What the top asks for."""
    known = {n: sorted({'%d.%d' % (draw.randint(1, 3), draw.randint(0, 2)) + draw.choice(['', '', '', '', 'rc1'])
                        for _ in range(draw.randint(1, 5))}) for n in NAMES}
    for name, versions in known.items():
        for version in versions:
            requires = [draw_requirement(draw, {n: v for n, v in known.items() if n != name})
                        for _ in range(draw.choice([0, 1, 1, 2, 3]))]
            extra = [draw_requirement(draw, {n: v for n, v in known.items() if n != name}) + ' ; extra == "x"'
                     for _ in range(draw.choice([0, 0, 1]))]
            index.publish_wheel(name, version, *requires, *extra, metadata_more=['Provides-Extra: x'])
    return [draw_requirement(draw, known) for _ in range(draw.randint(2, 4))]


def pip_set(folder, index):
    report = folder / 'report.json'
    done = subprocess.run([PYTHON, '-m', 'pip', 'install', '--dry-run', '--ignore-installed', '--quiet', '--no-cache-dir',
                           '--report', report, '--index-url', index.url, '-r', folder / 'requirements.txt'],
                          env={**os.environ, 'PIP_FIND_LINKS': '', 'PIP_DISABLE_PIP_VERSION_CHECK': '1'},
                          capture_output=True, text=True)
    if not report.exists():
        assert re.search('ResolutionImpossible|No matching distribution', done.stderr), done.stderr
        return set()
    return {(p['metadata']['name'], p['metadata']['version']) for p in json.loads(report.read_text())['install']}


@pytest.fixture(scope='module')
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp('home')
    (folder / 'strata').mkdir()
    versions = Manager(PYTHON)(folder, '-c', 'import pip, platform; print(platform.python_version(), pip.__version__)')
    (folder / 'strata' / 'strata.toml').write_text('[resolve]\npython = "%s"\npip = "%s"\n' % tuple(versions.split()))
    return folder


@pytest.mark.parametrize('seed', range(SEED, SEED + COUNT))
def test_index(tmp_path, home, seed):
    index = PypiIndex()
    top = draw_index(random.Random(seed), index)
    (tmp_path / 'requirements.txt').write_text('\n'.join(top) + '\n')
    expected = pip_set(tmp_path, index)
    (tmp_path / 'report.json').unlink(missing_ok=True)
    report = deps(tmp_path, '--online', env={**os.environ, 'PIP_INDEX_URL': index.url, 'XDG_CONFIG_HOME': str(home),
                                             'XDG_CACHE_HOME': str(tmp_path / 'cache')})
    index.close()
    found = {(p['name'], p['version']) for p in report['packages'] if p['version']}
    TABLE.add('seed %d' % seed, int(bool(expected)), len(expected))
    failed = any(n['reason'].startswith('not resolved') for n in report['coverage']['notes'])
    assert (set() if failed else found) == expected, (top, report['coverage']['notes'])
