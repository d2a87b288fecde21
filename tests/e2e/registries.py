"""Registries on the loopback, with packages that a test makes up."""
import gzip
import hashlib
import io
import json
import tarfile
import zipfile

import pytest

from server import Server


class NpmRegistry(Server):
    """`publish` makes packuments; answers say how long they are fresh, as real ones do."""

    max_age = 300

    def __init__(self):
        super().__init__(ranges=False)
        self.packuments = {}

    def publish(self, name, version, time='2024-01-01T00:00:00.000Z', tag='latest', **manifest):
        packument = self.packuments.setdefault(
            name, {'name': name, 'dist-tags': {}, 'versions': {}, 'time': {}})
        packument['versions'][version] = {
            'name': name, 'version': version,
            'dist': {'tarball': f'{self.url}/{name}/-/{version}.tgz', 'integrity': f'sha512-{name}{version}=='},
            **manifest}
        packument['time'][version] = time
        if tag:
            packument['dist-tags'][tag] = version
        self.files['/' + name] = json.dumps(packument).encode()


@pytest.fixture
def npm_registry():
    server = NpmRegistry()
    yield server
    server.close()


class CargoRegistry(Server):
    """A sparse index; `publish` adds a line to a crate's file."""

    def __init__(self):
        super().__init__(ranges=False)
        self.entries = {}

    def publish(self, name, version, deps=(), features=None, yanked=False, **more):
        """deps: "b ^1", or a dictionary as the index has it."""
        listed = []
        for d in deps:
            d = dict(zip(('name', 'req'), d.split(' ', 1))) if isinstance(d, str) else d
            listed.append({'features': [], 'optional': False, 'default_features': True, 'target': None,
                           'kind': 'normal', **d})
        entry = {'name': name, 'vers': version, 'deps': listed, 'cksum': name + version, 'features': features or {},
                 'yanked': yanked, **more}
        self.entries.setdefault(name, []).append(json.dumps(entry))
        low = name.lower()
        folder = {1: '1', 2: '2', 3: '3/' + low[:1]}.get(len(low), low[:2] + '/' + low[2:4])
        self.files['/%s/%s' % (folder, low)] = '\n'.join(self.entries[name]).encode() + b'\n'


@pytest.fixture
def cargo_registry():
    server = CargoRegistry()
    yield server
    server.close()


def wheel_of(name, version, metadata, padding=0):
    """padding: bytes of a file between the metadata and the end, which do not compress."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr(name + '/__init__.py', '')
        wheel.writestr('%s-%s.dist-info/WHEEL' % (name, version),
                       'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n')
        wheel.writestr('%s-%s.dist-info/METADATA' % (name, version), metadata)
        wheel.writestr(name + '/data', b''.join(hashlib.sha256(b'%d' % i).digest() for i in range(padding // 32)),
                       zipfile.ZIP_STORED)
        wheel.writestr('%s-%s.dist-info/RECORD' % (name, version), '')
    return out.getvalue()


def sdist_of(name, version, files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w') as tar:
        for path, text in files.items():
            entry = tarfile.TarInfo('%s-%s/%s' % (name, version, path))
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    return gzip.compress(out.getvalue(), mtime=0)


class PypiIndex(Server):
    """`publish` adds a wheel, and its metadata apart, to a project's page."""

    def __init__(self):
        super().__init__(ranges=True)
        self.pages = {}

    @staticmethod
    def metadata(name, version, requires, metadata_version='2.1', *more):
        return '\n'.join(['Metadata-Version: ' + metadata_version, 'Name: ' + name, 'Version: ' + version, *more,
                          *('Requires-Dist: ' + r for r in requires), ''])

    def add_file(self, name, filename, **said):
        self.pages.setdefault(name, []).append({'filename': filename, 'url': '/files/' + filename, 'hashes': {},
                                                **said})
        self.show(name)

    def show(self, name):
        self.files['/%s/' % name] = json.dumps({'meta': {'api-version': '1.0'}, 'name': name,
                                                'files': self.pages.setdefault(name, [])}).encode()

    def publish(self, name, version, *requires, time=None, **said):
        wheel = '%s-%s-py3-none-any.whl' % (name, version)
        self.add_file(name, wheel, **{'core-metadata': True, **({'upload-time': time} if time else {}), **said})
        self.files['/files/%s.metadata' % wheel] = self.metadata(name, version, requires).encode()

    @staticmethod
    def send(request, status, body, headers={}):
        page = status == 200 and request.path.endswith('/')
        more = {'Content-Type': 'application/vnd.pypi.simple.v1+json'} if page else {}
        return Server.send(request, status, body, {**headers, **more})

    def publish_wheel(self, name, version, *requires, padding=0, metadata_more=(), **said):
        """The metadata is in the wheel alone; answers its path."""
        wheel = '%s-%s-py3-none-any.whl' % (name, version)
        body = wheel_of(name, version, self.metadata(name, version, requires, '2.1', *metadata_more), padding)
        self.add_file(name, wheel, **{'hashes': {'sha256': hashlib.sha256(body).hexdigest()}, 'size': len(body), **said})
        self.files['/files/' + wheel] = body
        return '/files/' + wheel

    def publish_sdist(self, name, version, files, **said):
        sdist = '%s-%s.tar.gz' % (name, version)
        body = sdist_of(name, version, files)
        self.add_file(name, sdist, **{'hashes': {'sha256': hashlib.sha256(body).hexdigest()}, 'size': len(body), **said})
        self.files['/files/' + sdist] = body
        return '/files/' + sdist


@pytest.fixture
def pypi_index():
    server = PypiIndex()
    yield server
    server.close()


class GoProxy(Server):
    """`publish` makes the .mod, .info and list of a module as proxies have them."""

    def __init__(self):
        super().__init__(ranges=False)
        self.versions = {}

    @staticmethod
    def escape(text):
        return ''.join('!' + c.lower() if c.isupper() else c for c in text)

    def publish(self, path, version, *requires, go='1.16', module=None, time='2024-01-01T00:00:00Z', more=''):
        where = '/%s/@v/' % self.escape(path)
        lines = ['module ' + (module or path), 'go ' + go if go else '', *('require ' + r for r in requires), more]
        self.versions.setdefault(path, []).append(version)
        self.files[where + 'list'] = '\n'.join(self.versions[path]).encode()
        self.files[where + self.escape(version) + '.mod'] = ('\n'.join(lines) + '\n').encode()
        self.files[where + self.escape(version) + '.info'] = json.dumps({'Version': version, 'Time': time}).encode()


@pytest.fixture
def go_proxy():
    server = GoProxy()
    yield server
    server.close()


class GemServer(Server):
    """A compact index; `publish` adds a line to a gem's file, and all that Bundler asks for besides."""

    def __init__(self):
        super().__init__(ranges=False)
        self.lines = {}

    @staticmethod
    def etag(body):
        return '"%s"' % hashlib.md5(body).hexdigest()  # Bundler believes no other

    def publish(self, name, version, *wants, platform=None, **facts):
        """wants: "b >= 1, < 3"; facts: ruby='>= 3.0'."""
        asked = ','.join('%s:%s' % (w.partition(' ')[0], (w.partition(' ')[2] or '>= 0').replace(', ', '&'))
                         for w in wants)
        told = ['checksum:' + hashlib.sha256((name + version).encode()).hexdigest(),
                *('%s:%s' % (k, v.replace(', ', '&')) for k, v in facts.items())]
        self.lines.setdefault(name, []).append(
            '%s%s %s|%s' % (version, '-' + platform if platform else '', asked, ','.join(told)))
        body = ('---\n' + '\n'.join(self.lines[name]) + '\n').encode()
        self.files['/info/' + name] = body
        self.files['/versions'] = ('created_at: 2024-01-01T00:00:00Z\n---\n' + ''.join(
            '%s %s %s\n' % (n, ','.join(line.partition(' ')[0] for line in lines),
                            hashlib.md5(self.files['/info/' + n]).hexdigest())
            for n, lines in self.lines.items())).encode()


@pytest.fixture
def gem_server():
    server = GemServer()
    yield server
    server.close()


class ComposerRepository(Server):
    """A repository of Composer 2; `publish` adds a release to a package's files, minified as real ones are."""

    def __init__(self, **root):
        super().__init__(ranges=False)
        self.releases = {}
        self.root(metadata_url='/p2/%package%.json', **root)

    def root(self, **keys):
        self.files['/packages.json'] = json.dumps(
            {'packages': [], **{k.replace('_', '-'): v for k, v in keys.items()}}).encode()

    @staticmethod
    def minify(releases):
        """Each release as what differs from the one before."""
        out, last = [], {}
        for release in releases:
            out.append({**{k: v for k, v in release.items() if k not in last or last[k] != v},
                        **{k: '__unset' for k in last if k not in release}})
            last = release
        return out

    def publish(self, name, version, require=None, time='2024-01-01T00:00:00+00:00', **more):
        """The newest first, as a registry has them; more: replace={..}, default_branch=True, extra={..}."""
        dev = version.startswith('dev-') or version.endswith('-dev')
        release = {'name': name, 'version': version, 'time': time,
                   'dist': {'type': 'zip', 'url': self.url + '/none.zip', 'reference': '', 'shasum': ''},
                   **({'require': require} if require else {}), **{k.replace('_', '-'): v for k, v in more.items()}}
        releases = self.releases.setdefault((name, dev), [])
        releases.insert(0, release)
        for kind in (False, True):
            listed = self.releases.get((name, kind), [])
            self.files['/p2/%s%s.json' % (name, '~dev' if kind else '')] = json.dumps(
                {'minified': 'composer/2.0', 'packages': {name: self.minify(listed)}}).encode()


@pytest.fixture
def composer_repository():
    server = ComposerRepository()
    yield server
    server.close()


class NugetFeed(Server):
    """A source of NuGet 3; `publish` adds a version to a package's registration and to its content."""

    def __init__(self, registrations=True, pages=False):
        super().__init__(ranges=False)
        self.leaves, self.pages = {}, pages
        self.index = self.url + '/v3/index.json'
        resources = [{'@id': self.url + '/content/', '@type': 'PackageBaseAddress/3.0.0'}]
        if registrations:
            resources += [{'@id': self.url + '/old/', '@type': 'RegistrationsBaseUrl'},
                          {'@id': self.url + '/registration/', '@type': 'RegistrationsBaseUrl/3.6.0'}]
        self.files['/v3/index.json'] = json.dumps({'version': '3.0.0', 'resources': resources}).encode()

    @staticmethod
    def send(request, status, body, headers={}):
        """Registrations are compressed, whether that is asked for or not."""
        if status == 200 and request.path.startswith('/registration/'):
            body, headers = gzip.compress(body, mtime=0), {**headers, 'Content-Encoding': 'gzip'}
        return Server.send(request, status, body, headers)

    def publish(self, name, version, groups=None, time='2024-01-01T00:00:00.000+00:00', listed=True):
        """groups: {"net8.0": {"Other": "[1.0, )"}}; "" is for any framework."""
        low, groups = name.lower(), groups or {}
        made = [{**({'targetFramework': f} if f else {}),
                 'dependencies': [{'id': i, 'range': r} for i, r in d.items()]} for f, d in groups.items()]
        self.leaves.setdefault(low, []).append({'@id': 'x', 'catalogEntry': {
            'id': name, 'version': version, 'published': time, 'listed': listed, 'dependencyGroups': made}})
        self.show(low)
        base = '/content/%s/' % low
        self.files[base + 'index.json'] = json.dumps(
            {'versions': [leaf['catalogEntry']['version'].lower() for leaf in self.leaves[low]]}).encode()
        inner = ''.join('<group%s>%s</group>' % (
            ' targetFramework="%s"' % f if f else '',
            ''.join('<dependency id="%s" version="%s"/>' % d for d in ds.items())) for f, ds in groups.items())
        self.files['%s%s/%s.nuspec' % (base, version.lower(), low)] = (
            '<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata><id>%s</id>'
            '<version>%s</version><dependencies>%s</dependencies></metadata></package>'
            % (name, version, inner)).encode()

    def show(self, low):
        where, leaves = '/registration/%s/' % low, self.leaves[low]
        if not self.pages:
            pages = [{'@id': self.url + where + 'index.json#page', 'items': leaves}]
        else:  # two leaves each
            pages = []
            for i in range(0, len(leaves), 2):
                path = '%spage/%d.json' % (where, i)
                self.files[path] = json.dumps({'items': leaves[i:i + 2]}).encode()
                pages.append({'@id': self.url + path, 'count': len(leaves[i:i + 2])})
        self.files[where + 'index.json'] = json.dumps({'count': len(pages), 'items': pages}).encode()


@pytest.fixture
def nuget_feed():
    server = NugetFeed()
    yield server
    server.close()
