"""Where no registry is known: one note of each manifest, and all else as with --no-resolve."""
import json

import pytest

POM = ('<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>app</artifactId>'
       '<version>1</version><dependencies>'
       '<dependency><groupId>g</groupId><artifactId>a</artifactId><version>1</version></dependency>'
       '<dependency><groupId>g</groupId><artifactId>b</artifactId><version>[1,2)</version></dependency>'
       '</dependencies></project>')
MANIFESTS = {
    'npm': {'package.json': json.dumps({'name': 'app', 'dependencies': {'a': '^1', 'b': '*'}})},
    'pypi': {'requirements.txt': 'a>=1\nb\n'},
    'cargo': {'Cargo.toml': '[package]\nname = "app"\nversion = "1.0.0"\n[dependencies]\na = "1"\nb = "1"\n'},
    'go': {'go.mod': 'module m.example/app\n\ngo 1.16\n\nrequire a.example/a v1.0.0\nrequire a.example/b v1.0.0\n'},
    'maven': {'pom.xml': POM},
    'rubygems': {'Gemfile': "gem 'a', '~> 1.0'\ngem 'b'\n"},
}


def facts(run, drop):
    report = run.json
    notes = report['coverage']['notes']
    for note in [n for n in notes if drop in n['reason']]:
        notes.remove(note)
    return {k: v for k, v in report.items() if k not in ('now', 'tool')}


@pytest.mark.parametrize('online', [(), ('--online',)])
@pytest.mark.parametrize('ecosystem', MANIFESTS)
def test_one_note_and_nothing_else(strata, repository, tmp_path, ecosystem, online):
    for path, text in MANIFESTS[ecosystem].items():
        repository.write(path, text)
    repository.commit()
    plain = strata('deps', repository.path, '--no-resolve', '-o', 'json', HOME=str(tmp_path))
    run = strata('deps', repository.path, *online, '-o', 'json', HOME=str(tmp_path))
    [note] = [n for n in run.json['coverage']['notes'] if n not in plain.json['coverage']['notes']]
    assert note['reason'].startswith('not resolved: no registry of ')
    assert f'{ecosystem} = "https://..' in note['reason'] and '--detect' in note['reason']
    assert facts(run, 'no registry of') == facts(plain, 'no registry of')
    assert strata('deps', repository.path, *online, '--strict', HOME=str(tmp_path)).status == 5


def test_go_needs_none_where_the_snapshot_tells(strata, repository, tmp_path):
    repository.write('go.mod', 'module m.example/app\n\ngo 1.21\n\nrequire a.example/a v1.0.0\n')
    repository.write('old/go.mod', 'module m.example/old\n\ngo 1.16\n\nrequire a.example/a v1.0.0\n')
    repository.write('old/go.sum', 'a.example/a v1.0.0 h1:AAAA=\na.example/b v1.0.0 h1:AAAA=\n').commit()
    run = strata('deps', repository.path, '-o', 'json', HOME=str(tmp_path))
    assert run.json['coverage']['notes'] == []
    assert ('a.example/b', 'v1.0.0') in run.packages()


def test_go_needs_one_for_a_query(strata, repository, tmp_path):
    repository.write('go.mod', 'module m.example/app\n\ngo 1.21\n\nrequire a.example/a latest\n').commit()
    run = strata('deps', repository.path, '-o', 'json', HOME=str(tmp_path))
    assert [n['reason'][:28] for n in run.json['coverage']['notes']] == ['not resolved: no registry of']


def test_packages_of_no_known_server_are_named_together(strata, repository, tmp_path):
    """A server of one scope is known, and offline its packages are in no cache."""
    (tmp_path / '.npmrc').write_text('@corp:registry=http://corp.example/\n')
    repository.write('package.json', json.dumps({'dependencies': {'a': '1', 'b': '1', '@corp/c': '1'}})).commit()
    run = strata('deps', repository.path, '-o', 'json', HOME=str(tmp_path))
    reasons = sorted(n['reason'] for n in run.json['coverage']['notes'])
    assert len(reasons) == 2
    assert reasons[0].startswith('not resolved: 1 package is in no cache: @corp/c')
    assert reasons[1].startswith('not resolved: a, b: no registry of ')
