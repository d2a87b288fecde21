"""composer against composer/semver, Debian's php-composer-semver, run by php."""

import re
import shutil
import subprocess

import pytest

from versions import (COUNT, REQUIREMENTS_COUNT, SEED, ask, check, generate_pairs,
                      generate_questions, ours)

VERSIONS = """
1.0 1.0.0 1 0 v1.2.3 V1.2 1.2.3.4 1.2.3.4.5 1.0-alpha 1.0-alpha1 1.0.0-beta2 1.0beta2 1.0b2 1.0-a3 1.0-RC1
1.0-rc1 1.0.RC2 1.0_RC3 1.0-pl1 1.0-p2 1.0-patch3 1.0patch 1.0-stable 1.0.0+build 1.0-beta.2 1.0-beta-2.5
1.0-dev 1.0.x-dev 1.x-dev 2.*-dev 1.0-alpha2-dev 1.0-dev+b 20100102 2010-01-02 2010.01.02 2010.1.555
20100102-203040 20100102.203040-p1 2010-01-02-10-20-30.5 2010-01-02-10-20-30.0.1 100000 99999.1 123456.1.x-dev
1.0@beta 1.0@dev 00.01 1.0. 1.0- 1..0 1.0-foo foo 1.0-beta2-dev 1.2.x 3.0.0-alpha.1 7.4.0 1.0.0-rc.1 2024.10.01
2024.10.01.1 1.0.0-BETA1 1.0.0-p1.2
""".split() + ["", " 1.0 ", "1.0 as 2.0", "1.0  as  2.x-dev"]

REQUIREMENTS = """
* x *.* v* ^1.2 ^1.2.3 ^0.3 ^0.0.3 ^0.0 ^0 ^1.2.3-beta1 ^1.2@beta ^1.x-dev ^1.2+b ~1.2 ~1.2.3 ~1 ~0.1 ~1.2.3.4
~1.2-beta2 ~1.x-dev ~1.2.x-dev ~>1.2 1.* 1.2.* 1.2.x 0.* 0.0.* v1.* 1.2.3.* 1.*.* >=1.0 >1.0 <2.0 <=2.0 =1.0 ==1.0
!=1.0 <>1.0 >=1.0-beta1 <1.0-RC1 >=1.0,<2.0 >=1.0|<0.5 ^1.0||^2.0 1.0||2.0 >1.0@beta >=1.0@dev <2.0@RC
@dev @stable dev-main dev-main#abc123 1.x-dev#abc 1.x-dev 1.0-dev !=dev-main >dev-main 20100102 >=2010-01-02
~20100102 ^99999.1 !=1.0,!=1.1 1.0@beta foo-dev 1.0-foo >=1.0-p1 <1.0-patch1 ^1.2-rc1 <3.0-rc2 >=1.0beta2
""".split() + ["", "1.0 - 2.0", "1.0.0 - 2.1.0", "1.0 - 2", "1 - 2.0-beta1", "1.0-alpha - 1.2.x-dev", ">=1.0 <2.0",
               ">= 1.0 < 2.0", ">=1.0, <2.0", "^1.0 || ^2.0", "^1.0 | ^2.0", "1.0 as 2.0", "dev-main as 1.0.x-dev",
               ">=1.0 <1.1 || >=1.2", "^1.0 !=1.3", ">= 1.0 , < 2.0", "1.*, !=1.2.3", ">1 , <3 | 5.*"]

ALPHABET = "0123456789" * 2 + "......---_abprcdevxRC+:v"
REQUIREMENT_ALPHABET = "0123456789" * 2 + "....--**xx||, ,  ^~<>=!@abdev"

REFERENCE = r"""
require '/usr/share/php/Composer/Semver/autoload.php';
use Composer\Semver\VersionParser; use Composer\Semver\Constraint\Constraint;
error_reporting(0);
$p = new VersionParser();
function norm($p, $t) { try { return $p->normalize($t); } catch (\Exception $e) { return null; } }
while (($line = fgets(STDIN)) !== false) {
    $q = explode("\t", rtrim($line, "\n"));
    $v = norm($p, $q[1]);
    if ($q[0] === 'valid') {
        echo $v !== null && strpos($v, 'dev-') !== 0 ? "true\n" : "false\n";
    } elseif ($q[0] === 'compare') {
        echo version_compare($v, norm($p, $q[2])), "\n";
    } else {
        try {
            $c = $p->parseConstraints($q[2]);
            echo $v !== null && $c->matches(new Constraint('==', $v)) ? "true\n" : "false\n";
        } catch (\Throwable $e) { echo "error\n"; }
    }
}
"""


@pytest.fixture(scope="session")
def php():
    if not shutil.which("php") or subprocess.run(
            ["php", "-r", "require '/usr/share/php/Composer/Semver/autoload.php';"],
            capture_output=True).returncode:
        pytest.skip("Debian's php-cli and php-composer-semver are not installed")
    return lambda verb, rows: ask(["php", "-r", REFERENCE],
                                  ["\t".join((verb,) + row) for row in rows])


def is_odd(texts):
    """Where the reference goes wrong; see README.md."""
    text = "\t".join(texts)
    return re.search(r"\d{15}", text) or re.search(r"stable", text, re.I)


def test_valid(php):
    texts = sorted({text for pair in generate_pairs(SEED, COUNT // 4, VERSIONS, ALPHABET)
                    for text in pair})
    check([(text,) for text in texts], ours("composer", "valid", texts),
          php("valid", [(text,) for text in texts]))


def test_order(php):
    pairs = [pair for pair in generate_pairs(SEED, COUNT, VERSIONS, ALPHABET) if not is_odd(pair)]
    answers = ours("composer", "valid", [text for pair in pairs for text in pair])
    pairs = [pair for i, pair in enumerate(pairs) if answers[2 * i:2 * i + 2] == ["true", "true"]]
    check(pairs, ours("composer", "compare", pairs), php("compare", pairs))


def test_constraints(php):
    pairs = generate_questions(SEED, REQUIREMENTS_COUNT, VERSIONS + ["dev-main", "dev-foo", "master"],
                               REQUIREMENTS, ALPHABET, REQUIREMENT_ALPHABET)
    pairs = [pair for pair in pairs if not is_odd(pair)]
    check(pairs, ours("composer", "contains", pairs), php("satisfies", pairs))
