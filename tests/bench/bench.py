#!/usr/bin/env python3
"""bench.py [NAME..]: what a run costs, as a whole process, beside a rival or a lower bound.

Each benchmark runs its commands in turn (A B A B ..), reads CPU time (user and system) and
peak memory of each from the kernel's own accounting, and prints medians and ratios. Inputs are
made here, from ../shared/osv where it is present. README.md says what was measured last.
"""
import functools
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import zipfile
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import lockfiles

ROOT = Path(__file__).resolve().parents[2]
STRATA = Path(os.environ.get('STRATA', ROOT / 'build' / 'release' / 'strata'))
SHARED = Path(os.environ.get('STRATA_SHARED', ROOT.parent / 'shared'))
RUNS = int(os.environ.get('STRATA_RUNS', '7'))


# The peak of a child counts that of the process it was forked from: so that is a small one.
MEASURE = """
import os, sys, time
null = os.open('/dev/null', os.O_RDWR)
start = time.monotonic()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[
    (os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)])
_, status, usage = os.wait4(pid, 0)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status),
      time.monotonic() - start)
"""


def cost_and_time(command, **where):
    """CPU seconds, peak memory in MiB, status and wall seconds of one run; its output goes nowhere."""
    run = subprocess.run([sys.executable, '-I', '-S', '-c', MEASURE, *map(str, command)], check=True,
                         stdout=subprocess.PIPE, **where)
    cpu, memory, status, wall = run.stdout.split()
    return float(cpu), float(memory), int(status), float(wall)


def cost(command):
    return cost_and_time(command)[:3]


def compare(title, commands, allowed=None, runs=RUNS, prepare=None):
    """Prints a row per command; ratios are to the first. `allowed`: statuses that are no failure."""
    rows = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, command in commands.items():
            if prepare:
                prepare()
            cpu, memory, status = cost(command)
            if allowed and status not in allowed:
                sys.exit(f'{name}: status {status}: {command}')
            rows[name].append((cpu, memory))
    print(f'\n{title}')
    first = None
    for name, figures in rows.items():
        cpu = statistics.median(f[0] for f in figures[1:])
        memory = statistics.median(f[1] for f in figures[1:])
        first = first or (cpu, memory)
        print(f'  {name:<34} {cpu * 1000:9.1f} ms CPU  {memory:8.1f} MiB'
              f'  x{cpu / first[0]:7.2f} CPU  x{memory / first[1]:6.2f} memory')


def osv_names(ecosystem):
    """Package -> versions that advisories name, of shared/osv."""
    found = {}
    with zipfile.ZipFile(SHARED / 'osv' / ecosystem / 'all.zip') as z:
        for entry in z.namelist():
            for affected in json.loads(z.read(entry)).get('affected', []):
                events = [v for r in affected.get('ranges', []) if r['type'] != 'GIT'
                          for e in r['events'] for v in e.values() if v != '0']
                name = affected.get('package', {}).get('name')
                if name and events:
                    found.setdefault(name, set()).update(events)
    return {name: sorted(versions) for name, versions in found.items()}


def npm_lock(folder, count, seed=1):
    """A package-lock.json of `count` packages in a chain of fives, half of them with advisories."""
    rng = random.Random(seed)
    known = osv_names('npm') if SHARED.is_dir() else {}
    names = rng.sample(sorted(known), min(len(known), count // 2))
    packages = {}
    for i in range(count):
        name = names[i] if i < len(names) else f'package-{i}'
        version = rng.choice(known[name]) if i < len(names) else f'{i % 7}.{i % 11}.{i % 13}'
        packages['node_modules/' + name] = {'version': version, 'integrity': 'sha512-' + 'A' * 86 + '=='}
    keys = sorted(packages)
    for i, key in enumerate(keys):
        below = keys[i + 1:i + 3] if i % 5 < 4 else []
        packages[key]['dependencies'] = {k[len('node_modules/'):]: '*' for k in below}
    top = {k[len('node_modules/'):]: '*' for k in keys[::5]}
    lock = {'name': 'bench', 'version': '1.0.0', 'lockfileVersion': 3, 'requires': True,
            'packages': {'': {'name': 'bench', 'version': '1.0.0', 'dependencies': top}, **packages}}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'package-lock.json').write_text(json.dumps(lock, indent=2))
    (folder / 'package.json').write_text(json.dumps({'name': 'bench', 'version': '1.0.0', 'dependencies': top}))


def commit(folder):
    git = ['git', '-C', str(folder), '-c', 'user.name=a', '-c', 'user.email=a@mail.example']
    subprocess.run([*git, 'init', '-q'], check=True)
    subprocess.run([*git, 'add', '-A'], check=True)
    subprocess.run([*git, 'commit', '-qm', 'bench'], check=True)


def database(folder):
    subprocess.run([STRATA, 'db', 'import', SHARED / 'osv', '--db', folder], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder


def rival():
    """osv-scanner, where it is installed: OSV_SCANNER or on the PATH."""
    return os.environ.get('OSV_SCANNER') or shutil.which('osv-scanner')


def bench_scan(work):
    """A repository with a lockfile of 1,000 packages against all of shared/osv."""
    npm_lock(work / 'repository', 1000)
    commit(work / 'repository')
    db = database(work / 'db')
    commands = {'strata scan': [STRATA, 'scan', work / 'repository', '--db', db, '--only', 'deps', '-o', 'json']}
    if rival():
        cache = work / 'cache' / 'osv-scalibr'
        for folder in (SHARED / 'osv').iterdir():
            if folder.is_dir():
                (cache / folder.name).mkdir(parents=True)
                shutil.copy(folder / 'all.zip', cache / folder.name / 'all.zip')
        commands['osv-scanner offline'] = [
            rival(), 'scan', 'source', '-r', '--offline', '--no-resolve', '--no-call-analysis=go',
            '--local-db-path', work / 'cache', '--format', 'json', work / 'repository']
    compare('scan: 1,000 packages of npm, all of shared/osv', commands, allowed={0, 1})


def bench_import(work):
    """Importing all of shared/osv, beside unpacking the same zips."""
    zips = sorted((SHARED / 'osv').glob('*/all.zip'))
    unzip = 'for z in "$@"; do unzip -p "$z"; done >/dev/null'
    compare('import: all of shared/osv', {
        'unzip -p': ['sh', '-c', unzip, 'sh', *zips],
        'strata db import': [STRATA, 'db', 'import', SHARED / 'osv', '--db', work / 'db'],
    }, allowed={0}, prepare=lambda: shutil.rmtree(work / 'db', ignore_errors=True))


def bench_size(work):
    """How a scan grows with the number of packages: a line, not a curve."""
    db = database(work / 'db')
    for count in (1000, 10000, 100000):
        npm_lock(work / str(count), count)
    compare('size: packages in one package-lock.json', {
        f'{count} packages': [STRATA, 'scan', '--dir', work / str(count), '--db', db, '-o', 'json']
        for count in (1000, 10000, 100000)}, allowed={0, 1}, runs=3)


def many_files(folder, count):
    """A repository of so many files, a lockfile of 1,000 packages of npm among them."""
    for i in range(count):
        path = folder / f'd{i % 20}' / f'e{i // 20 % 25}' / f'file-{i}.c'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'int f{i}(void);\n')
    npm_lock(folder, 1000)
    commit(folder)
    subprocess.run(['git', '-C', folder, 'repack', '-qad'], check=True)


def bench_hook(work):
    """A pre-commit run in a repository of 10,000 files; git's own look at the index is the lower bound."""
    folder, db = work / 'repository', database(work / 'db')
    many_files(folder, 10000)
    hook = [STRATA, 'hook', 'run', 'pre-commit', '--db', db]

    def measure(title, **more):
        os.chdir(folder)
        compare(title, {'git diff --cached': ['git', 'diff', '--cached', '--quiet'], 'strata hook run': hook, **more},
                allowed={0, 1})
        os.chdir(ROOT)

    (folder / 'd3' / 'e3' / 'more.c').write_text('int more;\n')
    subprocess.run(['git', '-C', folder, 'add', '-A'], check=True)
    measure('hook: no manifest touched')
    lock = folder / 'package-lock.json'
    lock.write_text(lock.read_text().replace('"version": "1', '"version": "2', 1))
    subprocess.run(['git', '-C', folder, 'add', '-A'], check=True)
    measure('hook: a lockfile of 1,000 packages changed')
    npm_lock(folder, 1000, seed=2)
    subprocess.run(['git', '-C', folder, 'add', '-A'], check=True)
    measure('hook: a lockfile of 1,000 packages replaced by another')
    subprocess.run(['git', '-C', folder, 'reset', '-q', '--hard'], check=True)
    (folder / 'Dockerfile').write_text('FROM debian:12-slim\nCOPY . /a\nRUN make\nUSER 1\n')
    commit(folder)
    (folder / 'd3' / 'e3' / 'more.c').write_text('int more;\n')
    subprocess.run(['git', '-C', folder, 'add', '-A'], check=True)
    measure('hook: a file comes where there is a Dockerfile')


def bench_push(work):
    """A push of 100 commits, ten of which change the lockfile, in a repository of 10,000 files."""
    folder, db = work / 'repository', database(work / 'db')
    many_files(folder, 10000)
    git = ['git', '-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@mail.example']
    old = subprocess.run([*git, 'rev-parse', 'HEAD'], check=True, capture_output=True, text=True).stdout.strip()
    for i in range(100):
        (folder / 'd1' / 'e1' / 'file.c').write_text(f'int g{i};\n')
        if i % 10 == 9:
            npm_lock(folder, 1000, seed=i)
        subprocess.run([*git, 'add', '-A'], check=True)
        subprocess.run([*git, 'commit', '-qm', f'commit {i}'], check=True)
    new = subprocess.run([*git, 'rev-parse', 'HEAD'], check=True, capture_output=True, text=True).stdout.strip()
    other = subprocess.run([*git, 'rev-parse', 'HEAD~10'], check=True, capture_output=True, text=True).stdout.strip()
    last = subprocess.run([*git, 'rev-parse', 'HEAD~1'], check=True, capture_output=True, text=True).stdout.strip()
    os.chdir(folder)
    run = [STRATA, 'hook', 'run', 'update', '--db', db, 'refs/heads/main']
    (work / 'receive').write_text(f'{old} {new} refs/heads/main\n')
    (work / 'push').write_text(f'refs/heads/main {new} refs/heads/main {old}\n')

    def fed(kind, *args):
        hook = ' '.join(map(str, [STRATA, 'hook', 'run', kind, '--db', db, *args]))
        return ['sh', '-c', f'exec {hook} <{work / kind[4:]}']

    compare('push: 100 commits', {
        'git rev-list --count': ['git', 'rev-list', '--count', f'{old}..{new}'],
        'strata, 10 of them with the lockfile': [*run, old, new],
        'strata, 9 without': [*run, other, last],
        'pre-receive, 10 of 100': fed('pre-receive'),
        'pre-push, 10 of 100': fed('pre-push', 'origin', 'file:///none'),
    }, allowed={0, 1})
    os.chdir(ROOT)


def long_history(folder, commits=2000, locked=300):
    """A repository of so many commits, the lockfile of 200 packages changed in some of them."""
    rng = random.Random(2)
    versions = [f'1.{i % 9}.0' for i in range(200)]
    stream = ['reset refs/heads/main\n']

    def file(path, text):
        return f'M 100644 inline {path}\ndata {len(text)}\n{text}\n'

    for n in range(commits):
        stream.append(f'commit refs/heads/main\ncommitter a <a@mail.example> {1600000000 + n * 3600} +0000\n'
                      f'data 1\nc\n' + file(f'src/module{n % 97}/file{n % 31}.c', f'int x{n};'))
        if n % (commits // locked) == 0:
            versions[rng.randrange(200)] = f'2.{n}.0'
            lock = {'name': 'a', 'lockfileVersion': 3, 'packages': {'': {'name': 'a', 'dependencies': {'p0': '*'}}, **{
                f'node_modules/p{i}': {'version': v, 'dependencies': {f'p{i + 1}': '*'}} for i, v in enumerate(versions)}}}
            stream.append(file('package-lock.json', json.dumps(lock, indent=1)))
    folder.mkdir()
    subprocess.run(['git', 'init', '-q', '--bare', folder], check=True)
    subprocess.run(['git', '-C', folder, 'fast-import', '--quiet'], input=''.join(stream).encode(), check=True)
    subprocess.run(['git', '-C', folder, 'gc', '-q'], check=True)
    subprocess.run(['git', '-C', folder, 'symbolic-ref', 'HEAD', 'refs/heads/main'], check=True)


def git_reads(repository, work):
    """What reading the same takes git: each commit's changes, and each manifest's bytes."""
    names = r'(package.*\.json|go\.(mod|sum)|Cargo\.(lock|toml)|Gemfile.*|.*\.gemspec|yarn\.lock|\.tool-versions|.*\.ya?ml)$'
    script = work / f'{repository.name}.sh'
    script.write_text(f'git -C {repository} log -m --raw --no-abbrev --first-parent HEAD >{work}/raw\n'
                      f"awk '$4 !~ /^0+$/ && /{names.replace('/', '.')}/ {{ print $4 }}' {work}/raw | sort -u"
                      f' | git -C {repository} cat-file --batch\n')
    return ['sh', script]


def bench_log(work):
    """A history cold, warm and ten commits later, beside git reading the same; also of BENCH_REPO."""
    long_history(work / 'made')
    db = database(work / 'db') if SHARED.is_dir() else 'starter'
    repositories = [work / 'made', *([Path(os.environ['BENCH_REPO'])] if 'BENCH_REPO' in os.environ else [])]
    for repository in repositories:
        def log(cache, revision='HEAD'):
            return [STRATA, 'log', revision, repository, '--first-parent', '--packages', '--db', db, '-o', 'json',
                    '--cache', cache]

        def prepare():
            for name in 'cold', 'later':
                shutil.rmtree(work / name, ignore_errors=True)
            shutil.copytree(work / 'before', work / 'later')

        subprocess.run(log(work / 'kept'), stdout=subprocess.DEVNULL)
        subprocess.run(log(work / 'before', 'HEAD~10'), stdout=subprocess.DEVNULL)
        compare(f'log: {repository}', {
            'git log, git cat-file': git_reads(repository, work),
            'strata log, nothing known': log(work / 'cold'),
            'strata log, all known': log(work / 'kept'),
            'strata log, all but 10 commits': log(work / 'later'),
        }, allowed=set(range(7)), prepare=prepare)
        for name in 'kept', 'before':
            shutil.rmtree(work / name)


def bench_parse(work):
    """How fast formats are read, in one process, beside the library that others read them with."""
    program = STRATA.parent / 'tests' / 'parse_bench'

    def speed(what, path):
        run = subprocess.run([program, what, path], check=True, capture_output=True, text=True)
        mb, _, found, _ = run.stdout.split()
        return float(mb), int(found)

    print('\nparse: 10,000 packages a file, MB/s of CPU time')
    for title, name, format, library, write in lockfiles.FILES:
        path = work / name
        path.write_text(write(10000))
        mb, found = speed(format, path)
        if found < 10000 and format != 'go/sum':  # it adds to go.mod, and lists nothing by itself
            sys.exit(f'{title}: {found} packages')
        other = speed(library, path)[0] if library else None
        beside = f'   {library} {other:.0f}: x{mb / other:.1f}' if other else ''
        print(f'  {title:<32} {path.stat().st_size / 1e6:5.1f} MB  {mb:6.0f} MB/s{beside}')


def slope(costs):
    """The exponent of the power of the size by which a cost grows, over the last factor of ten."""
    return math.log10(costs[-1] / costs[-2])


def bench_slope(work):
    """How the cost of `strata deps` grows with a lockfile: exponent 1 is a line, 2 a square."""
    counts = (1000, 10000, 100000)
    chosen = ('package-lock.json', 'pnpm-lock.yaml', 'Cargo.lock', 'yarn.lock v1')
    print('\nslope: strata deps -o json, 1,000, 10,000 and 100,000 packages')
    for title, name, _, _, write in (row for row in lockfiles.FILES if row[0] in chosen):
        cpu, memory = [], []
        for count in counts:
            folder = work / str(count)
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(write(count))
            runs = [cost([STRATA, 'deps', '--dir', folder, '-o', 'json']) for _ in range(3)]
            if any(status for _, _, status in runs):
                sys.exit(f'{title}: status {runs}')
            cpu.append(min(run[0] for run in runs))
            memory.append(min(run[1] for run in runs))
            size = (folder / name).stat().st_size / 1e6
            (folder / name).unlink()
        print(f'  {title:<18} {" ".join(f"{c * 1000:8.1f}" for c in cpu)} ms, slope {slope(cpu):.2f}'
              f'   {" ".join(f"{m:6.1f}" for m in memory)} MiB, slope {slope(memory):.2f}   ({size:.0f} MB)')


def bench_pypi(work):
    """A solved manifest of BENCH_PROJECT (differential/projects/pypi) beside BENCH_PYTHON's pip, all caches full."""
    if 'BENCH_PYTHON' not in os.environ:
        print('\npypi: needs BENCH_PYTHON, with pip and an index, and XDG_CONFIG_HOME with [registries]')
        return
    python, name = os.environ['BENCH_PYTHON'], os.environ.get('BENCH_PROJECT', 'gpt-researcher')
    sys.path.insert(0, str(ROOT / 'tests' / 'differential'))
    import projects
    folder = projects.load('pypi', name).lay_out(work / name)
    strata = [STRATA, 'deps', '--dir', folder, '-o', 'json']
    os.environ.update(XDG_CACHE_HOME=str(work / 'cache'), PIP_FIND_LINKS='', PIP_DISABLE_PIP_VERSION_CHECK='1')
    compare(f'pypi: {name}, solved again', {
        'pip install --dry-run': [python, '-m', 'pip', 'install', '--dry-run', '--ignore-installed', '--quiet',
                                  '--cache-dir', work / 'pip', '-r', folder / 'requirements.txt'],
        'strata deps --online': [*strata, '--online'],
        'strata deps, of the cache alone': strata,
    }, allowed={0}, runs=3)


MOST_MEMORY = 150e6 / (1 << 20)  # MiB, of a whole process, on a lockfile of 100,000 packages


def bench_memory(work):
    """The peak of `strata deps` on each lockfile of 100,000 packages; fails over MOST_MEMORY."""
    print('\nmemory: strata deps -o json, 100,000 packages')
    over = []
    for title, name, _, _, write in lockfiles.FILES:
        (work / name).write_text(write(100000))
        _, memory, _ = cost([STRATA, 'deps', '--dir', work, '-o', 'json'])
        print(f'  {title:<32} {(work / name).stat().st_size / 1e6:5.1f} MB  {memory:7.1f} MiB')
        (work / name).unlink()
        over += [title] if memory > MOST_MEMORY else []
    if over:
        sys.exit(f'over {MOST_MEMORY:.0f} MiB: {", ".join(over)}')


def npm_home(work):
    """A home of its own for npm and strata, with the registry that npm has by default."""
    env = dict(os.environ, HOME=str(work), XDG_CONFIG_HOME=str(work / 'config'), XDG_CACHE_HOME=str(work / 'cache'),
               npm_config_cache=str(work / 'npm'), npm_config_update_notifier='false')
    registry = subprocess.run(['npm', 'config', 'get', 'registry'], cwd='/', env=env, check=True,
                              capture_output=True, text=True).stdout.strip()
    (work / 'config' / 'strata').mkdir(parents=True)
    (work / 'config' / 'strata' / 'registries.toml').write_text(f'npm = "{registry}"\n')
    return env


def resolve_once(who, offline, folder, env):
    """CPU seconds, MiB and wall seconds of one resolution; npm's leaves its lockfile in the folder."""
    (folder / 'package-lock.json').unlink(missing_ok=True)
    command = {
        'npm': ['npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund',
                *(['--offline'] if offline else [])],
        'strata': [STRATA, 'deps', '--dir', '.', *([] if offline else ['--online']), '-o', 'json'],
    }[who]
    cpu, memory, status, wall = cost_and_time(command, cwd=folder, env=env)
    if status:
        sys.exit(f'{who}: status {status}: {command}')
    return cpu, memory, wall


def print_resolved(rows):
    """A row per manager and state; ratios are to the first manager in that state."""
    first = {}
    for (who, state), runs in sorted(rows.items(), key=lambda row: row[0][1], reverse=True):
        cpu, memory, wall = (statistics.median(column) for column in zip(*runs))
        base = first.setdefault(state, (cpu, wall))
        print(f'  {who + ", " + state:<34} {cpu * 1000:9.1f} ms CPU  {memory:8.1f} MiB  {wall * 1000:9.1f} ms'
              f'  x{cpu / base[0]:6.3f} CPU  x{wall / base[1]:6.3f} wall')


def bench_resolve(work):
    """Manifests without lockfile, by npm and by strata, from empty caches and from full ones."""
    if not shutil.which('npm'):
        print('\nresolve: no npm')
        return
    env = npm_home(work)
    for name in os.environ.get('BENCH_PROJECTS', 'grunt,mocha').split(','):
        facts = (ROOT / 'tests' / 'differential' / 'projects' / 'npm' / (name + '.txt')).read_text()
        folder, rows = work / name, {}
        folder.mkdir()
        (folder / 'package.json').write_text(facts.partition('\n== package.json\n')[2])
        for _ in range(RUNS):
            for who, cache in ('npm', 'npm'), ('strata', 'cache'):
                shutil.rmtree(work / cache, ignore_errors=True)
                for state in 'nothing cached', 'all cached, no network':
                    rows.setdefault((who, state), []).append(resolve_once(who, state.startswith('all'), folder, env))
                if who == 'npm':
                    count = len(json.loads((folder / 'package-lock.json').read_text())['packages']) - 1
        print(f'\nresolve: {name}, {count} packages')
        print_resolved(rows)


def solver_home(work, key):
    """An environment with the registry that a package manager names by itself; None without one."""
    environment = {'XDG_CONFIG_HOME': str(work / 'config'), 'XDG_CACHE_HOME': str(work / 'cache'),
                   'CARGO_HOME': str(work / 'none')}
    run = subprocess.run([STRATA, 'config', 'registries', '--detect'], env={**os.environ, **environment},
                         capture_output=True, text=True)
    found = (work / 'config' / 'strata' / 'registries.toml')
    if run.returncode or not found.exists() or not any(
            line.startswith(key) for line in found.read_text().splitlines()):
        print(f'{key}: no registry is known')
        return None
    return [f'{k}={v}' for k, v in environment.items()]


def project(ecosystem, name, folder):
    """One of the real projects of tests/differential, laid out."""
    sys.path.insert(0, str(ROOT / 'tests' / 'differential'))
    import projects  # needs pytest, as no other benchmark does
    return projects.load(ecosystem, name).lay_out(folder)


def solve_beside(title, folder, environment, manager, options=(), strip=lambda: None):
    """A project without a lockfile, from full caches: strata beside a package manager."""
    ask = ['env', *environment, STRATA, 'deps', '--dir', folder, '-o', 'json', *options]
    subprocess.run([*ask, '--online'], check=True, stdout=subprocess.DEVNULL)
    report = json.loads(subprocess.run(ask, check=True, capture_output=True).stdout)
    compare(f'{title}: {len(report["packages"])} packages, from the cache', {
        'strata deps': ask, ' '.join(manager[-3:]): manager}, allowed={0}, prepare=strip)


def bench_cold(work):
    """All ecosystems from empty caches, in pairs: cold.py."""
    import cold  # needs pytest, as no other benchmark but those of projects does
    cold.bench(work, cost_and_time, STRATA, min(RUNS, 3))


def bench_cargo(work):
    """A real workspace without Cargo.lock, beside `cargo generate-lockfile --offline`."""
    environment = solver_home(work, 'cargo')
    for name in ('zellij', 'cargo-component') if environment and shutil.which('cargo') else ():
        folder = project('cargo', name, work / name)
        for manifest in folder.rglob('Cargo.toml'):
            if '[package]' in manifest.read_text():
                (manifest.parent / 'src').mkdir(exist_ok=True)
                (manifest.parent / 'src' / 'lib.rs').touch()
        cargo = ['env', '-C', folder, f'CARGO_HOME={work / "cargo"}', 'cargo', 'generate-lockfile']
        subprocess.run(cargo, check=True, stderr=subprocess.DEVNULL)
        strip = (folder / 'Cargo.lock').unlink
        strip()
        solve_beside(name, folder, environment, [*cargo, '--offline'],
                     strip=lambda: strip(missing_ok=True))


def bench_go(work):
    """A real module, beside `go list -m all` without a network. A go.mod never changes: none is asked for again."""
    environment = solver_home(work, 'go')
    for name in ('k9s', 'gitleaks') if environment and shutil.which('go') else ():
        folder = project('go', name, work / name)
        go = ['env', '-C', folder, 'GOFLAGS=-mod=mod', 'GOTOOLCHAIN=local', 'GONOSUMDB=*']
        subprocess.run([*go, 'go', 'list', '-m', 'all'], check=True, stdout=subprocess.DEVNULL)
        solve_beside(name, folder, environment, [*go, 'GOPROXY=off', 'go', 'list', '-m', 'all'], ['--online'])


def pom(name, version, inside):
    return (f'<project><modelVersion>4.0.0</modelVersion>{inside}<groupId>example</groupId><artifactId>{name}</artifactId>'
            f'<version>{version}</version>')


def asked(*names):
    return '<dependencies>' + ''.join(
        f'<dependency><groupId>example</groupId><artifactId>{name}</artifactId>{rest}</dependency>'
        for name, rest in names) + '</dependencies>'


def maven_repository(root, count):
    """Poms as they are laid out: each has a parent that manages some, and asks for up to six that come later."""
    rng = random.Random(1)

    def publish(name, text):
        folder = root / 'example' / name / '1'
        folder.mkdir(parents=True)
        (folder / f'{name}-1.pom').write_text(text)

    managed = '<dependencyManagement>%s</dependencyManagement>' % asked(
        *((f'p{i}', '<version>1</version>') for i in range(0, count, 3)))
    publish('parent', pom('parent', '1', '') + '<packaging>pom</packaging>' + managed + '</project>')
    parent = '<parent><groupId>example</groupId><artifactId>parent</artifactId><version>1</version></parent>'
    for i in range(count):
        below = rng.sample(range(i + 1, min(count, i + 40)), min(6, count - i - 1))
        publish(f'p{i}', pom(f'p{i}', '1', parent) + asked(
            *((f'p{n}', '' if n % 3 == 0 else '<version>1</version>') for n in below)) + '</project>')


def bench_maven(work):
    """A pom that brings in 500 packages, resolved with all of them at hand, beside Maven without a network."""
    own = Path.home() / '.m2' / 'repository'
    tree = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:tree'
    if not shutil.which('mvn') or not (own / 'org/apache/maven/plugins/maven-dependency-plugin/3.8.1').is_dir():
        return print('\nmaven: no Maven with its dependency plugin 3.8.1')
    local, home, project = work / 'm2', work / 'home', work / 'project'
    subprocess.run(['cp', '-a', own, local], check=True)
    maven_repository(local, 500)
    project.mkdir()
    (project / 'pom.xml').write_text(pom('app', '1', '') + asked(
        *((f'p{i}', '<version>1</version>') for i in range(0, 500, 4))) + '</project>')
    server = ThreadingHTTPServer(('127.0.0.1', 0), functools.partial(Quiet, directory=local))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (home / '.m2').mkdir(parents=True)
    (home / '.m2' / 'settings.xml').write_text(
        '<settings><mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf>'
        f'<url>http://127.0.0.1:{server.server_port}</url></mirror></mirrors></settings>')
    solve = ['env', f'HOME={home}', f'XDG_CACHE_HOME={home}', STRATA, 'deps', '--dir', project, '--online', '-o', 'json']
    report = json.loads(subprocess.run(solve, check=True, stdout=subprocess.PIPE).stdout)
    server.shutdown()
    if len(report['packages']) < 450 or report['coverage']['notes']:
        sys.exit(f'maven: {len(report["packages"])} packages, {report["coverage"]["notes"]}')
    compare(f'maven: {len(report["packages"])} packages of one pom, everything at hand', {
        'strata': solve,
        'mvn -o dependency:tree': ['mvn', '-o', '-B', '-q', '-f', project / 'pom.xml', f'-Dmaven.repo.local={local}', tree],
    })


def dockerfile(number):
    """About as long as a real one: two stages, a dozen instructions."""
    return f'''# syntax=docker/dockerfile:1
ARG NODE={18 + number % 8}
FROM node:${{NODE}} AS build
WORKDIR /src
ENV CI=1 SERVICE=service-{number}
RUN apt-get update \\
    && apt-get install -y --no-install-recommends build-essential curl git python3 libpq-dev \\
    && rm -rf /var/lib/apt/lists/*
RUN curl -fsSL https://host.example/tools-{number}.tar.gz | tar -xz -C /opt
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci && npm run build
RUN if [ -n "$CI" ]; then for t in a b c; do echo "$t" | tee -a /log; done; fi
FROM python:3.{9 + number % 5}-slim
ARG TOKEN
RUN pip install flask=={number % 3}.0.1 requests && useradd -r app
COPY --from=build /src/dist /srv/
COPY . /app
EXPOSE 80{number % 90 + 10}
USER app
CMD ["python", "-m", "app"]
'''


def bench_dockerfiles(work):
    """STRATA_DOCKERFILES: a folder of real ones, of which 500 are taken."""
    real, place = os.environ.get('STRATA_DOCKERFILES'), work / 'repository'
    found = sorted(p for p in Path(real).rglob('*') if p.is_file())[:500] if real else []
    for number in range(500):
        folder = place / f'service{number}'
        folder.mkdir(parents=True)
        (folder / 'Dockerfile').write_bytes(found[number % len(found)].read_bytes() if found else dockerfile(number).encode())
    commit(place)
    hadolint = os.environ.get('HADOLINT', ROOT / 'build' / 'differential' / 'hadolint' / 'bin' / 'hadolint')
    compare('500 Dockerfiles' + (' of real projects' if real else ''), {
        'strata image': [STRATA, 'image', place, '-o', 'json'],
        'hadolint': [hadolint, '-f', 'json', *sorted(place.glob('*/Dockerfile'))],
    }, allowed=(0, 1), runs=3)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


BENCHMARKS = {name[6:]: function for name, function in list(globals().items()) if name.startswith('bench_')}


def main():
    names = sys.argv[1:] or list(BENCHMARKS)
    for name in names:
        if name not in BENCHMARKS:
            sys.exit(f'bench: no benchmark {name}: {", ".join(BENCHMARKS)}')
        with tempfile.TemporaryDirectory() as folder:
            BENCHMARKS[name](Path(folder))


if __name__ == '__main__':
    main()
