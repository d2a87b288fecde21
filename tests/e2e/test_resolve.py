"""Manifests without lockfile: what would be installed, by the registry that the user names."""
import json

import pytest

from conftest import record
from registries import npm_registry  # noqa: F401 (a fixture)


def manifest(**more):
    return json.dumps({'name': 'app', 'version': '1.0.0', **more}, indent=1)


@pytest.fixture
def ask(strata, tmp_path, npm_registry):
    """Runs strata with the registry as npm's, and a cache of the test's own."""
    def run(*args, **environment):
        environment.setdefault('npm_config_registry', npm_registry.url + '/')
        return strata(*args, XDG_CACHE_HOME=str(tmp_path / 'cache'), **environment)
    return run


def edges(report):
    by_id = {p['id']: p for p in report['packages']}
    return {(p['name'], by_id[d]['name']) for p in report['packages'] for d in p['dependencies']}


def test_direct_and_transitive_packages_are_resolved(ask, repository, npm_registry, database):
    npm_registry.publish('a', '1.0.0', dependencies={'b': '^2.0.0'})
    npm_registry.publish('a', '1.1.0', dependencies={'b': '^2.0.0'})
    npm_registry.publish('b', '2.3.0')
    npm_registry.publish('b', '3.0.0')
    repository.write('package.json', manifest(dependencies={'a': '~1.0.0'})).commit()
    db = database(record('GHSA-1', 'b', fixed='2.4.0'))
    run = ask('scan', repository.path, '--online', '--db', db, '-o', 'json')
    assert run.status == 1, run.err
    assert run.packages() == {('a', '1.0.0'), ('b', '2.3.0')}
    assert edges(run.json) == {('a', 'b')}
    [finding] = run.json['findings']
    assert (finding['affected'], finding['path'], finding['line']) == ('yes', 'package.json', 5)
    assert [m['resolved'] for m in run.json['manifests']] == [run.json['now']]
    by_name = {p['name']: p for p in run.json['packages']}
    assert (by_name['a']['direct'], by_name['b']['direct']) == (True, False)
    assert by_name['b']['scope'] == 'prod'
    assert by_name['b']['checksums'] == ['sha512-b2.3.0==']


def test_without_online_nobody_is_asked_and_one_note_says_what_is_missing(ask, repository, npm_registry):
    npm_registry.publish('a', '1.0.0')
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0', 'b': '*'})).commit()
    run = ask('deps', repository.path, '-o', 'json')
    assert run.status == 0
    assert npm_registry.asked == []
    assert run.packages() == {('a', None), ('b', None)}
    [note] = run.json['coverage']['notes']
    assert '2 packages are in no cache: a, b' in note['reason'] and '--online' in note['reason']
    assert ask('deps', repository.path, '--strict').status == 5
    assert ask('deps', repository.path, '--no-resolve', '--strict').status == 0


def test_a_second_run_asks_for_nothing_that_is_fresh(ask, repository, npm_registry):
    npm_registry.publish('a', '1.0.0', dependencies={'b': '1'})
    npm_registry.publish('b', '1.0.0')
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0'})).commit()
    first = ask('deps', repository.path, '--online', '-o', 'json')
    asked = len(npm_registry.asked)
    assert asked == 2
    second = ask('deps', repository.path, '--online', '-o', 'json')
    offline = ask('deps', repository.path, '-o', 'json')
    assert len(npm_registry.asked) == asked
    assert first.packages() == second.packages() == offline.packages() == {('a', '1.0.0'), ('b', '1.0.0')}
    assert offline.json['coverage']['notes'] == []


def test_a_stale_answer_is_revalidated(ask, repository, npm_registry, monkeypatch):
    monkeypatch.setattr(type(npm_registry), 'max_age', 0)
    npm_registry.publish('a', '1.0.0')
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0'})).commit()
    for _ in range(2):
        assert ask('deps', repository.path, '--online', '-o', 'json').packages() == {('a', '1.0.0')}
    assert [headers.get('If-None-Match') is not None for _, headers in npm_registry.asked] == [False, True]
    npm_registry.publish('a', '1.1.0')
    assert ask('deps', repository.path, '--online', '-o', 'json').packages() == {('a', '1.1.0')}


def test_what_the_registry_lacks_is_named_and_stays(ask, repository, npm_registry):
    npm_registry.publish('a', '1.0.0', dependencies={'gone': '^1.0.0'})
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0'})).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert run.packages() == {('a', '1.0.0'), ('gone', None)}
    [note] = run.json['coverage']['notes']
    assert note['path'] == 'package.json' and "'gone' is not resolved" in note['reason']
    assert ask('deps', repository.path, '--online', '--strict').status == 5


def test_without_a_registry_the_line_to_add_is_said(strata, repository):
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0'})).commit()
    run = strata('deps', repository.path, '--online', '-o', 'json')
    assert run.packages() == {('a', None)}
    [note] = run.json['coverage']['notes']
    assert 'npm = "https://..' in note['reason'] and '--detect' in note['reason']


def test_a_lockfile_rules(ask, repository, npm_registry):
    npm_registry.publish('a', '1.1.0')
    lock = {'name': 'app', 'lockfileVersion': 3, 'packages': {
        '': {'dependencies': {'a': '^1.0.0'}}, 'node_modules/a': {'version': '1.0.0'}}}
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0'}))
    repository.write('package-lock.json', json.dumps(lock)).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert run.packages() == {('a', '1.0.0')}
    assert npm_registry.asked == []
    assert {m['resolved'] for m in run.json['manifests']} == {None}


def test_registries_toml_names_a_server(strata, tmp_path, repository, npm_registry):
    npm_registry.publish('a', '1.0.0')
    config = tmp_path / 'config' / 'strata'
    config.mkdir(parents=True)
    (config / 'registries.toml').write_text(f'npm = "{npm_registry.url}"\n')
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0'})).commit()
    run = strata('deps', repository.path, '--online', '-o', 'json', XDG_CONFIG_HOME=tmp_path / 'config',
                 XDG_CACHE_HOME=tmp_path / 'cache')
    assert run.packages() == {('a', '1.0.0')}


def test_the_scanned_tree_names_no_servers(ask, repository, npm_registry):
    npm_registry.publish('a', '1.0.0')
    repository.write('package.json', manifest(dependencies={'a': '^1.0.0'}))
    repository.write('.npmrc', 'registry=http://elsewhere.example/\n//elsewhere.example/:_authToken=t\n')
    repository.write('strata.toml', '[registries]\nnpm = "http://elsewhere.example/"\n').commit()
    run = ask('deps', repository.path, '--online', '-o', 'json')
    assert run.packages() == {('a', '1.0.0')}
    assert sorted(n['path'] for n in run.json['coverage']['notes']) == ['.npmrc', 'strata.toml']


def test_credentials_go_to_their_host_alone(ask, tmp_path, repository, npm_registry):
    npm_registry.publish('a', '1.0.0')
    npm_registry.publish('b', '1.0.0')
    other = type(npm_registry)()
    other.publish('b', '1.0.0')
    host = npm_registry.url.removeprefix('http:')
    (tmp_path / 'home').mkdir(exist_ok=True)
    (tmp_path / 'home' / '.npmrc').write_text(f'{host}/:_authToken=${{TOKEN}}\n')
    npm_registry.faults['/b'] = [npm_registry.redirect(other.url + '/b')]
    repository.write('package.json', manifest(dependencies={'a': '1', 'b': '1'})).commit()
    run = ask('deps', repository.path, '--online', '-o', 'json', TOKEN='very-secret')
    assert run.packages() == {('a', '1.0.0'), ('b', '1.0.0')}
    assert {h.get('Authorization') for _, h in npm_registry.asked} == {'Bearer very-secret'}
    assert [h.get('Authorization') for _, h in other.asked] == [None]
    for path in (tmp_path / 'cache').rglob('*'):
        assert path.is_dir() or b'very-secret' not in path.read_bytes()
    other.close()
