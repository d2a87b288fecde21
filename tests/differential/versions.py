"""What the differential tests of version schemes share.

A deterministic source of pairs: real-looking samples, mutated by a seeded
generator, so that a run can be repeated by its seed. The oracle
(version_oracle.c) and a reference each answer the same questions; `disagreements`
says where they differ.
"""

import os
import pathlib
import random
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = ROOT / "build" / "differential"
COUNT = int(os.environ.get("STRATA_PAIRS", "20000"))
REQUIREMENTS_COUNT = max(COUNT // 5, 4000)
SEED = int(os.environ.get("STRATA_SEED", "1"))
SHOWN = 20

NUMBERS = ["0", "1", "2", "9", "10", "11", "99", "007", "2147483648",
           "9007199254740991", "9007199254740992", "18446744073709551616"]


def mutate(draw, text, alphabet):
    """One to three small edits, most of which keep the shape of a version."""
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        at = draw.randrange(len(text) + 1)
        edit = draw.randrange(6)
        if edit == 0:
            text = text[:at] + draw.choice(alphabet) + text[at:]
        elif edit == 1:
            text = text[:at] + text[at + 1:]
        elif edit == 2:
            text = text[:at] + draw.choice(alphabet) + text[at + 1:]
        elif edit in (3, 4):
            text = other_number(draw, text)
        else:
            text = text[:at] + text[max(0, at - draw.randrange(1, 4)):]
    return text


def other_number(draw, text):
    """Another number for one of the runs of digits: a near one as often as a far one."""
    runs, start = [], None
    for i, c in enumerate(text + " "):
        digit = c.isascii() and c.isdigit()
        if digit and start is None:
            start = i
        elif not digit and start is not None:
            runs.append((start, i))
            start = None
    if not runs:
        return text
    start, end = draw.choice(runs)
    if draw.randrange(2):
        number = str(max(0, int(text[start:end]) + draw.choice((-1, 1))))
    else:
        number = draw.choice(NUMBERS)
    return text[:start] + number + text[end:]


def one(draw, samples, alphabet):
    text = draw.choice(samples)
    return text if draw.randrange(3) == 0 else mutate(draw, text, alphabet)


def generate_pairs(seed, count, samples, alphabet):
    """Pairs of texts for an order. In half of them the second is a mutation of the first."""
    draw = random.Random(seed)
    pairs = []
    while len(pairs) < count:
        a = one(draw, samples, alphabet)
        b = mutate(draw, a, alphabet) if draw.randrange(2) else one(draw, samples, alphabet)
        pairs.append((a, b))
    return pairs


def generate_questions(seed, count, versions, requirements, alphabet, requirement_alphabet):
    """(version, requirement) pairs; the version often has numbers of the requirement."""
    draw = random.Random(seed)
    pairs = []
    while len(pairs) < count:
        requirement = one(draw, requirements, requirement_alphabet)
        version = near(draw, requirement) if draw.randrange(2) else None
        pairs.append((version or one(draw, versions, alphabet), requirement))
    return pairs


def near(draw, requirement):
    """A version that stands in the requirement, as written or a step beside."""
    words, word = [], ""
    for c in requirement + " ":
        if c.isascii() and (c.isalnum() or c in ".-+"):
            word += c
        else:
            words += [word] if any(d.isdigit() for d in word) else []
            word = ""
    if not words:
        return None
    word = draw.choice(words).strip(".-+")
    for part in ("x", "X"):
        word = ".".join("3" if piece == part else piece for piece in word.split("."))
    if draw.randrange(2):
        word += ".0" * max(0, 2 - word.split("-")[0].count("."))
    return word if draw.randrange(3) == 0 else other_number(draw, word)


def oracle_path():
    path = pathlib.Path(os.environ.get("STRATA_ORACLE", ROOT / "build/dev/tests/version_oracle"))
    if not path.exists():
        pytest.skip(f"{path} is not built")
    return path


def ask(command, lines, **options):
    """The answers of a program that reads a question a line."""
    out = subprocess.run(command, input="".join(line + "\n" for line in lines).encode(),
                         stdout=subprocess.PIPE, check=True, **options).stdout
    answers = out.decode().split("\n")[:-1]
    assert len(answers) == len(lines), "a question without an answer"
    return answers


def ours(scheme, verb, pairs):
    """Our answers to pairs, or to single texts."""
    rows = [pair if isinstance(pair, tuple) else (pair,) for pair in pairs]
    return ask([str(oracle_path())], ["\t".join((scheme, verb) + row) for row in rows])


def disagreements(pairs, mine, theirs):
    """At most SHOWN of them in words, worst first in line: the shortest."""
    wrong = [(pair, a, b) for pair, a, b in zip(pairs, mine, theirs) if a != b]
    wrong.sort(key=lambda row: (len("".join(row[0])), row[0]))
    return len(wrong), [f"{pair!r}: ours {a}, theirs {b}" for pair, a, b in wrong[:SHOWN]]


def check(pairs, mine, theirs):
    """Fails with the shortest disagreements; says what was compared."""
    count, shown = disagreements(pairs, mine, theirs)
    answers = {answer: theirs.count(answer) for answer in sorted(set(theirs))}
    print(f"{len(pairs)} pairs, {count} disagreements, answers {answers}")
    assert len(answers) > 1, "the reference gives one answer to everything"
    assert count == 0, f"{count} of {len(pairs)}:\n" + "\n".join(shown)
