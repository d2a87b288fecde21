"""Flaws in source files: findings in every report, suppression, rules of one's own, their errors."""
import json

import pytest

FLAW = '''import java.sql.*;
import javax.servlet.http.*;

class Users {
  void find(HttpServletRequest request, Connection c) throws Exception {
    String name = request.getParameter("name");
    Statement s = c.createStatement();
    s.executeQuery("select * from users where name = '" + name + "'");%s
  }
}
'''
RULE = '''schema: 1
id: own/print
languages: [python]
mode: match
severity: low
cwe: [CWE-489]
message: "{what.text} is printed"
query: |
  ((call function: (identifier) @f arguments: (argument_list (_) @what)) @match
    (#eq? @f "print"))
fix: {capture: f, replace: "log"}
tests:
  - bad: "print(x)"
    fixed: "log(x)"
  - good: "log(x)"
'''


@pytest.fixture
def rules(tmp_path):
    folder = tmp_path / 'rules'
    folder.mkdir()

    def write(text, name='a.yml'):
        (folder / name).write_text(text)
        return folder
    return write


def findings(run):
    return [(f['id'], f['path'], f['line']) for f in run.json['findings']]


def test_a_flow_is_told_from_source_to_sink(strata, repository):
    repository.write('src/Users.java', FLAW % '').commit()
    run = strata('code', repository.path, '-o', 'json')
    assert run.status == 1
    finding, = run.json['findings']
    assert (finding['kind'], finding['id'], finding['severity']) == ('code', 'java/sql-injection', 'high')
    assert (finding['line'], finding['column'], finding['cwe']) == (8, 20, ['CWE-89'])
    assert [(step['line'], step['what'].split(':')[0]) for step in finding['flow']] == [
        (6, 'source'), (6, 'assigned'), (8, 'sink')]
    assert run.json['code'] == {'files': 1, 'left_out': 0, 'languages': [{'name': 'java', 'files': 1, 'lines': 11}]}


def test_sarif_has_the_flow_and_the_weakness(strata, repository):
    repository.write('Users.java', FLAW % '').commit()
    run = json.loads(strata('code', repository.path, '-o', 'sarif').out)['runs'][0]
    rule, = run['tool']['driver']['rules']
    assert 'external/cwe/cwe-089' in rule['properties']['tags']
    result, = run['results']
    steps = result['codeFlows'][0]['threadFlows'][0]['locations']
    lines = [s['location']['physicalLocation']['region']['startLine'] for s in steps]
    assert lines == [6, 6, 8] and result['level'] == 'error'


@pytest.mark.parametrize('format', ['table', 'markdown', 'github'])
def test_it_is_in_reports_for_people(strata, repository, format):
    repository.write('Users.java', FLAW % '').commit()
    assert 'java/sql-injection' in strata('code', repository.path, '-o', format).out


def test_a_fingerprint_survives_moved_lines(strata, repository):
    repository.write('Users.java', FLAW % '').commit()
    before, = strata('code', repository.path, '-o', 'json').json['findings']
    repository.write('Users.java', '\n\n' + (FLAW % '').replace('    s.execute', '\t\ts.execute')).commit()
    after, = strata('code', repository.path, '-o', 'json').json['findings']
    assert before['fingerprint'] == after['fingerprint'] and before['line'] + 2 == after['line']


def test_a_comment_suppresses(strata, repository):
    repository.write('Users.java', FLAW % ' // strata:ignore[java/sql-injection] names are checked').commit()
    run = strata('code', repository.path, '-o', 'json')
    assert (run.status, run.json['coverage']['notes']) == (0, [])
    assert run.json['findings'][0]['ignored'] == {'reason': 'names are checked', 'until': None}
    sarif = json.loads(strata('code', repository.path, '-o', 'sarif').out)['runs'][0]
    assert sarif['results'][0]['suppressions'][0]['kind'] == 'inSource'


def test_a_comment_of_its_own_is_about_the_next_line(strata, repository):
    line = "    s.executeQuery"
    text = (FLAW % '').replace(line, '    /* strata:ignore[java/*] reasons */\n' + line)
    repository.write('Users.java', text).commit()
    assert strata('code', repository.path).status == 0


@pytest.mark.parametrize('comment, status, note', [
    ('// strata:ignore[java/sql-injection] old until=2020-01-31', 1, 'has ended'),
    ('// strata:ignore[java/sql-injection] held until=2999-01-31', 0, None),
    ('// strata:ignore[java/sql-injection] never until=tomorrow', 1, 'ends on no day'),
    ('// strata:ignore[java/sql-injection]', 1, 'needs a reason'),
    ('// strata:ignore[java/xss] other rule', 1, 'matches no finding'),
    ('int x = "strata:ignore[java/sql-injection] no comment".length();', 1, None),
])
def test_suppressions_are_judged_themselves(strata, repository, comment, status, note):
    repository.write('Users.java', FLAW % (' ' + comment)).commit()
    run = strata('code', repository.path, '-o', 'json')
    assert run.status == status
    reasons = [n['reason'] for n in run.json['coverage']['notes']]
    assert [note in r for r in reasons] == ([True] if note else [])


def test_what_is_no_code_of_ones_own_is_left_out(strata, repository):
    for path in 'tests/A.java', 'vendor/a/A.java', 'examples/A.java':
        repository.write(path, FLAW % '')
    repository.write('Made.java', '// Code generated by a tool.\n' + FLAW % '').commit()
    run = strata('code', repository.path, '-o', 'json')
    assert (run.status, findings(run), run.json['code']['left_out']) == (3, [], 4)
    asked = strata('code', repository.path, '--roles', 'own,test,generated', '-o', 'json')
    assert {f[1] for f in findings(asked)} == {'tests/A.java', 'Made.java'}


def test_what_cannot_be_parsed_is_said(strata, repository):
    repository.write('Users.java', FLAW % '' + '\nclass { ) }\n').commit()
    run = strata('code', repository.path, '-o', 'json')
    assert findings(run) == [('java/sql-injection', 'Users.java', 8)]
    assert 'grammar' in run.json['coverage']['notes'][0]['reason']
    assert strata('code', repository.path, '--strict', '--fail-on', 'none').status == 5


def test_languages_without_rules_are_said(strata, repository):
    repository.write('Users.java', FLAW % '').write('a.ex', 'x = 1\n').write('b.c', 'int x;\n').write('c.c', 'int y;\n')
    repository.write('README.md', 'x\n').write('a.json', '{}\n').write('tests/d.c', 'int z;\n').commit()
    notes = strata('code', repository.path, '-o', 'json').json['coverage']['notes']
    assert [n['reason'] for n in notes] == ['files in languages without rules were not judged: C (2), Elixir (1)']


def test_source_with_a_nul_byte_is_said(strata, repository):
    repository.write('Users.java', '/* \0 */' + FLAW % '').write('ok.py', 'x = 1\n').write('data', 'a\0b').commit()
    run = strata('code', repository.path, '-o', 'json')
    assert [(n['path'], n['reason']) for n in run.json['coverage']['notes']] == [
        ('Users.java', 'has a NUL byte and was not judged: it may be no text')]
    assert strata('code', repository.path, '--strict').status == 5


def test_a_scan_has_it_where_it_is_asked_for(strata, repository):
    repository.write('Users.java', FLAW % '').commit()
    assert strata('scan', repository.path, '--only', 'code', '-o', 'json').ids() == {'java/sql-injection'}


def test_rules_of_ones_own(strata, repository, rules):
    repository.write('a.py', 'print(1)\n').write('Users.java', FLAW % '').commit()
    run = strata('code', repository.path, '--rules', rules(RULE), '-o', 'json')
    assert set(findings(run)) == {('own/print', 'a.py', 1), ('java/sql-injection', 'Users.java', 8)}
    assert '1 is printed' in [f['title'] for f in run.json['findings']]


@pytest.mark.parametrize('predicate', ['match', 'const-match'])
def test_an_expression_that_takes_too_long_is_said(strata, repository, rules, predicate):
    repository.write('a.py', f'print("{"a" * 60}")\n').commit()
    rule = RULE.replace('"print")', f'"print") (#{predicate}? @what "^.?(a|aa)+[^a-z\\"]$")')
    run = strata('code', repository.path, '--rules', rules(rule), '-o', 'json')
    assert findings(run) == []
    assert 'not all of it was followed' in run.json['coverage']['notes'][0]['reason']


def test_a_rule_of_ones_own_replaces_the_one_of_its_id(strata, repository, rules):
    repository.write('a.py', 'print(1)\nimport hashlib\nhashlib.md5(b"")\n').commit()
    own = RULE.replace('own/print', 'python/weak-hash')
    run = strata('code', repository.path, '--rules', rules(own), '-o', 'json')
    assert findings(run) == [('python/weak-hash', 'a.py', 1)]


def test_rules_are_tested(strata, rules):
    run = strata('rules', 'test', rules(RULE))
    assert (run.status, run.out) == (0, '1 rules, 2 tests, 0 failed\n')


def test_built_in_rules_hold_what_they_say(strata):
    run = strata('rules', 'test')
    assert (run.status, run.out.splitlines()[-1].split(', ')[-1]) == (0, '0 failed')


@pytest.mark.parametrize('old, new, words', [
    ('print(x)"', 'log(x)"', 'finds nothing in a bad source'),
    ('good: "log', 'good: "print', 'finds something in a good source'),
    ('fixed: "log', 'fixed: "lag', 'its fix makes something else'),
    ('  - good: "log(x)"\n', '', 'has not both a bad and a good source'),
    ('good: "log(x)"', 'good: "log(x"', 'none of its language'),
])
def test_tests_of_rules_can_fail(strata, rules, old, new, words):
    assert old in RULE
    run = strata('rules', 'test', rules(RULE.replace(old, new)))
    assert run.status == 1 and words in run.out


@pytest.mark.parametrize('old, new, place, words', [
    ('severity:', 'severety:', '5: 1', "'severety' is no key"),
    ('severity: low', 'severity: bad', '5: 1', "'severity' has to be critical"),
    ('[python]', '[pyton]', '3: 13', "no grammar reads 'pyton'"),
    ('schema: 1', 'schema: 2', '1: 1', "'schema' has to be 1"),
    ('mode: match', 'mode: taint', '8: 1', "'query' is no key of a rule of this mode"),
    ('(call function', '(coll function', '9: 5', "no node of that kind: 'coll'"),
    ('(#eq? @f', '(#eq? @g', '10: 12', "nothing is captured by that name: 'g'"),
    ('(#eq? @f', '(#like? @f', '10: 7', "unknown predicate '#like?'"),
    ('(#eq? @f "print")', '(#match? @f "(")', '10: 7', 'no regular expression'),
    ('(_) @what', '(_) @what @who', '9: 72', "'@who' is captured and not used"),
    ('@match\n', '@found\n', '9: 3', "query that captures no '@match'"),
    ('{what.text}', '{who.text}', '7: 12', "'who' is nothing that the rule finds"),
    ('{what.text}', '{what.colour}', '7: 12', "neither 'text' nor 'callee'"),
    ('cwe: [CWE-489]', 'cwe: [489]', '6: 1', "has to be like CWE-89"),
    ('id: own/print\n', '', '1', "a rule without 'id'"),
    ('message:', 'severity: low\nmessage:', '7: 1', "'severity' stands twice"),
])
def test_wrong_rules_are_told_with_their_place(strata, repository, rules, old, new, place, words):
    assert old in RULE
    repository.write('a.py', 'print(1)\n').commit()
    run = strata('code', repository.path, '--rules', rules(RULE.replace(old, new)))
    assert run.status == 4
    assert f'a.yml: {place}: ' in run.err and words in run.err


def test_a_folder_of_rules_has_to_be_there(strata, repository, tmp_path):
    repository.write('a.py', 'print(1)\n').commit()
    run = strata('code', repository.path, '--rules', tmp_path / 'none')
    assert run.status == 4 and "cannot read '" in run.err


def test_two_rules_of_one_id(strata, repository, rules):
    repository.write('a.py', 'print(1)\n').commit()
    rules(RULE, 'a.yml')
    run = strata('code', repository.path, '--rules', rules(RULE, 'b.yml'))
    assert run.status == 4 and "is the id of another rule" in run.err


def test_classes_without_anything_in_them(strata, repository):
    repository.write('a.py', 'import hashlib\nclass A:\n    pass\nclass B:\n    ...\nhashlib.md5(b"")\n').commit()
    assert findings(strata('code', repository.path, '-o', 'json')) == [('python/weak-hash', 'a.py', 6)]


def test_large_and_deep_files_end(strata, repository):
    repository.write('deep.py', 'x = ' + '(' * 100000 + '1' + ')' * 100000 + '\n')
    repository.write('long.js', 'var a=1;' * 250000)
    repository.write('ok.py', 'import hashlib\nhashlib.md5(b"")\n').commit()
    run = strata('code', repository.path, '-o', 'json')
    assert ('python/weak-hash', 'ok.py', 2) in findings(run)


def test_a_file_that_leads_into_too_much_is_said(strata, repository):
    body = 'class C%d { static int f(int a) { return 0; } int[] x = {' + '1,' * 200000 + '1}; }\n'
    for i in range(16):
        repository.write(f'C{i}.java', body % i)
    calls = ' '.join(f'C{i}.f(1);' for i in range(16))
    repository.write('A.java', 'class A { void f() { %s } }\n' % calls).commit()
    notes = strata('code', repository.path, '--jobs', '1', '-o', 'json').json['coverage']['notes']
    assert ('A.java', 'so intricate that not all of it was followed') in [(n['path'], n['reason']) for n in notes]
