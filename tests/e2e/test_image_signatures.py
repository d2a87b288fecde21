"""Signatures of bases: whom the configuration trusts, what has to be signed, and what is said of it."""
import base64
import json
import shutil
import subprocess

import pytest

from images import OCI, Registry, layer

pytestmark = pytest.mark.skipif(not shutil.which('openssl'), reason='no openssl to sign with')

SIMPLE = 'application/vnd.dev.cosign.simplesigning.v1+json'


class Key:
    def __init__(self, folder, name):
        self.private, self.public = folder / f'{name}.key', folder / f'{name}.pub'
        run = ['openssl', 'ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', self.private]
        subprocess.run(run, check=True, capture_output=True)
        subprocess.run(['openssl', 'ec', '-in', self.private, '-pubout', '-out', self.public], check=True,
                       capture_output=True)

    def sign(self, data):
        return subprocess.run(['openssl', 'dgst', '-sha256', '-sign', self.private], input=data, check=True,
                              capture_output=True).stdout


@pytest.fixture
def registry():
    made = Registry()
    yield made
    made.close()


@pytest.fixture
def key(tmp_path):
    return lambda name: Key(tmp_path, name)


class Certified(Key):
    """A key with a certificate for a purpose, by an authority of its own."""

    def __init__(self, folder, name, purpose):
        super().__init__(folder, name)
        self.authority, self.certificate = folder / f'{name}-ca.pem', folder / f'{name}.pem'
        ca, request, extensions = folder / f'{name}-ca.key', folder / f'{name}.csr', folder / f'{name}.ext'
        extensions.write_text(f'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage={purpose}\n')
        for run in (['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '9',
                     '-keyout', ca, '-out', self.authority, '-subj', '/CN=authority'],
                    ['req', '-new', '-key', self.private, '-out', request, '-subj', f'/CN={name}'],
                    ['x509', '-req', '-in', request, '-CA', self.authority, '-CAkey', ca, '-set_serial', '2',
                     '-days', '9', '-extfile', extensions, '-out', self.certificate]):
            subprocess.run(['openssl', *run], check=True, capture_output=True)


def sign(registry, name, digest, key, about=None, repository=None, more=None):
    """What `cosign sign` leaves at its tag."""
    payload = json.dumps({'critical': {
        'identity': {'docker-reference': f'{registry.host}/{repository or name}'},
        'image': {'docker-manifest-digest': about or digest}, 'type': 'cosign container image signature'},
        'optional': None}).encode()
    config = b'{}'
    registry.manifest(name, {
        'schemaVersion': 2, 'mediaType': OCI + 'manifest.v1+json',
        'config': {'mediaType': OCI + 'config.v1+json', 'size': len(config), 'digest': registry.blob(name, config)},
        'layers': [{'mediaType': SIMPLE, 'size': len(payload), 'digest': registry.blob(name, payload),
                    'annotations': {'dev.cosignproject.cosign/signature':
                                    base64.b64encode(key.sign(payload)).decode(), **(more or {})}}]},
        digest.replace(':', '-') + '.sig')


@pytest.fixture
def judge(tmp_path, strata, repository, registry):
    def run(user='', snapshot='', files=None, args=('--online',)):
        config = tmp_path / 'home' / '.config' / 'strata'
        config.mkdir(parents=True, exist_ok=True)
        (config / 'registries.toml').write_text(f'"{registry.host}" = "{registry.url}"\n')
        (config / 'strata.toml').write_text(user)
        for name, text in {'Dockerfile': f'FROM {registry.host}/app:1\n', 'strata.toml': snapshot,
                           **(files or {})}.items():
            repository.write(name, text)
        return strata('image', *args, '-o', 'json', '--db', 'starter', '--timeout', '2', cwd=repository.path)
    return run


def signature(run):
    return run.json['image']['files'][0]['stages'][0]['registry']['signature']


def severities(run):
    return [f['severity'] for f in run.json['findings'] if f['id'] == 'IMG011']


def required(registry):
    return f'[image]\nmust-be-signed = ["{registry.host}/**"]\n'


def test_nobody_is_asked_without_keys(registry, judge, key):
    sign(registry, 'app', registry.image('app', '1', layers=[layer({'a': 'b'})])['digest'], key('ours'))
    run = judge()
    assert signature(run) is None and not severities(run)
    assert not any('.sig' in path for path, _ in registry.asked)


def test_by_the_users_key(registry, judge, key):
    ours = key('ours')
    digest = registry.image('app', '1', layers=[layer({'a': 'b'})])['digest']
    sign(registry, 'app', digest, ours)
    run = judge(f'[image]\nkeys = ["{ours.public}"]\n', required(registry))
    assert signature(run)['verdict'] == 'verified' and signature(run)['by'] == str(ours.public)
    assert signature(run)['kind'] == 'cosign' and signature(run)['digest'] == digest
    assert not severities(run)


def test_by_a_key_of_the_tree(registry, judge, key):
    ours = key('ours')
    sign(registry, 'app', registry.image('app', '1', layers=[layer({'a': 'b'})])['digest'], ours)
    files = {'keys/base.pub': ours.public.read_text()}
    run = judge('', '[image]\nkeys = ["keys/base.pub"]\n', files)
    assert signature(run)['verdict'] == 'verified' and signature(run)['by'] == 'keys/base.pub'
    # The same key in PEM, and one that is not there.
    run = judge('', f'[image]\nkeys = ["""{ours.public.read_text()}"""]\n')
    assert signature(run)['verdict'] == 'verified'
    run = judge('', '[image]\nkeys = ["keys/none.pub"]\n')
    assert run.status == 4 and "'keys' of [image] names a file that the tree does not have" in run.err


def test_a_tree_does_not_widen_the_users_trust(registry, judge, key):
    ours, theirs = key('ours'), key('theirs')
    sign(registry, 'app', registry.image('app', '1', layers=[layer({'a': 'b'})])['digest'], theirs)
    files = {'theirs.pub': theirs.public.read_text()}
    run = judge(f'[image]\nkeys = ["{ours.public}"]\n' + 'must-be-signed = ["**"]\n',
                '[image]\nkeys = ["theirs.pub"]\n', files)
    assert signature(run)['verdict'] == 'unknown key' and severities(run) == ['high']


@pytest.mark.parametrize('how, verdict, free, strict', [
    ('unsigned', 'unsigned', [], ['medium']),
    ('unknown key', 'unknown key', [], ['high']),
    ('another digest', 'replayed', ['high'], ['high']),
    ('another repository', 'replayed', ['high'], ['high']),
])
def test_what_does_not_hold(registry, judge, key, how, verdict, free, strict):
    ours = key('ours')
    digest = registry.image('app', '1', layers=[layer({'a': 'b'})])['digest']
    if how == 'unknown key':
        sign(registry, 'app', digest, key('theirs'))
    elif how == 'another digest':
        sign(registry, 'app', digest, ours, about='sha256:' + '0' * 64)
    elif how == 'another repository':
        sign(registry, 'app', digest, ours, repository='other')
    trust = f'[image]\nkeys = ["{ours.public}"]\n'
    run = judge(trust)
    assert signature(run)['verdict'] == verdict and severities(run) == free
    run = judge(trust, required(registry))
    assert severities(run) == strict


def test_a_changed_payload(registry, judge, key):
    """The registry's word for what a blob is does not count."""
    ours = key('ours')
    sign(registry, 'app', registry.image('app', '1', layers=[layer({'a': 'b'})])['digest'], ours)
    for path in registry.files:
        if '/blobs/' in path and b'docker-manifest-digest' in registry.files[path]:
            registry.files[path] += b' '
    run = judge(f'[image]\nkeys = ["{ours.public}"]\n' + 'must-be-signed = ["**"]\n')
    assert signature(run)['verdict'] == 'not checked' and severities(run) == ['medium']


def test_more_than_are_looked_at(registry, judge, key):
    """What a registry lists costs no more than a bounded number of questions, and the rest is told of."""
    ours = key('ours')
    digest = registry.image('app', '1', layers=[layer({'a': 'b'})])['digest']
    listed = [{'mediaType': OCI + 'manifest.v1+json', 'digest': 'sha256:%064x' % i, 'size': 1} for i in range(200)]
    registry.files[f'/v2/app/referrers/{digest}'] = json.dumps(
        {'schemaVersion': 2, 'mediaType': OCI + 'index.v1+json', 'manifests': listed[:64]}).encode()
    run = judge(f'[image]\nkeys = ["{ours.public}"]\n', args=('--online', '--no-cache'))
    assert not run.json['coverage']['notes']
    registry.files[f'/v2/app/referrers/{digest}'] = json.dumps(
        {'schemaVersion': 2, 'mediaType': OCI + 'index.v1+json', 'manifests': listed}).encode()
    registry.asked.clear()
    run = judge(f'[image]\nkeys = ["{ours.public}"]\n', args=('--online', '--no-cache'))
    assert len([p for p in registry.paths() if '/manifests/sha256:0' in p]) == 64
    assert any('more signatures' in n['reason'] for n in run.json['coverage']['notes'])


def test_a_registry_that_does_not_tell(registry, judge, key):
    """It says what the tag means, and then nothing more: that is not known to be unsigned."""
    ours = key('ours')
    digest = registry.image('app', '1', layers=[layer({'a': 'b'})])['digest']
    sign(registry, 'app', digest, ours)
    registry.faults[f'/v2/app/manifests/{digest}'] = [registry.status(403)] * 9
    run = judge(f'[image]\nkeys = ["{ours.public}"]\n', required(registry), args=('--online', '--no-cache'))
    assert signature(run)['verdict'] == 'not checked' and '403' in signature(run)['why']
    assert severities(run) == ['medium']


@pytest.mark.parametrize('purpose, verdict', [('codeSigning', 'verified'), ('serverAuth', 'bad')])
def test_certificates(registry, judge, tmp_path, purpose, verdict):
    """Whoever runs a server of a trusted authority's has no say in what an image is."""
    leaf = Certified(tmp_path, 'leaf', purpose)
    sign(registry, 'app', registry.image('app', '1', layers=[layer({'a': 'b'})])['digest'], leaf,
         more={'dev.sigstore.cosign/certificate': leaf.certificate.read_text()})
    run = judge(f'[image]\nauthorities = ["{leaf.authority}"]\n')
    assert signature(run)['verdict'] == verdict
    assert signature(run)['by'] == 'CN=leaf'


def test_authorities_that_are_cut_off(registry, judge, tmp_path):
    """Of a file that is too large no part is taken for all of it."""
    registry.image('app', '1', layers=[layer({'a': 'b'})])
    authority = Certified(tmp_path, 'leaf', 'codeSigning').authority
    authority.write_text(authority.read_text() + '#' * (2 << 20))
    run = judge(f'[image]\nauthorities = ["{authority}"]\n')
    assert run.status == 4 and "'authorities' of [image]" in run.err


def test_misspelt_keys(judge):
    run = judge('', '[image]\nmust_be_signed = ["**"]\n')
    assert run.status == 4 and "'must_be_signed' is no key of [image]" in run.err
