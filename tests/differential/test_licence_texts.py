"""Licences of texts and names against references.

The words of data/licences/spdx.py and of src/composition/words.c are held together. Debian's own
licence texts (/usr/share/common-licenses) are recognised. And, where STRATA_LICENCES names a folder
with licence files of packages (in any folders below it) and STRATA_SCANCODE a Python that has
scancode-toolkit, the ids that both tell are compared: the same in at least 98 of 100.
"""
import importlib.util
import json
import os
import pathlib
import random
import re
import subprocess

import pytest

from versions import ROOT

ORACLE = pathlib.Path(ROOT) / 'build' / 'dev' / 'tests' / 'licence_oracle'
COMMON = pathlib.Path('/usr/share/common-licenses')
REFERENCE = r'''
import json, sys
from scancode.api import get_licenses
print(json.dumps([get_licenses(line.rstrip('\n'))['detected_license_expression_spdx'] for line in sys.stdin]))
'''


def oracle(lines, *arguments):
    run = subprocess.run([ORACLE, *arguments], input='\n'.join(lines) + '\n', capture_output=True,
                         text=True, check=True)
    return run.stdout.splitlines()


def generator():
    path = pathlib.Path(ROOT) / 'data' / 'licences' / 'spdx.py'
    spec = importlib.util.spec_from_file_location('spdx', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_words_are_those_of_the_script():
    spdx, draw = generator(), random.Random(6)
    pieces = ['the ', 'License', ' version', ' 2', '2.0', '.', ' (a)', '\n * ', ' ii', ' owner', ' licence',
              'http://host.example/a>b ', '<p>', '</br>', '< b', '&quot;', '&', ';', '1.', ' 10 ', '100', 'é',
              ' x', ' Whilst ', '-', 'https://', '<a href="b">', 'a.b', '3.x', "'s", '\t', '0.1.2', 'version 12']
    texts = [''.join(draw.choices(pieces, k=30)) for _ in range(400)]
    texts = [text.replace('\n', ' ') for text in texts]
    want = [' '.join(f'{h:08x}' for h in spdx.shingles(spdx.words(text))) for text in texts]
    assert oracle(texts, 'words') == want


@pytest.mark.parametrize('name, licence', [
    ('Apache-2.0', 'Apache-2.0'), ('Artistic', 'Artistic-1.0-Perl'), ('BSD', 'BSD-3-Clause'),
    ('CC0-1.0', 'CC0-1.0'), ('GFDL-1.2', 'GFDL-1.2-only'), ('GFDL-1.3', 'GFDL-1.3-only'),
    ('GPL-1', 'GPL-1.0-only'), ('GPL-2', 'GPL-2.0-only'), ('GPL-3', 'GPL-3.0-only'),
    ('LGPL-2', 'LGPL-2.0-only'), ('LGPL-2.1', 'LGPL-2.1-only'), ('LGPL-3', 'LGPL-3.0-only'),
    ('MPL-1.1', 'MPL-1.1'), ('MPL-2.0', 'MPL-2.0')])
def test_texts_of_debian(name, licence):
    if not (COMMON / name).exists():
        pytest.skip(f'{COMMON / name} is not there')
    assert oracle([str(COMMON / name)]) == [licence]


def ids(expression):
    """Those of the list: a LicenseRef is a name that one tool alone has."""
    words = re.findall(r'[A-Za-z0-9.+-]+', expression or '')
    return {word for word in words if word not in ('AND', 'OR', 'WITH', 'NOASSERTION')
            and not word.startswith('LicenseRef-')}


def test_licence_files_of_packages():
    folder, python = os.environ.get('STRATA_LICENCES'), os.environ.get('STRATA_SCANCODE')
    if not folder or not python:
        pytest.skip('STRATA_LICENCES and STRATA_SCANCODE are not set')
    paths = sorted(str(p) for p in pathlib.Path(folder).rglob('*') if p.is_file())
    run = subprocess.run([python, '-c', REFERENCE], input='\n'.join(paths) + '\n', capture_output=True,
                         text=True, check=True)
    theirs, ours = json.loads(run.stdout), oracle(paths)
    differ = [(path, a, b) for path, a, b in zip(paths, theirs, ours) if ids(a) != ids(b)]
    for path, a, b in differ:
        print(f'{path}: {a}, here {b}')
    assert len(differ) <= len(paths) * 0.02
