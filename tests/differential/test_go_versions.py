"""go against golang.org/x/mod/semver, fetched by go below build/."""

import shutil
import subprocess

import pytest

from versions import CACHE, COUNT, SEED, ask, check, generate_pairs, ours

MODULE = "golang.org/x/mod@v0.22.0"

VERSIONS = """
v1.2.3 v0.0.0-20190101000000-abcdefabcdef v1.2.4-0.20200101120000-abcdefabcdef v1.2.3-pre.0.20200101120000-abc
v2.0.0+incompatible v1.2.3-rc.1 v1.2.3-rc.1+incompatible v1 v1.2 v01.2.3 v1.2.3-01 v1.2.3-0 v1.2.3-a.b v1.2.3+a.01
v1.2-pre v1+b v1.2.3- v1.2.3+ v1.2.3-a..b v1.2.3.4 v10.0.0 v0.0.0 v1.2.3--1 v18446744073709551616.0.0 v1.0.0-99999999999999999999
""".split() + ["v"]

ALPHABET = "0123456789" * 2 + "......---+abrc_"

REFERENCE = r"""
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/semver"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		words := strings.Split(in.Text(), "\t")
		if os.Args[1] == "valid" {
			fmt.Fprintln(out, semver.IsValid(words[0]))
			continue
		}
		order := semver.Compare(words[0], words[1])
		if order == 0 && !semver.IsValid(words[0]) {
			order = strings.Compare(words[0], words[1])
		}
		fmt.Fprintln(out, order)
	}
}
"""


@pytest.fixture(scope="session")
def go():
    if not shutil.which("go"):
        pytest.skip("go is not installed")
    place = CACHE / "go"
    place.mkdir(parents=True, exist_ok=True)
    program = place / "reference"
    if not program.exists():
        (place / "main.go").write_text(REFERENCE)
        (place / "go.mod").write_text("module reference.example\n\ngo 1.20\n")
        for command in (["go", "get", MODULE], ["go", "build", "-o", str(program), "."]):
            if subprocess.run(command, cwd=place, capture_output=True).returncode != 0:
                pytest.skip(f"go cannot fetch and build {MODULE}")
    return lambda verb, rows: ask([str(program), verb], ["\t".join(row) for row in rows])


def begin_with_v(pairs):
    """We forgive a missing 'v', which OSV leaves out; x/mod does not."""
    return [tuple(text if text.startswith("v") else "v" + text for text in pair) for pair in pairs]


def test_order(go):
    pairs = begin_with_v(generate_pairs(SEED, COUNT, VERSIONS, ALPHABET))
    check(pairs, ours("go", "compare", pairs), go("compare", pairs))


def test_order_without_v(go):
    pairs = begin_with_v(generate_pairs(SEED + 2, COUNT // 4, VERSIONS, ALPHABET))
    answers = ours("go", "valid", [text for pair in pairs for text in pair])
    pairs = [pair for i, pair in enumerate(pairs) if answers[2 * i:2 * i + 2] == ["true", "true"]]
    check(pairs, ours("go", "compare", [(a[1:], b) for a, b in pairs]), go("compare", pairs))


def test_valid(go):
    texts = [pair[:1] for pair in begin_with_v(generate_pairs(SEED + 1, COUNT, VERSIONS, ALPHABET))]
    check(texts, ours("go", "valid", texts), go("valid", texts))
