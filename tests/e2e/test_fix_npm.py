"""strata fix and npm's own way: the lockfile's tree that it begins with, and what it would refuse."""
import json

from conftest import record
from registries import npm_registry  # noqa: F401 (a fixture)
from test_fix import changes, fix  # noqa: F401 (a fixture)
from test_resolve import ask, manifest  # noqa: F401 (a fixture)


def lock(own, packages):
    """place below the top's node_modules -> (version, {name: requirement}, other members)."""
    listed = {'': {'name': 'app', 'version': '1.0.0', **own}}
    for place, (version, dependencies, *more) in packages.items():
        listed['node_modules/' + place.replace(' ', '/node_modules/')] = {
            'version': version, 'dependencies': dependencies, **(more[0] if more else {})}
    return json.dumps({'name': 'app', 'version': '1.0.0', 'lockfileVersion': 3, 'packages': listed}, indent=2)


def old_lock(packages):
    """Before npm 7: a map in a map."""
    top = {}
    for place, (version, requires) in packages.items():
        *above, name = place.split()
        at = top
        for part in above:
            at = at[part].setdefault('dependencies', {})
        at[name] = {'version': version, 'requires': requires}
    return json.dumps({'name': 'app', 'version': '1.0.0', 'lockfileVersion': 1, 'requires': True, 'dependencies': top})


def left(run):
    return {(f['id'], f['why']) for f in run.json['plan']['left']}


def test_a_raise_that_npm_would_refuse_is_left_and_the_others_stay(fix, repository, npm_registry, database):  # noqa: F811
    npm_registry.publish('plugin', '1.0.0', peerDependencies={'host': '^1'})
    for version in ('1.0.0', '2.0.0'):
        npm_registry.publish('host', version)
    for name in 'abc':
        npm_registry.publish(name, '1.0.0')
        npm_registry.publish(name, '1.1.0')
    repository.write('package.json', manifest(dependencies={'plugin': '1', 'host': '1.0.0', 'a': '1.0.0', 'b': '1.0.0',
                                                            'c': '1.0.0'})).commit()
    db = database(record('GHSA-h', 'host', fixed='2.0.0'), *(record('GHSA-' + n, n, fixed='1.1.0') for n in 'abc'))
    planned, after = fix(db, '--online')
    assert changes(planned) == {('raise', n, '1.0.0', '1.1.0') for n in 'abc'}
    assert all(c['verified'] for c in planned.json['plan']['changes'])
    [(name, why)] = left(planned)
    assert name == 'GHSA-h' and "npm would refuse" in why and "'plugin' asks for 'host@^1'" in why
    assert after.ids() == {'GHSA-h'}


def test_a_peer_of_an_optional_peer_that_the_project_has_otherwise(fix, repository, npm_registry, database):  # noqa: F811
    npm_registry.publish('orm', '1.0.0')
    npm_registry.publish('orm', '2.0.0', peerDependencies={'driver': '^5'}, peerDependenciesMeta={'driver': {'optional': True}})
    for version in ('3.0.0', '5.0.0'):
        npm_registry.publish('driver', version)
    asked = {'orm': '^1.0.0', 'driver': '^3.0.0'}
    repository.write('package.json', manifest(dependencies=asked))
    repository.write('package-lock.json', lock({'dependencies': asked},
                                               {'orm': ('1.0.0', {}), 'driver': ('3.0.0', {})})).commit()
    planned, _ = fix(database(record('GHSA-1', 'orm', fixed='2.0.0')), '--online')
    assert planned.status == 1 and planned.json['plan']['changes'] == []
    [(name, why)] = left(planned)
    assert name == 'GHSA-1' and "'orm' asks for 'driver@^5'" in why


def test_what_npm_would_refuse_as_it_is_verifies_nothing(fix, repository, npm_registry, database):  # noqa: F811
    npm_registry.publish('plugin', '1.0.0', peerDependencies={'host': '^1'})
    for version in ('1.0.0', '2.0.0'):
        npm_registry.publish('host', version)
        npm_registry.publish('a', version)
    repository.write('package.json', manifest(dependencies={'plugin': '1', 'host': '2.0.0', 'a': '1.0.0'})).commit()
    planned, _ = fix(database(record('GHSA-1', 'a', fixed='2.0.0')), '--online')
    assert planned.status == 1 and planned.json['plan']['cleared'] == []
    [change] = planned.json['plan']['changes']
    assert change['verified'] is False
    [(_, why)] = left(planned)
    assert 'not verified: npm would refuse' in why


def test_copies_that_lie_deeper_stay_until_they_are_renewed(fix, repository, npm_registry, database):  # noqa: F811
    for version in ('2.2.0', '2.6.9'):
        npm_registry.publish('debug', version)
    npm_registry.publish('a', '1.0.0', dependencies={'debug': '^2.2.0'})
    npm_registry.publish('b', '1.0.0', dependencies={'debug': '^2.6.9'})
    npm_registry.publish('c', '1.0.0')
    npm_registry.publish('c', '1.1.0')
    asked = {'a': '1.0.0', 'b': '1.0.0', 'c': '1.0.0'}
    repository.write('package.json', manifest(dependencies=asked))
    repository.write('package-lock.json', lock({'dependencies': asked}, {
        'a': ('1.0.0', {'debug': '^2.2.0'}), 'a debug': ('2.2.0', {}), 'b': ('1.0.0', {'debug': '^2.6.9'}),
        'c': ('1.0.0', {}), 'debug': ('2.6.9', {})})).commit()
    planned, _ = fix(database(record('GHSA-1', 'debug', fixed='2.6.9'), record('GHSA-2', 'c', fixed='1.1.0')), '--online')
    assert planned.status == 0
    assert changes(planned) == {('raise', 'c', '1.0.0', '1.1.0'), ('refresh', 'debug', '2.2.0', '2.6.9')}
    assert {c['name']: c['clears'] for c in planned.json['plan']['changes']} == {'c': ['GHSA-2'], 'debug': ['GHSA-1']}


def test_what_lies_in_the_lockfile_is_not_asked_for(fix, repository, npm_registry, database):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'gone': '^1.0.0'})
    npm_registry.publish('b', '1.0.0')
    npm_registry.publish('b', '1.1.0')
    asked = {'a': '1.0.0', 'b': '1.0.0'}
    repository.write('package.json', manifest(dependencies=asked))
    repository.write('package-lock.json', lock({'dependencies': asked}, {
        'a': ('1.0.0', {'gone': '^1.0.0'}), 'gone': ('1.0.0', {}), 'b': ('1.0.0', {})})).commit()
    planned, _ = fix(database(record('GHSA-1', 'b', fixed='1.1.0'), record('GHSA-2', 'gone')), '--online')
    assert changes(planned) == {('raise', 'b', '1.0.0', '1.1.0')}
    assert planned.json['plan']['cleared'] and [f['id'] for f in planned.json['plan']['left']] == ['GHSA-2']


def test_a_lockfile_of_npm_6_is_a_tree_too(fix, repository, npm_registry, database):  # noqa: F811
    for version in ('2.2.0', '2.6.9'):
        npm_registry.publish('debug', version)
    npm_registry.publish('a', '1.0.0', dependencies={'debug': '^2.2.0'})
    npm_registry.publish('b', '1.0.0', dependencies={'debug': '^2.6.9'})
    asked = {'a': '1.0.0', 'b': '1.0.0', 'named': 'npm:b@1.0.0'}
    repository.write('package.json', manifest(dependencies=asked))
    repository.write('package-lock.json', old_lock({
        'a': ('1.0.0', {'debug': '^2.2.0'}), 'a debug': ('2.2.0', {}), 'b': ('1.0.0', {'debug': '^2.6.9'}),
        'debug': ('2.6.9', {}), 'named': ('npm:b@1.0.0', {'debug': '^2.6.9'})})).commit()
    planned, _ = fix(database(record('GHSA-1', 'debug', fixed='2.6.9'), record('GHSA-2', 'b', fixed='9.0.0')), '--online')
    assert changes(planned) == {('refresh', 'debug', '2.2.0', '2.6.9')}
    assert [f['id'] for f in planned.json['plan']['left']] == ['GHSA-2']


def test_members_links_git_and_bundled_packages_of_a_lockfile_stay(fix, repository, npm_registry, database):  # noqa: F811
    for version in ('1.0.0', '1.1.0'):
        npm_registry.publish('a', version)
    repository.write('package.json', manifest(workspaces=['packages/*'], dependencies={
        'tool': 'git+https://git.example/tool.git', 'box': '1.0.0'}))
    repository.write('packages/m/package.json', json.dumps({'name': 'm', 'version': '1.0.0', 'dependencies': {'a': '1.0.0'}}))
    repository.write('package-lock.json', json.dumps({'lockfileVersion': 3, 'packages': {
        '': {'name': 'app', 'workspaces': ['packages/*'],
             'dependencies': {'tool': 'git+https://git.example/tool.git', 'box': '1.0.0'}},
        'node_modules/a': {'version': '1.0.0'},
        'node_modules/box': {'version': '1.0.0', 'dependencies': {'inner': '^1.0.0'}, 'bundleDependencies': ['inner']},
        'node_modules/box/node_modules/inner': {'version': '1.0.0', 'inBundle': True},
        'node_modules/m': {'resolved': 'packages/m', 'link': True},
        'node_modules/tool': {'version': '3.0.0', 'resolved': 'git+ssh://git@git.example/tool.git#' + '1' * 40},
        'packages/m': {'version': '1.0.0', 'dependencies': {'a': '1.0.0'}}}}))
    repository.commit()
    db = database(record('GHSA-1', 'a', fixed='1.1.0'), record('GHSA-2', 'inner', fixed='1.1.0'), record('GHSA-3', 'tool'))
    planned, _ = fix(db, '--online')
    assert changes(planned) == {('raise', 'a', '1.0.0', '1.1.0')}
    assert [f['id'] for f in planned.json['plan']['left']] == ['GHSA-2']
    [change] = planned.json['plan']['changes']
    assert change['path'] == 'packages/m/package.json'


def workspace(repository, asked, of_member, packages):
    """A project with one member 'm', locked."""
    repository.write('package.json', manifest(workspaces=['packages/*'], dependencies=asked))
    repository.write('packages/m/package.json', json.dumps({'name': 'm', 'version': '1.0.0', 'dependencies': of_member}))
    locked = json.loads(lock({'workspaces': ['packages/*'], 'dependencies': asked}, packages))
    locked['packages'].update({'node_modules/m': {'resolved': 'packages/m', 'link': True},
                               'packages/m': {'version': '1.0.0', 'dependencies': of_member}})
    repository.write('package-lock.json', json.dumps(locked)).commit()


def test_what_is_wrong_below_a_member_stays_until_it_is_renewed(fix, repository, npm_registry, database):  # noqa: F811
    for version in ('1.0.0', '1.1.0'):
        npm_registry.publish('deep', version)
        npm_registry.publish('other', version)
    npm_registry.publish('a', '1.0.0', dependencies={'deep': '^1.1.0'})
    workspace(repository, {'other': '1.0.0'}, {'a': '1.0.0'}, {
        'a': ('1.0.0', {'deep': '^1.1.0'}), 'deep': ('1.0.0', {}), 'other': ('1.0.0', {})})
    planned, _ = fix(database(record('GHSA-1', 'deep', fixed='1.1.0'), record('GHSA-2', 'other', fixed='1.1.0')), '--online')
    assert changes(planned) == {('refresh', 'deep', '1.0.0', '1.1.0'), ('raise', 'other', '1.0.0', '1.1.0')}


def test_what_a_member_asks_for_is_no_reference_of_the_project(fix, repository, npm_registry, database):  # noqa: F811
    for version in ('1.0.0', '1.1.0', '2.0.0'):
        npm_registry.publish('deep', version)
    npm_registry.publish('a', '1.0.0', dependencies={'deep': '1.0.0'})
    workspace(repository, {'a': '1.0.0'}, {'deep': '2.0.0'}, {
        'a': ('1.0.0', {'deep': '1.0.0'}), 'a deep': ('1.0.0', {}), 'deep': ('2.0.0', {})})
    planned, after = fix(database(record('GHSA-1', 'deep', fixed='1.1.0')), '--online')
    assert changes(planned) == {('override', 'deep', '1.0.0', '1.1.0')}
    assert json.loads((repository.path / 'package.json').read_text())['overrides'] == {'deep@<1.1.0': '^1.1.0'}


def test_a_plan_takes_no_more_trials_than_its_limit(fix, repository, npm_registry, database):  # noqa: F811
    parents = ['p%02d' % i for i in range(12)]
    for name in parents:
        for patch in range(25):
            npm_registry.publish(name, f'1.0.{patch}', dependencies={'of-' + name: '^1.1.0' if patch > 22 else '1.0.0'})
        for version in ('1.0.0', '1.1.0'):
            npm_registry.publish('of-' + name, version)
    asked = {name: '1.0.0' for name in parents}
    repository.write('package.json', manifest(dependencies=asked))
    repository.write('package-lock.json', lock({'dependencies': asked}, {
        place: (version, asked) for name in parents
        for place, version, asked in ((name, '1.0.0', {'of-' + name: '1.0.0'}), ('of-' + name, '1.0.0', {}))})).commit()
    planned, _ = fix(database(*(record('GHSA-' + name, 'of-' + name, fixed='1.1.0') for name in parents)), '--online')
    plan = planned.json['plan']
    assert [u for u in plan['unverified'] if 'more than 200 ways would have to be tried' in u]
    raised = {c['name'] for c in plan['changes']}
    assert 0 < len(raised) < len(parents) and all(c['verified'] for c in plan['changes'])
    assert {f['id'] for f in plan['left']} == {'GHSA-' + name for name in set(parents) - raised}
    assert all(f['why'] for f in plan['left'])
