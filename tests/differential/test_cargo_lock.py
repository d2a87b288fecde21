"""Cargo.lock and Cargo.toml against cargo itself: packages, edges, scopes.

The crates are a directory source made on the spot, so that nothing is fetched.
"""
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAM = Path(os.environ.get('STRATA', Path(__file__).resolve().parents[2] / 'build' / 'dev' / 'strata'))

pytestmark = pytest.mark.skipif(not shutil.which('cargo'), reason='no cargo')

# (name, version) -> lines below [package]
CRATES = {
    ('bits', '1.3.0'): '',
    ('bits', '2.4.0'): '',
    ('checker', '1.0.0'): '[dependencies]\nchecklib = "1"\n',
    ('checklib', '1.1.0'): '[dependencies]\nshared = "1"\n[dev-dependencies]\nnever = "1"\n',
    ('compile', '1.0.0'): '[dependencies]\njobs = "0.3"\n',
    ('jobs', '0.3.1'): '',
    ('never', '1.0.0'): '',
    ('opted', '1.0.0'): '[dependencies]\noptedlib = "1"\n',
    ('optedlib', '1.0.0'): '',
    ('shared', '1.0.5'): '',
    ('usual', '1.0.0'): '[features]\ndefault = ["dep:extra"]\n[dependencies]\nextra = { version = "1", optional = true }\n',
    ('extra', '1.0.0'): '',
    ('wide', '0.2.0'): '[dependencies]\nshared = "1"\n[build-dependencies]\ncompile = "1"\n'
                       '[target."cfg(windows)".dependencies]\nwindowed = "0.1"\n',
    ('windowed', '0.1.0'): '',
}

ROOT = '''[workspace]
members = ["crates/*"]
exclude = ["crates/out"]
resolver = "2"

[workspace.package]
version = "0.7.0"

[workspace.dependencies]
nick = { package = "wide", version = "0.2" }
checker = "1"
'''

APP = '''[package]
name = "app"
version.workspace = true

[features]
default = ["fast"]
fast = ["dep:usual"]
slow = ["opted"]

[dependencies]
lib = { path = "../lib" }
nick.workspace = true
usual = { version = "1", optional = true }
opted = { version = "1", optional = true }
bits = "1"

[build-dependencies]
compile = "1"

[dev-dependencies]
checker = { workspace = true }
newbits = { package = "bits", version = "2" }
'''

LIB = '[package]\nname = "lib"\nversion = "0.1.0"\n\n[dependencies]\naside = { path = "../../aside" }\n'
ASIDE = '[package]\nname = "aside"\nversion = "0.1.0"\n\n[dev-dependencies]\nchecklib = "1"\n'


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def crate(folder, name, version, more):
    write(folder / 'Cargo.toml', '[package]\nname = "%s"\nversion = "%s"\n%s' % (name, version, more))
    write(folder / 'src' / 'lib.rs', '')
    write(folder / '.cargo-checksum.json', json.dumps(
        {'files': {}, 'package': hashlib.sha256((name + version).encode()).hexdigest()}))


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    top = tmp_path_factory.mktemp('cargo')
    for (name, version), more in CRATES.items():
        crate(top / 'crates' / ('%s-%s' % (name, version)), name, version, more)
    work = top / 'work'
    write(work / '.cargo' / 'config.toml',
          '[source.crates-io]\nreplace-with = "here"\n[source.here]\ndirectory = "%s"\n' % (top / 'crates'))
    write(work / 'Cargo.toml', ROOT)
    for name, text in (('crates/app', APP), ('crates/lib', LIB), ('aside', ASIDE)):
        write(work / name / 'Cargo.toml', text)
        write(work / name / 'src' / 'lib.rs', '')
    cargo(work, 'generate-lockfile')
    return work


def cargo(folder, *args):
    done = subprocess.run(['cargo', *args, '--offline'], cwd=folder, capture_output=True, text=True, timeout=120,
                          env=dict(os.environ, CARGO_HOME=str(folder.parent / 'home')))
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope='module')
def found(folder):
    done = subprocess.run([str(PROGRAM), 'deps', '--dir', str(folder), '-o', 'json'], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report['coverage']['notes'] == []
    return {(p['name'], p['version']): p for p in report['packages']}


@pytest.fixture(scope='module')
def metadata(folder):
    return json.loads(cargo(folder, 'metadata', '--format-version', '1', '--all-features'))


def names(metadata):
    return {p['id']: (p['name'], p['version']) for p in metadata['packages']}


def test_packages(found, metadata):
    assert set(found) == set(names(metadata).values())


def test_edges(found, metadata):
    name = names(metadata)
    ids = {p['id']: key for key, p in found.items()}
    for node in metadata['resolve']['nodes']:
        expected = {name[d['pkg']] for d in node['deps']}
        assert {ids[i] for i in found[name[node['id']]]['dependencies']} == expected


def tree(folder, *more):
    text = cargo(folder, 'tree', '--workspace', '--target', 'all', '--prefix', 'none', '--format', '{p}', *more)
    lines = {tuple(line.split()[:2]) for line in text.splitlines() if line.strip()}
    return {(name, version.lstrip('v')) for name, version in lines}


def test_scopes(folder, found, metadata):
    members = {names(metadata)[i] for i in metadata['workspace_members']}
    prod = tree(folder, '-e', 'normal')
    build = tree(folder, '-e', 'normal,build') - prod
    optional = tree(folder, '-e', 'normal,build', '--all-features') - prod - build
    dev = tree(folder, '-e', 'normal,build,dev', '--all-features') - prod - build - optional
    scopes = {key: p['scope'] for key, p in found.items() if key not in members}
    expected = {**dict.fromkeys(prod, 'prod'), **dict.fromkeys(build, 'build'),
                **dict.fromkeys(optional, 'optional'), **dict.fromkeys(dev, 'dev')}
    # a lockfile does not tell a dependency's own build script from its code
    expected.update({('compile', '1.0.0'): 'prod', ('jobs', '0.3.1'): 'prod'})
    assert scopes == {key: scope for key, scope in expected.items() if key not in members}


def test_directness(found, metadata):
    name, members = names(metadata), set(metadata['workspace_members'])
    direct = {name[d['pkg']] for node in metadata['resolve']['nodes'] if node['id'] in members
              for d in node['deps']}
    assert {key for key, p in found.items() if p['direct']} == direct


def test_checksums(found):
    for (name, version), package in found.items():
        if (name, version) in CRATES:
            digest = hashlib.sha256((name + version).encode()).hexdigest()
            assert package['checksums'] == ['sha256:' + digest]
