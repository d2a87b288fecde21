"""strata db update, against a server on the loopback that has every fault we could think of."""
import io
import json
import os
import pty
import signal
import ssl
import subprocess
import time
import zipfile

import pytest
from conftest import PROGRAM, record
from server import Server
from test_scan import LOCK


@pytest.fixture
def server():
    server = Server()
    yield server
    if server.http.socket.fileno() >= 0:
        server.close()


def zip_of(records, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', method) as z:
        for r in records:
            z.writestr(zipfile.ZipInfo(r['id'] + '.json', (2024, 1, 1, 0, 0, 0)), json.dumps(r))
    return out.getvalue()


def sample(number, **more):
    return record('GHSA-%04d' % number, 'p%d' % number, 'npm', '0', '1.0.%d' % number, **more)


def publish(server, records, ecosystem='npm', changes=True):
    """The export as OSV has it: a zip, a list of changes, and each record."""
    server.files['/%s/all.zip' % ecosystem] = zip_of(records)
    for r in records:
        server.files['/%s/%s.json' % (ecosystem, r['id'])] = json.dumps(r).encode()
    if changes:
        lines = sorted(('%s,%s\n' % (r['modified'], r['id']) for r in records), reverse=True)
        server.files['/%s/modified_id.csv' % ecosystem] = ''.join(lines).encode()


@pytest.fixture
def update(strata, server, tmp_path):
    def run(*args, db='db', **more):
        return strata('db', 'update', '--db', tmp_path / db, '--url', server.url, *args, **more)
    return run


def content(strata, folder):
    """What the database says, by id."""
    run = strata('db', 'search', 'GHSA-', '--db', folder)
    return {line.split()[0]: line for line in run.out.splitlines()}


def test_brings_a_database_that_finds(update, server, strata, repository, tmp_path):
    bad = record('RUSTSEC-2024-0001', 'deep', 'crates.io', '0.2.0', '0.3.2')
    publish(server, [bad], 'crates.io')
    run = update('--ecosystems', 'CRATES.IO')
    assert run.status == 0, run.err
    assert 'crates.io' in run.out and '1 records' in run.out
    repository.write('Cargo.lock', LOCK).commit()
    found = strata('scan', repository.path, '--db', tmp_path / 'db', '-o', 'json')
    assert found.ids() == {'RUSTSEC-2024-0001'}
    status = strata('db', 'status', '--db', tmp_path / 'db')
    assert status.status == 0
    assert 'database   full' in status.out and 'records    1\n' in status.out and '0 days ago' in status.out
    assert server.url + '/crates.io/all.zip' in status.out


def test_the_ecosystems_are_those_asked_for_or_seen(update, server, strata, repository, tmp_path):
    publish(server, [sample(1)])
    publish(server, [record('RUSTSEC-2024-0001', 'deep', 'crates.io', '0')], 'crates.io')
    nothing = update()
    assert nothing.status == 4
    assert '--ecosystems' in nothing.err
    assert server.asked == []
    repository.write('Cargo.lock', LOCK).commit()
    assert update(cwd=repository.path).status == 0
    assert '/crates.io/all.zip' in server.paths() and '/npm/all.zip' not in server.paths()
    assert update('--ecosystems', 'npm').status == 0
    server.asked.clear()
    assert update().status == 0
    assert {p.split('/')[1] for p in server.paths()} == {'npm', 'crates.io'}
    server.asked.clear()
    assert update(repository.path, db='other').status == 0
    assert {p.split('/')[1] for p in server.paths()} == {'crates.io'}


def test_what_is_unchanged_is_not_fetched(update, server):
    publish(server, [sample(n) for n in range(20)])
    assert update('--ecosystems', 'npm').status == 0
    assert update().status == 0  # the list of changes, for the first time
    server.asked.clear()
    run = update()
    assert 'unchanged' in run.out
    assert server.paths() == ['/npm/modified_id.csv']
    assert 'If-None-Match' in server.asked[0][1]


def test_without_a_list_of_changes_the_zip_is_asked_for_under_a_condition(update, server):
    publish(server, [sample(1)], changes=False)
    assert update('--ecosystems', 'npm').status == 0
    server.asked.clear()
    assert 'unchanged' in update().out
    zips = [headers for path, headers in server.asked if path.endswith('all.zip')]
    assert len(zips) == 1 and 'If-None-Match' in zips[0]


def test_few_changes_are_fetched_one_by_one(update, server, strata, tmp_path):
    before = [sample(n) for n in range(40)]
    publish(server, before)
    assert update('--ecosystems', 'npm').status == 0
    changed = sample(7, summary='changed')
    changed['modified'] = '2024-05-01T00:00:00.5Z'
    new = sample(99, summary='new')
    publish(server, [r for r in before if r['id'] not in ('GHSA-0007', 'GHSA-0008')] + [changed, new])
    server.asked.clear()
    run = update()
    assert run.status == 0, run.err
    assert '2 of them fetched' in run.out
    assert set(server.paths()) == {'/npm/modified_id.csv', '/npm/GHSA-0007.json', '/npm/GHSA-0099.json'}
    after = content(strata, tmp_path / 'db')
    assert len(after) == 40
    assert 'GHSA-0008' not in after
    assert after['GHSA-0007'].endswith('changed') and after['GHSA-0099'].endswith('new')
    # The same as the whole would have given.
    assert update('--ecosystems', 'npm', db='whole').status == 0
    ids = [[line for line in strata('db', 'status', '--db', tmp_path / db).out.splitlines()
            if line.startswith('id ')] for db in ('db', 'whole')]
    assert ids[0] == ids[1]


@pytest.mark.parametrize('damage', ['many', 'lost record', 'other record', 'list', 'short list', 'empty list'])
def test_where_the_changes_do_not_serve_the_whole_is_taken(damage, update, server, strata, tmp_path):
    before = [sample(n) for n in range(40)]
    publish(server, before)
    assert update('--ecosystems', 'npm').status == 0
    after = [dict(r, modified='2024-05-01T00:00:00Z', summary='changed') if n < (20 if damage == 'many' else 1)
             else r for n, r in enumerate(before)]
    publish(server, after)
    if damage == 'lost record':
        del server.files['/npm/GHSA-0000.json']
    elif damage == 'other record':
        server.files['/npm/GHSA-0000.json'] = json.dumps(sample(1)).encode()
    elif damage == 'list':
        server.files['/npm/modified_id.csv'] += b'yesterday,../../etc/passwd\n'
    elif damage == 'short list':
        server.files['/npm/modified_id.csv'] = b'2024-05-01T00:00:00Z,GHSA-0000\n'
    elif damage == 'empty list':
        server.files['/npm/modified_id.csv'] = b''
    server.asked.clear()
    run = update()
    assert run.status == 0, run.err
    assert '/npm/all.zip' in server.paths()
    found = content(strata, tmp_path / 'db')
    assert len(found) == 40
    assert found['GHSA-0000'].endswith('changed')
    assert not any('..' in path for path in server.paths())


def test_a_lost_connection_is_gone_on_with(update, server):
    publish(server, [sample(n, details=os.urandom(400).hex()) for n in range(200)])
    size = len(server.files['/npm/all.zip'])
    server.faults['/npm/all.zip'] = [server.cut('/npm/all.zip', size // 2)]
    run = update('--ecosystems', 'npm')
    assert run.status == 0, run.err
    ranges = [h.get('Range') for p, h in server.asked if p == '/npm/all.zip']
    assert ranges == [None, 'bytes=%d-' % (size // 2)]


def start(server, folder, tmp_path, *args):
    env = {k: v for k, v in os.environ.items() if not k.startswith('STRATA')}
    env.update(HOME=str(tmp_path), ASAN_OPTIONS='exitcode=99')
    return subprocess.Popen([str(PROGRAM), 'db', 'update', '--db', str(folder), '--url', server.url,
                             '--ecosystems', 'npm', *args], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_for(condition):
    for _ in range(200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError('it did not come to that')


def test_killed_in_the_middle_the_old_stays_and_the_next_goes_on(update, server, strata, tmp_path):
    publish(server, [sample(1)])
    assert update('--ecosystems', 'npm').status == 0
    old = content(strata, tmp_path / 'db')
    publish(server, [sample(n, details=os.urandom(400).hex()) for n in range(100, 300)], changes=False)
    del server.files['/npm/modified_id.csv']
    size = len(server.files['/npm/all.zip'])
    server.faults['/npm/all.zip'] = [server.cut('/npm/all.zip', size // 2, wait=20)]
    process = start(server, tmp_path / 'db', tmp_path)
    part = tmp_path / 'db' / 'download-npm.zip'
    wait_for(lambda: part.exists() and part.stat().st_size == size // 2)
    second = update('--ecosystems', 'npm')  # two at a time
    assert second.status == 6 and 'another import or update' in second.err
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert content(strata, tmp_path / 'db') == old
    server.asked.clear()
    run = update()
    assert run.status == 0, run.err
    assert [h.get('Range') for p, h in server.asked if p == '/npm/all.zip'] == ['bytes=%d-' % (size // 2)]
    assert len(content(strata, tmp_path / 'db')) == 200
    assert [f for f in os.listdir(tmp_path / 'db') if 'download' in f or 'build' in f] == []


def test_what_changed_meanwhile_is_not_glued_together(update, server, strata, tmp_path):
    publish(server, [sample(n, details=os.urandom(400).hex()) for n in range(200)])
    size = len(server.files['/npm/all.zip'])
    server.faults['/npm/all.zip'] = [server.cut('/npm/all.zip', size // 2, wait=20)]
    process = start(server, tmp_path / 'db', tmp_path)
    part = tmp_path / 'db' / 'download-npm.zip'
    wait_for(lambda: part.exists() and part.stat().st_size == size // 2)
    process.send_signal(signal.SIGTERM)
    process.communicate()
    publish(server, [sample(n) for n in range(7)])
    run = update('--ecosystems', 'npm')
    assert run.status == 0, run.err
    assert len(content(strata, tmp_path / 'db')) == 7


@pytest.mark.parametrize('body', [b'', b'<html>no</html>', b'PK\x03\x04' + b'\0' * 40, 'cut', 'empty zip', 'flipped'])
def test_what_is_damaged_leaves_the_old_in_use(body, update, server, strata, tmp_path):
    publish(server, [sample(1)], changes=False)
    assert update('--ecosystems', 'npm').status == 0
    old = content(strata, tmp_path / 'db')
    whole = zip_of([sample(n) for n in range(50)], zipfile.ZIP_STORED)
    if body == 'cut':
        body = whole[:len(whole) // 2]
    elif body == 'empty zip':
        body = zip_of([])
    elif body == 'flipped':
        body = whole.replace(b'1.0.30', b'1.0.31')
    server.files['/npm/all.zip'] = body
    run = update()
    assert run.status == 2, run.out
    assert '/npm/all.zip' in run.err
    assert content(strata, tmp_path / 'db') == old
    publish(server, [sample(n) for n in range(50)], changes=False)
    assert update().status == 0
    assert len(content(strata, tmp_path / 'db')) == 50


def test_what_may_pass_is_tried_again(update, server):
    publish(server, [sample(1)])
    server.faults['/npm/all.zip'] = [server.status(503), server.status(429, Retry_After='1'), server.status(500)]
    started = time.monotonic()
    run = update('--ecosystems', 'npm')
    assert run.status == 0, run.err
    assert server.paths().count('/npm/all.zip') == 4
    assert time.monotonic() - started > 2


@pytest.mark.parametrize('status, said', [(503, '503'), (429, '3600 seconds'), (403, 'refuses (403)')])
def test_what_does_not_pass_is_said(status, said, update, server, tmp_path):
    headers = {'Retry_After': '3600'} if status == 429 else {'Retry_After': '0'}
    server.faults['/npm/all.zip'] = [server.status(status, **headers)] * 9
    run = update('--ecosystems', 'npm')
    assert run.status == 2
    assert said in run.err
    assert server.paths().count('/npm/all.zip') == (5 if status == 503 else 1)


def test_an_ecosystem_that_is_not_there(update, server):
    publish(server, [sample(1)])
    run = update('--ecosystems', 'npm,nmp')
    assert run.status == 2
    assert "no ecosystem 'nmp': did you mean 'npm'" in run.err
    run = update('--ecosystems', 'Klingon')
    assert "no ecosystem 'Klingon'\n" in run.err


def test_no_such_host_and_nobody_there(strata, tmp_path):
    run = strata('db', 'update', '--db', tmp_path / 'db', '--ecosystems', 'npm', '--url', 'http://nowhere.invalid')
    assert run.status == 2
    assert 'host was not found' in run.err and 'nowhere.invalid' in run.err
    run = strata('db', 'update', '--db', tmp_path / 'db', '--ecosystems', 'npm', '--url', 'gopher://x.example')
    assert run.status == 4
    assert 'http, https or file' in run.err


def test_a_silent_server_is_given_up(update, server):
    publish(server, [sample(1)])
    server.faults['/npm/all.zip'] = [lambda request: time.sleep(8)] * 9
    started = time.monotonic()
    run = update('--ecosystems', 'npm', '--timeout', '1')
    assert run.status == 2
    assert 'silent' in run.err
    assert time.monotonic() - started < 30


def test_redirects_lead_to_no_file_and_not_in_circles(update, server, tmp_path):
    publish(server, [sample(1)])
    server.files['/moved.zip'] = server.files['/npm/all.zip']
    server.faults['/npm/all.zip'] = [server.redirect(server.url + '/moved.zip')]
    assert update('--ecosystems', 'npm').status == 0
    secret = tmp_path / 'secret.zip'
    secret.write_bytes(server.files['/npm/all.zip'])
    server.faults['/npm/all.zip'] = [server.redirect('file://%s' % secret)]
    run = update('--ecosystems', 'npm', db='other')
    assert run.status == 2
    assert 'redirects' in run.err
    server.faults['/npm/all.zip'] = [server.redirect(server.url + '/npm/all.zip')] * 20
    run = update('--ecosystems', 'npm', db='other')
    assert run.status == 2 and 'circles' in run.err


def test_what_comes_compressed_is_read(update, server):
    publish(server, [sample(n) for n in range(9)])
    server.faults['/npm/all.zip'] = [server.compressed('/npm/all.zip')]
    assert update('--ecosystems', 'npm').status == 0
    server.faults['/npm/modified_id.csv'] = [server.compressed('/npm/modified_id.csv')]
    run = update()
    assert run.status == 0, run.err
    assert server.paths().count('/npm/all.zip') == 1


def test_an_answer_without_end_is_refused(update, server, tmp_path):
    def endless(request):
        request.send_response(200)
        request.send_header('Content-Length', str(1 << 40))
        request.end_headers()
    server.faults['/npm/all.zip'] = [endless]
    run = update('--ecosystems', 'npm')
    assert run.status == 2
    assert 'more bytes' in run.err
    assert not (tmp_path / 'db' / 'download-npm.zip').exists()


def test_a_folder_serves_as_well(strata, server, tmp_path):
    publish(server, [sample(1), sample(2)])
    publish(server, [record('X-1', 'a/b', 'GitHub Actions', '0')], 'GitHub Actions')
    for path, body in server.files.items():
        (tmp_path / 'export' / path[1:]).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / 'export' / path[1:]).write_bytes(body)
    os.utime(tmp_path / 'export' / 'npm' / 'all.zip', (1700000000, 1700000000))
    run = strata('db', 'update', '--db', tmp_path / 'db', '--ecosystems', 'npm,GitHub Actions',
                 STRATA_DB_URL='file://%s' % (tmp_path / 'export'))
    assert run.status == 0, run.err
    assert '2023-11-14' in strata('db', 'status', '--db', tmp_path / 'db').out  # the file's own age
    run = strata('db', 'update', '--db', tmp_path / 'db', STRATA_DB_URL='file://%s' % (tmp_path / 'export'))
    assert run.status == 0 and 'unchanged' in run.out


def test_all_ecosystems_change_or_none(update, server, strata, tmp_path):
    publish(server, [sample(1)])
    assert update('--ecosystems', 'npm').status == 0
    publish(server, [sample(1), sample(2)])
    server.files['/PyPI/all.zip'] = b'no zip'
    assert update('--ecosystems', 'npm,PyPI').status == 2
    assert len(content(strata, tmp_path / 'db')) == 1


def test_secrets_of_the_address_are_kept_nowhere(strata, server, tmp_path):
    publish(server, [sample(1)])
    url = server.url.replace('://', '://user:sesame@')
    run = strata('db', 'update', '--db', tmp_path / 'db', '--ecosystems', 'npm', '--url', url)
    assert run.status == 0, run.err
    assert 'Authorization' in server.asked[0][1]
    for f in (tmp_path / 'db').iterdir():
        assert b'sesame' not in f.read_bytes()
    run = strata('db', 'update', '--db', tmp_path / 'db', '--ecosystems', 'nope', '--url', url)
    assert 'sesame' not in run.err + run.out


def test_progress_is_plain_lines_with_v_and_silence_without(update, server):
    publish(server, [sample(n, details=os.urandom(20000).hex()) for n in range(30)])
    assert update('--ecosystems', 'npm').err == ''
    run = update('--ecosystems', 'npm', '-v', db='other')
    assert 'strata: npm: ' in run.err and ' MB\n' in run.err
    assert '\r' not in run.err
    assert update('--ecosystems', 'npm', '-q', db='third').out == ''


@pytest.mark.skipif(os.geteuid() != 0, reason='mounts a small file system')
def test_a_full_disk_leaves_the_old_in_use(update, server, strata, tmp_path):
    folder = tmp_path / 'db'
    folder.mkdir()
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=600k', 'none', folder], capture_output=True).returncode:
        pytest.skip('cannot mount a small file system')
    try:
        publish(server, [sample(1)], changes=False)
        assert update('--ecosystems', 'npm').status == 0
        for records in ([sample(n, details=os.urandom(20000).hex()) for n in range(40)],
                        [sample(n, details='x' * 20000) for n in range(100)]):  # the zip fits, its content not
            publish(server, records, changes=False)
            run = update()
            assert run.status == 2, run.out
            assert 'full' in run.err or 'No space' in run.err, run.err
            assert len(content(strata, folder)) == 1
        publish(server, [sample(1), sample(2)], changes=False)
        assert update().status == 0
    finally:
        subprocess.run(['umount', folder], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason='mounts a folder read-only')
def test_a_read_only_folder_is_said(update, server, tmp_path):
    folder = tmp_path / 'db'
    folder.mkdir()
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'ro', 'none', folder], capture_output=True).returncode:
        pytest.skip('cannot mount a file system')
    try:
        run = update('--ecosystems', 'npm')
        assert run.status == 2
        assert 'Read-only' in run.err and str(folder) in run.err
    finally:
        subprocess.run(['umount', folder], check=True)


def test_max_db_age_counts_from_the_last_answer(update, server, strata, tmp_path):
    publish(server, [sample(1)])
    assert update('--ecosystems', 'npm').status == 0
    assert strata('db', 'status', '--db', tmp_path / 'db', '--max-db-age', '1').status == 0
    assert strata('db', 'status', '--db', tmp_path / 'db', '--max-db-age', '1', SOURCE_DATE_EPOCH=4000000000).status == 6
    assert strata('db', 'status', '--db', tmp_path / 'db', '--max-db-age', 'old').status == 4


def test_search(update, server, strata, tmp_path):
    publish(server, [sample(1, summary='Prototype pollution', aliases=['CVE-2024-1']), sample(2)])
    assert update('--ecosystems', 'npm').status == 0
    for text in ('PROTOTYPE', 'cve-2024-1', 'p1', 'ghsa-0001'):
        run = strata('db', 'search', text, '--db', tmp_path / 'db')
        assert run.status == 0 and len(run.out.splitlines()) == 1 and 'npm p1' in run.out, text
    assert strata('db', 'search', 'nothing-of-that', '--db', tmp_path / 'db').status == 3
    assert strata('db', 'search', '--db', tmp_path / 'db').status == 4


def test_a_bar_is_on_a_terminal_alone(server, tmp_path):
    publish(server, [sample(n, details=os.urandom(200000).hex()) for n in range(30)])
    master, slave = pty.openpty()
    env = dict(os.environ, HOME=str(tmp_path), ASAN_OPTIONS='exitcode=99')
    process = subprocess.run([str(PROGRAM), 'db', 'update', '--db', str(tmp_path / 'db'), '--url', server.url,
                              '--ecosystems', 'npm'], env=env, stdout=subprocess.PIPE, stderr=slave)
    os.close(slave)
    shown = os.read(master, 1 << 16).decode()
    os.close(master)
    assert process.returncode == 0
    assert '[' in shown and '] ' in shown and 'MB' in shown
    assert shown.endswith('\r\x1b[K')
    assert '\r' not in process.stdout.decode()


def test_tls_is_verified(server, strata, tmp_path):
    publish(server, [sample(1)])
    key, certificate = tmp_path / 'key.pem', tmp_path / 'certificate.pem'
    made = subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out',
                           certificate, '-days', '2', '-subj', '/CN=localhost', '-addext',
                           'subjectAltName=DNS:localhost'], capture_output=True)
    if made.returncode:
        pytest.skip('openssl makes no certificate')
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.http.socket = context.wrap_socket(server.http.socket, server_side=True)
    url = server.url.replace('http://127.0.0.1', 'https://localhost')
    run = strata('db', 'update', '--db', tmp_path / 'db', '--ecosystems', 'npm', '--url', url)
    assert run.status == 2
    assert 'certificate' in run.err
    run = strata('db', 'update', '--db', tmp_path / 'db', '--ecosystems', 'npm', '--url', url,
                 SSL_CERT_FILE=certificate)
    assert run.status == 0, run.err
    # From https to http: never.
    server.faults['/npm/all.zip'] = [server.redirect('http://127.0.0.1:9/npm/all.zip')]
    run = strata('db', 'update', '--db', tmp_path / 'other', '--ecosystems', 'npm', '--url', url,
                 SSL_CERT_FILE=certificate)
    assert run.status == 2
    assert 'redirects' in run.err


def test_a_proxy_of_the_environment_is_used(server, strata, tmp_path):
    publish(server, [sample(1)])
    server.files['http://export.example/npm/all.zip'] = server.files['/npm/all.zip']
    run = strata('db', 'update', '--db', tmp_path / 'db', '--ecosystems', 'npm', '--url', 'http://export.example',
                 http_proxy=server.url)
    assert run.status == 0, run.err
    assert server.paths() == ['http://export.example/npm/all.zip']


@pytest.mark.parametrize('tag', ['"\xff\x01"', '"' + 'x' * 5000 + '"', '"a\\"b"', 'W/"weak"', ''])
def test_a_strange_tag_does_no_harm(tag, update, server, strata, tmp_path):
    publish(server, [sample(1)], changes=False)

    def tagged(request):
        server.send(request, 200, server.files['/npm/all.zip'], {'ETag': tag})
    server.faults['/npm/all.zip'] = [tagged] * 2
    for _ in range(2):
        run = update('--ecosystems', 'npm')
        assert run.status == 0, run.err
        assert strata('db', 'status', '--db', tmp_path / 'db').status == 0


def test_where_nobody_answers_it_is_not_asked_twice(update, server, tmp_path):
    publish(server, [sample(1)])
    assert update('--ecosystems', 'npm').status == 0
    server.close()
    started = time.monotonic()
    run = update()
    assert run.status == 2
    assert '/npm/modified_id.csv' in run.err and '/npm/all.zip' not in run.err
    assert time.monotonic() - started < 10
