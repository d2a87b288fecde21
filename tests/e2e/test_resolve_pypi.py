"""pip's choice of releases, on an index that each test makes up."""
import hashlib
import json

import pytest

from registries import pypi_index  # noqa: F401 (a fixture)
from test_resolve import edges


@pytest.fixture
def resolve(strata, repository, tmp_path, pypi_index):  # noqa: F811
    def run(*requirements, as_of=None):
        repository.write('requirements.txt', '\n'.join(requirements) + '\n').commit()
        return strata('deps', repository.path, '--online', '-o', 'json', *(['--as-of', as_of] if as_of else []),
                      PIP_INDEX_URL=pypi_index.url, XDG_CACHE_HOME=str(tmp_path / 'cache'))
    return run


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
