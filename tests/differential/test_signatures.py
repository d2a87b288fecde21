"""What strata says of signatures against what the reference says of the same ones: every verdict of
../shared/image/testbed/verify.py, which does it with openssl's program.

The bed is copied, with keys made anew, and ended with the tests (test_oci.py). The reference
runs first: each line that it prints has a question for the oracle here, none may be left out.
"""
import base64
import glob
import hashlib
import json
import os
import re
import subprocess
import sys
import time

import pytest

from test_oci import BED, TOOLS, Bed, free_port, wait_for  # noqa: F401
from test_oci import pytestmark  # noqa: F401  skipped as those are
from versions import ROOT

ORACLE = os.environ.get('STRATA_SIGNATURE_ORACLE', ROOT / 'build' / 'dev' / 'tests' / 'signature_oracle')
# The keys of the bed are made after this line is read.
NOW = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 3600))

# What the reference says, by what strata says; the rest of its text is in `why`.
SAME = {
    'ok': 'verified', 'signature does not verify with this key': 'unknown key', 'bad signature': 'unknown key',
    'signature is for another digest': 'replayed', 'unsigned': 'unsigned', 'no trust data for tag': 'unsigned',
    'no signature layer': 'unsigned', 'chain not trusted': 'unknown key', 'signature does not verify': 'bad',
    'REJECT: root key is not the pinned one': 'unknown key', 'REJECT: timestamp expired': 'expired',
    'REJECT: sha256 differs': 'bad', 'REJECT: signature threshold not met': 'bad', 'expired': 'expired',
    'sha256:': 'verified', 'OK': 'verified',
}


def same(text):
    """The verdict for a text of the reference: by its longest beginning."""
    return SAME[max((k for k in SAME if text.startswith(k)), key=len)]


class Signed(Bed):
    def __init__(self, folder):
        super().__init__(folder)
        self.home = folder / 'home'
        config = self.home / '.config' / 'strata'
        config.mkdir(parents=True)
        (config / 'registries.toml').write_text(f'"{self.host}" = "http://{self.host}"\n')
        self.keys = self.folder / 'keys'
        done = subprocess.run([sys.executable, 'verify.py', str(self.port)], cwd=self.folder, env=self.env,
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
        lines = [re.match(r'ok +(.{58}) (.*)$', line) for line in done.stdout.splitlines()[:-1]]
        self.wanted = {m.group(1).strip(): m.group(2).strip() for m in lines}
        self.asked = set()

    def ask(self, *words, now=NOW):
        """Answers (kind, verdict, by, what, why) of each line."""
        env = {k: v for k, v in os.environ.items() if not k.startswith('XDG_')}
        done = subprocess.run([ORACLE, '-n', now, *map(str, words)], capture_output=True, text=True,
                              env=dict(env, HOME=str(self.home)), cwd=self.folder, check=True)
        assert not done.stderr and not done.stdout.startswith('error='), done.stderr + done.stdout
        return [line.split('\t') for line in done.stdout.splitlines()]

    def say(self, name):
        """What the reference says there."""
        self.asked.add(name)
        return self.wanted[name]

    def image(self, reference, *options):
        return self.ask(*options, 'image', f'{self.host}/{reference}')

    def raw(self, reference):
        return subprocess.run(['skopeo', 'inspect', '--raw', '--tls-verify=false',
                               f'docker://{self.host}/{reference}'], capture_output=True, check=True).stdout

    def blob(self, repository, digest):
        return subprocess.run(['curl', '-fsL', f'http://{self.host}/v2/{repository}/blobs/{digest}'],
                              capture_output=True, check=True).stdout

    def tree(self, which):
        return glob.glob(str(self.folder / 'tuf' / which / 'v2' / '*' / 'testbed' / 'app' / '_trust' / 'tuf'))[0]


@pytest.fixture(scope='module')
def bed(tmp_path_factory):
    made = Signed(tmp_path_factory.mktemp('signatures'))
    yield made
    made.close()


def of_kind(lines, kind):
    """The verdict that counts among those of a kind."""
    order = ['unsigned', 'not checked', 'unknown key', 'bad', 'expired', 'replayed', 'verified']
    return max((line[1] for line in lines if line[0] == kind), key=order.index, default='unsigned')


@pytest.mark.parametrize('name, reference, key', [
    ('cosign app:1.0', 'testbed/app:1.0', 'cosign.pub'),
    ('cosign app:1.0 with another key', 'testbed/app:1.0', 'cosign-other.pub'),
    ('cosign app amd64 manifest', 'testbed/app@AMD64', 'cosign.pub'),
    ('cosign debian:12-slim', 'library/debian:12-slim', 'cosign.pub'),
    ('cosign app:stale (replayed)', 'testbed/app:stale', 'cosign.pub'),
    ('cosign app:badsig', 'testbed/app:badsig', 'cosign.pub'),
    ('cosign app:unsigned', 'testbed/app:unsigned', 'cosign.pub'),
])
def test_cosign(bed, name, reference, key):
    reference = reference.replace('AMD64', bed.expected['app']['1.0/amd64'])
    lines = bed.image(reference, '-k', bed.keys / key)
    assert of_kind(lines, 'cosign') == same(bed.say(name))
    if bed.wanted[name] == 'ok':
        assert [line[2] for line in lines if line[0] == 'cosign'] == [str(bed.keys / key)]
        assert lines[-1][:2] == ['image', 'verified']


def test_attestation_and_referrers(bed):
    lines = bed.image('testbed/app:1.0', '-k', bed.keys / 'cosign.pub', '-a', bed.keys / 'notation-ca.pem')
    bed.say('referrers API status')
    found = [line for line in lines if line[0] == 'attestation']
    assert [' '.join(('ok', line[3])) for line in found if line[1] == 'verified'] == [bed.say('attestation app:1.0')]
    bundle, = [line for line in lines if line[0] == 'sigstore bundle']
    assert f'ok {bundle[3]}' == bed.say('sigstore bundle') and bundle[1] == 'verified'
    want = sorted(same(text) for text in bed.say('notation verdicts (any order)').split(' | '))
    assert sorted(line[1] for line in lines if line[0] == 'notation') == want
    assert any('2024-06-01T00:00:00Z' in line[4] for line in lines if line[1] == 'expired')


def test_other_keys(bed):
    lines = bed.image('testbed/app:1.0', '-k', bed.keys / 'cosign-other.pub', '-a', bed.keys / 'tuf-root.pem')
    assert of_kind(lines, 'sigstore bundle') == same(bed.say('sigstore bundle other key'))
    assert of_kind(lines, 'attestation') == 'unknown key'
    verdicts = [line[1] for line in lines if line[0] == 'notation']
    assert verdicts == [same(bed.say(f'notation #{i} other CA')) for i in range(3)]
    assert lines[-1][:2] == ['image', 'unknown key']


def test_altered_envelopes(bed, tmp_path):
    index = bed.raw('testbed/app:1.0')
    digest = bed.expected['app']['1.0']
    options = ('-a', bed.keys / 'notation-ca.pem', '-d', digest, '-s', len(index),
               '-t', json.loads(index)['mediaType'])
    envelopes = []
    for entry in json.loads(bed.raw('testbed/app:' + digest.replace(':', '-')))['manifests']:
        if entry['artifactType'] == 'application/vnd.cncf.notary.signature':
            manifest = json.loads(bed.raw(f'testbed/app@{entry["digest"]}'))
            envelopes.append(bed.blob('testbed/app', manifest['layers'][0]['digest']))
    for i, envelope in enumerate(envelopes):
        file = tmp_path / 'envelope'
        file.write_bytes(envelope)
        assert bed.ask(*options, 'notation', file)[0][1] in ('verified', 'expired')
        file.write_bytes(envelope.replace(b'"payload":"', b'"payload":"eyJ', 1))
        assert bed.ask(*options, 'notation', file)[0][1] == same(bed.say(f'notation #{i} payload altered'))
        # Each other part: of another length, algorithm, certificate; for another image.
        file.write_bytes(envelope)
        other = ('-d', 'sha256:' + '0' * 64)
        assert bed.ask(*options, *other, 'notation', file)[0][1] == 'replayed'
        parsed = json.loads(envelope)
        protected = json.loads(base64.urlsafe_b64decode(parsed['protected'] + '=='))
        for change in ({'alg': 'none'}, {'alg': 'HS256'}, {'alg': 'ES384'}, {'crit': ['x']}, {'cty': 'x'}):
            changed = json.dumps({**protected, **change}).encode()
            parsed['protected'] = base64.urlsafe_b64encode(changed).rstrip(b'=').decode()
            file.write_text(json.dumps(parsed))
            assert bed.ask(*options, 'notation', file)[0][1] == 'bad'


@pytest.mark.parametrize('name, which, tag, reference', [
    ('TUF good 1.0', 'good', '1.0', 'testbed/app:1.0'),
    ('TUF good unsigned (targets role)', 'good', 'unsigned', 'testbed/app:unsigned'),
    ('TUF good no-such-tag', 'good', 'zzz', 'testbed/app:1.0'),
    ('TUF pinned to another root', 'good', '1.0', 'testbed/app:1.0'),
    ('TUF expired', 'expired', '1.0', 'testbed/app:1.0'),
    ('TUF tampered', 'tampered', '1.0', 'testbed/app:1.0'),
    ('TUF wrongkey', 'wrongkey', '1.0', 'testbed/app:1.0'),
])
def test_trees(bed, name, which, tag, reference):
    manifest = bed.raw(reference)
    digest = 'sha256:' + hashlib.sha256(manifest).hexdigest()
    key = 'notation-ca.pem' if 'another' in name else 'tuf-root.pem'
    options = ('-k', bed.keys / key, '-s', len(manifest))
    got, = bed.ask(*options, '-d', digest, 'tree', bed.tree(which), tag)
    assert got[1] == same(bed.say(name)), got
    if bed.wanted[name].startswith('sha256:'):
        assert bed.wanted[name] == digest
        got, = bed.ask(*options, '-d', 'sha256:' + '0' * 64, 'tree', bed.tree(which), tag)
        assert got[1] == 'replayed'


def test_tree_of_a_server(bed):
    """The same tree over HTTP, from a server that the user names."""
    port = free_port()
    server = subprocess.Popen([sys.executable, '-m', 'http.server', '--bind', '127.0.0.1', str(port)],
                              cwd=bed.folder / 'tuf' / 'good', stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        options = ('-k', bed.keys / 'tuf-root.pem', '-N', f'http://127.0.0.1:{port}')
        lines = bed.image('testbed/app:1.0', *options)
        assert of_kind(lines, 'notary v1, retired at docker') == 'verified'
        lines = bed.image('testbed/app:stale', *options)
        assert of_kind(lines, 'notary v1, retired at docker') == 'unsigned'
    finally:
        server.terminate()
        server.wait()


def root_key(folder, tmp_path):
    root = json.loads((folder / 'root.json').read_text())['signed']
    file = tmp_path / 'root.pem'
    file.write_bytes(base64.b64decode(root['keys'][root['roles']['root']['keyids'][0]]['keyval']['public']))
    return file


@pytest.mark.parametrize('name, path, tag, now', [
    ('REAL notary 0.3 change (releases delegation, rsa-x509)', 'notary0.3/v2/docker.com/notary0.3/tst', 'change', NOW),
    ('REAL notary 0.3 LICENSE', 'notary0.3/v2/docker.com/notary0.3/tst', 'LICENSE', NOW),
    ('REAL notary 0.1 LICENSE', 'notary0.1/v2/docker.com/notary0.1/samplerepo', 'LICENSE', '2016-06-01T00:00:00Z'),
])
def test_real_trees(bed, tmp_path, name, path, tag, now):
    folder = bed.folder / 'real' / 'notary-v1' / path / '_trust' / 'tuf'
    size = next(json.loads(f.read_text())['signed']['targets'][tag]['length']
                for f in sorted(folder.rglob('*.json')) if 'targets' in f.name or 'releases' in f.name
                if tag in json.loads(f.read_text())['signed'].get('targets', {}))
    got, = bed.ask('-k', root_key(folder, tmp_path), '-d', bed.say(name), '-s', size, 'tree', folder, tag, now=now)
    assert got[1] == 'verified', got


def real(bed, tmp_path, name, *options, certificate=False):
    """The verdict on each signature beside a manifest, as tools of containers/image keep them."""
    folder = bed.folder / 'real' / 'cosign' / f'dir-img-cosign-{name}'
    manifest = folder / 'manifest.json'
    digest = 'sha256:' + hashlib.sha256(manifest.read_bytes() if manifest.exists() else b'').hexdigest()
    for file in sorted(folder.glob('signature-*')):
        signature = json.loads(file.read_bytes().removeprefix(b'\0sigstore-json\n'))
        if signature['mimeType'] != 'application/vnd.dev.cosign.simplesigning.v1+json':
            yield 'unsigned'
            continue
        notes = signature['annotations']
        (tmp_path / 'payload').write_bytes(base64.b64decode(signature['payload']))
        words = [tmp_path / 'payload', tmp_path / 'signature']
        words[1].write_text(notes['dev.cosignproject.cosign/signature'])
        for key in ('certificate', 'chain') if certificate else ():
            (tmp_path / key).write_text(notes.get(f'dev.sigstore.cosign/{key}', ''))
            words.append(tmp_path / key)
        yield bed.ask(*options, '-d', digest, 'cosign', *words)[0][1]


@pytest.mark.parametrize('name, key', [
    ('valid', 'cosign.pub'), ('valid', 'cosign2.pub'), ('valid-with-tag', 'cosign.pub'),
    ('modified-manifest', 'cosign.pub'), ('other-attachment', 'cosign.pub'), ('no-manifest', 'cosign.pub'),
    ('manifest-digest-error', 'cosign.pub'), ('key-rekor-valid', 'cosign.pub'), ('valid-2', 'cosign.pub'),
    ('mixed', 'cosign.pub'),
])
def test_real_cosign(bed, tmp_path, name, key):
    want = [same(text) for text in bed.say(f'REAL cosign {name} / {key}').split('+')]
    assert list(real(bed, tmp_path, name, '-k', bed.folder / 'real' / 'cosign' / key)) == want


def test_real_certificates(bed, tmp_path):
    roots = bed.folder / 'real' / 'cosign' / 'pki_root_crts.pem'
    assert (bed.say('REAL cosign pki-valid (leaf key)'), bed.say('REAL cosign pki-valid chain')) == ('ok', 'OK')
    assert list(real(bed, tmp_path, 'pki-valid', '-a', roots, certificate=True)) == ['verified']
    assert list(real(bed, tmp_path, 'pki-valid', '-a', bed.keys / 'notation-ca.pem', certificate=True)) == ['unknown key']
    # A certificate that names nobody is not taken for somebody, whoever made it.
    assert bed.say('REAL cosign fulcio-rekor-valid (leaf key)') == 'ok'
    folder = bed.folder / 'real' / 'cosign' / 'dir-img-cosign-fulcio-rekor-valid'
    notes = json.loads((folder / 'signature-1').read_bytes()[15:])['annotations']
    leaf = tmp_path / 'leaf.pem'
    leaf.write_text(notes['dev.sigstore.cosign/certificate'])
    assert list(real(bed, tmp_path, 'fulcio-rekor-valid', '-k', leaf)) == ['verified']
    fulcio = bed.folder / 'real' / 'cosign' / 'fulcio_v1.crt.pem'
    assert list(real(bed, tmp_path, 'fulcio-rekor-valid', '-a', fulcio, certificate=True)) == ['not checked']


def test_real_entries(bed, tmp_path):
    log = bed.folder / 'real' / 'cosign' / 'rekor.pub'
    folder = bed.folder / 'real' / 'cosign' / 'dir-img-cosign-fulcio-rekor-valid'
    notes = json.loads((folder / 'signature-1').read_bytes()[15:])['annotations']
    entry = tmp_path / 'entry'
    entry.write_text(notes['dev.sigstore.cosign/bundle'])
    assert bed.ask('-l', log, 'entry', entry) == [[bed.say('REAL rekor SET (offline)')]]
    assert bed.ask('-l', log, 'entry', bed.folder / 'real' / 'cosign' / 'rekor-set') == \
        [[bed.say('REAL rekor SET fixture')]]
    changed = json.loads(entry.read_text())
    changed['Payload']['integratedTime'] += 1
    entry.write_text(json.dumps(changed))
    assert bed.ask('-l', log, 'entry', entry) == [['False']]


def test_nothing_is_left_out(bed):
    assert len(bed.wanted) == 43 and set(bed.wanted) == bed.asked
