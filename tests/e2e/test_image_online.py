"""strata image --online: what a registry tells of bases, and registries that fail, lie, or lead astray."""
import gzip
import json
import os
import shutil
import sqlite3
import struct
import subprocess
import tarfile
import time
from pathlib import Path

import pytest

from conftest import ROOT, record
from images import ALPINE, DEBIAN, DOCKER, OCI, Registry, layer

SLOW = pytest.mark.skipif(not shutil.which('zstd'), reason='no zstd')


@pytest.fixture
def registry():
    made = []

    def make(**how):
        made.append(Registry(**how))
        return made[-1]
    yield make
    for one in made:
        one.close()


@pytest.fixture
def online(tmp_path, strata, repository):
    """Judges Dockerfiles with registries that the user's configuration names."""
    def run(dockerfile, *registries, args=(), files=None, form='json', **environment):
        lines = [f'"{r.host}" = "{r.url}"' for r in registries]
        config = tmp_path / 'home' / '.config' / 'strata' / 'registries.toml'
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text('\n'.join(lines) + '\n')
        for name, text in {'Dockerfile': dockerfile, **(files or {})}.items():
            repository.write(name, text)
        return strata('image', '--online', '-o', form, '--db', 'starter', '--as-of', '2026-09-01',
                      '--timeout', '2', *args, cwd=repository.path, **environment)
    return run


def stage(run, which=-1):
    return run.json['image']['files'][0]['stages'][which]['registry']


def findings(run):
    return {(f['id'], f['path'], f['line']) for f in run.json['findings']}


def notes(run):
    return [n['reason'] for n in run.json['coverage']['notes']]


def names(run):
    return {(p['name'], p['version']) for p in run.json['packages'] if p['ecosystem'] != 'Docker'}


def test_tells_of_the_base(registry, online):
    r = registry()
    base = layer(DEBIAN)
    image = r.image('app', layers=[base, layer({'x': 'y' * 1000})], user='1000:1000')
    index = r.index('app', '1', entries=[(image, 'linux/amd64')])
    run = online(f'FROM {r.host}/app:1\n', r)
    got = stage(run)
    assert got['exists'] and got['digest'] == index['digest'] and got['manifest'] == image['digest']
    assert (got['user'], got['created'], got['layers'], got['packages']) == ('1000:1000', '2026-08-01T00:00:00Z', 2, 2)
    assert got['bytes'] == sum(len(r.files[p]) for p in r.files if '/blobs/' in p and r.files[p][:2] == b'\x1f\x8b')
    assert got['platform'] == 'linux/amd64' and got['made_from']['outdated'] is None
    assert names(run) == {('openssl', '3.0.11-1~deb12u2'), ('bash', '5.2.15-2')}
    package = next(p for p in run.json['packages'] if p['name'] == 'openssl')
    assert package['purl'] == 'pkg:deb/debian/openssl@3.0.11-1~deb12u2?arch=source&distro=debian-12'
    assert package['direct'] is False and package['scope'] == 'prod'
    assert package['places'] == [{'path': 'Dockerfile', 'line': 1}]
    whose = next(p for p in run.json['packages'] if p['ecosystem'] == 'Docker')
    assert package['id'] in whose['dependencies']
    assert not notes(run)


def test_pin_to_write(registry, online):
    r = registry()
    digest = r.image('app', '1', layers=[layer(DEBIAN)])['digest']
    run = online(f'FROM {r.host}/app:1\n', r)
    found = next(f for f in run.json['findings'] if f['id'] == 'IMG003')
    assert f'{r.host}/app:1@{digest}' in found['advice']
    # What it means today is no part of what it is.
    r.image('app', '1', layers=[layer(ALPINE)])
    run = online(f'FROM {r.host}/app:1\n', r)
    assert next(f for f in run.json['findings'] if f['id'] == 'IMG003')['fingerprint'] == found['fingerprint']


def test_pinned_tag_that_went_on(registry, online):
    r = registry()
    old = r.image('app', '1', layers=[layer(DEBIAN)])['digest']
    new = r.image('app', '1', layers=[layer(ALPINE)])['digest']
    run = online(f'FROM {r.host}/app:1@{old}\n', r)
    assert stage(run)['digest'] == old and stage(run)['tag_means'] == new
    assert ('IMG003', 'Dockerfile', 1) in findings(run)
    assert names(run) == {('openssl', '3.0.11-1~deb12u2'), ('bash', '5.2.15-2')}
    run = online(f'FROM {r.host}/app:1@{new}\n', r)
    assert ('IMG003', 'Dockerfile', 1) not in findings(run)


@pytest.mark.parametrize('kind', [OCI, DOCKER])
def test_platforms(registry, online, kind):
    r = registry()
    amd = r.image('app', layers=[layer(DEBIAN)], kind=kind)
    arm = r.image('app', layers=[layer(ALPINE)], kind=kind)
    odd = r.image('app', layers=[], kind=kind)
    r.index('app', '1', kind=kind, entries=[(odd, 'unknown/unknown'), (arm, 'linux/arm64/v8'), (amd, 'linux/amd64')])
    assert stage(online(f'FROM {r.host}/app:1\n', r))['manifest'] == amd['digest']
    assert stage(online(f'FROM --platform=linux/arm64 {r.host}/app:1\n', r))['manifest'] == arm['digest']
    given = online(f'FROM --platform=$TARGETPLATFORM {r.host}/app:1\n', r, args=('--platform', 'linux/arm64'))
    assert stage(given)['manifest'] == arm['digest']
    assert names(given) == {('openssl', '3.3.0-r1'), ('musl', '1.2.5-r0')}
    lacking = online(f'FROM --platform=linux/s390x {r.host}/app:1\n', r)
    assert ('IMG015', 'Dockerfile', 1) in findings(lacking)
    assert stage(lacking)['manifest'] is None and stage(lacking)['exists'] and notes(lacking)
    assert online('FROM x\n', r, args=('--platform', 'nonsense')).status == 4


def test_base_that_is_not_there(registry, online):
    r = registry()
    run = online(f'FROM {r.host}/app:1\n', r)
    assert ('IMG009', 'Dockerfile', 1) in findings(run)
    assert stage(run)['exists'] is False and notes(run)


def test_user_of_the_base(registry, online):
    r = registry()
    for tag, user in {'none': '', 'name': 'root', 'number': '0:0', 'app': 'app', 'high': '65532'}.items():
        r.image('app', tag, layers=[layer(DEBIAN)], user=user)
    for tag, root in {'none': True, 'name': True, 'number': True, 'app': False, 'high': False}.items():
        run = online(f'FROM {r.host}/app:{tag}\n', r)
        assert (('LAY016', 'Dockerfile', 1) in findings(run)) == root, tag


def test_stale_bases(registry, online):
    r = registry()
    old = r.image('base', '1', layers=[layer(DEBIAN)])['digest']
    said = {'org.opencontainers.image.base.name': f'{r.host}/base:1', 'org.opencontainers.image.base.digest': old}
    image = r.image('app', layers=[layer(DEBIAN)])
    r.index('app', '1', entries=[(image, 'linux/amd64')], annotations=said)
    run = online(f'FROM {r.host}/app:1\n', r)
    assert stage(run)['made_from'] == {'name': f'{r.host}/base:1', 'digest': old, 'today': old, 'outdated': False}
    assert ('IMG017', 'Dockerfile', 1) not in findings(run)
    # An index today that has that very image for some platform is no other base.
    new = r.index('base', '1', entries=[({'mediaType': 'x', 'digest': old, 'size': 1}, 'linux/amd64')])['digest']
    assert stage(online(f'FROM {r.host}/app:1\n', r))['made_from']['outdated'] is False
    new = r.image('base', '1', layers=[layer(ALPINE)])['digest']
    run = online(f'FROM {r.host}/app:1\n', r)
    assert stage(run)['made_from']['today'] == new and stage(run)['made_from']['outdated'] is True
    assert ('IMG017', 'Dockerfile', 1) in findings(run)


@pytest.mark.parametrize('created, old', [('2026-08-01T00:00:00Z', False), ('2025-08-01T00:00:00Z', True),
                                          ('1970-01-01T00:00:00Z', False), ('0001-01-01T00:00:00Z', False),
                                          ('yesterday', False), ('2027-01-01T00:00:00Z', False)])
def test_age(registry, online, created, old):
    r = registry()
    r.image('app', '1', layers=[layer(DEBIAN)], created=created)
    assert (('IMG017', 'Dockerfile', 1) in findings(online(f'FROM {r.host}/app:1\n', r))) == old


@pytest.mark.parametrize('how', ['gzip', 'plain', pytest.param('zstd', marks=SLOW)])
def test_layers(registry, online, how):
    r = registry()
    status = 'Package: curl\nVersion: 7.88.1-10\n'
    r.image('app', '1', layers=[
        layer({**DEBIAN, 'var/lib/dpkg/status.d/tz': 'Package: tzdata\nVersion: 2024a-0\n'}, how),
        layer({'var/lib/dpkg/status.d/.wh.tz': '', 'var/lib/dpkg/status.d/curl': status}, how),
        layer({'usr/lib/x': 'y', 'var/lib/.wh.apt': ''}, how)])
    run = online(f'FROM {r.host}/app:1\n', r)
    assert names(run) == {('openssl', '3.0.11-1~deb12u2'), ('bash', '5.2.15-2'), ('curl', '7.88.1-10')}
    assert not notes(run)


def test_only_what_ships_is_unpacked(registry, online):
    r = registry()
    r.image('build', '1', layers=[layer(ALPINE)])
    r.image('app', '1', layers=[layer(DEBIAN)])
    run = online(f'FROM {r.host}/build:1 AS b\nFROM {r.host}/app:1\nCOPY --from=b /x /x\n', r)
    assert names(run) == {('openssl', '3.0.11-1~deb12u2'), ('bash', '5.2.15-2')}
    layers = [p for p in r.paths() if '/blobs/' in p]
    assert len([p for p in layers if p.startswith('/v2/build/')]) == 1  # its configuration
    assert stage(run, 0)['packages'] is None and stage(run, 1)['packages'] == 2


def test_packages_are_matched(registry, online, database):
    r = registry()
    r.image('app', '1', layers=[layer(DEBIAN)])
    r.image('alp', '1', layers=[layer(ALPINE)])
    folder = database(record('DEBIAN-1', 'openssl', 'Debian:12', fixed='3.0.11-1~deb12u3'),
                      record('DEBIAN-2', 'openssl', 'Debian:11', fixed='3.0.11-1~deb12u3'),
                      record('DEBIAN-3', 'openssl', 'Debian:12', fixed='3.0.11-1~deb12u2'),
                      record('ALPINE-1', 'openssl', 'Alpine:v3.20', fixed='3.3.0-r2'),
                      record('ALPINE-2', 'openssl', 'Alpine:v3.19', fixed='3.3.0-r2'),
                      record('NPM-1', 'left-pad', fixed='9.0.0'))
    lock = json.dumps({'lockfileVersion': 3, 'packages': {'': {}, 'node_modules/left-pad': {'version': '1.0.0'}}})
    run = online(f'FROM {r.host}/app:1\n', r, args=('--db', folder),
                 files={'b/Dockerfile': f'FROM {r.host}/alp:1\n', 'package-lock.json': lock})
    found = {(f['id'], f['path']) for f in run.json['findings'] if f['kind'] == 'vulnerability'}
    assert found == {('DEBIAN-1', 'Dockerfile'), ('ALPINE-1', 'b/Dockerfile')}
    chains = next(f for f in run.json['findings'] if f['id'] == 'DEBIAN-1')['chains']
    assert [len(c) for c in chains] == [2]
    assert run.status == 1


def rpm_header(name, version, release, epoch=None):
    """As rpm has it: an index of tag, type, offset, count, then the data."""
    index, data = b'', b''
    for tag, value in ((1000, name), (1001, version), (1002, release), (1003, epoch)):
        if isinstance(value, int):
            data += b'\0' * (-len(data) % 4)
            index += struct.pack('>4I', tag, 4, len(data), 1)
            data += struct.pack('>I', value)
        elif value:
            index += struct.pack('>4I', tag, 6, len(data), 1)
            data += value.encode() + b'\0'
    return struct.pack('>2I', len(index) // 16, len(data)) + index + data


def rpm_database(path, *headers, schema='CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)'):
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.execute(schema)
    db.executemany('INSERT INTO Packages (blob) VALUES (?)', [(h,) for h in headers])
    db.commit()
    db.close()
    return path.read_bytes().decode('latin-1')


@pytest.mark.parametrize('folder', ['var/lib/rpm', 'usr/lib/sysimage/rpm'])
def test_rpm(registry, online, database, tmp_path, folder):
    r = registry()
    rpms = rpm_database(tmp_path / 'rpm', rpm_header('openssl-libs', '3.0.7', '24.el9', 1), rpm_header('bash', '5', '6'))
    r.image('app', '1', layers=[layer({'etc/os-release': 'ID="rocky"\nVERSION_ID="9.4"\n',
                                       folder + '/rpmdb.sqlite': rpms.encode('latin-1')})])
    db = database(record('RLSA-1', 'openssl-libs', 'Rocky Linux:9', fixed='1:3.0.7-25.el9'),
                  record('RLSA-2', 'openssl-libs', 'Rocky Linux:8', fixed='1:3.0.7-25.el9'))
    run = online(f'FROM {r.host}/app:1\n', r, args=('--db', db))
    assert names(run) == {('openssl-libs', '1:3.0.7-24.el9'), ('bash', '5-6')} and not notes(run)
    assert {f['id'] for f in run.json['findings'] if f['kind'] == 'vulnerability'} == {'RLSA-1'}
    # What is still in the journal alone is not known.
    files = {folder + '/rpmdb.sqlite': rpms.encode('latin-1'), folder + '/rpmdb.sqlite-wal': 'x'}
    r.image('app', '2', layers=[layer(files)])
    assert any('not in it yet' in n for n in notes(online(f'FROM {r.host}/app:2\n', r)))


def test_rpm_databases_that_are_none(registry, online, tmp_path):
    r = registry()
    whole = rpm_header('a', '1', '2')
    kinds = {
        'cut': rpm_database(tmp_path / 'rpm', whole)[:3000],
        'header': rpm_database(tmp_path / 'rpm', whole[:20]),
        'sizes': rpm_database(tmp_path / 'rpm', b'\xff' * 40),
        'nameless': rpm_database(tmp_path / 'rpm', rpm_header('', '1', '2')),
    }
    (tmp_path / 'view').unlink(missing_ok=True)
    db = sqlite3.connect(tmp_path / 'view')
    db.execute('CREATE VIEW Packages AS WITH RECURSIVE n(blob) AS (SELECT 1 UNION ALL SELECT blob + 1 FROM n) '
               'SELECT blob FROM n')
    db.commit()
    db.close()
    kinds['view'] = (tmp_path / 'view').read_bytes().decode('latin-1')
    for kind, text in kinds.items():
        r.image('app', kind, layers=[layer({'etc/os-release': 'ID=rocky\nVERSION_ID=9\n',
                                            'var/lib/rpm/rpmdb.sqlite': text.encode('latin-1')})])
        run = online(f'FROM {r.host}/app:{kind}\n', r)
        assert notes(run) and not names(run), kind
        assert stage(run)['packages'] is None


def test_size_of_the_choices(registry, online):
    """Of what the facts would have one take instead, beside its own."""
    r = registry()
    r.host = 'docker.io'
    large, small = layer({'x': 'y' * 100000, **DEBIAN}, 'plain'), layer(ALPINE, 'plain')
    r.image('library/node', '22', layers=[large])
    assert stage(online('FROM node:22\n', r))['others'] == []
    choices = {p.rpartition('/')[2] for p in r.paths() if '/manifests/' in p} - {'22'}
    assert choices
    for tag in choices:
        r.image('library/node', tag, layers=[small])
    got = stage(online('FROM node:22\n', r))
    assert got['bytes'] == len(large)
    assert {(o['image'], o['bytes']) for o in got['others']} == {('node:' + tag, len(small)) for tag in choices}
    assert 'would be' in online('FROM node:22\n', r, form='table').out


def test_a_second_run_asks_only_what_tags_mean(registry, online, tmp_path):
    r = registry()
    r.index('app', '1', entries=[(r.image('app', layers=[layer(DEBIAN)]), 'linux/amd64')])
    first = online(f'FROM {r.host}/app:1\n', r)
    r.asked.clear()
    second = online(f'FROM {r.host}/app:1\n', r)
    assert second.out == first.out
    assert r.paths() == ['/v2/app/manifests/1']
    assert 'If-None-Match' in r.asked[0][1]
    # Where the registry is gone, what the tag meant stands in, which is said.
    r.faults['/v2/app/manifests/1'] = [r.status(503)] * 9
    third = online(f'FROM {r.host}/app:1\n', r)
    assert names(third) == names(first)
    assert any('earlier run' in n for n in notes(third))


def test_one_image_is_asked_about_once(registry, online):
    r = registry()
    r.image('app', '1', layers=[layer(DEBIAN)])
    run = online(f'FROM {r.host}/app:1\n', r, files={f'{i}/Dockerfile': f'FROM {r.host}/app:1\n' for i in range(20)})
    assert len(run.json['image']['files']) == 21
    assert len(r.paths()) == len(set(r.paths()))


# --- whom to ask, and who asks

def test_registries_that_nobody_named(registry, online):
    r, other = registry(), registry()
    other.image('app', '1', layers=[layer(DEBIAN)])
    run = online(f'FROM {other.host}/app:1\n', r)
    assert other.asked == []
    assert any(f'"{other.host}" = "https://{other.host}"' in n and 'registries.toml' in n for n in notes(run))
    # Nor does the scanned tree name any.
    run = online(f'FROM {other.host}/app:1\n', r,
                 files={'strata.toml': f'[registries]\n"{other.host}" = "{other.url}"\n'})
    assert other.asked == []


def test_nobody_is_asked_offline(registry, strata, repository):
    r = registry()
    repository.write('Dockerfile', f'FROM {r.host}/app:1\n')
    run = strata('image', '-o', 'json', cwd=repository.path)
    assert r.asked == [] and 'registry' not in run.json['image']['files'][0]['stages'][0]


def test_names_without_host(registry, online, tmp_path, strata, repository):
    """docker.io is where [registries] says, so that a mirror may stand in for it."""
    r = registry()
    digest = r.image('library/thing', 'latest', layers=[layer(DEBIAN)])['digest']
    config = tmp_path / 'home' / '.config' / 'strata' / 'registries.toml'
    config.parent.mkdir(parents=True)
    config.write_text(f'docker = "{r.url}"\n')
    repository.write('Dockerfile', 'FROM thing\n')
    run = strata('image', '--online', '-o', 'json', '--db', 'starter', cwd=repository.path)
    assert stage(run)['digest'] == digest


def docker_config(tmp_path, auths, **more):
    path = tmp_path / 'home' / '.docker' / 'config.json'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({'auths': auths, **more}))


def secret_free(tmp_path, *secrets):
    """Nothing that is kept has a credential in it."""
    for path in (tmp_path / 'home').rglob('*'):
        if path.is_file() and path.name != 'config.json':
            data = path.read_bytes()
            assert not any(s.encode() in data for s in secrets), path


@pytest.mark.parametrize('tokens', [None, 'tok-en'])
def test_logins(registry, online, tmp_path, tokens):
    r = registry(login='user:pass-word', tokens=tokens)
    r.image('app', '1', layers=[layer(DEBIAN)])
    refused = online(f'FROM {r.host}/app:1\n', r)
    assert any('needs a login' in n or 'no token' in n for n in notes(refused)) and not names(refused)
    docker_config(tmp_path, {r.host: {'auth': r.basic().removeprefix('Basic ')}})
    run = online(f'FROM {r.host}/app:1\n', r, args=('-v',))
    assert names(run) == {('openssl', '3.0.11-1~deb12u2'), ('bash', '5.2.15-2')}
    if tokens:
        asked = [p for p in r.paths() if p.startswith('/token')]
        assert asked[-1] == '/token?service=here&scope=repository:app:pull'
        assert not any(h.get('Authorization', '').startswith('Basic') for p, h in r.asked if p.startswith('/v2/'))
    secret = r.basic().removeprefix('Basic ')
    for text in (run.out, run.err, refused.out, refused.err):
        assert secret not in text and 'pass-word' not in text and 'tok-en' not in text
    secret_free(tmp_path, secret, 'pass-word', 'tok-en')


@pytest.mark.parametrize('tokens', [None, 'tok-en'])
def test_login_that_was_taken_away(registry, online, tmp_path, tokens):
    """Who may not ask any more gets no answer of before."""
    r = registry(login='user:pass', tokens=tokens)
    r.image('app', '1', layers=[layer(DEBIAN)])
    docker_config(tmp_path, {r.host: {'auth': r.basic().removeprefix('Basic ')}})
    assert names(online(f'FROM {r.host}/app:1\n', r))
    r.login = 'user:another'
    if tokens:
        r.tokens = 'an-other'
    run = online(f'FROM {r.host}/app:1\n', r)
    assert not names(run) and any('does not tell' in n for n in notes(run))


def test_tokens_that_run_out(registry, online):
    r = registry(tokens='first')
    r.image('app', '1', layers=[layer(DEBIAN)])
    config = next(p for p in r.files if '/blobs/' in p)

    def run_out(request):
        r.tokens = 'second'
        return r.send(request, 401, b'', {'WWW-Authenticate': f'Bearer realm="{r.url}/token"'})
    r.faults[config] = [run_out, None]
    run = online(f'FROM {r.host}/app:1\n', r)
    assert len(names(run)) == 2 and not notes(run)


def test_tokens_without_login(registry, online):
    r = registry(tokens='anybodys')
    r.image('app', '1', layers=[layer(DEBIAN)])
    assert len(names(online(f'FROM {r.host}/app:1\n', r))) == 2


def test_no_credential_leaves_its_host(registry, online, tmp_path):
    blobs = registry()
    r = registry(login='user:pass', elsewhere=blobs)
    r.image('app', '1', layers=[layer(DEBIAN)])
    docker_config(tmp_path, {r.url: {'auth': r.basic().removeprefix('Basic ')}})
    assert len(names(online(f'FROM {r.host}/app:1\n', r))) == 2
    assert blobs.asked and all('Authorization' not in headers for _, headers in blobs.asked)


def test_no_login_answers_whom_it_was_sent_on_to(registry, online, tmp_path):
    """A server of blobs is not the one that the login is for, and says nothing of where that goes."""
    blobs = registry()
    r = registry(login='user:pass', elsewhere=blobs)
    r.image('app', '1', layers=[layer(DEBIAN)])
    docker_config(tmp_path, {r.host: {'auth': r.basic().removeprefix('Basic ')}})
    for path in list(blobs.files):
        blobs.faults[path] = [lambda request: blobs.send(request, 401, b'', {
            'WWW-Authenticate': f'Bearer realm="{r.url}/token"'})] * 9
    run = online(f'FROM {r.host}/app:1\n', r)
    assert blobs.asked and not any(p.startswith('/token') for p in r.paths())
    assert not names(run) and any('needs a login' in n for n in notes(run))


def test_no_login_follows_a_realm_astray(registry, online, tmp_path):
    thief = registry()
    r = registry(login='user:pass')
    r.image('app', '1', layers=[layer(DEBIAN)])
    docker_config(tmp_path, {r.host: {'auth': r.basic().removeprefix('Basic ')}})
    r.login = None
    r.faults['/v2/app/manifests/1'] = [lambda request: r.send(request, 401, b'', {
        'WWW-Authenticate': f'Bearer realm="{thief.url}/token"'})] * 9
    run = online(f'FROM {r.host}/app:1\n', r)
    assert thief.asked == []
    assert any('no password may go' in n for n in notes(run))


def test_login_of_another_host(registry, online, tmp_path):
    r, other = registry(), registry()
    r.image('app', '1', layers=[layer(DEBIAN)])
    docker_config(tmp_path, {other.host: {'auth': 'dTpw'}, 'https://index.docker.io/v1/': {'auth': 'dTpw'}})
    assert len(names(online(f'FROM {r.host}/app:1\n', r, other))) == 2
    assert all('Authorization' not in headers for _, headers in r.asked)


def test_helpers_run_only_when_asked(registry, online, tmp_path, strata, repository):
    r = registry(login='user:secret')
    r.image('app', '1', layers=[layer(DEBIAN)])
    docker_config(tmp_path, {}, credHelpers={r.host: 'here'})
    ran = tmp_path / 'ran'
    helper = tmp_path / 'bin' / 'docker-credential-here'
    helper.parent.mkdir()
    helper.write_text(f'#!/bin/sh\ncat > {ran}\necho \'{{"Username": "user", "Secret": "secret"}}\'\n')
    helper.chmod(0o755)
    path = f'{helper.parent}:{os.environ["PATH"]}'
    run = online(f'FROM {r.host}/app:1\n', r, PATH=path)
    assert not ran.exists() and not names(run)
    (tmp_path / 'home/.config/strata/strata.toml').write_text('[registries]\ndocker-helpers = "run"\n')
    run = online(f'FROM {r.host}/app:1\n', r, PATH=path)
    assert ran.read_text().strip() == r.host and len(names(run)) == 2


# --- what goes wrong

def test_what_passes(registry, online):
    r = registry()
    r.image('app', '1', layers=[layer(DEBIAN)])
    paths = list(r.files)
    for path in paths:
        r.faults[path] = [r.status(429, Retry_After='1'), r.status(500), None]
    run = online(f'FROM {r.host}/app:1\n', r)
    assert len(names(run)) == 2 and not notes(run)


@pytest.mark.parametrize('status', [500, 403])
def test_what_does_not_pass(registry, online, status):
    r = registry()
    r.image('app', '1', layers=[layer(DEBIAN)])
    r.faults['/v2/app/manifests/1'] = [r.status(status)] * 9
    run = online(f'FROM {r.host}/app:1\n', r, args=('--strict',))
    assert notes(run) and not names(run) and str(status) in notes(run)[0]
    assert stage(run) is None


def test_too_long_a_pause(registry, online):
    r = registry()
    r.faults['/v2/app/manifests/1'] = [r.status(429, Retry_After='7200')] * 9
    start = time.monotonic()
    run = online(f'FROM {r.host}/app:1\n', r)
    assert time.monotonic() - start < 20 and any('7200' in n for n in notes(run))


def test_silence(registry, online):
    r = registry()
    r.image('app', '1', layers=[layer(DEBIAN)])
    r.faults['/v2/app/manifests/1'] = [r.silent('/v2/app/manifests/1', 30)] * 9
    run = online(f'FROM {r.host}/app:1\nFROM {r.host}/app:2\nCOPY --from=0 / /\n', r)
    assert any('silent' in n for n in notes(run))


def test_a_host_that_is_gone_is_asked_once(online, registry):
    r = registry()
    r.close()
    start = time.monotonic()
    run = online(f'FROM {r.host}/app:1\n', r, files={f'{i}/Dockerfile': f'FROM {r.host}/x:{i}\n' for i in range(30)})
    assert len(notes(run)) == 31
    assert time.monotonic() - start < 30


def blob_path(r, name='app'):
    """Of the first layer."""
    manifest = json.loads(r.files[f'/v2/{name}/manifests/1'])
    return f'/v2/{name}/blobs/' + manifest['layers'][0]['digest']


@pytest.mark.parametrize('what', ['truncated', 'other bytes', 'longer', 'shorter', 'endless', 'no tar', 'bomb'])
def test_layers_that_lie(registry, online, what):
    r = registry()
    data = layer(DEBIAN)
    bomb = gzip.compress(tar_of_zeros())
    r.image('app', '1', layers=[bomb if what == 'bomb' else b'no tar file' * 100 if what == 'no tar' else data])
    path = blob_path(r)
    if what == 'truncated':
        r.faults[path] = [r.cut(path, 40)] * 9
    elif what == 'other bytes':
        r.files[path] = data[:-1] + bytes([data[-1] ^ 1])
    elif what == 'longer':
        r.files[path] = data + b'x'
    elif what == 'shorter':
        r.files[path] = data[:-1]
    elif what == 'endless':
        r.faults[path] = [endless] * 9
    start = time.monotonic()
    run = online(f'FROM {r.host}/app:1\n', r)
    assert time.monotonic() - start < 60
    assert not names(run) and any('not known as a whole' in n for n in notes(run)), notes(run)
    assert stage(run)['packages'] is None and stage(run)['digest']


def test_one_layer_many_times(registry, online):
    """A few bytes that unpack to a list of packages, and an image that has them over and over."""
    r = registry()
    large = layer({'var/lib/dpkg/status': b'\n' * (60 << 20)})
    r.image('app', '1', layers=[*[large] * 40, layer(DEBIAN)])
    run = online(f'FROM {r.host}/app:1\n', r)
    assert not names(run) and any('all layers' in n for n in notes(run)), notes(run)
    r.image('app', '2', layers=[*[large] * 4, layer(DEBIAN)])
    assert len(names(online(f'FROM {r.host}/app:2\n', r))) == 2


def tar_of_zeros():
    """A tar file that says it has a file of 64 GiB."""
    info = tarfile.TarInfo('zeros')
    info.size = 64 << 30
    return info.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 20)


def endless(request):
    request.send_response(200)
    request.send_header('Transfer-Encoding', 'chunked')
    request.end_headers()
    try:
        while True:
            request.wfile.write(b'10000\r\n' + bytes(0x10000) + b'\r\n')
    except OSError:
        request.close_connection = True


@pytest.mark.parametrize('what', ['another digest said', 'other bytes by digest', 'no json', 'large', 'endless',
                                  'schema 1', 'index in index', 'no digest', 'deep', 'layers twice', 'Layers',
                                  'Digest'])
def test_manifests_that_lie(registry, online, what):
    r = registry()
    path = '/v2/app/manifests/1'
    digest = r.image('app', '1', layers=[layer(DEBIAN)])['digest']
    reference = f'{r.host}/app:1'
    if what == 'another digest said':
        r.faults[path] = [lambda q: r.send(q, 200, r.files[path], {'Docker-Content-Digest': 'sha256:' + '0' * 64})]
    elif what == 'other bytes by digest':
        r.files[f'/v2/app/manifests/{digest}'] += b' '
        reference = f'{r.host}/app@{digest}'
    elif what == 'no json':
        r.files[path] = b'<html>'
    elif what == 'large':
        r.files[path] += b' ' * (5 << 20)
    elif what == 'endless':
        r.faults[path] = [endless] * 9
    elif what == 'schema 1':
        r.files[path] = b'{"schemaVersion": 1, "fsLayers": []}'
    elif what == 'index in index':
        inner = r.index('app', entries=[({'mediaType': 'x', 'digest': digest, 'size': 1}, 'linux/amd64')])
        r.index('app', '1', entries=[(inner, 'linux/amd64')])
    elif what == 'no digest':
        r.files[path] = b'{"config": {"digest": "sha256:../../x", "size": 1}, "layers": []}'
    elif what == 'deep':
        r.files[path] = b'{"a":' * 10000 + b'1' + b'}' * 10000
    elif what == 'layers twice':  # engines take the last, and keys in either case
        r.files[path] = r.files[path].replace(b'"layers":', b'"layers": [], "layers":')
    elif what == 'Layers':
        r.files[path] = r.files[path].replace(b'"layers":', b'"Layers":')
    elif what == 'Digest':
        r.files[path] = r.files[path].replace(b'"digest":', b'"Digest": "sha256:%s", "digest":' % (b'0' * 64))
    run = online(f'FROM {reference}\n', r)
    assert any('does not tell' in n for n in notes(run)), notes(run)
    assert not names(run) and stage(run) is None


def test_pages_of_referrers(registry, tmp_path):
    """They are followed at the same registry alone, and not for ever."""
    r, thief = registry(), registry()
    digest = 'sha256:' + 'a' * 64

    def page(number, target):
        body = json.dumps({'mediaType': OCI + 'index.v1+json', 'manifests': [
            {'digest': 'sha256:%064x' % number, 'size': 1, 'artifactType': 'a/%d' % (number % 2)}]}).encode()
        return lambda q: r.send(q, 200, body, {'Link': f'<{target}>; rel="next"'} if target else {})
    path = f'/v2/app/referrers/{digest}'
    for number in range(3):
        r.faults[path + ('?n=%d' % number if number else '')] = [page(number, path + '?n=%d' % (number + 1) if number < 2
                                                                      else None)]
    assert [line.split('\t')[0] for line in ask_oracle(tmp_path, r, digest)] == ['digest=sha256:%064x' % n for n in range(3)]
    r.faults[path] = [page(0, path + '?n=1')]
    r.faults[path + '?n=1'] = [page(1, thief.url + path)]
    assert len(ask_oracle(tmp_path, r, digest)) == 2 and thief.asked == []
    r.faults[path] = [page(0, path)] * 99
    assert ask_oracle(tmp_path, r, digest)[-1].startswith('error=-4')
    # What no registry says for a page of its API.
    for status in (400, 404, 405):
        r.faults[path] = [r.status(status)]
        assert ask_oracle(tmp_path, r, digest) == []
    r.faults[path] = [r.status(403)] * 9
    assert ask_oracle(tmp_path, r, digest)[-1].startswith('error=-1')


def ask_oracle(tmp_path, r, digest):
    home = tmp_path / 'home'
    (home / '.config' / 'strata').mkdir(parents=True, exist_ok=True)
    (home / '.config' / 'strata' / 'registries.toml').write_text(f'"{r.host}" = "{r.url}"\n')
    oracle = Path(os.environ.get('STRATA_OCI_ORACLE', ROOT / 'build' / 'dev' / 'tests' / 'oci_oracle'))
    done = subprocess.run([oracle, '-t', '2', 'referrers', f'{r.host}/app', digest], capture_output=True, text=True,
                          env={'HOME': str(home)}, check=True)
    return done.stdout.splitlines()


def test_redirects_in_circles(registry, online):
    r = registry()
    r.faults['/v2/app/manifests/1'] = [lambda q: r.send(q, 307, b'', {'Location': '/v2/app/manifests/1'})] * 99
    assert any('circles' in n for n in notes(online(f'FROM {r.host}/app:1\n', r)))


@pytest.mark.parametrize('target', ['file:///etc/passwd', 'ftp://127.0.0.1/x', 'gopher://127.0.0.1/x'])
def test_redirects_to_where_they_may_not(registry, online, target):
    r = registry()
    r.faults['/v2/app/manifests/1'] = [lambda q: r.send(q, 307, b'', {'Location': target})] * 9
    run = online(f'FROM {r.host}/app:1\n', r)
    assert any('does not tell' in n for n in notes(run))


def test_cache_that_was_tampered_with(registry, online, tmp_path):
    """What has a digest is checked against it also when it comes out of the cache."""
    r = registry()
    r.image('app', '1', layers=[layer(DEBIAN)])
    first = online(f'FROM {r.host}/app:1\n', r)
    for path in (tmp_path / 'home').rglob('http/**/*'):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-3] + b'xyz')
    assert online(f'FROM {r.host}/app:1\n', r).out == first.out


def test_hostile_names(registry, online):
    r = registry()
    r.image('app', '1', layers=[layer({
        'etc/os-release': 'ID=debian\nVERSION_ID="12&evil=1"\n',
        'var/lib/dpkg/status': 'Package: a\x1b[31m::error::\nVersion: 1\n\nPackage: ../../x?y#z\nVersion: 1 2\n'})])
    run = online(f'FROM {r.host}/app:1\n', r)
    purls = {p['purl'] for p in run.json['packages'] if p['ecosystem'] == 'Debian'}
    assert all(p.count('?') == 1 and '#' not in p and '\x1b' not in p for p in purls) and len(purls) == 2
    table = online(f'FROM {r.host}/app:1\n', r, args=('-v',), form='table')
    assert '\x1b' not in table.out
