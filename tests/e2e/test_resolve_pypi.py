"""pip's choice of releases, on an index that each test makes up."""
import hashlib
import json

import pytest

from registries import pypi_index  # noqa: F401 (a fixture)
from test_resolve import edges


@pytest.fixture
def resolve(strata, repository, tmp_path, pypi_index):  # noqa: F811
    def run(*requirements, options=('--online',), as_of=None, **more):
        repository.write('requirements.txt', '\n'.join(requirements) + '\n').commit()
        return strata('deps', repository.path, *options, '-o', 'json', *(['--as-of', as_of] if as_of else []), **{
            'PIP_INDEX_URL': pypi_index.url, 'XDG_CACHE_HOME': str(tmp_path / 'cache'), **more})
    return run


def reasons(run):
    return [n['reason'] for n in run.json['coverage']['notes']]


def test_an_older_release_is_taken_where_the_newest_does_not_fit(resolve, pypi_index):  # noqa: F811
    pypi_index.publish('a', '1.0', 'c<2')
    pypi_index.publish('a', '2.0', 'c>=3')
    pypi_index.publish('b', '1.0', 'c<2')
    pypi_index.publish('c', '1.0')
    pypi_index.publish('c', '3.0')
    run = resolve('a', 'b')
    assert run.packages() == {('a', '1.0'), ('b', '1.0'), ('c', '1.0')}
    assert edges(run.json) == {('a', 'c'), ('b', 'c')}
    assert run.json['coverage']['notes'] == []


def test_each_pick_costs_the_same(resolve, pypi_index):  # noqa: F811
    """A search whose states grow with each pick has no memory for this many."""
    count = 60
    for i in range(count):
        pypi_index.publish('p%d' % i, '1.0', *(['p%d' % (i + 1)] if i + 1 < count else []))
    assert resolve('p0').packages() == {('p%d' % i, '1.0') for i in range(count)}


def test_as_of_a_day_files_that_came_later_are_not_there(resolve, pypi_index):
    for version, time in ('1.0', '2020-01-01T12:00:00.5Z'), ('1.1', '2022-01-01T00:00:00Z'):
        pypi_index.publish('a', version, time=time)
        pypi_index.publish('b', version)
    run = resolve('a', 'b', as_of='2020-01-01')
    assert run.packages() == {('a', '1.0'), ('b', '1.1')}
    [note] = run.json['coverage']['notes']
    assert 'does not date all versions of b: those count as published' in note['reason']
    assert resolve('a', 'b').packages() == {('a', '1.1'), ('b', '1.1')}
    assert ('a', None) in resolve('a', 'b', as_of='2019-12-31').packages()


def test_metadata_of_another_checksum_is_not_believed(resolve, pypi_index):
    pypi_index.publish('a', '1.0', 'b')
    pypi_index.publish('b', '1.0')
    right = pypi_index.files['/a/']
    pypi_index.pages['a'][0]['core-metadata'] = {'sha256': hashlib.sha256(b'another').hexdigest()}
    pypi_index.files['/a/'] = json.dumps({'meta': {'api-version': '1.0'}, 'name': 'a',
                                          'files': pypi_index.pages['a']}).encode()
    run = resolve('a')
    assert ('b', '1.0') not in run.packages()
    assert any("'a'" in n['reason'] and 'checksum' in n['reason'] for n in run.json['coverage']['notes'])
    pypi_index.files['/a/'] = right
    assert resolve('a').packages() == {('a', '1.0'), ('b', '1.0')}


# --- what a release asks for, out of its files


def ranges_of(index, path):
    return [headers.get('Range') for asked, headers in index.asked if asked == path]


def test_a_wheel_is_read_by_its_end(resolve, pypi_index):  # noqa: F811
    path = pypi_index.publish_wheel('a', '1.0', 'b>=1 ; extra == "x"', 'c')
    pypi_index.publish('b', '1.0')
    pypi_index.publish('c', '1.0')
    run = resolve('a[x]')
    assert run.packages() == {('a', '1.0'), ('b', '1.0'), ('c', '1.0')}
    assert reasons(run) == []
    assert ranges_of(pypi_index, path) == ['bytes=0-%d' % (len(pypi_index.files[path]) - 1)]
    pypi_index.asked.clear()
    again = resolve('a[x]')
    assert again.packages() == run.packages()
    assert not {path, path + '.metadata'} & set(pypi_index.paths())
    assert resolve('a[x]', options=()).packages() == run.packages()


def test_of_a_large_wheel_three_parts_come_at_most(resolve, pypi_index):  # noqa: F811
    path = pypi_index.publish_wheel('a', '1.0', 'b', padding=200000)
    pypi_index.publish('b', '1.0')
    size = len(pypi_index.files[path])
    assert resolve('a').packages() == {('a', '1.0'), ('b', '1.0')}
    first, second = ranges_of(pypi_index, path)
    assert first == 'bytes=%d-%d' % (size - 65536, size - 1)
    assert int(second.rpartition('-')[2]) < size - 65536


def test_a_page_that_tells_no_size(resolve, pypi_index):  # noqa: F811
    path = pypi_index.publish_wheel('a', '1.0', 'b', padding=200000, size=None)
    pypi_index.publish('b', '1.0')
    assert resolve('a').packages() == {('a', '1.0'), ('b', '1.0')}
    assert ranges_of(pypi_index, path)[0] == 'bytes=-65536'


@pytest.mark.parametrize('kind', ['whole', 'refused', 'unsupported'])
def test_a_server_without_parts_sends_the_whole_wheel(resolve, pypi_index, kind):  # noqa: F811
    path = pypi_index.publish_wheel('a', '1.0', 'b', padding=200000)
    pypi_index.publish('b', '1.0')
    pypi_index.ranges = False
    if kind != 'whole':
        pypi_index.faults[path] = [pypi_index.status(416 if kind == 'refused' else 501)]
    run = resolve('a')
    assert run.packages() == {('a', '1.0'), ('b', '1.0')}
    assert reasons(run) == []
    assert len(ranges_of(pypi_index, path)) == (1 if kind == 'whole' else 2)


def test_a_whole_wheel_has_the_checksum_of_the_index(resolve, pypi_index):  # noqa: F811
    pypi_index.publish_wheel('a', '1.0', 'b', hashes={'sha256': '0' * 64})
    pypi_index.publish('b', '1.0')
    pypi_index.ranges = False
    run = resolve('a')
    assert run.packages() == {('a', '1.0')}
    assert len(reasons(run)) == 1
    assert "'a' is not resolved: it does not have the checksum that the index tells" in reasons(run)[0]


def test_a_part_that_is_cut_off_is_asked_for_again(resolve, pypi_index):  # noqa: F811
    path = pypi_index.publish_wheel('a', '1.0', 'b')
    pypi_index.publish('b', '1.0')
    pypi_index.faults[path] = [pypi_index.cut(path, 100), pypi_index.status(503)]
    assert resolve('a').packages() == {('a', '1.0'), ('b', '1.0')}
    assert len(ranges_of(pypi_index, path)) == 3


def test_a_damaged_wheel_is_said(resolve, pypi_index):  # noqa: F811
    path = pypi_index.publish_wheel('a', '1.0', 'b')
    pypi_index.files[path] = pypi_index.files[path][:-30]
    run = resolve('a')
    assert run.packages() == {('a', '1.0')}
    assert any("'a' is not resolved" in reason for reason in reasons(run))


def test_a_wheel_of_somebody_else_is_said(resolve, pypi_index):  # noqa: F811
    path = pypi_index.publish_wheel('a', '1.0', 'b')
    pypi_index.files[path] = pypi_index.files[pypi_index.publish_wheel('z', '1.0', 'b')]
    run = resolve('a')
    assert run.packages() == {('a', '1.0')}
    assert any("'a' is not resolved" in reason for reason in reasons(run))


def test_metadata_beside_it_is_the_last_resort(resolve, pypi_index):  # noqa: F811
    pypi_index.publish('a', '1.0', 'b', **{'core-metadata': None})
    pypi_index.publish('b', '1.0')
    run = resolve('a')
    assert run.packages() == {('a', '1.0'), ('b', '1.0')}
    assert reasons(run) == []


def test_an_index_that_promises_metadata_and_has_none(resolve, pypi_index):  # noqa: F811
    path = pypi_index.publish_wheel('a', '1.0', 'b', **{'core-metadata': True})
    pypi_index.publish('b', '1.0')
    assert resolve('a').packages() == {('a', '1.0'), ('b', '1.0')}
    assert path + '.metadata' in pypi_index.paths()


def test_an_sdist_whose_metadata_is_fixed(resolve, pypi_index):  # noqa: F811
    pypi_index.publish_sdist('a', '1.0', {'PKG-INFO': pypi_index.metadata('a', '1.0', ['b'], '2.2')})
    pypi_index.publish('b', '1.0')
    run = resolve('a')
    assert run.packages() == {('a', '1.0'), ('b', '1.0')}
    assert reasons(run) == []
    assert resolve('a', options=()).packages() == run.packages()


@pytest.mark.parametrize('version, more', [('1.0', []), ('2.4', ['Dynamic: Requires-Dist'])])
def test_an_sdist_whose_metadata_is_open(resolve, pypi_index, version, more):  # noqa: F811
    """Its maker's build told the same, most likely; that it is not sure is said."""
    pypi_index.publish_sdist('a', '1.0', {
        'PKG-INFO': pypi_index.metadata('a', '1.0', [], version, *more),
        'src/a.egg-info/requires.txt': 'b>=1\n\n[x:sys_platform == "linux"]\nc\n\n[:sys_platform == "win32"]\nd\n'})
    pypi_index.publish('b', '1.0')
    pypi_index.publish('c', '1.0')
    run = resolve('a[x]')
    assert run.packages() == {('a', '1.0'), ('b', '1.0'), ('c', '1.0')}
    assert len(reasons(run)) == 1
    assert "'a' is not resolved: only building a-1.0.tar.gz tells for sure" in reasons(run)[0]
    assert resolve('a[x]', options=()).packages() == run.packages()


def test_nothing_published_later_counts(resolve, pypi_index):  # noqa: F811
    pypi_index.publish_wheel('a', '1.0', **{'upload-time': '2024-01-01T00:00:00.5Z'})
    pypi_index.publish_wheel('a', '2.0', **{'upload-time': '2024-06-01T00:00:00Z'})
    day = ('--online', '--as-of')
    assert resolve('a', options=(*day, '2024-05-31')).packages() == {('a', '1.0')}
    assert resolve('a', options=(*day, '2024-06-01')).packages() == {('a', '2.0')}
    early = resolve('a', options=(*day, '2023-01-01'))
    assert early.packages() == {('a', None)}
    assert reasons(early) == ["'a' is not resolved: no file of it can be installed"]


# --- what a manifest asks for


@pytest.fixture
def resolve_file(strata, repository, tmp_path, pypi_index):  # noqa: F811
    def run(path, text, **more):
        repository.write(path, text).commit()
        return strata('deps', repository.path, '--online', '-o', 'json', **{
            'PIP_INDEX_URL': pypi_index.url, 'XDG_CACHE_HOME': str(tmp_path / 'cache'), **more})
    return run


def test_what_the_environment_does_not_ask_for_is_left_out(resolve, resolve_file, pypi_index):  # noqa: F811
    for name in 'abc':
        pypi_index.publish(name, '1.0')
    run = resolve('a', 'b==1.0 ; sys_platform == "win32"', 'c>=1 ; python_version < "3"')
    assert run.packages() == {('a', '1.0')}
    assert reasons(run) == []
    run = resolve_file('two/pyproject.toml', '[project]\nname = "p"\nversion = "1"\n'
                       'dependencies = ["a", "b ; sys_platform == \'win32\'"]\n')
    assert run.packages() == {('a', '1.0')}


def test_one_of_two_alternatives_by_marker_counts(resolve, pypi_index):  # noqa: F811
    pypi_index.publish('a', '1.0')
    pypi_index.publish('a', '2.0')
    assert resolve('a<2 ; python_version < "3.8"', 'a>=2 ; python_version >= "3.8"').packages() == {('a', '2.0')}


def test_all_alternatives_of_a_constraint_of_poetry_count(resolve_file, pypi_index):  # noqa: F811
    for version in ('1.5', '2.5', '3.5'):
        pypi_index.publish('a', version)
    pypi_index.publish('b', '1.0', 'a<3')
    run = resolve_file('pyproject.toml', '[tool.poetry]\nname = "p"\n[tool.poetry.dependencies]\n'
                       'python = "^3.9"\na = "^1 || ^3"\nb = "*"\n')
    assert run.packages() == {('a', '1.5'), ('b', '1.0')}
    assert reasons(run) == []


def test_sources_of_uv_are_no_packages_of_the_index(resolve_file, pypi_index):  # noqa: F811
    for name in 'abcde':
        pypi_index.publish(name, '1.0')
    run = resolve_file('pyproject.toml', """
[project]
name = "p"
version = "1"
dependencies = ["a", "b", "c", "d", "e"]
[tool.uv.sources]
a = { git = "https://git.example/a", rev = "main" }
b = { workspace = true }
c = { path = "../c" }
d = { index = "elsewhere" }
""")
    assert {p for p in run.packages() if p[1]} == {('d', '1.0'), ('e', '1.0')}
    assert not {'/a/', '/b/', '/c/'} & set(pypi_index.paths())
    assert sorted(reasons(run)) == ["'d' is to come from the index 'elsewhere': those of the user's own configuration "
                                    "are asked instead", "what is asked for by its address is not resolved: a"]


def test_sources_of_poetry_are_said(resolve_file, pypi_index):  # noqa: F811
    for name in 'abc':
        pypi_index.publish(name, '1.0')
    run = resolve_file('pyproject.toml', """
[tool.poetry]
name = "p"
[tool.poetry.dependencies]
a = { git = "https://git.example/a" }
b = { version = "*", source = "elsewhere" }
c = { path = "../c" }
""")
    assert {p for p in run.packages() if p[1]} == {('b', '1.0')}
    assert sorted(r.split(':')[0] for r in reasons(run)) == [
        "'b' is to come from the index 'elsewhere'", 'what is asked for by its address is not resolved']


def test_addresses_in_requirements_are_said(resolve, pypi_index):  # noqa: F811
    pypi_index.publish('a', '1.0')
    run = resolve('a', 'git+https://git.example/b#egg=b', '-e git+https://git.example/c#egg=c',
                  'd @ https://files.example/d-1.0.tar.gz', '-e .', './e-1.0-py3-none-any.whl')
    assert {p for p in run.packages() if p[1] == '1.0'} >= {('a', '1.0')}
    assert [r for r in reasons(run) if 'address' in r] == [
        'what is asked for by its address is not resolved: ' + name for name in 'bcde']


# --- what indexes do not have


def test_a_page_without_files_is_a_package_without_a_version(resolve, pypi_index):  # noqa: F811
    pypi_index.publish('a', '1.0', 'empty')
    pypi_index.publish('b', '1.0')
    pypi_index.show('empty')
    run = resolve('a', 'b')
    assert run.packages() == {('a', '1.0'), ('b', '1.0'), ('empty', None)}
    assert reasons(run) == ["'empty' is not resolved: no file of it can be installed"]


def test_a_release_that_asks_for_what_is_not_there_is_passed_over(resolve, pypi_index):  # noqa: F811
    pypi_index.publish('a', '1.0')
    pypi_index.publish('a', '2.0', 'missing')
    assert resolve('a').packages() == {('a', '1.0')}


def test_what_no_index_has_is_named_where_nothing_else_fits(resolve, pypi_index):  # noqa: F811
    pypi_index.publish('a', '2.0', 'missing')
    run = resolve('a', 'gone')
    assert run.packages() == {('a', '2.0'), ('missing', None), ('gone', None)}
    assert len(reasons(run)) == 2


def test_the_index_is_one_address_and_the_extra_ones_are_a_list(resolve, pypi_index):  # noqa: F811
    pypi_index.publish('a', '1.0')
    run = resolve('a', PIP_INDEX_URL=pypi_index.url + ' ' + pypi_index.url)
    assert run.packages() == {('a', None)}
    assert any('is no http(s) address' in reason for reason in reasons(run))
    run = resolve('a', PIP_INDEX_URL=pypi_index.url + '/none',
                  PIP_EXTRA_INDEX_URL=pypi_index.url + '/nor ' + pypi_index.url)
    assert run.packages() == {('a', '1.0')}


def scopes(run):
    return {p['name']: p['scope'] for p in run.json['packages']}


def test_an_extra_of_a_package_is_for_those_that_ask_for_it(resolve_file, pypi_index):  # noqa: F811
    pypi_index.publish('a', '1.0', 'b ; extra == "x"', 'c')
    pypi_index.publish('b', '1.0')
    pypi_index.publish('c', '1.0')
    run = resolve_file('pyproject.toml', '[project]\nname = "p"\nversion = "1"\ndependencies = ["a"]\n'
                       '[project.optional-dependencies]\nmore = ["a[x]"]\n')
    assert scopes(run) == {'a': 'prod', 'b': 'optional', 'c': 'prod'}


def test_the_name_of_a_file_says_for_what_it_is(resolve_file, pypi_index):  # noqa: F811
    pypi_index.publish('a', '1.0', 'b')
    pypi_index.publish('b', '1.0')
    pypi_index.publish('c', '1.0')
    resolve_file('requirements.txt', 'c\n')
    run = resolve_file('dev/requirements-dev.txt', '-r ../requirements.txt\na\n')
    found = {(p['name'], p['project'], p['scope']) for p in run.json['packages'] if p['name'] != 'c'}
    assert found == {('a', 'dev', 'dev'), ('b', 'dev', 'dev')}
    assert ('c', 'prod') in {(p['name'], p['scope']) for p in run.json['packages']}


def test_thousands_of_releases_are_taken_back(resolve, pypi_index):  # noqa: F811
    """Each release of a wants a c that no b fits, but the oldest: as many steps back as releases."""
    count = 300
    for i in range(count):
        pypi_index.files['/files/a-%d-py3-none-any.whl.metadata' % i] = pypi_index.metadata(
            'a', str(i), ['c', 'b' if i == 0 else 'b>1']).encode()
    pypi_index.pages['a'] = [{'filename': 'a-%d-py3-none-any.whl' % i, 'url': '/files/a-%d-py3-none-any.whl' % i,
                              'hashes': {}, 'core-metadata': True} for i in range(count)]
    pypi_index.show('a')
    pypi_index.publish('b', '1', 'c<2')
    pypi_index.publish('b', '2', 'c<2')
    pypi_index.publish('c', '2', 'b<2')
    pypi_index.publish('c', '1', 'b<2')
    assert resolve('a').packages() == {('a', '0'), ('b', '1'), ('c', '1')}
