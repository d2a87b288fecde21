"""Reference orders of versions for test_osv.py: one class each, asked in one batch.

What a reference is, and why that one, stands in README-osv.md.
"""

import functools
import re
import shutil
import subprocess
import sys

import pytest

from versions import CACHE, HERE, ask

SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
                    r"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
                    r"(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?", re.ASCII)


@functools.lru_cache(None)
def semver(text):
    """A sort key by semver.org, clause 11; None for what is no SemVer 2.0.0."""
    found = SEMVER.fullmatch(text)
    if not found:
        return None
    numbers = tuple(int(found[i]) for i in (1, 2, 3))
    if found[4] is None:
        return numbers + ((1,),)
    parts = tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in found[4].split("."))
    return numbers + ((0, parts),)


class Keyed:
    """An order by sort keys."""

    def __init__(self, key):
        self.key = key

    def prepare(self, pairs):
        pass

    def valid(self, text):
        return self.key(text) is not None

    def compare(self, a, b):
        x, y = self.key(a), self.key(b)
        return (x > y) - (x < y)


class Asked:
    """An order that another program knows."""

    def __init__(self, compare, valid):
        self.ask_compare, self.ask_valid = compare, valid
        self.orders, self.known = {}, {}

    def prepare(self, pairs):
        texts = sorted({text for pair in pairs for text in pair} - set(self.known))
        self.known.update(zip(texts, (answer == "true" for answer in self.ask_valid(texts))))
        wanted = sorted({pair for pair in pairs if all(self.known[text] for text in pair)} - set(self.orders))
        self.orders.update(zip(wanted, map(int, self.ask_compare(wanted))))

    def valid(self, text):
        return self.known[text]

    def compare(self, a, b):
        return self.orders[a, b]


@functools.lru_cache(None)
def pep440(text):
    from packaging.version import InvalidVersion, Version
    try:
        return Version(text)
    except InvalidVersion:
        return None


@functools.lru_cache(None)
def nuget(text):
    """NuGet.Versioning's rules: one to four numbers, SemVer 2 behind them, case ignored."""
    found = re.fullmatch(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?"
                         r"(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?", text, re.ASCII)
    if not found:
        return None
    numbers = tuple(int(found[i] or 0) for i in (1, 2, 3, 4))
    if max(numbers) > 2147483647:
        return None
    if found[5] is None:
        return numbers + ((1,),)
    parts = tuple((0, int(p), "") if p.isdigit() else (1, 0, p.upper()) for p in found[5].split("."))
    return numbers + ((0, parts),)


RUBY = r"""
$stdin.each_line(chomp: true) do |line|
  a, b = line.split("\t", -1)
  if ARGV[0] == "valid"
    puts((Gem::Version.correct?(a) && !a.strip.empty?) ? "true" : "false")
  else
    puts((Gem::Version.new(a) <=> Gem::Version.new(b)).to_s)
  end
end
"""

PHP = r"""
require "Composer/Semver/autoload.php";
$parser = new Composer\Semver\VersionParser();
while (($line = fgets(STDIN)) !== false) {
    $text = explode("\t", rtrim($line, "\n"));
    try {
        $found = array_map(fn($t) => $parser->normalize($t), $text);
        $branch = array_filter($found, fn($t) => str_starts_with($t, "dev-"));
        echo $argv[1] == "valid" ? ($branch ? "false" : "true") : version_compare($found[0], $found[1]), "\n";
    } catch (UnexpectedValueException $e) {
        echo "false\n";
    }
}
"""


def needs(*tools):
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed")


def asked(command):
    rows = lambda pairs: ["\t".join(pair) for pair in pairs]
    return Asked(lambda pairs: ask(command + ["compare"], rows(pairs)), lambda texts: ask(command + ["valid"], texts))


def rubygems():
    needs("ruby")
    return asked(["ruby", "-e", RUBY])


def composer():
    needs("php")
    if subprocess.run(["php", "-r", 'require "Composer/Semver/autoload.php";'], capture_output=True).returncode:
        pytest.skip("Debian's php-composer-semver is not installed")
    return asked(["php", "-r", PHP, "--"])


def maven():
    needs("java", "javac", "mvn")
    import test_maven_versions
    command = test_maven_versions.reference.__wrapped__() if hasattr(test_maven_versions.reference, "__wrapped__") else None
    if command is None:
        pytest.skip("maven's reference cannot be had")
    return Asked(lambda pairs: command("compare", pairs),
                 lambda texts: [str(bool(t) and not re.search(r"[\s\[\](),${}]", t)).lower() for t in texts])


ORDERS = {
    "PyPI": lambda: Keyed(pep440),
    "npm": lambda: Keyed(lambda v: semver(re.sub(r"^[=v\s]+", "", v.strip()))),
    "crates.io": lambda: Keyed(semver),
    "Go": lambda: Keyed(lambda v: semver(v.removeprefix("v"))),
    "SwiftURL": lambda: Keyed(lambda v: semver(v.removeprefix("v"))),
    "NuGet": lambda: Keyed(nuget),
    "RubyGems": rubygems,
    "Packagist": composer,
    "Maven": maven,
}
