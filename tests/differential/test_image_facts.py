"""What is told of base images against the facts that were gathered, 184,000 tags of them.

The facts are in ../shared/image; without that folder the tests are skipped. One tag of
STRATA_EVERY (25) is asked for; all of them take minutes with sanitizers, and half a minute of a
release build (STRATA_IMAGE_ORACLE).
"""
import collections
import json
import lzma
import os
import subprocess

import pytest

from versions import ROOT

FACTS = ROOT.parent / 'shared' / 'image'
ORACLE = os.environ.get('STRATA_IMAGE_ORACLE', ROOT / 'build' / 'dev' / 'tests' / 'image_oracle')
EVERY = int(os.environ.get('STRATA_EVERY', '25'))
# Of the table that was gathered, but no tag: a field of a file that is still in the old form.
NO_TAG = ('kaazing-gateway', 'Maintainers')

pytestmark = pytest.mark.skipif(not FACTS.is_dir(), reason='../shared/image is not here')


def ask(questions):
    """References, and days behind them -> what is told of each."""
    done = subprocess.run([ORACLE], input='\n'.join(questions) + '\n', capture_output=True, text=True, check=True)
    answers = []
    for line in done.stdout.split('\n')[:-1]:
        told = collections.defaultdict(list)
        for pair in line.split('\t'):
            key, value = pair.split('=', 1)
            told[key].append(value)
        answers.append(told)
    assert len(answers) == len(questions)
    return answers


def one(told, key):
    return told[key][0] if told[key] else None


@pytest.fixture(scope='module')
def facts():
    return json.loads((FACTS / 'facts.json').read_text())


@pytest.fixture(scope='module')
def gone():
    with lzma.open(FACTS / 'official-tags-gone.tsv.xz', 'rt') as f:
        return [line.rstrip('\n').split('\t') for line in f]


def sampled(rows):
    """Each image's first, and one of so many."""
    seen = set()
    for number, row in enumerate(rows):
        if number % EVERY == 0 or row[0] not in seen:
            seen.add(row[0])
            yield row


def test_gone_tags(gone):
    rows = [row for row in sampled(gone) if tuple(row[:2]) != NO_TAG]
    wrong = []
    for row, told in zip(rows, ask([f'{image}:{tag} {first}' for image, tag, first, _ in rows])):
        # A tag of one day only was never current on any.
        right = one(told, 'then') == 'current' or row[2] == row[3]
        if not (one(told, 'now') in ('superseded', 'ended') and right and
                [one(told, 'first'), one(told, 'ended')] == row[2:]):
            wrong.append((row, dict(told)))
    assert not wrong, (len(wrong), wrong[:3])
    assert len(rows) >= 176000 // EVERY


def test_days_around(gone):
    rows = [row for row in sampled(gone) if row[2] < row[3] and tuple(row[:2]) != NO_TAG][::4]
    questions = [f'{image}:{tag} {day}' for image, tag, first, last in rows for day in ('2010-01-01', first, last)]
    answers = ask(questions)
    for number, row in enumerate(rows):
        before, begin, end = (one(told, 'then') for told in answers[3 * number:3 * number + 3])
        assert (before, begin) == ('later', 'current'), row
        assert end in ('superseded', 'ended'), row


def test_current_tags(facts):
    rows = list(sampled([(name, tag, image) for name, image in facts['images'].items()
                         for group in image.get('tagGroups', []) for tag in group]))
    assert len(rows) >= 8000 // EVERY
    for (name, tag, image), told in zip(rows, ask([f'{name}:{tag}' for name, tag, _ in rows])):
        assert one(told, 'now') == 'current', (name, tag)
        if image['latestIs']:
            # A shared tag is with the first image that has it, and latest may be such a one.
            assert (one(told, 'latest') == '1') == (tag in image['latestIs'] or tag == 'latest'), (name, tag)
        assert set(one(told, 'arches').split(',')) <= set(image['arches'])


def test_images(facts):
    names = sorted(facts['images'])
    for name, told in zip(names, ask(names)):
        status = facts['images'][name]['status']
        assert one(told, 'fate') == status, name
        assert one(told, 'trust') == 'official'
        since = facts['images'][name].get('removed') if status == 'removed' else None
        assert since is None or one(told, 'fate_since') == since
        wanted = [new for new in facts['images'][name].get('replacedBy', []) if status != 'active']
        assert [new for new in wanted if new.split(':')[0] not in
                [told_new.split(':')[0] for told_new in told['replaced_by']]] == []
        if status == 'deprecated':
            assert one(told, 'fate_since') == facts['images'][name]['deprecation']['since'], name


def test_ended_lines(facts):
    """A tag that the facts call ended, and whose image goes on, never counts as current or never built."""
    rows = [(name, tag, day) for name, image in facts['images'].items()
            for day, tags in image.get('endedTags', {}).items() for tag in tags if image['status'] == 'active']
    rows = list(sampled(rows))
    kinds = collections.Counter()
    for (name, tag, day), told in zip(rows, ask([f'{name}:{tag}' for name, tag, _ in rows])):
        assert one(told, 'ended') == day, (name, tag)
        kinds[one(told, 'now')] += 1
        assert (one(told, 'line_ended') or day) >= day
    assert set(kinds) == {'superseded', 'ended'}
    # "22.1" of Node is superseded by 22.2; most others are the names of lines themselves.
    assert kinds['ended'] > 2 * kinds['superseded']


def test_choices_exist(facts):
    """What is proposed is built, and runs on the machines of what it is proposed for."""
    current = {name: {tag for group in image.get('tagGroups', []) for tag in group}
               for name, image in facts['images'].items()}
    rows = [f'{name}:{tag}' for name, tag in
            sampled([(name, tag) for name in sorted(current) for tag in sorted(current[name])])]
    proposed = 0
    for reference, told in zip(rows, ask(rows)):
        for choice in told['choice'] + ([reference.split(':')[0] + ':' + one(told, 'exact')] if told['exact'] else []):
            new = choice.split(' ')[0]
            if '/' in new:
                assert new.startswith('gcr.io/distroless/')
                continue
            name, tag = new.split(':')
            assert tag in current[name], (reference, choice)
            assert new != reference or choice == new
            proposed += 1
    assert proposed > 3000 // EVERY


def test_moving_and_never(facts):
    told = ask(['node:lts', 'node:no-such-tag', 'node:18-alphine', 'nginx:1.99.99', 'no-such-image'])
    assert [one(t, 'pin') for t in told][:2] == ['moving', 'tag']
    assert [one(t, 'now') for t in told[1:4]] == ['never'] * 3
    assert one(told[4], 'fate') == 'never'
