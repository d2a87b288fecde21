"""The JSON reader against Python's: what is JSON, and what it means."""
import json

from documents import compare, generate, ours

SAMPLES = [s.encode() for s in (
    '{"a": [1, 2.5e-3, true, null], "b": {"c": "x\\n\\u00e9\\ud83d\\ude00"}, "": -0}',
    '[[], {}, "", "\\\\\\"\\/", 10, -1.0, 1E5, false]',
    ' {"name" : "päckage",\r\n\t"version": "1.0", "x": ["€", "😀"]} ', '"text"', "0", "null")]
ALPHABET = [c.encode() for c in '{}[]:,"\\ \n\r\t0123456789.eE+-truefalsn/u'] + [b"\x00", b"\x1f", b"\x7f"]


def no_constant(name):
    raise ValueError(name)


def tree(value):
    if isinstance(value, Pairs):
        return ["map"] + [part for k, v in value.pairs for part in (clean(k), tree(v))]
    if isinstance(value, list) and not isinstance(value, Number):
        return ["array"] + [tree(v) for v in value]
    if isinstance(value, Number):
        return ["number", value[1]]
    if value is None:
        return ["null", "null"]
    if isinstance(value, bool):
        return ["bool", "true" if value else "false"]
    return ["string", clean(value)]


class Pairs:
    def __init__(self, pairs):
        self.pairs = pairs


class Number(list):
    pass


def clean(text):
    """A lone surrogate is U+FFFD for us."""
    return "".join("\ufffd" if 0xd800 <= ord(c) < 0xe000 else c for c in text)


def reference(document):
    def as_number(text):
        return Number(["number", text])
    try:
        return tree(json.loads(document.decode(), object_pairs_hook=Pairs, parse_int=as_number,
                               parse_float=as_number, parse_constant=no_constant))
    except ValueError:
        return "error"


def is_text(document):
    """Bytes that are no UTF-8 are let through by our reader, on purpose."""
    try:
        document.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_json(tmp_path):
    documents = [d for d in generate(SAMPLES, ALPHABET) if is_text(d)]
    compare(documents, ours("json", documents, tmp_path), [reference(d) for d in documents])
