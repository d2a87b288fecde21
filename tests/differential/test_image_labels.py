"""Verdicts on real Dockerfiles (STRATA_DOCKERFILES) against labels made here, by another reading.

The labels come from ../shared/image alone: the base by a search for FROM and ARG, its tag in the
lists of tags, tools and compilers by a few words. No word of the C code's tables is used.
"""
import collections
import json
import lzma
import os
import pathlib
import re
import subprocess

import pytest

from versions import ROOT

FACTS = ROOT.parent / 'shared' / 'image'
STRATA = pathlib.Path(os.environ.get('STRATA', ROOT / 'build' / 'dev' / 'strata'))
FOLDER = os.environ.get('STRATA_DOCKERFILES')
HUB = re.compile(r'^(?:(?:index\.|registry-1\.)?docker\.io/)?(?:library/)?([a-z0-9._-]+)$')
TOOLS = re.compile(r'(?:apt-get|apk|yum|dnf)\s[^&;|]*?(?:install|add)\s[^&;|]*?\s(?:gcc|g\+\+|make|build-essential|build-base|cmake|git)(?=\s|=|$)')
COMPILES = re.compile(r'(?:&&|;|RUN)\s+(?:make|go build|cargo build|mvn package|npm run build|gcc)\b')
REMOVES = re.compile(r'(?:apk\s+(?:\S+\s+)*del|(?:apt-get|apt|yum|dnf)\s+(?:-\S+\s+)*(?:remove|purge|erase|autoremove))\b')

pytestmark = pytest.mark.skipif(not FOLDER or not FACTS.is_dir(), reason='STRATA_DOCKERFILES is not set')


def logical_lines(text):
    """Number of the first line, and the text with continued lines joined and comments gone."""
    line, start = '', 0
    for number, part in enumerate(text.split('\n'), 1):
        if part.lstrip().startswith('#') or (line and not part.strip()):
            continue
        start = start if line else number
        line += part.rstrip('\r')
        if re.search(r'\\\s*$', line):
            line = re.sub(r'\\\s*$', ' ', line)
            continue
        yield start, line.strip()
        line = ''


def stages_of(text):
    """Line, base with ARGs put in (None where one has no default), name, instructions of each stage."""
    arguments, stages = {}, []
    for number, line in logical_lines(text):
        if found := re.match(r'(?i)ARG\s+(\w+)(?:=(\S*))?$', line):
            if not stages and found[2] is not None:
                arguments[found[1]] = found[2].strip('"\'')
        elif found := re.match(r'(?i)FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?', line):
            base = re.sub(r'\$\{(\w+)\}|\$(\w+)', lambda m: arguments.get(m[1] or m[2], '$'), found[1])
            stages.append((number, None if '$' in base else base.strip('"\''), (found[2] or '').lower(), []))
        elif stages:
            stages[-1][3].append(line)
    return stages


def labels_of(text, facts, gone):
    """(line, rule) -> whether it should be told; lines of FROM, and 0 for the file as a whole."""
    stages, out, names = stages_of(text), {}, set()
    for line, base, name, _ in stages:
        if base and base != 'scratch' and base.lower() not in names and re.fullmatch(r'[a-z0-9._/:@-]+', base):
            plain, digest = base.split('@')[0], '@' in base
            image, tag = (plain.rsplit(':', 1) + [''])[:2] if ':' in plain.rsplit('/', 1)[-1] else (plain, '')
            out[line, 'IMG001'] = not tag and not digest
            if tag == 'latest' or not tag:
                out[line, 'IMG002'] = tag == 'latest' and not digest
            official = HUB.match(image) and facts.get(HUB.match(image)[1])
            out[line, 'trust'] = bool(official)
            if official:
                short = HUB.match(image)[1]
                current = any(tag in group for group in official.get('tagGroups', []))
                out[line, 'IMG006'] = official['status'] in ('deprecated', 'removed')
                if tag and official['status'] == 'active':
                    out[line, 'IMG007'] = not current and (short, tag) in gone
                    out[line, 'IMG009'] = not current and (short, tag) not in gone
        names.add(name)
    if len(stages) == 1:
        runs = [line for line in stages[0][3] if line.upper().startswith('RUN')]
        if not any(REMOVES.search(line) for line in runs):
            out[0, 'LAY004'] = any(TOOLS.search(' ' + line) for line in runs) or None
            out[0, 'LAY005'] = any(COMPILES.search(line) for line in runs) or None
    return {key: told for key, told in out.items() if told is not None}


def told_of(report):
    told = collections.defaultdict(set)
    for f in report['findings']:
        told[f['path']].update({(f['line'], f['id']), (0, f['id'])})
    for file in report['image']['files']:
        for stage in file['stages']:
            if stage['trust'] == 'official':
                told[file['path']].add((stage['line'], 'trust'))
    return told


def test_labels(capsys):
    facts = json.loads((FACTS / 'facts.json').read_text())['images']
    with lzma.open(FACTS / 'official-tags-gone.tsv.xz', 'rt') as f:
        gone = {tuple(line.split('\t')[:2]) for line in f}
    folder = pathlib.Path(FOLDER).resolve()
    roles = 'own,test,fixture,example,vendored,generated'
    done = subprocess.run([STRATA, 'image', '--dir', folder, '-o', 'json', '--roles', roles], capture_output=True, text=True)
    report = json.loads(done.stdout)
    told, counts, wrong = told_of(report), collections.defaultdict(lambda: [0, 0]), collections.defaultdict(list)
    for file in report['image']['files']:
        for (line, rule), want in labels_of((folder / file['path']).read_text(errors='replace'), facts, gone).items():
            right = ((line, rule) in told[file['path']]) == want
            counts[rule][not right] += 1
            if not right:
                wrong[rule].append(f'{file["path"]}:{line} {"missed" if want else "not so"}')
    with capsys.disabled():
        for rule, (right, not_right) in sorted(counts.items()):
            print(f'\n{rule}: {right} right, {not_right} not', end='')
    for rule, (right, not_right) in counts.items():
        assert not_right <= 0.03 * (right + not_right), (rule, wrong[rule])
