"""Images made on the spot, and a registry on the loopback that has them: with the faults that registries have."""
import base64
import gzip
import hashlib
import io
import json
import re
import subprocess
import tarfile
import urllib.parse

from server import Server

OCI = 'application/vnd.oci.image.'
DOCKER = 'application/vnd.docker.distribution.'


def digest_of(data):
    return 'sha256:' + hashlib.sha256(data).hexdigest()


def layer(files, how='gzip'):
    """A tar file of {name: text, None for a folder, or ('link' or 'hard', target)}."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w') as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            if content is None:
                info.type = tarfile.DIRTYPE
            elif isinstance(content, tuple):
                info.type = tarfile.SYMTYPE if content[0] == 'link' else tarfile.LNKTYPE
                info.linkname = content[1]
            else:
                data = content if isinstance(content, bytes) else content.encode()
                info.size = len(data)
            tar.addfile(info, io.BytesIO(data) if info.isreg() else None)
    if how == 'zstd':
        return subprocess.run(['zstd', '-qc'], input=out.getvalue(), capture_output=True, check=True).stdout
    return gzip.compress(out.getvalue(), mtime=0) if how == 'gzip' else out.getvalue()


DEBIAN = {'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
          'var/lib/dpkg/status': 'Package: libssl3\nStatus: install ok installed\nSource: openssl\n'
                                 'Version: 3.0.11-1~deb12u2\n\nPackage: bash\nStatus: install ok installed\n'
                                 'Version: 5.2.15-2\n'}
ALPINE = {'etc/os-release': 'ID=alpine\nVERSION_ID=3.20.3\n',
          'lib/apk/db/installed': 'P:libcrypto3\nV:3.3.0-r1\no:openssl\n\nP:musl\nV:1.2.5-r0\no:musl\n'}


class Registry(Server):
    """`login` is user:password; `tokens`: where tokens are had, and for whom; `elsewhere`: a server of blobs."""

    def __init__(self, login=None, tokens=None, elsewhere=None, referrers=None):
        super().__init__()
        self.login, self.tokens, self.elsewhere, self.referrers = login, tokens, elsewhere, referrers
        self.host = self.url.removeprefix('http://')

    def basic(self):
        return 'Basic ' + base64.b64encode(self.login.encode()).decode()

    def answer(self, request):
        path = urllib.parse.urlsplit(urllib.parse.unquote(request.path)).path
        have = request.headers.get('Authorization')
        if path == '/token':
            self.asked.append((urllib.parse.unquote(request.path), dict(request.headers)))
            if self.login and have != self.basic():
                return self.send(request, 401, b'no')
            return self.send(request, 200, json.dumps({'token': self.tokens}).encode())
        if path.startswith('/v2/') and self.tokens and have != 'Bearer ' + self.tokens:
            self.asked.append((path, dict(request.headers)))
            scope = 'repository:%s:pull' % re.match(r'/v2/(.*)/\w+/[^/]+$', path)[1]
            return self.send(request, 401, b'', {
                'WWW-Authenticate': f'Bearer realm="{self.url}/token",service="here",scope="{scope}"'})
        if path.startswith('/v2/') and self.login and not self.tokens and have != self.basic():
            self.asked.append((path, dict(request.headers)))
            return self.send(request, 401, b'', {'WWW-Authenticate': 'Basic realm="here"'})
        if '/blobs/' in path and self.elsewhere:
            self.asked.append((path, dict(request.headers)))
            return self.send(request, 307, b'', {'Location': self.elsewhere.url + path})
        return super().answer(request)

    def blob(self, name, data):
        digest = digest_of(data)
        self.files[f'/v2/{name}/blobs/{digest}'] = data
        return digest

    def manifest(self, name, document, *tags):
        data = json.dumps(document).encode()
        digest = digest_of(data)
        for which in (digest, *tags):
            self.files[f'/v2/{name}/manifests/{which}'] = data
        return {'mediaType': document['mediaType'], 'digest': digest, 'size': len(data)}

    def image(self, name, *tags, layers=(), user='', created='2026-08-01T00:00:00Z', kind=OCI, **more):
        """Adds an image of these layers; answers its descriptor."""
        config = json.dumps({'os': 'linux', 'architecture': 'amd64', 'created': created,
                             'config': {'User': user} if user else {}, 'rootfs': {'type': 'layers'}}).encode()
        oci = kind == OCI
        where = self.elsewhere or self
        return self.manifest(name, {
            'schemaVersion': 2, 'mediaType': kind + ('manifest.v1+json' if oci else 'manifest.v2+json'),
            'config': {'mediaType': 'application/vnd.oci.image.config.v1+json', 'size': len(config),
                       'digest': where.blob(name, config)},
            'layers': [{'mediaType': 'application/vnd.oci.image.layer.v1.tar+gzip', 'size': len(data),
                        'digest': where.blob(name, data)} for data in layers], **more}, *tags)

    def index(self, name, *tags, kind=OCI, entries, **more):
        """entries: (descriptor, 'linux/arm64')."""
        found = []
        for descriptor, platform in entries:
            os, architecture, *variant = platform.split('/')
            found.append({**descriptor, 'platform': {'os': os, 'architecture': architecture,
                                                     **({'variant': variant[0]} if variant else {})}})
        return self.manifest(name, {
            'schemaVersion': 2, 'mediaType': kind + ('index.v1+json' if kind == OCI else 'manifest.list.v2+json'),
            'manifests': found, **more}, *tags)
