"""The thread from a repository to its vulnerable packages."""
from conftest import record

LOCK = '''version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["middle"]

[[package]]
name = "middle"
version = "1.0.0"
source = "registry+https://registry.example/index"
dependencies = ["deep"]

[[package]]
name = "deep"
version = "0.3.1"
source = "registry+https://registry.example/index"
'''


def test_a_vulnerable_package_is_found_with_line_chain_and_fix(repository, strata, database):
    repository.write('Cargo.lock', LOCK).commit()
    db = database(record('RUSTSEC-2024-0001', 'deep', 'crates.io', '0.2.0', '0.3.2',
                         aliases=['CVE-2024-1000']))
    run = strata('scan', repository.path, '--db', db, '-o', 'json')
    assert run.status == 1
    finding, = run.json['findings']
    assert finding['id'] == 'CVE-2024-1000'
    assert finding['aliases'] == ['RUSTSEC-2024-0001']
    assert (finding['path'], finding['line']) == ('Cargo.lock', 14)
    assert finding['chains'] == [['pkg:cargo/middle@1.0.0', 'pkg:cargo/deep@0.3.1']]
    assert finding['fix']['version'] == '0.3.2'
    assert finding['fix']['change'] == 'patch'


def test_the_fixed_version_is_clean(repository, strata, database):
    repository.write('Cargo.lock', LOCK.replace('0.3.1', '0.3.2')).commit()
    db = database(record('RUSTSEC-2024-0001', 'deep', 'crates.io', '0.2.0', '0.3.2'))
    run = strata('scan', repository.path, '--db', db, '-o', 'json')
    assert run.status == 0
    assert run.json['findings'] == []


def test_every_snapshot_sees_its_own_content(repository, strata, database):
    db = database(record('RUSTSEC-2024-0001', 'deep', 'crates.io', '0.2.0', '0.3.2'))
    repository.write('Cargo.lock', LOCK.replace('0.3.1', '0.3.2')).commit()
    repository.write('Cargo.lock', LOCK).git('add', 'Cargo.lock')
    (repository.path / 'Cargo.lock').unlink()
    assert strata('scan', repository.path, '--db', db, '--rev', 'HEAD').status == 0
    assert strata('scan', repository.path, '--db', db, '--staged').status == 1
    assert strata('scan', repository.path, '--db', db).status == 3


def test_a_bare_repository_is_scanned(repository, strata, database, tmp_path):
    db = database(record('RUSTSEC-2024-0001', 'deep', 'crates.io', '0.2.0', '0.3.2'))
    repository.write('Cargo.lock', LOCK).commit()
    repository.git('clone', '-q', '--bare', '.', str(tmp_path / 'bare.git'))
    assert strata('scan', tmp_path / 'bare.git', '--db', db).status == 1


def test_the_same_input_gives_the_same_bytes(repository, strata, database):
    repository.write('Cargo.lock', LOCK).commit()
    db = database(record('RUSTSEC-2024-0001', 'deep', 'crates.io', '0.2.0', '0.3.2'))
    runs = [strata('scan', repository.path, '--db', db, '-o', 'json', SOURCE_DATE_EPOCH=1700000000).bytes
            for _ in range(3)]
    assert runs[0] == runs[1] == runs[2]
