"""The starter set: valid OSV, in our own words, and of one mind with a real OSV database."""
import json
import os
import re
import subprocess
import zipfile
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get('STRATA', ROOT / 'build' / 'dev' / 'strata'))
SHARED = Path(os.environ.get('STRATA_SHARED', ROOT.parent / 'shared')) / 'osv'
FILES = sorted((ROOT / 'data' / 'advisories').glob('*.json'))

TIME = {'type': 'string', 'pattern': r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$'}
TEXT = {'type': 'string', 'minLength': 1}
EVENT = {'type': 'object', 'minProperties': 1, 'maxProperties': 1, 'additionalProperties': False,
         'properties': {k: TEXT for k in ('introduced', 'fixed', 'last_affected', 'limit')}}
# What ossf/osv-schema 1.7 demands of the members that we use; others are not allowed here.
RECORD = {
    'type': 'object', 'additionalProperties': False,
    'required': ['schema_version', 'id', 'modified', 'published', 'summary', 'affected'],
    'properties': {
        'schema_version': {'const': '1.7.0'},
        'id': {'type': 'string', 'pattern': r'^(CVE-\d{4}-\d{4,}|GHSA(-[23456789cfghjmpqrvwx]{4}){3}|RUSTSEC-\d{4}-\d{4})$'},
        'modified': TIME, 'published': TIME,
        'aliases': {'type': 'array', 'items': TEXT, 'minItems': 1, 'uniqueItems': True},
        'summary': {'type': 'string', 'minLength': 10, 'maxLength': 110},
        'severity': {'type': 'array', 'minItems': 1, 'items': {
            'type': 'object', 'required': ['type', 'score'], 'additionalProperties': False, 'properties': {
                'type': {'const': 'CVSS_V3'},
                'score': {'pattern': '^CVSS:3[.][01]/(AV:[NALP]|AC:[LH]|PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH])'
                                     '(/(AV:[NALP]|AC:[LH]|PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH])){7}$'}}}},
        'affected': {'type': 'array', 'minItems': 1, 'items': {
            'type': 'object', 'required': ['package'], 'additionalProperties': False, 'properties': {
                'package': {'type': 'object', 'required': ['ecosystem', 'name'], 'additionalProperties': False,
                            'properties': {'ecosystem': TEXT, 'name': TEXT}},
                'versions': {'type': 'array', 'items': TEXT, 'minItems': 1},
                'ranges': {'type': 'array', 'minItems': 1, 'items': {
                    'type': 'object', 'required': ['type', 'events'], 'additionalProperties': False, 'properties': {
                        'type': {'enum': ['SEMVER', 'ECOSYSTEM']},
                        'events': {'type': 'array', 'items': EVENT, 'contains': {'required': ['introduced']}}}}}},
            'anyOf': [{'required': ['ranges']}, {'required': ['versions']}]}},
        'database_specific': {'type': 'object', 'additionalProperties': False, 'properties': {
            'severity': {'enum': ['LOW', 'MODERATE', 'HIGH', 'CRITICAL']}, 'known_exploited': {'const': True},
            'cwe_ids': {'const': ['CWE-506']}}},
    }}


def records():
    return [(path.stem, record) for path in FILES for record in json.loads(path.read_text())]


@pytest.fixture(scope='module')
def reference():
    """Of the real database: ecosystem, id or alias -> records."""
    if not SHARED.is_dir():
        pytest.skip('no shared/osv beside the checkout')
    found = {}
    for ecosystem in {a['package']['ecosystem'] for _, r in records() for a in r['affected']}:
        if not (SHARED / ecosystem / 'all.zip').is_file():
            continue
        with zipfile.ZipFile(SHARED / ecosystem / 'all.zip') as z:
            for name in z.namelist():
                record = json.loads(z.read(name))
                for id in {record['id'], *record.get('aliases', [])}:
                    found.setdefault((ecosystem, id), []).append(record)
    return found


def test_there_are_enough_and_each_is_valid():
    validator = jsonschema.Draft202012Validator(RECORD)
    problems = ['%s %s: %s' % (name, r.get('id'), e.message) for name, r in records()
                for e in validator.iter_errors(r)]
    assert problems == []
    assert len(records()) >= 150 and len(FILES) >= 10


@pytest.mark.parametrize('path', FILES, ids=lambda p: p.stem)
def test_a_file_is_one_ecosystem_without_doubles(path):
    found = json.loads(path.read_text())
    (ecosystem,) = {a['package']['ecosystem'] for r in found for a in r['affected']}
    assert re.sub('[^a-z0-9.]+', '-', ecosystem.lower()) == path.stem
    ids = [id for r in found for id in (r['id'], *r.get('aliases', []))]
    assert len(ids) == len(set(ids))


def test_titles_are_our_own(reference):
    copied = [r['id'] for _, r in records() for a in r['affected']
              for theirs in reference.get((a['package']['ecosystem'], r['id']), [])
              if theirs.get('summary', '').strip().lower() == r['summary'].lower()]
    assert copied == []


def said_of(record, package):
    """All that a record says of a package, however it is spread over elements of `affected`."""
    intervals, versions = [], []
    for a in record['affected']:
        if a.get('package', {}).get('name') != package['name'] or a['package']['ecosystem'] != package['ecosystem']:
            continue
        versions += a.get('versions', [])
        for r in a.get('ranges', []):
            if r['type'] != 'GIT':
                for event in r['events']:
                    (kind, version), = event.items()
                    if kind == 'introduced':
                        intervals.append((r['type'], version, None))
                    else:
                        intervals[-1] = (*intervals[-1][:2], (kind, version))
    return sorted(intervals, key=str), sorted(versions)


def test_ranges_agree_with_the_real_database(reference):
    differing, compared = [], 0
    for _, ours in records():
        for package in (a['package'] for a in ours['affected']):
            same = [said_of(theirs, package) for id in (ours['id'], *ours.get('aliases', []))
                    for theirs in reference.get((package['ecosystem'], id), []) if not theirs.get('withdrawn')]
            same = [said for said in same if said != ([], [])]
            intervals, versions = said_of(ours, package)
            if same:
                compared += 1
                if not any((not intervals or intervals == i) and (not versions or versions == v) for i, v in same):
                    differing.append((ours['id'], package['name']))
    assert differing == []
    assert compared > 150


def test_the_program_has_what_the_files_have(tmp_path):
    def strata(*args):
        env = dict(os.environ, HOME=str(tmp_path), ASAN_OPTIONS='exitcode=99')
        return subprocess.run([str(PROGRAM), *args, '--db', 'starter'], env=env, capture_output=True, text=True)
    status = strata('db', 'status')
    assert 'records    %d\n' % len(records()) in status.stdout
    found = strata('db', 'search', '-').stdout.splitlines()
    assert sorted(line.split()[0] for line in found) == sorted(r['id'] for _, r in records())
    explained = strata('explain', 'GHSA-jfh8-c2jp-5v3q')
    assert explained.returncode == 0
    assert 'CVE-2021-44228' in explained.stdout and 'Log4Shell' in explained.stdout
    assert 'fixed 2.15.0' in explained.stdout
