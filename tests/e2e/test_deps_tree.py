"""strata deps --tree: flat, whole, and of a length that follows the graph."""
import json


def lock(edges, roots):
    """A package-lock.json with these edges."""
    packages = {'': {'name': 'app', 'version': '1.0.0', 'dependencies': {name: '*' for name in roots}}}
    for name, below in edges.items():
        packages['node_modules/' + name] = {'version': '1.0.0', 'dependencies': {b: '*' for b in below}}
    return json.dumps({'name': 'app', 'lockfileVersion': 3, 'packages': packages})


def draw(repository, strata, edges, roots):
    repository.write('package-lock.json', lock(edges, roots)).commit()
    return strata('deps', repository.path, '--tree').out.splitlines()


def test_a_package_is_drawn_in_full_where_the_way_to_it_is_shortest(repository, strata):
    assert draw(repository, strata, {'a': ['b'], 'b': ['c'], 'c': ['d'], 'd': []}, ['a', 'c']) == [
        '.', 'a 1.0.0', '└── b 1.0.0', '    └── c 1.0.0 (shown elsewhere)', 'c 1.0.0', '└── d 1.0.0']


def test_branches_go_on_beside_what_is_below_them(repository, strata):
    assert draw(repository, strata, {'a': ['b', 'd'], 'b': ['c'], 'c': [], 'd': []}, ['a']) == [
        '.', 'a 1.0.0', '├── b 1.0.0', '│   └── c 1.0.0', '└── d 1.0.0']


def test_a_cycle_that_no_root_leads_to_is_there(repository, strata):
    assert draw(repository, strata, {'a': [], 'x': ['y'], 'y': ['x']}, ['a']) == [
        '.', 'a 1.0.0', 'x 1.0.0', '└── y 1.0.0', '    └── x 1.0.0 (shown elsewhere)']


def test_a_chain_without_end_is_cut_and_says_so(repository, strata):
    names = [f'p{i:05}' for i in range(20000)]
    lines = draw(repository, strata, {n: [m] for n, m in zip(names, names[1:] + names[:1])}, names[:1])
    assert len(lines) == 65
    assert lines[-1].endswith('p00063 1.0.0 (and deeper)')
