"""Writes a project's definition (projects.py) from a git repository: reduce.py ECOSYSTEM GITDIR [REV] [FOLDER] [FILE].

Only facts are taken: which packages are asked for, with which ranges, features, scopes and
sources, by which manifest. Every line of the result is printed by this script.
"""
import configparser
import fnmatch
import json
import posixpath
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET


class Tree:
    """The files of one commit."""

    def __init__(self, git, rev, folder=''):
        self.git, self.rev, self.folder = git, rev, folder.rstrip('/') + '/' if folder else ''
        listed = self.run('ls-tree', '-r', '--name-only', '-z', rev).decode('utf-8', 'replace').split('\0')
        self.reader = subprocess.Popen(['git', '--git-dir', git, 'cat-file', '--batch'], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE)
        self.paths = {p[len(self.folder):] for p in listed if p.startswith(self.folder)} - {''}

    def run(self, *args):
        return subprocess.run(['git', '--git-dir', self.git, *args], capture_output=True, check=True).stdout

    def read(self, path):
        self.reader.stdin.write(('%s:%s%s\n' % (self.rev, self.folder, path)).encode())
        self.reader.stdin.flush()
        size = int(self.reader.stdout.readline().split()[-1])
        return self.reader.stdout.read(size + 1)[:-1].decode('utf-8', 'replace')

    def about(self):
        return self.run('log', '-1', '--format=%h of %cs', self.rev).decode().strip()


# ---- Cargo

DEPENDENCY_KEYS = ('version', 'path', 'git', 'branch', 'tag', 'rev', 'package', 'workspace', 'optional', 'default-features',
                   'default_features', 'features', 'registry')
TABLES = ('dependencies', 'dev-dependencies', 'build-dependencies', 'dev_dependencies', 'build_dependencies')


def toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return '[%s]' % ', '.join(map(toml, value))
    if isinstance(value, dict):
        return '{ %s }' % ', '.join('%s = %s' % (key(k), toml(v)) for k, v in value.items())
    return '"%s"' % str(value).replace('\\', '\\\\').replace('"', '\\"')


def key(text):
    return text if re.fullmatch(r'[A-Za-z0-9_-]+', text) else toml(text)


def table(out, name, values):
    if values:
        out += ['[%s]' % name, *('%s = %s' % (key(k), toml(v)) for k, v in values.items())]


def asked(dependencies):
    return {name: asked_one(d) if isinstance(d, dict) else d for name, d in dependencies.items()}


def asked_one(dependency):
    """A repository becomes one that is made on the spot, where no commit can be chosen."""
    found = some(dependency, *DEPENDENCY_KEYS)
    if 'git' in found:
        found['git'] = '{git}/' + posixpath.basename(found['git']).removesuffix('.git')
        found.pop('rev', None)
    return found


def some(values, *wanted):
    return {k: values[k] for k in wanted if k in values}


def cargo_manifest(document):
    out = []
    workspace, package = document.get('workspace', {}), document.get('package', {})
    if 'workspace' in document:
        out += ['[workspace]', *('%s = %s' % (k, toml(v)) for k, v in some(
            workspace, 'members', 'exclude', 'default-members', 'resolver').items())]
    table(out, 'workspace.package', some(workspace.get('package', {}), 'version', 'edition', 'rust-version'))
    table(out, 'workspace.dependencies', asked(workspace.get('dependencies', {})))
    table(out, 'package', some(package, 'name', 'version', 'edition', 'rust-version', 'workspace', 'resolver'))
    if document.get('lib', {}).get('proc-macro'):
        table(out, 'lib', {'proc-macro': True})
    table(out, 'features', document.get('features'))
    for kind in TABLES:
        table(out, kind, asked(document.get(kind, {})))
    for target, tables in document.get('target', {}).items():
        for kind in TABLES:
            table(out, 'target.%s.%s' % (key(target), kind), asked(tables.get(kind, {})))
    for source, patched in document.get('patch', {}).items():
        table(out, 'patch.%s' % key(source), asked(patched))
    return '\n'.join(out)


def dependency_tables(document):
    for holder in (document, document.get('workspace', {}), *document.get('target', {}).values()):
        for kind in TABLES:
            yield holder.get(kind, {})
    yield from document.get('patch', {}).values()


def cargo_neighbours(folder, document, tree):
    """The folders of members and of dependencies by path."""
    workspace = document.get('workspace', {})
    folders = {posixpath.dirname(p) for p in tree.paths if posixpath.basename(p) == 'Cargo.toml'}
    for member in workspace.get('members', ()):
        wanted = posixpath.normpath(posixpath.join(folder, member))
        yield from (f for f in folders if fnmatch.fnmatchcase(f, wanted) and f.count('/') == wanted.count('/')
                    and f not in workspace.get('exclude', ()))
    for dependencies in dependency_tables(document):
        for d in dependencies.values():
            if isinstance(d, dict) and 'path' in d:
                yield posixpath.normpath(posixpath.join(folder, d['path']))


def reduce_cargo(tree):
    files, todo = {}, ['']
    while todo:
        folder = todo.pop()
        path = posixpath.join(folder, 'Cargo.toml')
        if path in files or path not in tree.paths:
            continue
        document = tomllib.loads(tree.read(path))
        files[path] = cargo_manifest(document)
        todo += [f if f != '.' else '' for f in cargo_neighbours(folder, document, tree)]
    return files


# ---- Go

IMPORTS = re.compile(r'^import\s*(?:\(([^)]*)\)|([^\n(]+))', re.M)
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*', re.S)


def go_imports(text):
    text = re.split(r'^(?:func|type|var|const)\b', COMMENT.sub('', text), maxsplit=1, flags=re.M)[0]
    for block, line in IMPORTS.findall(text):
        yield from re.findall(r'"([^"]+)"', block or line)


def go_kind(path, text):
    head = text.split('\npackage ', 1)[0]
    constraint = ' '.join(re.findall(r'^//(?:go:build| ?\+build) (.*)$', head, re.M))
    if re.search(r'\bignore\b', constraint):
        return None
    if re.search(r'\btools?\b', constraint):
        return 'tools.go'
    return 'imports_test.go' if path.endswith('_test.go') else 'imports.go'


def go_module(tree, folder, nested):
    """{file: import paths} of one module's packages."""
    found = {}
    for path in tree.paths:
        inside = not folder or path.startswith(folder + '/')
        below = [n for n in nested if n != folder and len(n) > len(folder) and path.startswith(n + '/')]
        if not inside or below or not path.endswith('.go') or re.search(
                r'(^|/)(vendor|testdata|[_.][^/]*)/|(^|/)[_.][^/]*\.go$', path[len(folder):]):
            continue
        text = tree.read(path)
        kind = go_kind(path, text)
        if kind:
            found.setdefault(kind, set()).update(go_imports(text))
    return found


def go_source(kind, imports):
    head = '//go:build tools\n' if kind == 'tools.go' else ''
    return head + 'package x\nimport (\n%s\n)' % '\n'.join('_ "%s"' % i for i in sorted(imports))


def go_mod(text):
    """The directives that choose modules, a line each, comments out but "// indirect"."""
    out, block = [], None
    for line in text.splitlines():
        code, _, comment = line.partition('//')
        words = code.split()
        if not words:
            continue
        if block and words == [')']:
            block = None
        elif not block and words[-1] == '(':
            block = words[0]
        else:
            words = [block, *words] if block else words
            if words[0] in ('module', 'go', 'toolchain', 'require', 'replace', 'exclude', 'tool'):
                out.append(' '.join(words) + (' // indirect' if comment.strip().startswith('indirect') else ''))
    return '\n'.join(out)


def reduce_go(tree):
    mods = {posixpath.dirname(p): tree.read(p) for p in tree.paths
            if posixpath.basename(p) == 'go.mod' and not re.search(r'(^|/)(vendor|testdata)/', p)}
    paths = {re.search(r'^module\s+"?([^\s"]+)', text, re.M)[1]: folder for folder, text in mods.items()}
    wanted, files = go_reachable(tree, mods), {}
    by_length = sorted(paths, key=len, reverse=True)
    for folder in sorted(wanted):
        own = next(p for p, f in paths.items() if f == folder)
        files[posixpath.join(folder, 'go.mod')] = go_mod(mods[folder])
        for kind, imports in sorted(go_module(tree, folder, mods).items()):
            kept = set()
            for i in imports:
                local = next((p for p in by_length if i == p or i.startswith(p + '/')), None)
                if '.' in i.split('/')[0] and local != own:
                    # another module of the tree is imported by its root: that is where its imports are
                    kept.add(local if local and paths[local] in wanted else i)
            if kept:
                files[posixpath.join(folder, kind)] = go_source(kind, kept)
        files.setdefault(posixpath.join(folder, 'imports.go'), 'package x')
    if 'go.work' in tree.paths:
        files['go.work'] = re.sub(r'//[^\n]*', '', tree.read('go.work'))
    return files


def go_reachable(tree, mods):
    """The top module, and what go.work or replacements by a folder bring along."""
    wanted, todo = set(), ['']
    if 'go.work' in tree.paths:
        todo += [posixpath.normpath(p).removeprefix('.').lstrip('/') for p in re.findall(
            r'(?m)^\s*(?:use\s+)?(\.\S*)\s*$', re.sub(r'//[^\n]*', '', tree.read('go.work')))]
    while todo:
        folder = todo.pop()
        if folder in wanted or folder not in mods:
            continue
        wanted.add(folder)
        for target in re.findall(r'=>\s*(\.\S*)', mods[folder]):
            path = posixpath.normpath(posixpath.join(folder, target))
            todo.append('' if path == '.' else path)
    return wanted


# ---- Maven

KEPT_PARENT = ('groupId', 'artifactId', 'version', 'relativePath')
VALUES = re.compile(r'\$\{([^}]+)\}')


def local(element):
    return element.tag.rsplit('}', 1)[-1] if isinstance(element.tag, str) else ''


def child(element, name):
    return next((e for e in element if local(e) == name), None) if element is not None else None


def children(element, name):
    return [e for e in element if local(e) == name] if element is not None else []


def escape(text):
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')


def texts(element, kept):
    found = ''
    for name in kept:
        e = child(element, name)
        if e is not None:
            found += '<%s>%s</%s>' % (name, escape((e.text or '').strip()), name)
    return found


def coordinates(element, *names):
    return ':'.join((child(element, n).text or '').strip() if child(element, n) is not None else '' for n in names)


def maven_dependencies(out, holder):
    """A dependency is a line: "+ group:name [version] [key=value ..] [!group:name ..]"."""
    dependencies = children(child(holder, 'dependencies'), 'dependency')
    if not dependencies:
        return
    out.append('<dependencies>')
    for d in dependencies:
        words = ['+', coordinates(d, 'groupId', 'artifactId'), re.sub(r'\s', '', coordinates(d, 'version'))]
        words += ['%s=%s' % (n, coordinates(d, n)) for n in ('type', 'classifier', 'scope', 'optional') if coordinates(d, n)]
        words += ['!' + coordinates(e, 'groupId', 'artifactId') for e in children(child(d, 'exclusions'), 'exclusion')]
        out.append(escape(' '.join(w for w in words if w)))
    out.append('</dependencies>')


def maven_parts(out, holder, used):
    """What a project and a profile both may have."""
    properties = [p for p in child(holder, 'properties') if local(p)] if child(holder, 'properties') is not None else []
    kept = [p for p in properties if local(p) in used]
    if kept:
        out += ['<properties>', *('<%s>%s</%s>' % (local(p), escape((p.text or '').strip()), local(p)) for p in kept),
                '</properties>']
    modules = children(child(holder, 'modules'), 'module')
    if modules:
        out += ['<modules>', *('<module>%s</module>' % escape((m.text or '').strip()) for m in modules), '</modules>']
    managed = child(holder, 'dependencyManagement')
    if managed is not None:
        out.append('<dependencyManagement>')
        maven_dependencies(out, managed)
        out.append('</dependencyManagement>')
    maven_dependencies(out, holder)


def flat(element):
    """An activation, as it stands, without comments."""
    inside = ''.join(flat(e) for e in element if local(e))
    return '<%s>%s</%s>' % (local(element), inside or escape((element.text or '').strip()), local(element))


def maven_pom(top, used):
    out = ['<project><modelVersion>4.0.0</modelVersion>']
    parent = child(top, 'parent')
    if parent is not None:
        out.append('<parent>%s</parent>' % texts(parent, KEPT_PARENT))
    packaging = child(top, 'packaging')
    out.append(texts(top, ('groupId', 'artifactId', 'version')) + (
        '<packaging>%s</packaging>' % packaging.text.strip() if packaging is not None
        and (packaging.text or '').strip() in ('pom', 'war', 'ear') else ''))
    maven_parts(out, top, used)
    for profile in children(child(top, 'profiles'), 'profile'):
        part = []
        maven_parts(part, profile, used)
        if part:
            activation = child(profile, 'activation')
            out += ['<profile>', texts(profile, ('id',)) + (
                flat(activation) if activation is not None else ''), *part, '</profile>']
    at = next((i for i, line in enumerate(out) if line == '<profile>'), None)
    if at is not None:
        out[at:] = ['<profiles>', *out[at:], '</profiles>']
    return '\n'.join([*out, '</project>'])


def reduce_maven(tree):
    tops, todo = {}, ['pom.xml']
    while todo:
        path = todo.pop()
        if path in tops or path not in tree.paths:
            continue
        tops[path] = ET.fromstring(tree.read(path).lstrip('\ufeff'))
        folder = posixpath.dirname(path)
        for module in (e.text.strip() for e in tops[path].iter() if local(e) in ('module', 'subproject') and e.text):
            at = posixpath.normpath(posixpath.join(folder, module))
            todo += [at] if at.endswith('.xml') else [posixpath.join(at, 'pom.xml')]
        parent = child(tops[path], 'parent')
        if parent is not None:
            relative = child(parent, 'relativePath')
            at = posixpath.normpath(posixpath.join(folder, (relative.text or '').strip() if relative is not None
                                                   and relative.text else '../pom.xml'))
            todo += [at] if at.endswith('.xml') else [posixpath.join(at, 'pom.xml')]
    used = maven_properties(tops)
    return {path: maven_pom(top, used) for path, top in sorted(tops.items())}


def maven_properties(tops):
    """The properties that matter: what is left of the poms names them, or a parent elsewhere may."""
    own = {(coordinates(t, 'artifactId')) for t in tops.values()}
    foreign = any(coordinates(child(t, 'parent'), 'artifactId') not in own for t in tops.values()
                  if child(t, 'parent') is not None)
    values = {local(p): p.text or '' for t in tops.values() for h in t.iter() if local(h) == 'properties' for p in h}
    used = {n for n in values if foreign and n.endswith('version')}
    todo = {n for t in tops.values() for n in VALUES.findall(maven_pom(t, ()))}
    while todo:
        used |= todo
        todo = {n for name in todo for n in VALUES.findall(values.get(name, ''))} - used
    return used


# ---- Python

REQUIREMENT = re.compile(r'([A-Za-z0-9][\w.-]*)\s*(?:\[([^]]*)\])?\s*\(?\s*((?:[<>=!~]=?=?\s*[^\s,;)]+\s*,?\s*)*)\)?\s*(?:;\s*(.*))?')
FIELDS = ('version', 'python', 'markers', 'extras', 'optional')


def requirement(text):
    """None for what is asked for by its address: no index has it."""
    text = re.sub(r'(^|\s+)(#|--hash\b|--config-settings\b).*', '', text).strip()
    found = REQUIREMENT.fullmatch(text)
    if not found:
        return None
    name, extras, ranges, marker = found.groups()
    extras = '[%s]' % ','.join(e.strip() for e in extras.split(',')) if extras else ''
    ranges = ','.join(re.sub(r'\s+', '', r) for r in ranges.split(',') if r.strip())
    return name + extras + ranges + (' ; ' + ' '.join(marker.split()) if marker else '')


def requirements_file(text):
    for line in re.sub(r'\\\r?\n', ' ', text).splitlines():
        option = re.match(r'\s*(?:(-[rc])\s*|(--requirement|--constraint)[\s=]+)([^\s#]+)', line)
        asked = None if line.strip().startswith(('#', '-')) else requirement(line)
        if option:
            yield '%s %s' % (option[1] or option[2][1:3], option[3])
        elif asked:
            yield asked


def pep621(document):
    out, project = [], document.get('project', {})
    lists = {'dependencies': project.get('dependencies')} if 'dependencies' in project else {}
    table(out, 'project', {**some(project, 'name', 'version', 'requires-python'), **plain(lists)})
    table(out, 'project.optional-dependencies', plain(project.get('optional-dependencies', {})))
    table(out, 'dependency-groups', plain(document.get('dependency-groups', {})))
    return out


def plain(lists):
    return {name: [r for r in map(requirement, (t for t in texts if isinstance(t, str))) if r]
            for name, texts in lists.items()}


def poetry_table(out, name, dependencies):
    listed = {n: some(d, *FIELDS) if isinstance(d, dict) else d for n, d in dependencies.items()
              if not isinstance(d, dict) or 'version' in d}
    table(out, name, listed)


def poetry(document):
    out, tool = [], document.get('tool', {}).get('poetry', {})
    table(out, 'tool.poetry', some(tool, 'name', 'version'))
    poetry_table(out, 'tool.poetry.dependencies', tool.get('dependencies', {}))
    poetry_table(out, 'tool.poetry.dev-dependencies', tool.get('dev-dependencies', {}))
    for group, members in tool.get('group', {}).items():
        poetry_table(out, 'tool.poetry.group.%s.dependencies' % key(group), members.get('dependencies', {}))
    return out


def setup_cfg(text):
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    out = []
    for section, keys in (('metadata', ('name',)), ('options', ('install_requires',)), ('options.extras_require', None)):
        if parser.has_section(section):
            out.append('[%s]' % section)
            for k in keys or parser.options(section):
                value = parser.get(section, k, fallback='').split('\n')
                out += ['%s = %s' % (k, value[0]), *('    ' + r for r in map(requirement, value[1:]) if r)]
    return out


def reduce_pypi(tree, path='requirements.txt'):
    if path.endswith('.toml'):
        document = tomllib.loads(tree.read(path))
        return {path: '\n'.join(pep621(document) + poetry(document))}
    if path.endswith('Pipfile'):
        out, document = [], tomllib.loads(tree.read(path))
        for kind in ('packages', 'dev-packages'):
            poetry_table(out, kind, document.get(kind, {}))
        return {path: '\n'.join(out)}
    if path.endswith('.cfg'):
        return {path: '\n'.join(setup_cfg(tree.read(path)))}
    files, todo = {}, [path]
    while todo:
        path = todo.pop()
        if path not in files and path in tree.paths:
            lines = list(requirements_file(tree.read(path)))
            files[path] = '\n'.join(lines)
            todo += [posixpath.normpath(posixpath.join(posixpath.dirname(path), line.split()[1]))
                     for line in lines if line[0] == '-']
    return files


# ---- npm

NPM_KEYS = ('dependencies', 'devDependencies', 'peerDependencies', 'peerDependenciesMeta', 'optionalDependencies',
            'bundleDependencies', 'bundledDependencies', 'overrides', 'os', 'cpu', 'workspaces')
ELSEWHERE = re.compile(r'[/:]')  # a repository, an address, a folder; but an alias is a name


def npm_listed(value):
    """Without what no registry has: it is asked for by its address."""
    if not isinstance(value, dict):
        return value
    return {k: npm_listed(v) for k, v in value.items()
            if not isinstance(v, str) or not ELSEWHERE.search(v) or v.startswith(('npm:', 'workspace:'))}


def npm_manifest(text):
    document = json.loads(text)
    return json.dumps({**some(document, 'name', 'version'), **{k: npm_listed(v) for k, v in some(document, *NPM_KEYS).items()}},
                      indent=1)


def npm_members(tree, document):
    workspaces = document.get('workspaces', [])
    for pattern in workspaces.get('packages', []) if isinstance(workspaces, dict) else workspaces:
        wanted = re.compile(fnmatch.translate(pattern.removeprefix('./').rstrip('/') + '/package.json').replace('.*', '[^/]*'))
        yield from (p for p in tree.paths if wanted.fullmatch(p) and 'node_modules' not in p)


def reduce_npm(tree, path='package.json'):
    members = npm_members(tree, json.loads(tree.read(path)))
    return {p: npm_manifest(tree.read(p)) for p in {path, *members}}


REDUCERS = {'cargo': reduce_cargo, 'go': reduce_go, 'maven': reduce_maven, 'npm': reduce_npm, 'pypi': reduce_pypi}


def main(ecosystem, git, rev='HEAD', folder='', *names):
    tree = Tree(git, rev, folder)
    files = REDUCERS[ecosystem](tree, *names)
    print('# facts of commit %s%s' % (tree.about(), ', folder %s' % folder if folder else ''))
    for path in sorted(files):
        print('== %s\n%s' % (path, files[path]))


if __name__ == '__main__':
    main(*sys.argv[1:])
