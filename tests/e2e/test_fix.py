"""strata fix: the plan, the patch that `git apply` takes, and that the findings are gone with it."""
import json

import pytest

from conftest import record
from registries import npm_registry  # noqa: F401 (a fixture)
from test_resolve import ask, manifest  # noqa: F401 (a fixture)


@pytest.fixture
def fix(ask, repository, tmp_path):  # noqa: F811
    """Plans, applies the patch, and scans again: the answer of both."""
    def run(db, *options, command=ask, **environment):
        patch = tmp_path / 'fix.patch'
        planned = command('fix', repository.path, '--db', db, '--patch', patch, '-o', 'json', *options,
                          **environment)
        assert planned.status in (0, 1), planned.err
        assert repository.git('status', '--porcelain') == '', 'the repository itself is left alone'
        if patch.read_bytes():
            repository.git('apply', '--check', str(patch))
            repository.git('apply', str(patch))
        return planned, command('scan', repository.path, '--db', db, '-o', 'json', *options, **environment)
    return run


def changes(run):
    return {(c['kind'], c['name'], c['from'], c['to']) for c in run.json['plan']['changes']}


def npm_lock(*packages):
    """(name, version, {name: requirement}) of each; the first one's are the project's."""
    listed = {'': {'name': 'app', 'version': '1.0.0', 'dependencies': packages[0]}}
    for name, version, dependencies in packages[1:]:
        listed['node_modules/' + name] = {'version': version, 'dependencies': dependencies}
    return json.dumps({'name': 'app', 'version': '1.0.0', 'lockfileVersion': 3, 'packages': listed}, indent=2)


def test_a_direct_dependency_is_raised_and_nothing_else_of_the_file_changes(fix, repository, npm_registry,  # noqa: F811
                                                                             database):
    for version in ('1.0.0', '1.0.5', '1.1.0', '2.0.0'):
        npm_registry.publish('a', version)
        npm_registry.publish('b', version)
    text = '{ "name":"app",\r\n\t"dependencies": {"a":   "~1.0.0", "b": "1.0.0"}\r\n}'
    repository.write('web app/package.json', text).commit()
    db = database(record('GHSA-1', 'a', fixed='1.1.0'), record('GHSA-2', 'b', fixed='1.0.5'))
    planned, after = fix(db, '--online')
    assert (planned.status, after.status) == (0, 0)
    assert changes(planned) == {('raise', 'a', '1.0.5', '1.1.0'), ('raise', 'b', '1.0.0', '1.0.5')}
    assert all(c['verified'] and not c['major'] for c in planned.json['plan']['changes'])
    assert (repository.path / 'web app' / 'package.json').read_bytes() == (
        text.replace('~1.0.0', '~1.1.0').replace('"1.0.0"', '"1.0.5"').encode())
    assert len(planned.json['plan']['cleared']) == 2 and planned.json['plan']['left'] == []


def test_what_cannot_be_resolved_is_not_verified_and_counts_as_left(fix, repository, database, strata, npm_registry):  # noqa: F811
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0', 'b': '1.0.0'})).commit()
    db = database(record('GHSA-1', 'a', introduced='1.0.0', fixed='2.0.0'), record('GHSA-2', 'b', fixed='1.0.5'))
    planned = strata('fix', repository.path, '--db', db, '-o', 'json')
    plan = planned.json['plan']
    assert planned.status == 1
    assert plan['verified'] is False and plan['cleared'] == [] and len(plan['left']) == 2
    assert all(not c['verified'] for c in plan['changes'])
    assert all('not verified' in left['why'] for left in plan['left'])
    table = strata('fix', repository.path, '--db', db)
    assert table.status == 1 and 'NOT VERIFIED' in table.out


def test_the_lowest_version_of_the_parent_whose_tree_is_clean(fix, repository, npm_registry, database):  # noqa: F811
    for version, of_b in (('1.0.0', '1.0.0'), ('1.1.0', '1.0.0'), ('1.2.0', '1.3.0'), ('1.3.0', '1.3.0'),
                          ('2.0.0', '1.3.0')):
        npm_registry.publish('a', version, dependencies={'b': of_b})
    npm_registry.publish('b', '1.0.0')
    npm_registry.publish('b', '1.3.0')
    repository.write('package.json', manifest(dependencies={'a': '1.0.0'})).commit()
    planned, after = fix(database(record('GHSA-1', 'b', fixed='1.3.0')), '--online')
    assert (planned.status, after.status) == (0, 0)
    assert changes(planned) == {('raise-parent', 'a', '1.0.0', '1.2.0')}
    assert after.packages() == {('a', '1.2.0'), ('b', '1.3.0')}


def test_no_parent_ends_it_so_an_override_does(fix, repository, npm_registry, database):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'b': '1.0.0'})
    npm_registry.publish('b', '1.0.0')
    npm_registry.publish('b', '1.3.0')
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0'}) + '\n').commit()
    planned, after = fix(database(record('GHSA-1', 'b', fixed='1.3.0')), '--online')
    assert (planned.status, after.status) == (0, 0)
    [change] = planned.json['plan']['changes']
    assert (change['kind'], change['override'], change['clears']) == ('override', 'overrides', ['GHSA-1'])
    assert json.loads((repository.path / 'package.json').read_text())['overrides'] == {'b': '^1.3.0'}
    assert after.packages() == {('a', '1.0.0'), ('b', '1.3.0')}


def test_an_override_comes_before_a_parent_that_crosses_a_major_version(fix, repository, npm_registry, database):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'b': '1.0.0'})
    npm_registry.publish('a', '2.0.0')
    npm_registry.publish('b', '1.0.0')
    npm_registry.publish('b', '1.3.0')
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0'})).commit()
    planned, after = fix(database(record('GHSA-1', 'b', fixed='1.3.0')), '--online')
    assert changes(planned) == {('override', 'b', '1.0.0', '1.3.0')}
    assert after.status == 0


def test_a_major_version_is_crossed_where_nothing_else_helps_and_said(fix, repository, npm_registry, database):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'b': '1.0.0'})
    npm_registry.publish('a', '2.0.0')
    npm_registry.publish('b', '1.0.0')
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0'})).commit()
    planned, after = fix(database(record('GHSA-1', 'b')), '--online')
    [change] = planned.json['plan']['changes']
    assert (change['kind'], change['to'], change['major']) == ('raise-parent', '2.0.0', True)
    assert after.status == 0


def test_one_raise_that_ends_several_is_taken_for_all(fix, repository, npm_registry, database):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'b': '1.0.0', 'c': '1.0.0'})
    npm_registry.publish('a', '1.1.0', dependencies={'b': '1.0.0', 'c': '1.0.0'})
    npm_registry.publish('a', '1.2.0')
    npm_registry.publish('b', '1.0.0')
    npm_registry.publish('b', '1.1.0')
    npm_registry.publish('c', '1.0.0')
    npm_registry.publish('c', '1.1.0')
    repository.write('package.json', manifest(dependencies={'a': '1.0.0'})).commit()
    db = database(record('GHSA-1', 'a', fixed='1.1.0'), record('GHSA-2', 'b', fixed='1.1.0'),
                  record('GHSA-3', 'c', fixed='1.1.0'))
    planned, after = fix(db, '--online')
    [change] = planned.json['plan']['changes']
    assert (change['name'], change['after'], sorted(change['clears'])) == ('a', '1.2.0',
                                                                          ['GHSA-1', 'GHSA-2', 'GHSA-3'])
    assert after.status == 0


def test_what_has_no_fix_is_left_with_its_reason(fix, repository, npm_registry, database):  # noqa: F811
    npm_registry.publish('a', '1.0.0')
    npm_registry.publish('b', '1.0.0')
    npm_registry.publish('b', '1.1.0')
    repository.write('package.json', manifest(dependencies={'a': '1.0.0', 'b': '1.0.0'})).commit()
    planned, after = fix(database(record('GHSA-1', 'a'), record('GHSA-2', 'b', fixed='1.1.0')), '--online')
    assert (planned.status, after.status) == (1, 1)
    assert [(left['id'], left['why']) for left in planned.json['plan']['left']] == [
        ('GHSA-1', 'no version is known that ends it')]
    assert after.ids() == {'GHSA-1'}


def test_of_a_lockfile_what_need_not_change_is_kept_and_the_next_step_is_said(fix, repository, npm_registry, database):  # noqa: F811
    for name in 'abc':
        npm_registry.publish(name, '1.0.0')
        npm_registry.publish(name, '1.1.0')
    asked = {'a': '^1.0.0', 'b': '^1.0.0'}
    repository.write('package.json', manifest(dependencies=asked))
    repository.write('package-lock.json', npm_lock(asked, ('a', '1.0.0', {}), ('b', '1.0.0', {}))).commit()
    # Were b not kept at 1.0.0, 1.1.0 would bring a finding.
    db = database(record('GHSA-1', 'a', fixed='1.1.0'), record('GHSA-2', 'b', introduced='1.1.0'))
    planned, _ = fix(db, '--online')
    assert planned.status == 0
    assert changes(planned) == {('raise', 'a', '1.0.0', '1.1.0')}
    assert planned.json['plan']['steps'] == ['npm install']
    assert json.loads((repository.path / 'package.json').read_text())['dependencies'] == {'a': '^1.1.0', 'b': '^1.0.0'}


def test_what_the_lockfile_alone_holds_back_needs_no_change_of_a_manifest(fix, repository, npm_registry, database):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'b': '^1.0.0'})
    npm_registry.publish('b', '1.0.0')
    npm_registry.publish('b', '1.1.0')
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0'}))
    repository.write('package-lock.json', npm_lock({'a': '^1.0.0'}, ('a', '1.0.0', {'b': '^1.0.0'}),
                                                   ('b', '1.0.0', {}))).commit()
    planned, _ = fix(database(record('GHSA-1', 'b', fixed='1.1.0')), '--online')
    [change] = planned.json['plan']['changes']
    assert (planned.status, change['kind'], change['path'], change['command']) == (0, 'refresh', None, 'npm update b')


def test_an_override_of_what_is_asked_for_directly_refers_to_that(fix, repository, npm_registry, database):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'b': '1.0.0'})
    for version in ('1.0.0', '1.2.0', '1.3.0'):
        npm_registry.publish('b', version)
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0', 'b': '1.2.0'})).commit()
    planned, after = fix(database(record('GHSA-1', 'b', fixed='1.3.0')), '--online')
    assert (planned.status, after.status) == (0, 0)
    changed = json.loads((repository.path / 'package.json').read_text())
    assert changed['dependencies']['b'] == '1.3.0' and changed['overrides'] == {'b': '$b'}
    assert after.packages() == {('a', '1.0.0'), ('b', '1.3.0')}


def test_of_several_versions_only_the_affected_one_is_overridden(fix, repository, npm_registry, database):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'c': '1.0.0'})
    npm_registry.publish('b', '1.0.0', dependencies={'c': '^2.0.0'})
    for version in ('1.0.0', '1.0.5', '2.0.0'):
        npm_registry.publish('c', version)
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0', 'b': '^1.0.0'})).commit()
    planned, after = fix(database(record('GHSA-1', 'c', fixed='1.0.5')), '--online')
    assert (planned.status, after.status) == (0, 0)
    assert json.loads((repository.path / 'package.json').read_text())['overrides'] == {'c@<1.0.5': '^1.0.5'}
    assert after.packages() == {('a', '1.0.0'), ('b', '1.0.0'), ('c', '1.0.5'), ('c', '2.0.0')}


@pytest.mark.parametrize('lock, expected', [
    ('yarn.lock', {'resolutions': {'b': '^1.3.0'}}),
    ('pnpm-lock.yaml', {'pnpm': {'overrides': {'b': '^1.3.0'}}}),
])
def test_each_manager_has_its_own_word_for_an_override(fix, repository, npm_registry, database, lock, expected):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'b': '1.0.0'})
    npm_registry.publish('b', '1.0.0')
    npm_registry.publish('b', '1.3.0')
    locks = {
        'yarn.lock': '# yarn lockfile v1\n\n\na@^1.0.0:\n  version "1.0.0"\n  dependencies:\n    b "1.0.0"\n\n'
                     'b@1.0.0:\n  version "1.0.0"\n',
        'pnpm-lock.yaml': "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n"
                          "        specifier: ^1.0.0\n        version: 1.0.0\npackages:\n  a@1.0.0: {}\n  b@1.0.0: {}\n"
                          "snapshots:\n  a@1.0.0:\n    dependencies:\n      b: 1.0.0\n  b@1.0.0: {}\n",
    }
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0'}) + '\n').write(lock, locks[lock]).commit()
    planned, _ = fix(database(record('GHSA-1', 'b', fixed='1.3.0')), '--online')
    assert planned.status == 0, planned.out
    changed = json.loads((repository.path / 'package.json').read_text())
    assert {k: v for k, v in changed.items() if k in expected} == expected


PNPM_LOCK = ("lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n"
             "        version: 1.0.0\npackages:\n  a@1.0.0: {}\n  b@1.0.0: {}\n"
             "snapshots:\n  a@1.0.0:\n    dependencies:\n      b: 1.0.0\n  b@1.0.0: {}\n")


@pytest.mark.parametrize('more, workspace, expected', [
    ({}, "packages:\n- x\noverrides:\n  c: '1'\n", "packages:\n- x\noverrides:\n  'b': '^1.3.0'\n  c: '1'\n"),
    ({'packageManager': 'pnpm@10.5.0'}, 'packages: [x]', "packages: [x]\noverrides:\n  'b': '^1.3.0'\n"),
    ({'packageManager': 'pnpm@9.1.0'}, 'packages: [x]', None),
    ({'packageManager': 'pnpm@10.5.0'}, 'overrides: {c: 1}\n', None),
])
def test_overrides_of_pnpm_stand_in_the_file_of_its_workspace(fix, repository, npm_registry, database, more, workspace,  # noqa: F811
                                                              expected):
    npm_registry.publish('a', '1.0.0', dependencies={'b': '1.0.0'})
    npm_registry.publish('b', '1.0.0')
    npm_registry.publish('b', '1.3.0')
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0'}, **more) + '\n')
    repository.write('pnpm-workspace.yaml', workspace).write('pnpm-lock.yaml', PNPM_LOCK).commit()
    planned, _ = fix(database(record('GHSA-1', 'b', fixed='1.3.0')), '--online')
    own = json.loads((repository.path / 'package.json').read_text())
    if expected:
        [change] = planned.json['plan']['changes']
        assert (planned.status, change['path'], change['override']) == (0, 'pnpm-workspace.yaml', 'overrides')
        assert (repository.path / 'pnpm-workspace.yaml').read_text() == expected and 'pnpm' not in own
    elif 'overrides' in workspace:
        assert planned.status == 1 and planned.json['plan']['changes'] == [], 'a map in one line stays'
    else:
        assert planned.status == 0 and own['pnpm'] == {'overrides': {'b': '^1.3.0'}}


def test_the_patch_may_go_to_standard_output_and_then_stands_alone(ask, repository, npm_registry, database):  # noqa: F811
    npm_registry.publish('a', '1.0.0')
    npm_registry.publish('a', '1.1.0')
    repository.write('package.json', manifest(dependencies={'a': '1.0.0'})).commit()
    run = ask('fix', repository.path, '--db', database(record('GHSA-1', 'a', fixed='1.1.0')), '--online', '--patch', '-')
    assert run.status == 0
    assert run.out.startswith('diff --git a/package.json b/package.json\n')
    repository.git('apply', input=run.out)


def test_nothing_to_fix_and_reports_that_have_no_plan(strata, repository, database):
    repository.write('package.json', manifest()).commit()
    db = database(record('GHSA-1', 'a', fixed='1.1.0'))
    run = strata('fix', repository.path, '--db', db)
    assert run.status == 0 and 'nothing to fix' in run.out
    run = strata('fix', repository.path, '--db', db, '-o', 'sarif')
    assert run.status == 4 and 'sarif' in run.err
