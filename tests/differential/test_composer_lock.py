"""composer.lock as Composer writes it, of packages that the test makes, against `composer show`."""
import json

import pytest

from projects import Manager, deps

PACKAGES = {
    ('acme/web', '2.1.0'): {'acme/log': '^1.0', 'php': '>=7', 'ext-json': '*'},
    ('acme/web', '3.0.0'): {'acme/log': '^2.0'},
    ('acme/log', '1.4.0'): {'acme/psr': '1.*'},
    ('acme/log', '2.0.0'): {},
    ('acme/psr', '1.1.4'): {},
    ('acme/unit', '9.0.1'): {'acme/log': '*', 'acme/diff': '~1.2'},
    ('acme/diff', '1.2.9'): {'acme/text': '>=0.5 <2 || ^3'},
    ('acme/text', '3.3.0'): {},
    ('acme/fork', 'dev-main'): {'acme/psr': '^1'},
}
ASKED = {
    'plain': ({'acme/web': '^2'}, {'acme/unit': '*'}),
    'dev-is-prod-too': ({'acme/web': '^2', 'acme/text': '3.3.*', 'php': '>=7'}, {'acme/unit': '^9', 'acme/diff': '^1'}),
    'branch': ({'acme/fork': 'dev-main', 'acme/log': '^2 || ^1'}, {'acme/unit': '~9.0'}),
    'only-dev': ({}, {'acme/unit': '9.0.1'}),
}


def shown(composer, folder, *more):
    """Name -> package; where there is none Composer answers an empty list in its place."""
    answer = json.loads(composer(folder, 'show', '--locked', '--format=json', '--no-plugins', *more) or '[]')
    return {p['name']: p for p in answer['locked']} if answer else {}


@pytest.mark.parametrize('name', ASKED)
def test_lock(tmp_path, name):
    composer = Manager('composer', COMPOSER_ALLOW_SUPERUSER='1', COMPOSER_HOME=str(tmp_path / 'home'), COMPOSER_NO_AUDIT='1')
    folder = tmp_path / 'app'
    folder.mkdir()
    require, require_dev = ASKED[name]
    packages = [{'name': n, 'version': v, 'type': 'metapackage', 'require': r} for (n, v), r in PACKAGES.items()]
    (folder / 'composer.json').write_text(json.dumps({
        'name': 'acme/app', 'repositories': [{'packagist': False}, {'type': 'package', 'package': packages}],
        'require': require, 'require-dev': require_dev, 'minimum-stability': 'dev', 'prefer-stable': True}))
    composer(folder, 'update', '--no-install', '--no-interaction', '--no-plugins', '--no-scripts')
    listed, prod = shown(composer, folder), shown(composer, folder, '--no-dev')
    found = deps(folder)['packages']
    name_of = {p['id']: p['name'] for p in found}
    assert {p['name']: p['version'] for p in found} == {n: p['version'].split(' ')[0] for n, p in listed.items()}
    assert {p['name'] for p in found if p['direct']} == {n for n, p in listed.items() if p['direct-dependency']}
    assert {p['name']: p['scope'] for p in found} == {n: 'prod' if n in prod else 'dev' for n in listed}
    edges = {(p['name'], name_of[d]) for p in found for d in p['dependencies']}
    asked = {n: r for (n, v), r in PACKAGES.items() if n in listed and listed[n]['version'].split(' ')[0] == v}
    assert edges == {(n, d) for n, r in asked.items() for d in r if d in listed}
