"""The rows of parsers/formats.def, each with its cases, for the tests that must leave out no format."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / 'tests' / 'cases' / 'parsers'
DEFINITION = re.compile(r'const struct strata_format strata_format_(\w+) = \{\s*\.name = "([^"]+)"(.*?)^\};',
                        re.MULTILINE | re.DOTALL)


def _defined():
    """Of each row of the table: the name of its format, and the rest of its definition."""
    return {row: (name, rest) for source in sorted((ROOT / 'parsers').rglob('*.c'))
            for row, name, rest in DEFINITION.findall(source.read_text())}


def names():
    """The names of the formats ("cargo/lock"), in the order of the table."""
    rows = re.findall(r'^FORMAT\((\w+)\)', (ROOT / 'parsers' / 'formats.def').read_text(), re.MULTILINE)
    defined = _defined()
    return [defined[row][0] for row in rows]


def probed():
    """The names of the formats whose files are known by how they begin."""
    return {name for name, rest in _defined().values() if '.probe' in rest}


def binary():
    """The names of the formats whose files are no text."""
    return {name for name, rest in _defined().values() if '.binary' in rest}


def cases(name):
    """The case folders of a format."""
    return sorted(path.parent for path in (CASES / name).glob('*/expect.json'))


def inputs(case):
    """The files of a case, below its input folder."""
    return sorted(path for path in (case / 'input').rglob('*') if path.is_file())
