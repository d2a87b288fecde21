"""Poms without their dependencies' poms: what Maven would resolve, by the repository that settings.xml names."""
import functools
import hashlib
import http.server
import os
import threading

import pytest

from server import Server


@pytest.fixture
def maven(strata, tmp_path):
    """A repository on the loopback: publish(name, version, dependencies); run(..) with it as the mirror.

    `asked` has the path and the headers of each request, `moved` where a path's request is sent on to.
    """
    root = tmp_path / 'maven'
    root.mkdir()

    class Maven:
        asked, moved, settings = [], {}, tmp_path / 'home' / '.m2' / 'settings.xml'

        @staticmethod
        def path(name, version):
            return root / 'example' / name / version / f'{name}-{version}.pom'

        @classmethod
        def publish(cls, name, version, rest=''):
            path = cls.path(name, version)
            path.parent.mkdir(parents=True)
            path.write_text(pom(name, version, rest))
            return path

        @staticmethod
        def metadata(name, *versions):
            listed = ''.join(f'<version>{v}</version>' for v in versions)
            (root / 'example' / name / 'maven-metadata.xml').write_text(
                f'<metadata><versioning><versions>{listed}</versions></versioning></metadata>')

        @classmethod
        def configure(cls, more=''):
            cls.settings.parent.mkdir(parents=True, exist_ok=True)
            cls.settings.write_text('<settings><mirrors><mirror><id>m</id><mirrorOf>*,!other</mirrorOf>'
                                    f'<url>{cls.url}</url></mirror></mirrors>{more}</settings>')

        @staticmethod
        def run(*args, **env):
            return strata(*args, HOME=str(tmp_path / 'home'), XDG_CACHE_HOME=str(tmp_path / 'cache'), **env)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self):
            Maven.asked.append((self.path, dict(self.headers)))
            if self.path not in Maven.moved:
                return super().do_GET()
            self.send_response(302)
            self.send_header('Location', Maven.moved[self.path])
            self.end_headers()

    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), functools.partial(Handler, directory=root))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Maven.url = f'http://127.0.0.1:{server.server_port}'
    Maven.configure()
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


def test_a_project_of_which_no_profile_is_active_has_nothing(maven, repository):
    profile = f'<profiles><profile><id>x</id>{asks(("gone", version("1")))}</profile></profiles>'
    repository.write('pom.xml', pom('app', '1', profile)).commit()
    assert maven.run('deps', repository.path, '--online', '-o', 'json').packages() == set()


def test_modules_are_solved_by_themselves(maven, repository):
    """The one that names them answers for itself alone, whichever lies first."""
    maven.publish('a', '1', asks(('below', version('1'))))
    maven.publish('below', '1')
    for folder in ('first', 'zlast'):
        repository.write(f'{folder}/pom.xml', pom(folder, '1', asks(('a', version('1')))))
    repository.write('pom.xml', pom('top', '1', '<packaging>pom</packaging><modules><module>first</module>'
                                    '<module>zlast</module></modules>' + asks(('below', version('1'))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert {(p['project'], p['name']) for p in run.json['packages']} == {
        ('.', 'example:below'), ('first', 'example:a'), ('first', 'example:below'),
        ('zlast', 'example:a'), ('zlast', 'example:below')}


def test_a_module_asked_for_at_another_version_is_the_published_one(maven, repository):
    """The project's own version is a property of its parent: it is not the one that is asked for."""
    maven.publish('low', '1')
    maven.publish('other', '1')
    maven.publish('lib', '3', asks(('other', version('1'))))
    parent = '<parent><groupId>example</groupId><artifactId>top</artifactId><version>${revision}</version></parent>'
    lib = '<project>%s<artifactId>lib</artifactId>%s</project>' % (parent, asks(('low', version('1'))))
    repository.write('lib/pom.xml', lib)
    for folder, asked in (('old', '3'), ('new', '4')):
        repository.write(folder + '/pom.xml', '<project>%s<artifactId>%s</artifactId>%s</project>' % (
            parent, folder, asks(('lib', version(asked)))))
    repository.write('pom.xml', '<project><groupId>example</groupId><artifactId>top</artifactId><version>${revision}</version>'
                     '<packaging>pom</packaging><properties><revision>4</revision></properties><modules>'
                     '<module>lib</module><module>old</module><module>new</module></modules></project>').commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    found = {(p['project'], p['name']) for p in run.json['packages'] if not p['local']}
    assert ('old', 'example:other') in found and ('old', 'example:low') not in found
    assert ('new', 'example:low') in found and ('new', 'example:other') not in found


def test_a_module_that_asks_for_modules_alone_gets_what_they_bring(maven, repository):
    maven.publish('a', '1')
    repository.write('one/pom.xml', pom('one', '1', asks(('a', version('1')))))
    repository.write('two/pom.xml', pom('two', '1', asks(('one', version('1'))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert {(p['project'], p['name']) for p in run.json['packages']} >= {('two', 'example:a')}


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


# --- what a repository gives out


def beside(path, ending, text):
    path.with_name(path.name + ending).write_text(text)


def test_what_is_not_as_its_checksum_says_is_refused_and_named(maven, repository):
    maven.publish('a', '1', asks(('below', version('1'))))
    maven.publish('below', '1')
    beside(maven.path('a', '1'), '.sha1', '0' * 40)
    repository.write('pom.xml', pom('app', '1', asks(('a', version('1'))))).commit()
    for _ in range(2):  # it is in no cache afterwards
        run = maven.run('deps', repository.path, '--online', '-o', 'json')
        assert [n['reason'].split(' (')[0] for n in run.json['coverage']['notes']] == [
            "'example:a' is not resolved: what came is not what its '.sha1' says"]
        assert run.packages() == {('example:a', '1')}
    offline = maven.run('deps', repository.path, '-o', 'json')
    assert 'is in no cache' in offline.json['coverage']['notes'][0]['reason']


@pytest.mark.parametrize('ending', ['.sha1', '.sha256'])
def test_a_checksum_may_be_written_in_several_ways(maven, repository, ending):
    for i, form in enumerate(('%s', '%s  a-1.pom\n', 'SHA (a-1.pom)= %s\n')):
        path = maven.publish(f'a{i}', '1')
        beside(path, ending, form % hashlib.new(ending[1:], path.read_bytes()).hexdigest().upper())
    repository.write('pom.xml', pom('app', '1', asks(*((f'a{i}', version('1')) for i in range(3))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert run.json['coverage']['notes'] == []


def test_a_second_run_asks_for_nothing(maven, repository):
    maven.publish('a', '1', asks(('below', version('1'))))
    maven.publish('below', '1')
    repository.write('pom.xml', pom('app', '1', asks(('a', version('1'))))).commit()
    maven.run('deps', repository.path, '--online', '-o', 'json')
    asked = len(maven.asked)
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert len(maven.asked) == asked and run.packages() == {('example:a', '1'), ('example:below', '1')}


def test_modules_share_what_was_read(maven, repository):
    """A BOM of many modules is asked for once, and its lack is said for each that needs it."""
    maven.publish('bom', '1', '<dependencyManagement>' + asks(('a', version('3'))) + '</dependencyManagement>')
    maven.publish('a', '3')
    bom = '<dependencyManagement>' + asks(
        ('bom', version('1') + '<type>pom</type>' + scope('import')),
        ('gone', version('1') + '<type>pom</type>' + scope('import'))) + '</dependencyManagement>'
    for i in range(5):
        repository.write(f'm{i}/pom.xml', pom(f'm{i}', '1', bom + asks(
            ('a', ''), *([(f'm{i - 1}', version('1'))] if i else []))))
    repository.commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert [path for path, _ in maven.asked].count('/example/bom/1/bom-1.pom') == 1
    assert [p['version'] for p in run.json['packages'] if p['name'] == 'example:a'] == ['3'] * 5
    assert [n['path'] for n in run.json['coverage']['notes'] if 'example:gone' in n['reason']] == [
        f'm{i}/pom.xml' for i in range(5)]


def test_as_of_a_day_what_came_later_is_not_there(maven, repository):
    for name, day in (('1.0', 1262304000), ('1.1', 1293840000), ('1.2', 1325376000)):  # 2010, 2011, 2012
        os.utime(maven.publish('a', name), (day, day))
    maven.metadata('a', '1.0', '1.1', '1.2')
    repository.write('pom.xml', pom('app', '1', asks(('a', version('[1.0,2.0)'))))).commit()
    found = {day: maven.run('deps', repository.path, '--online', '--as-of', day, '-o', 'json').packages()
             for day in ('2010-06-01', '2011-06-01', '2012-06-01')}
    assert found == {'2010-06-01': {('example:a', '1.0')}, '2011-06-01': {('example:a', '1.1')},
                     '2012-06-01': {('example:a', '1.2')}}


def test_a_repository_without_dates_is_said(strata, repository, tmp_path):
    server = Server()
    server.files['/example/a/1/a-1.pom'] = pom('a', '1', '').encode()
    (tmp_path / '.m2').mkdir()
    (tmp_path / '.m2' / 'settings.xml').write_text(
        f'<settings><mirrors><mirror><id>m</id><mirrorOf>central</mirrorOf><url>{server.url}</url></mirror></mirrors></settings>')
    repository.write('pom.xml', pom('app', '1', asks(('a', version('1'))))).commit()
    env = {'HOME': str(tmp_path), 'XDG_CACHE_HOME': str(tmp_path / 'cache')}
    run = strata('deps', repository.path, '--online', '--as-of', '2015-01-01', '-o', 'json', **env)
    server.close()
    assert 'does not tell how old its poms are' in run.json['coverage']['notes'][0]['reason']


# --- settings.xml


def authorizations(asked):
    return {headers.get('Authorization') for _, headers in asked}


def test_a_password_goes_to_its_server_and_to_no_other(maven, repository):
    """Neither to a repository beside it nor after a redirect; the environment may give it."""
    other = Server()
    other.files['/example/b/1/b-1.pom'] = pom('b', '1', '').encode()
    other.files['/elsewhere/c-1.pom'] = pom('c', '1', '').encode()
    maven.publish('a', '1')
    maven.moved['/example/c/1/c-1.pom'] = other.url + '/elsewhere/c-1.pom'
    maven.configure(
        '<servers><server><id>m</id><username>u</username><password>${env.SECRET}</password></server></servers>'
        '<profiles><profile><id>p</id><repositories><repository><id>other</id>'
        f'<url>{other.url}</url></repository></repositories></profile></profiles>'
        '<activeProfiles><activeProfile>p</activeProfile></activeProfiles>')
    repository.write('pom.xml', pom('app', '1', asks(*((n, version('1')) for n in 'abc')))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json', SECRET='hunter2')
    other.close()
    assert run.packages() == {(f'example:{n}', '1') for n in 'abc'} and run.json['coverage']['notes'] == []
    assert authorizations(maven.asked) == {'Basic dTpodW50ZXIy'}
    assert other.asked and authorizations(other.asked) == {None}
    assert 'hunter2' not in run.out + run.err and 'dTpodW50ZXIy' not in run.out + run.err


def test_an_encrypted_password_is_not_sent(maven, repository):
    maven.publish('a', '1')
    maven.configure('<servers><server><id>m</id><username>u</username><password>{abc=}</password></server></servers>')
    repository.write('pom.xml', pom('app', '1', asks(('a', version('1'))))).commit()
    run = maven.run('deps', repository.path, '--online', '-o', 'json')
    assert authorizations(maven.asked) == {None}
    assert "the password of server 'm' of settings.xml is encrypted" in run.json['coverage']['notes'][0]['reason']


def test_a_repository_of_the_pom_is_asked_only_where_the_user_names_its_host(maven, repository):
    other = Server()
    rest = ('<repositories><repository><id>evil</id>'
            f'<url>{other.url}</url></repository></repositories>' + asks(('a', version('1'))))
    repository.write('pom.xml', pom('app', '1', rest)).commit()
    maven.run('deps', repository.path, '--online', '-o', 'json')
    other.close()
    assert other.asked == []
