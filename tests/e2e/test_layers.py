"""What the layers of an image bring: packages that RUN names, and which manifests ship."""
import json

import pytest
from conftest import record

LOCK = {'name': 'app', 'version': '1.0.0', 'lockfileVersion': 3, 'packages': {
    '': {'name': 'app', 'version': '1.0.0', 'dependencies': {'left': '1.0.0'}, 'devDependencies': {'tool': '1.0.0'}},
    'node_modules/left': {'version': '1.0.0', 'integrity': 'sha512-AAAA'},
    'node_modules/tool': {'version': '1.0.0', 'integrity': 'sha512-AAAA', 'dev': True}}}
PACKAGE = {'name': 'app', 'version': '1.0.0', 'dependencies': {'left': '1.0.0'}, 'devDependencies': {'tool': '1.0.0'}}


def npm(repository, folder=''):
    repository.write(folder + 'package.json', json.dumps(PACKAGE))
    repository.write(folder + 'package-lock.json', json.dumps(LOCK, indent=1))
    return repository


@pytest.fixture
def packages(repository, strata, database):
    """What a Dockerfile brings, by name."""
    def run(text, *records):
        repository.write('Dockerfile', text)
        report = strata('scan', repository.path, '-o', 'json', '--only', 'image', '--db', database(
            *records, record('GHSA-none', 'nobody'))).json
        return {p['name']: p for p in report['packages']}, report
    return run


@pytest.mark.parametrize('base, manager, ecosystem, purl', [
    ('debian:12-slim', 'apt-get install', 'Debian:12', 'pkg:deb/debian/x@1.2-3?distro=debian-12'),
    ('debian:bookworm', 'apt-get -y install', 'Debian:12', 'pkg:deb/debian/x@1.2-3?distro=debian-12'),
    ('python:3.12-bookworm', 'apt install', 'Debian:12', 'pkg:deb/debian/x@1.2-3?distro=debian-12'),
    ('ubuntu:22.04', 'apt-get install', 'Ubuntu:22.04:LTS', 'pkg:deb/ubuntu/x@1.2-3?distro=ubuntu-22.04'),
    ('ubuntu:23.10', 'apt-get install', 'Ubuntu:23.10', 'pkg:deb/ubuntu/x@1.2-3?distro=ubuntu-23.10'),
    ('alpine:3.20', 'apk add', 'Alpine:v3.20', 'pkg:apk/alpine/x@1.2-3?distro=alpine-3.20'),
    ('node:20.10.0-alpine3.18', 'apk add', 'Alpine:v3.18', 'pkg:apk/alpine/x@1.2-3?distro=alpine-3.18'),
    ('almalinux:9.4', 'dnf install', 'AlmaLinux:9', 'pkg:rpm/almalinux/x@1.2-3?distro=almalinux-9'),
])
def test_the_distribution_of_the_base(packages, base, manager, ecosystem, purl):
    sign = '-' if manager.startswith('dnf') else '='
    found, _ = packages(f'FROM {base} AS a\nFROM a\nRUN {manager} x{sign}1.2-3\n')
    assert (found['x']['ecosystem'], found['x']['purl'], found['x']['version']) == (ecosystem, purl, '1.2-3')
    assert (found['x']['project'], found['x']['places']) == ('Dockerfile#1', [{'path': 'Dockerfile', 'line': 3}])


def test_how_versions_are_written(packages):
    found, _ = packages('FROM debian:12-slim\nENV V=4.5\nRUN apt-get install -y a:amd64=1.0 b c/bookworm-backports ./d.deb '
                        'e=$V f=$(x)\nRUN pip install "flask[async]==2.0.1" \'jinja2>=3\' k==1.* -r r.txt '
                        'git+https://a.example/x y@https://a.example/y\n'
                        'RUN npm i -g eslint@8.1.0 @a/b@^2 c2@latest d2\nRUN gem install rails:7.0.1 rake -v 13.0\n'
                        'RUN go install golang.org/x/tools/cmd/goimports@v0.16.1 && go install ./...\n'
                        'RUN cargo install ripgrep --version 13.0.0\n')
    assert {n: (p['version'], p['requirement']) for n, p in found.items()} == {
        'a': ('1.0', None), 'b': (None, ''), 'c': (None, ''), 'e': ('4.5', None), 'f': (None, ''),
        'flask': ('2.0.1', None), 'jinja2': (None, '>=3'), 'k': (None, '==1.*'),
        'eslint': ('8.1.0', None), '@a/b': (None, '^2'), 'c2': (None, ''), 'd2': (None, ''),
        'rails': ('7.0.1', None), 'rake': ('13.0', None), 'golang.org/x/tools': ('v0.16.1', None),
        'ripgrep': ('13.0.0', None)}


def test_what_the_same_run_removes_is_not_there(packages):
    found, _ = packages('FROM alpine:3.20\nRUN apk add --virtual .b gcc make && apk add curl git && apk del .b git\n')
    assert set(found) == {'curl'}


def debian(id, name, fixed, release='12'):
    return record(id, name, ecosystem=f'Debian:{release}', fixed=fixed)


def test_packages_are_matched_by_release_and_source(packages):
    records = [debian('DSA-1', 'openssl', '3.0.11-1~deb12u2'), debian('DSA-2', 'openssl', '9.0', '11'),
               debian('DSA-3', 'curl', '7.88.1-10+deb12u5')]
    found, report = packages('FROM debian:12-slim\nRUN apt-get install -y libssl3=3.0.11-1~deb12u1 curl\n'
                             'USER 1\n', *records)
    told = {f['id']: (f['affected'], f['ships_in'], f['chains'], f['line']) for f in report['findings']
            if f['kind'] == 'vulnerability'}
    assert told == {'DSA-1': ('yes', ['Dockerfile'], [[found['libssl3']['id']]], 2),
                    'DSA-3': ('maybe', ['Dockerfile'], [[found['curl']['id']]], 2)}
    _, report = packages('FROM debian:12-slim\nRUN apt-get install -y libssl3=3.0.11-1~deb12u2\n', *records)
    assert [f['id'] for f in report['findings'] if f['kind'] == 'vulnerability'] == []


def test_a_builder_keeps_its_packages(packages):
    _, report = packages('FROM debian:12 AS build\nRUN apt-get install curl=7.88.1-10\nFROM scratch\n'
                         'COPY --from=build /x /x\n', debian('DSA-3', 'curl', '7.88.1-10+deb12u5'))
    finding, = [f for f in report['findings'] if f['kind'] == 'vulnerability']
    assert (finding['ships_in'], finding['stays_in']) == ([], ['Dockerfile#build'])


def test_what_cannot_be_matched_is_said(packages):
    _, report = packages('FROM somebody/thing:1\nRUN apt-get install -y curl\nFROM fedora:40\nRUN dnf install -y vim $X\n')
    assert {(n['line'], n['reason']) for n in report['coverage']['notes']} == {
        (2, 'curl: which distribution the base is of is not known, its packages are not matched'),
        (4, '$X: only the shell knows which packages these are'),
        (4, "vim: advisories of 'fedora' are not known, its packages are not matched")}


# Dockerfile -> where 'left' (of production) and 'tool' (of development) are: ships, or the stages.
SHIPS = {
    'all': ('COPY package*.json ./\nRUN npm ci\n', 'ships', 'ships'),
    'lean': ('COPY package*.json ./\nRUN npm ci --omit=dev\n', 'ships', []),
    'production': ('ENV NODE_ENV=production\nCOPY . .\nRUN npm install\n', 'ships', []),
    'only here': ('COPY . .\nRUN NODE_ENV=production npm install\n', 'ships', []),
    'pruned': ('COPY . .\nRUN npm ci && npm run build && npm prune --omit=dev\n', 'ships', []),
    'not installed': ('COPY . .\n', [], []),
    'not copied': ('RUN npm ci\n', [], []),
    'elsewhere': ('COPY . /app\nWORKDIR /x\nRUN cd /y && npm ci\n', [], []),
    'there': ('COPY . /app\nWORKDIR /x\nRUN cd /app && npm ci\n', 'ships', 'ships'),
    'by option': ('COPY . /app\nRUN npm --prefix /app ci\n', 'ships', 'ships'),
    'mounted': ('WORKDIR /a\nRUN --mount=type=bind,source=package.json,target=package.json npm ci\n', 'ships', 'ships'),
    'mounted by other words': ('WORKDIR /a\nRUN --mount=src=package.json,destination=package.json npm ci\n', 'ships', 'ships'),
    'modules': (' AS b\nWORKDIR /a\nCOPY . .\nRUN npm ci\nFROM node:22-slim\nCOPY --from=b /a/node_modules /n/node_modules\n',
                'ships', 'ships'),
    'by two': (' AS b\nWORKDIR /a\nCOPY . .\nRUN npm ci --omit=dev\nFROM node:22 AS c\nCOPY --from=b /a /c\n'
               'FROM node:22-slim\nCOPY --from=c /c/node_modules /d\n', 'ships', []),
    'page': (' AS b\nWORKDIR /a\nCOPY . .\nRUN npm ci\nRUN npm run build\nFROM nginx:1.27\n'
             'COPY --from=b /a/dist /usr/share/nginx/html\n', 'ships', ['b']),
    'other file': (' AS b\nWORKDIR /a\nCOPY . .\nRUN npm ci\nFROM nginx:1.27\nCOPY --from=b /a/README /r\n', ['b'], ['b']),
    'base': (' AS b\nWORKDIR /a\nCOPY . .\nRUN npm ci\nFROM b\n', 'ships', 'ships'),
    'unused': (' AS t\nCOPY . .\nRUN npm ci\nFROM node:22-slim\nCOPY . .\nRUN npm ci --omit=dev\n', 'ships', ['t']),
}


@pytest.mark.parametrize('case', sorted(SHIPS))
def test_what_ships(case, repository, strata, database):
    text, left, tool = SHIPS[case]
    npm(repository).write('Dockerfile', 'FROM node:22-slim' + ('' if text.startswith(' ') else '\n') + text)
    db = database(record('GHSA-left', 'left', fixed='2.0.0'), record('GHSA-tool', 'tool', fixed='2.0.0'))
    report = strata('scan', repository.path, '-o', 'json', '--db', db).json
    for id, where in (('GHSA-left', left), ('GHSA-tool', tool)):
        finding, = [f for f in report['findings'] if f['id'] == id]
        ships = (['Dockerfile'], []) if where == 'ships' else ([], [f'Dockerfile#{s}' for s in where])
        assert (finding['ships_in'], [s for s in finding['stays_in'] if where != 'ships']) == ships, id
    shipped = [f['fingerprint'] for f in report['findings'] if f['ships_in']]
    assert report['image']['files'][0]['rebuild'] == shipped


def test_what_dockerignore_leaves_out_does_not_ship(repository, strata, database):
    npm(npm(repository), 'web/').write('Dockerfile', 'FROM node:22-slim\nCOPY . /a\nRUN cd /a && npm ci; cd /a/web && npm ci\n')
    db = database(record('GHSA-left', 'left', fixed='2.0.0'))

    def ships():
        report = strata('scan', repository.path, '-o', 'json', '--db', db).json
        return {f['path']: f['ships_in'] for f in report['findings'] if f['id'] == 'GHSA-left'}
    assert ships() == {'package-lock.json': ['Dockerfile'], 'web/package-lock.json': ['Dockerfile']}
    repository.write('.dockerignore', 'web\n')
    assert ships() == {'package-lock.json': ['Dockerfile'], 'web/package-lock.json': []}


def test_requirements_and_what_they_include(repository, strata, database):
    repository.write('requirements.txt', '-r base.txt\nflask==1.0\n').write('base.txt', 'jinja2==2.0\n')
    repository.write('requirements-dev.txt', 'pytest==1.0\n')
    repository.write('Dockerfile', 'FROM python:3.13-slim AS b\nWORKDIR /a\nCOPY . .\nRUN python -m venv /opt/v\n'
                                   'RUN /opt/v/bin/pip install -r requirements.txt\nRUN pip install -r requirements-dev.txt\n'
                                   'FROM python:3.13-slim\nCOPY --from=b /opt/v /opt/v\n')
    db = database(*[record(f'GHSA-{n}', n, ecosystem='PyPI', fixed='9') for n in ('flask', 'jinja2', 'pytest')])
    report = strata('scan', repository.path, '-o', 'json', '--db', db).json
    assert {f['id']: (f['ships_in'], f['stays_in']) for f in report['findings'] if f['kind'] == 'vulnerability'} == {
        'GHSA-flask': (['Dockerfile'], []), 'GHSA-jinja2': (['Dockerfile'], []),
        'GHSA-pytest': (['Dockerfile'], [])}
    assert len(report['packages']) == 4  # three, and the base: none twice


def test_a_compiled_program_ships_what_it_is_made_of(repository, strata, database):
    repository.write('go.mod', 'module a.example/x\n\ngo 1.22\n\nrequire b.example/y v1.0.0\n')
    text = 'FROM golang:1.22 AS b\nCOPY . /s\nWORKDIR /s\nRUN go build -o /out/x\nFROM scratch\n'
    db = database(record('GO-1', 'b.example/y', ecosystem='Go', fixed='2.0.0'))

    def ships(copy):
        repository.write('Dockerfile', text + copy)
        report = strata('scan', repository.path, '-o', 'json', '--db', db).json
        finding, = [f for f in report['findings'] if f['id'] == 'GO-1']
        return finding['ships_in'], finding['stays_in']
    assert ships('COPY --from=b /out/x /x\n') == (['Dockerfile'], [])
    assert ships('COPY --from=b /etc/ssl/certs /etc/ssl/certs\n') == ([], ['Dockerfile#b'])


def test_how_it_is_told(repository, strata, database):
    npm(repository).write('Dockerfile', 'FROM node:22-slim AS b\nCOPY . .\nRUN npm ci\nFROM node:22-slim\nCOPY . .\n'
                                        'RUN npm ci --omit=dev\n')
    db = database(record('GHSA-left', 'left', fixed='2.0.0'), record('GHSA-tool', 'tool', fixed='2.0.0'))
    out = strata('scan', repository.path, '--db', db).out
    assert 'ships in Dockerfile' in out and 'stays in Dockerfile#b' in out
    assert out.split('to build anew')[1].split('\n')[1].split() == ['Dockerfile', '1', 'finding']
    results = json.loads(strata('scan', repository.path, '--db', db, '-o', 'sarif').out)['runs'][0]['results']
    told = {r['ruleId']: r['properties'] for r in results}
    assert told['GHSA-left']['shipsIn'] == ['Dockerfile'] and told['GHSA-tool']['staysIn'] == ['Dockerfile#b']


def test_parts_of_a_scan(repository, strata, database):
    npm(repository).write('Dockerfile', 'FROM node:22\nRUN apt-get install curl=7.88.1-10\n')
    db = database(record('GHSA-left', 'left', fixed='2.0.0'), debian('DSA-3', 'curl', '7.88.1-10+deb12u5'))

    def kinds(*options):
        report = strata('scan', repository.path, '-o', 'json', '--db', db, *options).json
        return {f['id'] for f in report['findings'] if f['id'] in ('GHSA-left', 'DSA-3', 'IMG008')}, report
    assert kinds()[0] == kinds('--only', 'image,deps')[0] == {'GHSA-left', 'DSA-3', 'IMG008'}
    found, report = kinds('--only', 'deps')
    assert found == {'GHSA-left'} and 'image' not in report
    found, report = kinds('--only', 'image')
    assert found == {'DSA-3', 'IMG008'} and 'manifests' not in report
    assert strata('image', repository.path, '-o', 'json', '--db', db).ids() >= {'DSA-3', 'IMG008'}
    assert 'curl' in strata('deps', repository.path).out
    assert 'Dockerfile:2' in strata('why', 'DSA-3', repository.path, '--db', db).out
    assert strata('scan', repository.path, '--only', 'deps,rest').status == 4


def test_the_policy(repository, strata):
    repository.write('Dockerfile', 'FROM registry.example/team/app:1\nFROM node:22-slim\nFROM quay.example/a/b:1\n'
                                   'COPY --from=nginx:1.27 /a /b\nUSER 1\n')

    def told(toml, *rules):
        repository.write('strata.toml', toml)
        report = strata('scan', repository.path, '--only', 'image', '-o', 'json').json
        return {(f['id'], f['line'], f['severity']) for f in report['findings'] if f['id'] in rules}
    assert ('IMG004', 3, 'low') in told('', 'IMG004')
    assert told('[image]\nown = ["registry.example/*"]\nregistries = ["docker.io"]\n', 'IMG004') == {('IMG004', 3, 'high')}
    assert told('[image]\nown = ["registry.example/*"]\nimages = ["node", "quay.example/a/*"]\n', 'IMG004') == {
        ('IMG004', 4, 'high'), ('IMG004', 3, 'low')}
    assert told('[image]\nmust-be-pinned = ["*"]\n', 'IMG003') == {('IMG003', n, 'high') for n in (1, 2, 3, 4)}
    assert told('[image]\nmust-be-pinned = ["node"]\n', 'IMG003') >= {('IMG003', 2, 'high'), ('IMG003', 3, 'none')}
    assert told('[image]\nmust-be-minimal = ["*"]\n', 'IMG008') == {('IMG008', 3, 'high')}
    assert told('[image]\nmust-be-signed = ["node"]\n', 'IMG011') == {('IMG011', 2, 'none')}
    repository.write('strata.toml', '[image]\nmust-be-pined = ["*"]\n')
    run = strata('scan', repository.path)
    assert run.status == 4 and 'strata.toml: 2: ' in run.err and 'must-be-pined' in run.err


def test_a_file_that_may_hold_a_secret_and_cannot_be_read_is_a_note(repository, strata):
    repository.write('Dockerfile', 'FROM debian:12-slim\nCOPY . /a\nUSER 1\n').write('id_rsa', 'x' * 1000)
    notes = strata('image', repository.path, '-o', 'json', '--max-file-size', '500').json['coverage']['notes']
    assert ['id_rsa'] == [n['path'] for n in notes if 'more than --max-file-size allows' in n['reason']]


def test_a_change_of_images(repository, strata):
    repository.write('Dockerfile', 'FROM debian:12-slim\nCOPY src /a\nUSER 1\n').write('src/x', '').commit()
    repository.write('Dockerfile', '# moved\nFROM debian:12-slim\nRUN curl a.example | sh\nCOPY src /a\nUSER 1\n').commit()
    repository.write('src/id_rsa', '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n').commit()

    def told(change):
        run = strata('diff', change, repository.path, '-o', 'json', '--db', 'starter')
        return run.status, {(f['id'], f['state'], f['fails']) for f in run.json['findings'] if f['id'] in (
            'IMG003', 'LAY008', 'LAY013')}
    assert told('HEAD~2..HEAD~1') == (1, {('LAY008', 'new', True)})
    assert told('HEAD~1..HEAD') == (1, {('LAY013', 'new', True)})
    assert told('HEAD..HEAD~2') == (0, {('LAY008', 'fixed', False), ('LAY013', 'fixed', False)})
    out = strata('diff', 'HEAD..HEAD~2', repository.path, '--db', 'starter').out
    assert 'LAY013' in out.split('\nfixed\n')[1] and 'Dockerfile' in out
    assert 'LAY008' in strata('diff', 'HEAD~2..HEAD', repository.path, '-o', 'markdown', '--db', 'starter').out
    repository.git('rm', '-q', 'Dockerfile')
    assert told('HEAD') == (0, {('IMG003', 'fixed', False), ('LAY008', 'fixed', False), ('LAY013', 'fixed', False)})


def test_a_change_of_an_image_that_only_a_dev_container_names(repository, strata):
    repository.write('.devcontainer.json', '{"image": "alpine:3.20"}\n').commit()
    repository.write('.devcontainer.json', '{"image": "debian:latest"}\n').commit()
    repository.write('.devcontainer.json', '{"image": \n').commit()

    def told(change):
        return strata('diff', change, repository.path, '-o', 'json', '--db', 'starter', '--allow-empty').json
    assert 'IMG002' in {f['id'] for f in told('HEAD~2..HEAD~1')['findings'] if f['state'] == 'new'}
    assert ['.devcontainer.json'] == [n['path'] for n in told('HEAD~1..HEAD')['coverage']['notes']]


def test_a_change_of_what_run_installs(repository, strata, database):
    db = database(record('CVE-2024-0001', 'bad', 'crates.io', fixed='2.0.0'))
    text = 'FROM debian:12-slim AS a\nRUN cargo install bad@%s\nFROM debian:12-slim\nUSER 1\n'
    repository.write('Dockerfile', text % '2.0.0').commit()
    repository.write('Dockerfile', text % '1.0.0').commit()

    def told(change, *options):
        run = strata('diff', change, repository.path, '-o', 'json', '--db', db, *options)
        return ({(f['id'], f['state']) for f in run.json['findings'] if f['kind'] == 'vulnerability'},
                [c['name'] for c in run.json['changes']])
    assert told('HEAD~1..HEAD') == ({('CVE-2024-0001', 'new')}, ['bad'])
    assert told('HEAD..HEAD~1') == ({('CVE-2024-0001', 'fixed')}, ['bad'])
    assert told('HEAD~1..HEAD', '--target', 'a') == ({('CVE-2024-0001', 'new')}, ['bad'])
    repository.write('facts', 'none')
    assert strata('diff', 'HEAD', repository.path, '--db', db, '--image-facts', repository.path / 'facts').status == 2


def test_hostile(repository, strata):
    for n in range(40):
        repository.write(f'p{n}/package.json', json.dumps(PACKAGE))
    repository.write('a/Dockerfile', 'FROM node:22 AS s0\nCOPY . .\nRUN apt-get install ' + 'x ' * 300 + '&& npm ci\n' + ''.join(
        f'FROM node:22 AS s{n + 1}\nCOPY --from=s{n} / /\nCOPY --from=s{n} / /b\n' for n in range(20)))
    repository.write('b/Dockerfile', 'FROM node:22\n' + 'COPY . .\n' * 2000 + 'RUN npm ci\n')
    repository.write('c/Dockerfile', 'FROM golang\n' + 'WORKDIR ..\nWORKDIR a/../../..\nCOPY ../.. ../../x\n' * 500 + 'RUN go build\n')
    repository.write('d/Dockerfile', 'FROM debian:12\nRUN apt-get install "" = / : @ @/ =1 a= -- - "a b" $ "$(" \\\n'
                                     'RUN pip install [ a[ == a== "a @" ;\nRUN npm i @ @a @a/ @/b @1 a@ -g\nRUN go install @ @v1 a@\n'
                                     'RUN dnf install - -1 a-1 @g\nRUN cargo install --version\nRUN gem install : a: -v\n')
    repository.write('e/Dockerfile', 'FROM debian:12\nRUN pip install ' + 'x ' * 40000 + '\n')
    repository.write('f/Dockerfile', 'FROM node:22 AS s0\n' + ''.join(f'FROM s{n} AS s{n + 1}\n' for n in range(900)) +
                     'FROM scratch\nCOPY --from=s900 ' + 'a ' * 40000 + '/x/\n')
    repository.write('g/Dockerfile', 'FROM node:22\n' + ('COPY ' + 'p0 ' * 20000 + '/x/\n') * 4)
    repository.write('h/Dockerfile', 'FROM python:3\nRUN ' + 'virtualenv a;' * 3000 + 'pip install x;' * 3000 + '\n')
    run = strata('scan', repository.path, '-o', 'json', '--only', 'image')
    assert len(run.json['image']['files']) == 8
    assert {n['path'] for n in run.json['coverage']['notes'] if 'too much is copied' in n['reason']} == {
        'a/Dockerfile', *(f'{d}/Dockerfile' for d in 'fgh')}
