"""pip's choice of releases, on an index that each test makes up."""
import pytest

from registries import pypi_index  # noqa: F401 (a fixture)
from test_resolve import edges


@pytest.fixture
def resolve(strata, repository, tmp_path, pypi_index):  # noqa: F811
    def run(*requirements):
        repository.write('requirements.txt', '\n'.join(requirements) + '\n').commit()
        return strata('deps', repository.path, '--online', '-o', 'json', PIP_INDEX_URL=pypi_index.url,
                      XDG_CACHE_HOME=str(tmp_path / 'cache'))
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
