"""Real workspaces (projects/cargo), locked by cargo: packages, edges, directness, scope against
`cargo metadata` and `cargo tree`. Sources are fetched, nothing is built."""
import json
import tomllib

import pytest

from projects import Manager, Table, deps, differences, load, names, printed  # noqa: F401 (a fixture)

TABLE = Table('cargo', ['packages', 'edges', 'direct', 'stronger than the tree', 'different'])


def lay_out(project, folder):
    project.lay_out(folder)
    for name, text in project.files.items():
        if name.endswith('Cargo.toml') and not name.startswith('git/') and 'package' in tomllib.loads(text):
            source = (folder / name).parent / 'src'
            source.mkdir(exist_ok=True)
            (source / 'lib.rs').touch()
    return folder


class Metadata:
    """What `cargo metadata` says: the resolved graph, and what its members ask for."""

    def __init__(self, text):
        document = json.loads(text)
        key = {p['id']: (p['name'], p['version']) for p in document['packages']}
        self.members = {key[i] for i in document['workspace_members']}
        self.local = {key[p['id']] for p in document['packages'] if p['source'] is None}
        self.packages, self.edges, self.kinds = set(), set(), set()
        for node in document['resolve']['nodes']:
            self.packages.add(key[node['id']])
            for d in node['deps']:
                if d['pkg'] != node['id']:  # tests of a crate that ask for its own features
                    self.edges.add((key[node['id']], key[d['pkg']]))
                self.kinds |= {(key[node['id']], key[d['pkg']], k['kind'] or 'normal') for k in d['dep_kinds']}
        self.direct = {b for a, b in self.edges if a in self.members}

    def asked(self, *kinds):
        """What members and the tree's other crates ask for, for these purposes."""
        return {b for a, b, kind in self.kinds if a in self.local and kind in kinds} - self.local


def reach(edges, start):
    below, seen, todo = {}, set(), list(start)
    for a, b in edges:
        below.setdefault(a, []).append(b)
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += below.get(node, ())
    return seen


def lock_scopes(usual, everything):
    """The strongest way from a member, told as far as a lockfile tells: by what members ask for."""
    order = [('dev', everything.asked('dev')), ('optional', everything.asked('normal', 'build')),
             ('build', usual.asked('build')), ('prod', usual.asked('normal'))]
    return {p: scope for scope, start in order for p in reach(everything.edges, start) if p not in everything.local}


def tree_scopes(cargo, folder, local):
    """The scopes that `cargo tree` knows: it sees the kinds of every crate's dependencies."""
    def tree(edges, *more):
        text = cargo(folder, 'tree', '--locked', '--workspace', '--target', 'all', '--prefix', 'none', '--format', '{p}',
                     '-e', edges, *more)
        words = [line.split() for line in text.splitlines() if line.strip()]
        return {(w[0], w[1].lstrip('v')) for w in words} - local
    order = [('dev', tree('normal,build,dev', '--all-features')), ('optional', tree('normal,build', '--all-features')),
             ('build', tree('normal,build')), ('prod', tree('normal'))]
    return {p: scope for scope, packages in order for p in packages}


STRENGTH = [None, 'dev', 'optional', 'build', 'prod']


@pytest.mark.parametrize('name', names('cargo'))
def test_project(tmp_path, name):
    cargo = Manager('cargo', CARGO_TERM_COLOR='never')
    folder = lay_out(load('cargo', name), tmp_path / name)
    cargo(folder, 'generate-lockfile')
    usual = Metadata(cargo(folder, 'metadata', '--locked', '--format-version', '1'))
    expected = Metadata(cargo(folder, 'metadata', '--locked', '--format-version', '1', '--all-features'))
    report = deps(folder)
    key = {p['id']: (p['name'], p['version']) for p in report['packages']}
    edges = {(key[p['id']], key[d]) for p in report['packages'] for d in p['dependencies']}
    direct = {key[p['id']] for p in report['packages'] if p['direct']}
    scopes = {key[p['id']]: p['scope'] for p in report['packages'] if key[p['id']] not in expected.local}
    wanted, tree = lock_scopes(usual, expected), tree_scopes(cargo, folder, expected.local)
    found = {'packages': differences(set(key.values()), expected.packages), 'edges': differences(edges, expected.edges),
             'direct': differences(direct, expected.direct)}
    # never weaker than in cargo's tree, nor stronger than members' requirements make it
    order = {p: tuple(map(STRENGTH.index, (tree.get(p), scopes.get(p), wanted.get(p)))) for p in {*scopes, *wanted}}
    found['scopes'] = {p: (tree.get(p), scopes.get(p), wanted.get(p)) for p, o in order.items() if list(o) != sorted(o)}
    stronger = sum(a < b for a, b, _ in order.values())
    TABLE.add(name, len(expected.packages), len(expected.edges), len(expected.direct), stronger,
              sum(map(count, found.values())))
    assert report['coverage']['notes'] == []
    assert not any(found.values()), '\n'.join('%s: %.2000s' % pair for pair in found.items())


def count(difference):
    return sum(len(v) if isinstance(v, list) else 1 for v in difference.values())
