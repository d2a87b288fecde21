"""Files that lead to each other, or to themselves: every circle ends, and loses no package."""
import json

import pytest
from test_poms import dependency, listed, managed, pom


def package_json(name, *needs, **more):
    return json.dumps({'name': name, 'version': '1.0.0', 'dependencies': {n: '1.0.0' for n in needs}, **more})


def cargo(name, members='', needs=''):
    return f'[package]\nname = "{name}"\nversion = "1.0.0"\n{members}\n[dependencies]\n{needs}'


def uv(name, members, needs):
    return (f'[project]\nname = "{name}"\nversion = "1.0.0"\ndependencies = ["{needs}==1.0.0"]\n'
            f'[tool.uv.workspace]\nmembers = ["{members}"]\n')


def msbuild(imported, name):
    return (f'<Project><Import Project="{imported}"/><ItemGroup><PackageReference Include="{name}" Version="1.0.0"/>'
            '</ItemGroup></Project>')


def gitlab(*included, image):
    return ''.join(['include:\n', *(f'  - local: {path}\n' for path in included), f'job:\n  image: {image}\n  script: [x]\n'])


def composer(name, path, needs):
    return json.dumps({'name': name, 'require': {needs: '1.0.0'}, 'repositories': [{'type': 'path', 'url': path}]})


BOM = '<type>pom</type><scope>import</scope>'
CIRCLES = {
    'requirements, two files': (
        {'requirements.txt': '-r b.txt\none==1\n', 'b.txt': '-r requirements.txt\ntwo==2\n'}, 'one two'),
    'requirements, three files': (
        {'requirements.txt': '-r b.txt\none==1\n', 'b.txt': '-r c.txt\ntwo==2\n', 'c.txt': '-r requirements.txt\nthree==3\n'},
        'one two three'),
    'constraints, two files': (
        {'requirements.txt': '-c b.txt\none==1\n', 'b.txt': '-c requirements.txt\none==1\ntwo==2\n'}, 'one'),
    'constraints, three files': (
        {'requirements.txt': '-c b.txt\none==1\n', 'b.txt': '-c c.txt\n', 'c.txt': '-c b.txt\n-r requirements.txt\n'}, 'one'),
    'parents, three poms': (
        {f'{n}/pom.xml': pom(n, listed(dependency(f'x:{n}', '1')), p, f'../{p}/pom.xml') for n, p in ('ab', 'bc', 'ca')},
        'x:a x:b x:c'),
    'a pom that is its own parent': ({'pom.xml': pom('a', listed(dependency('x:a', '1')), 'a', 'pom.xml')}, 'x:a'),
    'imports, three poms': (
        {f'{n}/pom.xml': pom(n, managed(dependency(f'org.example:{p}', '1.0', BOM)) + listed(dependency(f'x:{n}', '1')))
         for n, p in ('ab', 'bc', 'ca')}, 'x:a x:b x:c'),
    'go.work that uses itself': (
        {'go.work': 'go 1.22\nuse .\nuse ./.\nuse ..\nuse ./go.work\n',
         'go.mod': 'module a.example/a\ngo 1.22\nrequire b.example/b v1.0.0\n'}, 'b.example/b'),
    'npm workspaces': (
        {'package.json': package_json('top', 'one', workspaces=['.', '**', 'a', './']),
         'a/package.json': package_json('a', 'two', workspaces=['..', '.', '../**'])}, 'one two'),
    'pnpm workspaces': (
        {'package.json': package_json('top', 'one'), 'pnpm-workspace.yaml': "packages: ['.', '**', 'a', '..']\n",
         'a/package.json': package_json('a', 'two'), 'a/pnpm-workspace.yaml': "packages: ['..', '../**', '.']\n"}, 'one two'),
    'cargo workspaces': (
        {'Cargo.toml': cargo('top', '[workspace]\nmembers = [".", "**", "a", "./*"]', 'one = "1"\na = { path = "a" }'),
         'a/Cargo.toml': cargo('a', '[workspace]\nmembers = ["..", ".", "../*"]', 'two = "1"\ntop = { path = ".." }')},
        'one two'),
    'uv workspaces': (
        {'pyproject.toml': uv('top', '**', 'one'), 'a/pyproject.toml': uv('a', '../*', 'two'),
         'a/b/pyproject.toml': uv('b', '.', 'three')}, 'one two three'),
    'MSBuild imports': (
        {'a.csproj': msbuild('Versions.props', 'One'), 'Versions.props': msbuild('Directory.Build.targets', 'Two'),
         'Directory.Build.targets': msbuild('Versions.props', 'Three'),
         'Directory.Build.props': msbuild('Directory.Build.props', 'Four')}, 'One Two Three Four'),
    'MSBuild imports of any name': (
        {'a.csproj': msbuild('b.xml', 'One'), 'b.xml': msbuild('c/c.xml', 'Two'), 'c/c.xml': msbuild('../b.xml', 'Three')},
        'One Two Three'),
    'GitLab includes': (
        {'.gitlab-ci.yml': gitlab('b.yml', '.gitlab-ci.yml', image='one:1'),
         'b.yml': gitlab('c.yml', image='two:2'), 'c.yml': gitlab('b.yml', '.gitlab-ci.yml', image='three:3')}, 'one two three'),
    'Composer path repositories': (
        {'composer.json': composer('x/top', 'a', 'y/one'), 'a/composer.json': composer('x/a', '../b', 'y/two'),
         'b/composer.json': composer('x/b', '..', 'y/three')}, 'y/one y/two y/three'),
}


@pytest.mark.parametrize('case', CIRCLES)
def test_a_circle_of_files_ends(repository, strata, case):
    files, names = CIRCLES[case]
    for path, content in files.items():
        repository.write(path, content)
    repository.commit()
    run = strata('deps', repository.path, '-o', 'json')
    assert run.status == 0, run.err
    found = {p['name'].split('/library/')[-1] for p in run.json['packages'] if not p['local']}
    assert set(names.split()) == found & set(names.split()), (found, run.json['coverage']['notes'])
    assert len(run.json['packages']) <= 3 * len(files) + 3
    assert strata('log', '--packages', '--db', 'starter', '-o', 'json', cwd=repository.path).status == 0


@pytest.mark.parametrize('where', [[], ['--dir']], ids=['commit', 'folder'])
def test_links_in_a_circle_end(repository, strata, where):
    repository.write('requirements.txt', '-r links/one.txt\none==1\n')
    (repository.path / 'links').mkdir()
    for name, target in {'one.txt': 'two.txt', 'two.txt': 'three.txt', 'three.txt': 'one.txt', 'self.txt': 'self.txt',
                         'up': '..', 'here': '.', 'Cargo.lock': '../links/Cargo.lock', 'package-lock.json': 'package-lock.json'}.items():
        (repository.path / 'links' / name).symlink_to(target)
    repository.commit()
    run = strata('deps', *where, repository.path, '-o', 'json')
    assert run.status == 0, run.err
    assert run.packages() == {('one', '1')}
    said = {n['path'] for n in run.json['coverage']['notes']}
    assert {'links/Cargo.lock', 'links/package-lock.json'} <= said and any('one.txt' in n['reason'] or n['path'] == 'links/one.txt'
                                                                    for n in run.json['coverage']['notes'])
