"""go.mod against go itself: what strata lists is what go builds with.

A module proxy of plain files is made on the spot, so that nothing is fetched.
"""
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

PROGRAM = Path(os.environ.get('STRATA', Path(__file__).resolve().parents[2] / 'build' / 'dev' / 'strata'))

pytestmark = pytest.mark.skipif(not shutil.which('go'), reason='no go')

# module -> version -> (requirements, imports)
MODULES = {
    'proxy.example/direct': {'v1.0.0': ({'proxy.example/deep': 'v1.0.0', 'proxy.example/wide': 'v0.1.0'},
                                        ['proxy.example/deep'])},
    'proxy.example/deep': {'v1.0.0': ({'proxy.example/deeper': 'v1.0.0'}, ['proxy.example/deeper']),
                           'v1.2.0': ({'proxy.example/deeper': 'v1.1.0'}, ['proxy.example/deeper'])},
    'proxy.example/deeper': {'v1.0.0': ({}, []), 'v1.1.0': ({}, [])},
    'proxy.example/wide': {'v0.1.0': ({'proxy.example/deep': 'v1.2.0'}, [])},
    'proxy.example/tested': {'v0.3.0': ({'proxy.example/helper': 'v0.0.0-20200102030405-0123456789ab'},
                                        ['proxy.example/helper'])},
    'proxy.example/helper': {'v0.0.0-20200102030405-0123456789ab': ({}, [])},
    'proxy.example/old': {'v1.0.0': ({}, [])},
    'proxy.example/fork': {'v1.5.0': ({}, [])},
    'proxy.example/tool': {'v1.0.0': ({}, [])},
}


def source(name, imports):
    head = ''.join('import _ "%s"\n' % i for i in imports)
    return 'package %s\n\n%s' % (name, head)


def mod_text(path, requirements, go):
    lines = ''.join('require %s %s\n' % r for r in requirements.items())
    return 'module %s\n\ngo %s\n\n%s' % (path, go, lines)


@pytest.fixture(scope='module')
def proxy(tmp_path_factory):
    root = tmp_path_factory.mktemp('proxy')
    for path, versions in MODULES.items():
        folder = root / path / '@v'
        folder.mkdir(parents=True)
        (folder / 'list').write_text('\n'.join(v for v in versions if v.count('-') < 2) + '\n')
        for version, (requirements, imports) in versions.items():
            # a fork keeps the module line of what it stands for
            mod = mod_text('proxy.example/old' if path.endswith('/fork') else path, requirements, '1.17')
            name = path.rsplit('/', 1)[1]
            (folder / (version + '.info')).write_text(
                json.dumps({'Version': version, 'Time': '2020-01-02T03:04:05Z'}))
            (folder / (version + '.mod')).write_text(mod)
            with zipfile.ZipFile(folder / (version + '.zip'), 'w') as z:
                z.writestr('%s@%s/go.mod' % (path, version), mod)
                z.writestr('%s@%s/x.go' % (path, version), source(name, imports))
                if name == 'tool':
                    z.writestr('%s@%s/cmd/gen/main.go' % (path, version), 'package main\n\nfunc main() {}\n')
    return root


@pytest.fixture
def go(proxy, tmp_path_factory):
    home = tmp_path_factory.mktemp('go')
    env = dict(os.environ, GOPROXY='file://%s' % proxy, GOSUMDB='off', GOFLAGS='-modcacherw', GOTOOLCHAIN='local',
               GOPATH=str(home / 'path'), GOCACHE=str(home / 'cache'), GOENV='off', GOWORK='off', HOME=str(home))

    def run(folder, *args):
        done = subprocess.run(['go', *args], cwd=folder, env=env, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout
    return run


def project(folder, version, more=''):
    (folder / 'here').mkdir(parents=True)
    (folder / 'here' / 'go.mod').write_text('module proxy.example/here\n\ngo 1.16\n')
    (folder / 'here' / 'x.go').write_text('package here\n')
    (folder / 'x.go').write_text(source('app', ['proxy.example/direct', 'proxy.example/old', 'proxy.example/here']))
    (folder / 'x_test.go').write_text(source('app', ['proxy.example/tested']))
    (folder / 'go.mod').write_text(
        mod_text('app.example/app', {'proxy.example/direct': 'v1.0.0', 'proxy.example/here': 'v0.0.0'}, version) +
        'replace proxy.example/old => proxy.example/fork v1.5.0\nreplace proxy.example/here => ./here\n' + more)
    return folder


def go_lists(text):
    """What go's JSON stream of modules says, replacements applied, the tree's own left out."""
    decoder, found, at = json.JSONDecoder(), {}, 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        module, at = decoder.raw_decode(text, at)
        module = module.get('Module', module)
        used = module.get('Replace', module)
        if used.get('Version'):
            found[(used['Path'], used['Version'])] = not module.get('Indirect', False)
    return found


def strata_lists(folder):
    done = subprocess.run([str(PROGRAM), 'deps', '--dir', str(folder), '-o', 'json'], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report['coverage']['notes'] == []
    return {(p['name'], p['version']): p for p in report['packages'] if p['name'] != 'stdlib' and p['project'] == '.'}


def built_with(go, folder):
    modules = go(folder, 'list', '-deps', '-test', '-json=Module', './...')
    return {m for m in go_lists(modules) if m[0] != 'app.example/app'}


def test_pruned_graph_and_directness(go, tmp_path):
    folder = project(tmp_path / 'app', '1.21')
    go(folder, 'mod', 'tidy')
    listed, found = go_lists(go(folder, 'list', '-m', '-json', 'all')), strata_lists(folder)
    assert set(found) == built_with(go, folder)
    assert {m: p['direct'] for m, p in found.items()} == {m: listed[m] for m in found}


def test_checksums_are_those_of_go_sum(go, tmp_path):
    folder = project(tmp_path / 'app', '1.21')
    go(folder, 'mod', 'tidy')
    sums = dict(line.rsplit(' ', 1) for line in (folder / 'go.sum').read_text().splitlines())
    for (name, version), package in strata_lists(folder).items():
        assert package['checksums'] == [sums['%s %s' % (name, version)]]


def test_before_pruning_go_sum_has_the_rest(go, tmp_path):
    folder = project(tmp_path / 'app', '1.16')
    go(folder, 'mod', 'tidy', '-compat=1.16')
    assert set(strata_lists(folder)) == built_with(go, folder)


def test_tools_are_for_building(go, tmp_path):
    folder = project(tmp_path / 'app', '1.24')
    go(folder, 'mod', 'tidy')
    go(folder, 'get', '-tool', 'proxy.example/tool/cmd/gen@v1.0.0')
    found = strata_lists(folder)
    tool = found[('proxy.example/tool', 'v1.0.0')]
    assert (tool['scope'], tool['direct']) == ('build', True)
    assert {p['scope'] for m, p in found.items() if m[0] != 'proxy.example/tool'} == {'prod'}


def test_vendored_modules_are_what_go_copied(go, tmp_path):
    folder = project(tmp_path / 'app', '1.21')
    go(folder, 'mod', 'tidy')
    go(folder, 'mod', 'vendor')
    copied = {m for m, p in strata_lists(folder).items()
              if 'vendor/modules.txt' in {place['path'] for place in p['places']}}
    assert copied == built_with(go, folder)
