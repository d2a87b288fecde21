"""go.mod and go.work solved over a module proxy that the test is: see registries.py."""
import base64
import hashlib

import pytest

from registries import go_proxy  # noqa: F401 (a fixture)


@pytest.fixture
def ask(strata, tmp_path, go_proxy):
    """Runs strata with the proxy as GOPROXY, a cache and a home of the test's own."""
    def run(*args, **environment):
        environment.setdefault('GOPROXY', go_proxy.url)
        return strata(*args, XDG_CACHE_HOME=str(tmp_path / 'cache'), **environment)
    return run


def mod(*requires, go='1.16', module='example.test/app', more=''):
    lines = [f'module {module}', f'go {go}' if go else '', *(f'require {r}' for r in requires), more]
    return '\n'.join(lines) + '\n'


def edges(report):
    by_id = {p['id']: p for p in report['packages']}
    return {(p['name'], by_id[d]['name']) for p in report['packages'] for d in p['dependencies']}


def modules(run):
    return {(n, v) for n, v in run.packages() if n != 'stdlib'}


def reasons(run):
    return [n['reason'] for n in run.json['coverage']['notes']]


def test_the_highest_version_that_anything_requires_is_taken(ask, repository, go_proxy):
    go_proxy.publish('example.test/a', 'v1.0.0', 'example.test/c v1.1.0')
    go_proxy.publish('example.test/b', 'v1.0.0', 'example.test/c v1.2.0')
    for version in ('v1.1.0', 'v1.2.0', 'v1.3.0'):
        go_proxy.publish('example.test/c', version)
    repository.write('go.mod', mod('example.test/a v1.0.0', 'example.test/b v1.0.0')).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert modules(run) == {('example.test/a', 'v1.0.0'), ('example.test/b', 'v1.0.0'), ('example.test/c', 'v1.2.0')}
    assert edges(run.json) == {('example.test/a', 'example.test/c'), ('example.test/b', 'example.test/c')}
    by_name = {p['name']: p for p in run.json['packages']}
    assert by_name['example.test/a']['direct'] and not by_name['example.test/c']['direct']
    assert by_name['example.test/c']['scope'] == 'prod'


def test_a_pruned_go_mod_is_its_own_lockfile(ask, repository, go_proxy):
    go_proxy.publish('example.test/a', 'v1.0.0', 'example.test/b v1.0.0', 'example.test/t v1.0.0', go='1.21')
    go_proxy.publish('example.test/b', 'v1.0.0', go='1.21')
    go_proxy.publish('example.test/t', 'v1.0.0', 'example.test/far v1.0.0', go='1.21')
    repository.write('go.mod', mod('example.test/a v1.0.0', 'example.test/b v1.0.0 // indirect', go='1.21')).commit()
    offline = ask('deps', repository.path, '-o', 'json')
    assert modules(offline) == {('example.test/a', 'v1.0.0'), ('example.test/b', 'v1.0.0')}
    assert go_proxy.asked == [] and reasons(offline) == []
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert modules(run) == modules(offline) | {('example.test/t', 'v1.0.0')}
    assert {p['name']: p['scope'] for p in run.json['packages'] if p['name'] != 'stdlib'} == {
        'example.test/a': 'prod', 'example.test/b': 'prod', 'example.test/t': 'test'}
    assert ('example.test/a', 'example.test/b') in edges(run.json)
    assert not any('/far/' in path or '/t/' in path for path in go_proxy.paths())


def test_below_a_module_that_is_not_pruned_all_is_read(ask, repository, go_proxy):
    go_proxy.publish('example.test/old', 'v1.0.0', 'example.test/b v1.0.0', go=None)
    go_proxy.publish('example.test/b', 'v1.0.0', 'example.test/far v1.0.0', go='1.21')
    go_proxy.publish('example.test/far', 'v1.0.0', go='1.21')
    repository.write('go.mod', mod('example.test/old v1.0.0', go='1.21')).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert ('example.test/far', 'v1.0.0') in modules(run)


def test_replaced_and_excluded_modules(ask, repository, go_proxy):
    go_proxy.publish('example.test/a', 'v1.0.0', 'example.test/c v1.1.0', 'example.test/d v1.0.0')
    go_proxy.publish('example.test/fork', 'v0.9.0', 'example.test/e v1.0.0', module='example.test/d')
    go_proxy.publish('example.test/c', 'v1.0.0')
    go_proxy.publish('example.test/e', 'v1.0.0')
    repository.write('go.mod', mod('example.test/a v1.0.0', 'example.test/c v1.0.0', 'example.test/near v0.0.0', more=(
        'exclude example.test/c v1.1.0\nreplace example.test/d => example.test/fork v0.9.0\n'
        'replace example.test/near => ./near\n')))
    repository.write('near/go.mod', mod('example.test/e v1.0.0', module='example.test/near')).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    top = {(p['name'], p['version']) for p in run.json['packages'] if p['project'] == '.' and p['version']}
    assert top - {('stdlib', '1.16')} == {
        ('example.test/a', 'v1.0.0'), ('example.test/c', 'v1.0.0'), ('example.test/fork', 'v0.9.0'),
        ('example.test/e', 'v1.0.0')}
    assert ('example.test/fork', 'example.test/e') in edges(run.json)
    assert not any('near' in path for path in go_proxy.paths())


def test_what_is_excluded_is_asked_for_by_nobody(ask, repository, go_proxy):
    go_proxy.publish('example.test/a', 'v1.0.0', 'example.test/c v1.1.0')
    go_proxy.publish('example.test/c', 'v1.0.0')
    repository.write('go.mod', mod('example.test/a v1.0.0', 'example.test/c v1.0.0', more='exclude example.test/c v1.1.0')).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert modules(run) == {('example.test/a', 'v1.0.0'), ('example.test/c', 'v1.0.0')} and edges(run.json) == set()


def test_capitals_are_escaped(ask, repository, go_proxy):
    go_proxy.publish('example.test/Big/Name', 'v1.0.0-RC1')
    repository.write('go.mod', mod('example.test/Big/Name v1.0.0-RC1')).commit()
    assert modules(ask('deps', repository.path, '--online', '-o', 'json')) == {('example.test/Big/Name', 'v1.0.0-RC1')}
    assert go_proxy.paths() == ['/example.test/!big/!name/@v/v1.0.0-!r!c1.mod']


def test_what_a_proxy_lacks_is_named_and_keeps_its_place(ask, repository, go_proxy):
    go_proxy.publish('example.test/a', 'v1.0.0', 'example.test/gone v1.0.0')
    repository.write('go.mod', mod('example.test/a v1.0.0')).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert ('example.test/gone', 'v1.0.0') in modules(run)
    assert any("'example.test/gone' is not resolved" in reason for reason in reasons(run))
    assert ask('deps', repository.path, '--online', '--strict').status == 5


def test_private_modules_are_not_asked_for(ask, repository, tmp_path, go_proxy):
    go_proxy.publish('example.test/a', 'v1.0.0')
    repository.write('go.mod', mod('example.test/a v1.0.0', 'corp.test/x/secret v1.0.0')).commit()
    config = tmp_path / 'config' / 'go'
    config.mkdir(parents=True)
    (config / 'env').write_text(f'GOPRIVATE=*.example,corp.test/x\nGOPROXY={go_proxy.url}\n')
    run = ask('deps', repository.path, '--online', '-o', 'json', GOPROXY='', XDG_CONFIG_HOME=tmp_path / 'config')
    assert go_proxy.paths() == ['/example.test/a/@v/v1.0.0.mod']
    assert any("'corp.test/x/secret' is not resolved: it is private" in reason for reason in reasons(run))


@pytest.mark.parametrize('behind, status, asked', [(',', 404, True), (',', 410, True), (',', 403, False), ('|', 403, True)])
def test_the_next_proxy_is_asked_as_goproxy_says(ask, repository, go_proxy, behind, status, asked):
    other = type(go_proxy)()
    other.publish('example.test/a', 'v1.0.0')
    go_proxy.faults['/example.test/a/@v/v1.0.0.mod'] = [go_proxy.status(status)]
    repository.write('go.mod', mod('example.test/a v1.0.0')).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json', GOPROXY=f'{go_proxy.url}{behind}{other.url}{behind}direct')
    assert bool(other.asked) == asked
    assert any('is not resolved' in reason for reason in reasons(run)) != asked
    other.close()


def test_goproxy_off_asks_nobody(ask, repository, go_proxy):
    repository.write('go.mod', mod('example.test/a v1.0.0')).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json', GOPROXY='off')
    assert go_proxy.asked == []
    assert any("GOPROXY is 'off'" in reason for reason in reasons(run))


def h1(text):
    inner = hashlib.sha256(text.encode()).hexdigest()
    return 'h1:' + base64.b64encode(hashlib.sha256(f'{inner}  go.mod\n'.encode()).digest()).decode()


def test_a_go_mod_must_be_the_one_of_go_sum(ask, repository, go_proxy):
    go_proxy.publish('example.test/a', 'v1.0.0', 'example.test/b v1.0.0')
    go_proxy.publish('example.test/b', 'v1.0.0')
    right = go_proxy.files['/example.test/a/@v/v1.0.0.mod'].decode()
    repository.write('go.mod', mod('example.test/a v1.0.0'))
    repository.write('go.sum', f'example.test/a v1.0.0/go.mod {h1(right)}\n').commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert ('example.test/b', 'v1.0.0') in modules(run) and not any('go.sum' in r for r in reasons(run))
    repository.write('go.sum', f'example.test/a v1.0.0/go.mod {h1(right + "x")}\n').commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert ('example.test/b', 'v1.0.0') not in modules(run)
    assert any('is not the one of go.sum' in reason for reason in reasons(run))


def test_stale_lines_of_go_sum_do_not_stay_beside_a_whole_answer(ask, repository, go_proxy):
    go_proxy.publish('example.test/a', 'v1.0.0', 'example.test/b v1.2.0')
    go_proxy.publish('example.test/b', 'v1.2.0')
    repository.write('go.mod', mod('example.test/a v1.0.0'))
    repository.write('go.sum', ''.join(f'example.test/{n} h1:AAAA=\n' for n in (
        'a v1.0.0', 'b v1.1.0', 'b v1.2.0', 'left v1.0.0'))).commit()
    assert ('example.test/left', 'v1.0.0') in modules(ask('deps', repository.path, '-o', 'json'))
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert modules(run) == {('example.test/a', 'v1.0.0'), ('example.test/b', 'v1.2.0')}


@pytest.mark.parametrize('go', ['1.16', None])
def test_a_gap_that_a_solver_has_filled_is_not_said(ask, repository, go_proxy, go):
    go_proxy.publish('example.test/a', 'v1.0.0', 'example.test/b v1.0.0')
    go_proxy.publish('example.test/b', 'v1.0.0')
    repository.write('go.mod', mod('example.test/a v1.0.0', go=go)).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert ('example.test/b', 'v1.0.0') in modules(run) and reasons(run) == []
    offline = ask('deps', repository.path, '-o', 'json', GOPROXY='off')
    assert any('only others need' in reason for reason in reasons(offline))


def test_a_module_that_is_required_twice_has_the_highest_version(ask, repository, go_proxy):
    for version in ('v1.0.0', 'v1.1.0'):
        go_proxy.publish('example.test/a', version)
    repository.write('go.mod', mod('example.test/a v1.1.0', 'example.test/a v1.0.0', go='1.21')).commit()
    for options in ((), ('--online',)):
        run = ask('deps', repository.path, *options, '-o', 'json')
        assert modules(run) == {('example.test/a', 'v1.1.0')}
        assert any('required twice' in reason for reason in reasons(run))


@pytest.mark.parametrize('body', [b'<html>', b'no module\n', b'module example.test/a\nrequire (\n\texample.test/b v1.0.0\n',
                                  b'module example.te'])
def test_what_is_no_go_mod_is_asked_for_again(ask, repository, go_proxy, body):
    go_proxy.publish('example.test/a', 'v1.0.0', 'example.test/b v1.0.0')
    go_proxy.publish('example.test/b', 'v1.0.0')
    path = '/example.test/a/@v/v1.0.0.mod'
    right, go_proxy.files[path] = go_proxy.files[path], body
    repository.write('go.mod', mod('example.test/a v1.0.0')).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert any("'example.test/a' is not resolved" in reason for reason in reasons(run))
    go_proxy.files[path] = right
    assert ('example.test/b', 'v1.0.0') in modules(ask('deps', repository.path, '--online', '-o', 'json'))


@pytest.mark.parametrize('kind, body', [('list', b'<html>\n</html>\n'), ('v1.0.0.info', b'<html>')])
def test_what_is_no_list_of_versions_is_asked_for_again(ask, repository, go_proxy, kind, body):
    go_proxy.publish('example.test/a', 'v1.0.0')
    path = '/example.test/a/@v/' + kind
    right, go_proxy.files[path] = go_proxy.files[path], body
    asked = ('deps', repository.path, '--online', '-o', 'json', '--as-of', '2024-06-01')
    repository.write('go.mod', mod('example.test/a latest')).commit()
    assert any("'example.test/a' is not resolved" in reason for reason in reasons(ask(*asked)))
    go_proxy.files[path] = right
    assert ('example.test/a', 'v1.0.0') in modules(ask(*asked))


def test_lists_have_times_and_commits(ask, repository, go_proxy):
    go_proxy.publish('example.test/a', 'v1.0.0')
    go_proxy.files['/example.test/a/@v/list'] = (
        b'v1.0.0 2024-01-01T00:00:00Z\nv1.1.0-0.20240102030405-0123456789ab\nv9.9.9-pre\nnonsense\n')
    repository.write('go.mod', mod('example.test/a latest')).commit()
    assert modules(ask('deps', repository.path, '--online', '-o', 'json')) == {('example.test/a', 'v1.0.0')}


def test_queries_take_what_was_published_and_not_retracted(ask, repository, go_proxy):
    for n, version in enumerate(('v1.0.0', 'v1.1.0', 'v1.2.0', 'v2.0.0-pre')):
        go_proxy.publish('example.test/a', version, time=f'2024-0{n + 1}-01T00:00:00Z',
                         more='retract [v1.1.5, v1.2.0]\n' if version == 'v1.2.0' else '')
    repository.write('go.mod', mod('example.test/a latest')).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert modules(run) == {('example.test/a', 'v1.1.0')}
    run = ask('deps', repository.path, '--online', '-o', 'json', '--as-of', '2024-01-15')
    assert modules(run) == {('example.test/a', 'v1.0.0')}


def test_a_part_of_a_version_is_a_query_of_the_project_alone(ask, repository, go_proxy):
    for version in 'v1.0.0', 'v1.1.0':
        go_proxy.publish('example.test/a', version)
        go_proxy.publish('example.test/b', version)
    go_proxy.publish('example.test/c', 'v1.0.0', 'example.test/b v1')
    repository.write('go.mod', mod('example.test/a v1', 'example.test/c v1.0.0')).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert modules(run) == {('example.test/a', 'v1.1.0'), ('example.test/b', 'v1.0.0'), ('example.test/c', 'v1.0.0')}


@pytest.mark.parametrize('query', ['latest', 'main', 'v1.0.0'])
def test_as_of_a_day_and_what_the_proxy_does_not_date(ask, repository, go_proxy, query):
    go_proxy.publish('example.test/a', 'v1.0.0', time='2024-01-01T00:00:00Z')
    go_proxy.publish('example.test/a', 'v1.1.0', time='2025-01-01T00:00:00.5Z')
    go_proxy.files['/example.test/a/@v/main.info'] = go_proxy.files['/example.test/a/@v/v1.0.0.info']
    repository.write('go.mod', mod('example.test/a ' + query)).commit()
    asked = ('deps', repository.path, '--online', '-o', 'json', '--as-of', '2024-06-01')
    run = ask(*asked)
    assert modules(run) == {('example.test/a', 'v1.0.0')} and not any('date' in reason for reason in reasons(run))


def test_what_a_proxy_does_not_date_is_said(ask, repository, go_proxy):
    go_proxy.publish('example.test/a', 'v1.0.0')
    go_proxy.files['/example.test/a/@v/v1.0.0.info'] = b'{"Version": "v1.0.0"}'
    repository.write('go.mod', mod('example.test/a latest')).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json', '--as-of', '2024-06-01')
    assert modules(run) == {('example.test/a', 'v1.0.0')}
    assert any('does not date 1 version:' in reason for reason in reasons(run))


def test_a_branch_that_has_moved_since_is_not_known(ask, repository, go_proxy):
    go_proxy.publish('example.test/a', 'v1.0.0', time='2025-01-01T00:00:00Z')
    go_proxy.files['/example.test/a/@v/main.info'] = go_proxy.files['/example.test/a/@v/v1.0.0.info']
    repository.write('go.mod', mod('example.test/a main')).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json', '--as-of', '2024-06-01')
    assert modules(run) == {('example.test/a', None)}
    assert any('published after that date' in reason for reason in reasons(run))


def test_a_cycle_and_a_module_that_requires_itself_end(ask, repository, go_proxy):
    go_proxy.publish('example.test/a', 'v1.0.0', 'example.test/b v1.0.0', 'example.test/a v1.0.0')
    go_proxy.publish('example.test/b', 'v1.0.0', 'example.test/a v1.1.0', 'example.test/app v9.0.0')
    go_proxy.publish('example.test/a', 'v1.1.0', 'example.test/b v1.0.0')
    go_proxy.publish('example.test/app', 'v9.0.0')
    repository.write('go.mod', mod('example.test/a v1.0.0')).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert modules(run) == {('example.test/a', 'v1.1.0'), ('example.test/b', 'v1.0.0')}


def test_a_workspace_is_solved_as_one(ask, repository, go_proxy):
    for version in ('v1.1.0', 'v1.2.0'):
        go_proxy.publish('example.test/c', version, 'example.test/d v1.0.0')
    go_proxy.publish('example.test/d', 'v1.0.0')
    go_proxy.publish('example.test/one', 'v0.0.0')  # go reads it, though the member counts
    go_proxy.publish('example.test/fork', 'v0.9.0', module='example.test/d')
    repository.write('one/go.mod', mod('example.test/c v1.1.0', module='example.test/one', go='1.21'))
    repository.write('two/go.mod', mod('example.test/c v1.2.0', 'example.test/one v0.0.0', module='example.test/two',
                                     go='1.21'))
    repository.write('go.work', 'go 1.21\nuse (\n\t./one\n\t./two\n)\n'
                     'replace example.test/d => example.test/fork v0.9.0\n').commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert {(n, v) for n, v in run.packages() if n not in ('stdlib', 'example.test/one')} == {
        ('example.test/c', 'v1.2.0'), ('example.test/fork', 'v0.9.0')}
    assert not any('not resolved' in reason for reason in reasons(run))


@pytest.fixture
def kept(ask, repository, go_proxy, tmp_path):
    """A module that was solved once, and the files of the cache, by the address that each is of."""
    go_proxy.publish('example.test/a', 'v1.0.0', 'example.test/b v1.0.0')
    go_proxy.publish('example.test/b', 'v1.0.0')
    repository.write('go.mod', mod('example.test/a v1.0.0')).commit()
    assert ('example.test/b', 'v1.0.0') in modules(ask('deps', repository.path, '--online', '-o', 'json'))
    files = [path for path in (tmp_path / 'cache').rglob('*') if path.is_file() and b'strata-http' in path.read_bytes()[:20]]
    return {path.read_bytes().split(b'\n')[2].decode().removeprefix(go_proxy.url): path for path in files}


def test_a_second_run_reads_one_file(ask, repository, go_proxy, kept):
    assert set(kept) == {'/example.test/app/@strata/mods', '/example.test/a/@v/v1.0.0.mod', '/example.test/b/@v/v1.0.0.mod'}
    for address, path in kept.items():
        if address.endswith('.mod'):
            path.unlink()
    go_proxy.asked.clear()
    for options in ((), ('--online',)):
        run = ask('deps', repository.path, *options, '-o', 'json')
        assert ('example.test/b', 'v1.0.0') in modules(run) and reasons(run) == []
    assert go_proxy.asked == []


def test_what_is_not_kept_is_asked_for(ask, repository, go_proxy, kept):
    go_proxy.publish('example.test/c', 'v1.0.0')
    go_proxy.asked.clear()
    repository.write('go.mod', mod('example.test/a v1.0.0', 'example.test/c v1.0.0')).commit()
    assert len(modules(ask('deps', repository.path, '--online', '-o', 'json'))) == 3
    assert go_proxy.paths() == ['/example.test/c/@v/v1.0.0.mod']
    kept['/example.test/a/@v/v1.0.0.mod'].unlink()
    go_proxy.asked.clear()
    assert len(modules(ask('deps', repository.path, '--online', '-o', 'json'))) == 3
    assert go_proxy.asked == []


def test_what_is_kept_may_be_damaged(ask, repository, go_proxy, kept):
    path = kept['/example.test/app/@strata/mods']
    path.write_bytes(path.read_bytes()[:-1])
    assert ('example.test/b', 'v1.0.0') in modules(ask('deps', repository.path, '-o', 'json'))


def test_go_sum_is_asked_of_what_is_kept(ask, repository, go_proxy, kept):
    right = go_proxy.files['/example.test/a/@v/v1.0.0.mod'].decode()
    for text, holds in ((right, True), (right, True), (right + 'x', False), (right, True)):
        repository.write('go.sum', f'example.test/a v1.0.0/go.mod {h1(text)}\n').commit()
        run = ask('deps', repository.path, '--online', '-o', 'json')
        assert (('example.test/b', 'v1.0.0') in modules(run)) == holds
        assert any('is not the one of go.sum' in reason for reason in reasons(run)) != holds


def test_what_became_private_is_not_kept_from_before(ask, repository, kept):
    run = ask('deps', repository.path, '--online', '-o', 'json', GOPRIVATE='example.test/a')
    assert any("'example.test/a' is not resolved: it is private" in reason for reason in reasons(run))
    assert ('example.test/b', 'v1.0.0') not in modules(run)
