"""A manifest that asks for what its lockfile does not hold: a finding, and never a false alarm."""
import json

import pytest

from conftest import record


@pytest.fixture
def drifts(strata, repository, database):
    """(name, held version, path, line) of each drift."""
    def run(files, *options):
        for name, content in files.items():
            repository.write(name, content)
        repository.commit()
        run = strata('scan', repository.path, '--db', database(record('GHSA-1', 'none')), '-o', 'json', *options)
        assert run.status in (0, 1), run.err
        by_id = {p['id']: p for p in run.json['packages']}
        return {(by_id[f['package']]['name'], by_id[f['package']]['version'], f['path'], f['line'])
                for f in run.json['findings'] if f['kind'] == 'drift'}
    return run


def npm_lock(versions, root=None, **more):
    packages = {'': {'name': 'app', 'version': '1.0.0', 'dependencies': root or {}}}
    packages.update({'node_modules/' + name: {'version': v} for name, v in versions.items()})
    return json.dumps({'name': 'app', 'version': '1.0.0', 'lockfileVersion': 3, 'packages': {**packages, **more}})


def package_json(**more):
    return json.dumps({'name': 'app', 'version': '1.0.0', **more}, indent=1)


YARN = '# yarn lockfile v1\n\n\n"a@^1.0.0":\n  version "1.2.0"\n'
PNPM = ("lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n"
        "        version: 1.2.0\npackages:\n  a@1.2.0: {}\nsnapshots:\n  a@1.2.0: {}\n")
CARGO = '[package]\nname = "app"\nversion = "1.0.0"\n[dependencies]\na = "%s"\n%s'
CARGO_LOCK = ('version = 3\n[[package]]\nname = "app"\nversion = "1.0.0"\ndependencies = ["a"]\n'
              '[[package]]\nname = "a"\nversion = "1.2.0"\n'
              'source = "registry+https://index.example/"\nchecksum = "00"\n')
POETRY_LOCK = ('[[package]]\nname = "a"\nversion = "1.2.0"\noptional = false\npython-versions = "*"\n'
               '[metadata]\nlock-version = "2.0"\npython-versions = "*"\ncontent-hash = "0"\n')
POETRY = '[tool.poetry]\nname = "app"\nversion = "1.0.0"\n[tool.poetry.dependencies]\npython = "^3.8"\na = "%s"\n%s'
UV_LOCK = ('version = 1\n[[package]]\nname = "app"\nversion = "1.0.0"\nsource = { virtual = "." }\n'
           'dependencies = [{ name = "a" }]\n'
           '[[package]]\nname = "a"\nversion = "1.2.0"\nsource = { registry = "https://index.example/simple" }\n')
UV = '[project]\nname = "app"\nversion = "1.0.0"\ndependencies = [\n  "a%s",\n%s]\n'
GEM_LOCK = ('GEM\n  remote: https://gems.example/\n  specs:\n    a (1.2.0)\n\nPLATFORMS\n  ruby\n\n'
            'DEPENDENCIES\n  a (~> 1.0)\n')
COMPOSER_LOCK = json.dumps({'packages': [{'name': 'x/a', 'version': 'v1.2.0', 'provide': {'x/api': '1.0'}}],
                            'packages-dev': []})


def composer(requirement, **more):
    return json.dumps({'require': {'php': '>=8', 'ext-json': '*', 'x/a': requirement, **more}}, indent=1)


@pytest.mark.parametrize('good, bad, absent', [
    (({'package.json': package_json(dependencies={'a': '^1.0.0'})}, {'package-lock.json': npm_lock({'a': '1.2.0'})}),
     {'package.json': package_json(dependencies={'a': '^2.0.0'})},
     {'package.json': package_json(dependencies={'a': '^1.0.0', 'b': '1'})}),
    (({'package.json': package_json(dependencies={'a': '^1.0.0'})}, {'yarn.lock': YARN}),
     {'package.json': package_json(dependencies={'a': '^2.0.0'})},
     {'package.json': package_json(dependencies={'a': '^1.0.0', 'b': '1'})}),
    (({'package.json': package_json(dependencies={'a': '^1.0.0'})}, {'pnpm-lock.yaml': PNPM}),
     {'package.json': package_json(dependencies={'a': '^2.0.0'})},
     {'package.json': package_json(dependencies={'a': '^1.0.0', 'b': '1'})}),
    (({'Cargo.toml': CARGO % ('1', '')}, {'Cargo.lock': CARGO_LOCK}),
     {'Cargo.toml': CARGO % ('2', '')}, {'Cargo.toml': CARGO % ('1.1', 'b = "1"\n')}),
    (({'pyproject.toml': POETRY % ('^1.0', '')}, {'poetry.lock': POETRY_LOCK}),
     {'pyproject.toml': POETRY % ('^2.0', '')}, {'pyproject.toml': POETRY % ('^1.0', 'b = "^1"\n')}),
    (({'pyproject.toml': UV % ('>=1', '')}, {'uv.lock': UV_LOCK}),
     {'pyproject.toml': UV % ('>=2', '')}, {'pyproject.toml': UV % ('>=1', '"b",\n')}),
    (({'Gemfile': "gem 'a', '~> 1.0'\n"}, {'Gemfile.lock': GEM_LOCK}),
     {'Gemfile': "gem 'a', '~> 2.0'\n"}, {'Gemfile': "gem 'a'\ngem 'b'\n"}),
    (({'composer.json': composer('^1.0')}, {'composer.lock': COMPOSER_LOCK}),
     {'composer.json': composer('^2.0')}, {'composer.json': composer('^1.0', **{'x/b': '^1'})}),
])
def test_another_version_or_none_is_a_drift(drifts, good, bad, absent):
    manifest, lock = good
    [path] = manifest
    assert drifts({**manifest, **lock}) == set()
    [(name, held, where, line)] = drifts(bad)
    assert (name.split('/')[-1], held.lstrip('v'), where) == ('a', '1.2.0', path) and line
    [(name, held, where, line)] = drifts(absent)
    assert (name.split('/')[-1], held, where) == ('b', None, path) and line


@pytest.mark.parametrize('files', [
    # What need not be there, or of which no range can tell.
    {'package.json': package_json(peerDependencies={'p': '^1'}, optionalDependencies={'o': '^1'},
                                  dependencies={'a': 'latest', 'g': 'github:x/y', 'l': 'file:l', 'w': 'workspace:*',
                                                'c': 'catalog:'}),
     'package-lock.json': npm_lock({'a': '1.2.0'})},
    {'package.json': package_json(dependencies={'a': '^2.0.0'}, resolutions={'a': '1.2.0'}), 'yarn.lock': YARN},
    {'package.json': package_json(dependencies={'a': '^2.0.0'}, pnpm={'overrides': {'a@<3': '1.2.0'}}),
     'pnpm-lock.yaml': PNPM},
    {'package.json': package_json(dependencies={'a': '>=1.2.0-rc.1 || ^5'}), 'package-lock.json': npm_lock({'a': '1.2.0'})},
    {'package.json': package_json(workspaces=['m'], dependencies={'m': '^1.0.0'}),
     'm/package.json': json.dumps({'name': 'm', 'version': '1.0.0', 'dependencies': {'a': '1'}}),
     'package-lock.json': npm_lock({'a': '1.2.0'}, m={'name': 'm', 'version': '1.0.0', 'dependencies': {'a': '1'}},
                                   **{'node_modules/m': {'resolved': 'm', 'link': True}})},
    {'pyproject.toml': UV % ('>=1', '"old; python_version < \'3\'",\n'), 'uv.lock': UV_LOCK},
    {'pyproject.toml': POETRY % ('^1.0', 'old = {version = "^1", python = "<3"}\n'), 'poetry.lock': POETRY_LOCK},
    {'pyproject.toml': '[build-system]\nrequires = ["tool>=9"]\n' + UV % ('>=1', ''), 'uv.lock': UV_LOCK},
    {'Gemfile': "gem 'a'\nif ENV['X']\n  gem 'b'\nend\ngem 'c' if x?\nplatforms :mswin do\n  gem 'd'\nend\n"
                "gem 'e', platforms: :jruby\n", 'Gemfile.lock': GEM_LOCK},
    {'Gemfile': "if x?\n  gem 'a', '~> 2'\nelse\n  gem 'a', '~> 1'\nend\n", 'Gemfile.lock': GEM_LOCK},
    {'composer.json': composer('^1.0', **{'x/api': '^1', 'x/dev': 'dev-main'}),
     'composer.lock': json.dumps({'packages': [{'name': 'x/a', 'version': 'v1.2.0', 'provide': {'x/api': '1.0'}},
                                               {'name': 'x/dev', 'version': 'dev-main'}]})},
    {'Cargo.toml': CARGO % ('1', 'm = { path = "m" }\n'),
     'm/Cargo.toml': '[package]\nname = "m"\nversion = "1.0.0"\n[dependencies]\no = { version = "1", optional = true }\n'
                     '[dev-dependencies]\nd = "1"\n',
     'Cargo.lock': CARGO_LOCK + '[[package]]\nname = "m"\nversion = "1.0.0"\n'},
    {'go.mod': 'module m.example/app\n\ngo 1.21\n\nrequire m.example/a v1.2.0\n', 'go.sum': ''},
])
def test_no_false_alarm(drifts, files):
    assert drifts(files) == set()


def test_a_drift_fails_only_where_that_is_asked_for(strata, repository, database):
    repository.write('package.json', package_json(dependencies={'a': '^2.0.0'}))
    repository.write('package-lock.json', npm_lock({'a': '1.2.0'})).commit()
    db = database(record('GHSA-1', 'none'))
    assert strata('scan', repository.path, '--db', db).status == 0
    assert strata('scan', repository.path, '--db', db, '--fail-on', 'medium').status == 0
    run = strata('scan', repository.path, '--db', db, '--fail-on', 'low')
    assert run.status == 1
    assert 'asks for ^2.0.0, and package-lock.json holds 1.2.0' in run.out and '1 drift' in run.out
    for report in ('sarif', 'markdown', 'github', 'gitlab'):
        assert 'drift' in strata('scan', repository.path, '--db', db, '-o', report).out


def test_a_difference_and_a_hook_tell_of_the_drift_that_a_change_brings(strata, repository, database):
    repository.write('package.json', package_json(dependencies={'a': '^1.0.0'}))
    repository.write('package-lock.json', npm_lock({'a': '1.2.0'})).commit()
    repository.write('package.json', package_json(dependencies={'a': '^2.0.0'}))
    repository.git('add', '-A')
    db = database(record('GHSA-1', 'none'))
    run = strata('hook', 'run', 'pre-commit', cwd=repository.path, STRATA_DB=db, STRATA_FAIL_ON='low')
    assert run.status == 1 and 'lock-drift' in run.err + run.out
    repository.commit()
    run = strata('diff', 'HEAD~1..HEAD', repository.path, '--db', db, '-o', 'json')
    assert [(f['kind'], f['state']) for f in run.json['findings']] == [('drift', 'new')]
    repository.write('package.json', package_json(dependencies={'a': '1.2.0'})).commit()
    run = strata('diff', 'HEAD~1..HEAD', repository.path, '--db', db, '-o', 'json')
    assert [(f['kind'], f['state']) for f in run.json['findings']] == [('drift', 'fixed')]
