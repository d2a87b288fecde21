"""Java archives in the tree: what they hold is listed, and what they cannot do to us."""
import gzip
import io
import time
import warnings
import zipfile

import pytest


def archive(*entries):
    """A zip file of (name, content), in that order; names may stand twice."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as file:
        warnings.simplefilter('ignore')
        for name, content in entries:
            file.writestr(name, content)
    return out.getvalue()


def pom(group, artifact, version):
    return (f'META-INF/maven/{group}/{artifact}/pom.properties',
            f'groupId={group}\nartifactId={artifact}\nversion={version}\n')


@pytest.fixture
def deps(tmp_path, strata):
    """The packages and notes of a folder with one archive, and how long that took."""
    def run(content, name='app.jar'):
        (tmp_path / 'tree').mkdir(exist_ok=True)
        (tmp_path / 'tree' / name).write_bytes(content)
        begin = time.monotonic()
        run = strata('deps', '--dir', tmp_path / 'tree', '-o', 'json', '--allow-empty')
        assert run.status == 0, run.err
        seconds = time.monotonic() - begin
        return ([(p['name'], p['version']) for p in run.json['packages']],
                [n['reason'] for n in run.json['coverage']['notes']], seconds)
    return run


def test_a_jar_is_listed_where_it_lies(repository, strata):
    repository.write('libs/alpha-1.0.jar', archive(pom('org.example', 'alpha', '1.0')))
    repository.commit()
    package, = strata('deps', repository.path, '--rev', 'HEAD', '-o', 'json').json['packages']
    assert (package['ecosystem'], package['purl']) == ('Maven', 'pkg:maven/org.example/alpha@1.0')
    assert package['places'] == [{'path': 'libs/alpha-1.0.jar', 'line': None}]


def test_a_bomb_is_not_unpacked(deps):
    zeros = bytes(300 << 20)
    packages, notes, seconds = deps(archive(
        ('payload.bin', zeros), ('lib/inner.jar', zeros), ('META-INF/MANIFEST.MF', zeros), pom('g', 'a', '1')))
    assert packages == [('g:a', '1')]
    assert sum('too large' in note for note in notes) == 2
    assert seconds < 5


def test_all_that_is_within_is_bounded_together(deps):
    """Each archive within is small enough by itself."""
    inner = archive(('data.bin', bytes(40 << 20)))
    padded = [(f'lib/{i}.jar', bytes(30 << 20)) for i in range(8)]
    packages, notes, _ = deps(archive(*padded, ('lib/last.jar', inner), pom('g', 'a', '1')))
    assert packages == []
    assert 'over 128 MiB unpacked: the rest is not read' in notes


def test_what_must_be_unpacked_to_be_passed_over_is_refused(deps):
    packages, notes, seconds = deps(gzip.compress(bytes(200 << 20)) + b'PK\5\6')
    assert packages == []
    assert notes == ['maven/jar: no archive, or a damaged one']
    assert seconds < 5


def test_an_entry_that_stands_twice(deps):
    one, other = pom('g', 'a', '1'), (pom('g', 'a', '1')[0], pom('g', 'a', '2')[1])
    packages, _, _ = deps(archive(one, one, other))
    assert packages == [('g:a', '1'), ('g:a', '2')]


@pytest.mark.parametrize('part', [0.1, 0.5, 0.9, 0.99])
def test_an_archive_that_ends_early_is_said(deps, part):
    whole = archive(pom('g', 'a', '1'), ('b/C.class', bytes(range(256)) * 40))
    packages, notes, _ = deps(whole[:int(len(whole) * part)])
    assert packages == []
    assert notes == ['maven/jar: no archive, or a damaged one']
