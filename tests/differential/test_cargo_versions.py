"""cargo against the `semver` crate, fetched and built by cargo below build/."""

import shutil
import subprocess

import pytest

from versions import (CACHE, COUNT, REQUIREMENTS_COUNT, SEED, ask, check, generate_pairs,
                      generate_questions, ours)

CRATE = "1.0.26"

VERSIONS = """
1.2.3 0.0.0 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0+build
1.0.0-rc.1+b.5 1.2.3-0 1.2.3-00 01.2.3 1.2 1 1.2.3.4 1.0.0--a 1.0.0-a-b.-1 10.20.30 0.0.4 0.3.0-next.12
18446744073709551615.0.0 18446744073709551616.0.0 1.0.0-99999999999999999999 v1.2.3 1.0.0+a.01 1.0.0-1a
0.11.0+wasi-snapshot-preview1
""".split() + ["", " 1.2.3"]

REQUIREMENTS = """
^1.2.3 1.2.3 1.2 1 ~1.2.3 ~1.2 ~1 =1.2.3 =1.2 =1 >1.2.3 >1.2 >1 >=1.2.3 >=1.2 >=1 <1.2.3 <1.2 <2 <=1.2.3 <=1.2 <=1
* 1.* 1.2.* 1.*.* ^0.2.3 ^0.0.3 ^0.0 ^0 0.0.0 ~0.0.0 >=1.0.0-alpha <1.0.0-rc.1 ^1.0.0-beta.2 ~1.2.3-rc.1 =1.0.0-rc.1
>=1.2,<1.5 >=1.2.3,<2 ^1,!=1.2 1.2.3+build ^1.x x 1.X >=1.* =1.* ^1.* ~1.2.* ^18446744073709551615 >18446744073709551615
<=18446744073709551615.18446744073709551615 =18446744073709551615.1 01.2 1.2.3.4 ^^1 ^v1 >=0.0.0-0
""".split() + ["", " ", ">= 1.2, < 1.5", ">=1.2 <1.5", " ^1.2 ", "1.2 , 1.3", "1,", "*, 1", "> 1.0.0-a, < 1.0.0"]

ALPHABET = "0123456789" * 2 + "......---+abrcx"
REQUIREMENT_ALPHABET = "0123456789" * 2 + ".....--**x,,  ^~<>=ab+"

REFERENCE = r"""
use semver::{Version, VersionReq};
use std::cmp::Ordering;
use std::io::{self, BufRead, Write};

fn compare(a: &str, b: &str) -> &'static str {
    let order = match (Version::parse(a), Version::parse(b)) {
        (Ok(x), Ok(y)) => x.cmp_precedence(&y),
        (Err(_), Err(_)) => a.as_bytes().cmp(b.as_bytes()),
        (x, _) => if x.is_ok() { Ordering::Greater } else { Ordering::Less },
    };
    match order { Ordering::Less => "-1", Ordering::Equal => "0", Ordering::Greater => "1" }
}

fn satisfies(version: &str, requirement: &str) -> &'static str {
    match (VersionReq::parse(requirement), Version::parse(version)) {
        (Err(_), _) => "error",
        (Ok(r), Ok(v)) if r.matches(&v) => "true",
        _ => "false",
    }
}

fn main() {
    let verb = std::env::args().nth(1).unwrap();
    let mut out = io::BufWriter::new(io::stdout());
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split('\t').collect();
        let answer = match verb.as_str() {
            "compare" => compare(words[0], words[1]),
            "satisfies" => satisfies(words[0], words[1]),
            _ => if Version::parse(words[0]).is_ok() { "true" } else { "false" },
        };
        writeln!(out, "{}", answer).unwrap();
    }
}
"""

MANIFEST = f"""
[package]
name = "reference"
version = "0.0.0"
edition = "2018"

[dependencies]
semver = "={CRATE}"

[workspace]
"""


@pytest.fixture(scope="session")
def rust():
    if not shutil.which("cargo"):
        pytest.skip("cargo is not installed")
    place = CACHE / "cargo"
    program = place / "target/release/reference"
    if not program.exists():
        (place / "src").mkdir(parents=True, exist_ok=True)
        (place / "src/main.rs").write_text(REFERENCE)
        (place / "Cargo.toml").write_text(MANIFEST)
        if subprocess.run(["cargo", "build", "-q", "--release"], cwd=place,
                          capture_output=True).returncode != 0:
            pytest.skip(f"cargo cannot fetch and build semver {CRATE}")
    return lambda verb, rows: ask([str(program), verb], ["\t".join(row) for row in rows])


def test_order(rust):
    pairs = generate_pairs(SEED, COUNT, VERSIONS, ALPHABET)
    check(pairs, ours("cargo", "compare", pairs), rust("compare", pairs))


def test_valid(rust):
    texts = [pair[:1] for pair in generate_pairs(SEED + 1, COUNT, VERSIONS, ALPHABET)]
    check(texts, ours("cargo", "valid", texts), rust("valid", texts))


def test_requirements(rust):
    pairs = generate_questions(SEED, REQUIREMENTS_COUNT, VERSIONS, REQUIREMENTS, ALPHABET,
                               REQUIREMENT_ALPHABET)
    check(pairs, ours("cargo", "satisfies", pairs), rust("satisfies", pairs))
