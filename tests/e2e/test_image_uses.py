"""strata image: what other files say of images - how a Dockerfile is built, and what is run."""

COMPOSE = '''services:
  web:
    build:
      context: web
      target: prod
      args: {BASE: node:14}
  dev:
    build: {context: ./web, target: dev, args: ["BASE=node:22-slim"]}
  own:
    image: made-here:1
    build:
      context: web
      additional_contexts: {thing: "docker-image://alpine:3.10"}
  again:
    image: made-here:1
  db:
    image: postgres:9.6
'''
DOCKERFILE = '''ARG BASE
FROM $BASE AS dev
RUN npm ci
FROM $BASE AS prod
USER 1
FROM thing AS last
RUN sudo ls
'''


def findings(run, path, *rules):
    return [(f['line'], f['id'], f['label']) for f in run.json['findings'] if f['path'] == path and f['id'] in rules]


def test_services_decide_how_a_dockerfile_is_built(repository, strata):
    repository.write('compose.yaml', COMPOSE).write('web/Dockerfile', DOCKERFILE)
    run = strata('image', repository.path, '-o', 'json', '--as-of', '2026-11-25')
    assert sorted(findings(run, 'web/Dockerfile', 'IMG007', 'LAY017', 'LAY022', 'LAY028')) == [
        (2, 'IMG007', 'as web of compose.yaml'), (3, 'LAY022', 'as dev of compose.yaml'),
        (4, 'IMG007', 'as web of compose.yaml'), (6, 'IMG007', 'as own of compose.yaml'), (7, 'LAY017', None)]
    view = [f for f in run.json['image']['files'] if f['path'] == 'web/Dockerfile'][0]
    assert [(s['verdict'], s['final']) for s in view['stages']] == [('ships', False), ('ships', False), ('ships', True)]


def test_images_that_services_run(repository, strata):
    repository.write('compose.yaml', COMPOSE).write('web/Dockerfile', DOCKERFILE)
    run = strata('image', repository.path, '-o', 'json', '--as-of', '2026-11-25')
    assert findings(run, 'compose.yaml', 'IMG006', 'IMG007', 'IMG008') == [(17, 'IMG007', None)]
    view = [f for f in run.json['image']['files'] if f['path'] == 'compose.yaml'][0]
    assert [(s['base'], s['trust'], s['verdict']) for s in view['stages']] == [('postgres:9.6', 'official', 'runs')]


def test_a_dockerfile_in_place(repository, strata):
    repository.write('compose.yml', 'services:\n  a:\n    build:\n      dockerfile_inline: |\n'
                                    '        FROM node:latest\n        RUN sudo ls\n')
    run = strata('image', repository.path, '-o', 'json')
    assert sorted(findings(run, 'compose.yml', 'IMG002', 'LAY017')) == [(5, 'IMG002', None), (6, 'LAY017', None)]
    assert [s['line'] for s in run.json['image']['files'][0]['stages']] == [5]


def test_images_of_jobs_and_pods(repository, strata):
    repository.write('.github/workflows/a.yml', 'on: push\njobs:\n  a:\n    runs-on: x\n    container: somebody/img\n'
                     '    services:\n      d:\n        image: mysql:5.5\n    steps:\n    - uses: docker://alpine:latest\n')
    repository.write('.gitlab-ci.yml', 'image: python:2.7\na:\n  script: [x]\n')
    repository.write('k8s/pod.yaml', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n'
                                     '  - name: a\n    image: centos:7\n')
    run = strata('image', repository.path, '-o', 'json', '--as-of', '2026-11-25')
    rules = 'IMG001', 'IMG002', 'IMG004', 'IMG006', 'IMG007'
    assert sorted(findings(run, '.github/workflows/a.yml', *rules)) == [
        (5, 'IMG001', None), (5, 'IMG004', None), (8, 'IMG007', None), (10, 'IMG002', None)]
    assert findings(run, '.gitlab-ci.yml', *rules) == [(1, 'IMG007', None)]
    assert findings(run, 'k8s/pod.yaml', *rules) == [(8, 'IMG006', None)]
    severities = {f['path']: f['severity'] for f in run.json['findings'] if f['id'] in ('IMG006', 'IMG007')}
    assert severities == {'.github/workflows/a.yml': 'medium', '.gitlab-ci.yml': 'medium', 'k8s/pod.yaml': 'high'}


def test_development_containers(repository, strata):
    repository.write('.devcontainer/devcontainer.json', '// a comment\n{"image": "centos:7",\n'
                     ' "features": {"ghcr.io/somebody/x:1": {}, "./own": {}},}\n')
    repository.write('b/.devcontainer.json', '{"build": {"dockerfile": "df/Dockerfile", "context": "..", "args": {"V": "2.7"}}}')
    repository.write('b/df/Dockerfile', 'ARG V=3.14\nFROM python:$V\n')
    run = strata('image', repository.path, '-o', 'json', '--as-of', '2026-11-25')
    assert sorted(findings(run, '.devcontainer/devcontainer.json', 'IMG004', 'IMG006')) == [
        (2, 'IMG006', None), (3, 'IMG004', None)]
    assert findings(run, 'b/df/Dockerfile', 'IMG007') == [(2, 'IMG007', None)]


def test_a_development_container_that_cannot_be_read_is_a_note(repository, strata):
    repository.write('Dockerfile', 'FROM debian:12-slim\nUSER 1\n').write('b/devcontainer.json', '["centos:7"]')
    repository.write('.devcontainer.json', '{"image": "centos:7"%s}' % (' ' * 1000))
    notes = strata('image', repository.path, '-o', 'json', '--max-file-size', '500').json['coverage']['notes']
    assert ['.devcontainer.json', 'b/devcontainer.json'] == sorted(n['path'] for n in notes)


def test_a_folder_asked_for_by_name_is_judged_as_it_stands(repository, strata):
    repository.write('examples/app/compose.yaml', 'services:\n  a:\n    image: node:8\n'
                     '  b:\n    build:\n      dockerfile_inline: |\n        FROM node:8\n')
    for folder, status in (repository.path / 'examples' / 'app', 1), (repository.path, 0):
        assert strata('image', folder, '--as-of', '2026-11-25', '--fail-on', 'low').status == status


def test_hostile_builds(repository, strata):
    services = ''.join(f'  s{n}:\n    build: {{context: ., args: {{A: "{n}"}}}}\n' for n in range(3000))
    repository.write('compose.yaml', 'services:\n' + services).write('Dockerfile', 'FROM debian:12-slim\nUSER 1\n')
    repository.write('a/compose.yaml', 'services:\n  a:\n    build: ../../../etc\n  b: {build: [x]}\n  c: {build: {target: {}}}\n')
    repository.write('b/devcontainer.json', '[{').write('c/devcontainer.json', '{"build": 1, "features": [1], "image": {}}')
    run = strata('image', repository.path, '-o', 'json')
    assert run.status in (0, 1, 5)
    reasons = {(n['path'], n['reason']) for n in run.json['coverage']['notes']}
    assert reasons >= {('compose.yaml', 'too many builds of images: those from here on are not judged'),
                       ('Dockerfile', '1983 more ways to build it are not judged')}
    assert any(path == 'b/devcontainer.json' for path, _ in reasons)


def test_what_one_way_alone_has_to_say_is_said(repository, strata):
    repository.write('compose.yaml', 'services:\n  a: {build: .}\n  b: {build: {context: ., target: nope}}\n'
                                     '  c: {build: {context: ., args: {BASE: "a:b:c"}}}\n')
    repository.write('Dockerfile', 'ARG BASE=debian:12\nFROM $BASE\nSHELL ["pwsh", "-c"]\nRUN x\n')
    notes = [(n['line'], n['reason']) for n in strata('image', repository.path, '-o', 'json').json['coverage']['notes']]
    assert (None, "no stage 'nope' is there to be the target") in notes
    assert {line for line, _ in notes} == {None, 2, 4} and len(notes) == 3


def test_scripts_that_run_calls(repository, strata):
    repository.write('install.sh', '#!/bin/sh\nset -e\n\nsudo ls\ncurl https://a.example/x | sh\n')
    repository.write('scripts/setup.sh', 'cd /opt/s\n./deeper\n').write('scripts/deeper', '#!/bin/bash\nsudo true\n')
    repository.write('scripts/manage.py', '#!/usr/bin/env python3\nsudo = 1\n').write('scripts/never.sh', 'sudo never\n')
    repository.write('tools/t.sh', 'sudo t\n').write('.dockerignore', 'scripts/hidden.sh\n').write('scripts/hidden.sh', 'sudo hidden\n')
    repository.write('Dockerfile', 'FROM debian:12-slim AS base\nARG HOME_OF=/opt\nWORKDIR $HOME_OF\nCOPY scripts s/\nFROM base\n'
                     'COPY install.sh /tmp/\nRUN /tmp/install.sh && bash ./s/setup.sh && ./s/manage.py && ./s/hidden.sh\n'
                     'RUN --mount=type=bind,source=tools,target=/t sh -e /t/t.sh\nRUN /t/t.sh\n')
    repository.write('Dockerfile', (repository.path / 'Dockerfile').read_text() +
                     'ARG AT=/u\nRUN --mount=source=other,destination=$AT sh /u/o.sh\n').write('other/o.sh', 'sudo o\n')
    run = strata('image', repository.path, '-o', 'json')
    places = {(f['path'], f['line'], f['column']) for f in run.json['findings'] if f['id'] == 'LAY017'}
    assert places == {('install.sh', 4, 1), ('scripts/deeper', 2, 1), ('tools/t.sh', 1, 1), ('other/o.sh', 1, 1)}
    assert [(f['path'], f['line']) for f in run.json['findings'] if f['id'] == 'LAY008'] == [('install.sh', 5)]
    assert all(not f['aliases'] for f in run.json['findings'] if f['path'] != 'Dockerfile')


def test_scripts_of_several_dockerfiles(repository, strata):
    repository.write('i.sh', 'sudo ls\n')
    for name in 'ab':
        repository.write(f'{name}.Dockerfile', '# hadolint global ignore=LAY017\nFROM debian:12-slim\nCOPY i.sh .\nRUN sh i.sh\n')
    run = strata('image', repository.path, '-o', 'json')
    assert [(f['path'], f['ignored']) for f in run.json['findings'] if f['id'] == 'LAY017'] == [('i.sh', None)]


def test_hostile_scripts(repository, strata):
    repository.write('a.sh', 'sh a.sh\nsh b.sh\n' * 2000).write('b.sh', 'sh a.sh\n. ./a.sh\nsh ../../../etc/passwd\n')
    repository.write('c.sh', b'#!/bin/sh\n\0\xff').write('d.sh', 'if ((\n$(a ' * 3000)
    repository.write('Dockerfile', 'FROM a:1\n' + 'COPY . /\n' * 5000 + 'RUN sh a.sh; sh c.sh; sh d.sh\n' * 3)
    run = strata('image', repository.path, '-o', 'json')
    assert run.status in (0, 1, 5)
    assert [n['reason'] for n in run.json['coverage']['notes'] if 'too much is copied' in n['reason']] == [
        'too much is copied: scripts that RUN calls are not looked for among what comes from here on']


def test_scripts_that_are_not_looked_for_are_said(repository, strata):
    repository.write('a.sh', 'sudo ls\n').write('Dockerfile', 'FROM debian:12\n' + 'COPY x /x\n' * 4096 + 'RUN ' +
                                                '/x/b;' * 40000 + '\nCOPY a.sh /\nRUN sh /a.sh\n')
    run = strata('image', repository.path, '-o', 'json')
    reasons = {(n['line'], n['reason'].split(':')[0]) for n in run.json['coverage']['notes']}
    assert reasons >= {(4098, 'too much is copied, or run'), (4099, 'too much is copied')}
