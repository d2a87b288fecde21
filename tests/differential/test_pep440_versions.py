"""pep440 against PyPI's `packaging`, from a virtual environment below build/."""

import subprocess
import sys

import pytest

from versions import (CACHE, COUNT, REQUIREMENTS_COUNT, SEED, ask, check, generate_pairs,
                      generate_questions, ours)

VERSIONS = """
1.0 1.0.0 1 0 0.0.0 2.28.1 1.0a1 1.0.alpha.1 1.0-ALPHA 1.0b2 1.0_beta_2 1.0rc1 1.0c1 1.0pre3
1.0-preview.1 1.0.post1 1.0-1 1.0.rev3 1.0r4 1.0.dev0 1.0dev 1.0.dev456 1.0a2.dev456 1.0b2.post345
1.0b2.post345.dev456 1.0rc1.dev456 1.0.post456.dev34 1.0+local 1.0+abc.5 1.0+abc.7 1.0+5 1.0+ubuntu-1
1.0+ubuntu_01.a v1.0 V2.0 1!1.0 1!0.dev1 0!1.0 2024.10.1 20240101 0.0.0.1 1.2.3.4.5.6.7 1.01.001
1.0.0.post1+deb 1.0+1.a.B 0.dev0 0.0.dev0+x 1.1.dev1 3.10.0rc1 4.2.16 1.26.4 0.1.0.a0 1.0.post0
1.0--1 1.0-1-1 foo 1.0+ 1.0.
""".split() + [" 1.0", "1.0 ", "", "\x0b1.0", "1 .0"]

REQUIREMENTS = """
>=1.0 <=1.0 >1.0 <1.0 ==1.0 !=1.0 ~=1.0 ===1.0 ==1.0.* !=1.0.* ~=1.4.2 ~=1.4.5.0 ~=2.2.post3
>=1.0,<2.0 >=1.0,!=1.5.*,<2 >1.0,!=1.0.post1 >1.0.post1 >1.0.dev1 >1.0a1 >1.0rc1 <1.0a1 <1.0.post1
<1.0.dev3 <=1.0.post1 <=1.0a1 ==1.0+local !=1.0+local ==1.0a1 !=1.0rc1 ==1.0.post1 ==1!1.0 ==1!1.*
>=1!1.0 ===foobar ===1.0+local,>=1 ~=1.4.5a4 ~=1!2.0 <0 <0.dev0 >=v1.0 ==v1.0.* ===1.0,===1.0.0
===1.0,===1.0 >1.0,>=1.0.post3 >1.0,<1.0.post1 >1,>1.0.0.1 !=1,!=2,!=3,!=1.* ==1.0.dev0 <1.0,>0.9
>=1.0a1,<1.0 ==1.* ~=1 >1.0+local ==1.0a1.* >=1.0.* 1.0 =1.0 =>1.0 ^1.0
""".split() + ["", " ", ",", ">= 1.0 , < 2.0", "=== 1.0", ">=1.0,,<2.0,", "==  1.0.*"]

ALPHABET = "0123456789" * 3 + "....---__++!!abcrvABCdev *"
REQUIREMENT_ALPHABET = "0123456789" * 3 + "...a.b-+,,<>=!~* "

REFERENCE = r"""
import sys
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

def version(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None

def compare(a, b):
    x, y = version(a), version(b)
    if x is None or y is None:
        x, y = ((x is not None), a.encode()), ((y is not None), b.encode())
        if x[0] != y[0]:
            x, y = x[0], y[0]
    return str((x > y) - (x < y))

def satisfies(v, requirement):
    try:
        wanted = SpecifierSet(requirement)
        return str(version(v) is not None and wanted.contains(v, prereleases=True)).lower()
    except InvalidSpecifier:
        return "error"

def valid(v):
    return str(version(v) is not None).lower()

answer = globals()[sys.argv[1]]
sys.stdin.reconfigure(newline="\n")
for line in sys.stdin:
    print(answer(*line.rstrip("\n").split("\t")))
"""


@pytest.fixture(scope="session")
def reference():
    place = CACHE / "packaging"
    python = place / "bin" / "python"
    if not (place / "done").exists():
        made = subprocess.run([sys.executable, "-m", "venv", str(place)], capture_output=True)
        if made.returncode == 0:
            made = subprocess.run([str(python), "-m", "pip", "install", "-q", "packaging==26.3"],
                                  capture_output=True)
        if made.returncode != 0:
            pytest.skip("PyPI's packaging cannot be installed")
        (place / "done").touch()
    return lambda verb, rows: ask([str(python), "-c", REFERENCE, verb],
                                  ["\t".join(row) for row in rows])


def test_order(reference):
    pairs = generate_pairs(SEED, COUNT, VERSIONS, ALPHABET)
    check(pairs, ours("pep440", "compare", pairs), reference("compare", pairs))


def test_valid(reference):
    texts = [pair[:1] for pair in generate_pairs(SEED + 1, COUNT, VERSIONS, ALPHABET)]
    check(texts, ours("pep440", "valid", texts), reference("valid", texts))


def test_specifiers(reference):
    pairs = generate_questions(SEED, REQUIREMENTS_COUNT, VERSIONS, REQUIREMENTS, ALPHABET,
                               REQUIREMENT_ALPHABET)
    check(pairs, ours("pep440", "satisfies", pairs), reference("satisfies", pairs))
