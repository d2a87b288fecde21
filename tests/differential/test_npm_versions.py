"""npm against npm's own `semver`, installed by npm below build/."""

import re
import shutil
import subprocess

import pytest

from versions import (CACHE, COUNT, REQUIREMENTS_COUNT, SEED, ask, check, generate_pairs,
                      generate_questions, ours)

PACKAGE = "semver@7.8.6"

VERSIONS = """
1.2.3 v1.2.3 =1.2.3 0.0.0 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1
1.0.0+build 1.0.0-rc.1+b.5 1.2.3-0 1.2.3-00 01.2.3 1.2 1 1.2.3.4 1.0.0--a 1.0.0-a-b.-1 10.20.30 0.0.4
9007199254740991.0.0 9007199254740992.0.0 1.0.0-9007199254740993 0.3.0-next.12 2.0.0-canary.abc123 1.0.0-x
18.0.0-rc.0-next-fe1 4.17.21 1.0.0-1.2.3 1.0.0-1a
""".split() + ["", " 1.2.3 ", "v 1.2.3"]

RANGES = """
^1.2.3 ~1.2.3 1.2.3 =1.2.3 v1.2.3 1.x 1.2.x * x X 1 1.2 ^0.2.3 ^0.0.3 ^0.0 ^0.x ^1.x ~0 ~1 ~1.2 >=1.2.3 >1 <2 <=2 >1.2
>=1.2.3-alpha ^1.2.3-beta.2 ~1.2.3-rc.1 <1.0.0-rc.1 >=1.0.0-0 1.2.3+build ^1.2.3+b ~>1.2 ^v1.2 >v1.0.0 1.2.* 1.*.3
<0.0.0-0 >=0.0.0-0 >* <* >=* latest ^1.2.3.4 >=01.2.3 1.2.3-x.1 ^x ~* ^9007199254740991.0.0 >9007199254740991
git+https://host.example/x.git file:../x
""".split() + ["", " ", "1.2 - 2.3", "1.2.3 - 2.3.4", "1.2.3 - 2", "1 - 2.3.4-beta", "1.x - 2.x", "* - 1", ">=1.2.3 <2",
               ">= 1.2.3 < 2", "1 || 2", "1||2 || >=3.1", "^1 <1.5 || 2.0.0-rc.1", "~ 1.2", "^ 1", "> =1.0", "1.0.0 ||",
               "|| 1", ">=1.0.0-alpha <1.0.0", ">1.2.3-a <1.2.3-c", ">=1.0.0-a <2.0.0-b", "^1.0.0 ^1.2.0-rc"]

ALPHABET = "0123456789" * 2 + "......---+abxrcv= "
RANGE_ALPHABET = "0123456789" * 2 + ".....--**xX||  ^~<>=vab+"

REFERENCE = r"""
const semver = require("semver");
const lines = require("fs").readFileSync(0, "utf8").split("\n").slice(0, -1);
const bytewise = (a, b) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
const answer = {
  valid: (v) => String(semver.valid(v) !== null),
  compare: (a, b) => {
    const x = semver.valid(a) !== null, y = semver.valid(b) !== null;
    return String(x && y ? semver.compare(a, b) : x !== y ? x - y : bytewise(a, b));
  },
  satisfies: (v, range) => {
    try { new semver.Range(range); } catch { return "error"; }
    return String(semver.satisfies(v, range));
  },
}[process.argv[1]];
process.stdout.write(lines.map((line) => answer(...line.split("\t")) + "\n").join(""));
"""


@pytest.fixture(scope="session")
def node():
    missing = [tool for tool in ("node", "npm") if not shutil.which(tool)]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed")
    place = CACHE / "npm"
    place.mkdir(parents=True, exist_ok=True)
    if not (place / PACKAGE).exists():
        made = subprocess.run(["npm", "install", "--silent", "--prefix", str(place), PACKAGE],
                              cwd=place, capture_output=True)
        if made.returncode != 0:
            pytest.skip(f"npm cannot install {PACKAGE}")
        (place / PACKAGE).touch()
    return lambda verb, rows: ask(["node", "-e", REFERENCE, verb],
                                  ["\t".join(row) for row in rows], cwd=place)


def exact(pairs):
    """JavaScript rounds a number of a pre-release beyond 15 digits; see README.md."""
    return [pair for pair in pairs if not re.search(r"-.*\d{16}", "\t".join(pair))]


def test_order(node):
    pairs = exact(generate_pairs(SEED, COUNT, VERSIONS, ALPHABET))
    check(pairs, ours("npm", "compare", pairs), node("compare", pairs))


def test_valid(node):
    texts = [pair[:1] for pair in generate_pairs(SEED + 1, COUNT, VERSIONS, ALPHABET)]
    check(texts, ours("npm", "valid", texts), node("valid", texts))


def test_ranges(node):
    pairs = exact(generate_questions(SEED, REQUIREMENTS_COUNT, VERSIONS, RANGES, ALPHABET,
                                     RANGE_ALPHABET))
    check(pairs, ours("npm", "satisfies", pairs), node("satisfies", pairs))
