"""strata diff: what a change adds, removes, raises and lowers, brings and fixes."""
import json
import subprocess

import pytest
from conftest import record

NO_CHANGE = {'added': [], 'removed': [], 'raised': [], 'lowered': []}


def lock(root='app', **packages):
    """A package-lock.json; a value is a version, or a version and what it depends on."""
    entries = {'': {'name': root, 'version': '1.0.0', 'dependencies': {}}}
    needed = set()
    for name, value in packages.items():
        version, *needs = value.split(' ')
        needed.update(needs)
        entries['node_modules/' + name] = {'version': version, 'dependencies': {n: '*' for n in needs}}
    entries['']['dependencies'] = {n: '*' for n in packages if n not in needed}
    return json.dumps({'name': root, 'lockfileVersion': 3, 'packages': entries}, indent=1)


def manifest(name='app', workspaces=None, **dependencies):
    more = {'workspaces': workspaces} if workspaces else {}
    return json.dumps({'name': name, 'version': '1.0.0', 'dependencies': dependencies, **more}, indent=1)


@pytest.fixture
def db(database):
    high = [{'type': 'CVSS_V3', 'score': 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H'}]
    return database(record('GHSA-aaaa-aaaa-aaaa', 'bad', introduced='1.0.0', fixed='1.5.0', aliases=['CVE-2024-1'],
                           severity=high),
                    record('GHSA-bbbb-bbbb-bbbb', 'deep', introduced='0', fixed='2.0.0'),
                    record('PYSEC-2024-1', 'flask', ecosystem='PyPI', introduced='0', fixed='2.0'))


@pytest.fixture
def diff(strata, db, repository):
    def run(*args, path=None):
        return strata('diff', *args, path or repository.path, '--db', db, '-o', 'json')
    return run


def changes(run):
    found = {'added': [], 'removed': [], 'raised': [], 'lowered': []}
    for c in run.json['changes']:
        found[c['change']].append((c['name'], c['from'], c['to']))
    return found


def states(run):
    return {(f['id'], f['state']) for f in run.json['findings']}


def test_added_removed_raised_lowered(repository, diff):
    repository.write('package-lock.json', lock(a='1.0.0', b='1.9.0', c='1.10.0', d='1.0.0')).commit()
    repository.write('package-lock.json', lock(a='1.0.0', b='1.10.0', c='1.9.0', e='3.0.0')).commit()
    run = diff('HEAD~..HEAD')
    assert run.status == 0
    assert changes(run) == {'added': [('e', None, '3.0.0')], 'removed': [('d', '1.0.0', None)],
                            'raised': [('b', '1.9.0', '1.10.0')], 'lowered': [('c', '1.10.0', '1.9.0')]}
    added = next(c for c in run.json['changes'] if c['name'] == 'e')
    assert added['path'] == 'package-lock.json' and added['line'] and added['direct'] is True
    assert added['project'] == '.' and added['ecosystem'] == 'npm'


def test_only_what_the_change_brings_fails_the_run(repository, diff):
    repository.write('package-lock.json', lock(bad='1.0.0')).commit()
    repository.write('package-lock.json', lock(bad='1.0.0', a='1.0.0')).commit()
    run = diff('HEAD~..HEAD')
    assert (run.status, run.json['findings']) == (0, [])
    assert states(diff('HEAD~..HEAD', '-v')) == {('CVE-2024-1', 'unchanged')}
    repository.write('package-lock.json', lock(bad='1.1.0', a='1.0.0', top='1.0.0 deep', deep='1.0.0')).commit()
    run = diff('HEAD~..HEAD')
    assert run.status == 1
    assert states(run) == {('GHSA-bbbb-bbbb-bbbb', 'new')}
    assert diff('HEAD~..HEAD', '--fail-on', 'none').status == 0
    assert diff('HEAD~..HEAD', '--fail-on', 'critical').status == 0
    repository.write('package-lock.json', lock(bad='1.5.0', a='1.0.0')).commit()
    run = diff('HEAD~..HEAD')
    assert run.status == 0
    assert states(run) == {('CVE-2024-1', 'fixed'), ('GHSA-bbbb-bbbb-bbbb', 'fixed')}
    assert not any(f['fails'] for f in run.json['findings'])


def test_a_new_finding_names_its_commit_chain_and_fix(repository, diff):
    repository.write('package-lock.json', lock(a='1.0.0')).commit()
    repository.write('package-lock.json', lock(a='1.0.0', top='1.0.0 bad', bad='1.2.0')).commit('bring top in')
    brought = repository.git('rev-parse', 'HEAD')
    repository.write('README', 'x').commit()
    repository.write('package-lock.json', lock(a='1.1.0', top='1.0.0 bad', bad='1.3.0')).commit()
    run = diff('HEAD~3..HEAD')
    finding, = run.json['findings']
    assert finding['introduced'] == {'commit': brought, 'time': '2024-01-02T03:04:05Z', 'author': 'a',
                                     'subject': 'bring top in'}
    assert finding['chains'] == [['.#pkg:npm/top@1.0.0', '.#pkg:npm/bad@1.3.0']] or len(finding['chains'][0]) == 2
    assert finding['fix']['version'] == '1.5.0'


def test_a_moved_lockfile_changes_nothing(repository, diff):
    repository.write('package-lock.json', lock(bad='1.0.0', a='1.0.0', b='1.0.0')).commit()
    repository.git('rm', '-q', 'package-lock.json')
    repository.write('web/package-lock.json', lock(bad='1.0.0', a='1.0.0', b='1.1.0')).commit()
    run = diff('HEAD~..HEAD')
    assert changes(run) == dict(NO_CHANGE, raised=[('b', '1.0.0', '1.1.0')])
    assert (run.status, run.json['findings']) == (0, [])


def test_many_lockfiles_are_moved_at_once(repository, diff):
    for i in range(60):
        repository.write(f'old/{i}/package-lock.json', lock(bad='1.0.0', a=f'1.{i}.0', same='1.0.0'))
    repository.commit()
    repository.git('mv', 'old', 'new')
    repository.write('new/7/package-lock.json', lock(bad='1.0.0', a='1.8.0', same='1.0.0', b='1.0.0')).commit()
    run = diff('HEAD~..HEAD')
    assert {(c['change'], c['project'], c['name'], c['from'], c['to']) for c in run.json['changes']} == {
        ('raised', 'new/7', 'a', '1.7.0', '1.8.0'), ('added', 'new/7', 'b', None, '1.0.0')}
    assert run.json['findings'] == []


def test_projects_stand_for_themselves(repository, diff):
    repository.write('one/package-lock.json', lock(bad='1.0.0')).write('two/package-lock.json', lock(a='1.0.0')).commit()
    repository.write('two/package-lock.json', lock(a='1.0.0', bad='1.0.0')).commit()
    run = diff('HEAD~..HEAD')
    assert states(run) == {('CVE-2024-1', 'new')}
    assert run.json['findings'][0]['path'] == 'two/package-lock.json'
    assert [c['project'] for c in run.json['changes']] == ['two']


def test_a_workspace_is_one_project(repository, diff):
    repository.write('package.json', manifest(workspaces=['packages/*']))
    repository.write('packages/x/package.json', manifest('x', a='^1.0.0'))
    entries = json.loads(lock(a='1.0.0'))
    entries['packages']['packages/x'] = {'name': 'x', 'version': '1.0.0', 'dependencies': {'a': '^1.0.0'}}
    repository.write('package-lock.json', json.dumps(entries)).commit()
    repository.write('packages/x/package.json', manifest('x', a='^1.0.0', bad='^1.1.0'))
    run = diff('HEAD')
    assert changes(run)['added'] == [('bad', None, '^1.1.0')]
    assert run.json['changes'][0]['path'] == 'packages/x/package.json'
    assert {(f['kind'], f['affected'], f['state']) for f in run.json['findings']} == {
        ('vulnerability', 'maybe', 'new'), ('drift', 'yes', 'new')}
    assert run.status == 0


def test_only_an_included_file_changes(repository, diff):
    repository.write('requirements.txt', '-r deps/list.in\nrequests==2.0\n').write('deps/list.in', 'flask==2.0\n').commit()
    repository.write('deps/list.in', 'flask==1.0\n').commit()
    run = diff('HEAD~..HEAD')
    assert changes(run) == dict(NO_CHANGE, lowered=[('flask', '2.0', '1.0')])
    assert states(run) == {('PYSEC-2024-1', 'new')}
    assert run.json['findings'][0]['path'] == 'deps/list.in'


def test_work_tree_and_index(repository, diff):
    repository.write('package-lock.json', lock(a='1.0.0')).commit()
    repository.write('package-lock.json', lock(a='1.1.0'))
    repository.git('add', '-A')
    repository.write('package-lock.json', lock(a='1.2.0'))
    assert changes(diff('HEAD'))['raised'] == [('a', '1.0.0', '1.2.0')]
    assert changes(diff('--staged', 'HEAD'))['raised'] == [('a', '1.0.0', '1.1.0')]
    repository.commit()
    assert changes(diff('HEAD~'))['raised'] == [('a', '1.0.0', '1.2.0')]
    assert changes(diff('HEAD~', '--staged'))['raised'] == [('a', '1.0.0', '1.2.0')]
    assert changes(diff('HEAD')) == NO_CHANGE


def test_without_a_revision_head_is_compared(repository, strata, db):
    repository.write('package-lock.json', lock(a='1.0.0')).commit()
    repository.write('package-lock.json', lock(a='1.1.0'))
    assert changes(strata('diff', '--db', db, '-o', 'json', cwd=repository.path))['raised']
    assert changes(strata('diff', '--staged', '--db', db, '-o', 'json', cwd=repository.path)) == NO_CHANGE


def test_an_index_before_the_first_commit(repository, strata, db):
    repository.write('package-lock.json', lock(bad='1.0.0'))
    repository.git('add', '-A')
    run = strata('diff', '--staged', '--db', db, '-o', 'json', cwd=repository.path)
    assert changes(run)['added'] == [('bad', None, '1.0.0')]
    assert run.status == 1


def test_three_dots_are_the_merge_base(repository, diff):
    repository.write('package-lock.json', lock(a='1.0.0', b='1.0.0')).commit()
    fork = repository.git('rev-parse', 'HEAD')
    repository.git('checkout', '-q', '-b', 'topic')
    repository.write('package-lock.json', lock(a='1.1.0', b='1.0.0')).commit()
    repository.git('checkout', '-q', 'main')
    repository.write('package-lock.json', lock(a='1.0.0', b='1.1.0')).commit()
    assert changes(diff('main..topic')) == dict(NO_CHANGE, raised=[('a', '1.0.0', '1.1.0')],
                                                lowered=[('b', '1.1.0', '1.0.0')])
    run = diff('main...topic')
    assert changes(run) == dict(NO_CHANGE, raised=[('a', '1.0.0', '1.1.0')])
    assert run.json['base'] == {'revision': fork, 'merge_base': True}
    assert changes(diff('topic...')) == dict(NO_CHANGE, raised=[('b', '1.0.0', '1.1.0')])
    assert changes(diff('main...' + fork)) == NO_CHANGE


def test_three_dots_go_by_the_parents_that_git_shows(repository, diff):
    one = repository.write('package-lock.json', lock(alpha='1.0.0')).commit()
    two = repository.write('package-lock.json', lock(alpha='1.0.0', beta='1.0.0')).commit()
    three = repository.write('other', 'x').commit()
    repository.git('checkout', '-q', '-b', 'side', three)
    repository.write('other', 'y').commit()
    repository.write('.git/info/grafts', f'{three} {one}\n')
    repository.git('branch', 'left', two)
    assert repository.git('merge-base', 'left', 'side') == one
    assert changes(diff('left...side'))['added'] == [('beta', None, '1.0.0')]


def test_unrelated_histories(repository, diff):
    repository.write('package-lock.json', lock(a='1.0.0')).commit()
    repository.git('checkout', '-q', '--orphan', 'other')
    repository.write('package-lock.json', lock(a='2.0.0')).commit()
    assert changes(diff('main..other'))['raised'] == [('a', '1.0.0', '2.0.0')]
    run = diff('main...other')
    assert run.status == 2
    assert "'main' and 'other' have no common ancestor" in run.err


def test_a_shallow_clone_says_what_is_missing(repository, diff, tmp_path):
    for version in ('1.0.0', '1.1.0', '1.2.0'):
        repository.write('package-lock.json', lock(a=version)).commit()
    base = repository.git('rev-parse', 'HEAD~2')
    clone = tmp_path / 'clone'
    subprocess.run(['git', 'clone', '-q', '--depth', '2', repository.path.as_uri(), clone], check=True)
    assert changes(diff('HEAD~..HEAD', path=clone))['raised'] == [('a', '1.1.0', '1.2.0')]
    for arguments in ([f'{base}..HEAD'], [f'{base}...HEAD']):
        run = diff(*arguments, path=clone)
        assert run.status == 2 and run.out == ''
        assert base in run.err and '--unshallow' in run.err


def test_a_broken_lockfile_fixes_nothing(repository, diff):
    repository.write('package-lock.json', lock(bad='1.0.0')).commit()
    repository.write('package-lock.json', '{"lockfileVersion": 3,').commit()
    run = diff('HEAD~..HEAD')
    assert changes(run) == NO_CHANGE and run.json['findings'] == []
    note, = run.json['coverage']['notes']
    assert note['path'] == 'package-lock.json' and 'what stood before it stays' in note['reason']
    assert diff('HEAD~..HEAD', '--strict').status == 5


def test_what_is_for_development_no_longer(repository, diff):
    """The same version, but now in production: the change makes it fail."""
    entries = json.loads(lock(bad='1.0.0'))
    entries['packages']['node_modules/bad']['dev'] = True
    entries['packages']['']['devDependencies'] = entries['packages'][''].pop('dependencies')
    repository.write('package-lock.json', json.dumps(entries)).commit()
    repository.write('package-lock.json', lock(bad='1.0.0')).commit()
    run = diff('HEAD~..HEAD', '--scope', 'prod')
    assert run.status == 1 and states(run) == {('CVE-2024-1', 'new')}
    assert {'points': 0, 'text': 'was there before this change, and failed nothing'} in run.json['findings'][0]['reasons']
    assert diff('HEAD~..HEAD').status == 0


def test_what_was_only_possible_is_pinned(repository, diff):
    repository.write('package.json', manifest(bad='^1.1.0')).commit()
    assert states(diff('HEAD', '-v')) == {('CVE-2024-1', 'unchanged')}
    repository.write('package-lock.json', lock(bad='1.2.0')).commit()
    run = diff('HEAD~..HEAD')
    assert run.status == 1 and states(run) == {('CVE-2024-1', 'new')}
    assert {'points': 0, 'text': 'was only possible before this change'} in run.json['findings'][0]['reasons']
    assert changes(run) == dict(NO_CHANGE, raised=[('bad', '^1.1.0', '1.2.0')])


def test_a_range_names_the_commit_that_asked_for_it(repository, diff):
    """What nothing pins is found by the commit that wrote it down, and told apart from what is pinned."""
    repository.write('package.json', manifest(fine='1.0.0')).write('requirements.txt', 'flask==2.1\n').commit()
    first = repository.write('package.json', manifest(bad='^1.1.0')).commit('asks')
    repository.write('README', 'x').commit()
    repository.write('package.json', manifest(bad='^1.2.0')).commit('asks for more')
    second = repository.write('requirements.txt', 'flask>=1.0\n').commit('frees')
    run = diff('HEAD~4..HEAD')
    assert {(f['id'], f['affected'], f['introduced']['commit'], f['introduced']['subject']) for f in run.json['findings']} == {
        ('CVE-2024-1', 'maybe', first, 'asks'), ('PYSEC-2024-1', 'maybe', second, 'frees')}
    pinned = repository.write('package-lock.json', lock(bad='1.2.0')).commit('pins')
    f, = [f for f in diff('HEAD~2..HEAD').json['findings'] if f['state'] == 'new' and f['id'] == 'CVE-2024-1']
    assert f['introduced']['commit'] == pinned


def test_what_is_not_touched_is_not_read(repository, diff):
    """A lockfile that nobody can read is noted only by a change that has to do with it."""
    repository.write('one/package-lock.json', '{').write('one/package.json', manifest(a='1.0.0'))
    repository.write('two/package-lock.json', lock(a='1.0.0')).write('three/Gemfile.lock', 'GEM\n  broken\n').commit()
    repository.write('two/package-lock.json', lock(a='1.1.0')).commit()
    run = diff('HEAD~..HEAD')
    assert changes(run)['raised'] == [('a', '1.0.0', '1.1.0')]
    assert run.json['coverage']['notes'] == []
    repository.write('one/package.json', manifest(a='2.0.0')).commit()
    run = diff('HEAD~..HEAD')
    assert {n['path'] for n in run.json['coverage']['notes']} == {'one/package-lock.json'}


def test_trees_have_no_history(repository, diff):
    repository.write('package-lock.json', lock(a='1.0.0')).commit()
    repository.write('package-lock.json', lock(a='1.0.0', bad='1.0.0')).commit()
    run = diff('HEAD~^{tree}..HEAD^{tree}')
    assert states(run) == {('CVE-2024-1', 'new')}
    assert run.json['findings'][0]['introduced'] is None
    assert 'not known' in run.json['coverage']['notes'][0]['reason']


def test_a_link_that_leads_nowhere(repository, diff):
    repository.write('package-lock.json', lock(a='1.0.0'))
    (repository.path / 'x').mkdir()
    (repository.path / 'x' / 'package-lock.json').symlink_to('../missing.json')
    (repository.path / 'y').mkdir()
    (repository.path / 'y' / 'package-lock.json').symlink_to('../package-lock.json')
    repository.commit()
    repository.write('package-lock.json', lock(a='1.1.0')).commit()
    run = diff('HEAD~..HEAD')
    assert run.json['coverage']['notes'] == []
    assert {c['project'] for c in run.json['changes']} == {'.', 'y'}


def test_what_differs_between_two_scans(repository, strata, diff, db):
    """The same answer as two scans give, whatever lies between."""
    import random
    rng = random.Random(7)
    for i in range(12):
        for folder in rng.sample(['', 'x/', 'x/y/', 'z/'], 2):
            names = rng.sample(['a', 'bad', 'deep', 'b', 'c'], rng.randint(1, 5))
            repository.write(folder + 'package-lock.json',
                             lock(**{n: rng.choice(['0.9.0', '1.0.0', '1.4.0', '1.5.0', '2.0.0']) for n in names}))
        repository.commit()

    def scan(revision):
        report = strata('scan', repository.path, '--rev', revision, '--db', db, '-o', 'json').json
        return ({f['fingerprint'] for f in report['findings']},
                {(p['project'], p['name'], p['version']) for p in report['packages'] if not p['local']})

    scans = {i: scan(f'HEAD~{i}') for i in range(12)}
    for i, j in [(i, i - 1) for i in range(1, 12)] + [(11, 0), (0, 11), (7, 2), (5, 5)]:
        report = diff(f'HEAD~{i}..HEAD~{j}').json
        of = {s: {f['fingerprint'] for f in report['findings'] if f['state'] == s} for s in ('new', 'fixed')}
        assert of == {'new': scans[j][0] - scans[i][0], 'fixed': scans[i][0] - scans[j][0]}, (i, j)
        assert {(c['project'], c['name'], c['to']) for c in report['changes'] if c['to']} == scans[j][1] - scans[i][1]
        assert {(c['project'], c['name'], c['from']) for c in report['changes'] if c['from']} == scans[i][1] - scans[j][1]


def test_the_policy_of_the_head_counts(repository, diff):
    repository.write('package-lock.json', lock(a='1.0.0')).commit()
    repository.write('strata.toml', '[[ignore]]\nid = "CVE-2024-1"\nreason = "known"\n\n'
                                    '[[ignore]]\nid = "CVE-2020-1"\nreason = "elsewhere"\n')
    repository.write('package-lock.json', lock(a='1.0.0', bad='1.0.0')).commit()
    run = diff('HEAD~..HEAD')
    assert run.status == 0
    assert run.json['findings'][0]['ignored']['reason'] == 'known'
    assert run.json['coverage']['notes'] == []


def test_several_versions_of_one_package(repository, diff):
    def two(first, second):
        entries = json.loads(lock(top='1.0.0 a', a=first))
        entries['packages']['node_modules/top/node_modules/a'] = {'version': second}
        return json.dumps(entries)
    repository.write('package-lock.json', two('1.0.0', '2.0.0')).commit()
    repository.write('package-lock.json', two('1.0.0', '3.0.0')).commit()
    assert changes(diff('HEAD~..HEAD')) == dict(NO_CHANGE, raised=[('a', '2.0.0', '3.0.0')])
    repository.write('package-lock.json', lock(top='1.0.0 a', a='3.0.0')).commit()
    assert changes(diff('HEAD~..HEAD')) == dict(NO_CHANGE, removed=[('a', '1.0.0', None)])


def test_a_bare_repository_needs_two_revisions(repository, diff, tmp_path):
    repository.write('package-lock.json', lock(a='1.0.0')).commit()
    repository.write('package-lock.json', lock(a='1.1.0')).commit()
    bare = tmp_path / 'bare.git'
    subprocess.run(['git', 'clone', '-q', '--bare', repository.path, bare], check=True)
    assert changes(diff('HEAD~..HEAD', path=bare))['raised']
    run = diff('HEAD~', path=bare)
    assert run.status == 4 and 'A..B' in run.err


@pytest.mark.parametrize('arguments', [['A..B', '--staged'], ['x', 'y', 'z'], ['HEAD..HEAD', '--rev', 'HEAD']])
def test_wrong_usage(repository, strata, arguments):
    repository.write('package-lock.json', lock(a='1.0.0')).commit()
    assert strata('diff', *arguments, '--db', 'starter', cwd=repository.path).status == 4


def test_nothing_to_compare(repository, diff):
    repository.write('README', 'x').commit()
    repository.write('README', 'y').commit()
    assert diff('HEAD~..HEAD').status == 3
    assert diff('HEAD~..HEAD', '--allow-empty').status == 0
    repository.write('package-lock.json', lock(a='1.0.0')).commit()
    repository.write('README', 'z').commit()
    assert diff('HEAD~..HEAD').status == 0
