"""Whose file it is: what stands apart, what fails a run, where vendored files belong."""
import pytest
from conftest import record
from test_scan import LOCK


def npm(name='minimist', version='1.2.0'):
    return '''{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {
  "": {"name": "app", "version": "1.0.0", "dependencies": {"%s": "^1.0.0"}},
  "node_modules/%s": {"version": "%s"}}}''' % (name, name, version)


@pytest.fixture
def db(database):
    return database(record('RUSTSEC-2024-0001', 'deep', 'crates.io', '0.2.0', '0.3.2'),
                    record('GHSA-aaaa-bbbb-cccc', 'minimist', 'npm', '0', '1.2.3'))


@pytest.mark.parametrize('folder, role, status', [
    ('', 'own', 1), ('test-foo/', 'own', 1), ('testing/', 'own', 1), ('latest/', 'own', 1),
    ('src/com/example/', 'own', 1), ('dist/', 'generated', 1),
    ('test/', 'test', 0), ('src/__tests__/', 'test', 0), ('spec/dummy/', 'test', 0), ('e2e/', 'test', 0),
    ('testdata/', 'fixture', 0), ('tests/fixtures/app/', 'fixture', 0),
    ('examples/app/', 'example', 0), ('docs/examples/', 'example', 0), ('demo/', 'example', 0),
    ('vendor/thing/', 'vendored', 0), ('third_party/x/', 'vendored', 0), ('examples/app/vendor/x/', 'vendored', 0),
])
def test_roles_decide_what_fails(repository, strata, db, folder, role, status):
    repository.write(folder + 'Cargo.lock', LOCK).commit()
    run = strata('scan', repository.path, '--db', db, '-o', 'json')
    manifest, = run.json['manifests']
    assert manifest['role'] == role
    assert len(run.json['findings']) == 1
    assert run.status == status


def test_a_folder_asked_for_by_name_is_judged_as_it_stands(repository, strata, db):
    repository.write('examples/app/Cargo.lock', LOCK).write('examples/app/tests/Cargo.lock', LOCK).commit()
    report = strata('scan', repository.path / 'examples' / 'app', '--db', db, '-o', 'json').json
    assert {m['path']: m['role'] for m in report['manifests']} == {
        'examples/app/Cargo.lock': 'own', 'examples/app/tests/Cargo.lock': 'test'}


def test_what_is_vendored_is_no_project_of_its_own(repository, strata, db):
    repository.write('web/package-lock.json', npm()).write('web/node_modules/x/package-lock.json', npm())
    repository.write('web/vendor/y/z/Cargo.lock', LOCK).commit()
    report = strata('scan', repository.path, '--db', db, '-o', 'json').json
    assert {m['path']: (m['role'], m['project']) for m in report['manifests']} == {
        'web/package-lock.json': ('own', 'web'),
        'web/node_modules/x/package-lock.json': ('vendored', 'web'),
        'web/vendor/y/z/Cargo.lock': ('vendored', 'web')}
