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
