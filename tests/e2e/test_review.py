"""What a review shows: Markdown, GitHub's annotations, GitLab's report, SARIF with a baseline."""
import html
import json
import os
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml
from conftest import PROGRAM, ROOT, record
from test_diff import lock

GOLDEN = Path(__file__).parent / 'golden'
HOSTILE = '<img src=x onerror=alert(1)>[x](https://evil.example) @someone #1 `code` |cell| https://evil.example ::error::x'


@pytest.fixture
def db(database):
    high = [{'type': 'CVSS_V3', 'score': 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H'}]
    return database(record('GHSA-aaaa-aaaa-aaaa', 'bad', introduced='1.0.0', fixed='1.5.0', aliases=['CVE-2024-1'],
                           severity=high),
                    record('GHSA-bbbb-bbbb-bbbb', 'deep', introduced='0', fixed='2.0.0'),
                    record('GHSA-cccc-cccc-cccc', 'nofix', introduced='0', summary=HOSTILE))


@pytest.fixture
def changed(repository):
    repository.write('package-lock.json', lock(a='1.0.0', gone='1.0.0', deep='1.0.0')).commit()
    repository.write('package-lock.json', lock(a='1.1.0', top='1.0.0 bad', bad='1.2.0', deep='2.0.0')).commit('Bring @top in #2')
    return repository


def plain(run):
    """Without what no two runs have in common."""
    return re.sub(r'advisories of [0-9-]+', 'advisories of DAY', re.sub(r'`[0-9a-f]{10}`', '`COMMIT`', run.out))


def test_markdown_of_a_change(changed, strata, db):
    run = strata('diff', 'HEAD~..HEAD', changed.path, '--db', db, '-o', 'markdown', '--as-of', '2024-06-01')
    assert run.status == 1
    assert plain(run) == (GOLDEN / 'change.md').read_text()


def test_markdown_of_a_snapshot(changed, strata, db):
    run = strata('scan', changed.path, '--db', db, '-o', 'markdown', '--as-of', '2024-06-01')
    assert plain(run) == (GOLDEN / 'snapshot.md').read_text()


def outside_of_code(markdown):
    """What is left when code spans are taken out, as CommonMark finds them."""
    return re.sub(r'(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)', '', markdown)


def test_a_hostile_title_or_name_is_only_text(repository, strata, db):
    name = 'a`b``[x](https://evil.example)@someone<b>|'
    repository.write('package-lock.json', lock(a='1.0.0')).commit()
    repository.write('package-lock.json', lock(a='1.0.0', nofix='1.0.0', **{name: '1.0.0'})).commit('@all `x` <b>')
    run = strata('diff', 'HEAD~..HEAD', repository.path, '--db', db, '-o', 'markdown')
    text = outside_of_code(run.out)
    assert 'someone' in text
    assert not re.search(r'(?<!\\)[<\[`|](?!/?(details|summary)>)', text)
    shown = html.unescape(text).replace('\\', '')
    assert '<img src=x' in shown and 'evil' in shown
    assert not re.search(r'@\w|#\d|://|https?:/', shown)


def test_annotations(changed, strata, db, tmp_path):
    summary = tmp_path / 'summary.md'
    summary.write_text('before\n')
    run = strata('diff', 'HEAD~..HEAD', changed.path, '--db', db, '-o', 'github', GITHUB_STEP_SUMMARY=summary)
    first, verdict = run.out.splitlines()
    assert re.fullmatch(r'::error file=package-lock\.json,line=\d+,title=high%3A bad::bad 1\.2\.0 is affected by '
                        r'CVE-2024-1: sample\. Fixed in 1\.5\.0\. Brought by commit [0-9a-f]{12}: Bring @top in #2', first)
    assert verdict == '1 new finding (1 high), 1 fixed'
    assert summary.read_text().startswith('before\n### strata: 1 new finding (1 high), 1 fixed\n')
    assert strata('diff', 'HEAD~..HEAD', changed.path, '--db', db, '-o', 'github', '--fail-on', 'none').out.startswith('::warning ')


def test_annotations_escape_what_they_show(repository, strata, db):
    repository.write('a,b:c%/package-lock.json', lock(a='1.0.0', nofix='1.0.0')).commit()
    run = strata('scan', repository.path, '--db', db, '-o', 'github')
    line = run.out.splitlines()[0]
    assert line.startswith('::error file=a%2Cb%3Ac%25/package-lock.json,line=')
    assert sum(l.startswith('::') for l in run.out.splitlines()) == 1


def test_sarif_has_a_baseline(changed, strata, db, sarif_schema):
    run = strata('diff', 'HEAD~..HEAD', changed.path, '--db', db, '-o', 'sarif', '-v')
    report = json.loads(run.out)
    jsonschema.validate(report, sarif_schema)
    states = {r['ruleId']: r['baselineState'] for r in report['runs'][0]['results']}
    assert states == {'CVE-2024-1': 'new', 'GHSA-bbbb-bbbb-bbbb': 'absent'}
    assert 'baselineState' not in strata('scan', changed.path, '--db', db, '-o', 'sarif').out


def test_gitlab_report(changed, strata, db):
    """By the schema's rules: security-report-schemas 15.0.7, as far as they bind this report."""
    for command in (['scan'], ['diff', 'HEAD~..HEAD']):
        report = json.loads(strata(*command, changed.path, '--db', db, '-o', 'gitlab', '--as-of', '2024-06-01').out)
        assert set(report) == {'version', 'scan', 'vulnerabilities', 'dependency_files'}
        assert report['version'] == '15.0.7'
        scan = report['scan']
        assert scan['type'] == 'dependency_scanning' and scan['status'] == 'success'
        assert scan['start_time'] == scan['end_time'] == '2024-06-01T23:59:59'
        for tool in ('analyzer', 'scanner'):
            assert all(scan[tool][key] for key in ('id', 'name', 'version')) and scan[tool]['vendor']['name']
        found, = report['vulnerabilities']
        assert len(found['id']) >= 16 and len(found['name']) <= 255
        assert found['severity'] == 'High'
        assert found['identifiers'][0] == {'type': 'cve', 'name': 'CVE-2024-1', 'value': 'CVE-2024-1'}
        assert found['location'] == {'file': 'package-lock.json', 'dependency': {
            'package': {'name': 'bad'}, 'version': '1.2.0', 'direct': False}}
        assert found['solution'] == 'Raise bad to 1.5.0.'
        file, = report['dependency_files']
        assert file['path'] == 'package-lock.json' and file['package_manager'] == 'npm'
        assert {d['package']['name'] for d in file['dependencies']} >= {'a', 'bad', 'top', 'deep'}


# --- the action and the template -----------------------------------------------------------------

ACTION = yaml.safe_load((ROOT / 'action.yml').read_text())
GITLAB = yaml.safe_load((ROOT / 'deploy' / 'gitlab-ci.yml').read_text())


def test_what_the_action_uses_is_pinned():
    uses = [s['uses'] for s in ACTION['runs']['steps'] if 'uses' in s]
    assert uses and all(re.fullmatch(r'[\w-]+/[\w/-]+@[0-9a-f]{40}', u) for u in uses)
    for step in ACTION['runs']['steps']:
        assert '${{' not in step.get('run', ''), 'an event may not become a script'
        assert 'run' not in step or step['shell'] == 'bash'


def step(name, cwd, tmp_path, db, **environment):
    script = next(s['run'] for s in ACTION['runs']['steps'] if s['name'] == name)
    output = tmp_path / 'output'
    output.write_text('')
    env = dict(os.environ, PROGRAM=str(PROGRAM.parent), STRATA_DB=str(db), GITHUB_OUTPUT=str(output), HEAD='HEAD',
               MARKDOWN=str(tmp_path / 'strata.md'), HOME=str(tmp_path), STRATA_FAIL_ON='',
               GITHUB_STEP_SUMMARY=str(tmp_path / 'summary'), ASAN_OPTIONS='detect_leaks=0', **environment)
    run = subprocess.run(['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', script], cwd=cwd, env=env,
                         capture_output=True, text=True)
    return run, output.read_text()


def test_the_action_compares(changed, db, tmp_path):
    base = changed.git('rev-parse', 'HEAD~')
    run, output = step('Compare', changed.path, tmp_path, db, BASE=base)
    assert run.returncode == 0 and 'status=1\n' in output
    assert run.stdout.startswith('::error ')
    assert (tmp_path / 'strata.md').read_text() == (tmp_path / 'summary').read_text()
    assert step('Answer', changed.path, tmp_path, db, STATUS='1')[0].returncode == 1
    assert step('Answer', changed.path, tmp_path, db, STATUS='3')[0].returncode == 0
    run, output = step('Compare', changed.path, tmp_path, db, BASE='0' * 40)
    assert 'status=1\n' in output and '1 finding' in run.stdout


def test_the_action_says_when_the_checkout_is_shallow(changed, db, tmp_path):
    clone = tmp_path / 'clone'
    subprocess.run(['git', 'clone', '-q', '--depth', '1', changed.path.as_uri(), clone], check=True)
    run, _ = step('Check that the history is there', clone, tmp_path, db)
    assert run.returncode == 1 and 'fetch-depth' in run.stdout
    assert step('Check that the history is there', changed.path, tmp_path, db)[0].returncode == 0


def test_the_gitlab_job_runs(changed, db, tmp_path):
    env = dict(os.environ, PATH=f'{PROGRAM.parent}:{os.environ["PATH"]}', STRATA_DB=str(db), HOME=str(tmp_path),
               CI_COMMIT_SHA=changed.git('rev-parse', 'HEAD'), ASAN_OPTIONS='detect_leaks=0',
               CI_MERGE_REQUEST_DIFF_BASE_SHA=changed.git('rev-parse', 'HEAD~'))
    job = GITLAB['strata:change']
    results = [subprocess.run(['bash', '-c', line], cwd=changed.path, env=env).returncode for line in job['script']]
    assert results == [0, 1]
    for name in [*GITLAB['.strata']['artifacts']['paths'], GITLAB['.strata']['artifacts']['reports']['dependency_scanning']]:
        assert (changed.path / name).is_file()
    assert GITLAB['.strata']['variables']['GIT_DEPTH'] == '0'
