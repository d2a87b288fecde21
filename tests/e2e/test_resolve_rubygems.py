"""Bundler's rules of choice, on an index that each test makes up; and Bundler itself, where it is installed."""
import os
import random
import re
import shutil
import subprocess

import pytest

from registries import gem_server  # noqa: F401 (a fixture)
from test_resolve import edges


@pytest.fixture
def resolve(strata, repository, tmp_path, gem_server):  # noqa: F811
    def run(gemfile, files={}, *options, **environment):
        repository.write('Gemfile', gemfile)
        for name, content in files.items():
            repository.write(name, content)
        repository.commit()
        environment = {'BUNDLE_MIRROR__ALL': gem_server.url, 'XDG_CACHE_HOME': tmp_path / 'cache', **environment}
        return strata('deps', repository.path, '--online', '-o', 'json', *options, **environment)
    return run


def reasons(run):
    return [n['reason'] for n in run.json['coverage']['notes']]


def test_the_newest_that_fits_and_two_levels(resolve, gem_server):  # noqa: F811
    for version in '1.0.0', '1.9.0', '2.0.0':
        gem_server.publish('a', version, 'b ~> 1.2, != 1.5.0')
        gem_server.publish('t', version)
    for version in '1.2.0', '1.4.0', '1.5.0', '2.0.0':
        gem_server.publish('b', version)
    run = resolve("source 'https://gems.example'\ngem 'a', '~> 1.0'\ngroup :test do\n  gem 't'\nend\n")
    assert run.packages() == {('a', '1.9.0'), ('b', '1.4.0'), ('t', '2.0.0')}
    assert edges(run.json) == {('a', 'b')} and reasons(run) == []
    assert {p['name']: (p['scope'], p['direct'], p['places'][0]['line']) for p in run.json['packages']} == {
        'a': ('prod', True, 2), 'b': ('prod', False, 2), 't': ('test', True, 4)}
    assert all(p['checksums'][0].startswith('sha256:') for p in run.json['packages'])


def test_an_older_release_is_taken_where_the_newest_do_not_go_together(resolve, gem_server):  # noqa: F811
    gem_server.publish('a', '1.0', 'c < 2')
    gem_server.publish('a', '2.0', 'c >= 3')
    gem_server.publish('b', '1.0', 'c < 2')
    gem_server.publish('c', '1.0')
    gem_server.publish('c', '3.0')
    assert resolve("gem 'a'\ngem 'b'\n").packages() == {('a', '1.0'), ('b', '1.0'), ('c', '1.0')}


def test_what_goes_with_nothing_is_said(resolve, gem_server):  # noqa: F811
    gem_server.publish('a', '1.0', 'c < 2')
    gem_server.publish('b', '1.0', 'c >= 2')
    gem_server.publish('c', '1.0')
    gem_server.publish('c', '2.0')
    run = resolve("gem 'a'\ngem 'b'\n")
    assert run.packages() == {('a', None), ('b', None)}
    [reason] = reasons(run)
    assert 'nothing goes together' in reason


def test_what_cannot_be_had_is_a_package_without_a_version(resolve, gem_server):  # noqa: F811
    gem_server.publish('a', '1.0', 'gone')
    gem_server.publish('b', '1.0')
    run = resolve("gem 'a'\ngem 'b', '>= 9'\ngem 'g', git: 'https://code.example/g.git'\n")
    assert run.packages() == {('a', '1.0'), ('gone', None), ('b', None), ('g', None)}
    assert sorted(r.split("'")[1] for r in reasons(run)) == ['b', 'g', 'gone']


def test_pre_releases_come_where_they_are_asked_for_or_all_there_is(resolve, gem_server):  # noqa: F811
    for version in '1.0', '2.0.pre1':
        for name in 'ab':
            gem_server.publish(name, version)
    gem_server.publish('c', '0.1.beta')
    run = resolve("gem 'a'\ngem 'b', '~> 2.0.pre'\ngem 'c'\n")
    assert run.packages() == {('a', '1.0'), ('b', '2.0.pre1'), ('c', '0.1.beta')}


def test_platform_and_ruby_decide(resolve, gem_server):  # noqa: F811
    gem_server.publish('n', '1.0', 'm')
    gem_server.publish('n', '1.0', platform='x86_64-linux')
    gem_server.publish('n', '1.0', 'w', platform='x64-mingw32')
    gem_server.publish('n', '1.1', platform='java')
    gem_server.publish('m', '1.0')
    gem_server.publish('w', '1.0')
    gem_server.publish('r', '1.0', ruby='>= 2.0')
    gem_server.publish('r', '2.0', ruby='>= 2.0, < 3.0')
    assert resolve("gem 'n'\ngem 'r'\n").packages() == {('n', '1.0'), ('r', '1.0')}
    run = resolve("gem 'n'\ngem 'r'\n", {'strata.toml': '[resolve]\nos = "macos"\nruby = "2.7.0"\n'})
    assert run.packages() == {('n', '1.0'), ('m', '1.0'), ('r', '2.0')}


def test_gemspecs_beside_and_in_folders_ask_too(resolve, gem_server):  # noqa: F811
    for name in 'abcde':
        gem_server.publish(name, '1.0')
        gem_server.publish(name, '2.0')
    run = resolve("gemspec\ngem 'lib', path: 'lib'\ngem 'e', '< 2'\n", {
        'app.gemspec': "Gem::Specification.new do |s|\n  s.name = 'app'\n  s.add_dependency 'a', '~> 1.0'\n"
                       "  s.add_development_dependency 'b'\nend\n",
        'lib/lib.gemspec': "Gem::Specification.new do |s|\n  s.name = 'lib'\n  s.add_dependency 'c'\n"
                           "  s.add_dependency 'e'\n  s.add_development_dependency 'd'\nend\n"})
    found = {(p['name'], p['version'], p['project']) for p in run.json['packages'] if p['version'] and not p['local']}
    assert {('a', '1.0', '.'), ('b', '2.0', '.'), ('c', '2.0', '.'), ('e', '1.0', '.')} <= found
    # The folder is a project of its own besides.
    assert {('c', '2.0', 'lib'), ('d', '2.0', 'lib'), ('e', '2.0', 'lib')} <= found
    assert reasons(run) == []


def test_sources_are_those_of_the_user(resolve, gem_server, tmp_path):  # noqa: F811
    gem_server.publish('a', '1.0')
    gem_server.publish('b', '1.0')
    asked = "gem 'a', source: 'https://gems.example/'\ngem 'b'\n"
    run = resolve(asked)
    assert run.packages() == {('a', None), ('b', '1.0')}
    assert any("'https://gems.example/' is none that the user's configuration names" in r for r in reasons(run))
    config = tmp_path / 'bundle'
    config.write_text(f'---\nBUNDLE_MIRROR__HTTPS://GEMS__EXAMPLE/: "{gem_server.url}/"\n')
    assert resolve(asked, BUNDLE_USER_CONFIG=config).packages() == {('a', '1.0'), ('b', '1.0')}
    home = tmp_path / 'gemrc'
    home.mkdir()
    (home / '.gemrc').write_text(f'---\n:sources:\n- {gem_server.url}/\n:verbose: true\n')
    run = resolve("gem 'b'\n", BUNDLE_MIRROR__ALL='', HOME=home, XDG_CACHE_HOME=tmp_path / 'another')
    assert run.packages() == {('b', '1.0')}


def test_a_lockfile_rules_and_bundler_is_no_package(resolve, gem_server):  # noqa: F811
    gem_server.publish('a', '1.0', 'bundler >= 2')
    assert resolve("gem 'a'\n").packages() == {('a', '1.0')}
    asked = len(gem_server.asked)
    lock = 'GEM\n  remote: https://gems.example/\n  specs:\n    a (0.9)\n\nDEPENDENCIES\n  a\n'
    assert resolve("gem 'a'\n", {'Gemfile.lock': lock}).packages() == {('a', '0.9')}
    assert len(gem_server.asked) == asked


@pytest.mark.parametrize('line', ['', 'x', '1.0', '1.0 ', '1.0 |', '1.0 :|', '1.0 b:|ruby:', '1.0 b|checksum', '1.0-- |',
                                  '1.0 b:>= x|', '1.0 ' + 'b:>= 1,' * 5000 + '|', '1.0 b:' + '>= 1&' * 5000 + '|',
                                  '9' * 3000 + ' |', '1.0 \x00|'])
def test_hostile_lines(resolve, gem_server, line):  # noqa: F811
    gem_server.files['/info/a'] = b'---\n' + line.encode() + b'\n'
    gem_server.publish('b', '1.0', 'a', 'b')
    run = resolve("gem 'a'\ngem 'b'\n")
    assert run.status == 0 and 'a' in {p['name'] for p in run.json['packages']}


def test_as_of_a_day_is_not_held_and_that_is_said(resolve, gem_server):  # noqa: F811
    gem_server.publish('a', '1.0')
    run = resolve("gem 'a'\n", {}, '--as-of', '2020-01-01')
    assert run.packages() == {('a', '1.0')} and any('has no dates' in r for r in reasons(run))


# --- Bundler itself ---------------------------------------------------------------------------------


def bundle(tmp_path, gem_server, gemfile):  # noqa: F811
    """What Bundler locks for a Gemfile, at the same index; None: it finds nothing."""
    folder = tmp_path / 'bundler'
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / 'Gemfile').write_text(f"source '{gem_server.url}'\n{gemfile}")
    home = tmp_path / f'bundler-home-{random.random()}'
    env = {**{k: v for k, v in os.environ.items() if not k.startswith(('BUNDLE', 'GEM', 'RUBY'))},
           'HOME': str(home), 'BUNDLE_USER_HOME': str(home / '.bundle'), 'LC_ALL': 'C.UTF-8'}
    done = subprocess.run(['bundle', 'lock'], cwd=folder, env=env, capture_output=True, text=True, timeout=120)
    if done.returncode:
        assert 'could not find' in (done.stderr + done.stdout).lower(), done.stderr + done.stdout
        return None
    specs = (folder / 'Gemfile.lock').read_text().partition('specs:\n')[2].partition('\n\n')[0]
    return {tuple(m) for m in re.findall(r'^    (\S+) \(([^-)]+)', specs, re.M)}


def invent(rng, server, gems=8):
    """Gems of which the later ask for earlier ones, the more versions the more demanding."""
    names = [f'g{i}' for i in range(gems)]
    for i, name in enumerate(names):
        for major in range(1, rng.randint(2, 5)):
            for minor in range(rng.randint(1, 3)):
                wants = [f'{other} {rng.choice(["~> %d.0", ">= %d", "< %d.9", "= %d.0"]) % rng.randint(1, 3)}'
                         for other in rng.sample(names[:i], min(i, rng.randint(0, 2)))]
                server.publish(name, f'{major}.{minor}', *wants)
    return ''.join(f"gem '{name}'{rng.choice(['', ', %r' % ('~> %d.0' % rng.randint(1, 2))])}\n"
                   for name in rng.sample(names, 3))


@pytest.mark.skipif(not shutil.which('bundle'), reason='no bundle')
def test_what_bundler_locks(strata, repository, tmp_path):
    """Invented gems: what Bundler locks holds for us, and the newest where nothing stands against it."""
    from registries import GemServer
    ruby = subprocess.run(['ruby', '-e', 'print RUBY_VERSION'], capture_output=True, text=True).stdout
    repository.write('strata.toml', f'[resolve]\nruby = "{ruby}"\n')
    same = other = none = 0
    for seed in range(int(os.environ.get('STRATA_BUNDLES', '8'))):
        server = GemServer()
        gemfile = invent(random.Random(seed), server)
        expected = bundle(tmp_path, server, gemfile)
        repository.write('Gemfile', gemfile).commit()
        run = strata('deps', repository.path, '--online', '-o', 'json', BUNDLE_MIRROR__ALL=server.url,
                     XDG_CACHE_HOME=str(tmp_path / f'cache{seed}'))
        found = {p for p in run.packages() if p[1]}
        if expected is None:
            assert found == set() or any('not resolved' in r for r in reasons(run)), (seed, gemfile, found)
            none += 1
        elif found == expected:
            same += 1
        else:  # another answer; that it is one, Bundler says, too
            versions = dict(found)
            pinned = re.sub(r"(?m)^gem '(\w+)'.*", lambda m: f"{m[0]}, '= {versions[m[1]]}'", gemfile)
            pins = ''.join(f"gem '{n}', '= {v}'\n" for n, v in sorted(found) if f"gem '{n}'" not in gemfile)
            assert bundle(tmp_path, server, pinned + pins) == found, (seed, gemfile)
            other += 1
        server.close()
    print(f'{same} the same, {other} others, {none} without an answer')
    assert other <= same / 10
