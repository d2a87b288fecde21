"""JavaScript: lockfiles of npm, yarn and pnpm with the package.json files of their workspaces."""
import json
import time

from conftest import record


def manifest(name, version='1.0.0', **more):
    return json.dumps({'name': name, 'version': version, **more})


def npm_lock(packages, version=3):
    return json.dumps({'name': 'app', 'lockfileVersion': version, 'packages': packages}, indent=1)


def deps(strata, repository):
    repository.commit()
    report = strata('deps', repository.path, '--no-resolve', '-o', 'json').json
    assert report['coverage']['notes'] == []
    return {(p['name'], p['version'], p['scope'], p['direct']) for p in report['packages']}


ROOT = {'name': 'app', 'workspaces': ['packages/*', '!packages/out'], 'dependencies': {'@s/a': '^1', 'top': '^1'},
        'devDependencies': {'tool': '^2'}}
A = {'version': '1.2.0', 'dependencies': {'one': '^1', 'b': '*'}}
B = {'version': '3.0.0-rc.1', 'optionalDependencies': {'maybe': '^1'}, 'devDependencies': {'tool': '^2'}}
LOCK = npm_lock({
    '': ROOT,
    'node_modules/@s/a': {'resolved': 'packages/a', 'link': True},
    'node_modules/b': {'resolved': 'packages/b', 'link': True},
    'node_modules/maybe': {'version': '1.0.0', 'optional': True},
    'node_modules/one': {'version': '1.0.0', 'dependencies': {'two': '^1'}},
    'node_modules/one/node_modules/two': {'version': '1.5.0'},
    'node_modules/old': {'version': '0.1.0', 'extraneous': True},
    'node_modules/tool': {'version': '2.0.0', 'dev': True},
    'node_modules/top': {'version': '1.0.0', 'dependencies': {'@s/a': '^1', 'two': '^2'}},
    'node_modules/two': {'version': '2.0.0'},
    'packages/a': A,
    'packages/b': B,
})


def workspace(repository):
    repository.write('package.json', json.dumps(ROOT)).write('package-lock.json', LOCK)
    repository.write('packages/a/package.json', json.dumps(dict(A, name='@s/a')))
    return repository.write('packages/b/package.json', json.dumps(dict(B, name='b')))


def test_npm_members_are_no_packages(strata, repository):
    assert deps(strata, workspace(repository)) == {
        ('maybe', '1.0.0', 'optional', True), ('old', '0.1.0', 'unknown', False), ('one', '1.0.0', 'prod', True),
        ('two', '1.5.0', 'prod', False), ('tool', '2.0.0', 'dev', True), ('top', '1.0.0', 'prod', True),
        ('two', '2.0.0', 'prod', False)}


def test_npm_members_are_named_by_their_links(strata, repository):
    workspace(repository).commit()
    report = strata('deps', repository.path, '-o', 'json').json
    lock = next(m for m in report['manifests'] if m['path'] == 'package-lock.json')
    assert [r['name'] for r in lock['roots']] == ['app', '@s/a', 'b']


def test_a_project_that_is_no_member_keeps_its_requirement(strata, repository):
    workspace(repository).write('packages/out/package.json', manifest('out', dependencies={'b': '^3', 'two': '^1'}))
    found = deps(strata, repository)
    assert ('b', None, 'prod', True) in found and ('two', None, 'prod', True) in found


def test_npm_chains_follow_what_node_finds(strata, repository, database):
    workspace(repository).commit()
    db = database(record('X-1', 'two', fixed='1.9.0'))
    finding, = strata('scan', repository.path, '--db', db, '-o', 'json').json['findings']
    assert [i.split('/')[-1] for i in finding['chains'][0]] == ['one@1.0.0', 'two@1.5.0']


def test_npm_1_answers_by_what_lies_at_the_top(strata, repository):
    lock = {'lockfileVersion': 1, 'dependencies': {
        'a': {'version': '1.0.0', 'requires': {'b': '^2'}, 'dependencies': {'b': {'version': '2.5.0'}}},
        'b': {'version': '3.0.0'}, 'other': {'version': 'npm:b@2.0.0', 'dev': True}}}
    repository.write('package-lock.json', json.dumps(lock))
    repository.write('package.json', manifest('app', dependencies={'a': '1', 'b': '>=2'},
                                              devDependencies={'other': 'npm:b@^2'}))
    assert deps(strata, repository) == {('a', '1.0.0', 'prod', True), ('b', '3.0.0', 'prod', True),
                                        ('b', '2.5.0', 'prod', False), ('b', '2.0.0', 'dev', True)}


def test_two_aliases_of_one_package_stay_apart(strata, repository):
    asked = {'dependencies': {'x': 'npm:real@^1'}, 'devDependencies': {'y': 'npm:real@^1.5', 'z': 'npm:real@*'}}
    repository.write('package.json', json.dumps({'name': 'app', **asked}))
    repository.write('pnpm-lock.yaml', '''lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      x: {specifier: 'npm:real@^1', version: 'real@1.9.0'}
    devDependencies:
      y: {specifier: 'npm:real@^1.5', version: 'real@1.5.0'}
      z: {specifier: 'npm:real@*', version: 'real@1.0.0'}
packages:
  real@1.0.0: {resolution: {integrity: sha512-AA==}}
  real@1.5.0: {resolution: {integrity: sha512-AA==}}
  real@1.9.0: {resolution: {integrity: sha512-AA==}}
snapshots:
  real@1.0.0: {}
  real@1.5.0: {}
  real@1.9.0: {}
''')
    assert deps(strata, repository) == {('real', '1.9.0', 'prod', True), ('real', '1.5.0', 'dev', True),
                                        ('real', '1.0.0', 'dev', True)}


def test_pnpm_importers_without_a_manifest_at_the_top(strata, repository):
    repository.write('pnpm-lock.yaml', '''lockfileVersion: '9.0'
importers:
  apps/a:
    dependencies:
      b: {specifier: 'workspace:*', version: link:../b}
      one: {specifier: ^1.0.0, version: 1.0.0}
  apps/b:
    devDependencies:
      two: {specifier: ^2.0.0, version: 2.0.0}
packages:
  one@1.0.0: {resolution: {integrity: sha512-AA==}}
  two@2.0.0: {resolution: {integrity: sha512-AA==}}
snapshots:
  one@1.0.0: {}
  two@2.0.0: {}
''')
    repository.write('apps/a/package.json', manifest('a', dependencies={'b': 'workspace:*', 'one': '^1.0.0'}))
    repository.write('apps/b/package.json', manifest('b', devDependencies={'two': '^2.0.0', 'lost': '^1'}))
    assert deps(strata, repository) == {('one', '1.0.0', 'prod', True), ('two', '2.0.0', 'dev', True),
                                        ('lost', None, 'dev', True)}


def test_a_folder_asked_for_by_path_passes_the_scope_on(strata, repository):
    repository.write('package.json', manifest('app', devDependencies={'lib': 'file:lib'}))
    repository.write('lib/package.json', manifest('lib', dependencies={'one': '^1'}))
    repository.write('yarn.lock', '''# yarn lockfile v1

"lib@file:lib":
  version "1.0.0"
  dependencies:
    one "^1"

one@^1:
  version "1.0.0"
  dependencies:
    two "^1"

two@^1:
  version "1.1.0"
''')
    lock = """__metadata:
  version: 8

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    lib: "file:lib"
  languageName: unknown
  linkType: soft

"lib@file:lib::locator=app%40workspace%3A.":
  version: 1.0.0
  resolution: "lib@file:lib#lib::hash=aa&locator=app%40workspace%3A."
  dependencies:
    one: "npm:^1"
  languageName: node
  linkType: hard

"one@npm:^1":
  version: 1.0.0
  resolution: "one@npm:1.0.0"
  languageName: node
  linkType: hard
"""
    found = deps(strata, repository)
    assert {p[:3] for p in found if p[0] == 'two'} == {('two', '1.1.0', 'dev')}
    repository.write('yarn.lock', lock)
    found = deps(strata, repository)
    assert {p[0]: p[2] for p in found if p[1] == '1.0.0' and p[0] == 'one'} == {'one': 'dev'}


def test_yarn_1_workspaces(strata, repository):
    repository.write('package.json', json.dumps({'private': True, 'workspaces': {'packages': ['p/**']}}))
    repository.write('p/deep/a/package.json', manifest('a', dependencies={'b': '^2', 'one': '^1'}))
    repository.write('p/b/package.json', manifest('b', '2.1.0', devDependencies={'one': '^1', 'a': 'latest'}))
    repository.write('yarn.lock', '# yarn lockfile v1\n\none@^1:\n  version "1.0.0"\n')
    assert deps(strata, repository) == {('one', '1.0.0', 'prod', True)}


def test_a_member_of_another_version_is_not_meant(strata, repository):
    repository.write('package.json', json.dumps({'workspaces': ['a', 'b']}))
    repository.write('a/package.json', manifest('a', dependencies={'b': '^1'})).write('b/package.json', manifest('b', '2.0.0'))
    repository.write('yarn.lock', '# yarn lockfile v1\n\nother@^1:\n  version "1.0.0"\n')
    assert ('b', None, 'prod', True) in deps(strata, repository)


def test_a_name_in_several_lists_is_asked_for_once(strata, repository):
    repository.write('package.json', json.dumps({
        'dependencies': {'x': '^1', 'y': '^1'}, 'devDependencies': {'y': '^2', 'z': '^2'},
        'optionalDependencies': {'x': '^3'}, 'peerDependencies': {'z': '*', 'p': '^4', 'q': '*'},
        'peerDependenciesMeta': {'q': {'optional': True}}}))
    repository.commit()
    found = strata('deps', repository.path, '-o', 'json').json['packages']
    assert {(p['name'], p['requirement'], p['scope']) for p in found} == {
        ('x', '^3', 'optional'), ('y', '^1', 'prod'), ('z', '^2', 'dev'), ('p', '^4', 'prod')}


def test_protocols_of_requirements(strata, repository):
    repository.write('package.json', json.dumps({'dependencies': {
        'a': 'npm:^1', 'b': 'npm:real@2.0.0', 'c': 'patch:lib@npm%3A3.0.0#~/.yarn/patches/c.patch',
        'd': 'jsr:@std/fs@^1', '@luca/flag': 'jsr:^1.0', 'e': 'catalog:', 'f': 'workspace:^', 'g': 'link:../g'}}))
    repository.commit()
    found = strata('deps', repository.path, '-o', 'json').json['packages']
    assert {(p['name'], p['version'] or p['requirement']) for p in found} == {
        ('a', '^1'), ('real', '2.0.0'), ('lib', '3.0.0'), ('@jsr/std__fs', '^1'), ('@jsr/luca__flag', '^1.0'),
        ('e', 'catalog:')}


def test_cost_grows_with_the_workspace(strata, repository):
    """Members times globs, times roots of the lock, would be seconds; hostile depth would be minutes."""
    count, deep = 1500, 120
    packages = {'': {'workspaces': ['packages/*']}}
    for i in range(count):
        packages['packages/p%d' % i] = {'name': 'p%d' % i, 'dependencies': {'x%d' % i: '^1'}}
        packages['node_modules/x%d' % i] = {'version': '1.0.0'}
        repository.write('packages/p%d/package.json' % i, json.dumps(
            {'name': 'p%d' % i, 'workspaces': ['*/q%d' % i], 'dependencies': {'x%d' % i: '^1', 'p0': '*'}}))
    path = 'node_modules/a' + '/node_modules/a' * deep
    packages[path] = {'version': '1.0.0', 'dependencies': {'x%d' % i: '^1' for i in range(count)}}
    repository.write('package.json', json.dumps(packages['']))
    repository.write('package-lock.json', npm_lock(packages)).commit()
    start = time.monotonic()
    report = strata('deps', repository.path, '-o', 'json').json
    assert time.monotonic() - start < 20
    assert len(report['packages']) == count + 1 and report['coverage']['notes'] == []


def test_folders_too_deep_are_said(strata, repository):
    path = 'node_modules/a' + '/node_modules/a' * 200
    repository.write('package-lock.json', npm_lock({path: {'version': '1.0.0', 'dependencies': {'b': '*'}},
                                                    'node_modules/b': {'version': '1.0.0'}})).commit()
    report = strata('deps', repository.path, '-o', 'json').json
    assert {p['name'] for p in report['packages']} == {'a', 'b'}
    note, = report['coverage']['notes']
    assert 'deeper than 128' in note['reason'] and note['line']


def test_bun_workspaces(strata, repository, database):
    repository.write('bun.lock', '''{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "app", "devDependencies": { "member": "^0.3.0", "tool": "^1" } },
    "member": { "name": "member", "version": "0.3.0", "dependencies": { "two": "^1" } },
  },
  "packages": {
    "member": ["member@workspace:member"],
    "member/two": ["two@1.0.0", "", { "dependencies": { "three": "^1" } }, "sha512-AA=="],
    "three": ["three@1.0.0", "", {}, "sha512-BB=="],
    "tool": ["tool@1.0.0", "", { "dependencies": { "two": "^2" } }, "sha512-CC=="],
    "two": ["two@2.0.0", "", {}, "sha512-DD=="],
  },
}
''')
    repository.write('package.json', manifest('app', workspaces=['member'], devDependencies={'member': '^0.3.0', 'tool': '^1'}))
    repository.write('member/package.json', manifest('member', '0.3.0', dependencies={'two': '^1'}))
    assert deps(strata, repository) == {('two', '1.0.0', 'prod', True), ('three', '1.0.0', 'prod', False),
                                        ('tool', '1.0.0', 'dev', True), ('two', '2.0.0', 'dev', False)}
    finding, = strata('scan', repository.path, '--db', database(record('X-1', 'three')), '-o', 'json').json['findings']
    assert [i.split('/')[-1] for i in finding['chains'][0]] == ['two@1.0.0', 'three@1.0.0']
    assert (finding['path'], finding['line']) == ('bun.lock', 10)


def test_deno_answers_its_imports(strata, repository):
    repository.write('deno.json', json.dumps({'imports': {
        'one': 'npm:one@^1', 'path': 'jsr:@std/path@1', 'lost': 'npm:lost@^2'}, 'workspace': ['./member']}))
    repository.write('member/deno.json', json.dumps({'name': '@s/member', 'imports': {'three': 'npm:three@3'}}))
    repository.write('deno.lock', json.dumps({
        'version': '5',
        'specifiers': {'npm:one@^1': '1.5.0', 'jsr:@std/path@1': '1.0.0', 'npm:three@3': '3.1.0'},
        'jsr': {'@std/path@1.0.0': {'integrity': '00'}},
        'npm': {'one@1.5.0': {'dependencies': ['two']}, 'two@2.0.0': {}, 'three@3.1.0': {}},
        'workspace': {'dependencies': ['npm:one@^1', 'jsr:@std/path@1'], 'members': {'member': {'dependencies': ['npm:three@3']}}}}))
    assert deps(strata, repository) == {
        ('one', '1.5.0', 'prod', True), ('two', '2.0.0', 'prod', False), ('three', '3.1.0', 'prod', True),
        ('@jsr/std__path', '1.0.0', 'prod', True), ('lost', None, 'prod', True)}
