"""lint.py: the rules of ARCHITECTURE.md that a compiler does not check.

Layers include downwards only; a third-party header stays in its home; a table and
its files agree; headers compile alone; tests name no registry.
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

LEVELS = {
    'base': 0,
    'text': 1, 'crypto': 1,
    'syntax': 2, 'model': 2, 'source': 2, 'net': 2, 'db': 2,
    'config': 3, 'memo': 3, 'discover': 3, 'parsers': 3,
    'facts': 4,
    'resolve': 5,
    'advisory': 6, 'sast': 6, 'image': 6, 'composition': 6,
    'history': 7, 'fix': 7,
    'policy': 8,
    'report': 9, 'store': 9,
    'cli': 10,
}

# Third-party headers and the one place that may include them; jansson also serves
# the case runner as its JSON.
HOMES = {
    r'git2(/|\.h)': {'src/source'},
    r'zlib\.h': {'src/source', 'src/text'},
    r'curl/': {'src/net'},
    r'sqlite3\.h': {'src/db'},
    r'libpq': {'src/db'},
    r'yaml\.h': {'src/text', 'tests/bench'},
    r'libxml/': {'src/text'},
    r'archive(_entry)?\.h': {'src/text'},
    r'pcre2': {'src/text'},
    r'jansson\.h': {'src/text', 'src/report', 'tests'},
    r'openssl/': {'src/crypto'},
    r'tree_sitter/': {'src/syntax'},
    r'cmocka\.h': {'tests'},
}


def sources(*folders, endings=('.c', '.h', '.def')):
    for folder in folders:
        for path, _, names in os.walk(os.path.join(ROOT, folder)):
            for name in sorted(names):
                if name.endswith(endings):
                    yield os.path.relpath(os.path.join(path, name), ROOT)


def layer_of(path):
    parts = path.split(os.sep)
    if parts[0] == 'parsers':
        return 'parsers'
    if parts[0] == 'src':
        return parts[1] if len(parts) > 2 else 'cli'
    return None


def includes(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as f:
        for number, line in enumerate(f, 1):
            m = re.match(r'\s*#\s*include\s+([<"])([^>"]+)', line)
            if m:
                yield number, m.group(1), m.group(2)


def check_layers():
    for path in sources('src', 'parsers'):
        mine = layer_of(path)
        for number, kind, name in includes(path):
            other = name.split('/')[0]
            if kind != '"' or '/' not in name or other not in LEVELS or other == mine:
                continue
            if LEVELS[other] >= LEVELS[mine]:
                yield f'{path}:{number}: {mine} may not include {name}: it is not below'


def check_homes():
    for path in sources('src', 'parsers', 'include', 'tests'):
        for number, kind, name in includes(path):
            for pattern, homes in HOMES.items():
                if kind == '<' and re.match(pattern, name) and not any(
                        path.startswith(home + os.sep) for home in homes):
                    yield f'{path}:{number}: <{name}> belongs to {", ".join(sorted(homes))}'


def rows(path, macro):
    with open(os.path.join(ROOT, path), encoding='utf-8') as f:
        return re.findall(r'^%s\((\w+)' % macro, f.read(), re.M)


def consts(folder, pattern):
    found = []
    for path in sources(folder, endings=('.c',)):
        with open(os.path.join(ROOT, path), encoding='utf-8') as f:
            found += re.findall(pattern, f.read(), re.M)
    return found


def check_tables():
    tables = [
        ('parsers/formats.def', 'FORMAT', 'parsers', r'^const struct strata_format strata_format_(\w+) ='),
        ('include/strata/schemes.def', 'SCHEME', 'src/model/version',
         r'^const struct strata_version_scheme strata_version_(\w+) ='),
        ('src/report/reports.def', 'REPORT', 'src/report', r'^const struct report_writer report_(\w+) ='),
        ('src/cli/commands.def', 'COMMAND', 'src/cli', r'^const struct command command_(\w+) ='),
    ]
    for table, macro, folder, pattern in tables:
        have, want = rows(table, macro), consts(folder, pattern)
        for name in sorted(set(want) - set(have)):
            yield f'{table}: no row for {name}'
        for name in sorted(set(have) - set(want)):
            yield f'{table}: {name} has no definition'
        if macro != 'COMMAND' and have != sorted(have):
            yield f'{table}: rows are not sorted'


def check_headers():
    """Each header compiles alone."""
    for path in sources('include', 'src', 'parsers', endings=('.h',)):
        command = ['gcc', '-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-fsyntax-only',
                   '-I', 'include', '-I', 'src', '-I', 'parsers', '-x', 'c', path]
        flags = subprocess.run(['pkg-config', '--cflags', 'libxml-2.0'], capture_output=True, text=True)
        run = subprocess.run(command + flags.stdout.split(), cwd=ROOT, capture_output=True, text=True)
        if run.returncode:
            yield f'{path}: does not compile alone: {run.stderr.splitlines()[0]}'


def check_style():
    for path in sources('src', 'parsers', 'include', 'tests', endings=('.c', '.h')):
        with open(os.path.join(ROOT, path), encoding='utf-8') as f:
            text = f.read()
        if not text.startswith('/*'):
            yield f'{path}: begins without a note that says what it is'
        if re.search(r'\b(strtok|sprintf|strcpy|strcat|atoi|gets)\s*\(', text):
            yield f'{path}: uses a function of libc that is banned'
        for number, line in enumerate(text.splitlines(), 1):
            if len(line.expandtabs(8)) > 110:
                yield f'{path}:{number}: longer than 110 columns'
            if re.search(r'\b(TODO|FIXME|XXX)\b', line):
                yield f'{path}:{number}: a TODO'


def main():
    problems = [p for check in (check_layers, check_homes, check_tables, check_headers, check_style)
                for p in check()]
    for problem in problems:
        print(problem)
    print('lint: %d problems' % len(problems))
    sys.exit(bool(problems))


if __name__ == '__main__':
    main()
