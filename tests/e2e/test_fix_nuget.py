"""strata fix in projects of .NET: versions where they stand, central ones, and what others bring in."""
import json

import pytest

from conftest import record
from registries import nuget_feed, npm_registry  # noqa: F401 (fixtures)
from test_fix import ask, changes, fix  # noqa: F401 (fixtures)
from test_resolve_nuget import project, ref


@pytest.fixture
def plan(fix, strata, repository, tmp_path, nuget_feed, database):  # noqa: F811
    """Of files and of (package, version that is fixed): the plan, and the scan with its patch."""
    config = tmp_path / 'config' / 'strata'
    config.mkdir(parents=True)
    (config / 'registries.toml').write_text(f'nuget = "{nuget_feed.index}"\n')

    def command(*args, **environment):
        return strata(*args, XDG_CONFIG_HOME=tmp_path / 'config', XDG_CACHE_HOME=tmp_path / 'cache', **environment)

    def run(files, *fixed):
        for name, content in ({'app.csproj': files} if isinstance(files, str) else files).items():
            repository.write(name, content)
        repository.commit()
        return fix(database(*(record('GHSA-' + n, n, 'NuGet', fixed=v) for n, v in fixed)), '--online', command=command)
    return run


def central(*lines, properties=''):
    return ('<Project>\n  <PropertyGroup>\n    <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>\n'
            f'{properties}  </PropertyGroup>\n  <ItemGroup>\n' + ''.join(f'    {line}\n' for line in lines) +
            '  </ItemGroup>\n</Project>\n')


def publish(feed, *names, versions=('1.0.0', '1.1.0', '2.0.0'), groups=None):
    for name in names:
        for version in versions:
            feed.publish(name, version, groups)


def test_versions_are_raised_where_they_stand(plan, repository, nuget_feed):  # noqa: F811
    publish(nuget_feed, 'Attribute', 'Element', 'Exact', 'Property', 'Floating', 'Fine')
    text = project(ref('Attribute', '1.0.0'), '<PackageReference Include="Element">\r\n<Version> 1.0.0 </Version>\r\n</PackageReference>',
                   ref('exact', '[1.0.0]'), ref('Property', '$(Of)'), ref('Floating', '1.0.*'), ref('Fine', '1.0.0'),
                   more='<PropertyGroup><of>1.0.0</of></PropertyGroup>\n<!-- <PackageReference Include="Exact" Version="0" /> -->\n')
    planned, after = plan(text, *((n, '1.1.0') for n in ('Attribute', 'Element', 'Exact', 'Property', 'Floating')))
    assert planned.status == 0 and len(planned.json['plan']['cleared']) == 5
    assert {c[1:] for c in changes(planned)} == {
        (n, '1.0.0', '1.1.0') for n in ('Attribute', 'Element', 'Exact', 'Property', 'Floating')}
    assert (repository.path / 'app.csproj').read_bytes() == text.replace(
        'Include="Attribute" Version="1.0.0"', 'Include="Attribute" Version="1.1.0"').replace(
        '<Version> 1.0.0 <', '<Version> 1.1.0 <').replace('[1.0.0]', '[1.1.0]').replace('<of>1.0.0', '<of>1.1.0').replace(
        '1.0.*', '1.1.0').encode()
    assert after.ids() == set()


def test_central_versions_are_raised_for_all_projects(plan, repository, nuget_feed):  # noqa: F811
    publish(nuget_feed, 'A', 'B')
    files = {'Directory.Packages.props': central(ref('A', '1.0.0', element='PackageVersion'),
                                                 ref('B', '1.0.0', element='PackageVersion')),
             'src/one/one.csproj': project(ref('A')), 'src/two/two.csproj': project(ref('A'), ref('B'))}
    planned, after = plan(files, ('A', '1.1.0'))
    assert planned.status == 0 and {c['path'] for c in planned.json['plan']['changes']} == {'Directory.Packages.props'}
    assert (repository.path / 'Directory.Packages.props').read_text() == files['Directory.Packages.props'].replace(
        'Include="A" Version="1.0.0"', 'Include="A" Version="1.1.0"')
    assert after.ids() == set() and ('B', '1.0.0') in after.packages()


def test_a_parent_is_raised_within_its_major_version(plan, nuget_feed):  # noqa: F811
    publish(nuget_feed, 'Deep')
    nuget_feed.publish('A', '1.0.0', {'': {'Deep': '1.0.0'}})
    nuget_feed.publish('A', '1.2.0', {'': {'Deep': '1.1.0'}})
    planned, after = plan(project(ref('A', '1.0.0')), ('Deep', '1.1.0'))
    assert changes(planned) == {('raise-parent', 'A', '1.0.0', '1.2.0')} and after.ids() == set()


def test_what_others_bring_in_is_asked_for_by_the_project(plan, repository, nuget_feed):  # noqa: F811
    publish(nuget_feed, 'Deep')
    publish(nuget_feed, 'A', groups={'': {'Deep': '1.0.0'}})
    planned, after = plan(project(ref('A', '1.0.0')), ('Deep', '1.1.0'))
    assert changes(planned) == {('override', 'Deep', '1.0.0', '1.1.0')}
    [change] = planned.json['plan']['changes']
    assert change['verified'] and change['line'] == 5
    assert '\n<PackageReference Include="A" Version="1.0.0"/>\n<PackageReference Include="Deep" Version="1.1.0" />\n' in (
        repository.path / 'app.csproj').read_text()
    assert after.ids() == set() and after.packages() == {('A', '1.0.0'), ('Deep', '1.1.0')}


PINNING = '<CentralPackageTransitivePinningEnabled>%s</CentralPackageTransitivePinningEnabled>'


@pytest.mark.parametrize('before', ['', PINNING % 'false', PINNING % 'true'])
@pytest.mark.parametrize('listed', [False, True])
def test_central_versions_pin_what_others_bring_in(plan, repository, nuget_feed, before, listed):  # noqa: F811
    publish(nuget_feed, 'Deep')
    publish(nuget_feed, 'A', groups={'': {'Deep': '1.0.0'}})
    lines = [ref('A', '1.0.0', element='PackageVersion')] + (
        [ref('Deep', '1.0.0', element='PackageVersion')] if listed else [])
    files = {'Directory.Packages.props': central(*lines, properties=f'    {before}\n' if before else ''),
             'src/one/one.csproj': project(ref('A')), 'src/two/two.csproj': project(ref('A'))}
    planned, after = plan(files, ('Deep', '1.1.0'))
    assert changes(planned) == {('override', 'Deep', '1.0.0', '1.1.0')}
    assert planned.json['plan']['changes'][0]['path'] == 'Directory.Packages.props'
    text = (repository.path / 'Directory.Packages.props').read_text()
    assert text.count(PINNING % 'true') == 1 and text.count('CentralPackageTransitivePinningEnabled') == 2
    assert text.count('Include="Deep"') == 1 and 'Include="Deep" Version="1.1.0"' in text
    assert after.ids() == set()


def test_a_lockfile_is_renewed_by_its_command(plan, nuget_feed):  # noqa: F811
    publish(nuget_feed, 'A')
    lock = {'version': 1, 'dependencies': {'net8.0': {'A': {'type': 'Direct', 'requested': '[1.0.0, )', 'resolved': '1.0.0'}}}}
    planned, _ = plan({'app.csproj': project(ref('A', '1.0.0')), 'packages.lock.json': json.dumps(lock)}, ('A', '1.1.0'))
    assert changes(planned) == {('raise', 'A', '1.0.0', '1.1.0')}
    assert planned.json['plan']['steps'] == ['dotnet restore --force-evaluate']


def test_a_version_that_is_put_together_is_written_out(plan, repository, nuget_feed):  # noqa: F811
    publish(nuget_feed, 'A')
    planned, after = plan(project('<PackageReference Include="A" Version="1$(Rest)" />', more=(
        '<PropertyGroup><Rest>.0.0</Rest></PropertyGroup>')), ('A', '1.1.0'))
    assert 'Version="1.1.0"' in (repository.path / 'app.csproj').read_text() and after.ids() == set()


def test_a_version_that_no_file_of_the_project_has_is_left(plan, repository, nuget_feed):  # noqa: F811
    publish(nuget_feed, 'A')
    planned, _ = plan(project('<PackageReference Include="A" Version="$(Nowhere)" />'), ('A', '1.1.0'))
    assert planned.json['plan']['cleared'] == [] and not repository.git('status', '--porcelain')
