"""What a run shows: table, JSON, SARIF, files, colours; and that hostile names steer nothing."""
import json
import os
import pty
import subprocess

import jsonschema
import pytest
from conftest import PROGRAM, record
from test_scan import LOCK


@pytest.fixture
def scanned(repository, database):
    repository.write('Cargo.lock', LOCK).commit()
    return repository.path, database(record(
        'RUSTSEC-2024-0001', 'deep', 'crates.io', '0.2.0', '0.3.2', aliases=['CVE-2024-1000'],
        severity=[{'type': 'CVSS_V3', 'score': 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'}]))


def test_the_table_says_what_where_why_and_what_to_do(scanned, strata):
    path, db = scanned
    lines = strata('scan', path, '--db', db).out.splitlines()
    assert lines[0].startswith('2 packages in 1 manifest; 1 advisories of ')
    assert lines[1] == '1 critical; 1 fails this run'
    assert lines[3] == 'Cargo.lock'
    assert lines[4] == '  deep 0.3.1  \u2192 0.3.2 ends all of it  line 14, via middle'
    assert lines[5].split() == ['critical', 'CVE-2024-1000', '9.8', 'fixed', 'in', '0.3.2', 'sample']


def test_the_worst_manifest_comes_first_and_packages_stay_together(repository, strata, database):
    for name in 'a', 'b':
        repository.write(f'{name}/Cargo.lock', LOCK)
    repository.write('b/Cargo.lock', LOCK.replace('deep', 'worst')).commit()
    critical = [{'type': 'CVSS_V3', 'score': 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'}]
    low = [{'type': 'CVSS_V3', 'score': 'CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N'}]
    db = database(record('R-1', 'deep', 'crates.io', severity=low), record('R-2', 'worst', 'crates.io', severity=low),
                  record('R-3', 'worst', 'crates.io', severity=critical))
    out = strata('scan', repository.path, '--db', db).out
    order = [out.index(x) for x in ('b/Cargo.lock', 'R-3', 'R-2', 'a/Cargo.lock', 'R-1')]
    assert order == sorted(order)
    assert out.count('worst 0.3.1') == 1


def on_terminal(*args, columns=80, **environment):
    """Output of a run whose standard output is a terminal of that width."""
    master, slave = pty.openpty()
    subprocess.run(['stty', 'cols', str(columns)], stdin=slave, check=True)
    process = subprocess.Popen([PROGRAM, *map(str, args)], stdout=slave, stderr=subprocess.DEVNULL,
                               env={'PATH': os.environ['PATH'], 'HOME': '/nonexistent', **environment})
    os.close(slave)
    out = b''
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:
            break
        if not chunk:
            break
        out += chunk
    os.close(master)
    process.wait(60)
    return out.decode()


def test_colour_only_on_a_terminal_and_never_with_no_color(scanned, strata):
    path, db = scanned
    assert '\033' not in strata('scan', path, '--db', db).out
    assert '\033[1;31m' in strata('scan', path, '--db', db, '--color', 'always').out
    assert '\033[' in on_terminal('scan', path, '--db', db, TERM='xterm')
    assert '\033[' not in on_terminal('scan', path, '--db', db, TERM='xterm', NO_COLOR='1')
    assert '\033[' not in on_terminal('scan', path, '--db', db, '--color', 'never')


def test_lines_fit_the_terminal(repository, strata, database):
    repository.write('Cargo.lock', LOCK).commit()
    db = database(record('RUSTSEC-2024-0001', 'deep', 'crates.io', summary='long words ' * 40))
    out = on_terminal('scan', repository.path, '--db', db, columns=100, NO_COLOR='1')
    assert 'long words' in out and '\u2026' in out
    assert max(map(len, out.splitlines())) <= 100


def test_several_outputs_in_one_run(scanned, strata, tmp_path):
    path, db = scanned
    run = strata('scan', path, '--db', db, '-o', 'table', '-o', f'json={tmp_path}/r.json', '-o',
                 f'sarif={tmp_path}/r.sarif')
    assert run.out.startswith('2 packages')
    assert json.loads((tmp_path / 'r.json').read_text())['schema'] == 'strata/1'
    assert json.loads((tmp_path / 'r.sarif').read_text())['version'] == '2.1.0'
    run = strata('scan', path, '--db', db, '-o', f'json={tmp_path}/no/such/folder')
    assert run.status == 2 and 'no/such/folder' in run.err


def test_two_outputs_to_one_place_are_wrong_usage(scanned, strata, tmp_path):
    path, db = scanned
    for place in '', f'={tmp_path}/same':
        run = strata('scan', path, '--db', db, '-o', 'json' + place, '-o', 'sarif' + place)
        assert run.status == 4 and 'two outputs' in run.err and run.out == ''


def test_a_full_disk_is_said(scanned, strata):
    path, db = scanned
    run = strata('scan', path, '--db', db, '-o', 'json=/dev/full')
    assert run.status == 2 and '/dev/full' in run.err


HOSTILE = ['::error::owned', '\x1b[31mred\x1b]0;title\x07', 'a\nb', '\u202eevil', '<script>alert(1)</script>',
           'x' * 900, '../../etc/passwd', '%n%s', '##[error]x']


def test_a_hostile_name_steers_nothing(repository, strata, database):
    packages = {'': {'name': 'app', 'version': '1.0.0'}}
    for name in HOSTILE:
        packages['node_modules/' + name] = {'version': '1.0.0'}
    repository.write('package-lock.json', json.dumps({'name': 'app', 'lockfileVersion': 3, 'packages': packages}))
    repository.commit()
    records = [record(f'X-{i}', name, summary=HOSTILE[i % len(HOSTILE)]) for i, name in enumerate(HOSTILE)]
    db = database(*records)
    for command in (['scan'], ['scan', '-o', 'sarif'], ['deps'], ['deps', '--tree'], ['why', HOSTILE[0]]):
        extra = [] if command[0] == 'deps' else ['--db', db]
        args = command if command[0] != 'why' else ['why', HOSTILE[0]]
        run = strata(*args, repository.path, *extra) if command[0] == 'why' else strata(
            command[0], repository.path, *command[1:], *extra)
        text = run.out + run.err
        assert not any(ord(c) < 32 and c != '\n' for c in text), command
        assert '\u202e' not in text
        assert not any(line.lstrip().startswith('::') or '##[' in line for line in text.splitlines()), command


def test_sarif_is_valid(scanned, strata, sarif_schema):
    path, db = scanned
    (path / 'broken').mkdir()
    (path / 'broken' / 'Cargo.lock').write_text('[[')
    (path / 'strata.toml').write_text('[[ignore]]\nid = "CVE-2024-1000"\nreason = "tests"\n')
    report = json.loads(strata('scan', path, '--db', db, '-o', 'sarif').out)
    jsonschema.Draft7Validator(sarif_schema).validate(report)
    run, = report['runs']
    result, = run['results']
    assert result['ruleId'] == 'CVE-2024-1000'
    assert result['suppressions'][0]['justification'] == 'tests'
    assert result['locations'][0]['physicalLocation']['region']['startLine'] == 14
    assert run['invocations'][0]['toolExecutionNotifications'][0]['locations']


def test_deps_lists_and_draws(scanned, strata):
    path, _ = scanned
    lines = strata('deps', path).out.splitlines()
    assert [line.split()[:2] for line in lines] == [['app', '0.1.0'], ['deep', '0.3.1'], ['middle', '1.0.0']]
    assert strata('deps', path, '--tree').out.splitlines() == ['.', 'middle 1.0.0', '\u2514\u2500\u2500 deep 0.3.1']


def test_why_shows_the_chain(scanned, strata):
    path, db = scanned
    for what in 'deep', 'pkg:cargo/deep', 'CVE-2024-1000', 'RUSTSEC-2024-0001':
        run = strata('why', what, path, '--db', db)
        assert run.status == 0
        assert 'middle 1.0.0 > deep 0.3.1' in run.out
    run = strata('why', 'nothing-of-it', path, '--db', db)
    assert run.status == 3 and 'nothing-of-it' in run.err


def test_explain_shows_the_record(scanned, strata):
    _, db = scanned
    out = strata('explain', 'CVE-2024-1000', '--db', db).out
    assert 'RUSTSEC-2024-0001' in out and 'introduced 0.2.0, fixed 0.3.2' in out
    run = strata('explain', 'CVE-1999-0001', '--db', db)
    assert run.status != 0 and 'CVE-1999-0001' in run.err


def test_what_is_exploited_comes_first(repository, strata, database):
    repository.write('Cargo.lock', LOCK).commit()
    high = [{'type': 'CVSS_V3', 'score': 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'}]
    db = database(record('R-1', 'deep', 'crates.io', severity=high),
                  record('R-2', 'middle', 'crates.io', database_specific={'severity': 'MODERATE', 'known_exploited': True}))
    run = strata('scan', repository.path, '--db', db, '-o', 'json')
    assert [(f['id'], f['exploited']) for f in run.json['findings']] == [('R-2', True), ('R-1', False)]
    assert {'points': 250, 'text': 'known to be exploited'} in run.json['findings'][0]['reasons']
    assert 'exploited' in strata('scan', repository.path, '--db', db).out


FINDING = ['kind', 'id', 'aliases', 'title', 'severity', 'cvss', 'published', 'package', 'affected', 'path', 'line',
           'column', 'end_line', 'flow', 'chains', 'fix', 'reachable', 'ships_in', 'rank', 'reasons', 'fingerprint', 'ignored']
PACKAGE = ['id', 'ecosystem', 'name', 'version', 'requirement', 'purl', 'scope', 'direct', 'source', 'checksums',
           'licences', 'project', 'places', 'dependencies']
# The order of keys that the design gives, of each object by the key that leads to it.
ORDER = {
    None: ['schema', 'tool', 'now', 'database', 'target', 'manifests', 'packages', 'findings', 'image', 'composition',
           'exposures', 'events', 'coverage'],
    'tool': ['name', 'version'],
    'database': ['kind', 'records', 'updated', 'id'],
    'target': ['path', 'revision', 'snapshot', 'shallow'],
    'manifests': ['path', 'blob', 'format', 'ecosystem', 'kind', 'role', 'project', 'roots'],
    'roots': ['name', 'version'],
    'packages': PACKAGE, 'package': PACKAGE,
    'places': ['path', 'line'],
    'findings': FINDING, 'finding': FINDING,
    'fix': ['version', 'latest', 'change'],
    'ignored': ['reason', 'until'],
    'exposures': ['finding', 'package', 'introduced', 'removed', 'days', 'refs'],
    'events': ['path', 'ecosystem', 'name', 'version', 'introduced', 'removed'],
    'introduced': ['commit', 'time', 'known'],
    'removed': ['commit', 'time'],
    'coverage': ['files', 'parsed', 'notes'],
    'notes': ['path', 'line', 'reason'],
}


def out_of_order(value, key=None, seen=None):
    """Objects whose keys do not come in the order of the design; what we added stands where it likes."""
    if isinstance(value, list):
        return [bad for v in value for bad in out_of_order(v, key, seen)]
    if not isinstance(value, dict):
        return []
    seen.add(key)
    wanted = ORDER.get(key, list(value))
    bad = [] if [k for k in value if k in wanted] == [k for k in wanted if k in value] else [(key, list(value))]
    return bad + [b for k, v in value.items() for b in out_of_order(v, k, seen)]


def test_keys_come_in_the_order_of_the_design(repository, strata, database):
    db = database(record('RUSTSEC-2024-0001', 'deep', 'crates.io', '0.2.0', '0.3.2', aliases=['CVE-2024-1000']))
    repository.write('strata.toml', '[[ignore]]\nid = "CVE-2024-1000"\nreason = "known"\n')
    repository.write('Cargo.lock', LOCK).commit()
    repository.write('Cargo.lock', LOCK.replace('0.3.1', '0.3.2')).commit()
    repository.write('Cargo.lock', LOCK).write('go.mod', 'not one').commit()
    seen = set()
    for command in (['scan'], ['deps'], ['log', 'HEAD'], ['log', '--all'], ['log', 'HEAD', '--packages'],
                    ['log', 'HEAD', '--vuln', 'CVE-2024-1000']):
        run = strata(*command, '-o', 'json', cwd=repository.path, STRATA_DB=db)
        assert out_of_order(run.json, None, seen) == [], command
    for command in (['diff', 'HEAD~1..HEAD'], ['diff', 'HEAD~2..HEAD']):
        run = strata(*command, '-o', 'json', cwd=repository.path, STRATA_DB=db)
        assert out_of_order(run.json, None, seen) == [], command
    assert set(ORDER) <= seen, 'every object was met'
