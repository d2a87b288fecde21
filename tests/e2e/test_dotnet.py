"""What .NET projects take from the files above them, and what lockfiles say of them."""
import json


def project(*references, more=''):
    return f'<Project Sdk="Microsoft.NET.Sdk">{more}<ItemGroup>{"".join(references)}</ItemGroup></Project>'


def reference(name, version=None, element='PackageReference', attribute='Version', more=''):
    given = f' {attribute}="{version}"' if version else ''
    return f'<{element} Include="{name}"{given}{more}/>\n'


def of(run, folder):
    return {p['name']: p for p in run.json['packages'] if p['project'] == folder}


def test_versions_come_from_the_nearest_file_above(repository, strata):
    repository.write('Directory.Packages.props', project(
        reference('Lib.A', '$(ASHARED)', 'PackageVersion'),
        reference('Lib.B', '3.0.0', 'PackageVersion'),
        reference('Unused', '1.0.0', 'PackageVersion'),
        reference('Checker', '9.0.0', 'GlobalPackageReference')))
    repository.write('Directory.Build.props', project(
        reference('Common', '1.1.0'), more='<PropertyGroup><Ashared>2.0.0</Ashared></PropertyGroup>'))
    repository.write('src/app/app.csproj', project(
        reference('lib.a'), reference('Lib.B', '4.0.0', attribute='VersionOverride'),
        reference('Open', '1.*', more=' PrivateAssets="all"'), reference('Nowhere')))
    repository.write('tools/Directory.Packages.props',
                     project(reference('Lib.A', '7.0.0', 'PackageVersion')))
    repository.write('tools/t.fsproj', project(reference('Lib.A')))
    repository.commit()
    run = strata('deps', repository.path, '-o', 'json')
    app, tool = of(run, 'src/app'), of(run, 'tools')
    assert {n: p['version'] for n, p in app.items()} == {
        'lib.a': '2.0.0', 'Lib.B': '4.0.0', 'Open': None, 'Nowhere': None, 'Common': '1.1.0',
        'Checker': '9.0.0'}
    assert app['Open']['requirement'] == '1.*' and app['Open']['scope'] == 'dev'
    assert app['Checker']['scope'] == 'dev' and app['lib.a']['scope'] == 'prod'
    assert tool['Lib.A']['version'] == '7.0.0' and 'Checker' not in tool
    assert not of(run, '.')
    note, unknown, other = run.json['coverage']['notes']
    assert note['path'] == 'src/app/app.csproj' and '1 dependencies have no version' in note['reason']
    assert all('no registry of NuGet is known' in n['reason'] for n in (unknown, other))


def test_versions_that_no_project_here_uses_are_listed(repository, strata):
    repository.write('Directory.Packages.props',
                     project(reference('Lib.A', '2.0.0', 'PackageVersion')))
    repository.commit()
    run = strata('deps', repository.path, '-o', 'json')
    assert [(p['name'], p['version']) for p in run.json['packages']] == [('Lib.A', '2.0.0')]


def test_a_lockfile_answers_the_project_beside_it(repository, strata):
    repository.write('app/app.csproj', project(reference('Lib.A', '1.0.0'), reference('Gone', '5.0.0')))
    repository.write('app/packages.lock.json', json.dumps({'version': 1, 'dependencies': {'net8.0': {
        'Lib.A': {'type': 'Direct', 'requested': '[1.0.0, )', 'resolved': '1.0.1'}}}}))
    repository.commit()
    run = strata('deps', repository.path, '-o', 'json')
    assert {(p['name'], p['version']) for p in run.json['packages']} == {
        ('Lib.A', '1.0.1'), ('Gone', '5.0.0')}


def imported(path, more=''):
    return f'<Import Project="{path}"{more}/>'


def versions(run, folder):
    return {p['name']: p['version'] for p in of(run, folder).values()}


def test_an_imported_file_may_have_any_name(repository, strata):
    repository.write('src/app/app.csproj', project(reference('Own', '1.0.0'), more=imported('..\\..\\build\\common.xml') +
                     imported("$([MSBuild]::GetPathOfFileAbove('shared.proj.xml', '$(MSBuildThisFileDirectory)..'))") +
                     imported('gone.xml', ' Condition="Exists(\'gone.xml\')"')))
    repository.write('build/common.xml', project(reference('Common', '$(V)'), more=imported('more.xml') +
                     '<PropertyGroup><V>2.0.0</V></PropertyGroup>'))
    repository.write('build/more.xml', project(reference('More', '3.0.0'), more=imported('common.xml')))
    repository.write('shared.proj.xml', project(reference('Shared', '4.0.0')))
    repository.commit()
    run = strata('deps', repository.path, '-o', 'json')
    assert versions(run, 'src/app') == {'Own': '1.0.0', 'Common': '2.0.0', 'More': '3.0.0', 'Shared': '4.0.0'}
    assert [n['reason'].partition(':')[0] for n in run.json['coverage']['notes']] == ['not resolved']
    assert not of(run, 'build') and not of(run, '.')


def test_an_import_that_is_not_here_is_said(repository, strata):
    repository.write('a.csproj', project(more=''.join([
        imported('../out.xml'), imported('gone.xml'), imported('$(Root)x.props'), imported('x/*.props'),
        imported('Sdk.props', ' Sdk="Acme.Sdk"'), imported('$(MSBuildToolsPath)\\Microsoft.CSharp.targets'),
        imported('$(RestoreRoot)y.props'), imported('$(MSBuildProjectDirectory)\\z.props')])))
    repository.commit()
    notes = strata('deps', repository.path, '-o', 'json').json['coverage']['notes']
    assert sorted(n['reason'] for n in notes) == [
        "'../out.xml' is referred to, but is not in the snapshot",
        "'gone.xml' is referred to, but is not in the snapshot",
        "which file is imported by '$(MSBuildProjectDirectory)\\z.props' is not known",
        "which file is imported by '$(RestoreRoot)y.props' is not known",
        "which file is imported by '$(Root)x.props' is not known",
        "which file is imported by 'x/*.props' is not known"]


def test_history_sees_what_an_import_brings(repository, strata):
    repository.write('src/app.csproj', project(reference('Own', '1.0.0'), more=imported('../build/common.xml') + imported(
        "$([MSBuild]::GetPathOfFileAbove('above.xml', '$(MSBuildThisFileDirectory)..'))")))
    repository.write('build/common.xml', project(reference('Common', '2.0.0')))
    repository.write('above.xml', project(reference('Above', '1.0.0')))
    repository.commit()
    repository.write('build/common.xml', project(reference('Common', '2.1.0')))
    repository.commit()
    repository.write('above.xml', project(reference('Above', '1.1.0')))
    repository.commit()
    events = strata('log', repository.path, '--packages', '-o', 'json').json['events']
    assert {(e['name'], e['version'], bool(e['removed'])) for e in events} == {
        ('Own', '1.0.0', False), ('Common', '2.0.0', True), ('Common', '2.1.0', False), ('Above', '1.0.0', True),
        ('Above', '1.1.0', False)}
