"""Licences: of the repository, its files and packages; what strata.toml lets packages have."""
import json
import pathlib

import pytest

OWN = (pathlib.Path(__file__).parents[2] / 'LICENSE').read_text()  # Apache-2.0
LICENCES = {'mild': 'MIT', 'free': '(MIT OR GPL-3.0)', 'web': 'AGPL-3.0', 'odd': 'Own Terms 7', 'none': None}


def lock(licences=LICENCES):
    packages = {'': {'name': 'x', 'version': '1.0.0', 'dependencies': dict.fromkeys(licences, '1.0.0')}}
    for name, licence in licences.items():
        packages[f'node_modules/{name}'] = {'version': '1.0.0', **({'license': licence} if licence else {})}
    return json.dumps({'name': 'x', 'version': '1.0.0', 'lockfileVersion': 3, 'packages': packages}, indent=1)


@pytest.fixture
def project(repository):
    manifest = {'name': 'x', 'version': '1.0.0', 'dependencies': dict.fromkeys(LICENCES, '1.0.0')}
    return repository.write('package.json', json.dumps(manifest)).write('package-lock.json', lock())


@pytest.fixture
def judged(strata, project):
    """(package, id, severity, fails, ignored) of each finding about a licence, under a policy."""
    def judge(policy, *options):
        project.write('strata.toml', policy).commit()
        run = strata('scan', project.path, '--db', 'starter', '-o', 'json', *options)
        names = {p['id']: p['name'] for p in run.json['packages']}
        return run.status, sorted((names[f['package']], f['id'], f['severity'], bool(f['ignored']))
                                  for f in run.json['findings'] if f['kind'] == 'licence')
    return judge


def test_packages_have_what_their_metadata_means(strata, project):
    project.write('node_modules/none/package.json', '{"name": "none"}')
    project.write('node_modules/none/LICENSE', OWN).commit()
    packages = strata('deps', project.path, '-o', 'json').json['packages']
    assert {p['name']: p['licence'] for p in packages if not p['local']} == {
        'mild': 'MIT', 'free': 'MIT OR GPL-3.0-only', 'web': 'AGPL-3.0-only', 'odd': None, 'none': 'Apache-2.0'}
    assert {p['name']: p['licences'] for p in packages}['odd'] == ['Own Terms 7']


@pytest.mark.parametrize('options', [['-o', 'json'], ['-o', 'table={tmp}/t', '-o', 'json'], ['--only', 'deps', '-o', 'json']])
def test_a_scan_tells_licences_without_a_policy_too(strata, project, tmp_path, options):
    project.write('node_modules/none/LICENSE', OWN).commit()
    run = strata('scan', project.path, '--db', 'starter', *[o.format(tmp=tmp_path) for o in options])
    assert {p['licence'] for p in run.json['packages'] if p['name'] in ('none', 'mild')} == {'Apache-2.0', 'MIT'}


@pytest.mark.parametrize('licences, meant', [
    (['MIT', 'ISC'] * 300, 'ISC OR MIT'),
    (['LicenseRef-' + str(i) for i in range(257)], None),
    (['LicenseRef-' + str(i) for i in range(60000)], None),
    ([' / '.join('LicenseRef-' + str(i) for i in range(from_, from_ + 200)) for from_ in (0, 200)], None),
])
def test_a_package_under_more_licences_than_expressions_have(strata, repository, licences, meant):
    package = {'name': 'a/b', 'version': '1.0.0', 'license': licences}
    repository.write('composer.lock', json.dumps({'packages': [package]})).commit()
    [package] = strata('deps', repository.path, '-o', 'json').json['packages']
    assert package['licence'] == meant


def test_files_have_what_they_carry_or_lie_under(strata, repository):
    repository.write('LICENSE', OWN)
    repository.write('a.c', '/* SPDX-License-Identifier: GPL-2.0+ */\nint a;\n')
    repository.write('b.c', 'int b;\n')
    repository.write('tools/COPYING', 'SPDX-License-Identifier: ISC\n').write('tools/c.py', 'c = 1\n')
    repository.write('vendor/z/z.go', 'package z\n').write('vendor/y/LICENSE.md', 'MIT License: MIT\n')
    repository.write('vendor/y/sub/y.go', 'package y\n').commit()
    report = strata('composition', repository.path, '--files', '-o', 'json').json['composition']
    licences = {f['path']: f['licence'] for f in report['files']}
    assert licences['a.c'] == 'GPL-2.0-or-later'
    assert licences['b.c'] == 'Apache-2.0'
    assert licences['tools/c.py'] == 'ISC'
    assert licences['vendor/y/sub/y.go'] == 'MIT'
    assert licences['vendor/z/z.go'] is None
    assert report['licence'] == 'Apache-2.0'
    rows = {row['licence']: row for row in report['licences']}
    assert rows['GPL-2.0-or-later'] == {'licence': 'GPL-2.0-or-later', 'family': 'strong-copyleft',
                                        'packages': 0, 'files': 1, 'lines': 1}
    assert (rows[None]['family'], rows[None]['files']) == ('unknown', 1)


def test_files_beside_each_other_are_a_choice(strata, repository):
    repository.write('LICENSE-APACHE', OWN).write('LICENSE-MIT', 'SPDX-License-Identifier: MIT\n')
    repository.write('LICENSE-THIRD-PARTY', 'SPDX-License-Identifier: ISC\n')
    repository.write('a.rs', 'fn a() {}\n').commit()
    report = strata('composition', repository.path, '-o', 'json').json['composition']
    assert report['licence'] == 'Apache-2.0 OR MIT'
    run = strata('composition', repository.path)
    assert 'the repository itself: Apache-2.0 OR MIT' in run.out


def test_a_repository_without_a_licence_says_so(strata, repository):
    repository.write('a.rs', 'fn a() {}\n').commit()
    run = strata('composition', repository.path)
    assert 'the repository itself: no licence that is known' in run.out
    assert [line.split()[0] for line in run.out.splitlines() if 'unknown ' in line] == ['unknown']


def test_without_a_policy_nothing_is_found(judged):
    assert judged('') == (0, [])


def test_what_is_not_allowed(judged):
    status, found = judged('[licences]\nallow = ["permissive"]\n')
    assert status == 1
    assert found == [('none', 'licence-unknown', 'low', False), ('odd', 'licence-unknown', 'low', False),
                     ('web', 'licence-not-allowed', 'medium', False)]
    status, found = judged('[licences]\nallow = ["permissive", "AGPL-3.0-or-later"]\nunknown = true\n')
    assert (status, found) == (0, [])


def test_what_is_denied(judged):
    denied = [('web', 'licence-denied', 'high', False)]
    assert judged('[licences]\ndeny = ["AGPL-3.0-or-later"]\n') == (1, denied)
    assert judged('[licences]\ndeny = ["network-copyleft", "GPL-3.0-only"]\n') == (1, denied)
    assert judged('[licences]\ndeny = ["MIT", "GPL-3.0-only"]\n')[1] == [
        ('free', 'licence-denied', 'high', False), ('mild', 'licence-denied', 'high', False)]


def test_rules_for_an_ecosystem_or_a_scope(judged):
    rule = '[[licences.rule]]\ndeny = ["AGPL-3.0-only"]\n'
    assert len(judged(rule + 'ecosystem = "npm"\n')[1]) == 1
    assert judged(rule + 'ecosystem = "PyPI"\n')[1] == []
    assert judged(rule + 'scope = ["dev"]\n')[1] == []
    assert len(judged(rule + 'scope = ["prod", "dev"]\n')[1]) == 1


def test_exceptions_end(judged):
    policy = ('[licences]\ndeny = ["AGPL-3.0-only"]\n[[licences.exception]]\npurl = "pkg:npm/web"\n'
              'reason = "not shipped"\nuntil = 2030-01-31\n')
    assert judged(policy) == (0, [('web', 'licence-denied', 'high', True)])
    assert judged(policy, '--as-of', '2031-01-01') == (1, [('web', 'licence-denied', 'high', False)])


@pytest.fixture
def excepting(strata, project):
    """The output of a command where strata.toml excepts a package until a day."""
    def run(command, purl, until):
        project.write('strata.toml', '[licences]\ndeny = ["AGPL-3.0-only"]\n[[licences.exception]]\n'
                      f'purl = "{purl}"\nreason = "r"\nuntil = {until}\n').commit()
        name, *options = command.split()
        return strata(name, *options, project.path, '--as-of', '2024-05-31', STRATA_DB='starter').out
    return run


@pytest.mark.parametrize('purl, until, note', [
    ('pkg:npm/web', '2024-05-30', 'this exception ended on 2024-05-30: its findings count again'),
    ('pkg:npm/mild', '2024-05-31', 'this exception matches no finding: remove it'),
    ('pkg:npm/mild', '2024-05-30', 'this exception matches no finding: remove it'),
])
def test_an_exception_that_does_nothing_is_named(excepting, purl, until, note):
    assert f'strata.toml:3: {note}' in excepting('scan', purl, until)


def test_an_exception_that_is_used_is_not_named(excepting):
    assert 'this exception' not in excepting('scan', 'pkg:npm/web', '2024-05-31')


@pytest.mark.parametrize('command', ['scan --only deps', 'scan --only image', 'image', 'fix', 'composition'])
def test_an_exception_where_licences_are_not_judged_is_not_said_to_be_of_no_use(excepting, command):
    assert 'matches no finding' not in excepting(command, 'pkg:npm/mild', '2024-05-31')


def test_findings_are_ignored_like_all_others(judged):
    policy = '[licences]\ndeny = ["AGPL-3.0-only"]\n[[ignore]]\nid = "licence-denied"\nreason = "r"\n'
    assert judged(policy) == (0, [('web', 'licence-denied', 'high', True)])


def test_conflicts_are_told_where_they_are_asked_for(judged, project):
    conflict = '[licences]\nconflicts = true\n'
    assert judged(conflict) == (1, [('web', 'licence-conflict', 'medium', False)])
    project.write('LICENSE', OWN)
    assert judged(conflict) == (0, [])


@pytest.mark.parametrize('format', ['sarif', 'markdown', 'github', 'gitlab', 'table'])
def test_reports_tell_of_them(strata, project, format):
    project.write('strata.toml', '[licences]\ndeny = ["AGPL-3.0-only"]\n').commit()
    run = strata('scan', project.path, '--db', 'starter', '-o', format)
    assert run.status == 1
    assert 'which is denied' in run.out


@pytest.mark.parametrize('text, line, words', [
    ('[licences]\nallow = ["Apache 2"]\n', 2, "'Apache 2' is neither a family"),
    ('[licences]\nallow = "MIT"\n', 2, 'must be a list'),
    ('\n[licences]\nalow = []\n', 3, 'is no key of [licences]'),
    ('[licences]\nunknown = "yes"\n', 2, 'must be true or false'),
    ('[[licences.rule]]\necosystem = "pip"\n', 2, 'is no ecosystem'),
    ('[[licences.rule]]\nscope = ["all"]\n', 2, "does not know 'all'"),
    ('[[licences.exception]]\npurl = "pkg:npm/a"\n', 1, 'without purl or reason'),
    ('[[licences.exception]]\npurl = "a"\nreason = "r"\nuntil = "soon"\n', 1, 'is no day'),
])
def test_what_is_misspelt_is_refused(strata, repository, text, line, words):
    repository.write('strata.toml', text).commit()
    run = strata('scan', repository.path)
    assert run.status == 4
    assert f'strata.toml: {line}: ' in run.err and words in run.err
