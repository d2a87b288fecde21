"""rpm against Debian's rpm: the version objects of its embedded Lua."""

import shutil
import subprocess

import pytest

from versions import CACHE, COUNT, SEED, check, generate_pairs, ours

VERSIONS = """
1.0-1.el8 0:1.0-1.el8 1:1.0.2k-21.el7_9 1.0~rc1-1 1.0^20200101git-1 1.0^-1 1.0~-1 1.0~~a-1 1.0^^-1
2.0.1a-1 5.5p10-1 10xyz-1 10.1xyz-1 xyz10-1 xyz.4-1 6.0.rc1-1 10b2-1 1.0aa-1 10.0001-1 10.0039-1
4.999.9-5.0 20101121-1 2_0-1 2.0-1 a-1 1.fc17-1 1.0 1.0+b 0:0-0 3:1-2 1.0~rc1^git1-1 1.0^git1~pre-1
1._-1 1.-1 +1-1 1--1 1.0-0.1.module+el8.4.0+1+a 5.14.0-427.13.1.el9_4 1.1.1k-12.el8_9 99999999999999999999-1
""".split()

ALPHABET = "0123456789" * 2 + "....--~~^^__++aAbBzZ:"

REFERENCE = """
local compare = function(a, b)
    if a < b then return -1 elseif a == b then return 0 else return 1 end
end
for line in io.lines("%s") do
    local a, b = line:match("^(.-)\\t(.*)$")
    print(compare(rpm.ver(a), rpm.ver(b)) .. " ")
end
"""


def rpm_order(pairs):
    """Through files: the Lua program itself is a macro, which standard input cannot feed."""
    CACHE.mkdir(parents=True, exist_ok=True)
    questions, program = CACHE / "rpm.txt", CACHE / "rpm.lua"
    questions.write_text("".join(f"{a}\t{b}\n" for a, b in pairs))
    program.write_text(REFERENCE % questions)
    out = subprocess.run(["rpm", "--eval", f"%{{lua:dofile('{program}')}}"], check=True,
                         capture_output=True, text=True).stdout
    return out.split()


def generate(seed, count):
    """Pairs of valid versions: rpm compares any text, whether it is one or not."""
    pairs = []
    while len(pairs) < count:
        drawn = generate_pairs(seed, count, VERSIONS, ALPHABET)
        answers = ours("rpm", "valid", [text for pair in drawn for text in pair])
        pairs += [pair for i, pair in enumerate(drawn)
                  if answers[2 * i:2 * i + 2] == ["true", "true"]]
        seed += 1000
    return pairs[:count]


def test_order():
    if not shutil.which("rpm"):
        pytest.skip("Debian's rpm is not installed")
    pairs = generate(SEED, COUNT)
    check(pairs, ours("rpm", "compare", pairs), rpm_order(pairs))
