"""Real modules (projects/go), tidied by go: which modules, which versions, which are direct, against
`go list -m`, `go mod why` and `go list -deps`. Sources are fetched, nothing is built.

What a go.mod can tell is what go needs of its graph: `go list -m all` has more, and `go mod why
-vendor` says of which modules no package is needed (tests of dependencies left out). Before Go
1.17 the rest of it stands in go.sum, with a few modules whose content go looked through.
"""
import json
import re

import pytest

from projects import Manager, Table, deps, differences, load, names, printed  # noqa: F401 (a fixture)

TABLE = Table('go', ['modules of go list', 'needed', 'direct', 'graph edges', 'kept beside', 'different'])


def documents(text):
    decoder, at = json.JSONDecoder(), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        document, at = decoder.raw_decode(text, at)
        yield document


def used(module):
    """What stands for a module after replacements; None for the tree's own."""
    replaced = module.get('Replace', module)
    return (replaced['Path'], replaced['Version']) if replaced.get('Version') else None


def why(text):
    """The modules of which some package is needed."""
    parts = re.findall(r'^# (\S+)\n(.*)', text, re.M)
    return {path for path, said in parts if not said.startswith('(main module does not need')}


def unpruned(text):
    found = re.search(r'^go 1\.(\d+)', text, re.M)
    return bool(found) and int(found[1]) < 17


class Module:
    """One go.mod as go sees it, alone."""

    def __init__(self, go, folder):
        listed = [m for m in documents(go(folder, 'list', '-m', '-e', '-json', 'all')) if not m.get('Main')]
        self.listed = {used(m) for m in listed} - {None}
        needed = why(go(folder, 'mod', 'why', '-m', '-vendor', *(m['Path'] for m in listed))) if listed else set()
        self.needed = {used(m) for m in listed if m['Path'] in needed} - {None}
        self.direct = {used(m) for m in listed if not m.get('Indirect')} - {None}
        mod = json.loads(go(folder, 'mod', 'edit', '-json'))
        self.asked = {m['Path'] for m in mod.get('Require') or ()}
        self.kept = {used(m) for m in listed if m['Path'] in self.asked} - {None} - self.needed
        tools = [t['Path'] for t in mod.get('Tool') or ()]
        self.tools = {used(m) for m in listed for t in tools if t == m['Path'] or t.startswith(m['Path'] + '/')} - {None}
        self.edges = len(go(folder, 'mod', 'graph').splitlines())


def go_of():
    """The fork is this one project's, and in no checksum database."""
    return Manager('go', GOFLAGS='-mod=mod', GOTOOLCHAIN='local', GOWORK='off', GONOSUMDB='github.com/cli/go-internal')


@pytest.fixture
def tidied(tmp_path, request):
    name = request.param
    folder = load('go', name).lay_out(tmp_path / name)
    go = go_of()
    modules = sorted(path.parent for path in folder.rglob('go.mod'))
    for module in modules:
        go(module, 'mod', 'tidy', '-e')
    return name, folder, modules


@pytest.mark.parametrize('tidied', names('go'), indirect=True)
def test_modules(tidied):
    name, folder, modules = tidied
    of_go = [Module(go_of(), module) for module in modules]
    packages = [p for p in deps(folder)['packages'] if p['name'] != 'stdlib' and p['version']]
    totals, wrong = [0] * 6, {}
    for module, go in zip(modules, of_go):
        path = str(module.relative_to(folder))
        mine = {(p['name'], p['version']): p for p in packages if p['project'] == path}
        old = unpruned((module / 'go.mod').read_text())
        beside = go.kept if not old else (set(mine) - go.needed) & go.listed
        expected = go.needed | beside
        found = {'modules': differences(set(mine), expected),
                 'direct': differences({k for k, p in mine.items() if p['direct']}, go.direct | go.tools),
                 'build': differences({k for k, p in mine.items() if p['scope'] == 'build'}, go.tools - go.direct)}
        wrong.update({(path, k): v for k, v in found.items() if v})
        row = (len(go.listed), len(go.needed), len(go.direct), go.edges, len(beside),
               sum(len(v) for f in found.values() for v in f.values()))
        totals = [a + b for a, b in zip(totals, row)]
    TABLE.add(name, *totals)
    assert not wrong, '\n'.join('%s: %.1500s' % pair for pair in wrong.items())
