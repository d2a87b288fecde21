"""What registries do wrong, for each ecosystem: the answer is right, or what it lacks is named."""
import hashlib
import json
import subprocess
import time

import pytest

from registries import CargoRegistry, GemServer, GoProxy, NpmRegistry
from server import Server


class Npm:
    """A manifest that asks for a; b is what a asks for. The same words in each of these classes."""
    a, b, version = 'a', 'b', '1.0.0'

    def __init__(self, folder):
        self.server = NpmRegistry()
        self.environment = {'npm_config_registry': self.server.url}
        self.manifest = ('package.json', json.dumps({'name': 'app', 'dependencies': {'a': '1.0.0'}}))

    def publish(self, name, *asks):
        self.server.publish(name, '1.0.0', dependencies={ask: '1.0.0' for ask in asks})

    def path(self, name):
        return '/' + name

    def publish_many(self, count):
        versions = {f'1.0.{i}': {'name': 'a', 'version': f'1.0.{i}', 'dist': {}} for i in range(count)}
        self.server.files['/a'] = json.dumps({'name': 'a', 'dist-tags': {}, 'versions': versions}).encode()
        return 'package.json', json.dumps({'dependencies': {'a': '^1'}}), f'1.0.{count - 1}'

    def secret(self, folder):
        host = self.server.url.removeprefix('http:')
        (folder / '.npmrc').write_text(f'{host}/:_authToken=very-secret\n')


class Pypi:
    a, b, version = 'a', 'b', '1.0.0'

    def __init__(self, folder):
        self.server = Server(ranges=False)
        self.environment = {'PIP_INDEX_URL': self.server.url + '/simple'}
        self.manifest = ('requirements.txt', 'a==1.0.0\n')

    def publish(self, name, *asks):
        text = f'Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n' + ''.join(
            f'Requires-Dist: {ask}==1.0.0\n' for ask in asks)
        file = f'{name}-1.0.0-py3-none-any.whl'
        self.server.files[f'/files/{file}.metadata'] = text.encode()
        sha = hashlib.sha256(text.encode()).hexdigest()
        self.server.files[f'/simple/{name}/'] = json.dumps({'meta': {'api-version': '1.1'}, 'name': name, 'files': [{
            'filename': file, 'url': f'{self.server.url}/files/{file}', 'hashes': {'sha256': '0' * 64},
            'core-metadata': {'sha256': sha}, 'upload-time': '2024-01-01T00:00:00Z'}]}).encode()

    def path(self, name):
        return f'/simple/{name}/'

    def publish_many(self, count):
        self.publish('a')
        page = json.loads(self.server.files['/simple/a/'])
        files = [dict(page['files'][0], filename=f'a-1.{i}-py3-none-any.whl') for i in range(count)]
        self.server.files['/simple/a/'] = json.dumps(dict(page, files=files)).encode()
        return 'requirements.txt', 'a>=1\n', f'1.{count - 1}'

    def secret(self, folder):
        self.environment['PIP_INDEX_URL'] = self.server.url.replace('//', '//user:very-secret@') + '/simple'


class Cargo:
    a, b, version = 'a', 'b', '1.0.0'

    def __init__(self, folder):
        self.server, self.home = CargoRegistry(), folder / 'cargo'
        self.home.mkdir()
        (self.home / 'config.toml').write_text(
            f'[source.crates-io]\nreplace-with = "near"\n[source.near]\nregistry = "sparse+{self.server.url}/"\n')
        self.environment = {'CARGO_HOME': str(self.home)}
        self.manifest = ('Cargo.toml', '[package]\nname = "app"\nversion = "0.1.0"\n[dependencies]\na = "=1.0.0"\n')

    def publish(self, name, *asks):
        self.server.entries.pop(name, None)
        self.server.publish(name, '1.0.0', [f'{ask} =1.0.0' for ask in asks])

    def path(self, name):
        return '/1/' + name

    def publish_many(self, count):
        line = json.loads(self.server.files['/1/b'])
        self.server.files['/1/a'] = '\n'.join(json.dumps(dict(line, name='a', vers=f'1.0.{i}'))
                                             for i in range(count)).encode()
        return 'Cargo.toml', self.manifest[1].replace('=1.0.0', '1'), f'1.0.{count - 1}'


class Go:
    a, b, version = 'm.example/a', 'm.example/b', 'v1.0.0'

    def __init__(self, folder):
        self.server = GoProxy()
        self.environment = {'GOPROXY': self.server.url}
        self.manifest = ('go.mod', 'module m.example/app\n\ngo 1.16\n\nrequire m.example/a v1.0.0\n')

    def publish(self, name, *asks):
        self.server.publish('m.example/' + name, 'v1.0.0', *(f'm.example/{ask} v1.0.0' for ask in asks))

    def path(self, name):
        return f'/m.example/{name}/@v/v1.0.0.mod'

    def publish_many(self, count):
        self.server.files['/m.example/a/@v/list'] = '\n'.join(f'v1.0.{i}' for i in range(count)).encode()
        newest = f'v1.0.{count - 1}'
        self.server.files[f'/m.example/a/@v/{newest}.mod'] = b'module m.example/a\n'
        return 'go.mod', self.manifest[1].replace('v1.0.0', 'v1'), newest


class Maven:
    a, b, version = 'g:a', 'g:b', '1'

    def __init__(self, folder):
        self.server = Server(ranges=False)
        self.write(folder, '')
        self.environment = {}
        self.manifest = ('pom.xml', self.pom('app', 'a'))

    def write(self, folder, more):
        (folder / '.m2').mkdir(exist_ok=True)
        (folder / '.m2' / 'settings.xml').write_text(
            '<settings><mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf>'
            f'<url>{self.server.url}</url></mirror></mirrors>{more}</settings>')

    @staticmethod
    def pom(name, *asks):
        return f'<project><groupId>g</groupId><artifactId>{name}</artifactId><version>1</version><dependencies>' + ''.join(
            f'<dependency><groupId>g</groupId><artifactId>{ask}</artifactId><version>1</version></dependency>'
            for ask in asks) + '</dependencies></project>'

    def publish(self, name, *asks):
        self.server.files[self.path(name)] = self.pom(name, *asks).encode()

    def path(self, name):
        return f'/g/{name}/1/{name}-1.pom'

    def publish_many(self, count):
        versions = ''.join(f'<version>1.{i}</version>' for i in range(count))
        self.server.files['/g/a/maven-metadata.xml'] = (
            f'<metadata><versioning><versions>{versions}</versions></versioning></metadata>'.encode())
        newest = f'1.{count - 1}'
        self.server.files[f'/g/a/{newest}/a-{newest}.pom'] = self.pom('a').replace(
            '<version>1</version>', f'<version>{newest}</version>', 1).encode()
        return 'pom.xml', self.manifest[1].replace('<version>1</version></dependency>',
                                                   '<version>[1,)</version></dependency>'), newest

    def secret(self, folder):
        self.write(folder, '<servers><server><id>m</id><username>u</username><password>very-secret</password>'
                   '</server></servers>')


class Rubygems:
    a, b, version = 'a', 'b', '1.0.0'

    def __init__(self, folder):
        self.server = GemServer()
        self.environment = {'BUNDLE_MIRROR__ALL': self.server.url}
        self.manifest = ('Gemfile', "gem 'a', '1.0.0'\n")

    def publish(self, name, *asks):
        self.server.lines.pop(name, None)
        self.server.publish(name, '1.0.0', *(f'{ask} = 1.0.0' for ask in asks))

    def path(self, name):
        return '/info/' + name

    def publish_many(self, count):
        self.server.files['/info/a'] = ('---\n' + ''.join(f'1.0.{i} |\n' for i in range(count))).encode()
        return 'Gemfile', "gem 'a', '~> 1.0'\n", f'1.0.{count - 1}'

    def secret(self, folder):
        self.environment['BUNDLE_127__0__0__1:' + self.server.url.rpartition(':')[2]] = 'user:very-secret'


@pytest.fixture
def secure(tmp_path, monkeypatch):
    """Servers made from here on speak TLS, with a certificate that is trusted; asked for before `world`."""
    pair = tmp_path / 'pair.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
                    '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2',
                    '-keyout', pair, '-out', tmp_path / 'certificate.pem'], check=True, capture_output=True)
    pair.write_text(pair.read_text() + (tmp_path / 'certificate.pem').read_text())
    monkeypatch.setattr(Server, 'certificate', str(pair))
    monkeypatch.setenv('SSL_CERT_FILE', str(tmp_path / 'certificate.pem'))


@pytest.fixture(params=[Npm, Pypi, Cargo, Go, Maven, Rubygems], ids=lambda c: c.__name__.lower())
def world(request, tmp_path, repository, strata):
    """An ecosystem with a and what it asks for, b; `ask` runs deps --online."""
    home = tmp_path / 'home'
    home.mkdir(exist_ok=True)
    world = request.param(home)
    world.home = home
    world.publish('a', 'b')
    world.publish('b')
    repository.write(*world.manifest).commit()

    def ask(*options):
        return strata('deps', repository.path, *(options or ('--online',)), '-o', 'json', HOME=str(home),
                      XDG_CACHE_HOME=str(tmp_path / 'cache'), **world.environment)
    world.ask, world.cache = ask, tmp_path / 'cache'
    yield world
    world.server.close()


def versions(world, run):
    return {p for p in run.packages() if p[0] in (world.a, world.b)}


def unresolved(run):
    return [n['reason'] for n in run.json['coverage']['notes'] if 'not resolved' in n['reason']]


def is_whole(world, run):
    return {(world.a, world.version), (world.b, world.version)} == versions(world, run) and not unresolved(run)


def is_named(world, run, name):
    """The package is there, and a note says what of it could not be had. A page of HTML without
    a link is an answer of PyPI's: that there is no release."""
    there = name in {p[0] for p in versions(world, run)} or any('no release fits' in r for r in unresolved(run))
    return there and any(f"'{name}" in reason for reason in unresolved(run))


def test_all_is_well(world):
    assert is_whole(world, world.ask())


@pytest.mark.parametrize('status', [429, 500])
def test_what_passes_is_waited_for(world, status):
    world.server.faults[world.path('b')] = [world.server.status(status, Retry_After='1'), None]
    assert is_whole(world, world.ask())


def test_a_body_that_is_cut_once_is_asked_for_again(world):
    path = world.path('b')
    world.server.faults[path] = [world.server.cut(path, 5), None]
    assert is_whole(world, world.ask())


@pytest.mark.parametrize('name', ['a', 'b'])
def test_a_refusal_is_named(world, name):
    world.server.faults[world.path(name)] = [world.server.status(403)] * 4
    run = world.ask()
    assert is_named(world, run, getattr(world, name)), run.json['coverage']['notes']
    world.server.faults[world.path(name)] = [world.server.status(403)] * 4
    assert world.ask('--online', '--strict').status == 5


@pytest.mark.parametrize('body', [b'', b'\x00\xff', b'<html>'])
def test_nonsense_is_named_and_not_kept(world, body):
    path = world.path('b')
    right, world.server.files[path] = world.server.files[path], body
    assert is_named(world, world.ask(), world.b)
    world.server.files[path] = right
    assert is_whole(world, world.ask())


def test_a_cycle_and_a_package_that_asks_for_itself_end(world):
    world.publish('b', 'a', 'b')
    run = world.ask()
    assert {(world.a, world.version), (world.b, world.version)} == versions(world, run)


def test_a_package_that_asks_for_itself_alone(world):
    world.publish('a', 'a')
    run = world.ask()
    assert versions(world, run) == {(world.a, world.version)} and not unresolved(run)


def test_a_silent_server_is_given_up_and_asked_again(world):
    path = world.path('b')
    world.server.faults[path] = [world.server.silent(path, 4), None]
    start = time.time()
    assert is_whole(world, world.ask('--online', '--timeout', '1'))
    assert time.time() - start < 4


def test_a_server_that_stays_silent_is_named(world):
    if not isinstance(world, Npm):
        pytest.skip('the wait is one and the same, and takes long')
    path = world.path('b')
    world.server.faults[path] = [world.server.silent(path, 30)] * 9
    start = time.time()
    run = world.ask('--online', '--timeout', '1')
    assert time.time() - start < 25
    assert is_named(world, run, world.b) and any('the server is silent' in r for r in unresolved(run))


def test_ten_thousand_versions(world, repository):
    name, content, newest = world.publish_many(10000)
    repository.write(name, content).commit()
    start = time.time()
    run = world.ask()
    assert versions(world, run) == {(world.a, newest)} and not unresolved(run)
    assert time.time() - start < 20  # with sanitizers, on a busy machine


def test_over_tls(secure, world):
    assert world.server.url.startswith('https:')
    assert is_whole(world, world.ask())


def test_a_certificate_of_nobody_is_not_believed(secure, world, monkeypatch):
    monkeypatch.delenv('SSL_CERT_FILE')
    run = world.ask()
    assert is_named(world, run, world.a) and world.server.asked == []


def test_a_redirect_out_of_tls_is_refused(secure, world, monkeypatch):
    monkeypatch.setattr(Server, 'certificate', None)
    plain = Server(ranges=False)
    path = world.path('b')
    plain.files[path] = world.server.files[path]
    world.server.faults[path] = [world.server.redirect(plain.url + path)]
    run = world.ask()
    assert is_named(world, run, world.b) and any('redirects to where it may not' in r for r in unresolved(run))
    assert plain.asked == []
    plain.close()


def test_a_redirect_to_another_host_takes_no_secret_along(world):
    take_along(world, lambda url: url.replace('127.0.0.1', 'localhost'))


def test_a_redirect_to_another_port_takes_no_secret_along(world):
    take_along(world, lambda url: url)


def take_along(world, other_name):
    if not hasattr(world, 'secret'):
        pytest.skip('its credentials are held by a test of its own')
    world.secret(world.home)
    other = Server(ranges=False)
    path = world.path('b')
    other.files[path] = world.server.files[path]
    world.server.faults[path] = [world.server.redirect(other_name(other.url) + path)]
    run = world.ask()
    assert is_whole(world, run), run.json['coverage']['notes']
    assert any('Authorization' in headers for _, headers in world.server.asked)
    assert other.asked and not any('Authorization' in headers for _, headers in other.asked)
    assert 'very-secret' not in run.out + run.err
    assert not any(b'very-secret' in p.read_bytes() for p in world.cache.rglob('*') if p.is_file())
    other.close()


def test_a_cache_outlives_its_server(world):
    assert is_whole(world, world.ask())
    world.server.close()
    assert is_whole(world, world.ask('--jobs=1'))


def test_old_answers_stand_in_for_a_server_that_is_gone_and_that_is_said(world, monkeypatch):
    monkeypatch.setattr(type(world.server), 'max_age', 0)
    first = world.ask()
    assert is_whole(world, first)
    time.sleep(1)  # the times have seconds
    world.server.close()
    run = world.ask()
    assert versions(world, run) == versions(world, first)
    notes = [n['reason'] for n in run.json['coverage']['notes'] if 'of the cache' in n['reason']]
    if isinstance(world, (Go, Maven)):  # what they have never changes: nobody has to be asked
        assert notes == []
        return
    [note] = notes
    assert 'of the cache that should have been asked for again: cannot fetch' in note and world.server.url in note
    [resolved] = [m['resolved'] for m in run.json['manifests']]
    assert resolved < run.json['now']
    assert run.status == 0


@pytest.mark.parametrize('status', [403, 404])
def test_a_server_that_says_no_is_believed_over_the_cache(world, status, monkeypatch):
    if isinstance(world, (Go, Maven)):
        pytest.skip('what they have never changes: nobody is asked')
    monkeypatch.setattr(type(world.server), 'max_age', 0)
    assert is_whole(world, world.ask())
    world.server.faults[world.path('b')] = [world.server.status(status)] * 4
    assert is_named(world, world.ask(), world.b)


def test_damaged_entries_of_the_cache_do_not_answer(world):
    assert is_whole(world, world.ask())
    entries = [p for p in world.cache.rglob('*') if p.is_file() and p.parent.parent.name == 'http']
    assert entries
    for entry in entries:
        whole = entry.read_bytes()
        entry.write_bytes(whole[:-3] + b'xyz')
    assert is_whole(world, world.ask())
