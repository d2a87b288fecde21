"""The advisory database: what an import replaces, and what it survives."""
import json
import os
import signal
import subprocess
import time
import zipfile

import pytest
from conftest import PROGRAM, record
from test_match import lock, scan  # noqa: F401 (a fixture)


class Export:
    """A folder in the layout of the public export."""

    def __init__(self, folder):
        self.folder = folder

    def put(self, *records, ecosystem='npm', more=()):
        path = self.folder / ecosystem / 'all.zip'
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
            for r in records:
                z.writestr(r['id'] + '.json', json.dumps(r))
            for name, content in more:
                z.writestr(name, content)
        return path


@pytest.fixture
def export(tmp_path):
    return Export(tmp_path / 'export')


@pytest.fixture
def load(strata, export, tmp_path):
    def run(*locations, status=0):
        run = strata('db', 'import', *(locations or [export.folder]), '--db', tmp_path / 'db')
        assert run.status == status, run.err
        return run
    run.db = tmp_path / 'db'
    return run


@pytest.fixture
def found(scan, load):
    return lambda **pins: scan(load.db, 'package-lock.json', lock(**pins)).ids()


def test_records_that_the_export_no_longer_has_are_gone(export, load, found):
    export.put(record('GHSA-a', 'x'), record('GHSA-b', 'y'))
    load()
    assert found(x='1.0.0', y='1.0.0') == {'GHSA-a', 'GHSA-b'}
    export.put(record('GHSA-b', 'y'))
    assert '1 records are gone' in load().out
    assert found(x='1.0.0', y='1.0.0') == {'GHSA-b'}


def test_a_withdrawal_takes_effect(export, load, found):
    export.put(record('GHSA-a', 'x'))
    load()
    export.put(record('GHSA-a', 'x', withdrawn='2024-02-01T00:00:00Z'))
    assert '1 withdrawn' in load().out
    assert found(x='1.0.0') == set()


def test_an_empty_export_empties_its_ecosystem_and_no_other(export, load, found):
    export.put(record('GHSA-a', 'x'))
    export.put(record('RUSTSEC-1', 'deep', 'crates.io'), ecosystem='crates.io')
    load()
    export.put()
    load(export.folder / 'npm' / 'all.zip')
    assert found(x='1.0.0') == set()


def test_sources_stand_side_by_side(export, load, found, tmp_path):
    export.put(record('GHSA-a', 'x'))
    load()
    own = tmp_path / 'own.json'
    own.write_text(json.dumps(record('OWN-1', 'x')))
    load(own)
    assert found(x='1.0.0') == {'GHSA-a', 'OWN-1'}
    export.put(record('GHSA-c', 'x'))
    load()
    assert found(x='1.0.0') == {'GHSA-c', 'OWN-1'}
    own.write_text(json.dumps(record('OWN-2', 'x')))
    load(own)
    assert found(x='1.0.0') == {'GHSA-c', 'OWN-2'}


def test_an_unknown_ecosystem_takes_nothing_of_ones_own(export, load, found, tmp_path):
    own = tmp_path / 'own.json'
    own.write_text(json.dumps(record('OWN-1', 'x')))
    load(own)
    export.put(record('LUNAR-1', 'rock', 'Lunar'), ecosystem='Lunar')
    assert 'Lunar' in load().out
    export.put(record('SOLAR-1', 'sun', 'Solar'), ecosystem='Solar')
    load(export.folder / 'Solar' / 'all.zip')
    assert found(x='1.0.0') == {'OWN-1'}


def test_the_database_tells_both(export, load, strata):
    export.put(record('LUNAR-1', 'rock', 'Lunar'), ecosystem='Lunar')
    export.put(record('GHSA-a', 'x'))
    load()
    status = strata('db', 'status', '--db', load.db).out
    assert 'Lunar' in status and 'npm' in status and 'records    2' in status


def test_the_newer_of_two_records_with_one_id_stays(export, load, found):
    older = json.dumps(record('GHSA-a', 'x', fixed='0.5.0', modified='2023-01-01T00:00:00Z'))
    newer = json.dumps(record('GHSA-a', 'x', fixed='2.0.0', modified='2024-01-01T00:00:00Z'))
    for first, second in ((older, newer), (newer, older)):
        export.put(more=[('1.json', first), ('2.json', second)])
        assert '1 records in' in load().out
        assert found(x='1.0.0') == {'GHSA-a'}


def test_a_truncated_record_is_told_and_costs_no_other(export, load, found):
    export.put(record('GHSA-a', 'x'), more=[('GHSA-b.json', json.dumps(record('GHSA-b', 'x'))[:200]),
                                            ('c.json', '[]'), ('d.json', '{}'), ('e.json', '\xff\x00')])
    run = load()
    assert all(name in run.err for name in ('GHSA-b.json', 'c.json', 'd.json', 'e.json'))
    assert found(x='1.0.0') == {'GHSA-a'}


def test_of_many_bad_files_the_rest_is_counted(export, load):
    export.put(record('GHSA-a', 'x'), more=[(f'{i}.json', '{') for i in range(150)])
    assert '50 more files are no advisories' in load().err


@pytest.mark.parametrize('damage', ['cut', 'noise', 'empty'])
def test_a_corrupt_zip_leaves_the_old_database_in_use(export, load, found, damage):
    path = export.put(record('GHSA-a', 'x'))
    load()
    path = export.put(*[record(f'GHSA-{i}', 'x', details='some words ' * 50) for i in range(50)])
    whole = path.read_bytes()
    path.write_bytes({'cut': whole[:len(whole) // 2], 'noise': bytes(range(256)) * 20, 'empty': b''}[damage])
    assert 'all.zip' in load(status=2).err
    assert found(x='1.0.0') == {'GHSA-a'}
    assert not [name for name in os.listdir(load.db) if name.endswith('.new')]


def test_a_zip_bomb_stops_at_the_limit(export, load, found):
    path = export.put(record('GHSA-a', 'x'))
    load()
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        with z.open('bomb.json', 'w', force_zip64=True) as member:
            for _ in range(300):
                member.write(b' ' * (1 << 20))
    assert path.stat().st_size < 1 << 20
    started = time.monotonic()
    assert 'bytes than are allowed' in load(status=2).err
    assert time.monotonic() - started < 20
    assert found(x='1.0.0') == {'GHSA-a'}


def test_a_million_listed_versions_are_matched(export, load, found):
    export.put(record('GHSA-a', 'x', versions=[f'{i // 1000}.{i % 1000}.7' for i in range(1000000)]))
    load()
    assert found(x='999.999.7') == {'GHSA-a'}
    assert found(x='999.999.8') == set()


def test_an_interrupted_import_leaves_the_old_database_in_use(export, load, found, strata):
    """Or, killed between its last step and its end, the whole new one."""
    export.put(record('GHSA-a', 'x'))
    load()
    new = {f'GHSA-{i}' for i in range(4000)}
    export.put(*[record(f'GHSA-{i}', 'x', details='some words ' * 200) for i in range(4000)])
    for delay in (0.0, 0.05, 0.1, 0.2):
        process = subprocess.Popen([PROGRAM, 'db', 'import', export.folder, '--db', load.db],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        if process.wait() == -signal.SIGKILL:
            assert found(x='1.0.0') in ({'GHSA-a'}, new)
            export_left = [name for name in os.listdir(load.db) if name.startswith('build-')]
            assert len(export_left) <= 1, 'a later import sweeps up'
        else:
            load()
            break
    load()
    assert found(x='1.0.0') == new
    assert not [name for name in os.listdir(load.db) if name.startswith('build-')]


def test_the_same_records_give_the_same_database(export, load, strata):
    def identity():
        return [line for line in strata('db', 'status', '--db', load.db).out.splitlines() if line.startswith('id ')]

    a, b = record('GHSA-a', 'x'), record('GHSA-b', 'y')
    export.put(a, b)
    load()
    before = identity()
    export.put(b, a)
    assert 'unchanged' in load().out
    assert identity() == before
    export.put(a, dict(b, summary='other'))
    load()
    assert identity() != before


def test_nothing_to_import_is_told(load, tmp_path):
    (tmp_path / 'empty').mkdir()
    assert 'no advisory' in load(tmp_path / 'empty', status=2).err
    assert 'absent' in load(tmp_path / 'absent', status=2).err


def test_links_are_not_followed_out_of_the_folder(export, load, tmp_path):
    outside = tmp_path / 'outside.json'
    outside.write_text(json.dumps(record('GHSA-out', 'x')))
    export.put(record('GHSA-a', 'x'))
    (export.folder / 'link.json').symlink_to(outside)
    assert '1 records in' in load().out
