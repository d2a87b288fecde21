"""Real modules (projects/go) solved by strata and by go: `go list -m all` and `go mod graph`.

go fills its own download cache, which has the layout of a module proxy; strata then asks a
server on the loopback that gives out that cache. So both see the same answers, nobody is
asked twice, and a file that strata wants and go did not is a difference as well.
"""
import functools
import http.server
import json
import re
import sys
import threading
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from projects import Manager, Table, deps, differences, load, names, printed  # noqa: E402,F401 (a fixture)

TABLE = Table('go', ['manifests', 'go fails', 'modules', 'edges', 'asked for', 'different', 'go ms', 'cold ms', 'warm ms'])


def go_of(**env):
    return Manager('go', GOFLAGS='-mod=mod', GOTOOLCHAIN='local', GONOSUMDB='github.com/cli/go-internal',
                   **{'GOWORK': 'off', **env})


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    asked, lacking = [], []

    def log_message(self, text, *args):
        self.asked.append(self.path)

    def send_error(self, code, *args, **more):
        self.lacking.append(self.path)
        super().send_error(code, *args, **more)


@pytest.fixture(scope='module')
def proxy(tmp_path_factory):
    """go's own download cache behind an address."""
    cache = Path(go_of()(tmp_path_factory.getbasetemp(), 'env', 'GOMODCACHE').strip(), 'cache', 'download')
    handler = functools.partial(Handler, directory=str(cache))
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield 'http://127.0.0.1:%d' % server.server_port
    server.shutdown()


def documents(text):
    decoder, at = json.JSONDecoder(), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        document, at = decoder.raw_decode(text, at)
        yield document


def used(module):
    """What stands for a module after replacements; None for the tree's own."""
    if module.get('Main'):
        return None
    replaced = module.get('Replace', module)
    return (replaced['Path'], replaced['Version']) if replaced.get('Version') else None


def list_all(folder, paths, **env):
    """By path; without those that go itself cannot list, as it reaches some version no longer."""
    listed = {}
    for path in paths:
        try:
            listed[path] = Listed(go_of(**env), folder / path)
        except AssertionError as failure:
            if not re.search(r'403 Forbidden|404 Not Found|410 Gone|not available', str(failure)):
                raise
    return listed


class Listed:
    """A go.mod (or go.work) as go sees it."""

    def __init__(self, go, folder):
        began = time.monotonic()
        modules = list(documents(go(folder, 'list', '-m', '-json', 'all')))
        self.seconds = time.monotonic() - began
        self.by_path = {m['Path']: used(m) for m in modules}
        self.modules = set(self.by_path.values()) - {None}
        versions = {(m['Path'], m.get('Version')) for m in modules if not m.get('Main')}
        self.edges = set()
        for line in go(folder, 'mod', 'graph').splitlines():
            start, end = (tuple(part.split('@')) for part in line.split())
            if start in versions:
                self.edges.add((self.by_path[start[0]], self.by_path.get(end[0])))
        self.edges = {(a, b) for a, b in self.edges if a and b and a != b}


def solve(folder, cache, proxy):
    began = time.monotonic()
    report = deps(folder, '--online', env={'XDG_CACHE_HOME': str(cache), 'GOPROXY': proxy, 'HOME': str(cache)})
    return report, time.monotonic() - began


def compare(report, path, listed):
    found = [p for p in report['packages'] if p['name'] != 'stdlib' and p['project'] == path]
    key = {p['id']: (p['name'], p['version']) for p in found}
    edges = {(key[p['id']], key.get(d)) for p in found for d in p['dependencies'] if p['version']}
    modules = {k for k in key.values() if k[1]}
    return {**{('modules', k): v for k, v in differences(modules, listed.modules).items()},
            **{('edges', k): v for k, v in differences({e for e in edges if e[1] and e[1][1]}, listed.edges).items()}}


@pytest.mark.parametrize('name', names('go'))
def test_solved_as_go_does(name, tmp_path, proxy):
    mine = load('go', name).lay_out(tmp_path / 'mine' / name)
    of_go = load('go', name).lay_out(tmp_path / 'go' / name)
    paths = sorted(str(p.parent.relative_to(of_go)) for p in of_go.rglob('go.mod'))
    listed = list_all(of_go, paths)
    for path in mine.rglob('go.work'):
        path.unlink()  # each module by itself
    Handler.asked.clear()
    Handler.lacking.clear()
    cold, cold_seconds = solve(mine, tmp_path / 'cache', proxy)
    asked, lacking = len(Handler.asked), list(Handler.lacking)
    warm, warm_seconds = solve(mine, tmp_path / 'cache', proxy)
    assert len(Handler.asked) == asked
    wrong = {path: d for path in listed if (d := compare(cold, path, listed[path]))}
    ms = [int(s * 1000) for s in (sum(x.seconds for x in listed.values()), cold_seconds, warm_seconds)]
    TABLE.add(name, len(listed), len(paths) - len(listed), sum(len(x.modules) for x in listed.values()),
              sum(len(x.edges) for x in listed.values()), asked, len(wrong), *ms)
    assert not wrong, json.dumps({str(k): {str(a): b for a, b in v.items()} for k, v in wrong.items()}, indent=1)
    if len(listed) < len(paths):
        return  # lacks are of those that go cannot list either
    assert not lacking
    notes = [n['reason'] for n in cold['coverage']['notes'] if re.search('not resolved', n['reason'])]
    assert not notes
    assert {(p['project'], p['name'], p['version']) for p in warm['packages']} == {
        (p['project'], p['name'], p['version']) for p in cold['packages']}
