"""What poms of one repository take from each other."""
from conftest import record


def pom(artifact, body='', parent=None, path=None, version='1.0'):
    above = ''
    if parent:
        above = (f'<parent><groupId>org.example</groupId><artifactId>{parent}</artifactId>'
                 f'<version>{version}</version>'
                 + (f'<relativePath>{path}</relativePath>' if path is not None else '') + '</parent>')
    own = '' if parent else f'<groupId>org.example</groupId><version>{version}</version>'
    return f'<project>{above}{own}<artifactId>{artifact}</artifactId>{body}</project>'


def dependency(name, version=None, more=''):
    group, artifact = name.split(':')
    return (f'<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>'
            + (f'<version>{version}</version>' if version else '') + more + '</dependency>')


def listed(*dependencies):
    return '<dependencies>' + ''.join(dependencies) + '</dependencies>'


def managed(*dependencies):
    return '<dependencyManagement>' + listed(*dependencies) + '</dependencyManagement>'


def of(run, project):
    return {p['name']: p for p in run.json['packages'] if p['project'] == project}


def test_a_child_takes_properties_versions_and_packages_of_its_parents(repository, strata):
    repository.write('pom.xml', pom('top', '<properties><v>1.5</v><w>${v}.1</w></properties>'
                                    + managed(dependency('x:managed', '${v}', '<scope>test</scope>'))
                                    + listed(dependency('x:shared', '${w}'))))
    repository.write('mid/pom.xml', pom('mid', '', 'top'))
    repository.write('mid/leaf/pom.xml', pom('leaf', '<properties><v>2.0</v></properties>'
                                             + listed(dependency('x:managed')), 'mid'))
    repository.commit()
    run = strata('deps', repository.path, '--no-resolve', '-o', 'json')
    leaf = of(run, 'mid/leaf')
    assert (leaf['x:managed']['version'], leaf['x:managed']['scope']) == ('2.0', 'test')
    assert leaf['x:shared']['version'] == '2.0.1'
    assert leaf['x:shared']['places'][0]['path'] == 'pom.xml'
    assert of(run, 'mid')['x:shared']['version'] == '1.5.1'
    assert not run.json['coverage']['notes']


def test_a_module_may_be_a_file_of_any_name(repository, strata):
    repository.write('pom.xml', pom('top', '<properties><v>1.5</v></properties><modules><module>m/other.xml</module>'
                                    '<module>gone.xml</module></modules>'))
    repository.write('m/other.xml', pom('m', listed(dependency('x:own', '${v}')), 'top', '../pom.xml'))
    repository.commit()
    run = strata('deps', repository.path, '--no-resolve', '-o', 'json')
    assert of(run, 'm')['x:own']['version'] == '1.5' and not of(run, '.')
    assert [n['reason'] for n in run.json['coverage']['notes']] == [
        "'gone.xml' is referred to, but is not in the snapshot"]


def test_a_parent_may_have_any_name(repository, strata):
    """Only the reference tells that such a file is a pom; it may name a further one."""
    repository.write('build/top.xml', pom('top', '<properties><v>1.5</v></properties>', 'base', './base.xml')
                     + '\n')
    repository.write('build/base.xml', pom('base', listed(dependency('x:shared', '1.5'))))
    repository.write('pom.xml', pom('app', listed(dependency('x:own', '${v}')), 'top', 'build/top.xml'))
    repository.commit()
    run = strata('deps', repository.path, '--no-resolve', '-o', 'json')
    packages = of(run, '.')
    assert {n: p['version'] for n, p in packages.items()} == {'x:own': '1.5', 'x:shared': '1.5'}
    assert packages['x:shared']['places'] == [{'path': 'build/base.xml', 'line': 1}]
    assert not run.json['coverage']['notes']


def test_a_project_that_is_not_the_one_meant_is_no_parent(repository, strata):
    repository.write('pom.xml', pom('other', managed(dependency('x:a', '1'))))
    repository.write('child/pom.xml', pom('child', listed(dependency('x:a')), 'top'))
    repository.commit()
    run = strata('deps', repository.path, '--no-resolve', '-o', 'json')
    assert of(run, 'child')['x:a']['version'] is None
    note, = run.json['coverage']['notes']
    assert note['path'] == 'child/pom.xml' and 'org.example:top' in note['reason']


def test_a_parent_is_found_by_name_where_no_path_leads_to_it(repository, strata):
    repository.write('build/top/pom.xml', pom('top', managed(dependency('x:a', '1'))))
    repository.write('child/pom.xml', pom('child', listed(dependency('x:a')), 'top', path=''))
    repository.commit()
    assert of(strata('deps', repository.path, '-o', 'json'), 'child')['x:a']['version'] == '1'


def test_a_bom_of_the_repository_gives_versions(repository, strata):
    repository.write('bom/pom.xml', pom('bom', '<properties><v>7</v></properties>'
                                        + managed(dependency('x:a', '${v}'))))
    repository.write('app/pom.xml', pom('app', managed(
        dependency('org.example:bom', '${project.version}', '<type>pom</type><scope>import</scope>'))
        + listed(dependency('x:a'), dependency('org.example:bom', '${project.version}'))))
    repository.commit()
    packages = of(strata('deps', repository.path, '-o', 'json'), 'app')
    assert packages['x:a']['version'] == '7'
    assert packages['org.example:bom']['local']


def test_a_bom_may_have_a_property_for_its_version(repository, strata):
    revision = '<properties><revision>3.1-SNAPSHOT</revision></properties>'
    repository.write('old.pom', pom('bom', managed(dependency('x:a', '6')), version='2.0'))
    repository.write('bom/pom.xml', pom('bom', revision + managed(dependency('x:a', '7')), version='${revision}'))
    repository.write('pom.xml', pom('app', revision + managed(
        dependency('org.example:bom', '${project.version}', '<type>pom</type><scope>import</scope>'))
        + listed(dependency('x:a')), version='${revision}'))
    repository.commit()
    run = strata('deps', repository.path, '-o', 'json')
    assert of(run, '.')['x:a']['version'] == '7'


def test_a_missing_bom_may_manage_what_comes_behind_it(repository, strata):
    def imported(name):
        return dependency('org.example:' + name, '1.0', '<type>pom</type><scope>import</scope>')
    wanted = listed(dependency('x:other'), dependency('x:a'))
    repository.write('bom/pom.xml', pom('bom', managed(dependency('x:a', '7'))))
    repository.write('before/pom.xml', pom('before', managed(imported('bom'), imported('nowhere')) + wanted))
    repository.write('behind/pom.xml', pom('behind', managed(imported('nowhere'), imported('bom')) + wanted))
    repository.write('below/pom.xml', pom('below', managed(imported('bom')) + wanted, 'nowhere'))
    repository.write('own/pom.xml', pom('own', managed(imported('nowhere'), dependency('x:a', '8')) + wanted))
    repository.commit()
    run = strata('deps', repository.path, '-o', 'json')
    assert {project: of(run, project)['x:a']['version'] for project in ('before', 'behind', 'below', 'own')} == {
        'before': '7', 'behind': None, 'below': '7', 'own': '8'}


def test_circles_of_parents_imports_and_properties_end(repository, strata):
    imports = managed(dependency('org.example:b', '1.0', '<type>pom</type><scope>import</scope>'))
    back = imports.replace('>b<', '>a<')
    repository.write('a/pom.xml', pom('a', imports + listed(dependency('x:a')), 'b', '../b/pom.xml'))
    repository.write('b/pom.xml', pom('b', back + listed(dependency('x:b')), 'a', '../a/pom.xml'))
    bomb = ''.join(f'<p{i}>${{p{i + 1}}}${{p{i + 1}}}</p{i}>' for i in range(60))
    repository.write('c/pom.xml', pom('c', f'<properties>{bomb}<p60>x</p60><s>${{s}}</s></properties>'
                                      + listed(dependency('x:bomb', '${p0}'), dependency('x:self', '${s}'))))
    repository.commit()
    run = strata('deps', repository.path, '-o', 'json')
    assert run.status == 0
    assert {p['version'] for p in run.json['packages']} == {None}
    assert of(run, 'c')['x:bomb']['requirement'] == '${p0}'
    assert any('no end' in n['reason'] for n in run.json['coverage']['notes'])


def test_a_managed_version_is_matched_with_advisories(repository, strata, database):
    repository.write('pom.xml', pom('top', managed(dependency('x:a', '1.0')) + listed(dependency('x:a'))))
    repository.commit()
    db = database(record('GHSA-aaaa-bbbb-cccc', 'x:a', 'Maven', '0', '1.1'))
    assert strata('scan', repository.path, '--db', db, '-o', 'json').ids() == {'GHSA-aaaa-bbbb-cccc'}


def test_a_jar_and_its_tests_are_managed_and_inherited_apart(repository, strata):
    tests = '<type>test-jar</type>'
    repository.write('pom.xml', pom('top', managed(dependency('x:lib', '1'), dependency('x:lib', '2', tests + '<scope>test</scope>'))
                                    + listed(dependency('x:core', '3'))))
    repository.write('a/pom.xml', pom('a', listed(dependency('x:lib', None, tests), dependency('x:core', '4', tests)), 'top'))
    repository.commit()
    found = {(p['name'], p['version'], p['scope']) for p in strata('deps', repository.path, '-o', 'json').json['packages']
             if p['project'] == 'a'}
    assert found == {('x:lib', '2', 'test'), ('x:core', '3', 'prod'), ('x:core', '4', 'prod')}
