"""rubygems against Gem::Version and Gem::Requirement of Debian's Ruby."""

import shutil

import pytest

from versions import (COUNT, REQUIREMENTS_COUNT, SEED, ask, check, generate_pairs, generate_questions,
                      ours)

VERSIONS = """
1.0 1.0.0 1 0 0.0 7.0.8 7.0.8.1 1.0.a 1.0.a.0 1.0.0.a 1.a 1.0.pre1 1.0.0.pre.1 2.0.0.rc1 2.0.0.beta2
1.0.0-rc1 1.0-1 1.0-a.b 1.0--1 1.0-pre 1.0.pre 1.0.A 1.0.b10 1.0.b2 1.0.0b 1.2.3.4.5 0.a 0.0.a 0.a.0.1
20240101 1.15.6-x86_64-linux 1.0.a1b2 1.0.0.0.1 1.00.01 1.0.1.a.0.0 3.1.0.dev 5.a.0.b.0 1.0.0.alpha.beta
1..0 1.0. .1 a1 1.0_1 1.0+1 1a 1.0-
""".split() + [" 1.0 ", "1 0"]

REQUIREMENTS = """
~>1.0 ~>1 ~>1.0.0 ~>1.2.3.4 ~>2.0.a ~>1.0.0.pre1 ~>1.0-rc1 ~>0 ~>0.a =1.0 !=1.0 >1.0 <1.0 >=1.0 <=1.0
1.0 >=0 >=0.a >=1.0,<2.0 >=1.0,!=1.5,<2 ~>1.0,>=1.0.3 ~>1.0,<2.a ~>1.0,<2.0 ~>1,~>1.2 >=1.a,<1
!=1,!=2,!=3 ~>1.0,!=1.0.a <2.a,~>1 ~>1.9.9 ~>1.99 ~>1.0,<1.5.a ^1.0 ==1.0 >=1.0, ,>=1 >=1,,<2 ~1.0
""".split() + ["", "~> 1.0", "~> 1.0 , >= 1.0.3", ">= 1.0 , < 2.0.a"]

ALPHABET = "0123456789" * 2 + ".......---abAZpre_ "
REQUIREMENT_ALPHABET = "0123456789" * 5 + ".....ab-,<>~"

# An empty requirement is Ruby's default; "," joins what a Gemfile lists.
REFERENCE = r"""
Gem::Deprecate.skip = true
version = ->(v) { v.strip.empty? || !Gem::Version.correct?(v) ? nil : Gem::Version.new(v) }
compare = ->(a, b) do
  x, y = version[a], version[b]
  next (x <=> y).to_s if x && y
  x || y ? (x ? "1" : "-1") : (a.b <=> b.b).to_s
end
satisfies = ->(v, requirement) do
  requirement = requirement.strip
  wanted = Gem::Requirement.new(*(requirement.empty? ? [] : requirement.split(",", -1)))
  (version[v] ? wanted.satisfied_by?(version[v]) : false).to_s
rescue Gem::Requirement::BadRequirementError
  "error"
end
valid = ->(v) { (!version[v].nil?).to_s }
answer = { "compare" => compare, "satisfies" => satisfies, "valid" => valid }[ARGV[0]]
$stdin.each_line(chomp: true) { |line| puts answer.call(*(line.empty? ? [""] : line.split("\t", -1))) }
"""


@pytest.fixture(scope="session")
def ruby():
    if not shutil.which("ruby"):
        pytest.skip("Debian's ruby is not installed")
    return lambda verb, rows: ask(["ruby", "-e", REFERENCE, verb],
                                  ["\t".join(row) for row in rows])


def test_order(ruby):
    pairs = generate_pairs(SEED, COUNT, VERSIONS, ALPHABET)
    check(pairs, ours("rubygems", "compare", pairs), ruby("compare", pairs))


def test_valid(ruby):
    texts = [pair[:1] for pair in generate_pairs(SEED + 1, COUNT, VERSIONS, ALPHABET)]
    check(texts, ours("rubygems", "valid", texts), ruby("valid", texts))


def test_requirements(ruby):
    pairs = generate_questions(SEED, REQUIREMENTS_COUNT, VERSIONS, REQUIREMENTS, ALPHABET,
                               REQUIREMENT_ALPHABET)
    check(pairs, ours("rubygems", "satisfies", pairs), ruby("satisfies", pairs))
