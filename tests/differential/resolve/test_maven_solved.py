"""Real multi-module builds (projects/maven): strata against Maven's own resolver, module by module.

Maven tells what it resolves by `dependency:tree`, which needs the poms of all and the jars of
none: the set of artifacts is that of `dependency:list`. A module that Maven itself gives up
has no answer to be held against, and is counted.
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
from projects import PROGRAM, Manager, Table, deps, differences, load, names, printed  # noqa: E402,F401 (a fixture)
from test_maven_projects import TREE, coordinates, plain  # noqa: E402

TABLE = Table('maven', ['manifests', 'mvn fails', 'identical', 'packages', 'different', 'mvn CPU ms', 'strata CPU ms',
                        'again CPU ms'])


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (used.ru_utime + used.ru_stime)


@pytest.fixture(scope='module')
def home(tmp_path_factory):
    """A configuration with Maven's own repository, and with the tools there are."""
    folder = tmp_path_factory.mktemp('home')
    said = Manager('mvn')(folder, '-B', '--version')
    java, maven = (re.search(p, said)[1] for p in (r'Java version: ([^,\s]+)', r'Apache Maven ([0-9.]+)'))
    (folder / 'strata').mkdir()
    subprocess.run([str(PROGRAM), 'config', 'registries', '--detect'], env=dict(os.environ, XDG_CONFIG_HOME=str(folder)),
                   capture_output=True)
    (folder / 'strata' / 'strata.toml').write_text('[resolve]\njava = "%s"\nmaven = "%s"\n' % (java, maven))
    return folder


def solve(folder, home):
    env = dict(os.environ, XDG_CONFIG_HOME=str(home), XDG_CACHE_HOME=str(home / 'cache'), HOME=str(home))
    before = cpu()
    report = deps(folder, '--online', env=env)
    return report, cpu() - before


def below(node):
    """A tree has RELEASE and LATEST as they are written, not what is taken for them."""
    for child in node.get('children', ()):
        yield '%s:%s' % (child['groupId'], child['artifactId']), child['version']
        yield from below(child)


def without_moving(packages, expected):
    moving = {name for name, version in expected if version in ('RELEASE', 'LATEST')}
    return {(name, version) for name, version in packages if name not in moving}


def trees(mvn, folder):
    """{"group:artifact" of a module that Maven resolves: its (name, version)}."""
    mvn(folder, '-B', '-q', '-fae', TREE, '-DoutputType=json', '-DoutputFile=tree.json', check=False)
    found = {}
    for path in folder.rglob('tree.json'):
        top = json.loads(path.read_text())
        found['%s:%s' % (top['groupId'], top['artifactId'])] = set(below(top))
        path.unlink()
    return found


@pytest.mark.parametrize('name', names('maven'))
def test_project(tmp_path, home, name):
    mvn = Manager('mvn', seconds=1800)
    folder = load('maven', name).lay_out(tmp_path / name)
    modules = {str(p.parent.relative_to(folder)): coordinates(plain(p)) for p in folder.rglob('pom.xml')}
    before = cpu()
    expected = trees(mvn, folder)
    taken = cpu() - before
    if not expected:
        pytest.skip('mvn itself gives up')
    report, first = solve(folder, home)
    _, again = solve(folder, home)
    found = {module: set() for module in modules.values()}
    for p in report['packages']:
        if p['project'] in modules:
            found[modules[p['project']]].add((p['name'], p['version']))
    for m, packages in expected.items():
        found[m], expected[m] = without_moving(found[m], packages), without_moving(packages, packages)
    wrong = {m: differences(found[m], expected[m]) for m in expected if found[m] != expected[m]}
    TABLE.add(name, len(expected), len(modules) - len(expected), len(expected) - len(wrong),
              sum(map(len, expected.values())), sum(len(found[m] ^ expected[m]) for m in wrong), int(taken), int(first),
              int(again))
    assert not wrong, '\n'.join('%s: %s' % pair for pair in sorted(wrong.items()))
