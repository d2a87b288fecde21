"""maven against maven-artifact, fetched by mvn, through a small Java program."""

import os
import re
import shutil
import subprocess

import pytest

from versions import (CACHE, COUNT, HERE, REQUIREMENTS_COUNT, SEED, ask, check, generate_pairs,
                      generate_questions, ours)

ARTIFACT = "org.apache.maven:maven-artifact:3.9.9"

VERSIONS = """
1 1.0 1.0.0 1-1 1.1 1-alpha 1-alpha-1 1.0-alpha1 1.0alpha1 1.0a1 1.0b2 1.0m3 1.0-a 1.0-rc1 1.0-cr1 1.0.RC1
1.0-SNAPSHOT 1.0-20240101.120000-1 1.0.Final 1.0.GA 1.0-final 1.0-release 1.0-sp1 1.0.sp.1 1.0.alpha.1
1.0-xyz 1.0.xyz 1.0-1-1 1.0.0-0 1--1 1..1 1.-1 1-.1 -1 .1 a a1 a.1 1a 1.a1 1.0.0.a1 1-0.alpha 1-0.beta
2.0.1-xyz 2.0.1-123 31.1-jre 31.1-android 5.3.20.RELEASE 9.4.48.v20220622 4.1.94.Final 1.0.0.M1
2.15.0-rc2 1.0.1-alpha.2 1.0ga 1.0-0-0-1 1.x 1.0_1 1.0+1 00001.2 1-a1-b2-m3 1.0.0.0.0.1 0 0.0 0-0 1.0. 1.0-
r03 20030203.000129 1.0-beta-9.1 1.2.3-SNAPSHOT.1
""".split()

REQUIREMENTS = """
1.0 [1.0] [1.0,2.0) [1.0,2.0] (1.0,2.0) (1.0,2.0] [1.0,) (,1.0] (,1.0) (,) [,] (,1.0],[1.2,) [1,2),(2,3]
[1,2],[2,3] [1,2][3,4] [1,2], [1.0-alpha,1.0] (1.0-rc1,1.0-sp] [1,1] [1,1) (1,1) [2,1] [1.0] (1.0)
[1,2,3] [1.0,2.0),[1.5,3.0) [ 1.0 [] (1.0 1.0) [1.0,2.0),1 [1,),[2,) ${v} 1.0-SNAPSHOT [1.0-SNAPSHOT,)
""".split() + ["[1.0, 2.0)", " [1.0 ,2.0) , [3,4] ", "[ 1.0 ]"]

ALPHABET = "0123456789" * 2 + "......-----abmArcspxX_+"
REQUIREMENT_ALPHABET = "0123456789" * 3 + "....--a,[])( "


@pytest.fixture(scope="session")
def reference():
    missing = [tool for tool in ("java", "javac", "mvn") if not shutil.which(tool)]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed")
    place = CACHE / "maven"
    place.mkdir(parents=True, exist_ok=True)
    if not list(place.glob("maven-artifact-*.jar")):
        fetched = subprocess.run(["mvn", "-q", "dependency:copy", f"-Dartifact={ARTIFACT}",
                                  f"-DoutputDirectory={place}"], cwd=place, capture_output=True)
        if fetched.returncode != 0:
            pytest.skip(f"mvn cannot fetch {ARTIFACT}")
    path = os.pathsep.join([str(place)] + [str(jar) for jar in place.glob("*.jar")])
    subprocess.run(["javac", "-cp", path, "-d", str(place), str(HERE / "maven/Reference.java")],
                   check=True)
    return lambda verb, rows: ask(["java", "-cp", path, "Reference", verb],
                                  ["\t".join(row) for row in rows])


def has_long_zero(pair):
    """Maven keeps the zeros of a zero: of ten or more it is greater than 0, by mistake."""
    return any(re.search(r"(?<!\d)0{10,}(?!\d)", text) for text in pair)


def test_order(reference):
    pairs = generate_pairs(SEED, COUNT, VERSIONS, ALPHABET)
    pairs = [(a or "0", b or "0") for a, b in pairs if not has_long_zero((a, b))]
    check(pairs, ours("maven", "compare", pairs), reference("compare", pairs))


def test_ranges(reference):
    pairs = generate_questions(SEED, REQUIREMENTS_COUNT, VERSIONS, REQUIREMENTS, ALPHABET,
                               REQUIREMENT_ALPHABET)
    pairs = [(version or "0", requirement) for version, requirement in pairs]
    check(pairs, ours("maven", "satisfies", pairs), reference("satisfies", pairs))
