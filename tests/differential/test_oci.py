"""The client of registries against Debian's docker-registry and skopeo, on images of ../shared/image/testbed.

The bed is copied, started on a free port, and ended with the tests. Its own mock of a newer
registry adds what docker-registry lacks: the referrers API, tokens, redirects, and faults.
"""
import json
import os
import shutil
import socket
import subprocess
import sys
import time

import pytest

from versions import ROOT

BED = ROOT.parent / 'shared' / 'image' / 'testbed'
ORACLE = os.environ.get('STRATA_OCI_ORACLE', ROOT / 'build' / 'dev' / 'tests' / 'oci_oracle')
TOOLS = ('docker-registry', 'skopeo', 'openssl', 'zstd', 'curl')

pytestmark = [
    pytest.mark.skipif(not BED.is_dir(), reason='../shared/image is not here'),
    pytest.mark.skipif(not all(shutil.which(t) for t in TOOLS), reason='not all of: ' + ' '.join(TOOLS)),
]


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def wait_for(port):
    for _ in range(100):
        with socket.socket() as s:
            if s.connect_ex(('127.0.0.1', port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f'nobody listens on {port}')


class Bed:
    def __init__(self, folder):
        self.folder, self.port, self.data = folder / 'bed', free_port(), folder / 'data'
        shutil.copytree(BED, self.folder)
        subprocess.run(['chmod', '-R', 'u+w', self.folder], check=True)
        self.env = dict(os.environ, TB_DATA=str(self.data))
        subprocess.run(['./up.sh', str(self.port)], cwd=self.folder, env=self.env, check=True, capture_output=True)
        self.host = f'127.0.0.1:{self.port}'
        self.expected = json.loads((self.folder / 'expected.json').read_text())

    def close(self):
        subprocess.run(['./down.sh', str(self.port)], cwd=self.folder, env=self.env, check=True)


@pytest.fixture(scope='module')
def bed(tmp_path_factory):
    made = Bed(tmp_path_factory.mktemp('oci'))
    yield made
    made.close()


@pytest.fixture
def mock(bed):
    """The mock, with its options; answers its host."""
    running = []

    def start(*options):
        port = free_port()
        running.append(subprocess.Popen([sys.executable, 'mock_registry.py', bed.data / 'reg', str(port), *options],
                                        cwd=bed.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        wait_for(port)
        return f'127.0.0.1:{port}'
    yield start
    for process in running:
        process.terminate()
        process.wait()


@pytest.fixture
def ask(tmp_path):
    def run(host, *words, login=None):
        home = tmp_path / 'home'
        (home / '.config' / 'strata').mkdir(parents=True, exist_ok=True)
        (home / '.config' / 'strata' / 'registries.toml').write_text(
            f'"{host}" = "http://{host}"\ndocker = "http://{host}"\n')
        if login:
            (home / '.docker').mkdir(exist_ok=True)
            user, password = login.split(':')
            (home / '.docker' / 'config.json').write_text(
                json.dumps({'auths': {host: {'username': user, 'password': password}}}))
        env = {k: v for k, v in os.environ.items() if not k.startswith('XDG_')}
        done = subprocess.run([ORACLE, '-c', tmp_path / 'cache', '-t', '2', *words], capture_output=True, text=True,
                              env=dict(env, HOME=str(home)), check=True)
        assert 'Sanitizer' not in done.stderr
        return [dict(f.partition('=')[::2] for f in line.split('\t')) for line in done.stdout.splitlines()]
    return run


REFERENCES = ('library/debian:12-slim', 'library/debian:12-slim-old', 'library/debian:12', 'library/alpine:3.20',
              'library/alpine:3.20-zstd', 'testbed/app:1.0', 'testbed/app:stale', 'testbed/app:badsig',
              'testbed/app:unsigned', 'testbed/distroless:1', 'testbed/docker2:1', 'testbed/scratch:1')


@pytest.mark.parametrize('reference', REFERENCES)
def test_manifests(bed, ask, reference):
    """The same bytes as skopeo gets, by tag and by digest."""
    raw = subprocess.run(['skopeo', 'inspect', '--raw', '--tls-verify=false', f'docker://{bed.host}/{reference}'],
                         capture_output=True, check=True).stdout
    got, = ask(bed.host, 'manifest', f'{bed.host}/{reference}')
    assert int(got['size']) == len(raw) and got['type'] == json.loads(raw)['mediaType']
    again, = ask(bed.host, 'manifest', f'{bed.host}/{reference.partition(":")[0]}@{got["digest"]}')
    assert again == got
    for entry in json.loads(raw).get('manifests', []):
        one, = ask(bed.host, 'manifest', f'{bed.host}/{reference}', entry['digest'])
        assert one['digest'] == entry['digest'] and int(one['size']) == entry['size']
    for blob in json.loads(raw).get('layers', []):
        assert ask(bed.host, 'file', f'{bed.host}/{reference}', blob['digest'], str(blob['size'])) == \
            [{'size': str(blob['size'])}]
        assert ask(bed.host, 'blob', f'{bed.host}/{reference}', blob['digest']) == [{'size': str(blob['size'])}]


def test_digests_that_the_bed_expects(bed, ask):
    for (repository, tag), digest in {('app', '1.0'): bed.expected['app']['1.0'],
                                      ('app', 'stale'): bed.expected['app']['stale'],
                                      ('distroless', '1'): bed.expected['distroless']['1'],
                                      ('docker2', '1'): bed.expected['docker2']['1']}.items():
        assert ask(bed.host, 'manifest', f'{bed.host}/testbed/{repository}:{tag}')[0]['digest'] == digest
    assert ask(bed.host, 'manifest', 'debian:12-slim')[0]['digest'] == bed.expected['base']['new_index']


def artefacts(bed):
    return sorted(['application/vnd.cncf.notary.signature'] * 3 + ['application/vnd.dev.sigstore.bundle.v0.3+json'])


def test_referrers_by_tag_and_by_api(bed, ask, mock):
    digest = bed.expected['app']['1.0']
    for host in (bed.host, mock('--no-referrers'), mock(), mock('--token')):
        found = ask(host, 'referrers', f'{host}/testbed/app:1.0', digest)
        assert sorted(f['type'] for f in found) == artefacts(bed), host
        some = ask(host, 'referrers', f'{host}/testbed/app:1.0', digest, 'application/vnd.cncf.notary.signature')
        assert len(some) == 3
        assert ask(host, 'referrers', f'{host}/testbed/app:1.0', bed.expected['app']['unsigned']) == []


def test_signature_tags(bed, ask):
    tag = bed.expected['app']['1.0'].replace(':', '-') + '.sig'
    assert 'digest' in ask(bed.host, 'manifest', f'{bed.host}/testbed/app', tag)[0]
    none = bed.expected['app']['unsigned'].replace(':', '-') + '.sig'
    assert ask(bed.host, 'manifest', f'{bed.host}/testbed/app', none)[0]['error'] == '-2'


@pytest.mark.parametrize('options', [('--token',), ('--token', '--basic', 'u:p'), ('--redirect',),
                                     ('--token', '--redirect'), ('--fault', '429')])
def test_ways_of_the_mock(bed, ask, mock, options):
    host = mock(*options)
    got, = ask(host, 'manifest', f'{host}/testbed/app:1.0', login='u:p')
    assert got['digest'] == bed.expected['app']['1.0']


@pytest.mark.parametrize('fault', ['500', 'slow', 'trunc'])
def test_faults_of_the_mock(bed, ask, mock, fault):
    host = mock('--fault', fault)
    got, = ask(host, 'manifest', f'{host}/testbed/app:1.0')
    assert got['error'] == '-1'


def test_wrong_blobs_of_the_mock(bed, ask, mock):
    raw = subprocess.run(['skopeo', 'inspect', '--raw', '--tls-verify=false', f'docker://{bed.host}/testbed/scratch:1'],
                         capture_output=True, check=True).stdout
    blob, = json.loads(raw)['layers'][:1]
    host = mock('--fault', 'badblob')
    for words in (('blob', f'{host}/testbed/scratch:1', blob['digest']),
                  ('file', f'{host}/testbed/scratch:1', blob['digest'], str(blob['size']))):
        assert ask(host, *words)[0]['error'] in ('-3', '-4')


def test_any_document(bed, ask, mock):
    host = mock('--token')
    assert ask(host, 'get', f'http://{host}/v2/')[0] == {'size': '2'}
    assert ask(bed.host, 'get', f'http://{bed.host}/none')[0]['error'] == '-2'
    assert ask(bed.host, 'get', 'no address')[0]['error'] == '-5'
