"""The YAML reader against PyYAML: what is YAML, and its tree with aliases expanded."""
import pytest

from documents import compare, generate, ours

yaml = pytest.importorskip("yaml")

SAMPLES = [s.encode() for s in (
    "a: 1.10\nb:\n  - x\n  - 'it''s'\n  - \"t\\tu\"\nc: {d: ~, e: [true, null, '']}\n",
    "base: &b\n  x: 1\nuse: *b\nlist:\n- *b\n- - deep\n  - \n",
    "text: |\n  one\n  two\nfold: >-\n  a\n  b\n# comment\nlast: end\n",
    "---\na: b\n---\n- 1\n...\n", "/pkg@1.0(peer@2):\n  resolution: {integrity: sha512-x==}\n  dev: false\n")]
ALPHABET = [c.encode() for c in "abc:-#&*'\"[]{},|> \n\n  ~!%@?01\t"]
NULLS, BOOLS = ("", "~", "null", "Null", "NULL"), ("true", "True", "TRUE", "false", "False", "FALSE")


class Odd(Exception):
    """What our reader leaves out on purpose: keys that are collections, circles."""


def tree(node, above=()):
    if node in above:
        raise Odd
    if isinstance(node, yaml.ScalarNode):
        if not node.style and node.value in NULLS:
            return ["null", node.value]
        if not node.style and node.value in BOOLS:
            return ["bool", node.value.lower()]
        return ["string", node.value]
    above += (node,)
    if isinstance(node, yaml.SequenceNode):
        return ["array"] + [tree(child, above) for child in node.value]
    out = ["map"]
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise Odd
        out += [key.value, tree(value, above)]
    return out


def reference(document):
    try:
        nodes = list(yaml.compose_all(document.decode(), Loader=yaml.CSafeLoader))
        return ["array"] + [tree(node) for node in nodes if node is not None]
    except (yaml.YAMLError, Odd) as error:
        return None if "duplicate anchor" in str(error) else "error"


def test_yaml(tmp_path):
    """An anchor that is set again is YAML, though not for PyYAML: such documents are left out."""
    asked = [(d, reference(d)) for d in generate(SAMPLES, ALPHABET)]
    asked = [(d, answer) for d, answer in asked if answer is not None]
    documents = [d for d, _ in asked]
    compare(documents, ours("yaml", documents, tmp_path), [answer for _, answer in asked])
