"""Our TOML reader against Python's tomllib, on documents that are mutated at random."""

import json
import os
import random
import subprocess

import pytest

from versions import ROOT, SEED

tomllib = pytest.importorskip("tomllib")
ORACLE = ROOT / "build/dev/tests/toml_oracle"
COUNT = int(os.environ.get("STRATA_DOCUMENTS", "20000"))
SHOWN = 10

SAMPLES = ['''\
title = "a \\u00e9 \\U0001F600 \\"q\\""
'quoted key' = 'lit\\eral'
"" = 1
a.b.c = [1, 2, [ "x", { y = 1, z.w = 2 } ], ] # comment
[table]
key = """
first \\
   second ""quoted""
"""
raw = \'\'\'
'single' ''two''\'\'\'
[table.sub]
int = [0, +1, -17, 1_000, 0xDEAD_beef, 0o755, 0b1101]
float = [1.0, -0.01, 5e+22, 1e06, -2E-2, 6.626e-34, inf, -inf, nan, +nan]
yes = true
no = false
[[array]]
name = "one"
[[array]]
name = "two"
[array.table]
x = 1
[[array.nested]]
y = 2
''', '''\
date = 1979-05-27
time = 07:32:00.999
local = 1979-05-27T07:32:00
spaced = 1979-05-27 07:32:00.5
zulu = 1979-05-27T00:32:00Z
offset = 1979-05-27T00:32:00.999999-07:00
leap = 2024-02-29
[a.b]
[a]
c = { }
d = []
[a.b.c.d]
[x]
y.z = 1
y.w = 2
''', '''\
[[package]]
name = "one"
version = "1.0"
source = { registry = "https://index.example/simple" }
dependencies = [
    { name = "two", marker = "os_name == 'nt'" },
    { name = "three", extra = ["a", "b"] },
]

[package.metadata]
requires-dist = [{ name = "two", specifier = ">=1" }]

[[package]]
name = "two"
[package.optional-dependencies]
x = [{ name = "three" }]
''']

PIECES = ['"', "'", '"""', "'''", "\\", "\\u00e9", "\\x", "\n", "\r\n", "\r", "\t", " ", "#", "=", ".",
          ",", "[", "]", "[[", "]]", "{", "}", "0", "1", "_", "-", "+", "e", "inf", "nan", "true", "a",
          "a.b", "a = 1\n", "[a]\n", "[[a]]\n", "[a.b]\n", "a.b = 2\n", "\x00", "\x7f", "\x0b", "é", "\ufeff",
          "0x", "0o", "0b", ":", "T", "Z", "1979-05-27", "07:32:00", "2023-02-29", "2023-04-31", "{a = 1}", "{a.b = 1}", "[1, 2]", "x = {\n"]


def mutate(draw, text):
    for _ in range(draw.choice((1, 1, 1, 2, 3, 5))):
        at = draw.randrange(len(text) + 1)
        edit = draw.randrange(5)
        if edit == 0:
            text = text[:at] + draw.choice(PIECES) + text[at:]
        elif edit == 1:
            text = text[:at] + text[at + draw.randrange(1, 4):]
        elif edit == 2:
            text = text[:at] + draw.choice(PIECES) + text[at + 1:]
        else:
            text = move_line(draw, text)
    return text


def move_line(draw, text):
    """A line copied elsewhere: tables and keys that are defined twice, or out of order."""
    lines = text.splitlines(keepends=True) or [""]
    line = draw.choice(lines)
    if draw.randrange(2):
        lines.remove(line)
    lines.insert(draw.randrange(len(lines) + 1), line)
    return "".join(lines)


def build(answer):
    """Our tree as tomllib's values; a bare scalar means what tomllib says that it means."""
    if "m" in answer:
        return {bytes.fromhex(key).decode(): build(value) for key, value in answer["m"]}
    if "a" in answer:
        return [build(value) for value in answer["a"]]
    if "s" in answer:
        return bytes.fromhex(answer["s"]).decode()
    written = bytes.fromhex(answer["r"]).decode()
    value = theirs("x = " + written)
    return value["x"] if value != "error" else ("no value", written)


def theirs(text):
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))  # which is the file's, not the text's
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return "error"


def reading(value):
    return repr(value)  # nan is no equal of itself


def test_mutated_documents():
    if not ORACLE.exists():
        pytest.skip(f"{ORACLE} is not built")
    draw = random.Random(SEED)
    documents = list(SAMPLES)
    while len(documents) < COUNT:
        documents.append(mutate(draw, draw.choice(SAMPLES)))
    asked = "".join(d.encode().hex() + "\n" for d in documents).encode()
    out = subprocess.run([str(ORACLE)], input=asked, stdout=subprocess.PIPE, check=True).stdout
    answers = [json.loads(line) for line in out.decode().splitlines()]
    assert len(answers) == len(documents)
    wrong, errors = [], 0
    for document, answer in zip(documents, answers):
        want = theirs(document)
        errors += want == "error"
        have = answer if answer == "error" else build(answer)
        if reading(have) != reading(want):
            wrong.append((len(document), document, have, want))
    assert 0 < errors < len(documents)
    wrong.sort(key=lambda row: row[:2])
    assert not wrong, "%d of %d\n" % (len(wrong), len(documents)) + "\n\n".join(
        f"{document!r}\n  ours {have!r}\n  theirs {want!r}" for _, document, have, want in wrong[:SHOWN])
