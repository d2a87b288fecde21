"""The advisories that are compiled in."""
from test_scan import LOCK

BAD = '''{"name": "x", "version": "1.0.0", "lockfileVersion": 3, "packages": {
  "": {"name": "x", "version": "1.0.0", "dependencies": {"lodash": "^4.17.0", "debug": "4.4.2"}},
  "node_modules/debug": {"version": "4.4.2"},
  "node_modules/lodash": {"version": "4.17.20"}}}
'''


def test_finds_without_a_database_and_says_whence(repository, strata):
    repository.write('package-lock.json', BAD).commit()
    run = strata('scan', repository.path, '-o', 'json')
    assert run.status == 1
    assert run.json['database']['kind'] == 'starter'
    assert run.json['database']['records'] >= 150
    assert {'CVE-2021-23337', 'CVE-2025-59144'} <= run.ids()
    kinds = {f['id']: f['kind'] for f in run.json['findings']}
    assert kinds['CVE-2025-59144'] == 'malicious'


def test_nothing_found_is_status_6_unless_it_was_named(repository, strata):
    repository.write('Cargo.lock', LOCK).commit()
    assert strata('scan', repository.path).status == 6
    assert strata('scan', repository.path, '--db', 'starter').status == 0
    assert strata('db', 'status').status == 6
    assert strata('db', 'status', '--db', 'starter').status == 0


def test_what_is_only_possible_or_ignored_does_not_count_as_found(repository, strata):
    repository.write('package.json', '{"name": "x", "version": "1.0.0", "dependencies": {"lodash": "^4.17.0"}}').commit()
    run = strata('scan', repository.path, '-o', 'json')
    assert [f['affected'] for f in run.json['findings']] == ['maybe'] and run.status == 6
    repository.write('package-lock.json', BAD.replace('4.4.2', '4.4.3')).commit()
    assert strata('scan', repository.path).status == 1
    repository.write('strata.toml', '[[ignore]]\npurl = "pkg:npm/lodash"\nreason = "tests"\n').commit()
    assert strata('scan', repository.path).status == 6


def test_explains_by_any_of_its_ids(strata):
    for id in ('CVE-2025-29927', 'GHSA-f82v-jwr5-mffw'):
        run = strata('explain', id, '--db', 'starter')
        assert run.status == 0
        assert 'npm next' in run.out and 'introduced 15.0.0, fixed 15.2.3' in run.out
    assert strata('explain', 'CVE-1999-0001', '--db', 'starter').status == 3
