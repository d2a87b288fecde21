"""Lockfiles that real projects committed over the years, as Bundler and Composer wrote them then, against what
today's Bundler (LockfileParser, Dsl) and Composer (`show --locked`) read in them: packages, edges, directness, scopes.

STRATA_REPOSITORIES names bare repositories, separated by colons, which are none of ours; without it nothing is
compared. Of each the lockfile of the last commit before each New Year, and of today, is taken; manifests are cut
down to what they ask for (written_manifests.py). Neither manager reaches a registry here, or needs one.
"""
import json
import os
import re
import subprocess

import pytest

import written_manifests
from projects import Manager, Table, deps, differences, printed  # noqa: F401
from reduce import Tree
from test_bundler_lock import reach
from test_composer_lock import shown

TABLE = Table('lockfiles', ['packages', 'edges', 'direct'])
BUNDLER = '''
require "bundler"
require "json"
lock = Bundler::LockfileParser.new(File.read("Gemfile.lock"))
own, specs = lock.specs.partition { |s| s.source.instance_of?(Bundler::Source::Path) }
groups = Bundler::Dsl.evaluate("Gemfile", nil, {}).dependencies.to_h { |d| [d.name, d.groups] }
list = ->(all) { all.map { |s| [s.name, s.version.to_s, s.dependencies.map(&:name)] } }
puts JSON.dump({specs: list[specs], own: list[own], groups: groups, direct: lock.dependencies.keys})
'''


def git(repository, *args):
    return subprocess.run(['git', '--git-dir', repository, *args], capture_output=True, text=True).stdout.split()


def versions(lockfile):
    """Each repository's commits whose lockfile is compared; the same one is taken once."""
    for repository in filter(None, os.environ.get('STRATA_REPOSITORIES', '').split(':')):
        blobs = {}
        for year in range(2010, 2040):
            for commit in git(repository, 'rev-list', '-1', '--before=%d-01-01' % year, 'HEAD'):
                for blob in git(repository, 'rev-parse', '-q', '--verify', '%s:%s' % (commit, lockfile)):
                    blobs.setdefault(blob, pytest.param(repository, commit, id='%s-%d' % (
                        repository.rstrip('/').removesuffix('/repo').rpartition('+')[2], year - 1)))
        yield from blobs.values()


def lay_out(folder, tree, manifests, lockfile):
    folder.mkdir()
    for path, text in {**manifests, lockfile: tree.read(lockfile)}.items():
        (folder / path).write_text(text)


def compare(name, found, notes, packages, edges, direct, scopes):
    name_of = {p['id']: p['name'] for p in found}
    TABLE.add(name, len(packages), len(edges), len(direct))
    wrong = [differences({(p['name'], p['version']) for p in found}, packages),
             differences({(p['name'], name_of[d]) for p in found for d in p['dependencies'] if d in name_of}, edges),
             differences({p['name'] for p in found if p['direct']}, direct),
             differences({p['name']: p['scope'] for p in found}, scopes), notes]
    assert not any(wrong), wrong


def bundler_scopes(needs, said):
    """Of groups, the weakest first, by their names alone; Bundler installs all of them."""
    kinds = [('dev', re.compile('dev|doc|lint|debug|rubocop$')), ('test', re.compile('test|ci$')), ('prod', re.compile(''))]
    found = {name: 'unknown' for name in needs}

    def kind(group):
        return next(scope for scope, pattern in kinds if pattern.match(group))
    for scope, _ in kinds:
        found.update((n, scope) for n in reach(needs, [d for d, g in said['groups'].items() if scope in map(kind, g)]))
    return found


@pytest.mark.parametrize('repository,commit', versions('Gemfile.lock'))
def test_bundler(tmp_path, request, repository, commit):
    folder, tree = tmp_path / 'app', Tree(repository, commit)
    lay_out(folder, tree, written_manifests.gemfile(tree), 'Gemfile.lock')
    ruby = Manager('ruby', HOME=str(tmp_path), BUNDLE_APP_CONFIG=str(tmp_path / 'config'))
    said = json.loads(ruby(folder, '-W0', '-e', BUNDLER))
    own = {n for n, _, _ in said['own']}
    specs = {}
    for n, v, needs in said['specs'] + said['own']:  # one for each platform
        specs[n] = (v, specs.get(n, (v, []))[1] + needs)
    report = deps(folder)
    found = [p for p in report['packages'] if p['version'] and p['name'] not in own]
    # whoever asks for a gem of the tree asks for what it needs
    direct = {*said['direct'], *(d for n, _, needs in said['own'] if n in said['direct'] for d in needs)} & set(specs) - own
    scopes = {n: s for n, s in bundler_scopes(specs, said).items() if n not in own}
    compare(request.node.callspec.id, found, report['coverage']['notes'], {(n, v) for n, v, _ in said['specs']},
            {(n, d) for n, (_, needs) in specs.items() for d in needs if d in specs and not {n, d} & own}, direct, scopes)


def stand_ins(packages):
    """Name -> the packages that replace or provide it."""
    found = {}
    for p in packages:
        for other in {**p.get('replace', {}), **p.get('provide', {})}:
            found.setdefault(other.lower(), []).append(p['name'])
    return found


def composer_edges(locked, edges):
    """By name; where no package has it, to one that replaces or provides it: any of several will do."""
    others = stand_ins(locked.values())
    for p in locked.values():
        for d in map(str.lower, p.get('require', {})):
            ways = {locked[d]['name']} if d in locked else set(others.get(d, ())) - {p['name']}
            found = {(p['name'], w) for w in ways if (p['name'], w) in edges}
            yield from found or [(p['name'], w) for w in sorted(ways)[:1]]


@pytest.mark.parametrize('repository,commit', versions('composer.lock'))
def test_composer(tmp_path, request, repository, commit):
    folder, tree = tmp_path / 'app', Tree(repository, commit)
    lay_out(folder, tree, written_manifests.composer_json(tree), 'composer.lock')
    composer = Manager('composer', COMPOSER_ALLOW_SUPERUSER='1', COMPOSER_HOME=str(tmp_path / 'home'))
    if composer.run(folder, 'show', '--locked').returncode:
        pytest.skip('Composer itself takes it for no lockfile')
    listed, prod = shown(composer, folder), shown(composer, folder, '--no-dev')
    document = json.loads((folder / 'composer.lock').read_text())
    locked = {p['name'].lower(): p for p in document['packages'] + (document['packages-dev'] or [])}
    manifest, others = json.loads((folder / 'composer.json').read_text()), stand_ins(locked.values())
    asked = {n.lower() for kind in ('require', 'require-dev') for n in manifest.get(kind, ()) if '/' in n} - set(locked)
    replaced = {others[n][0] for n in asked if n in others}  # asked for by a name that is its own no longer
    report = deps(folder)
    found = [p for p in report['packages'] if p['name'].lower() in locked]
    name_of = {p['id']: p['name'] for p in found}
    edges = {(p['name'], name_of[d]) for p in found for d in p['dependencies'] if d in name_of}
    compare(request.node.callspec.id, found, report['coverage']['notes'],
            {(n, p['version'].split(' ')[0]) for n, p in listed.items()}, set(composer_edges(locked, edges)),
            {n for n, p in listed.items() if p['direct-dependency']} | replaced, {n: 'prod' if n in prod else 'dev' for n in listed})
