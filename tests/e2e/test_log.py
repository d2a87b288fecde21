"""strata log: questions, answers, and histories that are not as they should be."""
import json
import os

import pytest

from conftest import record

ALPHA = record('RUSTSEC-2021-0001', 'alpha', 'crates.io', fixed='1.2.0', aliases=['CVE-2021-0001'],
               published='2021-03-01T00:00:00Z')
BETA = record('RUSTSEC-2022-0002', 'beta', 'crates.io', fixed='2.0.0', published='2022-06-01T00:00:00Z')
LEFT = record('GHSA-aaaa-bbbb-cccc', 'left', published='2020-01-01T00:00:00Z', aliases=['CVE-2017-1000'])
SCOPED = record('GHSA-dddd-bbbb-cccc', '@scope/right', published='2020-01-01T00:00:00Z')


def lock(**packages):
    return 'version = 3\n' + ''.join(
        f'\n[[package]]\nname = "{n}"\nversion = "{v}"\nsource = "registry+https://index.example"\n'
        for n, v in packages.items())


class Story:
    """Commits by fast-import, one after the other; each step's name is its message and its mark."""

    def __init__(self, repository):
        self.repository, self.out, self.marks, self.time = repository, [], {}, 1600000000

    def commit(self, name, *parents, branch='main', time=None, author='A <a@mail.example>', who=None, **files):
        """files: path -> text, bytes, None (gone) or (mode, id or text); '.' of a path is written __."""
        self.time = self.time + 86400 if time is None else time
        stamp = who or f'{author} {self.time} +0000'
        self.marks[name] = len(self.marks) + 1
        if not self.out or parents == (None,):
            self.out.append(f'reset refs/heads/{branch}\n'.encode())
        self.out.append(f'commit refs/heads/{branch}\nmark :{self.marks[name]}\nauthor {stamp}\ncommitter {stamp}\n'
                        f'data {len(name)}\n{name}\n'.encode('utf-8', 'surrogateescape'))
        for i, p in enumerate(p for p in parents if p):
            self.out.append(f'{"merge" if i else "from"} :{self.marks[p]}\n'.encode())
        for path, content in files.items():
            self.put(path.replace('__', '.'), content)
        self.out.append(b'\n')
        return self

    def put(self, path, content):
        path = path.encode('utf-8', 'surrogateescape')
        mode = '100644'
        if isinstance(content, tuple):
            mode, content = content
        if content is None:
            self.out.append(b'D %s\n' % path)
        elif mode == '160000':
            self.out.append(b'M 160000 %s %s\n' % (content.encode(), path))
        else:
            content = content if isinstance(content, bytes) else content.encode()
            self.out.append(b'M %s inline %s\ndata %d\n%s\n' % (mode.encode(), path, len(content), content))

    def ref(self, name, commit):
        self.out.append(f'reset {name}\nfrom :{self.marks[commit]}\n\n'.encode())
        return self

    def end(self):
        marks = self.repository.path / 'marks'
        self.repository.git('fast-import', '--quiet', '--date-format=raw-permissive', f'--export-marks={marks}',
                            input=b''.join(self.out).decode('utf-8', 'surrogateescape'), errors='surrogateescape')
        ids = {int(a[1:]): b for a, b in (line.split() for line in marks.read_text().splitlines())}
        marks.unlink()
        return {name: ids[mark] for name, mark in self.marks.items()}


@pytest.fixture
def bare(make_repository):
    return make_repository('bare', '--bare')


@pytest.fixture
def story(bare):
    return Story(bare)


@pytest.fixture
def log(bare, strata, database):
    db = database(ALPHA, BETA, LEFT, SCOPED)

    def run(*args, status=0, at=bare.path, **environment):
        answer = strata('log', *args, '--db', db, cwd=at, **environment)
        assert answer.status == status, answer.err + answer.out
        return answer
    return run


def exposures(run):
    """(package, introduced, before, removed, present) of each, by commit."""
    return [(e['package']['name'], [c['commit'] for c in e['introduced']], [c['commit'] for c in e['before']],
             [c['commit'] for c in e['removed']], e['present']) for e in run.json['exposures']]


BAD, GOOD = lock(alpha='1.0.0'), lock(alpha='1.2.0')


def simple(story):
    story.commit('one', readme='x').commit('two', 'one', Cargo__lock=BAD).commit('three', 'two', readme='y')
    story.commit('four', 'three', Cargo__lock=GOOD).commit('five', 'four', readme='z')
    return story.ref('refs/tags/v1', 'three').ref('refs/tags/v2', 'five').end()


# --- questions ---------------------------------------------------------------------------------


def test_an_exposure_says_since_when_and_until_when(story, log):
    ids = simple(story)
    run = log('-o', 'json')
    [e] = run.json['exposures']
    assert exposures(run) == [('alpha', [ids['two']], [], [ids['four']], False)]
    assert e['days'] == 2 and e['refs'] == [{'kind': 'tag', 'name': 'v1'}]
    assert e['introduced'][0]['known'] is False and e['introduced'][0]['subject'] == 'two'
    assert run.json['target']['revision'] == ids['five']


def test_a_path_alone_is_the_repository(story, bare, log):
    ids = simple(story)
    for where in str(bare.path), f'../{bare.path.name}':
        assert log(where, '-o', 'json', at=bare.path).json['target']['revision'] == ids['five']
    assert log('.', '-o', 'json').json['target']['revision'] == ids['five']
    assert log('HEAD~1', '.', '-o', 'json').json['target']['revision'] == ids['four']


def test_vuln_by_any_id_finds_it(story, log):
    simple(story)
    for id in 'RUSTSEC-2021-0001', 'CVE-2021-0001', 'cve-2021-0001':
        run = log('--vuln', id, '-o', 'json')
        assert len(run.json['exposures']) == 1, id
        assert run.json['history']['packages'] == [
            {'ecosystem': 'crates.io', 'name': 'alpha', 'versions': ['1.0.0', '1.2.0']}]
    table = log('--vuln', 'CVE-2021-0001').out
    assert 'CVE-2021-0001: was here' in table and 'alpha was there as 1.0.0, 1.2.0' in table


def test_vuln_that_was_never_here_is_said_with_what_was_looked_at(story, log):
    story.commit('one', Cargo__lock=lock(beta='2.0.0')).commit('two', 'one', Cargo__lock=lock(beta='2.1.0')).end()
    table = log('--vuln', 'CVE-2021-0001').out
    assert 'CVE-2021-0001: never here' in table
    assert 'crates.io alpha was in none of these commits' in table
    assert '2 commits' in table and '1 manifest' in table
    table = log('--vuln', 'RUSTSEC-2022-0002').out
    assert 'never here' in table and 'beta was there as 2.0.0, 2.1.0: not affected' in table
    report = log('--vuln', 'RUSTSEC-2022-0002', '-o', 'json').json
    assert report['exposures'] == [] and report['history']['known'] is True
    assert report['history']['packages'][0]['versions'] == ['2.0.0', '2.1.0']


def test_an_id_that_no_advisory_has_is_no_never(story, log):
    simple(story)
    run = log('--vuln', 'CVE-1999-0001', status=6)
    assert 'cannot tell' in run.out and 'never' not in run.out and 'no advisory' in run.err
    assert log('--vuln', 'CVE-1999-0001', '-o', 'json', status=6).json['history']['known'] is False


def test_package_by_purl_and_by_name(story, log):
    npm = {'name': 'app', 'lockfileVersion': 3, 'packages': {
        '': {}, 'node_modules/left': {'version': '1.0.0'}, 'node_modules/@scope/right': {'version': '2.0.0'}}}
    story.commit('one', Cargo__lock=BAD, **{'package-lock__json': json.dumps(npm)}).end()

    def names(asked, *more):
        return [e[0] for e in exposures(log('--package', asked, '-o', 'json', *more))]
    assert names('pkg:cargo/alpha') == names('alpha') == names('pkg:cargo/alpha@1.0.0') == ['alpha']
    assert names('pkg:cargo/alpha@1.1.0') == names('pkg:npm/alpha') == names('alph') == []
    assert names('pkg:npm/%40scope/right') == names('pkg:npm/@scope/right') == names('@scope/right') == ['@scope/right']
    assert names('pkg:npm/@scope/right@2.0.0') == names('pkg:npm/%40scope/right@2.0.0?a=b#c') == ['@scope/right']
    assert 'alpha was there as 1.0.0' in log('--package', 'pkg:cargo/alpha').out
    table = log('--package', 'pkg:npm/nothing').out
    assert 'never known to be vulnerable' in table and 'npm nothing was in none of these commits' in table
    log('--package', 'pkg:nosuchtype/x', status=4)
    log('--package', 'pkg:npm', status=4)
    events = log('--package', 'left', '--packages', '-o', 'json').json['events']
    assert [e['name'] for e in events] == ['left']


def test_since_leaves_out_what_was_gone_before(story, log):
    ids = simple(story)  # out on 2020-09-17
    assert exposures(log('--since', '2020-09-17', '-o', 'json')) == [('alpha', [ids['two']], [], [ids['four']], False)]
    assert exposures(log('--since', '2020-09-18', '-o', 'json')) == []
    assert 'since 2020-09-18' in log('--since', '2020-09-18').out
    log('--since', 'yesterday', status=4)


def test_as_of_knows_what_was_published_until_then(story, log):
    ids = story.commit('one', time=1600000000, Cargo__lock=lock(alpha='1.0.0', beta='1.0.0')).end()
    assert [e[0] for e in exposures(log('--as-of', '2021-12-31', '-o', 'json'))] == ['alpha']
    run = log('--as-of', '2020-10-13', '-o', 'json')
    assert exposures(run) == [] and run.json['now'].startswith('2020-10-13')
    run = log('--as-of', '2021-12-31', '-o', 'json')
    assert exposures(run) == [('alpha', [ids['one']], [], [], True)]
    assert run.json['exposures'][0]['days'] == 474


def test_what_was_known_when_it_was_committed(story, log):
    npm = json.dumps({'name': 'app', 'lockfileVersion': 3, 'packages': {'': {}, 'node_modules/left': {'version': '1.0.0'}}})
    story.commit('early', time=1483228799, **{'package-lock__json': npm})  # the last second of 2016
    story.commit('gone', 'early', time=1500000000, **{'package-lock__json': None})
    story.commit('between', 'gone', time=1510000000, **{'package-lock__json': npm})  # after CVE-2017, before the record
    story.commit('again', 'between', time=1560000000, **{'package-lock__json': None})
    story.commit('late', 'again', time=1600000000, **{'package-lock__json': npm}).end()
    known = {e['introduced'][0]['subject']: e['introduced'][0]['known']
             for e in log('--first-parent', '-o', 'json').json['exposures']}
    assert known == {'early': False, 'between': None, 'late': True}


def test_a_version_that_comes_back_is_another_window_of_the_chain(story, log):
    story.commit('in', Cargo__lock=BAD).commit('out', 'in', Cargo__lock=GOOD).commit('in again', 'out', Cargo__lock=BAD)
    ids = story.ref('refs/tags/first', 'in').ref('refs/tags/second', 'in again').end()
    run = log('--first-parent', '-o', 'json')
    assert exposures(run) == [('alpha', [ids['in again']], [], [], True), ('alpha', [ids['in']], [], [ids['out']], False)]
    assert [[r['name'] for r in e['refs']] for e in run.json['exposures']] == [['main', 'second'], ['first']]
    [whole] = exposures(log('-o', 'json'))
    assert sorted(whole[1]) == sorted([ids['in'], ids['in again']]) and whole[4]


def test_who_brought_a_transitive_one_in(story, log):
    def locked(version, dependency):
        return lock(**{dependency: '1.0.0'}) + (
            f'\n[[package]]\nname = "top"\nversion = "{version}"\nsource = "registry+https://index.example"\n'
            f'dependencies = ["{dependency}"]\n\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["top"]\n')
    story.commit('one', Cargo__lock=locked('1.0.0', 'gamma')).commit('two', 'one', Cargo__lock=locked('1.1.0', 'alpha')).end()
    [e] = log('-o', 'json').json['exposures']
    assert e['chain'] == ['pkg:cargo/top@1.1.0', 'pkg:cargo/alpha@1.0.0']
    assert e['through'] == {'name': 'top', 'from': '1.0.0', 'to': '1.1.0'}
    assert 'by way of top 1.0.0 \u2192 1.1.0' in log().out


def test_versions_stand_in_the_order_of_their_window(story, log):
    """1.1.0 was there before, but this window begins with 1.0.5."""
    for name, version in ('a', '1.1.0'), ('b', '1.2.0'), ('c', '1.0.5'), ('d', '1.1.0'):
        story.commit(name, *list(story.marks)[-1:], Cargo__lock=lock(alpha=version, **{f'other-{name}': '1.0.0'}))
    story.end()
    now = log('--first-parent', '-o', 'json').json['exposures'][0]
    assert now['versions'] == ['1.0.5', '1.1.0'] and now['package']['version'] == '1.0.5'
    assert now['finding']['line'] == 3 and now['chain'] == ['pkg:cargo/alpha@1.0.5']


# --- ranges, statuses ----------------------------------------------------------------------------


def test_a_range_calls_nothing_introduced_that_its_base_had(story, log):
    story.commit('base', Cargo__lock=BAD).commit('more', 'base', Cargo__lock=lock(alpha='1.0.0', beta='1.0.0'))
    ids = story.commit('last', 'more', Cargo__lock=lock(beta='1.0.0')).ref('refs/tags/old', 'base').end()
    for more in (), ('--first-parent',):
        run = log(f'{ids["base"]}..main', '-o', 'json', *more)
        assert exposures(run) == [('beta', [ids['more']], [], [], True), ('alpha', [], [ids['base']], [ids['last']], False)]
        assert run.json['exposures'][1]['refs'] == []  # the tag is not in the range
    events = {e['name']: e for e in log(f'{ids["base"]}..main', '--packages', '-o', 'json').json['events']}
    assert events['alpha']['introduced'] is None and events['alpha']['removed']['commit'] == ids['last']
    table = log(f'{ids["base"]}..main').out
    assert 'before' in table and 'at least 2 days' in table
    assert exposures(log(f'main..{ids["base"]}', '-o', 'json')) == []
    assert log(f'{ids["base"]}...main', status=4).err.count('three dots') == 1


def test_the_left_of_a_first_parent_range_leaves_all_out_that_it_reaches(story, log):
    story.commit('root', readme='x').commit('side', 'root', branch='side', Cargo__lock=BAD)
    story.commit('merge', 'root', 'side', Cargo__lock=BAD)
    ids = story.commit('on', 'side', branch='side', readme='y').end()
    run = log('main..side', '--first-parent', '-o', 'json')
    assert exposures(run) == [('alpha', [], [ids['side']], [], True)]


def test_statuses(story, bare, strata, log, tmp_path):
    log(status=3)  # HEAD is not born
    story.commit('one', readme='x').end()
    run = log('-o', 'json', status=3)
    assert 'no commit has a lockfile' in run.err and run.json['exposures'] == []
    log('nonsense', status=2)
    log('--all', '--first-parent', status=4)
    log('main', '.', 'more', status=4)
    for format in 'sarif', 'markdown', 'github', 'gitlab':  # which tell of findings: none would look clean
        assert log('-o', format, status=4).out == ''
    (tmp_path / 'empty').mkdir()
    log('main', tmp_path / 'empty', status=2)
    assert 'exit status' in strata('log', '--help').out


def test_findings_do_not_fail_and_the_starter_set_is_not_enough(story, bare, strata):
    story.commit('one', Cargo__lock=lock(nothing='1.0.0')).end()
    assert strata('log', cwd=bare.path).status == 6
    assert strata('log', '--db', 'starter', cwd=bare.path).status == 0
    assert strata('log', '--db', 'nowhere', cwd=bare.path).status == 6


# --- histories that are not as they should be ----------------------------------------------------


def test_an_unparsable_version_leaves_the_one_before_it(story, log):
    story.commit('in', Cargo__lock=BAD).commit('broken', 'in', Cargo__lock='[[package\n')
    ids = story.commit('still', 'broken', readme='x').commit('out', 'still', Cargo__lock=GOOD).end()
    run = log('-o', 'json')
    assert exposures(run) == [('alpha', [ids['in']], [], [ids['out']], False)]
    [note] = run.json['coverage']['notes']
    assert note['path'] == 'Cargo.lock' and 'what stood before it stays' in note['reason']
    assert run.json['coverage']['files'] == 3 and run.json['coverage']['parsed'] == 2


def test_a_name_that_is_spelt_another_way_is_the_same_package(story, log):
    lock = '[[package]]\nname = "%s"\nversion = "1.0"\noptional = false\n\n[metadata]\nlock-version = "2.0"\n'
    story.commit('in', poetry__lock=lock % 'Cache.Control').commit('spelt', 'in', poetry__lock=lock % 'cache-control')
    ids = story.commit('out', 'spelt', poetry__lock=None).end()
    [event] = log('--packages', '-o', 'json').json['events']
    assert (event['introduced']['commit'], event['removed']['commit']) == (ids['in'], ids['out'])


def test_what_a_commit_of_its_own_pins_is_an_event(story, log):
    entry = '%%{"cowlib": {:git, "https://git.example/cowlib", "%s", []}}\n'
    story.commit('in', mix__lock=entry % ('1' * 40)).commit('moved', 'in', mix__lock=entry % ('2' * 40))
    ids = story.commit('out', 'moved', mix__lock='%{}\n').end()
    run = log('--packages', '-o', 'json')
    [event] = run.json['events']
    assert (event['name'], event['version']) == ('cowlib', None)
    assert (event['introduced']['commit'], event['removed']['commit']) == (ids['in'], ids['out'])
    assert log('--packages', '-o', 'json').out == run.out, 'from the cache'
    table = log('--package', 'pkg:hex/cowlib').out
    assert 'cowlib was there as ' + '1' * 40 in table, table


def test_a_larger_file_than_allowed_is_noted(story, log):
    """Whatever an earlier run without the limit has kept."""
    ids = story.commit('in', Cargo__lock=BAD).commit('big', 'in', Cargo__lock=GOOD + '# ' + 'x' * 1000 + '\n').end()
    assert exposures(log('-o', 'json')) == [('alpha', [ids['in']], [], [ids['big']], False)]
    run = log('-o', 'json', '--max-file-size', '1000')
    assert exposures(run) == [('alpha', [ids['in']], [], [], True)]
    [note] = run.json['coverage']['notes']
    assert 'more than --max-file-size allows' in note['reason'] and 'what stood before it stays' in note['reason']
    assert exposures(log('-o', 'json')) == [('alpha', [ids['in']], [], [ids['big']], False)]


def test_deletion_and_rename_end_it_at_the_path(story, log):
    story.commit('in', Cargo__lock=BAD).commit('moved', 'in', Cargo__lock=None, **{'sub/Cargo__lock': BAD})
    ids = story.commit('gone', 'moved', **{'sub/Cargo__lock': None}).end()
    by_path = {e['finding']['path']: (e['introduced'][0]['commit'], e['removed'][0]['commit'])
               for e in log('-o', 'json').json['exposures']}
    assert by_path == {'Cargo.lock': (ids['in'], ids['moved']), 'sub/Cargo.lock': (ids['moved'], ids['gone'])}


@pytest.mark.parametrize('instead', [('120000', 'elsewhere'), ('160000', '1' * 40)], ids=['link', 'submodule'])
def test_what_is_no_regular_file_is_no_lockfile(story, log, instead):
    story.commit('in', Cargo__lock=BAD, elsewhere=BAD).commit('other', 'in', Cargo__lock=instead)
    ids = story.commit('back', 'other', Cargo__lock=BAD).end()
    [e] = exposures(log('-o', 'json'))
    assert sorted(e[1]) == sorted([ids['in'], ids['back']]) and e[3] == [ids['other']]


def test_modes_folders_and_empty_commits(story, log):
    story.commit('in', Cargo__lock=BAD).commit('mode', 'in', Cargo__lock=('100755', BAD)).commit('empty', 'mode')
    story.commit('folder', 'empty', Cargo__lock=None, **{'Cargo__lock/Cargo__lock': BAD})
    ids = story.commit('file', 'folder', **{'Cargo__lock/Cargo__lock': None, 'Cargo__lock': BAD}).end()
    found = {e['finding']['path']: e for e in log('-o', 'json').json['exposures']}
    assert [c['commit'] for c in found['Cargo.lock/Cargo.lock']['introduced']] == [ids['folder']]
    assert [c['commit'] for c in found['Cargo.lock/Cargo.lock']['removed']] == [ids['file']]
    assert sorted(c['commit'] for c in found['Cargo.lock']['introduced']) == sorted([ids['in'], ids['file']])
    assert [c['commit'] for c in found['Cargo.lock']['removed']] == [ids['folder']]


def test_paths_and_names_from_anywhere_are_harmless(story, log):
    story.commit('one\x1b[31m::error::x', author='Ev\x1bil\x07 \udcff <e@mail.example>',
                 **{'dir-\udcff/Cargo__lock': BAD, 'dir-\u00e9/Cargo__lock': BAD, 'a\x1bb/Cargo__lock': BAD}).end()
    run = log('-o', 'json')
    assert len(run.json['exposures']) == 3
    table = log('--color', 'never').out
    assert '\x1b' not in table and '\x07' not in table and 'dir-\u00e9' in table


def test_dates_that_no_clock_can_have(story, bare, log):
    story.commit('in', Cargo__lock=BAD)
    story.end()
    tree = bare.git('rev-parse', 'main^{tree}')

    def hand(date, *parents):
        text = f'tree {tree}\n' + ''.join(f'parent {p}\n' for p in parents) + f'author A <a@mail.example> {date}\ncommitter A <a@mail.example> {date}\n\nx\n'
        return bare.git('hash-object', '-t', 'commit', '-w', '--literally', '--stdin', input=text)
    last = []
    for date in 'nonsense', '', '99999999999999999999 +0000', '9223372036854775807 +0000', '-5 +0000', '12 +9999':
        last = [hand(date, *last)]
        bare.git('update-ref', 'refs/heads/odd', last[0])
        e = log('odd', '-o', 'json').json['exposures'][0]
        assert len(e['introduced']) == 1
        log('odd')
    first = hand('nonsense')
    bare.git('update-ref', 'refs/heads/undated', first)
    [e] = log('undated', '-o', 'json').json['exposures']
    assert e['introduced'][0]['time'] is None and e['introduced'][0]['known'] is None and e['days'] is None
    assert 'no date' in log('undated').out


def test_a_commit_with_two_trees_has_the_first(story, bare, log):
    ids = story.commit('in', Cargo__lock=BAD).commit('out', 'in', Cargo__lock=None).end()
    trees = [bare.git('rev-parse', ids[n] + '^{tree}') for n in ('in', 'out')]
    text = f'tree {trees[0]}\nauthor A <a@mail.example> 1 +0000\ncommitter A <a@mail.example> 1600000000 +0000\ntree {trees[1]}\n\nx\n'
    odd = bare.git('hash-object', '-t', 'commit', '-w', '--literally', '--stdin', input=text)
    assert [e[0] for e in exposures(log(odd, '-o', 'json'))] == ['alpha']


def test_a_tree_out_of_order_is_not_half_compared(story, bare, log):
    story.commit('in', Cargo__lock=BAD, readme='x').end()
    blob = bytes.fromhex(bare.git('rev-parse', 'main:Cargo.lock'))
    tree = b'100644 readme\0' + blob + b'100644 Cargo.lock\0' + blob
    (bare.path / 'tree').write_bytes(tree)
    id = bare.git('hash-object', '-t', 'tree', '-w', '--literally', 'tree')
    commit = bare.git('commit-tree', id, '-p', 'main', '-m', 'x')
    assert 'not in order' in log(commit, status=2).err


def test_refs_of_all_kinds(story, bare, log):
    story.commit('root', readme='x').commit('shipped', 'root', branch='tmp', Cargo__lock=BAD)
    story.commit('remote', 'root', branch='tmp2', Cargo__lock=lock(beta='1.0.0')).commit('pull', 'root', branch='tmp3', Cargo__lock=BAD)
    story.commit('main', 'root', readme='y')
    ids = story.end()
    bare.git('update-ref', 'refs/remotes/origin/dev', ids['remote'])
    bare.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/dev')
    bare.git('update-ref', 'refs/pull/7/head', ids['pull'])  # neither a branch nor a tag
    bare.git('tag', '-a', 'inner', '-m', 'x', ids['shipped'])
    bare.git('tag', '-a', 'outer', '-m', 'x', 'inner')
    bare.git('tag', 'on-a-tree', ids['shipped'] + '^{tree}')
    bare.git('tag', 'on-a-blob', ids['shipped'] + ':Cargo.lock')
    for name in 'tmp', 'tmp2', 'tmp3':
        bare.git('update-ref', '-d', f'refs/heads/{name}')
    run = log('--all', '-o', 'json')
    assert exposures(run) == [('beta', [ids['remote']], [], [], True), ('alpha', [ids['shipped']], [], [], False)]
    assert [[r['name'] for r in e['refs']] for e in run.json['exposures']] == [['origin/dev'], ['inner', 'outer']]
    assert exposures(log('outer', '-o', 'json')) == [('alpha', [ids['shipped']], [], [], True)]
    log('on-a-blob', status=2)


def test_detached_head_is_a_tip_of_all(story, bare, log):
    ids = story.commit('root', readme='x').commit('loose', 'root', branch='tmp', Cargo__lock=BAD).end()
    bare.git('update-ref', 'refs/heads/main', ids['root'])
    bare.git('update-ref', '--no-deref', 'HEAD', ids['loose'])
    bare.git('update-ref', '-d', 'refs/heads/tmp')
    assert exposures(log('--all', '-o', 'json')) == [('alpha', [ids['loose']], [], [], True)]
    assert log('--all', bare.path, '-o', 'json', at=bare.path.parent).json['exposures']


def test_a_ref_without_its_commit(story, bare, log):
    ids = story.commit('root', Cargo__lock=BAD).commit('lost', 'root', branch='lost', readme='x').end()
    (bare.path / 'refs/heads').mkdir(parents=True, exist_ok=True)
    (bare.path / 'refs/heads/lost').write_text('1' * 40 + '\n')
    assert exposures(log('-o', 'json')) == [('alpha', [ids['root']], [], [], True)]
    assert "'lost' names a commit that is missing" in log('--all', status=2).err


def test_replaced_and_grafted_commits_are_read_as_git_reads_them(story, bare, log):
    story.commit('root', readme='x').commit('in', 'root', Cargo__lock=BAD).commit('out', 'in', Cargo__lock=GOOD)
    ids = story.commit('other', None, branch='other', Cargo__lock=lock(beta='1.0.0')).end()
    bare.git('replace', ids['root'], ids['other'])
    run = log('-o', 'json')
    assert ('beta', [ids['root']], [], [ids['in']], False) in exposures(run) and 'refs/replace' in run.err
    assert [e[0] for e in exposures(log('-o', 'json', GIT_NO_REPLACE_OBJECTS=1))] == ['alpha']
    bare.git('replace', '-d', ids['root'])
    bare.git('replace', ids['out'], story.repository.git('commit-tree', '-m', 'told otherwise', '-p', ids['in'], ids['out'] + '^{tree}'))
    assert log('-o', 'json').json['exposures'][0]['removed'][0]['subject'] == 'told otherwise'
    bare.git('replace', '-d', ids['out'])
    (bare.path / 'info').mkdir(exist_ok=True)
    (bare.path / 'info' / 'grafts').write_text(f'{ids["out"]} {ids["root"]}\n')
    assert exposures(log('-o', 'json')) == []  # git log -- does not see 'in' either


@pytest.mark.parametrize('what', ['{0}:Cargo.lock', '{0}^{{tree}}'])
def test_replaced_files_are_not_remembered_as_what_they_replace(story, bare, log, what):
    ids = story.commit('in', Cargo__lock=BAD).commit('out', 'in', Cargo__lock=GOOD).end()
    kept = exposures(log('-o', 'json'))
    assert kept == [('alpha', [ids['in']], [], [ids['out']], False)]
    bare.git('replace', *(bare.git('rev-parse', what.format(ids[name])) for name in ('out', 'in')))
    assert exposures(log('-o', 'json')) == [('alpha', [ids['in']], [], [], True)]
    bare.git('replace', '-d', bare.git('rev-parse', what.format(ids['out'])))
    assert exposures(log('-o', 'json')) == kept


def test_a_shallow_clone_begins_before(story, bare, log, make_repository):
    story.commit('in', Cargo__lock=BAD).commit('more', 'in', Cargo__lock=lock(alpha='1.0.0', beta='1.0.0'))
    ids = story.commit('last', 'more', readme='x').end()
    clone = make_repository('clone', '--bare')
    clone.git('fetch', '-q', '--depth', '2', f'file://{bare.path}', 'main:main')
    run = log('main', '-o', 'json', at=clone.path)
    assert run.json['target']['shallow'] is True and 'shallow' in run.err
    assert exposures(run) == [('alpha', [], [ids['more']], [], True), ('beta', [], [ids['more']], [], True)]
    table = log('main', at=clone.path).out
    assert 'at least' in table and 'before' in table


def test_partial_clones_say_what_is_missing(story, bare, log, make_repository):
    story.commit('in', Cargo__lock=BAD).commit('out', 'in', Cargo__lock=GOOD).end()
    bare.git('config', 'uploadpack.allowFilter', 'true')
    bare.git('config', 'uploadpack.allowAnySHA1InWant', 'true')

    def clone(name, kind):
        r = make_repository(name, '--bare')
        r.git('remote', 'add', 'origin', f'file://{bare.path}')
        r.git('fetch', '-q', f'--filter={kind}', 'origin', 'main:main')
        return r
    run = log('main', '-o', 'json', at=clone('blobless', 'blob:none').path)
    assert run.json['target']['partial'] is True
    notes = run.json['coverage']['notes']
    assert [n['path'] for n in notes] == ['Cargo.lock'] * 2 and 'git cat-file' in notes[0]['reason']
    run = log('main', at=clone('treeless', 'tree:0').path, status=2)
    assert 'partial clone' in run.err and 'git fetch --refetch' in run.err


def test_octopus_and_orphan(story, log):
    story.commit('root', readme='x').commit('a', 'root', branch='a', Cargo__lock=BAD)
    story.commit('b', 'root', branch='b', Cargo__lock=lock(beta='1.0.0')).commit('c', None, branch='c', Cargo__lock=BAD)
    ids = story.commit('octopus', 'root', 'a', 'b', 'c', Cargo__lock=lock(alpha='1.0.0', beta='1.0.0')).end()
    found = {e[0]: e for e in exposures(log('-o', 'json'))}
    assert sorted(found['alpha'][1]) == sorted([ids['a'], ids['c']]) and found['beta'][1] == [ids['b']]
    chain = {e[0]: e for e in exposures(log('--first-parent', '-o', 'json'))}
    assert chain['alpha'][1] == chain['beta'][1] == [ids['octopus']]


def test_a_table_in_a_narrow_terminal_and_many_commits(story, log):
    for i in range(12):
        story.commit(f'root {i}', None, branch=f'b{i}', Cargo__lock=lock(alpha=f'1.0.{i}'))
    story.end()
    table = log('--all').out
    assert 'by 9 more commits: -v shows all' in table and 'and 9 more' in table
    assert '(12 versions)' in table
    assert log('--all', '-v').out.count('root ') == 12


def test_a_file_that_only_another_one_names_is_in_the_history(story, strata, bare, database):
    db = database(record('PYSEC-2020-1', 'one', 'PyPI', fixed='1.1'))
    story.commit('in', **{'requirements__txt': '-r deps/base.in\n', 'deps/base__in': '-r more.in\n', 'deps/more__in': 'one==1.0\n'})
    ids = story.commit('out', 'in', **{'requirements__txt': 'two==1.0\n'}).end()
    run = strata('log', '--db', db, '-o', 'json', cwd=bare.path)
    assert exposures(run) == [('one', [ids['in']], [], [ids['out']], False)]
    assert run.json['exposures'][0]['finding']['path'] == 'deps/more.in'


def test_a_purl_as_an_sbom_gives_it_stays(repository, strata, database):
    """A distribution's release is told by the purl alone: one package at two releases is two."""
    def sbom(release):
        purl = f'pkg:deb/debian/x@1.0-1?arch=amd64&distro=debian-{release}'
        return json.dumps({'bomFormat': 'CycloneDX', 'specVersion': '1.5', 'components': [
            {'type': 'library', 'name': 'x', 'version': '1.0-1', 'purl': purl}]})

    db = database(record('DSA-1', 'x', 'Debian:12', fixed='1.0-2'))
    repository.write('bom.cdx.json', sbom(11)).commit('not affected')
    repository.write('bom.cdx.json', sbom(12)).commit('affected')
    for _ in 'cold', 'warm':
        exposure, = strata('log', 'HEAD', repository.path, '-o', 'json', '--db', db).json['exposures']
        assert exposure['package']['purl'] == 'pkg:deb/debian/x@1.0-1?arch=amd64&distro=debian-12'
        introduced, = exposure['introduced']
        assert introduced['subject'] == 'affected'
