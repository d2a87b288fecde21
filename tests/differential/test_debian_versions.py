"""debian against dpkg: its Perl library by the hundred thousand, the program by the hundred."""

import random
import re
import shutil
import subprocess

import pytest

from versions import COUNT, SEED, ask, check, generate_pairs, ours

VERSIONS = """
1.0 1.0-1 1:1.0-1 0:1.0 2.36-9+deb12u10 1.1.1n-0+deb11u5 7.88.1-10+deb12u8 1.0~rc1-1 1.0~~-1 1.0~
1.0+dfsg-1 20230311 1:9.18.24-1 5.10.0-0.deb10.16 2.0.0+really1.9-1 1.0-1~bpo11+1 1.0-1ubuntu0.22.04.1
1.0-1build1 0 0-0 000 1.2.3.4.5 1.0a 1.0-a 1.0.a 1a1 1.0+b1 1.0-1+b1 10:5:3-1 1:1:1 2147483647:1 1.0-1-1
2147483648:1 1.0- :1 1: a1 1_0 ~1 -1 1.0+~1 9.0.0~git20220101.abcdef-1
""".split() + ["", " 1.0 ", "1 0", "1.0\x0b"]

ALPHABET = "0123456789" * 2 + "....----~~~++:aAbzZ_ "

# The comparison of dpkg's own library; a text that it refuses is no version.
REFERENCE = r"""
use strict; use warnings;
use Dpkg::Version;
local $SIG{__WARN__} = sub {};
while (my $line = <STDIN>) {
    chomp $line;
    my @text = split /\t/, $line, -1;
    my @version = map { my $t = s/^[ \t]+|[ \t]+$//gr; Dpkg::Version->new($t, check => 1) } @text;
    if (@text == 1) { print defined $version[0] && $version[0]->is_valid() ? "true\n" : "false\n"; }
    else { print $version[0] <=> $version[1], "\n"; }
}
"""


@pytest.fixture(scope="session")
def perl():
    if not shutil.which("perl") or subprocess.run(["perl", "-MDpkg::Version", "-e1"],
                                                  capture_output=True).returncode:
        pytest.skip("Debian's libdpkg-perl is not installed")
    return lambda rows: ask(["perl", "-e", REFERENCE], ["\t".join(row) for row in rows])


def both_valid(pairs):
    """Pairs of what we take for versions: test_valid says whether rightly."""
    answers = ours("debian", "valid", [text for pair in pairs for text in pair])
    return [pair for i, pair in enumerate(pairs) if answers[2 * i:2 * i + 2] == ["true", "true"]]


def generate(seed, count):
    pairs = []
    while len(pairs) < count:
        pairs += both_valid(generate_pairs(seed, count, VERSIONS, ALPHABET))
        seed += 1000
    return pairs[:count]


def test_order(perl):
    """Perl rounds numbers beyond 15 digits, dpkg does not: those are left to the program."""
    pairs = [pair for pair in generate(SEED, COUNT * 2) if not re.search(r"\d{16}", "\t".join(pair))]
    pairs = pairs[:COUNT]
    check(pairs, ours("debian", "compare", pairs), perl(pairs))


def dpkg_order(pair):
    for word, answer in (("lt", "-1"), ("eq", "0"), ("gt", "1")):
        if subprocess.run(["dpkg", "--compare-versions", pair[0], word, pair[1]]).returncode == 0:
            return answer
    return "error"


def test_order_by_the_program():
    if not shutil.which("dpkg"):
        pytest.skip("dpkg is not installed")
    pairs = random.Random(SEED).sample(generate(SEED + 1, COUNT), min(COUNT, 1000))
    check(pairs, ours("debian", "compare", pairs), [dpkg_order(pair) for pair in pairs])


def test_valid():
    """`dpkg --validate-version` takes all that policy allows; strtol's own ideas aside."""
    if not shutil.which("dpkg"):
        pytest.skip("dpkg is not installed")
    texts = sorted({pair[0] for pair in generate_pairs(SEED, 1500, VERSIONS, ALPHABET)
                    if not pair[0].startswith(("-", "+"))})
    theirs = [subprocess.run(["dpkg", "--validate-version", "--", text],
                             capture_output=True).returncode == 0 for text in texts]
    check([(text,) for text in texts], ours("debian", "valid", texts),
          [str(answer).lower() for answer in theirs])
