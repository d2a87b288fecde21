"""strata log --online: manifests without lockfile, as of the commits that change them."""
import json
from datetime import datetime, timezone

import pytest

from conftest import record
from registries import npm_registry, pypi_index  # noqa: F401 (fixtures)
from test_log import Story, bare, exposures  # noqa: F401 (a fixture)

B = record('GHSA-b', 'b', fixed='1.1.0', published='2020-01-10T00:00:00Z')


def at(day):
    return int(datetime.fromisoformat(day).replace(tzinfo=timezone.utc).timestamp())


def manifest(*asks, **more):
    return json.dumps({'name': 'app', 'dependencies': dict(a.split(' ', 1) for a in asks), **more}, indent=1)


@pytest.fixture
def story(bare):  # noqa: F811
    return Story(bare)


@pytest.fixture
def registry(npm_registry):  # noqa: F811
    """a asks for b, of which there is more as time goes on."""
    npm_registry.publish('a', '1.0.0', time='2019-01-01T00:00:00.000Z', dependencies={'b': '^1.0.0'})
    npm_registry.publish('b', '1.0.0', time='2019-01-01T00:00:00.000Z')
    npm_registry.publish('b', '1.1.0', time='2020-03-01T00:00:00.000Z')
    npm_registry.publish('b', '1.2.0', time='2020-06-01T00:00:00.000Z')
    return npm_registry


@pytest.fixture
def log(bare, strata, database, tmp_path, registry):  # noqa: F811
    db = database(B)

    def run(*args, online=True, **environment):
        environment = {'npm_config_registry': registry.url + '/', 'SOURCE_DATE_EPOCH': '1700000000', **environment}
        answer = strata('log', *(['--online'] if online else []), '--packages', '-o', 'json', '--db', db, *args,
                        cwd=bare.path, XDG_CACHE_HOME=tmp_path / 'cache', **environment)
        assert answer.status == 0, answer.err + answer.out
        return answer
    return run


def events(run, ids):
    names = {v: k for k, v in ids.items()}
    return {(e['name'], e['version'], names[e['introduced']['commit']],
             names[e['removed']['commit']] if e['removed'] else None) for e in run.json['events']}


def reasons(run):
    return [n['reason'] for n in run.json['coverage']['notes']]


def tell(story):
    """two asks for a; three touches no manifest; four changes another line of it."""
    story.commit('one', time=at('2020-01-01'), readme='x')
    story.commit('two', 'one', time=at('2020-02-01'), package__json=manifest('a ^1.0.0'))
    story.commit('three', 'two', time=at('2020-04-01'), readme='y')
    story.commit('four', 'three', time=at('2020-05-01'), package__json=manifest('a ^1.0.0', description='z'))
    story.commit('five', 'four', time=at('2020-07-01'), readme='z')
    return story.end()


def test_a_manifest_is_resolved_as_of_the_commits_that_change_it(story, log):
    ids = tell(story)
    run = log()
    assert events(run, ids) == {('a', '1.0.0', 'two', None), ('b', '1.0.0', 'two', 'four'),
                                ('b', '1.1.0', 'four', None)}
    assert exposures(run) == [('b', [ids['two']], [], [ids['four']], False)]
    [e] = run.json['exposures']
    assert [c['known'] for c in e['introduced']] == [True]
    assert [purl.split('/')[1] for purl in e['chain']] == ['a@1.0.0', 'b@1.0.0']
    assert (e['finding']['path'], e['finding']['line']) == ('package.json', 4)
    assert reasons(run) == []


def test_each_package_is_asked_for_once_and_not_again_by_the_next_run(story, log, registry):
    tell(story)
    first = log()
    assert sorted(registry.paths()) == ['/a', '/b']
    second = log()
    assert len(registry.asked) == 2
    assert second.bytes == first.bytes


def test_what_solvers_said_is_kept_from_runs_that_ask_none(story, log, registry):
    tell(story)
    plain = log(online=False)
    assert plain.json['events'] == [] and registry.asked == []
    online = log()
    assert len(online.json['events']) == 3
    assert log(online=False).bytes == plain.bytes
    assert log('--no-cache').bytes == online.bytes


def test_a_merge_brings_nothing_of_its_own(story, log):
    story.commit('one', time=at('2020-02-01'), package__json=manifest('a ^1.0.0'))
    story.commit('main', 'one', time=at('2020-02-03'), readme='x')
    story.commit('side', 'one', time=at('2020-02-02'), branch='side', package__json=manifest('a ^1.0.0', x='y'))
    story.commit('merge', 'main', 'side', time=at('2020-07-01'), package__json=manifest('a ^1.0.0', x='y'))
    ids = story.end()
    assert events(log(), ids) == {('a', '1.0.0', 'one', None), ('b', '1.0.0', 'one', None)}
    # One that changes it has a date of its own.
    story.commit('again', 'merge', time=at('2020-07-02'), package__json=manifest('a ^1.0.0'))
    ids = story.end()
    assert ('b', '1.2.0', 'again', None) in events(log(), ids)


def test_what_comes_back_is_resolved_as_of_its_new_date(story, log):
    story.commit('one', time=at('2020-02-01'), package__json=manifest('b ^1'))
    story.commit('two', 'one', time=at('2020-02-02'), package__json=manifest())
    story.commit('three', 'two', time=at('2020-05-01'), package__json=manifest('b ^1'))
    ids = story.end()
    assert events(log(), ids) == {('b', '1.0.0', 'one', 'two'), ('b', '1.1.0', 'three', None)}


def test_a_manifest_that_cannot_be_read_leaves_the_answer_in_place(story, log):
    story.commit('one', time=at('2020-02-01'), package__json=manifest('b ^1'))
    story.commit('two', 'one', time=at('2020-05-01'), package__json='{')
    ids = story.end()
    assert events(log(), ids) == {('b', '1.0.0', 'one', None)}


def test_a_lockfile_rules(story, log, registry):
    lock = json.dumps({'lockfileVersion': 3, 'packages': {
        '': {'name': 'app', 'dependencies': {'b': '^1'}}, 'node_modules/b': {'version': '1.0.0'}}})
    story.commit('one', time=at('2020-05-01'), package__json=manifest('b ^1'))
    story.commit('two', 'one', time=at('2020-05-02'), **{'package-lock__json': lock})
    ids = story.end()
    assert events(log(), ids) == {('b', '1.1.0', 'one', 'two'), ('b', '1.0.0', 'two', None)}
    assert exposures(log()) == [('b', [ids['two']], [], [], True)]


def test_locked_all_along_nobody_is_asked(story, log, registry):
    lock = json.dumps({'lockfileVersion': 3, 'packages': {
        '': {'name': 'app', 'dependencies': {'b': '^1'}}, 'node_modules/b': {'version': '1.0.0'}}})
    story.commit('one', time=at('2020-05-01'), package__json=manifest('b ^1'), **{'package-lock__json': lock})
    story.end()
    assert log().bytes == log(online=False).bytes and registry.asked == []


def test_members_of_a_workspace_are_those_of_the_commit(story, log):
    lib = json.dumps({'name': 'lib', 'version': '1.0.0', 'dependencies': {'b': '^1'}})
    story.commit('one', time=at('2020-02-01'), package__json=manifest(workspaces=['packages/*']))
    story.commit('two', 'one', time=at('2020-05-01'), **{'packages/lib/package__json': lib})
    story.commit('three', 'two', time=at('2020-07-01'), **{'packages/lib/package__json': None})
    ids = story.end()
    run = log()
    assert events(run, ids) == {('b', '1.1.0', 'two', 'three')}
    assert [e['path'] for e in run.json['events']] == ['packages/lib/package.json']


def test_what_is_lacking_is_said_once_with_the_first_commit(story, log, registry):
    ids = [story.commit('one', time=at('2020-02-01'), package__json=manifest('gone ^1', 'b ^1')),
           story.commit('two', 'one', time=at('2020-05-01'), package__json=manifest('gone ^1', 'b ^1', x='y')),
           story.end()][-1]
    run = log()
    assert events(run, ids) == {('b', '1.0.0', 'one', 'two'), ('b', '1.1.0', 'two', None)}
    [reason] = reasons(run)
    assert "'gone' is not resolved" in reason and f"first at commit {ids['one'][:12]}" in reason


def test_without_a_registry_one_note_tells_the_line_to_add(story, log):
    tell(story)
    run = log(npm_config_registry='')
    assert run.json['events'] == []
    [reason] = reasons(run)
    assert 'registries.toml' in reason or '[registries]' in reason


def test_before_any_version_there_is_none(story, log):
    story.commit('one', time=at('2018-01-01'), package__json=manifest('b ^1'))
    ids = story.commit('two', 'one', time=at('2020-02-01'), package__json=manifest('b ^1', x='y')).end()
    run = log()
    assert events(run, ids) == {('b', '1.0.0', 'two', None)}
    assert any("'b' is not resolved" in r for r in reasons(run))


def test_a_commit_without_a_date_is_not_resolved_and_that_is_said(story, log):
    ids = story.commit('one', time=0, package__json=manifest('b ^1')).end()
    run = log()
    assert run.json['events'] == []
    [reason] = reasons(run)
    assert reason == f"not resolved: the commit has no date (first at commit {ids['one'][:12]})"


def test_as_of_a_day_nothing_later_was_published(story, log):
    ids = tell(story)
    assert ('b', '1.0.0', 'two', None) in events(log('--as-of', '2020-02-15'), ids)


def test_commits_of_one_time_share_an_answer(story, log, registry):
    """Branches that were committed by one command: the second asks nothing, and says the same."""
    one = at('2020-02-01')
    story.commit('one', time=one, package__json=manifest('b ^1'))
    story.commit('two', 'one', time=one, package__json=manifest())
    ids = story.commit('three', 'two', time=one, package__json=manifest('b ^1')).end()
    assert events(log(), ids) == {('b', '1.0.0', 'one', 'two'), ('b', '1.0.0', 'three', None)}


def test_a_range_has_what_was_there_before(story, log):
    ids = tell(story)
    run = log(f"{ids['two']}..{ids['five']}")
    assert exposures(run) == [('b', [], [ids['two']], [ids['four']], False)]


def test_pypi_by_the_upload_time_of_its_files(story, log, pypi_index):  # noqa: F811
    pypi_index.publish('b', '1.0', time='2019-01-01T00:00:00Z')
    pypi_index.publish('b', '1.1', time='2020-04-01T00:00:00Z')
    story.commit('one', time=at('2020-02-01'), requirements__txt='b>=1\n')
    ids = story.commit('two', 'one', time=at('2020-05-01'), requirements__txt='b>=1 # x\n').end()
    run = log(PIP_INDEX_URL=pypi_index.url)
    assert events(run, ids) == {('b', '1.0', 'one', 'two'), ('b', '1.1', 'two', None)}


def test_what_is_lacking_has_an_end(story, log):
    """Each commit asks for what never was: the notes are many, and not without end."""
    for i in range(30):
        asks = [f'gone{i}-{k} ^1' for k in range(30)]
        story.commit(str(i), *([str(i - 1)] if i else []), package__json=manifest(*asks))
    story.end()
    found = reasons(log())
    assert len(found) == 500 and 'more could not be resolved than is listed' in ' '.join(found)
