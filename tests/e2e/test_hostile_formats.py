"""Each format of parsers/formats.def on files that are damaged, or made to do harm.

The sample of a format is the richest file of its cases, of those without a note if there
are any, so a new format is held to all of this by having cases. One run of the program reads the samples of all formats, changed in
one way, each in a folder of its own. What must come of it: what the sample told, or a
note that the sample as it should be has not.
"""
import json
import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / 'tests'))
import formats  # noqa: E402

UNREAD = ('npm/bun-lockb', *formats.binary())  # by name alone, or in test_jars.py
NAMES = [name for name in formats.names() if name not in UNREAD]
# They add to what another file tells, and say nothing by themselves.
COMPANIONS = ('go/sum', 'go/vendor-modules', 'hex/otp-app')


def sample_of(name):
    """The path below the project, and the bytes, of the file that tells most."""
    told = []
    for case in formats.cases(name):
        for path, facts in json.loads((case / 'expect.json').read_text()).items():
            packages, roots = len(facts.get('packages', ())), len(facts.get('roots', ()))
            if packages or roots:
                told.append((packages > 0, not facts.get('notes'), packages, roots, case, path))
    assert told, f'{name} has no case that tells anything'
    *_, case, path = max(told, key=lambda row: row[:4])
    return path, (case / 'input' / path).read_bytes()


SAMPLES = {name: sample_of(name) for name in NAMES}


def kind(name):
    """The notation that a sample is in: 'json', 'toml', 'yaml', 'xml'; None of a format of its own."""
    path, content = SAMPLES[name]
    text = content.decode()
    if path.endswith(('.yml', '.yaml')) or name in ('dart/pubspec-lock', 'helm/lock', 'haskell/stack-lock'):
        return 'yaml'
    if path.endswith('.toml') or name in TOML:
        return 'toml'
    if text.lstrip('\ufeff').startswith('<') and not text.startswith('<?php'):
        return 'xml'
    return 'json' if text.lstrip().startswith('{') and name.split('/')[0] != 'hex' else None


TOML = ('cargo/lock', 'python/poetry-lock', 'python/pdm-lock', 'python/uv-lock', 'python/pipfile')


class Told:
    """What a run told of each format: packages, and the reasons of notes."""

    def __init__(self, report):
        self.packages = {name: [] for name in NAMES}
        self.notes = {name: [] for name in NAMES}
        for package in report['packages']:
            for name in {self.owner(place['path']) for place in package['places']}:
                self.packages[name].append((package['name'], package['version'], package['requirement']))
        for note in report['coverage']['notes']:
            assert note['reason'].strip() and '\n' not in note['reason']
            self.notes[self.owner(note['path'])].append(note['reason'])

    @staticmethod
    def owner(path):
        return path.split('/')[0].replace('+', '/')

    def of(self, name):
        return sorted(self.packages[name], key=str)


@pytest.fixture
def tell(tmp_path, strata):
    """One run on the samples, each changed; those for which `change` answers None are left out."""
    def run(change, folder='folder'):
        for name, (path, content) in SAMPLES.items():
            changed = change(name, content)
            if changed is None:
                continue
            file = tmp_path / folder / name.replace('/', '+') / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(changed)
        run = strata('deps', '--dir', tmp_path / folder, '-o', 'json')
        assert run.status == 0, run.err
        return Told(run.json)
    return run


@pytest.fixture
def sound(tell):
    """What the samples tell as they are."""
    return tell(lambda name, content: content, 'sound')


def lost(told, sound, names=NAMES):
    """The formats of which something that the sample told is gone, with no note more than it had."""
    return ' '.join(name for name in names if not set(told.packages[name]) >= set(sound.packages[name])
                    and not set(told.notes[name]) - set(sound.notes[name]))


def unsaid(told, sound, names=NAMES):
    """The formats of which no note tells that something is wrong."""
    return ' '.join(name for name in names if not set(told.notes[name]) - set(sound.notes[name]))


# Their files are known by how they begin, not by a name that is theirs: any other file is none of them.
PROBED = formats.probed()
NAMED = [name for name in NAMES if name not in PROBED and name not in COMPANIONS]


def test_every_sample_tells_something(sound):
    silent = [name for name in NAMES if not sound.packages[name] and name not in COMPANIONS]
    assert not silent



@pytest.mark.parametrize('change', [
    lambda name, content: content.replace(b'\r\n', b'\n').replace(b'\n', b'\r\n'),
    lambda name, content: content.rstrip(b'\n'),
    lambda name, content: content + b'\n\n',
], ids=['cr-lf', 'no last line feed', 'empty lines'])
def test_how_lines_end_does_not_matter(tell, sound, change):
    told = tell(change)
    assert [name for name in NAMES if told.of(name) != sound.of(name)] == []


def test_a_byte_order_mark_loses_nothing_in_silence(tell, sound):
    told = tell(lambda name, content: b'\xef\xbb\xbf' + content)
    assert lost(told, sound) == ''


def test_utf_16_loses_nothing_in_silence(tell, sound):
    for number, order in enumerate(('utf-16-le', 'utf-16-be')):
        told = tell(lambda name, content: ('\ufeff' + content.decode()).encode(order), f'folder-{number}')
        assert lost(told, sound, NAMED) == ''


@pytest.mark.parametrize('part', [0.1, 0.3, 0.5, 0.7, 0.9, 0.97])
def test_a_file_that_ends_early_loses_nothing_in_silence(tell, sound, part):
    """Where a line ends, the first part of a file of lines is a file like any other: so it is cut within one."""
    def cut(name, content):
        end = int(len(content) * part)
        while content[end - 1:end].isspace() or content[end:end + 1].isspace():
            end += 1
        return content[:end]
    told = tell(cut)
    documents = [name for name in NAMES if kind(name) in ('json', 'xml')]
    assert lost(told, sound, documents) == ''


@pytest.mark.parametrize('content', [
    b'\x00' * 100, b'\x7fELF\x02\x01\x01' + bytes(range(256)) * 8, b'PK\x03\x04' + bytes(range(255, -1, -1)) * 8, b'\xc3\x28' * 40,
], ids=['zeros', 'elf', 'zip', 'bad utf-8'])
def test_what_is_no_text_is_said(tell, sound, content):
    told = tell(lambda name, _: content)
    assert unsaid(told, sound, NAMED) == ''
    assert ' '.join(name for name in NAMES if told.packages[name] and name != 'tools/pin') == ''  # a line is a version


def test_a_nul_in_the_middle_is_said(tell, sound):
    def broken(name, content):
        return content[:len(content) // 2] + b'\x00' + content[len(content) // 2:]
    assert lost(tell(broken), sound) == ''


def test_bytes_that_are_no_utf_8_lose_nothing_in_silence(tell, sound):
    def broken(name, content):
        middle = content.index(b'\n', len(content) // 3) if b'\n' in content[len(content) // 3:] else len(content)
        return content[:middle] + b'\xff\xc0' + content[middle:]
    assert lost(tell(broken), sound) == ''


def test_a_merge_conflict_is_said(tell, sound):
    def conflict(name, content):
        lines = content.splitlines(keepends=True)
        half = len(lines) // 2
        return b''.join(lines[:half] + [b'<<<<<<< HEAD\n', lines[half], b'=======\n', lines[half],
                                        b'>>>>>>> branch\n'] + lines[half + 1:])
    assert unsaid(tell(conflict), sound, [name for name in NAMES if name != 'go/sum']) == ''


def test_a_page_of_a_server_is_said(tell, sound):
    told = tell(lambda name, content: b'<!DOCTYPE html>\n<html><head><title>404</title></head>\n</html>\n')
    assert unsaid(told, sound, NAMED) == ''


def test_nothing_at_all_tells_nothing(tell):
    told = tell(lambda name, content: b'')
    assert ' '.join(name for name in NAMES if told.packages[name]) == ''


DEEP = 10000
NESTED = {
    'brackets': b'[' * DEEP,
    'objects': b'{"dependencies":' * DEEP,
    'packages': b'{"packages": ' + b'[' * DEEP,
    'tables': b'[' + b'a.' * DEEP + b'a]\n',
    'toml': b'a = ' + b'[' * DEEP,
    'calls': b'dependencies ' + b'({' * DEEP,
    'yaml': b'a: ' + b'[' * DEEP,
    'indent': b''.join(b' ' * i + b'a:\n' for i in range(2000)),
    'xml': b'<project>' + b'<dependencies>' * DEEP,
}


@pytest.mark.parametrize('nesting', NESTED)
def test_deep_nesting_does_no_harm(tell, sound, nesting):
    notation = {'objects': 'json', 'packages': 'json', 'tables': 'toml', 'toml': 'toml', 'yaml': 'yaml',
                'indent': 'yaml', 'xml': 'xml'}.get(nesting)
    told = tell(lambda name, content: NESTED[nesting])
    assert unsaid(told, sound, [name for name in NAMED if notation and kind(name) == notation]) == ''


def twice(name, content):
    """The first key of the document once more, at its end or beside itself."""
    text = content.decode()
    if kind(name) == 'json':
        key = text.index('"')
        end = text.index('"', key + 1)
        return (text[:key] + text[key:end + 1] + ': null, ' + text[key:]).encode()
    if kind(name) == 'toml':
        return b'twin = 1\ntwin = 2\n' + content
    if kind(name) == 'yaml':
        return None if text.startswith('-') or '\n---' in text else b'twin: 1\ntwin: 2\n' + content.removeprefix(b'---\n')
    return None


def test_a_key_that_stands_twice_is_said(tell, sound):
    told = tell(twice)
    names = [name for name in NAMES if twice(name, SAMPLES[name][1]) is not None]
    assert len(names) > 40
    assert unsaid(told, sound, names) == ''


BOMB = ''.join(f'a{i}: &a{i} [{", ".join([f"*a{i - 1}"] * 9) if i else "x, x"}]\n' for i in range(12)).encode()
LAUGHS = b'<!DOCTYPE project [<!ENTITY a0 "x">' + b''.join(
    b'<!ENTITY a%d "%s">' % (i, b'&a%d;' % (i - 1) * 10) for i in range(1, 12)) + \
    b'<!ENTITY file SYSTEM "file:///etc/hostname">]>\n'


def test_a_bomb_of_aliases_is_said(tell, sound):
    names = [name for name in NAMES if name in NAMED and twice(name, SAMPLES[name][1]) and kind(name) == 'yaml']
    told = tell(lambda name, content: BOMB + content.removeprefix(b'---\n') if name in names else None)
    assert unsaid(told, sound, names) == ''


def test_entities_are_said(tell, sound):
    names = [name for name in NAMES if kind(name) == 'xml']

    def bomb(name, content):
        if name not in names:
            return None
        start = content.index(b'?>') + 2 if content.startswith(b'<?xml') else 0
        end = content.rindex(b'</')
        return content[:start] + LAUGHS + content[start:end] + b'<x>&a11;&file;</x>' + content[end:]
    assert unsaid(tell(bomb), sound, names) == ''
