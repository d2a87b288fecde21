"""Poms without their dependencies' poms: what Maven would resolve, by the repository that settings.xml names."""
import functools
import http.server
import threading

import pytest


@pytest.fixture
def maven(strata, tmp_path):
    """A repository on the loopback: publish(name, version, dependencies); run(..) with it as the mirror."""
    root = tmp_path / 'maven'
    root.mkdir()
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=root)
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = tmp_path / 'home' / '.m2' / 'settings.xml'
    settings.parent.mkdir(parents=True)
    settings.write_text('<settings><mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf>'
                        f'<url>http://127.0.0.1:{server.server_port}</url></mirror></mirrors></settings>')

    class Maven:
        @staticmethod
        def publish(name, version, rest=''):
            path = root / 'example' / name / version / f'{name}-{version}.pom'
            path.parent.mkdir(parents=True)
            path.write_text(pom(name, version, rest))

        @staticmethod
        def metadata(name, *versions):
            listed = ''.join(f'<version>{v}</version>' for v in versions)
            (root / 'example' / name / 'maven-metadata.xml').write_text(
                f'<metadata><versioning><versions>{listed}</versions></versioning></metadata>')

        @staticmethod
        def run(*args):
            return strata(*args, HOME=str(tmp_path / 'home'), XDG_CACHE_HOME=str(tmp_path / 'cache'))
    yield Maven
    server.shutdown()
    server.server_close()


def pom(name, version, rest):
    return (f'<project><groupId>example</groupId><artifactId>{name}</artifactId>'
            f'<version>{version}</version>{rest}</project>')


def asks(*dependencies):
    return '<dependencies>' + ''.join(
        f'<dependency><groupId>example</groupId><artifactId>{name}</artifactId>{rest}</dependency>'
        for name, rest in dependencies) + '</dependencies>'


def version(text):
    return f'<version>{text}</version>'


def test_the_nearest_version_stays_and_exclusions_hold(maven, repository):
    maven.publish('a', '1', asks(('b', version('1')), ('x', version('1')), ('t', version('1') + '<scope>test</scope>')))
    maven.publish('b', '1', asks(('c', version('1'))))
    maven.publish('d', '1', asks(('c', version('2'))))
    maven.publish('c', '2')
    no_x = '<exclusions><exclusion><groupId>*</groupId><artifactId>x</artifactId></exclusion></exclusions>'
    repository.write('pom.xml', pom('app', '1', asks(('a', version('1') + no_x), ('d', version('1'))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert run.packages() == {('example:a', '1'), ('example:b', '1'), ('example:c', '2'), ('example:d', '1')}
    assert run.json['coverage']['notes'] == []


def test_a_pom_that_cannot_be_had_is_said(maven, repository):
    repository.write('pom.xml', pom('app', '1', asks(('gone', version('1'))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert 'gone' in run.json['coverage']['notes'][0]['reason']


def scope(text):
    return f'<scope>{text}</scope>'


def test_a_scope_that_grows_late_is_passed_on_by_what_each_asks(maven, repository):
    """'x' is met below a test dependency first; what asks for it as compile comes later, by a longer way."""
    maven.publish('t', '1', asks(('x', version('1') + scope('runtime'))))
    maven.publish('a', '1', asks(('b', version('1'))))
    maven.publish('b', '1', asks(('x', version('1'))))
    maven.publish('x', '1', asks(('y', version('1'))))
    maven.publish('y', '1')
    repository.write('pom.xml', pom('app', '1', asks(
        ('t', version('1') + scope('test')), ('a', version('1'))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    scopes = {p['name']: p['scope'] for p in run.json['packages']}
    assert scopes == {'example:t': 'test', 'example:a': 'prod', 'example:b': 'prod',
                      'example:x': 'prod', 'example:y': 'prod'}


def test_a_long_chain_below_a_scope_that_grows_is_widened_to_its_end(maven, repository):
    """Longer than any fixed number of rounds over the edges."""
    length = 150
    for i in range(length):
        maven.publish(f'c{i}', '1', asks((f'c{i + 1}', version('1'))) if i + 1 < length else '')
    maven.publish('t', '1', asks(('c0', version('1'))))
    maven.publish('a', '1', asks(('b', version('1'))))
    maven.publish('b', '1', asks(('c0', version('1'))))
    repository.write('pom.xml', pom('app', '1', asks(
        ('t', version('1') + scope('test')), ('a', version('1'))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert {p['name'] for p in run.json['packages'] if p['scope'] != 'prod'} == {'example:t'}
    assert len(run.json['packages']) == length + 3


def test_a_range_is_chosen_for_each_artifact(maven, repository):
    maven.publish('a', '1.5')
    maven.publish('b', '1.9')
    for name, listed in (('a', '1.5'), ('b', '1.9')):
        maven.metadata(name, listed, '2.0')
    repository.write('pom.xml', pom('app', '1', asks(('a', version('[1,2)')), ('b', version('[1,2)'))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert run.packages() == {('example:a', '1.5'), ('example:b', '1.9')}


def test_a_direct_dependency_that_moved_is_what_it_moved_to(maven, repository):
    maven.publish('old', '1', '<distributionManagement><relocation><artifactId>new</artifactId>'
                              '</relocation></distributionManagement>')
    maven.publish('new', '1', asks(('below', version('1'))))
    maven.publish('below', '1')
    repository.write('pom.xml', pom('app', '1', asks(('old', version('1'))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert run.packages() == {('example:new', '1'), ('example:below', '1')}


def test_what_moved_and_what_it_moved_to_are_one(maven, repository):
    maven.publish('old', '1', '<distributionManagement><relocation><artifactId>new</artifactId>'
                              '</relocation></distributionManagement>')
    maven.publish('new', '1')
    maven.publish('new', '2')
    repository.write('pom.xml', pom('app', '1', asks(('old', version('1')), ('new', version('2'))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert run.packages() == {('example:new', '2')}


def test_a_bom_that_is_fetched_is_not_said_to_lack(maven, repository):
    maven.publish('bom', '1', '<dependencyManagement>' + asks(('a', version('3'))) + '</dependencyManagement>')
    maven.publish('a', '3')
    imported = asks(('bom', version('1') + '<type>pom</type>' + scope('import')))
    repository.write('pom.xml', pom('app', '1', f'<dependencyManagement>{imported}</dependencyManagement>' +
                                    asks(('a', '')))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert run.packages() == {('example:a', '3')}
    assert run.json['coverage']['notes'] == []


def test_a_range_further_down_moves_a_nearer_version(maven, repository):
    """What is asked for softly gives way to a range, however far that is; a later pass keeps to it."""
    for v in ('1.0', '1.5', '2.0'):
        maven.publish('core', v, asks((f'only-{v[0]}', version('1'))))
    maven.metadata('core', '1.0', '1.5', '2.0')
    maven.publish('only-1', '1')
    maven.publish('only-2', '1')
    maven.publish('a', '1', asks(('b', version('1'))))
    maven.publish('b', '1', asks(('core', version('[1.0,2.0)'))))
    repository.write('pom.xml', pom('app', '1', asks(('core', version('2.0')), ('a', version('1'))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert run.packages() == {('example:core', '1.5'), ('example:only-1', '1'), ('example:a', '1'), ('example:b', '1')}


def test_ranges_that_exclude_each_other_are_said(maven, repository):
    for v in ('1.0', '2.0'):
        maven.publish('core', v)
    maven.metadata('core', '1.0', '2.0')
    maven.publish('a', '1', asks(('core', version('[1.0]'))))
    maven.publish('b', '1', asks(('core', version('[2.0]'))))
    repository.write('pom.xml', pom('app', '1', asks(('a', version('1')), ('b', version('1'))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert [p['version'] for p in run.json['packages'] if p['name'] == 'example:core'] == [None]
    assert 'no version is within all that is asked for' in run.json['coverage']['notes'][0]['reason']


def test_what_only_an_inactive_profile_asks_for_is_left_out_and_named(maven, repository):
    """By a solver's answer alone: who does not ask a registry gets what any profile asks for."""
    maven.publish('a', '1')
    maven.publish('b', '1')
    profiles = (f'<profiles><profile><id>x</id>{asks(("gone", version("1")))}</profile>'
                f'<profile><id>y</id><activation><jdk>[11,)</jdk></activation>{asks(("b", version("1")))}</profile></profiles>')
    repository.write('pom.xml', pom('app', '1', asks(('a', version('1'))) + profiles)).commit()
    assert ('example:gone', '1') in maven.run('deps', repository.path, '-o', 'json').packages()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert run.packages() == {('example:a', '1'), ('example:b', '1')}
    assert [n['reason'] for n in run.json['coverage']['notes']] == [
        'left out, since nothing that is active asks for it: example:gone']


def test_what_holds_its_dependencies_asks_for_none(maven, repository):
    maven.publish('web', '1', asks(('inside', version('1'))))
    repository.write('pom.xml', pom('app', '1', asks(('web', version('1') + '<type>war</type>')))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert run.packages() == {('example:web', '1')}


def test_versions_differ_in_what_they_exclude_by_the_way_they_are_reached(maven, repository):
    """'x' is excluded below 'a', and reached through 'b' all the same."""
    no_x = '<exclusions><exclusion><groupId>example</groupId><artifactId>x</artifactId></exclusion></exclusions>'
    maven.publish('a', '1', asks(('x', version('1'))))
    maven.publish('b', '1', asks(('c', version('1'))))
    maven.publish('c', '1', asks(('x', version('2'))))
    maven.publish('x', '2')
    repository.write('pom.xml', pom('app', '1', asks(('a', version('1') + no_x), ('b', version('1'))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert ('example:x', '2') in run.packages() and ('example:x', '1') not in run.packages()
