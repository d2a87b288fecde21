"""Gemfile.lock as Bundler writes it, of gems that the test builds into an index of files, against
Bundler's own reading: packages, edges, directness, groups."""
import json

import pytest

from projects import Manager, deps

GEMS = {
    ('web', '2.1.0'): {'log': '~> 1.0', 'rack': '>= 2, < 4'},
    ('web', '3.0.0'): {'log': '~> 2.0'},
    ('log', '1.4.0'): {}, ('log', '2.0.0'): {},
    ('rack', '3.1.2'): {},
    ('spec', '9.0.1'): {'log': '>= 0', 'diff': '~> 1.2.0'},
    ('diff', '1.2.9'): {'text': '!= 2.0'}, ('diff', '1.3.0'): {},
    ('text', '3.3.0.pre1'): {}, ('text', '1.9'): {}, ('text', '2.0'): {},
    ('console', '0.5.0'): {'text': '>= 1'},
}
GEMFILES = {
    'plain': "gem 'web', '~> 2.0'\ngem 'spec', group: :test\n",
    'groups': "gem 'web', '< 3'\ngroup :development, :test do\n  gem 'spec'\nend\ngroup :development do\n  gem 'console'\nend\n",
    'both': "gem 'log', '>= 1'\ngem 'console', require: false\ngem 'spec', '~> 9', groups: [:test]\n",
}
ASK = '''
require "bundler"
require "json"
lock = Bundler::LockfileParser.new(File.read("Gemfile.lock"))
groups = Bundler::Dsl.evaluate("Gemfile", nil, {}).dependencies.to_h { |d| [d.name, d.groups] }
specs = lock.specs.to_h { |s| [s.name, [s.version.to_s, s.dependencies.map(&:name)]] }
puts JSON.dump({specs: specs, groups: groups})
'''


@pytest.fixture(scope='module')
def index(tmp_path_factory):
    gem, top = Manager('gem'), tmp_path_factory.mktemp('gems')
    (top / 'gems').mkdir()
    for (name, version), needs in GEMS.items():
        lines = ''.join("s.add_runtime_dependency '%s', %s\n" % (n, ', '.join("'%s'" % part.strip() for part in r.split(',')))
                        for n, r in needs.items())
        spec = top / ('%s-%s.gemspec' % (name, version))
        spec.write_text("Gem::Specification.new do |s|\ns.name = '%s'\ns.version = '%s'\ns.summary = 'x'\ns.authors = ['x']\n"
                        's.files = []\n%send\n' % (name, version, lines))
        gem(top, 'build', spec, '--force', '-o', top / 'gems' / ('%s-%s.gem' % (name, version)))
    gem(top, 'generate_index', '--directory', top)
    return top


def reach(specs, start):
    seen, todo = set(), list(start)
    while todo:
        name = todo.pop()
        if name in specs and name not in seen:
            seen.add(name)
            todo += specs[name][1]
    return seen


@pytest.mark.parametrize('name', GEMFILES)
def test_lock(index, tmp_path, name):
    env = dict(BUNDLE_APP_CONFIG=str(tmp_path / 'config'), HOME=str(tmp_path))
    (tmp_path / 'Gemfile').write_text("source 'file://%s'\n\n%s" % (index, GEMFILES[name]))
    Manager('bundle', **env)(tmp_path, 'lock')
    said = json.loads(Manager('ruby', **env)(tmp_path, '-e', ASK))
    specs, groups = said['specs'], said['groups']
    found = deps(tmp_path)['packages']
    name_of = {p['id']: p['name'] for p in found}
    assert {p['name']: p['version'] for p in found} == {n: version for n, (version, _) in specs.items()}
    assert {(p['name'], name_of[d]) for p in found for d in p['dependencies']} == {
        (n, d) for n, (_, needs) in specs.items() for d in needs if d in specs}
    assert {p['name'] for p in found if p['direct']} == set(groups)
    order = [('dev', 'development'), ('test', 'test'), ('prod', 'default')]
    assert {p['name']: p['scope'] for p in found} == {
        n: scope for scope, group in order for n in reach(specs, [d for d, of in groups.items() if group in of])}
