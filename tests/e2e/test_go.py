"""Go: go.mod with go.sum, replacements, the standard library, vendor/, workspaces."""
from conftest import record

MOD = '''module example.com/app

go 1.22

require (
\texample.com/direct v1.0.0
\texample.com/old v1.0.0
\texample.com/here v1.0.0
)

require example.com/indirect v0.3.0 // indirect

replace example.com/old => example.com/fork v1.5.0

replace example.com/here => ./here
'''
SUM = '''example.com/direct v1.0.0 h1:AAAA=
example.com/direct v1.0.0/go.mod h1:BBBB=
example.com/fork v1.5.0 h1:CCCC=
example.com/unused v1.0.0 h1:DDDD=
'''


def by_name(run):
    return {p['name']: p for p in run.json['packages']}


def test_replacements_directness_and_checksums(strata, repository):
    repository.write('go.mod', MOD).write('go.sum', SUM).commit()
    found = by_name(strata('deps', repository.path, '-o', 'json'))
    assert {(n, p['version'], p['direct']) for n, p in found.items()} == {
        ('example.com/direct', 'v1.0.0', True), ('example.com/fork', 'v1.5.0', True),
        ('example.com/indirect', 'v0.3.0', False), ('stdlib', '1.22', True)}
    assert found['example.com/direct']['checksums'] == ['h1:AAAA=']
    assert found['example.com/fork']['checksums'] == ['h1:CCCC=']
    assert found['example.com/fork']['places'] == [{'path': 'go.mod', 'line': 13}]


def test_what_is_replaced_is_not_matched(strata, repository, database):
    repository.write('go.mod', MOD).write('go.sum', SUM).commit()
    db = database(record('X-1', 'example.com/old', 'Go'), record('X-2', 'example.com/here', 'Go'),
                  record('X-3', 'example.com/fork', 'Go', fixed='1.6.0'))
    assert strata('scan', repository.path, '--db', db, '-o', 'json').ids() == {'X-3'}


def test_a_go_line_is_maybe_and_a_toolchain_is_sure(strata, repository, database):
    db = database(record('X-1', 'stdlib', 'Go', fixed='1.22.4'))
    repository.write('go.mod', 'module m\n\ngo 1.22\n').commit()
    finding, = strata('scan', repository.path, '--db', db, '-o', 'json').json['findings']
    assert (finding['affected'], finding['line']) == ('maybe', 3)
    repository.write('go.mod', 'module m\n\ngo 1.22\n\ntoolchain go1.22.3\n').commit()
    finding, = strata('scan', repository.path, '--db', db, '-o', 'json').json['findings']
    assert (finding['affected'], finding['line']) == ('yes', 5)
    repository.write('go.mod', 'module m\n\ngo 1.22\n\ntoolchain go1.22.4\n').commit()
    assert not strata('scan', repository.path, '--db', db, '-o', 'json').ids()


def test_below_go_1_17_go_sum_tells_the_rest(strata, repository):
    sums = ('example.com/deep v1.0.0 h1:AAAA=\nexample.com/deep v1.10.0 h1:BBBB=\n'
            'example.com/deep v1.9.0 h1:CCCC=\nexample.com/chosen v1.0.0/go.mod h1:DDDD=\n')
    repository.write('go.mod', 'module m\n\ngo 1.16\n\nrequire example.com/direct v1.0.0\n')
    repository.write('go.sum', sums).commit()
    packages = strata('deps', repository.path, '-o', 'json').json['packages']
    deep = {p['version']: p for p in packages if p['name'] == 'example.com/deep'}
    assert {p['name'] for p in packages} == {'example.com/direct', 'example.com/deep', 'stdlib'}
    assert set(deep) == {'v1.0.0', 'v1.9.0', 'v1.10.0'}
    assert deep['v1.10.0']['direct'] is False
    assert deep['v1.10.0']['checksums'] == ['h1:BBBB=']
    assert deep['v1.10.0']['places'][0]['path'] == 'go.sum'


def test_a_missing_go_sum_is_said(strata, repository):
    repository.write('go.mod', 'module m\n\ngo 1.16\n\nrequire example.com/direct v1.0.0\n').commit()
    notes = strata('deps', repository.path, '--no-resolve', '-o', 'json').json['coverage']['notes']
    assert ['go.sum' in n['reason'] for n in notes] == [True]


def test_vendored_modules_and_workspace(strata, repository):
    repository.write('go.work', 'go 1.22\n\nuse .\n').write('go.mod', MOD)
    repository.write('vendor/modules.txt', '# example.com/direct v1.0.0\n## explicit\nexample.com/direct\n')
    repository.commit()
    run = strata('deps', repository.path, '-o', 'json')
    direct = by_name(run)['example.com/direct']
    assert [p['path'] for p in direct['places']] == ['go.mod', 'vendor/modules.txt']
    work = next(m for m in run.json['manifests'] if m['path'] == 'go.work')
    assert work['format'] == 'go/work'
