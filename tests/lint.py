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
    'text': 1,
    'crypto': 2, 'syntax': 2, 'model': 2, 'source': 2, 'net': 2, 'db': 2,
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
    r'openssl/': {'src/crypto', 'tests/unit/crypto'},
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
        ('src/composition/outside/ways.def', 'WAY', 'src/composition/outside',
         r'^const struct outside_way outside_way_(\w+) ='),
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
    """Each header compiles alone; that of the syntax-tree core where configuring has brought it."""
    core = 'build/grammars/node_modules/tree-sitter/vendor/tree-sitter/lib/include'
    for path in sources('include', 'src', 'parsers', endings=('.h',)):
        if path in ('src/syntax/sitter.h', 'src/syntax/lower.h') and not os.path.isdir(os.path.join(ROOT, core)):
            continue
        command = ['gcc', '-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-fsyntax-only',
                   '-I', 'include', '-I', 'src', '-I', 'parsers', '-isystem', core, '-x', 'c', path]
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


# Of each struct of facts: what a history does without, and the functions that have to name
# every other field: of the shelf (src/facts/shelf.c), and of the copy (src/model/facts.c).
FACTS = {
    'strata_package': ({'line', 'checksums', 'licences'}, ('key_package', 'list_texts'),
                       ('package_number', 'set_texts', 'set_features'), ('own_package',)),
    'strata_root': (set(), ('put_roots',), ('take_roots',), ('strata_facts_move',)),
    'strata_edge': (set(), ('put_edges',), ('take_edges',), ('strata_facts_move',)),
    'strata_option': (set(), ('put_options',), ('take_options',), ('strata_facts_move',)),
    'strata_key': (set(), ('put_keys',), ('take_keys',), ('strata_facts_move',)),
    'strata_reference': (set(), ('put_references',), ('take_references',), ('own_reference',)),
    'strata_property': (set(), ('put_properties',), ('take_properties',), ('strata_facts_move',)),
    'strata_switch': (set(), ('put_switches',), ('take_switches',), ('strata_facts_move',)),
    'strata_facts': ({'arena', 'notes', 'notes_left_out'}, ('facts_shelf_put',), ('facts_shelf_take',),
                     ('strata_facts_move',)),
}


def text_of(path):
    """A source without its comments."""
    with open(os.path.join(ROOT, path), encoding='utf-8') as f:
        return re.sub(r'/\*.*?\*/', ' ', f.read(), flags=re.S)


def fields_of(text, name):
    """(field, whether it has memory of its own) of a struct."""
    body = re.search(r'^struct %s \{(.*?)^\};' % name, text, re.M | re.S).group(1)
    for kind, names in re.findall(r'((?:const )?(?:struct |enum )?\w+) ([*\w, ]+);', body):
        for field in names.split(','):
            owned = kind.startswith('struct strata_') and kind not in ('struct strata_arena', 'struct strata_ecosystem')
            yield field.strip(' *'), owned


def bodies(text, names):
    found = [re.search(r'\b%s\([^;{]*\)\n\{.*?^\}' % name, text, re.M | re.S) for name in names]
    return ' '.join(m.group() if m else '' for m in found)


def check_facts(facts=None):
    """A field of facts that somebody adds is put away, taken out, and copied."""
    facts = facts or text_of('include/strata/facts.h')
    shelf, model = text_of('src/facts/shelf.c'), text_of('src/model/facts.c')
    for struct, (left_out, put, take, own) in FACTS.items():
        for field, owned in fields_of(facts, struct):
            named = re.compile(r'(->|\.)%s\b' % field)
            if field not in left_out and not (named.search(bodies(shelf, put)) and named.search(bodies(shelf, take))):
                yield f'src/facts/shelf.c: {struct}.{field} is not put away and taken out'
            if owned and not named.search(bodies(model, own)):
                yield f'src/model/facts.c: {struct}.{field} is not copied'


def check_check_facts():
    """The check itself: of a struct with one field more, it says so."""
    facts = text_of('include/strata/facts.h')
    for struct in FACTS:
        more = re.sub(r'^(struct %s \{)' % struct, r'\1 struct strata_str forgotten;', facts, flags=re.M)
        if sum('forgotten' in problem for problem in check_facts(more)) != 2:
            yield f'tests/lint.py: a new field of {struct} is not missed'


def main():
    problems = [p for check in (check_layers, check_homes, check_tables, check_headers, check_style, check_facts,
                                check_check_facts)
                for p in check()]
    for problem in problems:
        print(problem)
    print('lint: %d problems' % len(problems))
    sys.exit(bool(problems))


if __name__ == '__main__':
    main()
