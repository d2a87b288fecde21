"""Aliases give one finding with all ids; nothing else merges."""
import json

from conftest import record
from test_match import lock, scan  # noqa: F401 (a fixture)


def findings(run):
    return sorted((f['id'], f['aliases'], f['records']) for f in run.json['findings'])


def test_aliases_are_one_finding_with_all_ids(scan, database):
    db = database(record('GHSA-a', 'x', fixed='2.0.0', aliases=['CVE-2024-1']),
                  record('OSV-2024-7', 'x', fixed='2.0.0', aliases=['CVE-2024-1', 'OTHER-1']))
    assert findings(scan(db, 'package-lock.json', lock(x='1.0.0'))) == [
        ('CVE-2024-1', ['GHSA-a', 'OSV-2024-7', 'OTHER-1'], ['GHSA-a', 'OSV-2024-7'])]


def test_they_merge_over_records_between(scan, database):
    db = database(record('A-1', 'x', fixed='2.0.0', aliases=['B-1']), record('C-1', 'x', fixed='2.0.0', aliases=['D-1']),
                  record('B-2', 'x', fixed='2.0.0', aliases=['B-1', 'D-1']))
    assert findings(scan(db, 'package-lock.json', lock(x='1.0.0'))) == [
        ('A-1', ['B-1', 'B-2', 'C-1', 'D-1'], ['A-1', 'B-2', 'C-1'])]


def test_upstream_and_related_merge_nothing(scan, database):
    db = database(record('GHSA-a', 'x', fixed='2.0.0', aliases=['CVE-2024-1']),
                  record('GHSA-b', 'x', fixed='2.0.0', related=['CVE-2024-1', 'GHSA-a'], upstream=['CVE-2024-1']))
    assert [f[0] for f in findings(scan(db, 'package-lock.json', lock(x='1.0.0')))] == ['CVE-2024-1', 'GHSA-b']


def test_matching_is_per_record(scan, database):
    """An alias that does not match takes nothing away, and adds no match of its own."""
    db = database(record('GHSA-a', 'x', fixed='1.5.0', aliases=['CVE-2024-1']),
                  record('OSV-b', 'x', introduced='3.0.0', fixed='4.0.0', aliases=['CVE-2024-1']))
    for version, records in [('1.0.0', ['GHSA-a']), ('2.0.0', None), ('3.5.0', ['OSV-b'])]:
        run = scan(db, 'package-lock.json', lock(x=version))
        assert [f['records'] for f in run.json['findings']] == ([records] if records else [])


def test_packages_do_not_merge_with_each_other(scan, database):
    db = database(record('GHSA-a', 'x', fixed='2.0.0', aliases=['CVE-2024-1']),
                  record('GHSA-b', 'y', fixed='2.0.0', aliases=['CVE-2024-1']))
    assert len(scan(db, 'package-lock.json', lock(x='1.0.0', y='1.0.0')).json['findings']) == 2


def test_the_id_shown_is_cve_then_ghsa_then_the_ecosystems(scan, database):
    db = database(record('OSV-1', 'x', fixed='2.0.0', aliases=['GHSA-a', 'CVE-2024-1']),
                  record('OSV-2', 'y', fixed='2.0.0', aliases=['GHSA-b']),
                  record('OSV-3', 'z', fixed='2.0.0', aliases=['AAA-1']))
    assert scan(db, 'package-lock.json', lock(x='1.0.0', y='1.0.0', z='1.0.0')).ids() == {'CVE-2024-1', 'GHSA-b', 'OSV-3'}


def test_the_fingerprint_stays_when_the_version_changes(scan, database):
    db = database(record('GHSA-a', 'x', fixed='2.0.0'))
    prints = {json.loads(scan(db, 'package-lock.json', lock(x=v)).out)['findings'][0]['fingerprint']
              for v in ('1.0.0', '1.1.0')}
    assert len(prints) == 1


def test_one_record_in_two_sources_is_named_once(scan, database, strata, tmp_path):
    r = record('GHSA-a', 'x', fixed='2.0.0')
    db = database(r)
    (tmp_path / 'own.json').write_text(json.dumps(r))
    assert strata('db', 'import', tmp_path / 'own.json', '--db', db).status == 0
    finding, = scan(db, 'package-lock.json', lock(x='1.0.0')).json['findings']
    assert finding['records'] == ['GHSA-a']
