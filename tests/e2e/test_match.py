"""What is affected, and what ends it: each sentence of the design, from a lockfile to the report."""
import json

import pytest
from conftest import record


def lock(**packages):
    """A package-lock.json that pins these."""
    names = {name.replace('__', '/').replace('_', '-'): version for name, version in packages.items()}
    entries = {'': {'name': 'app', 'version': '1.0.0', 'dependencies': names}}
    for name, version in names.items():
        entries['node_modules/' + name] = {'version': version, 'integrity': 'sha512-AAAA'}
    return json.dumps({'name': 'app', 'version': '1.0.0', 'lockfileVersion': 3, 'packages': entries}, indent=1)


def manifest(**requirements):
    return json.dumps({'name': 'app', 'version': '1.0.0', 'dependencies': requirements})


@pytest.fixture
def scan(repository, strata):
    def run(db, name, text, *options):
        repository.write(name, text).commit()
        return strata('scan', repository.path, '--db', db, '-o', 'json', *options)
    return run


def ranges(*events, type='SEMVER'):
    return {'type': type, 'events': [dict([e]) for e in events]}


def several(id, name, *found, **more):
    """A record with several affected elements of one package."""
    r = record(id, name, **more)
    r['affected'] = [{'package': {'ecosystem': 'npm', 'name': name}, **f} for f in found]
    return r


def test_several_elements_of_one_package_all_count(scan, database):
    db = database(several('GHSA-a', 'x', {'ranges': [ranges(('introduced', '1.0.0'), ('fixed', '1.1.0'))]},
                          {'ranges': [ranges(('introduced', '2.0.0'), ('fixed', '2.1.0'))]}))
    assert scan(db, 'package-lock.json', lock(x='2.0.5')).ids() == {'GHSA-a'}
    assert scan(db, 'package-lock.json', lock(x='1.1.0')).ids() == set()


def test_a_withdrawn_record_matches_nothing_and_a_live_alias_wins(scan, database):
    db = database(record('GHSA-dead', 'x', fixed='2.0.0', withdrawn='2024-02-01T00:00:00Z', aliases=['CVE-2024-1']),
                  record('GHSA-live', 'x', fixed='3.0.0', aliases=['CVE-2024-1']),
                  record('GHSA-gone', 'y', fixed='2.0.0', withdrawn='2024-02-01T00:00:00Z'))
    run = scan(db, 'package-lock.json', lock(x='1.0.0', y='1.0.0'))
    finding, = run.json['findings']
    assert (finding['id'], finding['records'], finding['fix']['version']) == ('CVE-2024-1', ['GHSA-live'], '3.0.0')


def test_a_withdrawal_counts_from_its_day_on(scan, database):
    db = database(record('GHSA-a', 'x', fixed='2.0.0', withdrawn='2024-02-01T00:00:00Z'))
    assert scan(db, 'package-lock.json', lock(x='1.0.0'), '--as-of', '2024-01-15').ids() == {'GHSA-a'}
    assert scan(db, 'package-lock.json', lock(x='1.0.0'), '--as-of', '2024-03-15').ids() == set()


def test_the_pin_is_not_below_what_is_asked_for(strata, repository, database):
    repository.write('package.json', json.dumps({'name': 'x', 'dependencies': {'a': '^3.1.2', 'b': '^1.0.0', 'c': '*'}}))
    lines = {'ranges': [ranges(('introduced', '0'), ('fixed', '2.5.1'), ('introduced', '3.0.0'), ('fixed', '4.6.2'))]}
    db = database(several('GHSA-1', 'a', lines), several('GHSA-2', 'b', lines), several('GHSA-3', 'c', lines))
    findings = strata('scan', repository.path, '--db', db, '-o', 'json').json['findings']
    assert {f['id']: f['fix']['version'] for f in findings if f['kind'] == 'vulnerability'} == {
        'GHSA-1': '4.6.2', 'GHSA-2': '2.5.1', 'GHSA-3': '2.5.1'}


def test_an_ecosystem_that_the_database_lacks_is_a_note(strata, repository, database):
    repository.write('package-lock.json', json.dumps({'name': 'x', 'lockfileVersion': 3, 'packages': {
        '': {'name': 'x', 'dependencies': {'a': '1'}}, 'node_modules/a': {'version': '1.0.0'}}}))
    repository.write('requirements.txt', 'b==1.0\nc==1.0\n')
    db = database(record('GHSA-1', 'a', 'npm', fixed='2.0.0'))
    def unmatched(db):
        notes = strata('scan', repository.path, '--db', db, '-o', 'json').json['coverage']['notes']
        return [n['reason'] for n in notes if 'cannot be matched' in n['reason']]
    assert unmatched(db) == [
        "2 packages of PyPI cannot be matched: the advisory database has nothing of it "
        "('strata db update --ecosystems PyPI')"]
    both = database(record('GHSA-1', 'a', 'npm', fixed='2.0.0'), record('GHSA-2', 'z', 'PyPI'), name='both')
    assert unmatched(both) == []


def test_a_record_without_ranges_and_versions_is_a_note(scan, database):
    r = several('GHSA-a', 'x', {})
    run = scan(database(r), 'package-lock.json', lock(x='1.0.0'), '--strict')
    assert run.status == 5
    assert run.ids() == set()
    assert any('GHSA-a' in note['reason'] for note in run.json['coverage']['notes'])


def test_of_malware_it_means_all_versions(scan, database):
    run = scan(database(several('MAL-2024-1', 'x', {})), 'package-lock.json', lock(x='1.0.0'))
    finding, = run.json['findings']
    assert (finding['kind'], finding['affected'], run.status) == ('malicious', 'yes', 1)


def test_an_alias_that_is_malware_makes_a_finding_malicious(scan, database):
    run = scan(database(record('GHSA-a', 'x', aliases=['MAL-2024-2'])), 'package-lock.json', lock(x='1.0.0'))
    assert run.json['findings'][0]['kind'] == 'malicious'


@pytest.mark.parametrize('vectors, word, severity, cvss', [
    (['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'], None, 'critical', 9.8),
    (['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N'], None, 'high', 8.7),
    (['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
      'CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N'], None, 'medium', 4.6),
    (['AV:N/AC:L/Au:N/C:N/I:P/A:N'], None, 'medium', 5.0),
    ([], 'MODERATE', 'medium', None),
    (['nonsense'], 'CRITICAL', 'critical', None),
    ([], None, 'unknown', None),
])
def test_severity(scan, database, vectors, word, severity, cvss):
    r = record('GHSA-a', 'x', severity=[{'type': 'CVSS', 'score': v} for v in vectors])
    if word:
        r['database_specific'] = {'severity': word}
    finding, = scan(database(r), 'package-lock.json', lock(x='1.0.0')).json['findings']
    assert (finding['severity'], finding['cvss']) == (severity, cvss)


def cargo(name, version):
    return (f'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["{name}"]\n\n'
            f'[[package]]\nname = "{name}"\nversion = "{version}"\nsource = "registry+https://registry.example/index"\n')


def test_informational_records_fail_nothing(scan, database):
    r = record('RUSTSEC-2024-1', 'old', 'crates.io')
    r['affected'][0]['database_specific'] = {'informational': 'unmaintained'}
    run = scan(database(r), 'Cargo.lock', cargo('old', '1.0.0'))
    finding, = run.json['findings']
    assert (finding['kind'], finding['label'], run.status) == ('informational', 'unmaintained', 0)


def test_a_fix_that_is_affected_is_none(scan, database):
    db = database(record('GHSA-a', 'x', fixed='1.2.0'), record('GHSA-b', 'x', introduced='1.2.0', fixed='1.3.0'),
                  several('GHSA-c', 'x', {'ranges': [ranges(('introduced', '0'), ('fixed', '1.1.0')),
                                                     ranges(('introduced', '1.1.0'), ('fixed', '1.4.0'))]}))
    fixes = {f['id']: f['fix'] for f in scan(db, 'package-lock.json', lock(x='1.0.0')).json['findings']}
    assert fixes['GHSA-a']['version'] == '1.2.0'
    assert fixes['GHSA-c']['version'] == '1.4.0'
    assert {fix['clean'] for fix in fixes.values()} == {'1.4.0'}


def test_the_fix_on_the_line_in_use_comes_first(scan, database):
    db = database(several('GHSA-a', 'x', {'ranges': [ranges(
        ('introduced', '0'), ('fixed', '1.9.0'), ('introduced', '2.0.0'), ('fixed', '2.4.0'),
        ('introduced', '3.0.0'), ('fixed', '3.1.0'))]}))
    for version, fix, change in [('1.0.0', '1.9.0', 'minor'), ('2.3.9', '2.4.0', 'minor'), ('3.0.0', '3.1.0', 'minor')]:
        finding, = scan(db, 'package-lock.json', lock(x=version)).json['findings']
        assert (finding['fix']['version'], finding['fix']['change']) == (fix, change)


def test_last_affected_names_no_fix(scan, database):
    db = database(several('GHSA-a', 'x', {'ranges': [ranges(('introduced', '0'), ('last_affected', '1.5.0'))]}))
    finding, = scan(db, 'package-lock.json', lock(x='1.5.0')).json['findings']
    assert finding['fix'] is None
    assert scan(db, 'package-lock.json', lock(x='1.5.1')).ids() == set()


def test_a_range_that_nobody_pinned_is_one_finding_and_fails_nothing(scan, database):
    critical = [{'type': 'CVSS_V3', 'score': 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'}]
    db = database(record('GHSA-a', 'x', fixed='1.2.0'), record('GHSA-b', 'x', introduced='1.1.0', fixed='1.4.0'),
                  record('GHSA-c', 'x', introduced='1.0.5', fixed='1.3.0', severity=critical, aliases=['CVE-2024-9']),
                  record('GHSA-old', 'x', fixed='1.0.0'), record('GHSA-new', 'x', introduced='2.0.0', fixed='2.1.0'))
    run = scan(db, 'package.json', manifest(x='^1.0.0'))
    finding, = run.json['findings']
    assert run.status == 0
    assert (finding['affected'], finding['id'], finding['severity']) == ('maybe', 'CVE-2024-9', 'critical')
    assert finding['records'] == ['GHSA-a', 'GHSA-b', 'GHSA-c']
    assert finding['aliases'] == ['GHSA-a', 'GHSA-b', 'GHSA-c']
    assert finding['fix']['version'] == '1.4.0'


def test_a_requirement_that_admits_nothing_affected_is_clean(scan, database):
    db = database(record('GHSA-a', 'x', fixed='1.2.0'))
    assert scan(db, 'package.json', manifest(x='^1.2.0')).ids() == set()
    assert scan(db, 'package.json', manifest(x='>=1.0.0')).ids() == {'GHSA-a'}


def test_a_requirement_that_is_not_understood_is_a_note(scan, database):
    run = scan(database(record('GHSA-a', 'x', fixed='1.2.0')), 'package.json', manifest(x='some-tag'), '--strict')
    assert run.status == 5
    assert any('GHSA-a' in note['reason'] for note in run.json['coverage']['notes'])


def test_a_suffix_of_an_ecosystem_is_left_aside(scan, database):
    r = record('GHSA-a', 'x', fixed='2.0.0')
    r['affected'][0]['package']['ecosystem'] = 'npm:https://registry.example/'
    assert scan(database(r), 'package-lock.json', lock(x='1.0.0')).ids() == {'GHSA-a'}


def test_an_ignore_takes_one_of_several_that_nobody_pinned(repository, scan, database):
    db = database(record('GHSA-a', 'x', fixed='1.2.0'), record('GHSA-b', 'x', introduced='1.1.0', fixed='1.4.0'),
                  record('GHSA-c', 'x', fixed='1.3.0', aliases=['CVE-2024-9']))
    whole, = scan(db, 'package.json', manifest(x='^1.0.0')).json['findings']
    assert {whole['id'], *whole['aliases']} == {'GHSA-a', 'GHSA-b', 'GHSA-c', 'CVE-2024-9'}

    def ignoring(*ids):
        repository.write('strata.toml', ''.join(f'[[ignore]]\nid = "{id}"\nreason = "known"\n\n' for id in ids))
        run = scan(db, 'package.json', manifest(x='^1.0.0'))
        assert not [n for n in run.json['coverage']['notes'] if n['reason'].startswith('this ignore')], 'each ignore is used'
        findings = run.json['findings']
        left = [f for f in findings if not f['ignored']]
        assert all(f['fingerprint'] == whole['fingerprint'] for f in left), 'the package goes on as it was'
        return [f['records'] for f in left], sorted(sum((f['records'] for f in findings if f['ignored']), []))

    assert ignoring('CVE-2024-9') == ([['GHSA-a', 'GHSA-b']], ['GHSA-c'])
    assert ignoring('GHSA-b', 'CVE-2024-9') == ([['GHSA-a']], ['GHSA-b', 'GHSA-c'])
    assert ignoring('GHSA-b', 'GHSA-a', 'GHSA-c') == ([], ['GHSA-a', 'GHSA-b', 'GHSA-c'])


def test_how_many_a_raise_ends_when_one_has_no_fix(repository, strata, scan, database):
    db = database(record('GHSA-a', 'x', fixed='1.2.0'), record('GHSA-b', 'x', fixed='1.4.0'),
                  record('GHSA-c', 'x', fixed='1.3.0'), record('GHSA-none', 'x'),
                  record('GHSA-later', 'x', introduced='1.5.0', fixed='2.0.0'), record('GHSA-far', 'x', fixed='1.5.0'))
    findings = scan(db, 'package-lock.json', lock(x='1.0.0')).json['findings']
    assert len(findings) == 5
    for f in findings:
        fix = f['fix']
        assert (fix['clean'], fix['best'], fix['ends'], fix['of']) == (None, '2.0.0', 4, 5)
    assert {f['id']: f['fix']['version'] for f in findings} == {
        'GHSA-a': '1.2.0', 'GHSA-b': '1.4.0', 'GHSA-c': '1.3.0', 'GHSA-far': '1.5.0', 'GHSA-none': None}
    assert 'x 1.0.0  \u2192 2.0.0 ends 4 of 5' in strata('scan', repository.path, '--db', db).out
    markdown = strata('scan', repository.path, '--db', db, '-o', 'markdown').out
    assert markdown.count('`2.0.0` ends 4 of the 5 that are known of it') == 5
