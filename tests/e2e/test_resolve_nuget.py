"""NuGet's rules of choice, on sources that each test makes up: restore itself is not asked."""
import base64

import pytest

from registries import NugetFeed, nuget_feed  # noqa: F401 (a fixture)
from test_resolve import edges


def project(*references, frameworks='net8.0', more='', sdk=' Sdk="Microsoft.NET.Sdk"'):
    which = 'TargetFrameworks' if ';' in frameworks else 'TargetFramework'
    return (f'<Project{sdk}>\n<PropertyGroup><{which}>{frameworks}</{which}></PropertyGroup>\n{more}<ItemGroup>\n'
            + '\n'.join(references) + '\n</ItemGroup></Project>\n')


def ref(name, version=None, more='', element='PackageReference'):
    given = f' Version="{version}"' if version else ''
    return f'<{element} Include="{name}"{given}{more}/>'


@pytest.fixture
def resolve(strata, repository, tmp_path, nuget_feed):  # noqa: F811
    config = tmp_path / 'config' / 'strata'
    config.mkdir(parents=True)
    (config / 'registries.toml').write_text(f'nuget = "{nuget_feed.index}"\n')

    def run(files, *options, **environment):
        for name, content in ({'app.csproj': files} if isinstance(files, str) else files).items():
            repository.write(name, content)
        repository.commit()
        environment = {'XDG_CONFIG_HOME': tmp_path / 'config', 'XDG_CACHE_HOME': tmp_path / 'cache', **environment}
        return strata('deps', repository.path, '--online', '-o', 'json', *options, **environment)
    return run


def reasons(run):
    return [n['reason'] for n in run.json['coverage']['notes']]


def of(run, folder='.'):
    return {(p['name'], p['version']) for p in run.json['packages'] if p['project'] == folder}


def test_the_lowest_that_fits_and_two_levels(resolve, nuget_feed):  # noqa: F811
    for version in '1.0.0', '1.2.0', '2.0.0':
        nuget_feed.publish('Lib.A', version, {'net6.0': {'Lib.B': '[1.5.0, )'}})
        nuget_feed.publish('Tool', version)
    for version in '1.0.0', '1.6.0', '2.0.0':
        nuget_feed.publish('Lib.B', version)
    run = resolve(project(ref('lib.a', '1.1.0'), ref('Tool', '2.0.0', ' PrivateAssets="all"')))
    assert run.packages() == {('Lib.A', '1.2.0'), ('Lib.B', '1.6.0'), ('Tool', '2.0.0')}
    assert edges(run.json) == {('Lib.A', 'Lib.B')} and reasons(run) == []
    assert {p['name']: (p['scope'], p['direct'], p['places'][0]['line']) for p in run.json['packages']} == {
        'Lib.A': ('prod', True, 4), 'Lib.B': ('prod', False, 4), 'Tool': ('dev', True, 5)}


def test_what_is_nearer_wins_and_that_is_said(resolve, nuget_feed):  # noqa: F811
    nuget_feed.publish('A', '1.0.0', {'': {'B': '2.0.0'}})
    nuget_feed.publish('B', '1.0.0')
    nuget_feed.publish('B', '2.0.0')
    run = resolve(project(ref('A', '1.0.0'), ref('B', '1.0.0')))
    assert run.packages() == {('A', '1.0.0'), ('B', '1.0.0')}
    assert reasons(run) == ["'A' asks for 'B' 2.0.0, and 1.0.0 is taken"]


def test_what_is_nearer_wins_below_the_project_too(resolve, nuget_feed):  # noqa: F811
    """A asks for B and C 1; B asks for C 2: on that way A is nearer."""
    nuget_feed.publish('A', '1.0.0', {'': {'B': '1.0.0', 'C': '1.0.0'}})
    nuget_feed.publish('B', '1.0.0', {'': {'C': '2.0.0'}})
    nuget_feed.publish('C', '1.0.0')
    nuget_feed.publish('C', '2.0.0')
    assert resolve(project(ref('A', '1.0.0'))).packages() == {('A', '1.0.0'), ('B', '1.0.0'), ('C', '1.0.0')}
    # Another way to B without anybody nearer: then C 2 is asked for side by side, and the highest counts.
    nuget_feed.publish('D', '1.0.0', {'': {'B': '1.0.0'}})
    found = resolve({'app.csproj': project(ref('A', '1.0.0'), ref('D', '1.0.0'))}).packages()
    assert found == {('A', '1.0.0'), ('B', '1.0.0'), ('C', '2.0.0'), ('D', '1.0.0')}


def test_cousins_take_the_highest_and_what_is_not_taken_asks_for_nothing(resolve, nuget_feed):  # noqa: F811
    nuget_feed.publish('A', '1.0.0', {'': {'X': '1.0.0'}})
    nuget_feed.publish('B', '1.0.0', {'': {'X': '2.0.0'}})
    nuget_feed.publish('X', '1.0.0', {'': {'Old': '1.0.0', 'Y': '5.0.0'}})
    nuget_feed.publish('X', '2.0.0', {'': {'Y': '3.0.0'}})
    nuget_feed.publish('Old', '1.0.0')
    nuget_feed.publish('Y', '3.0.0')
    nuget_feed.publish('Y', '5.0.0')
    run = resolve(project(ref('A', '1.0.0'), ref('B', '1.0.0')))
    assert run.packages() == {('A', '1.0.0'), ('B', '1.0.0'), ('X', '2.0.0'), ('Y', '3.0.0')}


def test_cycles_and_a_dependency_on_itself_end(resolve, nuget_feed):  # noqa: F811
    nuget_feed.publish('A', '1.0.0', {'': {'B': '1.0.0', 'A': '1.0.0'}})
    nuget_feed.publish('B', '1.0.0', {'': {'A': '1.0.0', 'C': '1.0.0'}})
    nuget_feed.publish('C', '1.0.0', {'': {'B': '1.0.0'}})
    assert resolve(project(ref('A', '1.0.0'))).packages() == {('A', '1.0.0'), ('B', '1.0.0'), ('C', '1.0.0')}


@pytest.mark.parametrize('range, taken', [
    ('1.0.0', '1.0.0'), ('1.0', '1.0.0'), ('[1.0.1,2.0.0)', '1.1.0'), ('(1.0.0,)', '1.1.0'), ('(,2.0.0]', '1.0.0'),
    ('[1.2.0]', '1.2.0'), ('1.*', '1.2.0'), ('1.1.*', '1.1.0'), ('1.3.*', '2.0.0'), ('*', '2.0.0'),
    ('*-*', '3.0.0-rc.1'), ('3.0.0-*', '3.0.0-rc.1'), ('3.0.0-beta*', '3.0.0-beta.2'), ('3.0.0-alpha', '3.0.0-beta.1'),
    ('2.*-*', '2.0.0'), ('2.0.1', None), ('[9.0.0]', None), ('[1.*,2.0.0)', '1.2.0'), ('1.2.5-a', '1.2.9'),
])
def test_ranges(resolve, nuget_feed, range, taken):  # noqa: F811
    for version in '1.0.0', '1.1.0', '1.2.0', '2.0.0', '3.0.0-beta.1', '3.0.0-beta.2', '3.0.0-rc.1':
        nuget_feed.publish('A', version)
    nuget_feed.publish('A', '1.2.9', listed=False)
    run = resolve(project(ref('A', range)))
    assert taken is None or run.packages() == {('A', taken)}
    if taken is None:
        assert 'no version of it fits' in reasons(run)[0]


@pytest.mark.parametrize('framework, taken', [
    ('net8.0', 'net6.0'), ('net5.0', 'netstandard2.1'), ('netcoreapp3.1', 'netstandard2.1'), ('netcoreapp2.1', 'netstandard2.0'),
    ('net48', 'net45'), ('net472', 'net45'), ('net40', 'any'), ('netstandard2.0', 'netstandard2.0'), ('netstandard1.6', 'any'),
    ('net8.0-windows10.0.19041', 'net6.0'), ('net9.0-android', 'net6.0'), ('uap10.0.16299', 'netstandard2.0'),
])
def test_the_nearest_framework(resolve, nuget_feed, framework, taken):  # noqa: F811
    groups = {'.NETFramework4.5': 'net45', 'net6.0': 'net6.0', '.NETStandard2.0': 'netstandard2.0',
              'netstandard2.1': 'netstandard2.1', 'net10.0': 'net10.0', '': 'any', 'net7.0-ios': 'ios'}
    nuget_feed.publish('A', '1.0.0', {f: {'For.' + name: '1.0.0'} for f, name in groups.items()})
    for name in [*groups.values(), 'x']:
        nuget_feed.publish('For.' + name, '1.0.0')
    nuget_feed.publish('NETStandard.Library', '1.6.1')
    nuget_feed.publish('NETStandard.Library', '2.0.3')
    found = {n for n, _ in resolve(project(ref('A', '1.0.0'), frameworks=framework)).packages()}
    assert found - {'A', 'NETStandard.Library'} == {'For.' + taken}
    assert ('NETStandard.Library' in found) == framework.startswith('netstandard')


def test_each_framework_of_a_project_and_its_conditions(resolve, nuget_feed):  # noqa: F811
    nuget_feed.publish('A', '1.0.0', {'net48': {'Old': '1.0.0'}, 'net8.0': {'New': '1.0.0'}})
    for name in 'Old', 'New', 'OnlyOld', 'OnlyNew', 'Never':
        nuget_feed.publish(name, '1.0.0')
        nuget_feed.publish(name, '2.0.0')
    run = resolve(project(
        ref('A', '1.0.0'), ref('OnlyOld', '$(V)', ' Condition="\'$(TargetFramework)\' == \'net48\'"'),
        ref('OnlyNew', '1.0.0', ' Condition="!(\'$(TargetFramework)\' == \'net48\') And \'$(V)\' != \'\'"'),
        ref('Never', '1.0.0', ' Condition="Exists(\'nowhere.txt\') or \'$(Nothing)\' == \'true\'"'),
        frameworks='net48;net8.0',
        more='<PropertyGroup><V>1.0.0</V><V Condition="\'$(TargetFramework)\' == \'net48\'">2.0.0</V></PropertyGroup>'))
    assert run.packages() == {('A', '1.0.0'), ('Old', '1.0.0'), ('New', '1.0.0'), ('OnlyOld', '2.0.0'),
                              ('OnlyNew', '1.0.0')}


def test_central_versions_and_transitive_pinning(resolve, nuget_feed):  # noqa: F811
    for version in '1.0.0', '2.0.0', '3.0.0':
        nuget_feed.publish('A', version, {'': {'B': '1.0.0', 'C': '1.0.0'}})
        nuget_feed.publish('B', version, {'': {'C': '3.0.0'}})
        nuget_feed.publish('C', version)
    central = ('<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>%s'
               '</PropertyGroup><ItemGroup>' + ref('A', '2.0.0', element='PackageVersion')
               + ref('C', '2.0.0', element='PackageVersion') + ref('D', '1.0.0', element='PackageVersion')
               + '</ItemGroup></Project>')
    files = {'Directory.Packages.props': central % '', 'src/app/app.csproj': project(ref('A'))}
    assert of(resolve(files), 'src/app') == {('A', '2.0.0'), ('B', '1.0.0'), ('C', '1.0.0')}
    pins = '<CentralPackageTransitivePinningEnabled>true</CentralPackageTransitivePinningEnabled>'
    files['Directory.Packages.props'] = central % pins
    assert of(resolve(files), 'src/app') == {('A', '2.0.0'), ('B', '1.0.0'), ('C', '2.0.0')}
    files['src/app/app.csproj'] = project(ref('A', more=' VersionOverride="3.0.0"'))
    assert ('A', '3.0.0') in of(resolve(files), 'src/app')


def test_a_project_brings_in_what_it_asks_for(resolve, nuget_feed):  # noqa: F811
    for name in 'A', 'B', 'Own':
        for version in '1.0.0', '2.0.0':
            nuget_feed.publish(name, version)
    run = resolve({
        'app/app.csproj': project(ref('Own', '1.0.0'), '<ProjectReference Include="..\\lib\\lib.csproj" />'),
        'lib/lib.csproj': project(ref('A', '1.0.0'), ref('B', '1.0.0', ' PrivateAssets="all"'), ref('Own', '2.0.0'),
                                  frameworks='netstandard2.1')})
    assert of(run, 'app') >= {('Own', '1.0.0'), ('A', '1.0.0')} and ('B', '1.0.0') not in of(run, 'app')
    assert of(run, 'lib') >= {('A', '1.0.0'), ('B', '1.0.0'), ('Own', '2.0.0')}


def test_as_of_a_day(resolve, nuget_feed):  # noqa: F811
    nuget_feed.publish('A', '1.0.0', time='2020-01-01T00:00:00.00+00:00')
    nuget_feed.publish('A', '1.1.0', time='2022-01-01T00:00:00.00+00:00')
    nuget_feed.publish('A', '1.2.0', time='1900-01-01T00:00:00+00:00', listed=False)
    run = resolve(project(ref('A', '1.*')), '--as-of', '2021-01-01')
    assert run.packages() == {('A', '1.0.0')} and any('does not date all versions of A' in r for r in reasons(run))
    assert resolve(project(ref('A', '1.*'))).packages() == {('A', '1.1.0')}


@pytest.mark.parametrize('made', [{'pages': True}, {'registrations': False}])
def test_pages_apart_and_sources_without_registrations(resolve, tmp_path, made):
    feed = NugetFeed(**made)
    for minor in range(5):
        feed.publish('A', '1.%d.0' % minor, {'net6.0': {'B': '1.0.0'}})
    feed.publish('B', '1.0.0')
    (tmp_path / 'config' / 'strata' / 'registries.toml').write_text(f'nuget = "{feed.index}"\n')
    assert resolve(project(ref('A', '1.*'))).packages() == {('A', '1.4.0'), ('B', '1.0.0')}
    feed.close()


def test_a_page_that_leads_to_pages_is_no_page(resolve, tmp_path):
    feed = NugetFeed(pages=True)
    feed.publish('A', '1.0.0')
    feed.publish('A', '1.1.0')
    feed.publish('A', '2.0.0')
    feed.files['/registration/a/page/2.json'] = b'{"items": [{"@id": "%s/more.json", "count": 1}]}' % feed.url.encode()
    (tmp_path / 'config' / 'strata' / 'registries.toml').write_text(f'nuget = "{feed.index}"\n')
    run = resolve(project(ref('A', '*')))
    assert run.packages() == {('A', None)} and 'a page of it has no versions' in reasons(run)[0]
    feed.close()


def test_sources_mapping_and_credentials_of_the_user(resolve, nuget_feed, tmp_path, repository):  # noqa: F811
    other = NugetFeed()
    nuget_feed.publish('Public', '1.0.0')
    nuget_feed.publish('My.Lib', '2.0.0')
    other.publish('My.Lib', '1.0.0')
    other.publish('Public', '0.9.0')
    home = tmp_path / 'home2' / '.nuget' / 'NuGet'
    home.mkdir(parents=True)
    (home / 'NuGet.Config').write_text(
        f'<configuration><packageSources><add key="public" value="{nuget_feed.index}"/>'
        f'<add key="our feed" value="{other.index}"/><add key="off" value="https://off.example/index.json"/>'
        '</packageSources><disabledPackageSources><add key="off" value="true"/></disabledPackageSources>'
        '<packageSourceCredentials><our_x0020_feed><add key="Username" value="me"/>'
        '<add key="ClearTextPassword" value="secret"/></our_x0020_feed></packageSourceCredentials></configuration>')
    files = {'app.csproj': project(ref('My.Lib', '*'), ref('Public', '*')),
             'nuget.config': '<configuration><packageSourceMapping>'
             '<packageSource key="public"><package pattern="*"/></packageSource>'
             '<packageSource key="our feed"><package pattern="My.*"/></packageSource>'
             '</packageSourceMapping></configuration>'}
    run = resolve(files, HOME=tmp_path / 'home2')
    assert run.packages() == {('My.Lib', '1.0.0'), ('Public', '1.0.0')} and reasons(run) == []
    assert all('public' not in path for path in other.paths())
    sent = {h.get('Authorization') for _, h in other.asked}
    assert sent == {'Basic ' + base64.b64encode(b'me:secret').decode()}
    assert all('Authorization' not in h for _, h in nuget_feed.asked)
    # What the tree names is asked where the user names its host, and nowhere else.
    files['nuget.config'] = ('<configuration><packageSources><clear/>'
                             f'<add key="again" value="{nuget_feed.index}"/><add key="evil" value="https://evil.example/i.json"/>'
                             '<add key="local" value="./packages"/></packageSources></configuration>')
    run = resolve(files)
    assert run.packages() == {('My.Lib', '2.0.0'), ('Public', '1.0.0')}
    assert any('evil.example' in r and 'is not used' in r for r in reasons(run)) and any('folder' in r for r in reasons(run))
    other.close()


def test_too_many_sources_of_the_tree_are_not_asked(resolve, nuget_feed):  # noqa: F811
    config = '<configuration><packageSources><add key="s" value="%s"/>%s</packageSources></configuration>'
    more = ''.join(f'<add key="s{i}" value="{nuget_feed.url}/{i}/index.json"/>' for i in range(105))
    run = resolve({'app.csproj': project(ref('A', '1.0.0')), 'nuget.config': config % (nuget_feed.index, more)})
    unused = [r for r in reasons(run) if 'is not used: it is one of too many' in r]
    assert len(unused) == 6 and any('/99/index.json' in r for r in unused)


def test_a_project_that_is_not_there_is_said(resolve, nuget_feed):  # noqa: F811
    """Once for all frameworks; also what a project on the way refers to, which asks for no package itself."""
    nuget_feed.publish('A', '1.0.0')
    lib = project(ref('..\\gone\\gone.csproj', element='ProjectReference'))
    app = project(ref('A', '1.0.0'), *(ref(path, element='ProjectReference') for path in (
        '..\\lib\\lib.csproj', '../../outside/o.csproj', '../*/x.csproj')), frameworks='net8.0;net6.0')
    run = resolve({'app/app.csproj': app, 'lib/lib.csproj': lib})
    assert run.packages() == {('A', '1.0.0')}
    assert [(n['path'], n['line'], n['reason']) for n in run.json['coverage']['notes']] == [
        ('app/app.csproj', line, f"the project '{name}' that '{by}' refers to is not found: what it asks for is not known")
        for line, by, name in ((None, 'lib/lib.csproj', '..\\gone\\gone.csproj'), (6, 'app/app.csproj', '../../outside/o.csproj'),
                               (7, 'app/app.csproj', '../*/x.csproj'))]


def test_what_cannot_be_had_is_a_package_without_a_version(resolve, nuget_feed):  # noqa: F811
    nuget_feed.publish('A', '1.0.0', {'': {'Gone': '1.0.0', 'Broken': '1.0.0'}})
    nuget_feed.files['/registration/broken/index.json'] = b'{"items": 3'
    run = resolve(project(ref('A', '1.0.0')))
    assert run.packages() == {('A', '1.0.0'), ('Gone', None), ('Broken', None)}
    assert sorted(r.split("'")[1] for r in reasons(run)) == ['Broken', 'Gone']


def test_what_the_project_pins_is_kept(resolve, nuget_feed, strata, repository, tmp_path):  # noqa: F811
    """Whether nobody may be asked, or the source does not answer."""
    run = resolve(project(ref('A', '1.0.0'), ref('B', '1.*'), ref('C', '[2.0.0]')))
    assert run.packages() == {('A', '1.0.0'), ('B', None), ('C', '2.0.0')}
    run = strata('deps', repository.path, '-o', 'json', XDG_CONFIG_HOME=tmp_path / 'config', XDG_CACHE_HOME=tmp_path / 'no')
    assert run.packages() == {('A', '1.0.0'), ('B', None), ('C', '2.0.0')}
    assert any('in no cache: A, B, C' in r for r in reasons(run))


def test_a_list_of_versions_that_no_project_uses(resolve, nuget_feed):  # noqa: F811
    nuget_feed.publish('A', '1.0.0')
    run = resolve({'Directory.Packages.props': '<Project><ItemGroup>' + ref('A', '1.0.0', element='PackageVersion')
                   + '</ItemGroup></Project>'})
    assert run.packages() == {('A', '1.0.0')} and 'no project of the snapshot uses it' in reasons(run)[0]


@pytest.mark.parametrize('document', [
    '', '[]', '{}', '{"items": {}}', '{"items": [1, {}, {"items": [{}, {"catalogEntry": 1}]}]}',
    '{"items": [{"items": [{"catalogEntry": {"version": "x"}}]}]}', '{"items": [{"@id": "file:///etc/passwd"}]}',
    '{"items": [{"@id": ""}, {"@id": "http://"}]}',
    '{"items": [{"items": [{"catalogEntry": {"version": "1.0.0", "dependencyGroups": [{"dependencies": '
    '[{"id": "../../x"}, {"id": 1}, {"range": "1"}, {"id": "A", "range": "((("}]}, 1]}}]}]}',
])
def test_hostile_registrations(resolve, nuget_feed, document):  # noqa: F811
    nuget_feed.files['/registration/a/index.json'] = document.encode()
    run = resolve(project(ref('A', '1.0.0')))
    assert run.status == 0 and 'A' in {p['name'] for p in run.json['packages']}


def test_a_lockfile_rules(resolve, nuget_feed):  # noqa: F811
    import json
    nuget_feed.publish('A', '1.0.0')
    run = resolve({'app.csproj': project(ref('A', '1.*')), 'packages.lock.json': json.dumps(
        {'version': 1, 'dependencies': {'net8.0': {'A': {'type': 'Direct', 'requested': '[1.*, )', 'resolved': '1.5.0'}}}})})
    assert run.packages() == {('A', '1.5.0')} and not nuget_feed.asked


def test_names_times_versions_are_bounded(strata, repository):
    names, versions = (';'.join(form % i for i in range(2000)) for form in ('a%d', '[%d.0]'))
    repository.write('app.csproj', project(ref(names, versions, element='PackageDownload'), ref('b', '1.0'))).commit()
    run = strata('deps', repository.path, '-o', 'json')
    assert len(run.json['packages']) == 1001
    assert 'more than 1000 downloads are asked for: no others are listed' in reasons(run)
