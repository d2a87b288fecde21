"""A second opinion on order from PyPI's `univers`, for what it has classes of its own for.

Only versions as they occur, no mutations: univers is lenient elsewhere, and README.md
says where it differs.
"""

import itertools
import subprocess
import sys

import pytest

import test_debian_versions
import test_pep440_versions
import test_rpm_versions
import test_rubygems_versions
from versions import CACHE, ask, check, ours

PACKAGE = "univers==32.0.1"

ALPINE = """
1.2.3-r0 1.2.3-r1 1.2.4-r0 1.2.3a-r0 1.2.3b-r0 1.2.3_alpha1-r0 1.2.3_beta2-r0 1.2.3_pre1-r0 1.2.3_rc1-r0
1.2.3_rc2-r0 1.2.3_p1-r0 1.2.3_git20200101-r0 10.0-r0 9.9-r0 20230506-r0 3.1.4-r5 3.1.4-r10 1.1.1k-r0 1.1.1w-r1
""".split()

NUGET = """
1.0 1.0.0 1.0.0.0 1.0.0.1 1.0.1 1.1 2.0 10.0.0 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-ALPHA 1.0.0-beta
1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0+build 4.3.0-preview1-2702 5.0.0-preview.7.20364.11 1.2.3.4-beta
""".split()

MAVEN = """
1.0 1.0.0 1.1 1.0-alpha 1.0-alpha-1 1.0-alpha-2 1.0-beta-1 1.0-rc1 1.0-rc2 1.0-SNAPSHOT 1.0.Final 1.0-sp1 2.0 10.0
9.4.48.v20220622 4.1.94.Final 4.1.100.Final 5.3.20.RELEASE 5.3.9.RELEASE 2.15.0-rc2 2.15.0 2.15.1 31.1-jre 32.0-jre
""".split()

CLASSES = {
    "debian": ("DebianVersion", test_debian_versions.VERSIONS),
    "rpm": ("RpmVersion", test_rpm_versions.VERSIONS),
    "alpine": ("AlpineLinuxVersion", ALPINE),
    "maven": ("MavenVersion", MAVEN),
    "pep440": ("PypiVersion", test_pep440_versions.VERSIONS),
    "rubygems": ("RubygemsVersion", test_rubygems_versions.VERSIONS),
    "nuget": ("NugetVersion", NUGET),
}

REFERENCE = """
import sys
import univers.versions
kind = getattr(univers.versions, sys.argv[1])

def version(text):
    try:
        return kind(text)
    except Exception:
        return None

for line in sys.stdin:
    texts = line.rstrip("\\n").split("\\t")
    x, y = map(version, texts)
    print("error" if x is None or y is None else (x > y) - (x < y))
"""


@pytest.fixture(scope="session")
def python():
    place = CACHE / "univers"
    path = place / "bin" / "python"
    if not (place / PACKAGE).exists():
        made = subprocess.run([sys.executable, "-m", "venv", str(place)], capture_output=True)
        if made.returncode == 0:
            made = subprocess.run([str(path), "-m", "pip", "install", "-q", PACKAGE],
                                  capture_output=True)
        if made.returncode != 0:
            pytest.skip(f"pip cannot install {PACKAGE}")
        (place / PACKAGE).touch()
    return str(path)


@pytest.mark.parametrize("scheme", CLASSES)
def test_order(python, scheme):
    name, versions = CLASSES[scheme]
    answers = ours(scheme, "valid", versions)
    good = [text for text, valid in zip(versions, answers) if valid == "true"]
    pairs = list(itertools.combinations(good, 2))
    theirs = ask([python, "-c", REFERENCE, name], ["\t".join(pair) for pair in pairs])
    kept = [(pair, answer) for pair, answer in zip(pairs, theirs) if answer != "error"]
    pairs = [pair for pair, _ in kept]
    check(pairs, ours(scheme, "compare", pairs), [answer for _, answer in kept])
