"""Our reader of Dockerfiles on BuildKit's own samples: trees, lines, and what words mean.

The samples are those of ../shared/image/conformance; without that folder the tests are skipped.
"""
import re
import subprocess

import pytest

from versions import ROOT

SAMPLES = ROOT.parent / 'shared' / 'image' / 'conformance'
ORACLE = ROOT / 'build' / 'dev' / 'tests' / 'dockerfile_oracle'
ENVIRONMENT = {'PWD': '/home', 'SHELL': 'bash', 'KOREAN': '\ud55c\uad6d\uc5b4', 'NULL': ''}

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason='../shared/image/conformance is not here')


def ask(questions):
    """Kind and parts of each question -> the lines of answers."""
    lines = [' '.join([kind, *(part.hex() or '-' for part in parts)]) for kind, *parts in questions]
    done = subprocess.run([ORACLE], input='\n'.join(lines) + '\n', capture_output=True, text=True, check=True)
    return done.stdout.split('\n')[:-1]


def environment(variables):
    return [part.encode() for pair in variables.items() for part in pair]


def decoded(answer):
    return answer if answer == 'error' else [bytes.fromhex(part[1:]).decode() for part in answer.split()]


def test_trees():
    folders = sorted((SAMPLES / 'testfiles').iterdir())
    answers = ask([('tree', (folder / 'Dockerfile').read_bytes()) for folder in folders])
    for folder, answer in zip(folders, answers):
        want = (folder / 'result').read_text().strip()
        assert bytes.fromhex(answer.removeprefix('error ')).decode().strip() == want, folder.name
    assert len(folders) >= 33


def test_refused():
    folders = sorted((SAMPLES / 'testfiles-negative').iterdir())
    answers = ask([('tree', (folder / 'Dockerfile').read_bytes()) for folder in folders])
    assert {folder.name for folder, answer in zip(folders, answers) if not answer.startswith('error')} == set()


def test_lines():
    answer, = ask([('lines', (SAMPLES / 'testfile-line' / 'Dockerfile').read_bytes())])
    assert answer == '5-5 11-12 17-31'


def test_expansion():
    cases = []
    for line in (SAMPLES / 'shell-envVarTest').read_text().splitlines():
        if not line.startswith('#') and line.strip():
            platform, source, want = (part.strip() for part in line.split('|'))
            if platform in 'AU':
                cases.append((source, want))
    answers = ask([('expand', source.encode(), *environment(ENVIRONMENT)) for source, _ in cases])
    for (source, want), answer in zip(cases, answers):
        got = decoded(answer)
        assert got == 'error' if want == 'error' else got == [want], source
    assert len(cases) > 180


def test_words():
    variables, cases = {}, []
    for line in (SAMPLES / 'shell-wordsTest').read_text().splitlines():
        if line.startswith('#') or not line.strip():
            continue
        if setting := re.match(r'ENV (\w+)=(.*)', line):
            variables[setting[1]] = setting[2]
        else:
            source, want = line.split('|')
            cases.append((source.rstrip(), want.lstrip(), dict(variables)))
    answers = ask([('words', source.encode(), *environment(known)) for source, _, known in cases])
    for (source, want, _), answer in zip(cases, answers):
        got = decoded(answer)
        assert got == 'error' if want == 'error' else ','.join(got) == want, source
    assert len(cases) > 15
