"""PHP: composer.lock with composer.json, and what lies in vendor/."""
import json

from conftest import record


def package(name, version, **more):
    return {'name': name, 'version': version, 'notification-url': 'x', **more}


LOCK = {
    'packages': [
        package('acme/web', 'v2.0.0', require={'php': '>=8', 'ext-json': '*', 'acme/log-implementation': '*'}),
        package('acme/logger', '1.0.0', provide={'acme/log-implementation': '1.0'}, license=['MIT'],
                dist={'type': 'zip', 'url': 'https://zip.example/x', 'shasum': 'aa'}),
    ],
    'packages-dev': [package('acme/test', '9.0.0', require={'acme/helper': '*'}),
                     package('acme/helper', '9.1.0')],
}
MANIFEST = {'name': 'acme/app', 'require': {'php': '^8', 'acme/web': '^2.0'}, 'require-dev': {'acme/test': '*'}}


def write(repository):
    repository.write('composer.lock', json.dumps(LOCK, indent=4))
    return repository.write('composer.json', json.dumps(MANIFEST, indent=4))


def test_scope_directness_and_chain(strata, repository, database):
    write(repository).commit()
    found = {p['name']: (p['scope'], p['direct']) for p in
             strata('deps', repository.path, '-o', 'json').json['packages']}
    assert found == {'acme/web': ('prod', True), 'acme/logger': ('prod', False),
                     'acme/test': ('dev', True), 'acme/helper': ('dev', False)}
    db = database(record('X-1', 'acme/logger', 'Packagist', versions=['1.0.0']))
    finding, = strata('scan', repository.path, '--db', db, '-o', 'json').json['findings']
    assert [i.split(':')[-1] for i in finding['chains'][0]] == [
        'composer/acme/web@v2.0.0', 'composer/acme/logger@1.0.0']
    lines = (repository.path / 'composer.lock').read_text().splitlines()
    assert '"acme/logger"' in lines[finding['line'] - 1]


def test_checksum_and_licence(strata, repository):
    write(repository).commit()
    logger = next(p for p in strata('deps', repository.path, '-o', 'json').json['packages']
                  if p['name'] == 'acme/logger')
    assert (logger['checksums'], logger['licences']) == (['sha1:aa'], ['MIT'])


def test_vendor_is_the_same_project(strata, repository):
    write(repository).write('vendor/composer/installed.json', json.dumps(
        {'packages': [package('acme/web', 'v2.0.0'), package('acme/stray', '1.0.0')],
         'dev-package-names': []})).commit()
    found = {p['name']: p for p in strata('deps', repository.path, '-o', 'json').json['packages']}
    assert len(found['acme/web']['places']) == 2
    assert found['acme/stray']['project'] == '.'


def test_without_a_lockfile_ranges_stay_ranges(strata, repository):
    repository.write('composer.json', json.dumps(MANIFEST)).commit()
    found = {(p['name'], p['version'], p['requirement']) for p in
             strata('deps', repository.path, '-o', 'json').json['packages']}
    assert found == {('acme/web', None, '^2.0'), ('acme/test', None, '*')}
