"""strata fix in each ecosystem: what is written, and that it is gone afterwards."""
import json

import pytest

from conftest import record
from registries import cargo_registry, composer_repository, gem_server, go_proxy, pypi_index  # noqa: F401 (fixtures)
from test_fix import ask, changes, fix, npm_registry  # noqa: F401 (fixtures)
from test_resolve_cargo import PACKAGE, cargo_home  # noqa: F401 (a fixture)
from test_resolve_maven import asks, maven, pom, version  # noqa: F401 (fixtures)


@pytest.fixture
def run_in(fix, strata, tmp_path):  # noqa: F811
    """fix, with the settings of one ecosystem's registry."""
    def make(**settings):
        def command(*args, **environment):
            return strata(*args, XDG_CACHE_HOME=str(tmp_path / 'cache'), **settings, **environment)
        return lambda db, *options: fix(db, '--online', *options, command=command)
    return make


# --- pip -------------------------------------------------------------------------------------

def test_pip_requirements_are_raised_in_their_own_form(run_in, repository, pypi_index, database):  # noqa: F811
    for name in 'abcd':
        for v in ('1.0', '1.1', '1.2', '2.0'):
            pypi_index.publish(name, v)
    text = '# what we need\na==1.0  # pinned\nb>=1.0,<2 ; python_version > "3"\nc[x]~=1.1.0\nd\n-r more.txt\n'
    repository.write('requirements.txt', text).write('more.txt', '').commit()
    db = database(*(record('GHSA-' + n, n, 'PyPI', fixed='1.2') for n in 'ac'),
                  record('GHSA-b', 'b', 'PyPI', introduced='2.0'))
    planned, after = run_in(PIP_INDEX_URL=pypi_index.url)(db)
    assert changes(planned) == {('raise', 'a', '1.0', '1.2'), ('raise', 'c', '1.1', '1.2')}
    assert (repository.path / 'requirements.txt').read_text().splitlines()[1] == 'a==1.2  # pinned'
    assert after.ids() == set()


def test_pip_what_others_bring_in_gets_a_line_of_its_own(run_in, repository, pypi_index, database):  # noqa: F811
    pypi_index.publish('a', '1.0', 'b<2')
    pypi_index.publish('b', '1.0')
    pypi_index.publish('b', '1.5.1', 'c<2')
    pypi_index.publish('c', '1.0')
    repository.write('requirements.txt', 'a==1.0\nb>=1.0,<1.5').commit()
    planned, after = run_in(PIP_INDEX_URL=pypi_index.url)(database(record('GHSA-1', 'b', 'PyPI', fixed='1.5.1')))
    assert planned.status == after.status == 0
    assert (repository.path / 'requirements.txt').read_text() == 'a==1.0\nb>=1.5.1'
    assert after.packages() == {('a', '1.0'), ('b', '1.5.1'), ('c', '1.0')}


def test_pip_a_version_that_nobody_published_is_no_fix(run_in, repository, pypi_index, database):  # noqa: F811
    pypi_index.publish('a', '1.0', 'b')
    pypi_index.publish('b', '1.0')
    repository.write('requirements.txt', 'a==1.0\n').commit()
    db = database(record('GHSA-1', 'b', 'PyPI', fixed='1.1'))
    planned, _ = run_in(PIP_INDEX_URL=pypi_index.url)(db)
    [left] = planned.json['plan']['left']
    assert planned.status == 1 and planned.json['plan']['changes'] == [] and left['id'] == 'GHSA-1'


def test_poetry_constraints_keep_their_form_and_uv_projects_theirs(strata, fix, repository, database):  # noqa: F811
    repository.write('p/pyproject.toml', '[tool.poetry]\nname = "p"\nversion = "1"\n[tool.poetry.dependencies]\n'
                     'python = "^3.9"\na = "^1.0"\nb = {version = "~1.0.0", optional = true}\n'
                     '[tool.poetry.group.dev.dependencies]\nc = "1.0"\n')
    repository.write('u/pyproject.toml', '[project]\nname = "u"\nversion = "1"\ndependencies = [\n'
                     '    "a >= 1.0 ; python_version > \'3\'",\n    \'c==1.0\',\n]\n').commit()
    db = database(*(record('GHSA-' + n, n, 'PyPI', fixed='1.0.5') for n in 'abc'))
    planned = fix(db, command=strata)[0]
    assert planned.status == 1, 'nothing could be resolved'
    read = {n: (repository.path / n / 'pyproject.toml').read_text() for n in 'pu'}
    assert 'a = "^1.0.5"\nb = {version = "~1.0.5", optional = true}' in read['p'] and 'c = "1.0.5"' in read['p']
    assert '"a >= 1.0.5 ; python_version > \'3\'",\n    \'c==1.0.5\'' in read['u']


def test_pins_with_hashes_stay(strata, fix, repository, database):  # noqa: F811
    text = 'a==1.0 \\\n    --hash=sha256:' + '0' * 64 + '\n'
    repository.write('requirements.txt', text).commit()
    planned = fix(database(record('GHSA-1', 'a', 'PyPI', fixed='1.1')), command=strata)[0]
    assert planned.json['plan']['changes'] == [] and planned.status == 1
    assert (repository.path / 'requirements.txt').read_text() == text


# --- Cargo -----------------------------------------------------------------------------------

def test_cargo_requirements_and_parents(run_in, repository, cargo_registry, cargo_home, database):  # noqa: F811
    cargo_registry.publish('a', '1.0.0', ['c =0.3.1'])
    cargo_registry.publish('a', '1.1.0', ['c =0.3.9'])
    cargo_registry.publish('b', '0.4.0')
    cargo_registry.publish('b', '0.4.7')
    for v in ('0.3.1', '0.3.9'):
        cargo_registry.publish('c', v)
    repository.write('Cargo.toml', PACKAGE + '[dependencies]\na = "=1.0.0"\nb = { version = "=0.4.0", features = [] }\n')
    repository.commit()
    db = database(record('GHSA-1', 'b', 'crates.io', fixed='0.4.7'), record('GHSA-2', 'c', 'crates.io', fixed='0.3.9'))
    planned, after = run_in(CARGO_HOME=str(cargo_home))(db)
    assert (planned.status, after.status) == (0, 0), planned.out
    assert changes(planned) == {('raise', 'b', '0.4.0', '0.4.7'), ('raise-parent', 'a', '1.0.0', '1.1.0')}
    assert (repository.path / 'Cargo.toml').read_text().endswith(
        'a = "=1.1.0"\nb = { version = "=0.4.7", features = [] }\n')


def test_cargo_of_a_lockfile_one_crate_is_renewed(run_in, repository, cargo_registry, cargo_home, database):  # noqa: F811
    cargo_registry.publish('a', '1.0.0', ['c ^0.3'])
    for v in ('0.3.1', '0.3.9'):
        cargo_registry.publish('c', v)
    repository.write('Cargo.toml', PACKAGE + '[dependencies]\na = "1"\n')
    source = 'source = "registry+https://index.example/"\nchecksum = "00"\n'
    repository.write('Cargo.lock', 'version = 3\n[[package]]\nname = "a"\nversion = "1.0.0"\n' + source +
                     'dependencies = ["c"]\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["a"]\n'
                     '[[package]]\nname = "c"\nversion = "0.3.1"\n' + source).commit()
    planned, _ = run_in(CARGO_HOME=str(cargo_home))(database(record('GHSA-1', 'c', 'crates.io', fixed='0.3.9')))
    [change] = planned.json['plan']['changes']
    assert (planned.status, change['kind'], change['command']) == (0, 'refresh', 'cargo update -p c --precise 0.3.9')


# --- Go ----------------------------------------------------------------------------------------

def test_go_what_a_raise_brings_is_ended_too(run_in, repository, go_proxy, database):  # noqa: F811
    go_proxy.publish('example.test/a', 'v1.0.0', 'example.test/b v1.2.0')
    go_proxy.publish('example.test/a', 'v1.1.0')
    for v in ('v1.0.0', 'v1.2.0'):
        go_proxy.publish('example.test/b', v)
    repository.write('go.mod', 'module example.test/app\n\ngo 1.16\n\nrequire (\n\texample.test/a v1.0.0\n'
                               '\texample.test/b v1.0.0 // old\n)\n').commit()
    db = database(record('GHSA-1', 'example.test/a', 'Go', fixed='1.1.0'),
                  record('GHSA-2', 'example.test/b', 'Go', fixed='1.2.0'))
    planned, after = run_in(GOPROXY=go_proxy.url)(db)
    assert (planned.status, after.status) == (0, 0), planned.out
    assert changes(planned) == {('raise', 'example.test/a', 'v1.0.0', 'v1.1.0'),
                                ('raise', 'example.test/b', 'v1.0.0', 'v1.2.0')}
    assert planned.json['plan']['steps'] == ['go mod tidy'] and planned.json['plan']['brings'] == []


def test_go_a_line_of_require_for_what_others_bring_in(run_in, repository, go_proxy, database):  # noqa: F811
    go_proxy.publish('example.test/a', 'v1.0.0', 'example.test/c v1.0.0')
    for v in ('v1.0.0', 'v1.0.1'):
        go_proxy.publish('example.test/c', v)
    repository.write('go.mod', 'module example.test/app\n\ngo 1.16\n\nrequire example.test/a v1.0.0').commit()
    planned, after = run_in(GOPROXY=go_proxy.url)(database(record('GHSA-1', 'example.test/c', 'Go', fixed='1.0.1')))
    assert (planned.status, after.status) == (0, 0), planned.out
    assert (repository.path / 'go.mod').read_text().endswith(
        'require example.test/a v1.0.0\nrequire example.test/c v1.0.1 // indirect')


# --- Maven -------------------------------------------------------------------------------------

MANAGED = '''\
<project>
    <modelVersion>4.0.0</modelVersion>
    <groupId>example</groupId>
    <artifactId>app</artifactId>
    <version>1</version>
    <!-- <dependency><groupId>example</groupId><artifactId>a</artifactId><version>1</version></dependency> -->
    <properties>
        <a.version>1</a.version>
    </properties>
    <dependencies>
        <dependency>
            <groupId>example</groupId>
            <artifactId>a</artifactId>
            <version>${a.version}</version>
        </dependency>
    </dependencies>
</project>
'''


def test_maven_a_property_is_raised_and_what_others_bring_in_is_managed(fix, maven, repository, database):  # noqa: F811
    for v in ('1', '2'):
        maven.publish('a', v, asks(('b', version('1'))))
        maven.publish('b', v)
    repository.write('pom.xml', MANAGED).commit()
    db = database(record('GHSA-1', 'example:a', 'Maven', fixed='2'), record('GHSA-2', 'example:b', 'Maven', fixed='2'))
    planned, after = fix(db, '--online', command=maven.run)
    assert (planned.status, after.status) == (0, 0), planned.out
    text = (repository.path / 'pom.xml').read_text()
    assert '<a.version>2</a.version>' in text and '<version>${a.version}</version>' in text
    assert text.endswith('''\
    </dependencies>
    <dependencyManagement>
        <dependencies>
            <dependency>
                <groupId>example</groupId>
                <artifactId>b</artifactId>
                <version>2</version>
            </dependency>
        </dependencies>
    </dependencyManagement>
</project>
''')
    assert after.packages() == {('example:a', '2'), ('example:b', '2')}


def test_maven_a_version_is_raised_where_the_parent_has_it(fix, maven, repository, database):  # noqa: F811
    for v in ('1', '2'):
        maven.publish('a', v)
    repository.write('pom.xml', pom('parent', '1', '<packaging>pom</packaging><modules><module>m</module></modules>'
                                    '<properties><v>1</v></properties>'))
    repository.write('m/pom.xml', pom('m', '1', '<parent><groupId>example</groupId><artifactId>parent</artifactId>'
                                      '<version>1</version></parent>' + asks(('a', version('${v}'))))).commit()
    planned, after = fix(database(record('GHSA-1', 'example:a', 'Maven', fixed='2')), '--online', command=maven.run)
    assert (planned.status, after.status) == (0, 0), planned.out
    assert [c['path'] for c in planned.json['plan']['changes']] == ['pom.xml']


# --- Bundler -----------------------------------------------------------------------------------

def test_gems_that_a_lockfile_has_stay_where_they_are(run_in, repository, gem_server, database):  # noqa: F811
    gem_server.publish('a', '1.2.0', 'c >= 1')
    gem_server.publish('a', '1.3.5', 'c >= 1')
    for version in '1.0', '1.1', '2.0':
        gem_server.publish('c', version)
    repository.write('Gemfile', "source 'https://gems.example'\ngem 'a', '~> 1.2'\n")
    repository.write('Gemfile.lock', 'GEM\n  remote: https://gems.example/\n  specs:\n    a (1.2.0)\n      c (>= 1)\n'
                     '    c (1.0)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  a (~> 1.2)\n').commit()
    # c 2.0 is no better: with it the plan would bring a finding.
    db = database(record('GHSA-1', 'a', 'RubyGems', fixed='1.3.5'), record('GHSA-2', 'c', 'RubyGems', introduced='1.1'))
    plan = run_in(BUNDLE_MIRROR__ALL=gem_server.url)(db)[0].json['plan']
    assert plan['verified'] is True and plan['brings'] == [] and plan['left'] == []
    assert [c['verified'] for c in plan['changes']] == [True]


# --- where nothing is solved -------------------------------------------------------------------

def test_gems_are_raised_or_added_and_never_called_verified(strata, fix, repository, database):  # noqa: F811
    lock = ('GEM\n  remote: https://gems.example/\n  specs:\n    a (1.2.0)\n      c (>= 1)\n    b (2.0.1)\n    c (1.0)\n\n'
            'PLATFORMS\n  ruby\n\nDEPENDENCIES\n  a (~> 1.2)\n  b (= 2.0.1)\n')
    repository.write('Gemfile', "source 'https://gems.example'\ngem 'a', '~> 1.2'\ngem \"b\", \"2.0.1\"\n")
    repository.write('Gemfile.lock', lock).commit()
    db = database(record('GHSA-1', 'a', 'RubyGems', fixed='1.3.5.1'), record('GHSA-2', 'b', 'RubyGems', fixed='2.0.3'),
                  record('GHSA-3', 'c', 'RubyGems', fixed='1.1'))
    planned = fix(db, command=strata)[0]
    plan = planned.json['plan']
    assert planned.status == 1 and plan['verified'] is False and plan['cleared'] == []
    assert (repository.path / 'Gemfile').read_text() == (
        "source 'https://gems.example'\ngem 'a', '~> 1.2', '>= 1.3.5.1'\ngem \"b\", \"2.0.3\"\ngem 'c', '>= 1.1'\n")
    assert plan['steps'] == ['bundle install']


def test_composer_requirements(strata, fix, repository, database):  # noqa: F811
    repository.write('composer.json', json.dumps({'require': {'x/a': '^1.0'}}, indent=4))
    repository.write('composer.lock', json.dumps({'packages': [
        {'name': 'x/a', 'version': 'v1.0.0', 'require': {'x/b': '*'}}, {'name': 'x/b', 'version': '1.0.0'}]})).commit()
    db = database(record('GHSA-1', 'x/a', 'Packagist', fixed='1.2.0'), record('GHSA-2', 'x/b', 'Packagist', fixed='1.1.0'))
    planned = fix(db, command=strata)[0]
    assert planned.status == 1
    assert json.loads((repository.path / 'composer.json').read_text())['require'] == {'x/a': '^1.2.0', 'x/b': '^1.1.0'}


@pytest.fixture
def run_composer(run_in, composer_repository, tmp_path):  # noqa: F811
    home = tmp_path / 'composer'
    home.mkdir()
    (home / 'config.json').write_text(json.dumps(
        {'repositories': {'packagist.org': {'type': 'composer', 'url': composer_repository.url}}}))
    return run_in(COMPOSER_HOME=str(home))


def test_composer_requirements_are_resolved_again(run_composer, repository, composer_repository, database):  # noqa: F811
    for v in '1.0.0', '1.1.0', '1.2.0', '2.0.0':
        composer_repository.publish('x/a', v, {'x/b': '^1.0'})
        composer_repository.publish('x/b', v)
    repository.write('composer.json', json.dumps({'require': {'x/a': '~1.0.0', 'x/b': '<1.2'}}, indent=4)).commit()
    planned, after = run_composer(database(record('GHSA-1', 'x/a', 'Packagist', fixed='1.1.0'),
                                           record('GHSA-2', 'x/b', 'Packagist', fixed='1.2.0')))
    assert changes(planned) == {('raise', 'x/a', '1.0.0', '1.1.0'), ('raise', 'x/b', '1.1.0', '1.2.0')}
    assert planned.json['plan']['verified'] and after.ids() == set()
    assert json.loads((repository.path / 'composer.json').read_text())['require'] == {'x/a': '~1.1.0', 'x/b': '^1.2.0'}


def test_composer_keeps_what_the_lockfile_has(run_composer, repository, composer_repository, database):  # noqa: F811
    for v in '1.0.0', '1.1.0', '1.2.0':
        for name in 'abc':
            composer_repository.publish('x/' + name, v, {'x/c': '^1.0'} if name == 'a' else {})
    repository.write('composer.json', json.dumps({'require': {'x/a': '^1.0', 'x/b': '^1.0'}}, indent=4))
    repository.write('composer.lock', json.dumps({'packages': [
        {'name': 'x/' + n, 'version': '1.0.0', 'require': {'x/c': '^1.0'} if n == 'a' else {}} for n in 'abc']})).commit()
    planned, _ = run_composer(database(record('GHSA-1', 'x/c', 'Packagist', fixed='1.1.0')))
    assert planned.status == 0 and planned.json['plan']['verified']
    assert changes(planned) == {('override', 'x/c', '1.0.0', '1.1.0')}


# --- what a requirements file names -----------------------------------------------------------

def test_pip_constraints_are_raised_where_they_stand(run_in, repository, pypi_index, database):  # noqa: F811
    for v in ('1.0', '1.1'):
        pypi_index.publish('a', v, 'b')
        pypi_index.publish('b', v)
    repository.write('requirements.txt', '-c constraints.txt\na\n').write('constraints.txt', 'a==1.0\nb==1.0\n').commit()
    planned, after = run_in(PIP_INDEX_URL=pypi_index.url)(
        database(*(record('GHSA-' + n, n, 'PyPI', fixed='1.1') for n in 'ab')))
    assert planned.status == after.status == 0, planned.out
    assert (repository.path / 'constraints.txt').read_text() == 'a==1.1\nb==1.1\n'
    assert (repository.path / 'requirements.txt').read_text() == '-c constraints.txt\na\n'


def test_pip_what_is_included_is_changed_in_its_own_file(run_in, repository, pypi_index, database):  # noqa: F811
    for v in ('1.0', '1.1'):
        pypi_index.publish('a', v)
        pypi_index.publish('b', v)
    repository.write('requirements.txt', '-r base.txt\nb==1.0\n').write('base.txt', 'a==1.0\n').commit()
    planned, after = run_in(PIP_INDEX_URL=pypi_index.url)(
        database(*(record('GHSA-' + n, n, 'PyPI', fixed='1.1') for n in 'ab')))
    assert planned.status == after.status == 0, planned.out
    assert (repository.path / 'base.txt').read_text() == 'a==1.1\n'


def test_pip_a_pin_that_another_excludes_is_left(run_in, repository, pypi_index, database):  # noqa: F811
    pypi_index.publish('a', '1.0', 'b==1.0')
    for v in ('1.0', '1.1'):
        pypi_index.publish('b', v)
        pypi_index.publish('c', v)
    repository.write('requirements.txt', 'a==1.0\nb==1.0\nc==1.0\n').commit()
    planned, after = run_in(PIP_INDEX_URL=pypi_index.url)(
        database(*(record('GHSA-' + n, n, 'PyPI', fixed='1.1') for n in 'bc')))
    assert changes(planned) == {('raise', 'c', '1.0', '1.1')}
    [left] = planned.json['plan']['left']
    assert left['id'] == 'GHSA-b' and 'no release fits' in left['why'] and after.ids() == {'GHSA-b'}
