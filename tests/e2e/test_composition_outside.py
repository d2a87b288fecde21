"""The lines of what a project depends on: installed copies, archives of registries, estimates; and the chart."""
import base64
import gzip
import hashlib
import io
import json
import os
import tarfile
import xml.etree.ElementTree as xml
import zipfile

import pytest

from server import Server

CODE = 'let a = 1;\n'


def tar_of(files, *more):
    """A tar file as gzip has it; more: entries that have no bytes."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w') as tar:
        for path, text in files.items():
            entry = tarfile.TarInfo(path)
            body = text if isinstance(text, bytes) else text.encode()
            entry.size = len(body)
            tar.addfile(entry, io.BytesIO(body))
        for entry in more:
            tar.addfile(entry)
    return gzip.compress(out.getvalue(), mtime=0)


def plain_tar(files):
    return gzip.decompress(tar_of(files))


def zip_of(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
        for path, text in files.items():
            z.writestr(path, text)
    return out.getvalue()


def link(name, target, kind=tarfile.SYMTYPE):
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


def integrity(body):
    return 'sha512-' + base64.b64encode(hashlib.sha512(body).digest()).decode()


def h1(files):
    """What go.sum has of a module's zip."""
    lines = ''.join('%s  %s\n' % (hashlib.sha256(text.encode()).hexdigest(), name) for name, text in sorted(files.items()))
    return 'h1:' + base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode()


def npm_lock(*packages):
    """packages: name, version and what else the lockfile has."""
    return json.dumps({'name': 'app', 'version': '1.0.0', 'lockfileVersion': 3, 'packages': {
        '': {'name': 'app', 'version': '1.0.0', 'dependencies': {packages[0]['name']: packages[0]['version']}},
        **{'node_modules/' + p['name']: {k: v for k, v in p.items() if k != 'name'} for p in packages}}})


def write(folder, files):
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.fixture
def compose(strata, tmp_path):
    """Runs `composition --files`; answers the run, whose `packages` are by name."""
    def run(path, *options, **environment):
        out = strata('composition', path, '--files', '-o', 'json', *options,
                     XDG_CONFIG_HOME=tmp_path / 'config', **environment)
        assert out.status == 0, out.err
        out.composition = out.json['composition']
        out.dependencies = {p['purl'].partition('/')[2]: p for p in out.composition['dependencies']['all']}
        out.reasons = [n['reason'] for n in out.json['coverage']['notes']]
        out.shares = {s['whose']: s for s in out.composition['shares']}
        return out
    return run


@pytest.fixture
def registry(tmp_path):
    """One server for all ecosystems, a folder each, which the user's configuration names."""
    server = Server(ranges=False)
    write(tmp_path / 'config' / 'strata', {'registries.toml': ''.join(
        f'{key} = "{server.url}/{key}"\n' for key in ('npm', 'pypi', 'go', 'cargo', 'maven', 'rubygems'))})
    server.files['/cargo/config.json'] = json.dumps({'dl': server.url + '/crates'}).encode()
    yield server
    server.close()


# --- installed copies


def test_node_modules_beside_the_work_tree(compose, repository, tmp_path):
    lock = npm_lock({'name': 'a', 'version': '1.0.0'}, {'name': '@s/b', 'version': '2.0.0'}, {'name': 'c', 'version': '3.0.0'})
    repository.write('.gitignore', 'node_modules\n').write('package-lock.json', lock).write('app.js', CODE)
    repository.write('package.json', '{"name": "app", "version": "1.0.0", "dependencies": {"a": "1.0.0"}}').commit()
    write(tmp_path / 'elsewhere', {'secret.js': CODE * 100})
    write(repository.path / 'node_modules', {
        'a/package.json': '{"name": "a", "version": "1.0.0"}', 'a/index.js': CODE * 2, 'a/x.bin': b'\0' * 50,
        'a/node_modules/@s/b/package.json': '{"name": "@s/b", "version": "2.0.0"}', 'a/node_modules/@s/b/b.js': CODE * 5,
        'c/package.json': '{"name": "c", "version": "3.0.1"}', 'c/c.js': CODE})
    os.symlink(tmp_path / 'elsewhere', repository.path / 'node_modules' / 'a' / 'lib')
    os.symlink(tmp_path / 'elsewhere' / 'secret.js', repository.path / 'node_modules' / 'a' / 'link.js')
    run = compose(repository.path)
    assert {k: (p['from'], p['lines'], p['direct']) for k, p in run.dependencies.items()} == {
        'a@1.0.0': ('installed', 3, True), '%40s/b@2.0.0': ('installed', 6, False), 'c@3.0.0': ('unknown', 0, False)}
    assert (run.shares['direct']['lines'], run.shares['transitive']['lines']) == (3, 6)
    of = sum(s['lines'] for s in run.shares.values())  # the lockfile and the manifest, too
    assert run.composition['open_source'] == {'lines': 9, 'of': of, 'percent': round(900 / of, 1), 'error': 0,
                                              'complete': False}
    assert run.reasons == ["lines of 'c 3.0.0' are not counted: no copy of it is installed here, and without "
                           '--online no registry is asked']


def test_an_installed_copy_that_changed_is_counted_anew(compose, repository):
    repository.write('.gitignore', 'node_modules\n').write('package-lock.json', npm_lock({'name': 'a', 'version': '1.0.0'})).commit()
    files = {'a/package.json': '{"name": "a", "version": "1.0.0"}', 'a/index.js': CODE}
    for lines in 2, 2, 7:
        write(repository.path / 'node_modules', {**files, 'a/index.js': CODE * (lines - 1)})
        assert compose(repository.path).shares['direct']['lines'] + \
            compose(repository.path).shares['transitive']['lines'] == lines


def test_what_lies_in_the_tree_counts_there_alone(compose, repository):
    repository.write('package-lock.json', npm_lock({'name': 'a', 'version': '1.0.0'}))
    repository.write('node_modules/a/package.json', '{"name": "a", "version": "1.0.0"}')
    repository.write('node_modules/a/index.js', CODE * 4).commit()
    run = compose(repository.path)
    assert run.dependencies['a@1.0.0']['from'] == 'tree'
    assert (run.shares['in-tree']['lines'], run.shares['transitive']['lines'] + run.shares['direct']['lines']) == (5, 0)
    assert run.composition['dependencies']['in_tree'] == 1 and run.composition['open_source']['complete']


def test_optional_packages_of_other_platforms_are_apart(compose, repository):
    lock = npm_lock({'name': 'a', 'version': '1.0.0', 'optionalDependencies': {'b': '1.0.0'}},
                    {'name': 'b', 'version': '1.0.0', 'optional': True, 'os': ['darwin']})
    repository.write('.gitignore', 'node_modules\n').write('package-lock.json', lock).commit()
    write(repository.path / 'node_modules', {'a/package.json': '{"name": "a", "version": "1.0.0"}'})
    run = compose(repository.path)
    assert run.dependencies['b@1.0.0']['from'] == 'apart'
    assert run.composition['open_source']['complete'] and run.reasons == []


def test_virtual_environments_by_their_record(compose, repository):
    repository.write('.gitignore', '.venv\n').write('requirements.txt', 'Foo.Bar==1.0\nbaz==2.0\n').commit()
    site = '.venv/lib/python3.12/site-packages/'
    write(repository.path, {
        '.venv/pyvenv.cfg': '', site + 'foo_bar-1.0.dist-info/METADATA': 'Name: Foo.Bar\n',
        site + 'foo_bar-1.0.dist-info/RECORD': 'foo/__init__.py,,\n"foo/a,b.py",sha256=x,5\n../../../bin/tool.py,,\n'
        '/etc/passwd,,\nfoo/gone.py,,\nfoo/./__init__.py,,\n"foo/a,b.py",,\n',
        site + 'foo/__init__.py': 'x = 1\n', site + 'foo/a,b.py': 'y = 1\n' * 3, site + 'foo/other.py': 'z = 1\n' * 50,
        '.venv/bin/tool.py': 'z = 1\n' * 50})
    run = compose(repository.path)
    assert {k: (p['from'], p['lines']) for k, p in run.dependencies.items()} == {
        'foo-bar@1.0': ('installed', 4), 'baz@2.0': ('unknown', 0)}


def test_caches_of_go_and_cargo(compose, repository, tmp_path):
    crate = tar_of({'b-0.2.0/src/lib.rs': 'fn b() {}\n' * 3})
    repository.write('go.mod', 'module m.example/app\n\ngo 1.21\n\nrequire g.example/Big/mod v1.2.3\n')
    repository.write('Cargo.lock', 'version = 3\n' + ''.join(
        f'[[package]]\nname = "{n}"\nversion = "0.2.0"\nsource = "registry+https://index.example"\nchecksum = "{c}"\n'
        for n, c in (('a', '0' * 64), ('b', hashlib.sha256(crate).hexdigest()), ('c', '0' * 64)))).commit()
    write(tmp_path / 'home', {
        'go/pkg/mod/g.example/!big/mod@v1.2.3/a.go': 'package a\n\nvar b int\n',
        '.cargo/registry/src/index-1/a-0.2.0/src/lib.rs': 'fn a() {}\n' * 2,
        '.cargo/registry/cache/index-1/b-0.2.0.crate': crate, '.cargo/registry/cache/index-1/c-0.2.0.crate': crate})
    run = compose(repository.path)
    found = {k: (p['from'], p['lines']) for k, p in run.dependencies.items()}
    assert found['g.example/Big/mod@v1.2.3'] == ('installed', 2)
    assert (found['a@0.2.0'], found['b@0.2.0'], found['c@0.2.0']) == (('installed', 2), ('installed', 3), ('unknown', 0))
    assert ['c-0.2.0.crate' in r and 'another checksum than the lockfile tells' in r for r in run.reasons] == [True]


POM = ('<project><modelVersion>4.0.0</modelVersion><groupId>m</groupId><artifactId>app</artifactId><version>1</version>'
       '<dependencies>%s</dependencies></project>')
DEPENDENCY = '<dependency><groupId>org.ex</groupId><artifactId>%s</artifactId><version>1.0</version></dependency>'


def test_jars_of_classes_are_estimated(compose, repository, tmp_path):
    repository.write('pom.xml', POM % (DEPENDENCY % 'a' + DEPENDENCY % 'b')).commit()
    write(tmp_path / 'home', {
        '.m2/repository/org/ex/a/1.0/a-1.0.jar': zip_of({'A.class': b'\xca\xfe' * 400}),
        '.m2/repository/org/ex/a/1.0/a-1.0-sources.jar': zip_of({'A.java': 'class A {\n}\n'}),
        '.m2/repository/org/ex/b/1.0/b-1.0.jar': zip_of({'B.class': b'\xca\xfe' * 40000})})
    run = compose(repository.path)
    a, b = (run.dependencies[f'org.ex/{n}@1.0'] for n in 'ab')
    assert (a['from'], a['lines'], a['error']) == ('installed', 2, 0)
    assert b['from'] == 'size' and b['lines'] > b['error'] > 0
    assert run.shares['direct']['estimated'] and run.shares['direct']['error'] == b['error']
    assert any("'org.ex:b 1.0' are an estimate" in r for r in run.reasons)


# --- registries


def npm_archive(registry, name, version, body, **dist):
    base = name.rpartition('/')[2]
    registry.files[f'/npm/{name}/-/{base}-{version}.tgz'] = body
    registry.files[f'/npm/{name}/{version}'] = json.dumps({'name': name, 'version': version, 'dist': {
        'tarball': f'{registry.url}/npm/{name}/-/{base}-{version}.tgz', 'integrity': integrity(body), **dist}}).encode()
    return {'name': name, 'version': version, 'integrity': integrity(body)}


def test_an_archive_is_fetched_once_for_ever(compose, repository, registry):
    a = npm_archive(registry, 'a', '1.0.0', tar_of({'package/a.js': CODE * 3, 'package/node_modules/b/b.js': CODE * 50}))
    b = npm_archive(registry, '@s/b', '1.0.0', tar_of({'package/b.ts': CODE}))
    repository.write('package-lock.json', npm_lock(a, b)).commit()
    for asked in 2, 0, 0:
        del registry.asked[:]
        run = compose(repository.path, '--online')
        assert {k: (p['from'], p['lines']) for k, p in run.dependencies.items()} == {
            'a@1.0.0': ('archive', 3), '%40s/b@1.0.0': ('archive', 1)}
        assert len(registry.asked) == asked
    assert compose(repository.path).shares['transitive']['lines'] + run.shares['direct']['lines'] == 4  # offline
    languages = {x['name']: x['code'] for x in run.composition['dependencies']['languages']}
    assert languages == {'JavaScript': 3, 'TypeScript': 1}


def test_without_a_checksum_in_the_lockfile_the_registry_tells_it(compose, repository, registry):
    a = npm_archive(registry, 'a', '1.0.0', tar_of({'package/a.js': CODE * 3}))
    repository.write('package-lock.json', npm_lock({'name': a['name'], 'version': a['version']})).commit()
    assert compose(repository.path, '--online').dependencies['a@1.0.0']['lines'] == 3
    registry.files['/npm/a/-/a-1.0.0.tgz'] = tar_of({'package/a.js': CODE * 4})
    run = compose(repository.path, '--online', '--no-cache')
    assert run.dependencies['a@1.0.0']['why'] == "the archive is not the one that the registry's checksum names"


def test_archives_of_all_ecosystems(compose, repository, registry):
    wheel = zip_of({'foo/__init__.py': 'x = 1\n' * 2, 'foo-1.0.dist-info/METADATA': 'Name: foo\n'})
    registry.files['/pypi/foo/'] = json.dumps({'meta': {'api-version': '1.0'}, 'name': 'foo', 'files': [
        {'filename': 'foo-1.0-py3-none-any.whl', 'url': registry.url + '/f/foo.whl', 'size': len(wheel),
         'hashes': {'sha256': hashlib.sha256(wheel).hexdigest()}}]}).encode()
    registry.files['/f/foo.whl'] = wheel
    module = {'g.example/Mod@v1.0.0/a.go': 'package a\n', 'g.example/Mod@v1.0.0/b.txt': 'x\n'}
    registry.files['/go/g.example/!mod/@v/v1.0.0.zip'] = zip_of(module)
    crate = tar_of({'c-0.2.0/src/lib.rs': 'fn c() {}\n' * 3})
    registry.files['/crates/c/0.2.0/download'] = crate
    gem = plain_tar({'metadata.gz': gzip.compress(b'x'), 'data.tar.gz': tar_of({'lib/r.rb': 'x = 1\n' * 4}),
                     'checksums.yaml.gz': b''})
    registry.files['/rubygems/info/r'] = ('---\n1.0 |checksum:%s\n' % hashlib.sha256(gem).hexdigest()).encode()
    registry.files['/rubygems/gems/r-1.0.gem'] = gem
    sources = zip_of({'A.java': 'class A {\n\n}\n', '../../x.java': 'class X {}\n'})
    registry.files['/maven/org/ex/a/1.0/a-1.0-sources.jar'] = sources
    registry.files['/maven/org/ex/a/1.0/a-1.0-sources.jar.sha1'] = hashlib.sha1(sources).hexdigest().encode()
    registry.files['/maven/org/ex/a/1.0/a-1.0.pom'] = (POM % '').replace('>m<', '>org.ex<').replace('>app<', '>a<').replace(
        '>1<', '>1.0<').encode()
    repository.write('requirements.txt', 'foo==1.0\n').write('pom.xml', POM % (DEPENDENCY % 'a'))
    repository.write('go.mod', 'module m.example/app\n\ngo 1.21\n\nrequire g.example/Mod v1.0.0\n')
    repository.write('go.sum', f'g.example/Mod v1.0.0 {h1(module)}\n')
    repository.write('Cargo.lock', 'version = 3\n[[package]]\nname = "c"\nversion = "0.2.0"\nsource = '
                     f'"registry+https://index.example"\nchecksum = "{hashlib.sha256(crate).hexdigest()}"\n')
    repository.write('Gemfile.lock', 'GEM\n  remote: https://gems.example/\n  specs:\n    r (1.0)\n\nPLATFORMS\n  ruby\n\n'
                     'DEPENDENCIES\n  r\n').commit()
    run = compose(repository.path, '--online')
    assert {k: (p['from'], p['lines']) for k, p in run.dependencies.items()} == {
        'foo@1.0': ('archive', 2), 'g.example/Mod@v1.0.0': ('archive', 1), 'c@0.2.0': ('archive', 3),
        'r@1.0': ('archive', 4), 'org.ex/a@1.0': ('archive', 2)}, run.reasons
    assert any("of 'org.ex:a 1.0' 0 files with more than" in r and 'and 1 whose names lead out of it' in r
               for r in run.reasons)
    del registry.asked[:]
    compose(repository.path, '--online')
    assert not [p for p in registry.paths() if p.endswith(('.zip', '.whl', '.gem', '.jar', 'download'))]
    registry.files['/go/g.example/!mod/@v/v1.0.0.zip'] = zip_of({**module, 'g.example/Mod@v1.0.0/c.go': 'package a\n'})
    assert compose(repository.path, '--online', '--no-cache').dependencies['g.example/Mod@v1.0.0']['why'] == \
        "the archive is not the one that the lockfile's checksum names"


def bomb():
    """Says that it unpacks to more than can be."""
    entry = tarfile.TarInfo('package/zeros.js')
    entry.size = 3 << 30
    return gzip.compress(entry.tobuf() + b'\0' * 1024, mtime=0)


def swarm():
    return gzip.compress(tarfile.TarInfo('package/a.js').tobuf() * 200001 + b'\0' * 1024, compresslevel=1, mtime=0)


@pytest.mark.parametrize('fault, reason', [
    (bomb, 'unpacks to more than'), (swarm, 'it has more than 200000 files'),
    (lambda: tar_of({'package/a.js': os.urandom(10000)})[:5000], 'cannot read the archive'),
    (lambda: b'<html>no archive</html>', 'cannot read the archive'),
    (lambda: b'', 'cannot read the archive'),
])
def test_archives_that_cannot_be_counted_are_named(compose, repository, registry, fault, reason):
    a = npm_archive(registry, 'a', '1.0.0', fault())
    b = npm_archive(registry, 'b', '1.0.0', tar_of({'package/b.js': CODE}))
    repository.write('package-lock.json', npm_lock(a, b)).commit()
    run = compose(repository.path, '--online')
    assert reason in run.dependencies['a@1.0.0']['why'], run.dependencies
    assert (run.dependencies['a@1.0.0']['from'], run.dependencies['b@1.0.0']['lines']) == ('unknown', 1)
    assert not run.composition['open_source']['complete']
    assert [r for r in run.reasons if "'a 1.0.0' are not counted" in r and reason in r]


@pytest.mark.parametrize('answer, reason', [
    (None, 'does not have it'), (lambda s, p: s.status(403), '403'), (lambda s, p: s.cut(p, 20), ''),
])
def test_servers_that_fail_are_named(compose, repository, registry, answer, reason):
    a = npm_archive(registry, 'a', '1.0.0', tar_of({'package/a.js': CODE}))
    repository.write('package-lock.json', npm_lock(a)).commit()
    path = '/npm/a/-/a-1.0.0.tgz'
    if answer:
        registry.faults[path] = [answer(registry, path)] * 9
    else:
        del registry.files[path]
    del registry.files['/npm/a/1.0.0']
    run = compose(repository.path, '--online', '--timeout', '5')
    assert run.dependencies['a@1.0.0']['from'] == 'unknown' and path in run.dependencies['a@1.0.0']['why']
    assert [r for r in run.reasons if "'a 1.0.0' are not counted" in r]


def test_a_wrong_checksum_counts_for_nothing(compose, repository, registry):
    a = npm_archive(registry, 'a', '1.0.0', tar_of({'package/a.js': CODE}))
    repository.write('package-lock.json', npm_lock({**a, 'integrity': integrity(b'another one')})).commit()
    run = compose(repository.path, '--online')
    assert run.dependencies['a@1.0.0']['why'] == "the archive is not the one that the lockfile's checksum names"


def test_links_and_names_that_lead_out_of_an_archive(compose, repository, registry, tmp_path):
    write(tmp_path, {'secret.js': CODE * 100})
    body = tar_of({'package/a.js': CODE * 2, '../../escape.js': CODE * 9, str(tmp_path / 'abs.js'): CODE * 9},
                  link('package/l.js', str(tmp_path / 'secret.js')), link('package/d', str(tmp_path)),
                  link('package/h.js', 'package/a.js', tarfile.LNKTYPE))
    a = npm_archive(registry, 'a', '1.0.0', body)
    repository.write('package-lock.json', npm_lock(a)).commit()
    run = compose(repository.path, '--online')
    assert (run.dependencies['a@1.0.0']['lines'], run.dependencies['a@1.0.0']['files']) == (2, 1)
    assert ['2 whose names lead out of it' in r for r in run.reasons] == [True]
    assert not (tmp_path / 'escape.js').exists() and not (tmp_path / 'abs.js').exists()


def test_sizes_stand_in_for_archives(compose, repository, registry):
    a = npm_archive(registry, 'a', '1.0.0', tar_of({'package/a.js': CODE}), unpackedSize=100000)
    repository.write('package-lock.json', npm_lock(a)).commit()
    del registry.files['/npm/a/-/a-1.0.0.tgz']
    run = compose(repository.path, '--online')
    package = run.dependencies['a@1.0.0']
    assert package['from'] == 'size' and package['lines'] > package['error'] > 0
    assert any("'a 1.0.0' are an estimate" in r for r in run.reasons)
    assert run.composition['open_source']['error'] == package['error']


def test_many_counted_packages_tell_the_ratio_of_others(compose, repository, registry):
    packages = [npm_archive(registry, f'p{i}', '1.0.0', tar_of({'package/a.js': CODE * (i + 1) * 10}))
                for i in range(25)]
    lost = npm_archive(registry, 'z', '1.0.0', b'', unpackedSize=len(CODE) * 1000)
    del registry.files['/npm/z/-/z-1.0.0.tgz']
    repository.write('package-lock.json', npm_lock(*packages, lost)).commit()
    package = compose(repository.path, '--online').dependencies['z@1.0.0']
    assert (package['from'], package['lines'], package['error']) == ('size', 1000, 0)


def test_an_estimate_is_the_same_when_counts_are_known(compose, repository, registry):
    lines = []
    for i in range(26):
        wheel = zip_of({f'p{i}.py': ''.join(f'{hashlib.sha256(bytes([i, n])).hexdigest()[:8]} = 1\n' for n in range(99))})
        digest = hashlib.sha256(wheel).hexdigest()
        registry.files[f'/pypi/p{i}/'] = json.dumps({'meta': {'api-version': '1.0'}, 'name': f'p{i}', 'files': [
            {'filename': f'p{i}-1.0-py3-none-any.whl', 'url': f'{registry.url}/f/p{i}.whl', 'size': len(wheel), 'hashes': {'sha256': digest}}]}).encode()
        registry.files[f'/f/p{i}.whl'] = wheel
        lines.append(f'p{i}==1.0 --hash=sha256:{digest}\n')
    del registry.files['/f/p25.whl']
    repository.write('requirements.txt', ''.join(lines)).commit()
    first, second = (compose(repository.path, '--online').dependencies['p25@1.0'] for _ in range(2))
    assert first['from'] == 'size' and 90 < first['lines'] < 110
    assert second == first


def test_no_host_is_asked_that_the_user_does_not_name(compose, repository, registry):
    other = Server()
    a = npm_archive(registry, 'a', '1.0.0', tar_of({'package/a.js': CODE}), tarball=other.url + '/a.tgz')
    repository.write('package-lock.json', npm_lock({'name': a['name'], 'version': a['version']})).commit()
    run = compose(repository.path, '--online')
    assert run.dependencies['a@1.0.0']['why'] == 'its archive is on another host than the registry'
    assert other.asked == []
    other.close()


# --- the answer


@pytest.fixture
def answered(strata, repository, registry, tmp_path):
    packages = [npm_archive(registry, f'p{i}', '1.0.0', tar_of({'package/a.js': CODE * (i + 1)})) for i in range(12)]
    repository.write('package-lock.json', npm_lock(*packages)).write('app.js', CODE * 21).commit()  # one line more

    def run(*options):
        return strata('composition', repository.path, '--online', *options, XDG_CONFIG_HOME=tmp_path / 'config')
    return run


def test_the_ten_largest(answered):
    largest = answered('-o', 'json').json['composition']['dependencies']['largest']
    assert [p['purl'] for p in largest] == [f'pkg:npm/p{i}@1.0.0' for i in range(11, 1, -1)]
    table = answered().out
    assert '78.0 % open source\nof 100 lines of code and data' in table and '12 of 12 dependencies counted' in table
    assert table.index('p11 1.0.0') < table.index('p2 1.0.0') and 'p1 1.0.0' not in table


def test_markdown(answered):
    text = answered('-o', 'markdown').out
    assert text.startswith('### 78.0 % open source\n') and '| first-party | 21 | 1 |' in text
    assert '| npm | 12 | 0 |' in text and '| `p11 1.0.0` |' in text


def test_the_chart_stands_by_itself(answered, tmp_path):
    assert answered('-o', f'svg={tmp_path}/chart.svg').status == 0
    text = (tmp_path / 'chart.svg').read_text()
    top = xml.fromstring(text)
    space = '{http://www.w3.org/2000/svg}'
    assert top.tag == space + 'svg' and top.get('role') == 'img' and top.get('aria-labelledby') == 'title desc'
    assert top.find(space + 'title').text == '78.0 % open source'
    assert 'First-party: 21 (' in top.find(space + 'desc').text
    assert 'prefers-color-scheme:dark' in text and 'http' not in text.replace('http://www.w3.org/2000/svg', '')
    words = [t.text for t in top.iter(space + 'text')]
    assert 'p11 1.0.0' in words and 'Transitive dependencies' in words
    assert all(float(r.get('x', 0)) + float(r.get('width')) <= 760 for r in top.iter(space + 'rect'))


def test_a_hostile_name_is_no_markup(strata, repository, tmp_path):
    name = '<script>x</script>&"'
    repository.write('package-lock.json', npm_lock({'name': name, 'version': '1.0.0'})).write('.gitignore', 'node_modules\n').commit()
    write(repository.path / 'node_modules', {'x/package.json': json.dumps({'name': name, 'version': '1.0.0'}), 'x/x.js': CODE})
    run = strata('composition', repository.path, '-o', 'svg')
    assert name + ' 1.0.0' in [t.text for t in xml.fromstring(run.out).iter('{http://www.w3.org/2000/svg}text')]


@pytest.mark.parametrize('bad', ['\ufffe', '\uffff', '\x01', '\x85', '\u2028'])
def test_a_chart_has_no_characters_that_are_none_of_xml(strata, repository, bad):
    repository.write('package-lock.json', npm_lock({'name': 'x' + bad, 'version': '1.0.0'})).write('.gitignore', 'node_modules\n').commit()
    write(repository.path / 'node_modules', {'x/package.json': json.dumps({'name': 'x' + bad, 'version': '1.0.0'}), 'x/x.js': CODE})
    run = strata('composition', repository.path, '-o', 'svg')
    assert 'x\ufffd 1.0.0' in [t.text for t in xml.fromstring(run.out).iter('{http://www.w3.org/2000/svg}text')]


@pytest.mark.parametrize('command', ['scan', 'deps', 'image', 'diff'])
def test_other_commands_have_no_chart(strata, repository, command):
    repository.write('a', '').commit()
    run = strata(command, *(['HEAD..HEAD'] if command == 'diff' else [repository.path]), '-o', 'svg', cwd=repository.path)
    assert run.status == 4 and "-o svg shows what 'strata composition' answers" in run.err


def test_what_one_manifest_leaves_open_another_may_tell(compose, repository, tmp_path):
    repository.write('pom.xml', POM % (DEPENDENCY % 'a'))
    repository.write('build.gradle', "dependencies {\n    implementation 'org.ex:a'\n}\n").commit()
    write(tmp_path / 'home', {'.m2/repository/org/ex/a/1.0/a-1.0-sources.jar': zip_of({'A.java': 'class A {\n}\n'})})
    run = compose(repository.path)
    assert run.dependencies['org.ex/a@1.0']['lines'] == 2
    both = run.composition['dependencies']
    assert (both['packages'], both['counted']) == (1, 1)  # and what it depends on nobody could tell
    assert not run.composition['open_source']['complete']
    assert run.dependencies['org.ex/a']['from'] == 'apart'


def test_a_jar_that_holds_texts_counts_them(compose, repository, tmp_path):
    repository.write('pom.xml', POM % (DEPENDENCY % 'a')).commit()
    write(tmp_path / 'home', {'.m2/repository/org/ex/a/1.0/a-1.0.jar': zip_of({'META-INF/resources/a.js': CODE * 3})})
    assert compose(repository.path).dependencies['org.ex/a@1.0']['lines'] == 3


def test_what_cargo_vendored_beside_the_tree(compose, repository):
    sums = {n: hashlib.sha256(n.encode()).hexdigest() for n in 'ab'}
    repository.write('.gitignore', 'vendor\n').write('Cargo.lock', 'version = 3\n' + ''.join(
        f'[[package]]\nname = "{n}"\nversion = "0.2.0"\nsource = "registry+https://index.example"\nchecksum = "{c}"\n'
        for n, c in sums.items())).commit()
    write(repository.path, {
        'vendor/a/src/lib.rs': 'fn a() {}\n', 'vendor/a/.cargo-checksum.json': json.dumps({'files': {}, 'package': sums['a']}),
        'vendor/b/src/lib.rs': 'fn b() {}\n', 'vendor/b/.cargo-checksum.json': json.dumps({'files': {}, 'package': 'other'})})
    found = compose(repository.path).dependencies
    assert (found['a@0.2.0']['from'], found['b@0.2.0']['from']) == ('installed', 'unknown')
    assert found['a@0.2.0']['lines'] == 2  # its list of checksums is JSON


def test_gems_of_bundler_and_of_rubygems(compose, repository, tmp_path):
    names = 'rack', 'net-http', 'nokogiri', 'home', 'user', 'other', 'link'
    repository.write('.gitignore', 'vendor\n').write('Gemfile.lock', 'GEM\n  remote: https://rubygems.org/\n  specs:\n' + ''.join(
        f'    {n} (1.0)\n' for n in names) + '\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  rack\n').commit()
    bundle, gem = 'vendor/bundle/ruby/3.3.0/gems/', 'x = 1\n'
    write(repository.path, {bundle + 'rack-1.0/a.rb': gem, bundle + 'rack-1.0.1/a.rb': gem * 50, bundle + 'net-http-1.0/a.rb': gem * 2,
                            bundle + 'nokogiri-1.0-x86_64-linux-gnu/a.rb': gem * 3, bundle + 'other-1.0.pre-1/a.rb': gem})
    write(tmp_path, {'gems/gems/home-1.0/a.rb': gem * 4, 'gems/gems/rack-1.0/a.rb': gem * 50,
                     'home/.local/share/gem/ruby/3.3.0/gems/user-1.0/a.rb': gem * 5})
    os.symlink(tmp_path / 'gems', repository.path / bundle / 'link-1.0')
    run = compose(repository.path, GEM_HOME=tmp_path / 'gems')
    assert {k.partition('@')[0]: p['lines'] for k, p in run.dependencies.items() if p['from'] == 'installed'} == {
        'rack': 1, 'net-http': 2, 'nokogiri': 3, 'home': 4, 'user': 5}
    assert {p['from'] for k, p in run.dependencies.items() if k[:5] in ('other', 'link@')} == {'unknown'}


def test_vendor_folders_of_composer_and_links_out_of_the_tree(compose, repository, tmp_path):
    lock = {'packages': [{'name': n, 'version': 'v1.0.0'} for n in ('a/a', 'b/b', 'c/c')], 'packages-dev': []}
    repository.write('.gitignore', 'vendor\n.venv\n').write('composer.lock', json.dumps(lock))
    repository.write('requirements.txt', 'foo==1.0\n').commit()
    write(tmp_path / 'elsewhere', {'b/b.php': '<?php\n', 'env/pyvenv.cfg': '',
                                   'env/lib/python3.12/site-packages/foo-1.0.dist-info/RECORD': 'foo.py,,\n',
                                   'env/lib/python3.12/site-packages/foo.py': 'x = 1\n'})
    write(repository.path / 'vendor', {
        'composer/installed.json': json.dumps({'packages': [{'name': 'a/a', 'version': '1.0.0'}, {'name': 'b/b', 'version': 'v1.0.0'},
                                                            {'name': 'c/c', 'version': '2.0.0'}]}),
        'a/a/a.php': '<?php\n$a = 1;\n', 'c/c/c.php': '<?php\n'})
    os.symlink(tmp_path / 'elsewhere', repository.path / 'vendor' / 'b')
    os.symlink(tmp_path / 'elsewhere' / 'env', repository.path / '.venv')
    found = {k: (p['from'], p['lines']) for k, p in compose(repository.path).dependencies.items()}
    assert found == {'a/a@v1.0.0': ('installed', 2), 'b/b@v1.0.0': ('unknown', 0), 'c/c@v1.0.0': ('unknown', 0),
                     'foo@1.0': ('unknown', 0)}


# --- what may be missing


@pytest.mark.parametrize('files, options, complete', [
    ({'requirements.txt': 'six==1.0.0\n'}, (), False),                   # what six asks for nobody could tell
    ({'requirements.txt': 'six==1.0.0\n'}, ('--no-resolve',), False),
    ({'package-lock.json': '{"name": "app", '}, (), False),              # nor what a broken lockfile has
    ({'tests/fixtures/package-lock.json': '{"name": "app", '}, (), True),  # but of a fixture nothing counts
    ({'package-lock.json': npm_lock({'name': 'a', 'version': '1.0.0'})}, (), True),
], ids=['open', 'unresolved', 'broken', 'fixture', 'locked'])
def test_a_share_is_no_exact_one_while_dependencies_may_be_missing(compose, repository, files, options, complete):
    repository.write('.gitignore', 'node_modules\n.venv\n').write('app.js', CODE)
    for path, text in files.items():
        repository.write(path, text)
    repository.commit()
    write(repository.path, {
        '.venv/pyvenv.cfg': '', '.venv/lib/python3.13/site-packages/six.py': CODE,
        '.venv/lib/python3.13/site-packages/six-1.0.0.dist-info/RECORD': 'six.py,,\n',
        'node_modules/a/package.json': '{"name": "a", "version": "1.0.0"}'})
    run = compose(repository.path, *options)
    assert all(p['from'] == 'installed' for p in run.dependencies.values())
    assert run.composition['open_source']['complete'] is complete


def test_a_share_is_no_exact_one_where_a_file_is_too_large(compose, repository):
    repository.write('.gitignore', 'node_modules\n').write('package-lock.json', npm_lock({'name': 'a', 'version': '1.0.0'})).commit()
    write(repository.path / 'node_modules/a', {'package.json': '{"name": "a", "version": "1.0.0"}',
                                               'large.js': CODE * (1200 << 10)})
    run = compose(repository.path)
    assert run.dependencies['a@1.0.0']['lines'] == 1 and not run.composition['open_source']['complete']
    assert run.reasons == ["of 'a 1.0.0' 1 files with more than 12582912 bytes are not counted, and 0 whose names lead out of it"]


def test_a_copy_that_was_not_looked_for_is_not_said_to_be_missing(compose, repository):
    """Packages that are looked for on disk are limited, and so are folders within folders."""
    repository.write('.gitignore', 'vendor\nnode_modules\n').write('package-lock.json', npm_lock({'name': 'z', 'version': '1.0.0'}))
    repository.write('composer.lock', json.dumps({'packages': [{'name': n, 'version': '1.0'} for n in ('a/a', 'z/z')], 'packages-dev': []}))
    repository.commit()
    installed = [{'name': 'a/a', 'version': '1.0'}] * 200000 + [{'name': 'z/z', 'version': '1.0'}]
    write(repository.path, {
        'vendor/composer/installed.json': json.dumps({'packages': installed}, separators=(',', ':')).encode(),
        'vendor/a/a/a.php': '<?php\n', 'vendor/z/z/z.php': '<?php\n',
        '/'.join(['node_modules/a'] * 32 + ['node_modules/z/package.json']): '{"name": "z", "version": "1.0.0"}'})
    run = compose(repository.path)
    more = 'more packages are installed here than are looked through'
    assert {k: (p['from'], p.get('why')) for k, p in run.dependencies.items()} == {
        'a/a@1.0': ('installed', None), 'z/z@1.0': ('unknown', more), 'z@1.0.0': ('unknown', more)}


@pytest.mark.skipif(os.geteuid() == 0, reason='root reads everything')
@pytest.mark.parametrize('locked', ['node_modules/a/lib', 'node_modules/a/lib/b.js', '.venv/lib/python3.13/site-packages/six.py'])
def test_a_file_that_may_not_be_read_is_no_silence(compose, repository, locked):
    repository.write('.gitignore', 'node_modules\n.venv\n').write('requirements.txt', 'six==1.0.0\n')
    repository.write('package-lock.json', npm_lock({'name': 'a', 'version': '1.0.0'})).commit()
    write(repository.path, {
        '.venv/pyvenv.cfg': '', '.venv/lib/python3.13/site-packages/six.py': CODE,
        '.venv/lib/python3.13/site-packages/six-1.0.0.dist-info/RECORD': 'six.py,,\n',
        'node_modules/a/package.json': '{"name": "a", "version": "1.0.0"}', 'node_modules/a/lib/b.js': CODE})
    os.chmod(repository.path / locked, 0)
    run = compose(repository.path)
    os.chmod(repository.path / locked, 0o700)
    assert [p['why'].endswith(' of it cannot be read') for p in run.dependencies.values() if p['from'] == 'unknown'] == [True]
