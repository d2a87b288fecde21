"""Rust: Cargo.lock with the manifests of its workspace."""
from conftest import record

LOCK = '''version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["bits 1.0.0", "bits 2.0.0", "helper", "maker", "maybe", "real", "usual"]

[[package]]
name = "bits"
version = "1.0.0"
source = "registry+https://index.example"
checksum = "aa"

[[package]]
name = "bits"
version = "2.0.0"
source = "registry+https://index.example"

[[package]]
name = "checker"
version = "1.0.0"
source = "registry+https://index.example"
dependencies = ["checkerlib"]

[[package]]
name = "checkerlib"
version = "1.0.0"
source = "registry+https://index.example"

[[package]]
name = "helper"
version = "0.1.0"
dependencies = ["checker"]

[[package]]
name = "maker"
version = "1.0.0"
source = "registry+https://index.example"

[[package]]
name = "maybe"
version = "1.0.0"
source = "registry+https://index.example"

[[package]]
name = "real"
version = "1.0.0"
source = "git+https://git.example/real#0123456789012345678901234567890123456789"

[[package]]
name = "usual"
version = "1.0.0"
source = "registry+https://index.example"
'''
ROOT = '[workspace]\nmembers = ["app"]\n\n[workspace.dependencies]\nnick = { package = "real", version = "1" }\nunused = "1"\n'
APP = '''[package]
name = "app"
version = "0.1.0"

[features]
default = ["usual"]

[dependencies]
helper = { path = "../helper" }
nick = { workspace = true }
bits = "1"
maybe = { version = "1", optional = true }
usual = { version = "1", optional = true }

[build-dependencies]
maker = "1"

[dev-dependencies]
newbits = { package = "bits", version = "2" }
'''
HELPER = '[package]\nname = "helper"\nversion = "0.1.0"\n\n[dev-dependencies]\nchecker = "1"\n'


def workspace(repository):
    repository.write('Cargo.toml', ROOT).write('app/Cargo.toml', APP).write('helper/Cargo.toml', HELPER)
    return repository


def test_scope_comes_from_the_members(strata, repository):
    workspace(repository).write('Cargo.lock', LOCK).commit()
    report = strata('deps', repository.path, '-o', 'json').json
    found = {(p['name'], p['version'], p['scope'], p['direct']) for p in report['packages']
             if p['name'] not in ('app', 'helper')}
    assert found == {
        ('bits', '1.0.0', 'prod', True), ('bits', '2.0.0', 'dev', True), ('checker', '1.0.0', 'dev', True),
        ('checkerlib', '1.0.0', 'dev', False), ('maker', '1.0.0', 'build', True),
        ('maybe', '1.0.0', 'optional', True), ('real', '1.0.0', 'prod', True), ('usual', '1.0.0', 'prod', True)}
    assert report['coverage']['notes'] == []
    bits = next(p for p in report['packages'] if (p['name'], p['version']) == ('bits', '1.0.0'))
    assert (bits['checksums'], bits['places']) == (['sha256:aa'], [{'path': 'Cargo.lock', 'line': 8}])


def test_chains_begin_at_the_member(strata, repository, database):
    workspace(repository).write('Cargo.lock', LOCK).commit()
    db = database(record('X-1', 'checkerlib', 'crates.io'))
    finding, = strata('scan', repository.path, '--db', db, '-o', 'json').json['findings']
    names = [i.split('/')[-1] for i in finding['chains'][0]]
    assert names[-2:] == ['checker@1.0.0', 'checkerlib@1.0.0']
    assert (finding['path'], finding['line']) == ('Cargo.lock', 25)


def test_without_a_lockfile_members_inherit_requirements(strata, repository):
    workspace(repository).commit()
    found = {(p['project'], p['name'], p['version'], p['requirement']) for p in
             strata('deps', repository.path, '-o', 'json').json['packages']}
    assert ('app', 'real', None, '1') in found
    assert ('app', 'bits', None, '1') in found and ('app', 'bits', None, '2') in found
    assert not {n for _, n, _, _ in found} & {'unused', 'nick', 'helper'}


def test_an_offer_that_is_nowhere_is_said(strata, repository):
    repository.write('Cargo.toml', '[package]\nname = "a"\n\n[dependencies]\nlost.workspace = true\n').commit()
    note, = strata('deps', repository.path, '--no-resolve', '-o', 'json').json['coverage']['notes']
    assert (note['path'], note['line']) == ('Cargo.toml', 5)


def test_many_versions_of_one_crate_are_limited_and_said(strata, repository):
    count = 3000
    versions = ''.join('\n[[package]]\nname = "x"\nversion = "1.0.%d"\nsource = "registry+https://index.example"\n' % i
                       for i in range(count))
    edges = ', '.join('"x 1.0.%d"' % i for i in range(count))
    repository.write('Cargo.lock', '[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = [%s]\n%s'
                     % (edges, versions))
    repository.write('Cargo.toml', '[package]\nname = "app"\n\n[dependencies]\n' + ''.join(
        'x%d = { package = "x", version = "=9.0.%d" }\n' % (i, i) for i in range(count))).commit()
    report = strata('deps', repository.path, '-o', 'json').json
    assert len(report['packages']) >= count
    assert any('more than 64 versions' in n['reason'] for n in report['coverage']['notes'])


def test_members_turn_on_features_of_members(strata, repository):
    names = ['deep', 'idle', 'one', 'two', 'weak', 'woken']
    repository.write('Cargo.lock', 'version = 4\n' + ''.join(
        '\n[[package]]\nname = "%s"\nversion = "1.0.0"\nsource = "registry+https://index.example"\n' % n for n in names)
        + '\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["lib"]\n'
        + '\n[[package]]\nname = "lib"\nversion = "0.1.0"\ndependencies = ["base", "one", "two", "woken"]\n'
        + '\n[[package]]\nname = "base"\nversion = "0.1.0"\ndependencies = ["deep", "idle", "weak"]\n')
    repository.write('Cargo.toml', '[workspace]\nmembers = ["app", "lib", "base"]\n\n[workspace.dependencies]\n'
                     'lib = { path = "lib", features = ["offered"] }\n')
    repository.write('app/Cargo.toml', '[package]\nname = "app"\nversion = "0.1.0"\n\n[dependencies]\n'
                     'lib = { workspace = true, features = ["wake"] }\n')
    repository.write('lib/Cargo.toml', '''[package]
name = "lib"
version = "0.1.0"

[features]
offered = ["dep:one"]
wake = ["woken", "base/deep", "base?/soft"]
never = ["dep:two"]

[dependencies]
base = { version = "0.1", path = "../base", optional = true }
one = { version = "1", optional = true }
two = { version = "1", optional = true }
woken = { version = "1", optional = true }
''')
    repository.write('base/Cargo.toml', '''[package]
name = "base"
version = "0.1.0"

[features]
soft = ["dep:weak"]
idle = ["deep", "dep:idle"]

[build-dependencies]
deep = { version = "1", optional = true }

[dependencies]
weak = { version = "1", optional = true }
idle = { version = "1", optional = true }
''').commit()
    report = strata('deps', repository.path, '-o', 'json').json
    assert report['coverage']['notes'] == []
    assert {p['name']: p['scope'] for p in report['packages'] if p['name'] in names} == {
        'deep': 'build', 'idle': 'optional', 'one': 'prod', 'two': 'optional', 'weak': 'prod', 'woken': 'prod'}


def test_a_feature_of_a_dependency_s_name_is_not_the_dependency(strata, repository):
    names = ['kept', 'plain', 'used']
    repository.write('Cargo.lock', 'version = 4\n' + ''.join(
        '\n[[package]]\nname = "%s"\nversion = "1.0.0"\nsource = "registry+https://index.example"\n' % n for n in names)
        + '\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["lib"]\n'
        + '\n[[package]]\nname = "lib"\nversion = "0.1.0"\ndependencies = ["kept", "plain", "used"]\n')
    repository.write('Cargo.toml', '[workspace]\nmembers = ["app", "lib"]\n')
    repository.write('app/Cargo.toml', '[package]\nname = "app"\nversion = "0.1.0"\n\n[dependencies]\n'
                     'lib = { path = "../lib", features = ["kept", "used"] }\n')
    repository.write('lib/Cargo.toml', '''[package]
name = "lib"
version = "0.1.0"

[features]
default = ["plain"]
plain = []
kept = []
kept_c = ["dep:kept"]
plain_c = ["dep:plain"]
used = ["dep:used"]

[dependencies]
kept = { version = "1", optional = true }
plain = { version = "1", optional = true }
used = { version = "1", optional = true }
''').commit()
    report = strata('deps', repository.path, '-o', 'json').json
    assert report['coverage']['notes'] == []
    assert {p['name']: p['scope'] for p in report['packages'] if p['name'] in names} == {
        'kept': 'optional', 'plain': 'optional', 'used': 'prod'}


def test_a_vendored_crate_is_no_member(strata, repository):
    registry = 'source = "registry+https://index.example"\n'
    repository.write('Cargo.lock', 'version = 4\n'
        '\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["patched"]\n'
        '\n[[package]]\nname = "patched"\nversion = "2.0.1"\ndependencies = ["deep"]\n'
        '\n[[package]]\nname = "deep"\nversion = "1.0.0"\n' + registry)
    repository.write('Cargo.toml', '[package]\nname = "app"\nversion = "0.1.0"\n\n[dependencies]\npatched = "2"\n\n'
                     '[patch.crates-io]\npatched = { path = "vendor/patched" }\n')
    repository.write('vendor/patched/Cargo.toml', '[package]\nname = "patched"\nversion = "2.0.1"\n\n'
                     '[dependencies]\ndeep = "1"\n').commit()
    report = strata('deps', repository.path, '-o', 'json').json
    assert {p['name']: (p['scope'], p['direct']) for p in report['packages'] if p['name'] != 'app'} == {
        'patched': ('prod', True), 'deep': ('prod', False)}
