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
    note, = run.json['coverage']['notes']
    assert note['path'] == 'src/app/app.csproj'


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
