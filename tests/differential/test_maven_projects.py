"""Real multi-module builds (projects/maven) as Maven reads them: the direct dependencies with their
versions and scopes, of each module, against `help:effective-pom` and `dependency:tree`.

Parents and BOMs that the repository lacks are asked for twice: without them strata must leave
versions open, never guess; with their poms laid beside (as Maven fetched them) it must say what
Maven says. What only dependencies bring in is for a registry to tell, and counted here.
"""
import json
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from projects import Manager, Table, deps, load, names, printed  # noqa: F401 (a fixture)

TABLE = Table('maven', ['poms', 'direct', 'left open', 'of profiles', 'transitive', 'different'])
SPACE = {'m': 'http://maven.apache.org/POM/4.0.0'}
REPOSITORY = Path(os.environ.get('STRATA_M2', Path.home() / '.m2' / 'repository'))
TREE = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:tree'
STRENGTH = ['test', 'optional', 'prod']


def find(element, path):
    return element.findtext(path, '', SPACE).strip()


def scope_of(scope, optional):
    return 'test' if scope == 'test' else 'optional' if optional == 'true' else 'prod'


def pinned(version):
    version = re.sub(r'^\[([^,\[\]]*)\]$', r'\1', version)
    return None if re.search(r'[\[\](),]', version) else version


class Direct(dict):
    """name -> (versions, strongest scope) of one module: types and classifiers are one package."""

    def see(self, name, version, scope):
        versions, before = self.get(name, (frozenset(), 'test'))
        self[name] = (versions | {version}, max(before, scope, key=STRENGTH.index))


def effective(mvn, folder):
    """{"group:artifact" of a module: Direct}."""
    out = folder / 'effective.xml'
    mvn(folder, '-B', '-q', 'help:effective-pom', '-Doutput=%s' % out)
    top, found = ET.parse(out).getroot(), {}
    for project in [top] if top.tag.endswith('}project') else top.findall('m:project', SPACE):
        direct = found[find(project, 'm:groupId') + ':' + find(project, 'm:artifactId')] = Direct()
        for d in project.findall('m:dependencies/m:dependency', SPACE):
            direct.see(find(d, 'm:groupId') + ':' + find(d, 'm:artifactId'), pinned(find(d, 'm:version')),
                       scope_of(find(d, 'm:scope'), find(d, 'm:optional')))
    out.unlink()
    return found


def tree(mvn, folder):
    """{"group:artifact" of a module: (names of the first level, packages below it)} of dependency:tree."""
    mvn(folder, '-B', '-q', '-fae', TREE, '-DoutputType=json', '-DoutputFile=tree.json', check=False)
    found = {}
    for path in folder.rglob('tree.json'):
        top = json.loads(path.read_text())
        first = {'%s:%s' % (c['groupId'], c['artifactId']) for c in top.get('children', ())}
        todo, below = [g for c in top.get('children', ()) for g in c.get('children', ())], set()
        while todo:
            node = todo.pop()
            below.add('%s:%s' % (node['groupId'], node['artifactId']))
            todo += node.get('children', ())
        found['%s:%s' % (top['groupId'], top['artifactId'])] = (first, below - first)
        path.unlink()
    return found


def plain(path):
    """A pom without namespaces."""
    return ET.fromstring(re.sub(r'\sxmlns="[^"]*"', '', path.read_text('utf-8-sig', 'replace'), count=1))


def text(element, name):
    return (element.findtext(name) or '').strip() if element is not None else ''


def coordinates(top):
    parent = top.find('parent')
    return (text(top, 'groupId') or text(parent, 'groupId')) + ':' + text(top, 'artifactId')


def asked_poms(top):
    """(group, artifact, version) of parents and imports: a child may change a version's property, no name's."""
    own = {e.tag: (e.text or '').strip() for e in top.findall('properties/*')}
    for e in [*top.findall('parent'), *(d for d in top.iter('dependency') if text(d, 'scope') == 'import')]:
        names = (re.sub(r'\$\{([^}]*)\}', lambda m: own.get(m[1], m[0]), text(e, part)) for part in ('groupId', 'artifactId'))
        yield (*names, text(e, 'version'))


def lay_parents(folder):
    """Copies the poms of parents and BOMs out of Maven's own store, as far as they go."""
    beside, seen, todo = folder / 'beside', set(), list(folder.rglob('pom.xml'))
    while todo:
        top = plain(todo.pop())
        group_of_top = coordinates(top).split(':')[0]
        for group, artifact, version in asked_poms(top):
            group = group_of_top if '$' in group else group
            store = REPOSITORY / group.replace('.', '/') / artifact
            for path in store.glob('*/*.pom') if '$' in version else store.glob('%s/*.pom' % version):
                if path not in seen:
                    seen.add(path)
                    todo.append(path)
                    beside.mkdir(exist_ok=True)
                    (beside / path.name).write_bytes(path.read_bytes())
    return beside


def ours(folder, modules):
    found = {name: Direct() for name in modules.values()}
    for p in deps(folder)['packages']:
        if p['project'] in modules:
            found[modules[p['project']]].see(p['name'], p['version'], p['scope'])
    return found


def of_profiles(folder):
    """What profiles ask for, and what has a version that they set: which is active, only Maven knows."""
    tops = [plain(p) for p in [*folder.rglob('pom.xml'), *folder.rglob('*.pom')]]
    profiles = [p for t in tops for p in t.findall('profiles/profile')]
    asked = {text(d, 'artifactId') for p in profiles for d in p.iter('dependency')}
    values = {'${%s}' % e.tag for p in profiles for e in p.findall('properties/*')}
    return asked, {text(d, 'artifactId') for t in tops for d in t.iter('dependency') if text(d, 'version') in values}


def compare(mine, theirs, profiles, open_is_fine):
    """(left open, of profiles, differences)."""
    (asked, versioned), left, extra, wrong = profiles, 0, 0, {}
    for name in {*mine, *theirs}:
        a, b = mine.get(name), theirs.get(name)
        if a == b:
            continue
        if a and b and a[0] == {None} and open_is_fine:
            left += 1
        elif a and (not b or b[0] < a[0] or b[1] != a[1]) and name.split(':')[1] in asked:
            extra += 1
        elif a and b and a[1] == b[1] and name.split(':')[1] in versioned:
            extra += 1
        else:
            wrong[name] = (a, b)
    return left, extra, wrong


@pytest.mark.parametrize('name', names('maven'))
def test_project(tmp_path, name):
    mvn = Manager('mvn', seconds=900)
    folder = load('maven', name).lay_out(tmp_path / name)
    modules = {str(p.parent.relative_to(folder)): coordinates(plain(p)) for p in folder.rglob('pom.xml')}
    theirs, trees = effective(mvn, folder), tree(mvn, folder)
    modules = {path: module for path, module in modules.items() if module in theirs}
    profiles, left, wrong = of_profiles(folder), 0, {}
    for module, mine in ours(folder, modules).items():
        more, _, bad = compare(mine, theirs[module], profiles, True)
        left += more
        wrong.update({('alone', module, k): v for k, v in bad.items()})
    lay_parents(folder)
    profiles, extra = of_profiles(folder), 0
    for module, mine in ours(folder, modules).items():
        _, more, bad = compare(mine, theirs[module], profiles, False)
        extra += more
        wrong.update({('with parents', module, k): v for k, v in bad.items()})
        # a name that the effective pom has not, either, was moved to by the registry's relocation
        moved = set(trees.get(module, [()])[0]) - set(theirs[module])
        wrong.update({('tree', module, k): 'not listed' for k in trees.get(module, [()])[0]
                      if k not in mine and k not in moved})
    TABLE.add(name, len(modules), sum(len(theirs[m]) for m in modules.values()), left, extra,
              sum(len(trees[m][1]) for m in trees), len(wrong))
    assert not wrong, '\n'.join('%s: %s' % pair for pair in sorted(wrong.items())[:40])
