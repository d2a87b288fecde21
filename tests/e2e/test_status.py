"""Exit statuses, as the design orders them."""
import pytest
from conftest import record
from test_scan import LOCK


@pytest.fixture
def vulnerable(repository, database):
    repository.write('Cargo.lock', LOCK).commit()
    return repository.path, database(record(
        'RUSTSEC-2024-0001', 'deep', 'crates.io', '0.2.0', '0.3.2',
        severity=[{'type': 'CVSS_V3', 'score': 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:N'}]))


def test_fail_on_is_a_threshold(vulnerable, strata):
    path, db = vulnerable
    for expression, status in [('medium', 1), ('high', 0), ('low', 1), ('cvss>=5.3', 1), ('cvss>=5.4', 0),
                               ('fixable', 1), ('malicious', 0), ('none', 0), ('critical,fixable', 1)]:
        assert strata('scan', path, '--db', db, '--fail-on', expression).status == status, expression


@pytest.mark.parametrize('command, options', [
    ('deps', ['--fail-on', '--scope', '--roles', '--only']), ('composition', ['--fail-on', '--scope', '--roles', '--only']),
    ('image', ['--only']), ('fix', ['--only']), ('why', ['--output']), ('explain', ['--output']), ('db', ['--output']),
    ('config', ['--output']),
])
def test_an_option_that_would_change_nothing_is_none(repository, strata, command, options):
    for option in options:
        run = strata(command, repository.path, option, 'none')
        assert run.status == 4 and option in run.err, option
        assert option not in strata(command, '--help').out


def test_a_tree_takes_the_place_of_the_table_alone(repository, strata, tmp_path):
    repository.write('Cargo.lock', LOCK).commit()
    for output in 'json', f'json={tmp_path}/out', f'table={tmp_path}/out':
        run = strata('deps', '--tree', repository.path, '-o', output)
        assert run.status == 4 and '--tree' in run.err
    assert strata('deps', '--tree', repository.path, '-o', 'table').status == 0


@pytest.mark.parametrize('arguments', [
    ['--fail-on', 'bad'], ['--fail-on', 'none,high'], ['--fail-on', 'cvss>=11'], ['--nonsense'], ['--rev'],
    ['--rev', 'HEAD', '--staged'], ['-o', 'nonsense'], ['--scope', 'x'], ['a', 'b'], ['--as-of', 'monday'],
    ['--jobs', 'many'], ['--only', 'everything'],
])
def test_wrong_usage_is_status_4_and_says_so(repository, strata, arguments):
    repository.commit()
    run = strata('scan', *([] if arguments == ['a', 'b'] else [repository.path]), *arguments)
    assert run.status == 4
    assert run.err.startswith('strata: ')
    assert run.out == ''


def test_no_repository_is_status_2(strata, tmp_path):
    run = strata('scan', tmp_path / 'nowhere', '--db', 'starter')
    assert run.status == 2
    assert 'nowhere' in run.err


def test_nothing_to_scan_is_status_3_unless_allowed(repository, strata):
    repository.write('README', 'text').commit()
    assert strata('scan', repository.path, '--db', 'starter').status == 3
    assert strata('scan', repository.path, '--db', 'starter', '--allow-empty').status == 0


def test_the_starter_set_alone_never_says_clean(repository, strata):
    repository.write('Cargo.lock', LOCK).commit()
    run = strata('scan', repository.path)
    assert run.status == 6
    assert 'starter' in run.out
    assert strata('scan', repository.path, '--db', 'starter').status == 0


def test_an_unusable_database_is_status_6(repository, strata, tmp_path):
    repository.write('Cargo.lock', LOCK).commit()
    broken = tmp_path / 'broken'
    broken.mkdir()
    (broken / 'catalogue.json').write_text('{')
    assert strata('scan', repository.path, '--db', broken).status == 6
    assert strata('scan', repository.path, '--db', tmp_path / 'absent').status == 6


def test_an_old_database_is_status_6(vulnerable, strata):
    path, db = vulnerable
    assert strata('scan', path, '--db', db, '--fail-on', 'none', '--max-db-age', '10',
                  SOURCE_DATE_EPOCH=4000000000).status == 6
    assert strata('scan', path, '--db', db, '--max-db-age', '10', SOURCE_DATE_EPOCH=4000000000).status == 1


def test_strict_tells_what_was_not_understood(repository, strata, database):
    db = database(record('RUSTSEC-2024-0001', 'other', 'crates.io', '0.2.0', '0.3.2'))
    repository.write('Cargo.lock', LOCK).write('broken/Cargo.lock', '[[package').commit()
    assert strata('scan', repository.path, '--db', db).status == 0
    run = strata('scan', repository.path, '--db', db, '--strict', '-o', 'json')
    assert run.status == 5
    assert run.json['coverage']['notes'][0]['path'] == 'broken/Cargo.lock'
