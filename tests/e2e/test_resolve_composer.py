"""Composer's rules of choice, on repositories that each test makes up; Composer itself is in tests/differential."""
import base64
import json

import pytest

from registries import ComposerRepository, composer_repository  # noqa: F401 (a fixture)
from test_resolve import edges


@pytest.fixture
def resolve(strata, repository, tmp_path, composer_repository):  # noqa: F811
    home = tmp_path / 'composer'
    home.mkdir()
    (home / 'config.json').write_text(json.dumps(
        {'repositories': {'packagist.org': {'type': 'composer', 'url': composer_repository.url}}}))

    def run(manifest, files={}, *options, **environment):
        repository.write('composer.json', manifest if isinstance(manifest, str) else json.dumps(manifest, indent=1))
        for name, content in files.items():
            repository.write(name, content)
        repository.commit()
        environment = {'COMPOSER_HOME': home, 'XDG_CACHE_HOME': tmp_path / 'cache', **environment}
        return strata('deps', repository.path, '--online', '-o', 'json', *options, **environment)
    return run


def reasons(run):
    return [n['reason'] for n in run.json['coverage']['notes']]


def test_the_newest_that_fits_and_two_levels(resolve, composer_repository):  # noqa: F811
    for version in '1.0.0', 'v1.9.0', '2.0.0':
        composer_repository.publish('v/a', version, {'V/B': '^1.2', 'php': '>=8.1', 'ext-json': '*'}, license=['MIT'])
        composer_repository.publish('v/t', version)
    for version in '1.2.0', '1.4.0', '2.0.0':
        composer_repository.publish('v/b', version)
    run = resolve({'require': {'v/a': '^1.0'}, 'require-dev': {'v/t': '*'}})
    assert run.packages() == {('v/a', 'v1.9.0'), ('v/b', '1.4.0'), ('v/t', '2.0.0')}
    assert edges(run.json) == {('v/a', 'v/b')} and reasons(run) == []
    assert {p['name']: (p['scope'], p['direct'], p['places'][0]['line']) for p in run.json['packages']} == {
        'v/a': ('prod', True, 3), 'v/b': ('prod', False, 3), 'v/t': ('dev', True, 6)}
    assert next(p for p in run.json['packages'] if p['name'] == 'v/a')['licences'] == ['MIT']


def test_an_older_release_where_the_newest_do_not_go_together(resolve, composer_repository):  # noqa: F811
    composer_repository.publish('v/a', '1.0', {'v/c': '<2'})
    composer_repository.publish('v/a', '2.0', {'v/c': '>=3'})
    composer_repository.publish('v/b', '1.0', {'v/c': '<2'})
    composer_repository.publish('v/c', '1.0')
    composer_repository.publish('v/c', '3.0')
    run = resolve({'require': {'v/a': '*', 'v/b': '*'}})
    assert run.packages() == {('v/a', '1.0'), ('v/b', '1.0'), ('v/c', '1.0')}


def test_releases_that_all_fulfil_what_each_asks_for_are_too_many(resolve, composer_repository):  # noqa: F811
    count = 8200  # each looks at all: more than 64 Mi
    composer_repository.files['/p2/v/a.json'] = json.dumps({'minified': 'composer/2.0', 'packages': {'v/a': [
        {'version': '1.%d' % i, **({} if i else {'require': {'v/a': '*'}})} for i in range(count)]}}).encode()
    run = resolve({'require': {'v/a': '*'}})
    assert run.packages() == {('v/a', None)} and any('cells of rules' in r for r in reasons(run))


def test_what_goes_with_nothing_is_said(resolve, composer_repository):  # noqa: F811
    composer_repository.publish('v/a', '1.0', {'v/c': '<2'})
    composer_repository.publish('v/b', '1.0', {'v/c': '>=2'})
    composer_repository.publish('v/c', '1.0')
    composer_repository.publish('v/c', '2.0')
    run = resolve({'require': {'v/a': '*', 'v/b': '*'}})
    assert run.packages() == {('v/a', None), ('v/b', None)} and 'nothing goes together' in reasons(run)[0]


def test_what_cannot_be_had_is_a_package_without_a_version(resolve, composer_repository):  # noqa: F811
    composer_repository.publish('v/a', '1.0', {'v/gone': '*', 'v/broken': '^2'})
    composer_repository.publish('v/b', '1.0')
    composer_repository.files['/p2/v/broken.json'] = b'{"packages": '
    run = resolve({'require': {'v/a': '*', 'v/b': '>=9'}})
    assert run.packages() == {('v/a', '1.0'), ('v/gone', None), ('v/broken', None), ('v/b', None)}
    assert sorted(r.split("'")[1] for r in reasons(run)) == ['v/b', 'v/broken', 'v/gone']


def test_stability_flags_and_preferences(resolve, composer_repository):  # noqa: F811
    for name in 'v/a', 'v/b', 'v/c':
        for version in '1.0', '1.1-beta1', '1.2-RC1':
            composer_repository.publish(name, version)
        composer_repository.publish(name, 'dev-main', default_branch=True)
    run = resolve({'require': {'v/a': '*', 'v/b': '@RC', 'v/c': '^1.0@dev'}})
    assert run.packages() == {('v/a', '1.0'), ('v/b', '1.2-RC1'), ('v/c', '1.2-RC1')}
    run = resolve({'minimum-stability': 'dev', 'require': {'v/a': '*', 'v/b': '1.1-beta1', 'v/c': 'dev-main'}})
    assert run.packages() == {('v/a', 'dev-main'), ('v/b', '1.1-beta1'), ('v/c', 'dev-main')}
    run = resolve({'minimum-stability': 'dev', 'prefer-stable': True, 'require': {'v/a': '*', 'v/b': '>1.0', 'v/c': '*'}})
    assert run.packages() == {('v/a', '1.0'), ('v/b', '1.2-RC1'), ('v/c', '1.0')}


def test_branches_count_as_what_they_say(resolve, composer_repository):  # noqa: F811
    commit = 'c' * 40
    composer_repository.publish('v/a', 'dev-main', {'v/b': 'self.version'}, extra={'branch-alias': {'dev-main': '2.x-dev'}},
                                source={'type': 'git', 'url': 'https://code.example/a.git', 'reference': commit})
    composer_repository.publish('v/a', '1.0')
    composer_repository.publish('v/b', 'dev-main', extra={'branch-alias': {'dev-main': '2.x-dev'}})
    composer_repository.publish('v/c', '1.0', {'v/d': '^3.1'})
    composer_repository.publish('v/d', 'dev-fix')
    run = resolve({'require': {'v/a': '^2@dev', 'v/b': '@dev', 'v/c': '*', 'v/d': 'dev-fix#abc as 3.2.0'}})
    assert run.packages() == {('v/a', 'dev-main'), ('v/b', 'dev-main'), ('v/c', '1.0'), ('v/d', 'dev-fix')}
    assert next(p for p in run.json['packages'] if p['name'] == 'v/a')['commit'] == commit


def test_replace_provide_and_conflict(resolve, composer_repository):  # noqa: F811
    composer_repository.publish('v/whole', '3.0', replace={'v/part': 'self.version'})
    composer_repository.publish('v/part', '3.0')
    composer_repository.publish('v/log', '1.0', provide={'psr/log-implementation': '1.0.0'})
    composer_repository.publish('v/user', '1.0', {'v/part': '^3', 'psr/log-implementation': '^1.0'})
    composer_repository.publish('v/picky', '1.0')
    composer_repository.publish('v/picky', '2.0', conflict={'v/log': '<2'})
    run = resolve({'require': {'v/whole': '*', 'v/user': '*', 'v/log': '*', 'v/picky': '*'}})
    assert run.packages() == {('v/whole', '3.0'), ('v/user', '1.0'), ('v/log', '1.0'), ('v/picky', '1.0')}
    assert edges(run.json) == {('v/user', 'v/whole'), ('v/user', 'v/log')}
    # Asked for by the name of what replaces it.
    run = resolve({'require': {'v/whole': '*', 'v/part': '^3'}})
    assert run.packages() == {('v/whole', '3.0')} and reasons(run) == []


def test_the_platform_decides(resolve, composer_repository):  # noqa: F811
    composer_repository.publish('v/a', '1.0', {'php': '^7.4 || ^8.0'})
    composer_repository.publish('v/a', '2.0', {'php': '>=8.2'})
    composer_repository.publish('v/a', '3.0', {'php': '>=9'})
    composer_repository.publish('v/e', '1.0')
    composer_repository.publish('v/e', '2.0', {'ext-redis': '>=5', 'lib-icu': '*', 'composer-runtime-api': '^2.2'})
    asked = {'require': {'v/a': '*', 'v/e': '*'}}
    assert resolve(asked).packages() == {('v/a', '2.0'), ('v/e', '2.0')}
    found = resolve(asked, {'strata.toml': '[resolve]\nphp = "8.1.0"\n'}).packages()
    assert found == {('v/a', '1.0'), ('v/e', '2.0')}
    asked['config'] = {'platform': {'php': '8.2.3', 'ext-redis': '4.0'}}
    assert resolve(asked).packages() == {('v/a', '2.0'), ('v/e', '1.0')}
    asked['config'] = {'platform': {'ext-redis': False}}
    assert resolve(asked).packages() == {('v/a', '1.0'), ('v/e', '1.0')}
    run = resolve({'require': {'php': '^7.2', 'v/a': '*', 'ext-none': '*'}})
    assert run.packages() == {('v/a', '1.0')} and reasons(run) == [
        'resolved for PHP 7.4.33: the project does not admit 8.1.0']


def test_as_of_a_day(resolve, composer_repository):  # noqa: F811
    composer_repository.publish('v/a', '1.0', time='2020-01-01T00:00:00+00:00')
    composer_repository.publish('v/a', '2.0', time='2022-01-01T00:00:00+00:00')
    composer_repository.publish('v/b', '1.0', time=None)
    run = resolve({'require': {'v/a': '*', 'v/b': '*'}}, {}, '--as-of', '2021-01-01')
    assert run.packages() == {('v/a', '1.0'), ('v/b', '1.0')}
    assert reasons(run) == ['resolved as of a day, but the registry does not date all versions of v/b: '
                            'those count as published']


def test_a_lockfile_rules_and_a_second_run_asks_nothing(resolve, composer_repository):  # noqa: F811
    composer_repository.max_age = 300
    composer_repository.publish('v/a', '1.0')
    manifest = {'require': {'v/a': '*'}}
    assert resolve(manifest).packages() == {('v/a', '1.0')}
    lock = json.dumps({'packages': [{'name': 'v/a', 'version': '0.9'}], 'packages-dev': []})
    asked = len(composer_repository.asked)
    assert resolve(manifest, {'composer.lock': lock}).packages() == {('v/a', '0.9')}
    assert len(composer_repository.asked) == asked


def test_repositories_of_the_project(resolve, composer_repository, tmp_path):  # noqa: F811
    """Asked first, where the user names the host; else, as what is no repository of Composer's kind, named."""
    other = ComposerRepository(available_packages=['our/lib'])
    other.publish('our/lib', '1.0', {'v/a': '*'})
    composer_repository.publish('our/lib', '9.0')
    composer_repository.publish('v/a', '1.0')
    manifest = {'repositories': [{'type': 'composer', 'url': other.url + '/'}, {'type': 'vcs', 'url': 'https://code.example/x.git'},
                                 {'type': 'package', 'package': {'name': 'own/pkg', 'version': '3.0', 'dist': {}}},
                                 {'type': 'package', 'package': [{'name': 'own/list', 'version': '1.0'},
                                                                 {'name': 'Own/List', 'version': '2.0'}]}],
                'require': {'our/lib': '*', 'own/pkg': '*', 'own/list': '*'}}
    run = resolve(manifest)
    assert run.packages() == {('our/lib', '9.0'), ('own/list', '2.0'), ('own/pkg', '3.0')}
    assert any('does not name' in r for r in reasons(run)) and any('vcs' in r and 'not asked' in r for r in reasons(run))
    home = tmp_path / 'another'
    home.mkdir()
    (home / 'config.json').write_text(json.dumps({'repositories': [
        {'type': 'composer', 'url': other.url}, {'packagist.org': False}]}))
    host = other.url.partition('://')[2]
    (home / 'auth.json').write_text(json.dumps({'http-basic': {host: {'username': 'me', 'password': 'secret'}}}))
    run = resolve(manifest, COMPOSER_HOME=home, XDG_CACHE_HOME=tmp_path / 'fresh')
    assert run.packages() == {('our/lib', '1.0'), ('own/list', '2.0'), ('own/pkg', '3.0'), ('v/a', None)}
    sent = {h.get('Authorization') for _, h in other.asked}
    assert 'Basic ' + base64.b64encode(b'me:secret').decode() in sent
    assert all('/v/a' not in path for path in other.paths())  # it lists what it has
    other.close()


def test_offline_what_no_cache_has_is_named(resolve, strata, repository, composer_repository, tmp_path):  # noqa: F811
    composer_repository.publish('v/a', '1.0')
    resolve({'require': {'v/a': '*'}})
    run = strata('deps', repository.path, '-o', 'json', COMPOSER_HOME=tmp_path / 'composer', XDG_CACHE_HOME=tmp_path / 'cache')
    assert run.packages() == {('v/a', '1.0')}
    run = strata('deps', repository.path, '-o', 'json', COMPOSER_HOME=tmp_path / 'composer', XDG_CACHE_HOME=tmp_path / 'no')
    assert run.packages() == {('v/a', None)} and 'in no cache: v/a' in reasons(run)[0]


@pytest.mark.parametrize('document', [
    '', '[]', '{}', '{"packages": []}', '{"packages": {"v/a": 1}}', '{"packages": {"v/a": [1, {}, {"version": 1}]}}',
    '{"packages": {"v/a": [{"version": "x y z"}]}}', '{"packages": {"v/a": {"1": {"version": "1.0", "require": []}}}}',
    '{"minified": "composer/2.0", "packages": {"v/a": [{"version": "1.0", "require": {"v/b": ">=", "v/a": "1.0", "../x": "*"}},'
    ' {"version": "__unset"}, {"require": "__unset"}]}}',
    '{"packages": {"v/a": [{"version": "1.0", "replace": {"v/a": "*", "": "*"}, "provide": 3, "conflict": {"v/a": "*"}}]}}',
])
def test_hostile_documents(resolve, composer_repository, document):  # noqa: F811
    composer_repository.publish('v/b', '1.0', {'v/a': '*', 'v/b': '*'})
    composer_repository.files['/p2/v/a.json'] = document.encode()
    run = resolve({'require': {'v/a': '*', 'v/b': '*'}})
    assert run.status == 0 and 'v/a' in {p['name'] for p in run.json['packages']}


@pytest.mark.parametrize('root', [b'', b'[]', b'{}', b'{"metadata-url": 3}', b'{"metadata-url": "gopher://x/%package%"}',
                                  b'{"packages": {"v/a": {"1.0": {"version": "1.0"}}}}', b'{"providers-url": "/p/%package%$%hash%.json"}'])
def test_hostile_and_old_repositories(resolve, composer_repository, root):  # noqa: F811
    composer_repository.files['/packages.json'] = root
    run = resolve({'require': {'v/a': '*'}})
    assert run.packages() == {('v/a', '1.0' if b'"v/a"' in root else None)}


@pytest.mark.parametrize('count', [1000, 1001])
def test_a_repository_may_not_list_any_number_of_patterns(resolve, composer_repository, count):  # noqa: F811
    composer_repository.root(metadata_url='/p2/%package%.json', available_package_patterns=['v/a'] + ['x/*'] * (count - 1))
    composer_repository.publish('v/a', '1.0')
    run = resolve({'require': {'v/a': '*'}})
    assert run.packages() == {('v/a', '1.0' if count == 1000 else None)}
    assert any('too many patterns' in r for r in reasons(run)) == (count > 1000)
