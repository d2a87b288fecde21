"""strata image: each rule on Dockerfiles that break it and on some that do not."""
import subprocess
import zlib

import pytest

# Rule -> (what breaks it, what does not); "FROM debian:12-slim" stands before what has no FROM.
RULES = {
    'IMG001': (['FROM node', 'FROM node AS a\nFROM a'], ['FROM node:20', 'FROM scratch', 'FROM node:20 AS x\nFROM x']),
    'IMG002': (['FROM node:latest', 'FROM node:lts', 'ARG X\nFROM x.example/$X:latest', 'FROM node:26'], ['FROM node:22.1.0', 'FROM node:26.7.0', 'FROM node:latest@sha256:' + 'a' * 64]),
    'IMG003': (['FROM node:22.1.0'], ['FROM node:22.1.0@sha256:' + 'a' * 64]),
    'IMG004': (['FROM somebody/thing:1'], ['FROM debian:12', 'FROM mcr.microsoft.com/dotnet/runtime:8.0']),
    'IMG005': (['ARG X\nFROM $X'], ['ARG X=node:22\nFROM $X']),
    'IMG006': (['FROM centos:7', 'FROM openjdk:11'], ['FROM debian:12']),
    'IMG007': (['FROM python:2.7', 'FROM debian:stretch'], ['FROM debian:12']),
    'IMG008': (['FROM node:22'], ['FROM node:22-slim', 'FROM nginx:1.27', 'FROM node:22 AS b\nFROM scratch\nCOPY --from=b /x /']),
    'IMG009': (['FROM node:99.99-nonsense'], ['FROM node:22']),
    'IMG010': (['FROM bitnamilegacy/redis:7'], ['FROM redis:7']),
    'IMG012': (['COPY --from=nginx /a /b', 'COPY --from=busybox:latest /a /b', 'COPY --from=somebody/thing:1 /a /b',
                'RUN --mount=type=bind,from=somebody/thing:1,target=/x a'],
               ['COPY --from=nginx:1.31.4 /a /b', 'FROM debian:12 AS x\nFROM debian:12\nCOPY --from=x /a /b', 'FROM nginx']),
    'IMG014': (['FROM --platform=linux/amd64 debian:12', 'FROM --platform=$TARGETPLATFORM debian:12'],
               ['FROM --platform=$BUILDPLATFORM debian:12', 'FROM debian:12']),
    'IMG015': (['FROM --platform=linux/riscv64 node:26', 'FROM --platform=windows/amd64 debian:13'],
               ['FROM --platform=linux/arm64 node:26', 'FROM --platform=linux/riscv64 somebody/thing:1', 'FROM node:26']),
    'IMG016': (['FROM golang:1.27-bookworm AS b\nRUN go build -o /x\nFROM alpine:3.24\nCOPY --from=b /x /x',
                'FROM rust:1-trixie AS b\nRUN cargo build\nFROM debian:bookworm-slim\nCOPY --from=b /x /x'],
               ['FROM golang:1.27-bookworm AS b\nRUN CGO_ENABLED=0 go build -o /x\nFROM alpine:3.24\nCOPY --from=b /x /x',
                'FROM node:22-bookworm AS b\nRUN npm run build\nFROM nginx:alpine\nCOPY --from=b /x /x',
                'FROM golang:1.27-alpine AS b\nRUN go build -o /x\nFROM alpine:3.24\nCOPY --from=b /x /x']),
    'IMG013': (['# syntax=evil/frontend:1\nFROM debian:12'], ['# syntax=docker/dockerfile:1\nFROM debian:12']),
    'IMG015': (['FROM --platform=linux/s390x node:22', 'FROM --platform=linux/riscv64 node:22 AS b\nFROM scratch'],
               ['FROM node:22', 'FROM --platform=linux/arm64 node:22', 'FROM --platform=linux/arm/v7 node:22',
                'FROM --platform=$BUILDPLATFORM node:22', 'FROM --platform=linux/s390x somebody/thing:1']),
    'LAY001': (['RUN apt-get install -y curl', 'RUN apk add curl', 'RUN pip install flask', 'RUN npm i -g eslint',
                'RUN sh -c "dnf install -y vim"', 'RUN <<E\nset -e\napt-get install curl\nE', 'RUN gem install x',
                'RUN go run host.example/tool'],
               ['RUN apt-get install -y curl=7.1', 'RUN pip install -r r.txt', 'RUN pip install flask==1',
                'RUN apt-get install ./x.deb', 'ENV V=1\nRUN apk add curl=$V', 'RUN npm install',
                'RUN apt-get install -t bookworm-backports curl=1', 'RUN echo apt-get install curl', 'RUN go run build.go']),
    'LAY002': (['RUN apt-get update && apt-get install -y x=1', 'RUN pip install x==1', 'RUN yum install -y x-1.0'],
               ['RUN apt-get update && rm -rf /var/lib/apt/lists/*', 'RUN pip install --no-cache-dir x==1',
                'RUN apt-get update && cd /var/lib && rm -rf apt dpkg', 'ENV PIP_NO_CACHE_DIR=1\nRUN pip install x==1',
                'RUN --mount=type=cache,target=/root/.cache/pip pip install x==1', 'RUN apk add --no-cache x=1',
                'RUN apt-get update `# it is a comment` && rm -r /var/lib/apt/lists']),
    'LAY003': (['RUN apt-get install x=1'], ['RUN apt-get install --no-install-recommends x=1',
               'RUN apt-get -o APT::Install-Recommends=false install x=1']),
    'LAY004': (['RUN apt-get install -y gcc', 'RUN apk add build-base', 'RUN apt-get install libpq-dev'],
               ['RUN apk add --virtual .b gcc && make && apk del .b', 'RUN apt-get install libpq5',
                'RUN apt-get install gcc && apt-get purge -y gcc', 'RUN apt-get install gcc\nFROM debian:12-slim']),
    'LAY005': (['COPY . .\nRUN go build ./...', 'RUN npm ci && npm run build'],
               ['RUN go build -o /x\nFROM scratch\nCOPY --from=0 /x /x', 'RUN npm ci']),
    'LAY006': (['COPY secret.txt /tmp/\nRUN rm /tmp/secret.txt', 'WORKDIR /w\nRUN curl -o x.tgz u\nRUN rm x.tgz'],
               ['RUN curl -o /x.tgz u && rm /x.tgz', 'COPY a /tmp/\nRUN rm /tmp/b']),
    'LAY007': (['RUN apt-get update', 'RUN apt-get upgrade -y'], ['RUN apt-get update && apt-get install x=1']),
    'LAY008': (['RUN curl u | sh', 'RUN wget -qO- u | sudo bash -', 'RUN bash <(curl u)', 'RUN sh -c "$(curl u)"',
                'RUN curl -o /i.sh u && sh /i.sh', 'RUN curl u | python3 -'],
               ['RUN curl u | tar xz', 'RUN curl u | python3 -m json.tool', 'RUN curl u | jq .',
                'RUN curl -o /i.sh u && echo "1  /i.sh" | sha256sum -c && sh /i.sh']),
    'LAY009': (['RUN curl -fsSLo /x https://a.example/x', 'RUN wget https://a.example/x.tgz', 'RUN curl u | tar xz'],
               ['RUN curl -o /x u && echo "1  /x" | sha256sum -c -', 'RUN curl https://a.example/health',
                'RUN curl -o /etc/apt/keyrings/x.asc https://a.example/x.asc', 'RUN V=$(curl u) && echo $V']),
    'LAY010': (['ADD https://a.example/x /x', 'ADD https://a.example/r.git /r'],
               ['ADD --checksum=sha256:' + 'a' * 64 + ' https://a.example/x /x',
                'ADD https://a.example/r.git#' + 'a' * 40 + ' /r']),
    'LAY011': (['ADD . /app', 'ADD ["x", "/y"]'], ['ADD x.tar.gz /', 'COPY . /app', 'ADD https://a.example/x /']),
    'LAY012': (['ENV DB_PASSWORD=x', 'ARG API_TOKEN', 'ENV a=1 AUTH=x'],
               ['ENV TOKEN_FILE=/x', 'ENV KEYBOARD=us', 'ENV APT_KEY_DONT_WARN=1', 'ARG PUBLIC_KEY']),
    'LAY015': (['RUN --mount=type=secret,id=k cp /run/secrets/k /root/.npmrc',
                'RUN --mount=type=secret,id=k,target=/k cat /k > /root/.netrc',
                'RUN --mount=type=secret,id=k echo "t=$(cat /run/secrets/k)" >> /root/.pypirc',
                'RUN --mount=type=secret,id=k,env=TOKEN echo "$TOKEN" > /t'],
               ['RUN --mount=type=secret,id=k,target=/root/.npmrc npm ci', 'RUN --mount=type=secret,id=k curl -H "$(cat /run/secrets/k)" u',
                'RUN --mount=type=secret,id=k cp /run/secrets/k /t && a && rm /t', 'RUN cp /run/secrets/k /t']),
    'LAY016': (['USER root', 'USER app\nUSER 0:0', 'RUN x', 'FROM debian:12 AS a\nFROM a'],
               ['USER root\nUSER app', 'USER 1000', 'FROM gcr.io/distroless/static-debian12:nonroot',
                'FROM debian:12 AS a\nUSER 1\nFROM a']),
    'LAY017': (['RUN sudo ls'], ['RUN ls', 'RUN echo sudo']),
    'LAY018': (['RUN curl -k u', 'RUN apt-get install --allow-unauthenticated x', 'ENV NODE_TLS_REJECT_UNAUTHORIZED=0',
                'RUN npm config set strict-ssl false', 'RUN wget --no-check-certificate u'],
               ['RUN curl u', 'RUN apk add k', 'RUN curl -o k u']),
    'LAY019': (['RUN curl u | apt-key add -', 'RUN apt-key adv --keyserver k --recv-keys 1234ABCD',
                'RUN gpg --keyserver k --recv-keys 0x1234567890ABCDEF'],
               ['RUN gpg --keyserver k --recv-keys ' + 'A' * 40, 'RUN curl -o /etc/apt/keyrings/k.asc u', 'RUN apt-key list']),
    'LAY021': (['RUN pip install -r r.txt', 'RUN pip install --extra-index-url https://p.example/ x==1',
                'RUN pip install -i http://p.example/simple x==1'],
               ['RUN pip install --require-hashes -r r.txt', 'RUN pip install x==1', 'RUN pip install -i https://p.example/simple x==1']),
    'LAY022': (['RUN npm ci', 'RUN pip install -r requirements-dev.txt', 'RUN composer install', 'RUN bundle install',
                'RUN poetry install'],
               ['RUN npm ci --omit=dev', 'ENV NODE_ENV=production\nRUN npm ci', 'RUN npm ci && npm run build && npm prune --omit=dev',
                'RUN npm ci\nFROM debian:12-slim', 'RUN pip install -r requirements.txt', 'RUN npm install -g npm@10',
                'RUN bundle config set without development && bundle install', 'RUN NODE_ENV=production npm ci',
                'RUN composer install --no-dev', 'RUN npm install express@4']),
    'LAY023': (['RUN chmod 777 /x', 'RUN chmod -R a+w /x', 'COPY --chmod=777 a b', 'RUN chmod u+s /x'],
               ['RUN chmod 755 /x', 'RUN chmod +x /x', 'COPY --chmod=644 a b']),
    'LAY024': (['EXPOSE 22', 'RUN apt-get install openssh-server'], ['EXPOSE 80 443/tcp', 'RUN apt-get install openssh-client']),
    'LAY025': (['HEALTHCHECK CMD a\nHEALTHCHECK CMD b', 'EXPOSE 80'], ['HEALTHCHECK CMD a\nEXPOSE 80', 'CMD a',
               'FROM debian:12 AS a\nEXPOSE 80\nHEALTHCHECK CMD b\nFROM a']),
    'LAY026': (['ONBUILD COPY . /app', 'ONBUILD from a', 'ONBUILD RUN a', 'FROM node:8-onbuild'], ['RUN a', 'FROM node:22']),
    'LAY027': (['RUN a | b'], ['SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a | b', 'RUN set -o pipefail; a | b',
               'RUN a || b']),
    'LAY028': (['FROM debian:12 AS x\nFROM debian:12 AS X', 'FROM debian:12 AS x\nCOPY --from=x a b', 'COPY --from=nobody a b', 'FROM debian:12 AS scratch'],
               ['FROM debian:12 AS x\nFROM debian:12\nCOPY --from=X a b', 'COPY --from=nginx:1.27 a b']),
    'LAY029': (['FROM debian:12 AS x\nFROM debian:12\nCOPY --from=x / /'],
               ['FROM scratch AS x\nFROM debian:12\nCOPY --from=x / /', 'FROM debian:12 AS x\nFROM debian:12\nCOPY --from=x /a /']),
    'LAY031': (['WORKDIR /proc', 'VOLUME /', 'VOLUME ["/etc"]'], ['WORKDIR /app', 'WORKDIR /', 'VOLUME /etc/app']),
    'LAY032': (['RUN --security=insecure a', 'RUN --network=host a'], ['RUN --network=none a', 'RUN --mount=type=cache,target=/x a']),
}


def whole(text):
    lines = [line for line in text.split('\n') if not line.startswith(('#', 'ARG'))]
    return (text if any(line.startswith('FROM') for line in lines[:1]) else f'FROM debian:12-slim\n{text}') + '\n'


@pytest.mark.parametrize('rule', sorted(RULES))
def test_rule(rule, repository, strata):
    bad, good = RULES[rule]
    for number, text in enumerate(bad):
        repository.write(f'bad{number}/Dockerfile', whole(text))
    for number, text in enumerate(good):
        repository.write(f'good{number}/Dockerfile', whole(text))
    report = strata('image', repository.path, '-o', 'json', '--as-of', '2026-11-25').json
    found = {f['path'].split('/')[0] for f in report['findings'] if f['id'] == rule}
    assert {f'bad{n}' for n in range(len(bad))} - found == set(), 'missed'
    assert {f'good{n}' for n in range(len(good))} & found == set(), 'false alarms'


def test_every_rule_has_cases(strata):
    for rule in RULES:
        run = strata('explain', rule)
        assert run.status == 0 and rule in run.out and 'what to do' in run.out
    assert strata('explain', 'LAY999', '--db', 'starter').status == 3


def test_lockfile_that_is_not_used(repository, strata):
    repository.write('package.json', '{"name": "a"}').write('package-lock.json', '{}')
    repository.write('Dockerfile', 'FROM node:22-slim\nCOPY . .\nRUN npm install\n')
    repository.write('web/Dockerfile', 'FROM node:22-slim\nRUN npm ci\nRUN npm install express@4\n')
    findings = [f for f in strata('image', repository.path, '-o', 'json').json['findings'] if f['id'] == 'LAY020']
    assert [(f['path'], f['line']) for f in findings] == [('Dockerfile', 3)]


def found(run, rule):
    return {(f['path'], f['line']) for f in run.json['findings'] if f['id'] == rule}


def test_secrets_of_the_snapshot_that_are_copied(repository, strata):
    key = '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n'
    repository.write('app/id_rsa', key).write('app/ca.pem', '-----BEGIN CERTIFICATE-----\n')
    repository.write('app/.env', 'API_TOKEN=abcdef0123456789\n').write('app/.env.example', 'API_TOKEN=abcdef0123456789\n')
    repository.write('app/.npmrc', '//npm.example/:_authToken=${NPM_TOKEN}\n')
    repository.write('app/Dockerfile', 'FROM debian:12-slim\nCOPY . /app\nCOPY ca.pem /x\nCOPY id_* /y/\n')
    titles = [f['title'].split(',')[0] for f in strata('image', repository.path, '-o', 'json').json['findings']
              if f['id'] == 'LAY013']
    assert sorted(titles) == ['app/.env', 'app/id_rsa', 'app/id_rsa']
    repository.write('app/.dockerignore', '.env\nid_rsa\n')
    assert found(strata('image', repository.path, '-o', 'json'), 'LAY013') == set()


def test_the_whole_folder(repository, strata):
    repository.write('a/Dockerfile', 'FROM debian:12-slim\nCOPY . /a\n')
    repository.write('b/Dockerfile', 'FROM debian:12-slim\nCOPY . /a\n').write('b/.dockerignore', '.git\n')
    repository.write('c/Dockerfile', 'FROM debian:12-slim\nCOPY . /a\n').write('c/.dockerignore', '*\n!src\n')
    repository.write('d/Dockerfile', 'FROM debian:12-slim\nCOPY . /a\n').write('d/.dockerignore', '*.md\n')
    repository.write('e/Dockerfile', 'FROM debian:12-slim\nCOPY src /a\n')
    assert found(strata('image', repository.path, '-o', 'json'), 'LAY014') == {('a/Dockerfile', 2), ('d/Dockerfile', 2)}


def test_the_folder_that_a_build_is_handed(repository, strata):
    repository.write('docker/Dockerfile', 'FROM debian:12-slim\nCOPY src/x /x\nCOPY . /a\n')
    repository.write('src/x', '').write('.dockerignore', '.git\n')
    assert found(strata('image', repository.path, '-o', 'json'), 'LAY014') == set()


def test_sources_that_are_not_there(repository, strata):
    repository.write('src/x', '').write('docs/y', '').write('.dockerignore', 'docs\nbuilt\n!built/z\n').write('built/z', '')
    repository.write('Dockerfile', 'FROM debian:12-slim\nCOPY src /x\nCOPY docs/y /y\nCOPY nothing /z\nCOPY target/a.jar /a\n'
                                   'COPY built /b\nADD https://a.example/x /\n')
    run = strata('image', repository.path, '-o', 'json')
    assert [(f['line'], f['severity']) for f in run.json['findings'] if f['id'] == 'LAY030'] == [(3, 'low'), (4, 'none')]


def test_names_that_are_built_before(repository, strata):
    repository.write('a/Dockerfile', 'FROM app-base:1\n').write('b/Dockerfile', 'FROM docker.io/library/app-base:1\n')
    run = strata('image', repository.path, '-o', 'json')
    assert [(f['path'], f['severity']) for f in run.json['findings'] if f['id'] == 'IMG006'] == [
        ('b/Dockerfile', 'high'), ('a/Dockerfile', 'low')]


def test_requirements_with_hashes(repository, strata):
    repository.write('r.txt', 'x==1 --hash=sha256:' + '0' * 64 + '\n').write('Dockerfile', 'FROM debian:12-slim\nRUN pip install -r r.txt\n')
    assert found(strata('image', repository.path, '-o', 'json'), 'LAY021') == set()


def test_places_and_comments_that_ignore(repository, strata):
    repository.write('Dockerfile', 'FROM debian:12-slim\n\nRUN true && \\\n  # a comment\n  apt-get update\n'
                                   '# hadolint ignore=DL3004\nRUN sudo ls\n')
    run = strata('image', repository.path, '-o', 'json')
    findings = {f['id']: f for f in run.json['findings']}
    assert (findings['LAY007']['line'], findings['LAY007']['column'], findings['LAY007']['end_line']) == (5, 3, 5)
    assert findings['LAY017']['ignored'] and not findings['LAY007']['ignored']


def test_stages(repository, strata):
    repository.write('Dockerfile', 'FROM golang:1.22 AS build\nRUN go build -o /x\nFROM debian:12 AS unused\n'
                                   'FROM scratch\nCOPY --from=build /x /x\n')
    view = strata('image', repository.path, '-o', 'json').json['image']['files'][0]
    assert [(s['name'], s['base'], s['trust'], s['final'], s['verdict']) for s in view['stages']] == [
        ('build', 'golang:1.22', 'official', False, 'builds'),
        ('unused', 'debian:12', 'official', False, 'unused'), (None, 'scratch', 'scratch', True, 'ships')]
    view = strata('image', repository.path, '-o', 'json', '--target', 'unused').json['image']['files'][0]
    assert [s['verdict'] for s in view['stages']] == ['unused', 'ships', 'unused']


def test_status(repository, strata):
    assert strata('image', repository.path).status == 3
    repository.write('Dockerfile', 'FROM scratch\nCOPY x /x\nUSER 1\n')
    run = strata('image', repository.path)
    assert run.status == 0 and 'no rule is broken' in run.out
    repository.write('Dockerfile', 'FROM scratch\nUSER root\n')
    assert strata('image', repository.path).status == 1
    repository.write('Dockerfile', 'FROM {{ base }}\n')
    run = strata('image', repository.path, '--strict')
    assert run.status == 5 and 'template' in run.out


def test_tags_with_empty_words(repository, strata):
    for number, tag in enumerate(['22--slim', '-x', '22-', '99--', '..--', '22.99--alpine-']):
        repository.write(f'{number}/Dockerfile', f'FROM node:{tag}\n')
    assert len(strata('image', repository.path, '-o', 'json').json['image']['files']) == 6


def test_a_target_that_is_not_there(repository, strata):
    repository.write('Dockerfile', 'FROM debian:12-slim AS a\nUSER 1\n')
    assert strata('image', repository.path, '--target', 'A', '-o', 'json').json['coverage']['notes'] == []
    notes = strata('image', repository.path, '--target', 'nobody', '-o', 'json').json['coverage']['notes']
    assert [(n['path'], n['reason']) for n in notes] == [('Dockerfile', "no stage 'nobody' is there to be the target")]


def test_facts_of_a_file(repository, strata, tmp_path):
    """Of an image that only these facts have, the day of which is in the report."""
    text = b'first 2020-01-01\nchanged 2026-01-01\nnow 1 2026-01-01 amd64 7.1 latest\n'
    packed = zlib.compress(text)
    head = (b'strata image facts 1\nday 2026-02-03\ncommit ' + b'a' * 40 + b'\ndocs ' + b'b' * 40 +
            b'\nimage fancy %d %d\n\n' % (len(packed), len(text)))
    facts = tmp_path / 'own.facts'
    facts.write_bytes(head + packed)
    repository.write('Dockerfile', 'FROM fancy:7.1\nFROM fancy:9\n')
    report = strata('image', repository.path, '-o', 'json', '--image-facts', facts).json
    assert report['image']['facts'] == '2026-02-03'
    assert [s['trust'] for s in report['image']['files'][0]['stages']] == ['official', 'official']
    run = strata('image', repository.path, '--image-facts', tmp_path / 'none')
    assert run.status == 2 and 'none' in run.err
    facts.write_bytes(b'nonsense')
    assert strata('image', repository.path, '--image-facts', facts).status == 2


def test_what_is_no_shell_is_said(repository, strata):
    repository.write('Dockerfile', 'FROM mcr.microsoft.com/powershell:7.4\nSHELL ["pwsh", "-Command"]\n'
                                   'RUN Install-Module x\n')
    repository.write('b/Dockerfile', 'FROM python:3.13-slim\nRUN <<E\n#!/usr/bin/env python\nimport os\nE\n')
    notes = strata('image', repository.path, '-o', 'json').json['coverage']['notes']
    assert {(n['path'], n['line']) for n in notes} == {('Dockerfile', 3), ('b/Dockerfile', 2)}
    assert all('pwsh' in n['reason'] or 'python' in n['reason'] for n in notes)


def test_hostile(repository, strata):
    repository.write('a/Dockerfile', 'FROM a\n' + 'RUN <<E\n' * 20000)
    repository.write('b/Dockerfile', 'FROM a\nENV A=' + 'x' * 5000 + '\n' + 'ENV A=$A$A$A$A\n' * 2000)
    repository.write('c/Dockerfile', 'FROM a\nRUN ' + '$(a ' * 200000)
    repository.write('d/Dockerfile', ''.join(f'FROM s{n} AS s{n + 1}\n' for n in range(3000)))
    repository.write('e/Dockerfile', b'FROM a\nRUN \xff\xfe\0 | sh\n' + b'# hadolint ignore=DL3004\n' * 5000)
    repository.write('f/Dockerfile', 'FROM a\n' + ''.join(f'COPY f{n} /x/\n' for n in range(20000)) +
                     'RUN rm ' + ' '.join(f'/y/f{n}' for n in range(20000)) + '\n').write('f/id_rsa', 'PRIVATE KEY-----')
    repository.write('g/Dockerfile', 'FROM a\nRUN ' + 'a x;' * 6000)
    repository.write('h/Dockerfile', 'FROM a\n' + 'RUN apt-get install x | y\n' * 2000)
    repository.write('i/Dockerfile', 'FROM a\nRUN ' + 'apt-get install gcc;' * 2000)
    repository.write('j/Dockerfile', 'FROM a\n' + '# hadolint ignore=DL1\nRUN sudo x\n' * 2000)
    repository.write('k/Dockerfile', 'FROM a\nRUN x $(' + 'a;' * 10000 + ')')
    repository.write('l/Dockerfile', 'FROM a\nRUN ' + 'cat <<A ' * 2000)
    repository.write('m/Dockerfile', 'FROM a\nRUN <<E\n' + 'sudo x\n' * 4000 + 'E\n')
    run = strata('image', repository.path, '-o', 'json', '--strict')
    assert run.status in (1, 5)
    assert len(run.json['image']['files']) == 13
