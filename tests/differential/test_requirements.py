"""Our reader of PEP 508 against PyPI's `packaging`, on requirements that are mutated at random."""

import os
import random

import pytest

from versions import ROOT, SEED, SHOWN, ask

requirements = pytest.importorskip("packaging.requirements")
ORACLE = ROOT / "build/dev/tests/requirement_oracle"
COUNT = int(os.environ.get("STRATA_PAIRS", "50000"))

SAMPLES = """\
requests
requests>=2.8.1
requests == 2.8.*
requests[security,tests] >= 2.8.1, == 2.8.* ; python_version < "2.7"
pip @ https://files.example/pip-1.3.1.zip#sha1=da9234ee9982d4bbb3c72346a6de940a148ea686
name @ git+https://git.example/name.git@0123456789012345678901234567890123456789#egg=name ; os_name == 'nt'
A.B-C_D (>=1.0,<2) ; (sys_platform == "win32" or extra == 'x') and python_version not in "3.1 3.2"
a~=1.4.5
a!=1.0.post1
a===1.0+whatever
a >= 1 , < 2 ,
a[]
a[ b , c ]
a (==1)
a@file:///srv/a
Zope.Interface>=4.1; platform_python_implementation != "PyPy"
x ; 'linux' in sys_platform
x;extra=="a"and extra=="b"
x<=1!2.0a1.dev3
x==1.0+local.1
x >2 ; python_full_version <= "3.11.0a6\"""".splitlines()

ALPHABET = list("aZ09.-_[](),;@ <>=!~*+'\"\t#/:") + ["==", ">=", " and ", " or ", "extra", "in", "not in",
                                                        "os_name", "===", "1.0", ".*"]


def mutate(draw, text):
    for _ in range(draw.choice((0, 1, 1, 1, 2, 3))):
        at = draw.randrange(len(text) + 1)
        edit = draw.randrange(4)
        if edit == 0:
            text = text[:at] + draw.choice(ALPHABET) + text[at:]
        elif edit == 1:
            text = text[:at] + text[at + 1:]
        elif edit == 2:
            text = text[:at] + draw.choice(ALPHABET) + text[at + 1:]
        else:
            text = text[:at] + draw.choice(SAMPLES)[draw.randrange(10):]
    return text


def clauses(text):
    """A specifier as a set: its order and its blanks mean nothing."""
    return {"".join(c.split()) for c in text.split(",") if c.strip()}


def theirs(text):
    try:
        r = requirements.Requirement(text)
    except ValueError:  # a comma behind '===' is found out late
        return None
    return (r.name, frozenset(r.extras), frozenset(clauses(str(r.specifier))), r.url or "", bool(r.marker))


def ours(answer):
    if answer == "error":
        return None
    name, extras, specifier, url, marker = answer.split("\t", 4)
    return (name, frozenset(e.strip() for e in extras.split(",") if e.strip()),
            frozenset(clauses(specifier)), url, bool(marker))


def same(text, mine, reference):
    """`packaging` drops a comma that `===` would swallow; and it keeps a literal's spelling."""
    return mine == reference or ("===" in text and mine and reference and mine[:2] == reference[:2])


def test_mutated_requirements():
    if not ORACLE.exists():
        pytest.skip(f"{ORACLE} is not built")
    draw = random.Random(SEED)
    texts = [t for t in (mutate(draw, draw.choice(SAMPLES)) for _ in range(COUNT)) if "\t" not in t]
    answers = [ours(a) for a in ask([str(ORACLE)], texts)]
    references = [theirs(t) for t in texts]
    assert references.count(None) not in (0, len(texts))
    wrong = sorted({(len(t), t, str(a), str(b)) for t, a, b in zip(texts, answers, references)
                    if not same(t, a, b)})
    assert not wrong, "%d of %d\n" % (len(wrong), len(texts)) + "\n".join(
        f"{t!r}: ours {a}, theirs {b}" for _, t, a, b in wrong[:SHOWN])
