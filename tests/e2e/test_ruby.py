"""Ruby: Gemfile.lock with its Gemfile: groups, chains, checksums, lines."""
from conftest import record

GEMFILE = '''source "https://gems.example"
gem "web", "~> 2.0"
group :development, :test do
  gem "spec"
end
gem "tool", group: :development
gem "asked-for-only"
path "engines" do
  gem "core"
end
'''

LOCK = '''PATH
  remote: engines
  specs:
    core (0.1.0)
      shared

GEM
  remote: https://gems.example/
  specs:
    native (1.15.4)
    native (1.15.4-x86_64-linux)
      shared
    shared (1.0.0)
    spec (3.0.0)
      speclib
    speclib (3.1.0)
    tool (1.0.0)
      native
    web (2.1.0)
      native (>= 1)

PLATFORMS
  ruby
  x86_64-linux

DEPENDENCIES
  core!
  spec
  tool
  web (~> 2.0)

CHECKSUMS
  native (1.15.4) sha256=aa
  native (1.15.4-x86_64-linux) sha256=bb

BUNDLED WITH
   2.5.4
'''


def packages(run):
    return {p['name']: p for p in run.json['packages']}


def test_groups_become_scopes(strata, repository):
    repository.write('Gemfile', GEMFILE).write('Gemfile.lock', LOCK).commit()
    found = packages(strata('deps', repository.path, '-o', 'json'))
    scopes = {name: (p['scope'], p['direct']) for name, p in found.items() if name != 'core'}
    assert scopes == {
        'web': ('prod', True), 'native': ('prod', False), 'shared': ('prod', True),
        'spec': ('test', True), 'speclib': ('test', False), 'tool': ('dev', True),
        'asked-for-only': ('prod', True)}


def test_builds_for_platforms_are_one_package(strata, repository):
    repository.write('Gemfile.lock', LOCK).commit()
    native = packages(strata('deps', repository.path, '-o', 'json'))['native']
    assert native['checksums'] == ['sha256:aa', 'sha256:bb']
    assert native['places'] == [{'path': 'Gemfile.lock', 'line': 10}]
    assert [d.split('/')[-1] for d in native['dependencies']] == ['shared@1.0.0']


def test_what_the_lockfile_does_not_answer_may_be_affected(strata, repository, database):
    repository.write('Gemfile', GEMFILE).write('Gemfile.lock', LOCK).commit()
    db = database(record('X-1', 'asked-for-only', 'RubyGems', fixed='9.0.0'),
                  record('X-2', 'native', 'RubyGems', fixed='1.16.0'))
    findings = strata('scan', repository.path, '--db', db, '-o', 'json').json['findings']
    assert {(f['id'], f['affected']) for f in findings} == {
        ('X-1', 'maybe'), ('X-2', 'yes'), ('lock-drift', 'yes')}
    chains = next(f['chains'] for f in findings if f['id'] == 'X-2')
    assert sorted([i.split('/')[-1] for i in chain] for chain in chains) == [
        ['tool@1.0.0', 'native@1.15.4'], ['web@2.1.0', 'native@1.15.4']]


def test_gems_locked_and_other_gemfiles_find_their_own(strata, repository):
    lock = 'GEM\n  specs:\n    a (1.0)\n\nDEPENDENCIES\n  a\n'
    repository.write('gems.rb', 'gem "a", group: :test\n').write('gems.locked', lock)
    repository.write('gemfiles/next.gemfile', 'gem "a", group: :development\n')
    repository.write('gemfiles/next.gemfile.lock', lock).commit()
    found = strata('deps', repository.path, '-o', 'json').json['packages']
    assert {(p['project'], p['scope']) for p in found} == {('.', 'test'), ('gemfiles', 'dev')}


def test_a_gemspec_tells_what_its_gem_is_developed_with(strata, repository):
    repository.write('Gemfile', 'gemspec\n')
    repository.write('mine.gemspec', 'Gem::Specification.new do |s|\n  s.name = "mine"\n  s.version = "1.0"\n'
                     '  s.add_dependency "run"\n  s.add_development_dependency "spec"\nend\n')
    repository.write('Gemfile.lock', 'PATH\n  remote: .\n  specs:\n    mine (1.0)\n      run\n\n'
                     'GEM\n  specs:\n    run (1.1)\n    spec (3.0)\n\nDEPENDENCIES\n  mine!\n  spec\n').commit()
    found = strata('deps', repository.path, '-o', 'json').json['packages']
    assert {(p['name'], p['version'], p['scope'], p['direct']) for p in found if p['name'] != 'mine'} == {
        ('run', '1.1', 'prod', True), ('spec', '3.0', 'dev', True)}


def test_a_program_that_cannot_be_read_is_said(strata, repository):
    repository.write('Gemfile', 'names.each { |n| gem n }\ngem "sure"\n').commit()
    report = strata('deps', repository.path, '--no-resolve', '-o', 'json').json
    assert [p['name'] for p in report['packages']] == ['sure']
    assert report['coverage']['notes'][0]['line'] == 1
