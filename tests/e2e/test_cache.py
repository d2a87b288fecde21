"""The cache: the same bytes with it and without, whatever happens to it, and nothing parsed twice."""
import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import PROGRAM, record

# Runs that are killed; a quarter of it run at once. 800 for 200 at once.
FAULTS = int(os.environ.get('STRATA_FAULTS', 200))


def lock(**packages):
    return json.dumps({'name': 'a', 'version': '1.0.0', 'lockfileVersion': 3, 'packages': {
        '': {'name': 'a', 'version': '1.0.0', 'dependencies': dict.fromkeys(packages, '*')},
        **{f'node_modules/{n}': {'version': v} for n, v in packages.items()}}}, indent=1)


def grow(repository, first, count):
    """Commits of which every second changes what is locked; requirements drawn in by another name."""
    for i in range(first, first + count):
        repository.write('other.txt', str(i))
        if i % 2:
            repository.write('package-lock.json', lock(left=f'1.0.{i}', right=f'2.{i % 3}.0'))
            repository.write('package.json', json.dumps({'name': 'a', 'dependencies': {'left': '*'}}))
        if i % 5 == 0:
            repository.write('requirements.txt', '-r base.in\n')
            repository.write('base.in', f'django==3.{i}\n')
        repository.commit(f'number {i}')


@pytest.fixture
def history(make_repository):
    repository = make_repository('r')
    grow(repository, 0, 12)
    return repository


@pytest.fixture
def db(database):
    return database(record('X-1', 'left', fixed='1.0.7'), record('X-2', 'right', versions=['2.1.0']),
                    record('X-3', 'django', 'PyPI', fixed='3.10'))


@pytest.fixture
def log(strata, history, db):
    def run(*args, **environment):
        environment.setdefault('SOURCE_DATE_EPOCH', '1790000000')
        return strata('log', 'HEAD', history.path, '-o', 'json', '--packages', '--db', db, *args, **environment)
    return run


def cache_file(tmp_path):
    return tmp_path / 'home' / '.cache' / 'strata' / 'results.sqlite'


def same(log, *args, **environment):
    with_cache, without = log(*args, **environment), log('--no-cache')
    assert (with_cache.status, with_cache.out) == (without.status, without.out)
    assert with_cache.json['exposures'] and with_cache.json['events']
    return with_cache


def test_same_bytes_cold_warm_and_after_new_commits(log, history, tmp_path):
    file = cache_file(tmp_path)
    same(log)
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    same(log)
    assert file.read_bytes() == before, 'nothing new, nothing written'
    grow(history, 12, 10)
    same(log)
    history.git('checkout', '-q', '-b', 'side', 'HEAD~7')
    grow(history, 40, 3)
    same(log)
    history.git('checkout', '-q', 'main')
    history.git('merge', '-q', '-s', 'ours', 'side')
    same(log)
    same(log)


def forget_files(repository, objects):
    """Takes the blobs of all manifests out of a repository."""
    for line in repository.git('rev-list', '--objects', 'HEAD').splitlines():
        id, _, path = line.partition(' ')
        if path.endswith(('.json', '.txt', '.in')):
            (objects / id[:2] / id[2:]).unlink()


def test_second_run_reads_no_blob(log, history):
    """Proof that nothing is parsed: the blobs of the past are gone, and nobody asks for them."""
    want = log()
    forget_files(history, history.path / '.git' / 'objects')
    assert log().out == want.out
    assert log('--no-cache').out != want.out


def test_clone_elsewhere_uses_it(log, history, strata, tmp_path, db):
    want = same(log).json
    clone = tmp_path / 'clone'
    history.git('clone', '-q', '--mirror', str(history.path), str(clone))
    forget_files(history, clone / 'objects')
    run = strata('log', 'HEAD', clone, '-o', 'json', '--packages', '--db', db, SOURCE_DATE_EPOCH=1790000000)
    assert [run.json[k] for k in ('events', 'coverage')] == [want[k] for k in ('events', 'coverage')]
    assert len(run.json['exposures']) == len(want['exposures'])


def test_what_is_affected_is_remembered(log, history, database, db, tmp_path):
    """Proof that nothing is matched twice: the records are gone, and nobody asks for them."""
    want = log().out
    files = [f for f in db.iterdir() if f.name.endswith('.sqlite')]
    assert files
    for file in files:
        file.chmod(0o600)
        file.write_bytes(b'')
    assert log().out == want
    assert log('--as-of', '2022-01-01').status == 6, 'another day is another question'
    for file in files:
        file.unlink()
    assert log().status == 6, 'a database that is not there is no database'
    database(record('X-1', 'left', fixed='1.0.3'))
    after = same(log)
    assert after.out != want and after.json['database']['records'] == 2, 'other records, other answers'


def test_notes_are_remembered(log, database):
    database(record('X-1', 'left', fixed='1.0.7'), record('X-2', 'right', 'npm', '???', 'y'))
    cold, warm = same(log).json, same(log).json
    assert cold['coverage'] == warm['coverage']
    assert sum('X-2' in note['reason'] for note in warm['coverage']['notes']) == 3


def damages():
    rng = random.Random(4)
    noise = bytes(rng.randrange(256) for _ in range(30000))

    def flip(b):
        b = bytearray(b)
        for _ in range(40):
            b[rng.randrange(len(b))] ^= 1 << rng.randrange(8)
        return bytes(b)

    return {'nothing': lambda b: b'', 'noise': lambda b: noise, 'half': lambda b: b[:len(b) // 2],
            'one page': lambda b: b[:4096], 'flipped': flip, 'noise after the head': lambda b: b[:4096] + noise,
            'text': lambda b: b'SQLite format 3\0' + b'x' * 5000}


@pytest.mark.parametrize('damage', damages())
def test_damaged_file(log, tmp_path, damage):
    log()
    file = cache_file(tmp_path)
    file.write_bytes(damages()[damage](file.read_bytes()))
    same(log)
    same(log)
    with sqlite3.connect(file) as c:
        assert c.execute('PRAGMA integrity_check').fetchone() == ('ok',) or damage == 'flipped'


@pytest.mark.parametrize('schema', ['CREATE TABLE result (a)', 'CREATE VIEW result AS SELECT 1 AS key',
                                    'CREATE TABLE result (key, used, size, value, CHECK (size < 0))'])
def test_wrong_schema(log, tmp_path, schema):
    file = cache_file(tmp_path)
    file.parent.mkdir(parents=True)
    with sqlite3.connect(file) as c:
        c.execute(schema)
    same(log)
    with sqlite3.connect(file) as c:
        assert c.execute('SELECT count(*) FROM result').fetchone()[0] > 0


def test_values_of_other_hands(log, tmp_path):
    """Values that are cut or changed in place do not pass for what was written."""
    log()
    with sqlite3.connect(cache_file(tmp_path)) as c:
        c.execute('UPDATE result SET value = substr(value, 1, length(value) - 5)')
    same(log)
    with sqlite3.connect(cache_file(tmp_path)) as c:
        c.execute("UPDATE result SET value = zeroblob(length(value))")
    same(log)


def test_results_of_other_parsers(log, tmp_path):
    log()
    with sqlite3.connect(cache_file(tmp_path)) as c:
        c.execute("UPDATE result SET key = CAST('-' || substr(key, 2) AS BLOB)")
        before = c.execute('SELECT count(*) FROM result').fetchone()[0]
    same(log)
    with sqlite3.connect(cache_file(tmp_path)) as c:
        assert c.execute('SELECT count(*) FROM result').fetchone()[0] >= 2 * before


def test_killed_at_any_moment(log, history, tmp_path, db):
    env = dict(os.environ, HOME=str(tmp_path / 'home'), SOURCE_DATE_EPOCH='1790000000')
    command = [str(PROGRAM), 'log', 'HEAD', str(history.path), '-o', 'json', '--db', str(db)]
    start = time.monotonic()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    length = time.monotonic() - start
    rng = random.Random(1)
    file = cache_file(tmp_path)
    for i in range(FAULTS):
        if i % 3 == 0:
            file.unlink(missing_ok=True)
        process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.random() * length)
        process.send_signal(signal.SIGKILL)
        process.wait()
    same(log)
    with sqlite3.connect(file) as c:
        assert c.execute('PRAGMA integrity_check').fetchone() == ('ok',)


def test_many_at_once(log, tmp_path):
    want = log('--no-cache').out
    with ThreadPoolExecutor(FAULTS // 4) as pool:
        assert {r.out for r in pool.map(lambda _: log(), range(FAULTS // 4))} == {want}
    same(log)


def test_full_disk(log, tmp_path):
    if os.geteuid() != 0:
        pytest.skip('only root can mount a small file system')
    small = tmp_path / 'small'
    small.mkdir()
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', small], capture_output=True).returncode:
        pytest.skip('no tmpfs can be mounted here')
    try:
        same(log, '--cache', small)
        same(log, '--cache', small)
        (small / 'rest').write_bytes(b'')
    finally:
        subprocess.run(['umount', small], check=True)


def test_place_that_cannot_be_written(log, tmp_path):
    (tmp_path / 'file').write_text('')
    same(log, '--cache', tmp_path / 'file' / 'x')
    same(log, HOME='/proc/none')
    log()
    file = cache_file(tmp_path)
    file.chmod(0o400)
    file.parent.chmod(0o500)
    same(log)
    file.parent.chmod(0o700)


def test_where_it_is(log, tmp_path):
    same(log, XDG_CACHE_HOME=tmp_path / 'xdg')
    assert (tmp_path / 'xdg' / 'strata' / 'results.sqlite').is_file()
    same(log, STRATA_CACHE=tmp_path / 'own')
    assert (tmp_path / 'own' / 'results.sqlite').is_file()
    log(STRATA_NO_CACHE='1')
    assert not cache_file(tmp_path).exists()


def test_config_show(log, strata, history, tmp_path, db):
    def show(*args, **environment):
        run = strata('config', 'show', history.path, *args, **environment)
        assert run.status == 0, run.err
        return dict(line.split(None, 1) for line in run.out.splitlines())

    file = cache_file(tmp_path)
    assert show('--db', db)['cache'] == f'{file}, not there yet'
    log()
    shown = show('--db', db, STRATA_JOBS='2')
    assert shown['cache'] == f'{file}, {file.stat().st_size} bytes'
    assert shown['database'].startswith('full, 3 records, in ') and str(db) in shown['database']
    assert shown['jobs'] == '2, from STRATA_JOBS' and shown['db'] == f'{db}, from the command line'
    assert shown['fail-on'].endswith(', by default')
    history.write('strata.toml', '# ours\nfail-on = "high"\n')
    shown = show('--no-cache')
    assert shown['fail-on'] == 'high, from strata.toml:2' and shown['cache'] == 'none, by --no-cache'
    assert shown['configuration'] == 'strata.toml of the snapshot'
    assert 'fail-on' in show('--fail-on', 'low') and show('--fail-on', 'low')['fail-on'] == 'low, from the command line'
