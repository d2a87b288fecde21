"""strata.toml and its place among options and the environment: what holds, and what is refused with its line."""
import json
import os

import pytest
from conftest import record
from samples import NPM_3


@pytest.fixture
def project(repository, database):
    """Two findings of one package and one of another; the database that has them."""
    repository.write('package-lock.json', NPM_3).write('tools/gen/package-lock.json', NPM_3).commit()
    return repository, database(
        record('GHSA-aaaa', 'beta', fixed='2.1.0', aliases=['CVE-2024-1']), record('GHSA-bbbb', 'beta', fixed='2.2.0'),
        record('GHSA-cccc', 'alpha', fixed='1.1.0'))


@pytest.fixture
def ignoring(project, strata):
    """A scan with that strata.toml: its ignored findings as (id, path), and the reasons of its notes."""
    def run(text, *options, **environment):
        repository, db = project
        repository.write('strata.toml', text)
        run = strata('scan', repository.path, '--db', db, '-o', 'json', *options, **environment)
        report = run.json
        return ({(f['id'], f['path']) for f in report['findings'] if f['ignored']},
                [(n['path'], n['line'], n['reason']) for n in report['coverage']['notes']])
    return run


TOP, TOOLS = 'package-lock.json', 'tools/gen/package-lock.json'


@pytest.mark.parametrize('what, expected', [
    ('id = "CVE-2024-1"', {('CVE-2024-1', TOP), ('CVE-2024-1', TOOLS)}),
    ('id = "ghsa-AAAA"', {('CVE-2024-1', TOP), ('CVE-2024-1', TOOLS)}),
    ('purl = "pkg:npm/alpha"', {('GHSA-cccc', TOP), ('GHSA-cccc', TOOLS)}),
    ('purl = "pkg:npm/alpha@1.0.0"', {('GHSA-cccc', TOP), ('GHSA-cccc', TOOLS)}),
    ('purl = "pkg:npm/a*"', {('GHSA-cccc', TOP), ('GHSA-cccc', TOOLS)}),
    ('path = "tools/gen/package-lock.json"\nid = "GHSA-cccc"', {('GHSA-cccc', TOOLS)}),
    ('path = "tools/gen"\nid = "GHSA-cccc"', {('GHSA-cccc', TOOLS)}),
    ('path = "tools/"\nid = "GHSA-cccc"', {('GHSA-cccc', TOOLS)}),
    ('path = "tools/**"\nid = "GHSA-cccc"', {('GHSA-cccc', TOOLS)}),
    ('path = "**/gen"\nid = "GHSA-cccc"', {('GHSA-cccc', TOOLS)}),
])
def test_an_ignore_covers_what_it_says(ignoring, what, expected):
    assert ignoring(f'[[ignore]]\n{what}\nreason = "r"\n') == (expected, [])


@pytest.mark.parametrize('what', ['purl = "pkg:npm/alpha@1.0.1"', 'purl = "pkg:npm/alph"', 'id = "CVE-2024-10"',
                                  'path = "tool"', 'path = "gen"', 'id = "GHSA-cccc"\npurl = "pkg:npm/beta"'])
def test_an_ignore_that_is_not_used_is_named(ignoring, what):
    ignored, notes = ignoring(f'# first\n[[ignore]]\n{what}\nreason = "r"\n')
    assert ignored == set()
    assert notes == [('strata.toml', 2, 'this ignore matches no finding: remove it')]


@pytest.mark.parametrize('command', ['scan --only deps', 'scan --only image', 'image', 'fix', 'why alpha', 'composition'])
def test_an_ignore_of_another_part_is_not_said_to_be_of_no_use(project, strata, command):
    repository, db = project
    repository.write('Dockerfile', 'FROM python:3.9\n').write('strata.toml', ''.join(
        f'[[ignore]]\nid = "{id}"\nreason = "r"\n' for id in ('CVE-2024-1', 'IMG007')))
    name, *options = command.split()
    run = strata(name, *options, repository.path, STRATA_DB=db)
    assert 'matches no finding' not in run.out


@pytest.mark.parametrize('until', ['2024-05-31', '"2024-05-31"'])
def test_an_ignore_holds_to_the_end_of_its_day_and_then_says_that_it_ended(ignoring, until):
    text = f'[[ignore]]\nid = "GHSA-cccc"\npath = "tools"\nreason = "r"\nuntil = {until}\n'
    assert ignoring(text, '--as-of', '2024-05-31') == ({('GHSA-cccc', TOOLS)}, [])
    ignored, notes = ignoring(text, '--as-of', '2024-06-01')
    assert ignored == set()
    assert notes == [('strata.toml', 1, 'this ignore ended on 2024-05-31: its findings count again')]


def test_what_is_ignored_does_not_fail_but_is_told(project, strata):
    repository, db = project
    assert strata('scan', repository.path, '--db', db).status == 1
    repository.write('strata.toml', '[[ignore]]\npath = "**"\nreason = "because of tests"\n')
    run = strata('scan', repository.path, '--db', db)
    assert run.status == 0
    assert 'no known vulnerability but those that are ignored, 6 ignored (-v shows them)' in run.out
    assert 'because of tests' in strata('scan', repository.path, '--db', db, '-v').out


@pytest.mark.parametrize('text, line, subject', [
    ('[[ignore]]\npacth = "x"\nreason = "r"\n', 2, 'pacth'),
    ('\n[[ignored]]\nid = "x"\nreason = "r"\n', 2, 'ignored'),
    ('[[ignore]]\nid = "x"\n', 1, 'reason'),
    ('[[ignore]]\nid = "x"\nreason = ""\n', 3, 'reason'),
    ('\n\n[[ignore]]\nreason = "r"\n', 3, 'id, purl or path'),
    ('[[ignore]]\nid = 7\nreason = "r"\n', 2, 'id'),
    ('[[ignore]]\nid = "x"\nreason = "r"\nuntil = "2024-02-30"\n', 1, 'until'),
    ('[[ignore]]\nid = "x"\nreason = "r"\nuntil = "soon"\n', 1, 'until'),
    ('[ignore]\nid = "x"\nreason = "r"\n', 1, 'ignore'),
    ('fail-on = "hgih"\n', 1, 'hgih'),
    ('\nfail-on = 7\n', 2, 'fail-on'),
    ('fail_on = "high"\n', 1, 'fail_on'),
    ('\nscope = ["prod", "prd"]\n', 2, 'prd'),
    ('scope = "prod"\n', 1, 'scope'),
    ('scope = []\n', 1, 'scope'),
    ('scope = [1]\n', 1, 'scope'),
    ('fail-on = "high"\nfail-on = "low"\n', 2, 'fail-on'),
    ('[[ignore]\n', 1, 'malformed TOML'),
    ('x = "\x1b[31m"\n', 1, ''),
])
def test_what_is_wrong_in_it_is_status_4_with_its_line(project, strata, text, line, subject):
    repository, db = project
    repository.write('strata.toml', text)
    run = strata('scan', repository.path, '--db', db)
    assert run.status == 4 and run.out == ''
    assert run.err.startswith(f'strata: strata.toml: {line}: ') and subject in run.err
    assert '\x1b' not in run.err


def test_options_come_over_the_file_and_the_file_over_the_user_s(project, strata, tmp_path):
    repository, db = project
    home = tmp_path / 'config' / 'strata'
    home.mkdir(parents=True)
    (home / 'strata.toml').write_text('fail-on = "none"\n')

    def status(*options, **environment):
        return strata('scan', repository.path, '--db', db, *options, XDG_CONFIG_HOME=tmp_path / 'config',
                      **environment).status

    assert status() == 0
    repository.write('strata.toml', 'fail-on = "low"\n')
    assert status() == 1
    assert status(STRATA_FAIL_ON='none') == 0
    assert status('--fail-on', 'low', STRATA_FAIL_ON='none') == 1
    assert status('--fail-on', 'none') == 0


def test_the_file_s_scope_decides_what_fails(project, strata):
    repository, db = project
    repository.write('strata.toml', 'scope = ["dev", "test"]\n')
    assert strata('scan', repository.path, '--db', db).status == 0
    assert strata('scan', repository.path, '--db', db, '--scope', 'prod').status == 1


def test_another_file_in_its_place(project, strata, tmp_path):
    repository, db = project
    repository.write('strata.toml', 'fail-on = "none"\n')
    other = tmp_path / 'other.toml'
    other.write_text('')
    assert strata('scan', repository.path, '--db', db, '--config', other).status == 1
    for wrong in tmp_path / 'absent.toml', tmp_path:
        run = strata('scan', repository.path, '--db', db, '--config', wrong)
        assert run.status == 4 and str(wrong) in run.err


@pytest.mark.skipif(os.geteuid() == 0, reason='root reads everything')
def test_a_configuration_that_may_not_be_read_is_not_passed_over(project, strata, tmp_path):
    repository, db = project
    path = tmp_path / 'config' / 'strata' / 'strata.toml'
    path.parent.mkdir(parents=True)
    path.write_text('')
    path.chmod(0)
    assert strata('scan', repository.path, '--db', db, XDG_CONFIG_HOME=tmp_path / 'config').status == 4


def test_a_huge_configuration_is_refused(project, strata, tmp_path):
    repository, db = project
    repository.write('strata.toml', '#' * (2 << 20))
    assert strata('scan', repository.path, '--db', db).status == 4
    (tmp_path / 'huge.toml').write_text('#' * (2 << 20))
    assert strata('scan', repository.path, '--db', db, '--config', tmp_path / 'huge.toml').status == 4


@pytest.mark.parametrize('variable, value, status', [
    ('STRATA_STRICT', '0', 1), ('STRATA_QUIET', 'true', 1), ('STRATA_QUIET', 'No', 1), ('STRATA_QUIET', '', 1),
    ('STRATA_QUIET', 'maybe', 4), ('STRATA_FAIL_ON', 'none', 0), ('STRATA_FAIL_ON', 'bad', 4),
    ('STRATA_SCOPE', 'dev', 0), ('STRATA_ROLES', 'test', 0), ('STRATA_AS_OF', '2024-02-31', 4),
    ('STRATA_DIR', '1', 1), ('STRATA_REV', 'HEAD', 1), ('STRATA_REV', 'absent', 2), ('STRATA_MAX_FILE_SIZE', '10', 3),
])
def test_each_option_is_a_variable(project, strata, variable, value, status):
    repository, db = project
    assert strata('scan', repository.path, STRATA_DB=db, **{variable: value}).status == status


def test_the_command_line_comes_over_the_environment(project, strata):
    repository, db = project
    run = strata('scan', repository.path, '--staged', '-o', 'json', STRATA_DB=db, STRATA_REV='HEAD', STRATA_DIR='1',
                 STRATA_OUTPUT='table')
    assert run.json['target']['snapshot'] == 'index'
    run = strata('scan', repository.path, '--rev', 'HEAD', STRATA_DB=db, STRATA_STAGED='1', STRATA_OUTPUT='json')
    assert run.json['target']['snapshot'] == 'revision'
    assert strata('scan', repository.path, '--staged', '--dir', STRATA_DB=db).status == 4


@pytest.mark.parametrize('wrong', [['--fail-on', 'bad'], ['--scope', 'bad'], ['--roles', 'bad'], ['--jobs', '65'],
                                   ['--max-file-size', '-1'], ['--as-of', '2024-13-01']])
def test_wrong_usage_wins_over_all(strata, tmp_path, wrong):
    assert strata('scan', tmp_path / 'nowhere', '--db', tmp_path / 'no-database', *wrong).status == 4


def test_a_wrong_configuration_wins_over_the_database(project, strata, tmp_path):
    repository, _ = project
    repository.write('strata.toml', 'x = 1\n')
    assert strata('scan', repository.path, '--db', tmp_path / 'no-database').status == 4


def test_what_cannot_be_opened_wins_over_the_database(strata, tmp_path):
    assert strata('scan', tmp_path / 'nowhere', '--db', tmp_path / 'no-database').status == 2


def test_help_is_there_for_each_command(strata):
    for command in 'scan', 'deps', 'log', 'why', 'explain', 'db':
        one, other = strata(command, '--help'), strata('help', command)
        assert one.status == 0 and one.out == other.out and f'usage: strata {command}' in one.out


def test_what_is_not_known_is_status_3(strata, database):
    db = database(record('GHSA-aaaa', 'beta'))
    for arguments in ['explain', 'CVE-1-1'], ['db', 'search', 'nonsense']:
        run = strata(*arguments, '--db', db)
        assert run.status == 3 and run.out == '' and arguments[-1] in run.err
    assert strata('db', 'status', 'x', '--db', db).status == 4


def test_json_does_not_depend_on_the_number_of_threads(project, strata):
    repository, db = project
    for i in range(40):
        repository.write(f'p{i}/package-lock.json', NPM_3)
    reports = {strata('scan', repository.path, '--db', db, '-o', 'json', '--as-of', '2024-06-01', '--jobs', n).bytes
               for n in (1, 2, 7)}
    assert len(reports) == 1
    assert len(json.loads(reports.pop())['manifests']) == 42


def test_registries_are_detected_from_the_package_managers(strata, tmp_path):
    """Of those that are installed; a line that is there stays, and nothing else is compiled in."""
    tools, home = tmp_path / 'bin', tmp_path / 'home'
    tools.mkdir(), home.mkdir()
    npm = tools / 'npm'
    npm.write_text('#!/bin/sh\necho https://npm.example/\n')
    npm.chmod(0o755)
    file = home / 'strata' / 'registries.toml'
    where = {'HOME': str(home), 'XDG_CONFIG_HOME': str(home), 'PATH': str(tools), 'GOPROXY': ''}

    assert 'npm      none is known' in strata('config', 'registries', cwd=tmp_path, **where).out
    run = strata('config', 'registries', '--detect', cwd=tmp_path, **where)
    assert run.status == 0, run.err
    assert f'npm      https://npm.example, from {file}:1' in run.out
    assert file.read_text().startswith('npm = ["https://npm.example')
    npm.write_text('#!/bin/sh\necho https://other.example/\n')
    strata('config', 'registries', '--detect', cwd=tmp_path, **where)
    assert 'other' not in file.read_text()


def test_an_ecosystem_that_is_wrong_hides_no_other(strata, tmp_path):
    (tmp_path / '.npmrc').write_text('registry=nonsense\n')
    tools = tmp_path / 'bin'
    tools.mkdir()
    for name, body in (('npm', 'exit 1'), ('go', 'echo https://go.example')):
        (tools / name).write_text(f'#!/bin/sh\n{body}\n')
        (tools / name).chmod(0o755)
    run = strata('config', 'registries', '--detect', cwd=tmp_path, HOME=str(tmp_path), PATH=str(tools), GOPROXY='',
                 XDG_CONFIG_HOME=str(tmp_path), PIP_INDEX_URL='rubbish')
    assert run.status == 4
    assert 'go       https://go.example, from' in run.out
    assert "'nonsense'" in run.err and "'rubbish'" in run.err and 'strata: npm: ' in run.err


def test_config_without_a_word_says_which_there_are(strata, tmp_path):
    run = strata('config', cwd=tmp_path)
    assert run.status == 4 and 'show, or registries' in run.err
