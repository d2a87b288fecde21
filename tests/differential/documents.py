"""What the differential tests of document readers share: mutated documents, our answers."""
import json
import os
import pathlib
import random
import subprocess

import pytest

from versions import ROOT, SEED

COUNT = int(os.environ.get("STRATA_DOCUMENTS", "20000"))


def mutate(draw, document, alphabet):
    for _ in range(draw.choice((0, 1, 1, 2, 3))):
        at = draw.randrange(len(document) + 1)
        end = at + draw.randrange(4)
        edit = draw.randrange(4)
        if edit == 0:
            document = document[:at] + draw.choice(alphabet) + document[at:]
        elif edit == 1:
            document = document[:at] + document[end:]
        elif edit == 2:
            document = document[:at] + draw.choice(alphabet) + document[at + 1:]
        else:
            document = document[:at] + document[at:end] * 2 + document[end:]
    return document


def generate(samples, alphabet):
    draw = random.Random(SEED)
    return [mutate(draw, draw.choice(samples), alphabet) for _ in range(COUNT)]


def decoded(tree):
    """The oracle's answer with its texts as texts."""
    if tree == "error":
        return tree
    return tree[:1] + [decoded(part) if isinstance(part, list)
                       else bytes.fromhex(part).decode("utf-8", "replace") for part in tree[1:]]


def ours(kind, documents, folder: pathlib.Path):
    oracle = ROOT / "build/dev/tests/text_oracle"
    if not oracle.exists():
        pytest.skip(f"{oracle} is not built")
    path = folder / "documents"
    path.write_bytes(b"".join(b"%d\n%s" % (len(d), d) for d in documents))
    out = subprocess.run([str(oracle), kind, str(path)], check=True, capture_output=True).stdout
    answers = [decoded(json.loads(line)) for line in out.splitlines()]
    assert len(answers) == len(documents)
    return answers


def compare(documents, mine, theirs):
    wrong = [(d, a, b) for d, a, b in zip(documents, mine, theirs) if a != b]
    wrong.sort(key=lambda row: (len(row[0]), row[0]))
    errors = sum(answer == "error" for answer in theirs)
    print(f"{len(documents)} documents, {errors} refused, {len(wrong)} disagreements")
    assert 0 < errors < len(documents)
    assert not wrong, "\n".join(f"{d!r}: ours {a}, theirs {b}" for d, a, b in wrong[:10])
