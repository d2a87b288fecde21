"""The rows of parsers/formats.def, each with its cases, for the tests that must leave out no format."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / 'tests' / 'cases' / 'parsers'
DEFINITION = re.compile(r'const struct strata_format strata_format_(\w+) = \{\s*\.name = "([^"]+)"')


def names():
    """The names of the formats ("cargo/lock"), in the order of the table."""
    rows = re.findall(r'^FORMAT\((\w+)\)', (ROOT / 'parsers' / 'formats.def').read_text(), re.MULTILINE)
    defined = {row: name for source in (ROOT / 'parsers').rglob('*.c')
               for row, name in DEFINITION.findall(source.read_text())}
    return [defined[row] for row in rows]


def cases(name):
    """The case folders of a format."""
    return sorted(path.parent for path in (CASES / name).glob('*/expect.json'))


def inputs(case):
    """The files of a case, below its input folder."""
    return sorted(path for path in (case / 'input').rglob('*') if path.is_file())
