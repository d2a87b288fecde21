"""strata log against a brute-force oracle, on small random histories.

The oracle knows nothing of windows, states or clusters: it puts the tree of each commit
together, asks `strata scan` what is wrong with it, and applies the definitions of
src/history/track.h and exposure.h to the answers, commit by commit.

The histories have what repositories have: merges of many parents that agree with none of
them, branches without a beginning in common, files that are renamed, broken, deleted and
back, turned into links, folders or submodules, clocks that go back or stand still, tags of
tags and of what is no commit, refs of any name, packs, commits that are replaced, grafted
or cut off.

STRATA_HISTORIES says how many histories (default 60), STRATA_SEED where they begin.
"""
import json
import os
import random
import shutil
import subprocess

import pytest

from conftest import record

HISTORIES = int(os.environ.get('STRATA_HISTORIES', 60))
SEED = int(os.environ.get('STRATA_SEED', 1))
NOW = 1750000000
BROKEN = {'Cargo.lock': '[[package\n', 'package-lock.json': '{"lockfileVersion": 3, '}
FILE, PROGRAM, LINK, SUBMODULE = '100644', '100755', '120000', '160000'

RECORDS = [
    record('RUSTSEC-2021-0001', 'alpha', 'crates.io', fixed='1.2.0', aliases=['CVE-2021-0001']),
    record('GHSA-aaaa-aaaa-aaaa', 'alpha', 'crates.io', introduced='1.1.0', fixed='1.3.0', aliases=['CVE-2021-0001']),
    record('RUSTSEC-2022-0002', 'alpha', 'crates.io', introduced='1.3.0'),
    record('RUSTSEC-2022-0003', 'beta', 'crates.io', fixed='2.0.0'),
    record('GHSA-bbbb-bbbb-bbbb', 'left', fixed='1.1.0', aliases=['CVE-2020-0005']),
    record('MAL-2023-1', 'right', versions=['3.0.0']),
    record('PYSEC-2020-1', 'one', 'PyPI', fixed='1.1', aliases=['CVE-2020-0007', 'GHSA-cccc-cccc-cccc']),
    record('GHSA-cccc-cccc-cccc', 'one', 'PyPI', fixed='1.2', aliases=['CVE-2020-0007']),
    record('PYSEC-2021-2', 'two', 'PyPI', introduced='2.0'),
    record('GHSA-dddd-dddd-dddd', 'g.example:a', 'Maven', fixed='1.1', aliases=['CVE-2024-0009']),
    record('GHSA-eeee-eeee-eeee', 'g.example:b', 'Maven', introduced='2.0', published='2019-06-01T00:00:00Z'),
    record('GO-2020-0001', 'lib.example/lib', 'Go', fixed='1.1.0', published='2018-01-01T00:00:00Z'),
]


def cargo(**packages):
    return 'version = 3\n' + ''.join(
        f'\n[[package]]\nname = "{n}"\nversion = "{v}"\nsource = "registry+https://index.example"\n'
        for n, versions in sorted(packages.items()) for v in versions.split())


def npm(**packages):
    entries = {'': {'name': 'app', 'version': '1.0.0', 'dependencies': {n: '*' for n in packages}}}
    for n, v in packages.items():
        entries[f'node_modules/{n}'] = {'version': v, 'resolved': f'https://npm.example/{n}-{v}.tgz'}
    return json.dumps({'name': 'app', 'version': '1.0.0', 'lockfileVersion': 3, 'packages': entries})


def manifest(name, workspaces=None, **packages):
    return json.dumps({'name': name, 'version': '1.0.0', 'dependencies': packages,
                       **({'workspaces': [workspaces]} if workspaces else {})})


def monorepo(**packages):
    """A lockfile of npm's whose packages are asked for by the root or by a member."""
    entries = {'': {'name': 'top', 'version': '1.0.0', 'workspaces': ['packages/*'], 'dependencies': {'left': '*'}},
               'packages/m': {'name': 'm', 'version': '1.0.0', 'dependencies': {'right': '*'}},
               'node_modules/m': {'resolved': 'packages/m', 'link': True}}
    for n, v in packages.items():
        entries[f'node_modules/{n}'] = {'version': v, 'resolved': f'https://npm.example/{n}-{v}.tgz'}
    return json.dumps({'name': 'top', 'version': '1.0.0', 'lockfileVersion': 3, 'packages': entries})


def pom(name, parent=None, properties=None, dependencies=()):
    head = f'<parent><groupId>g.example</groupId><artifactId>{parent}</artifactId><version>1</version></parent>' if parent else ''
    body = ''.join(f'<{k}>{v}</{k}>' for k, v in (properties or {}).items())
    deps = ''.join(f'<dependency><groupId>g.example</groupId><artifactId>{a}</artifactId><version>{v}</version></dependency>'
                   for a, v in dependencies)
    return (f'<project><modelVersion>4.0.0</modelVersion>{head}<groupId>g.example</groupId><artifactId>{name}</artifactId>'
            f'<version>1</version><properties>{body}</properties><dependencies>{deps}</dependencies></project>')


CARGO = [cargo(alpha='1.0.0', beta='1.0.0'), cargo(alpha='1.1.0 1.3.0'), cargo(alpha='1.2.5', beta='2.0.0'), cargo(beta='1.9.0'),
         cargo(alpha='1.3.0'), BROKEN['Cargo.lock']]
NPM = [npm(left='1.0.0'), npm(left='1.0.5', right='3.0.0'), npm(left='1.1.0', right='3.1.0'), BROKEN['package-lock.json']]
GO = 'module app.example/app\n\ngo {}\n\nrequire lib.example/lib v{}\n'
SUM = 'lib.example/lib v{} {}\n'
# Files that refer to each other stand in one group; groups know nothing of each other.
GROUPS = {
    'a': {'Cargo.lock': CARGO},
    'b': {'tool/Cargo.lock': CARGO},
    'c': {'web/package-lock.json': NPM},
    'd': {'py/requirements.txt': ['one==1.0\n', '-r base.txt\n', '-r base.txt\none==1.1\n', 'two==2.1\n'],
          'py/base.txt': ['one==1.0\ntwo==1.0\n', 'one==1.2\ntwo==2.0\n']},
    'e': {'java/pom.xml': [pom('top', properties={'a': '1.0'}), pom('top', properties={'a': '1.1'}, dependencies=[('b', '2.0')])],
          'java/child/pom.xml': [pom('child', 'top', dependencies=[('a', '${a}')]),
                                 pom('child', 'top', dependencies=[('a', '1.0'), ('b', '1.0')])]},
    'f': {'mono/package.json': [manifest('top', 'packages/*', left='*'), manifest('top', left='^1.0.0'), BROKEN['package-lock.json']],
          'mono/package-lock.json': [monorepo(left='1.0.0', right='3.0.0'), monorepo(left='1.1.0'), monorepo(right='3.0.0')],
          'mono/packages/m/package.json': [manifest('m', right='3.0.0'), manifest('m', right='~3.1.0', left='1.0.0')]},
    'g': {'go/go.mod': [GO.format('1.16', '1.0.0'), GO.format('1.16', '1.1.0'), GO.format('1.21', '1.0.0')],
          'go/go.sum': [SUM.format('1.0.0', 'h1:a=') + SUM.format('1.1.0/go.mod', 'h1:b='), SUM.format('1.1.0', 'h1:b=')]},
}
PATHS = {path: texts for group in GROUPS.values() for path, texts in group.items()}
# What a path may become that is no file, and the folders that may become one.
FOLDERS = sorted({path.split('/')[0] for path in PATHS if '/' in path})
GROUP_OF = {path: name for name, group in GROUPS.items() for path in group}
BROKEN_TEXTS = set(BROKEN.values())


class Commit:
    """What git reads under an id: files is {path: (mode, text)}."""

    def __init__(self, number, parents, files, time):
        self.number, self.parents, self.files, self.time = number, parents, files, time
        self.id, self.cut = None, False

    def texts(self):
        return {p: text for p, (mode, text) in self.files.items() if mode in (FILE, PROGRAM)}


def put(files, path, entry):
    """A file takes the place of a folder, and a folder that of a file."""
    for other in list(files):
        if other.startswith(path + '/') or path.startswith(other + '/'):
            del files[other]
    files[path] = entry


def mutate(rng, files):
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        path = rng.choice(list(PATHS))
        what = rng.random()
        if what < 0.6:
            put(files, path, (rng.choice((FILE, FILE, FILE, PROGRAM)), rng.choice(PATHS[path])))
        elif what < 0.75:
            files.pop(path, None)
        elif what < 0.85 and GROUP_OF[path] in 'ab':  # renamed, perhaps edited on the way
            other = 'Cargo.lock' if path != 'Cargo.lock' else 'tool/Cargo.lock'
            if path in files:
                entry = files.pop(path)
                put(files, other, entry if rng.random() < 0.5 else (FILE, rng.choice(PATHS[other])))
        elif what < 0.93:
            mode = rng.choice((LINK, SUBMODULE))
            put(files, rng.choice([path, *FOLDERS]), (mode, rng.choice(list(PATHS)) if mode == LINK else '1' * 40))
        elif what < 0.95:
            put(files, path + '/inside', (FILE, 'a folder of that name'))
        else:
            put(files, 'README', (FILE, str(rng.random())))


def make_commit(rng, number, pool, commits, time):
    count = 0 if not pool or rng.random() < 0.05 else rng.choice((1, 1, 1, 1, 1, 2, 2, 3, 5))
    pool = pool[-6:] if rng.random() < 0.8 else pool
    parents = rng.sample(pool, min(count, len(pool)))
    files = dict(rng.choice(parents).files) if parents else {}
    if parents and rng.random() < 0.3:
        for p in parents:
            for path, entry in p.files.items():
                put(files, path, entry)
    mutate(rng, files)
    return Commit(number, parents, files, time)


def make_history(rng):
    commits, time = [], rng.choice((1500000000, 1580000000, 1600000000, 1680000000))
    for number in range(rng.randrange(3, 22)):
        time += rng.choice((0, 0, 3600, 86400, 500000, -200000, -40000000, 40000000))
        commits.append(make_commit(rng, number, commits, commits, time))
    return commits


def make_changes(rng, commits):
    """What git is told to read otherwise: {commit: stand-in}, {commit: other parents}, commits cut off."""
    replaced, grafted, cut = {}, {}, []
    kind = rng.random()
    for c in rng.sample(commits, min(2, len(commits))):
        if kind < 0.2:
            replaced[c] = make_commit(rng, len(commits) + len(replaced), commits[:c.number], commits, c.time + 7)
        elif kind < 0.3:
            grafted[c] = rng.sample(commits[:c.number], min(c.number, rng.randrange(3)))
        elif kind < 0.4:
            cut.append(c)
    return replaced, grafted, cut


def make_refs(rng, commits):
    names = ['heads/r0', 'tags/r0', 'heads/r1', 'tags/r1', 'heads/feature/ü', 'tags/v1.0-"rc"', "heads/o'clock", 'tags/&<b>',
             'remotes/origin/main', 'remotes/origin/r1', 'heads/$(x)', 'heads/main.lock.d/x', 'tags/refs/heads/main', 'heads/HEAD']
    return {f'refs/{name}': rng.choice(commits) for name in rng.sample(names, 4)}


def import_entry(path, mode, text):
    if mode == SUBMODULE:
        return f'M {mode} {text} {path}\n'
    return f'M {mode} inline {path}\ndata {len(text.encode())}\n{text}\n'


def import_tags(refs, tags):
    """Tags of tags, and of what is no commit; tags: the names of those that have objects."""
    out, tagger = ['blob\nmark :900\ndata 1\nx\n'], 'tagger A <a@mail.example> 1500000000 +0000\ndata 1\nt\n'
    for i, name in enumerate(sorted(tags)):
        out.append(f'tag inner{i}\nmark :{910 + i}\nfrom :{refs[name].number + 1}\n{tagger}')
        out.append(f'tag {name[10:]}\nfrom :{910 + i}\n{tagger}')
        refs[f'refs/tags/inner{i}'] = refs[name]
    return ''.join([*out, f'tag nocommit\nmark :901\nfrom :900\n{tagger}', f'tag nocommit2\nfrom :901\n{tagger}'])


def fast_import(repository, commits, refs, tags):
    out = []
    for c in commits:
        # Without its number in it, a commit might have the id of another one.
        out.append(f'commit refs/heads/main\nmark :{c.number + 1}\nauthor A <a@mail.example> {c.time} +0000\n'
                   f'committer A <a@mail.example> {c.time} +0000\ndata 8\nc{c.number:07}\n')
        if not c.parents:
            out.insert(-1, 'reset refs/heads/main\n')
        out += [f'{"merge" if i else "from"} :{p.number + 1}\n' for i, p in enumerate(c.parents)]
        out.append('deleteall\n')
        out += [import_entry(path, *entry) for path, entry in c.files.items()]
        out.append('\n')
    for name, c in refs.items():
        out.append(f'reset {name}\nfrom :{c.number + 1}\n\n')
    out.append(import_tags(refs, tags))
    marks = repository.path / 'marks'
    repository.git('fast-import', '--quiet', '--force', f'--export-marks={marks}', input=''.join(out))
    ids = dict(line.split() for line in marks.read_text().splitlines())
    for c in commits:
        c.id = ids[f':{c.number + 1}']
    assert len({c.id for c in commits}) == len(commits)


def read_otherwise(repository, replaced, grafted, cut):
    """Tells git, and the commits."""
    for c, stand_in in replaced.items():
        (repository.path / 'refs' / 'replace').mkdir(exist_ok=True)
        (repository.path / 'refs' / 'replace' / c.id).write_text(stand_in.id + '\n')
        c.parents, c.files, c.time = stand_in.parents, stand_in.files, stand_in.time
    for c, parents in grafted.items():
        with open(repository.path / 'info' / 'grafts', 'a') as f:
            print(c.id, *[p.id for p in parents], file=f)
        c.parents = parents
    for c in cut:
        with open(repository.path / 'shallow', 'a') as f:
            print(c.id, file=f)
        c.parents, c.cut = [], bool(c.parents)


class Story:
    """A repository, and what the oracle knows of it."""

    def __init__(self, rng, make_repository, name):
        self.commits = make_history(rng)
        replaced, grafted, cut = make_changes(rng, self.commits)
        self.tip, self.other = self.commits[-1], rng.choice(self.commits)
        self.head = rng.choice((self.tip, self.tip, rng.choice(self.commits)))
        self.refs = {**make_refs(rng, self.commits), 'refs/heads/main': self.tip}
        self.repository = make_repository(name, '--bare')
        tags = [n for n in self.refs if n.startswith('refs/tags/') and rng.random() < 0.5]
        fast_import(self.repository, [*self.commits, *replaced.values()], self.refs, tags)
        if rng.random() < 0.1:
            self.repository.git('repack', '-adq')
            self.repository.git('pack-refs', '--all')
        if self.head is not self.tip:
            (self.repository.path / 'HEAD').write_text(self.head.id + '\n')
        read_otherwise(self.repository, replaced, grafted, cut)

    def inside(self, seen):
        """Parents first, whatever was grafted onto what."""
        order, seen = [], set(seen)
        while seen:
            order += [c for c in self.commits if c in seen and not seen & set(c.parents)]
            seen -= set(order)
        return order


class Scans:
    """What a state of one group has, asked once: {(path, ecosystem, name, version): set of id sets}."""

    def __init__(self, make, strata, db):
        self.make, self.strata, self.db, self.known = make, strata, db, {}

    def ask(self, files):
        folder = self.make(f'scan{len(self.known)}').path
        for path, text in files:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        run = self.strata('scan', folder, '--dir', '-o', 'json', '--db', self.db, SOURCE_DATE_EPOCH=NOW)
        assert run.status in (0, 1, 3), run.err
        report = run.json
        wrong = {}
        for f in report['findings']:
            if f['kind'] == 'drift':
                continue  # of a snapshot alone: a history tells of advisories
            if f['affected'] == 'yes':
                wrong.setdefault(f['package'], set()).add(frozenset([f['id'], *f['aliases'], *f['records']]))
        return {(place['path'], p['ecosystem'], p['name'], p['version']): wrong.get(p['id'], set())
                for p in report['packages'] if p['version'] and p['name'] != 'stdlib'  # a history leaves it out
                for place in p['places']}

    def of(self, files):
        found = {}
        for group in GROUPS:
            state = tuple(sorted((p, t) for p, t in files.items() if GROUP_OF.get(p) == group))
            if state not in self.known:
                self.known[state] = self.ask(state) if state else {}
            found.update(self.known[state])
        return found


def effective(commit, parent_state):
    """The files that count: a version that cannot be understood leaves the one before it."""
    state, files = dict(parent_state), commit.texts()
    before = commit.parents[0].texts() if commit.parents else {}
    for path in set(state) | set(before) | set(files):
        now = files.get(path)
        if now == before.get(path):
            continue
        if now is None:
            state.pop(path, None)
        elif now not in BROKEN_TEXTS:
            state[path] = now
    return state


class Oracle:
    def __init__(self, commits, scans, inside, chain):
        """inside: the commits that are asked about, parents first."""
        self.inside, self.chain = inside, chain
        self.border = [] if chain and not inside else [
            c for c in commits if c not in inside and any(c in self.parents(i) for i in inside)]
        states = {c: {p: t for p, t in c.texts().items() if t not in BROKEN_TEXTS} for c in self.border}
        for c in inside:
            states[c] = effective(c, states[c.parents[0]] if c.parents else {})
        self.packages = {c: scans.of(states[c]) for c in [*self.border, *inside]}
        self.ids = self.tie()

    def parents(self, c):
        return c.parents[:1] if self.chain else c.parents

    def tie(self):
        """(path, ecosystem, name, id) -> all ids that are the same, in whatever version."""
        groups = {}
        for packages in self.packages.values():
            for (path, ecosystem, name, _), findings in packages.items():
                for ids in findings:
                    merged = set(ids)
                    for i in ids:
                        merged |= groups.get((path, ecosystem, name, i), set())
                    for i in merged:
                        groups[path, ecosystem, name, i] = frozenset(merged)
        return groups

    def held(self, c):
        """The exposures of a commit: {(path, ecosystem, name, all tied ids): (version, its own ids) of each}."""
        found = {}
        for (path, ecosystem, name, version), findings in self.packages[c].items():
            for ids in findings:
                key = path, ecosystem, name, self.ids[path, ecosystem, name, next(iter(ids))]
                found.setdefault(key, set()).add((version, ids))
        return found

    def windows(self, of):
        """of(commit): {key: what it had}. One window a key; on a chain one for each stretch."""
        held = {c: of(c) for c in [*self.border, *self.inside]}
        windows, open_now = [], {}
        for c in [*self.border, *self.inside]:
            before = [] if c in self.border else [held[p] for p in self.parents(c)]
            for key in sorted(set().union(held[c], *before), key=str):
                has, had = key in held[c], [key in b for b in before]
                if has and not any(had):
                    if key not in open_now:
                        open_now[key] = {'key': key, 'introduced': set(), 'before': set(), 'removed': set(),
                                         'had': set(), 'commits': set()}
                        windows.append(open_now[key])
                    open_now[key]['before' if c in self.border or c.cut else 'introduced'].add(c.id)
                if has:
                    open_now[key]['had'] |= held[c][key]
                    open_now[key]['commits'].add(c)
                elif any(had):
                    open_now[key]['removed'].add(c.id)
                    if self.chain:
                        del open_now[key]
        return windows


def days(window, commits, present, tags):
    time = {c.id: c.time for c in commits}
    start = min(time[i] for i in window['introduced'] | window['before'])
    if present:
        end = NOW
    elif window['removed']:
        end = max(time[i] for i in window['removed'])
    else:
        end = max(c.time for c in tags)
    return max(0, (end - start) // 86400)


def expected(oracle, commits, refs, tips):
    answer = []
    for w in oracle.windows(oracle.held):
        path, ecosystem, name, _ = w['key']
        ids, versions = set().union(*(ids for _, ids in w['had'])), {version for version, _ in w['had']}
        there = [c for c in w['commits'] if c in oracle.inside]
        found = {(n.split('/')[1], n.split('/', 2)[2]) for n, c in refs.items() if c in there}
        present = not w['removed'] if oracle.chain else any(t in there for t in tips)
        answer.append((path, ecosystem, name, tuple(sorted(ids)), tuple(sorted(versions)),
                       tuple(sorted(w['introduced'])), tuple(sorted(w['before'])), tuple(sorted(w['removed'])), present,
                       tuple(sorted(('tag' if kind == 'tags' else 'branch', n) for kind, n in found)),
                       days(w, commits, present, [c for n, c in refs.items() if c in there])))
    return sorted(answer)


def answered(report):
    return sorted((e['finding']['path'], e['package']['ecosystem'], e['package']['name'],
                   tuple(sorted({e['finding']['id'], *e['finding']['aliases'], *e['finding']['records']})),
                   tuple(sorted(e['versions'])), tuple(sorted(i['commit'] for i in e['introduced'])),
                   tuple(sorted(i['commit'] for i in e['before'])), tuple(sorted(i['commit'] for i in e['removed'])),
                   e['present'], tuple(sorted((r['kind'], r['name']) for r in e['refs'])), e['days'])
                  for e in report['exposures'])


def reached(tips):
    seen, todo = set(), list(tips)
    while todo:
        c = todo.pop()
        if c not in seen:
            seen.add(c)
            todo += c.parents
    return seen


def first_parents(tip):
    chain = [tip]
    while chain[-1].parents:
        chain.append(chain[-1].parents[0])
    return chain[::-1]


def events_expected(oracle):
    windows = oracle.windows(lambda c: {key: set() for key in oracle.packages[c]})
    return sorted((*w['key'], next(iter(w['introduced']), ''), next(iter(w['removed']), '')) for w in windows)


def events_answered(report):
    return sorted((e['path'], e['ecosystem'], e['name'], e['version'],
                   *((e[end] or {'commit': ''})['commit'] for end in ('introduced', 'removed'))) for e in report['events'])


@pytest.fixture
def scans(make_repository, strata, database):
    return Scans(make_repository, strata, database(*RECORDS))


def check(story, scans, ask):
    """All questions of one story; how many exposures all of its refs have."""
    commits, refs, tip, other = story.commits, story.refs, story.tip, story.other
    whole = Oracle(commits, scans, story.inside(reached([tip])), False)
    report = ask('main', '--packages')
    assert answered(report) == expected(whole, commits, refs, [tip])
    chain = Oracle(commits, scans, story.inside(first_parents(tip)), True)
    assert events_answered(report) == events_expected(chain)
    assert answered(ask('main', '--first-parent')) == expected(chain, commits, refs, [tip])
    heads = [story.head, *[c for n, c in refs.items() if not n.startswith('refs/tags/')]]
    everything = Oracle(commits, scans, story.inside(reached([story.head, *refs.values()])), False)
    report = ask('--all')
    assert answered(report) == expected(everything, commits, refs, heads)
    left = reached([other])
    for chained, seen in ((), reached([tip])), (('--first-parent',), first_parents(tip)):
        part = Oracle(commits, scans, story.inside(c for c in seen if c not in left), bool(chained))
        assert answered(ask(f'{other.id}..main', *chained)) == \
            expected(part, commits, refs, [tip] if tip not in left else []), chained
    return len(report['exposures'])


def test_log_is_what_scanning_each_commit_says(make_repository, strata, scans):
    windows = 0
    for seed in range(SEED, SEED + HISTORIES):
        rng = random.Random(seed)
        story = Story(rng, make_repository, f'history{seed}')

        def ask(*args):
            more = rng.choice(((), (), (), ('--no-cache',), ('--jobs', '3')))
            run = strata('log', *args, *more, '-o', 'json', '--db', scans.db, cwd=story.repository.path, SOURCE_DATE_EPOCH=NOW)
            assert run.status in (0, 3), run.err
            return run.json

        try:
            windows += check(story, scans, ask)
        except AssertionError as e:
            raise AssertionError(f'seed {seed}, in {story.repository.path}') from e
        if HISTORIES > 100:
            shutil.rmtree(story.repository.path)
    assert windows > HISTORIES  # the histories are about something


def test_groups_know_nothing_of_each_other(scans):
    """The oracle asks group by group: all at once must say the same."""
    rng = random.Random(SEED)
    for _ in range(5):
        files = {p: rng.choice([t for t in texts if t not in BROKEN_TEXTS]) for p, texts in PATHS.items()}
        assert scans.of(files) == scans.ask(sorted(files.items()))
        scans.known[rng.random()] = None  # the next one has a folder of its own
