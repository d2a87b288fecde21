"""What a manifest without lockfile takes from empty caches: strata beside the package manager, in turn.

Wall time is what is asked here: it is the network's as much as ours, so each run of the manager
is followed by one of strata at once. A manager's own caches, and strata's, are made anew for each
run; Maven keeps its plugins, which strata has none of.
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'differential'))
import projects  # noqa: E402

TREE = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:tree'
PROJECTS = {'npm': 'grunt,mocha', 'pypi': 'gpt-researcher,dispatch', 'cargo': 'zellij', 'go': 'k9s,gitleaks', 'maven': 'mall'}


def npm(folder, place):
    (folder / 'package-lock.json').unlink(missing_ok=True)
    return ['env', '-C', folder, f'npm_config_cache={place}', 'npm', 'install', '--package-lock-only', '--ignore-scripts',
            '--no-audit', '--no-fund']


def pypi(folder, place):
    """BENCH_PYTHON's pip; of a pyproject.toml what it depends on, which is not built."""
    wanted = folder / 'requirements.txt'
    if not wanted.exists():
        import tomllib
        project = tomllib.loads((folder / 'pyproject.toml').read_text())['project']
        wanted.write_text('\n'.join(project['dependencies']) + '\n')
        (folder / 'pyproject.toml').unlink()
    return [os.environ['BENCH_PYTHON'], '-m', 'pip', 'install', '--dry-run', '--ignore-installed', '--quiet',
            '--disable-pip-version-check', '--cache-dir', place, '-r', wanted]


def cargo(folder, place):
    (folder / 'Cargo.lock').unlink(missing_ok=True)
    for manifest in folder.rglob('Cargo.toml'):
        if '[package]' in manifest.read_text():
            (manifest.parent / 'src').mkdir(exist_ok=True)
            (manifest.parent / 'src' / 'lib.rs').touch()
    return ['env', '-C', folder, f'CARGO_HOME={place}', 'cargo', 'generate-lockfile']


def go(folder, place):
    (folder / 'go.sum').unlink(missing_ok=True)
    return ['env', '-C', folder, f'GOMODCACHE={place}', 'GOFLAGS=-mod=mod -modcacherw', 'GOTOOLCHAIN=local', 'GONOSUMDB=*',
            'go', 'list', '-m', 'all']


def maven(folder, place):
    """Its plugins and what they need are of a run over a pom that asks for nothing."""
    base = place.parent / 'plugins'
    if not base.exists():
        pom = place.parent / 'pom.xml'
        pom.write_text('<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>a</artifactId>'
                       '<version>1</version></project>')
        subprocess.run(['mvn', '-q', '-f', pom, f'-Dmaven.repo.local={base}', TREE], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(['cp', '-a', base, place], check=True)
    return ['mvn', '-q', '-fae', '-f', folder / 'pom.xml', f'-Dmaven.repo.local={place}', TREE]


MANAGERS = {'npm': npm, 'pypi': pypi, 'cargo': cargo, 'go': go, 'maven': maven}


def strata_of(program, folder, work, config):
    return ['env', f'XDG_CONFIG_HOME={config}', f'XDG_CACHE_HOME={work / "cache"}', f'CARGO_HOME={work / "none"}',
            f'HOME={work / "none"}', program, 'deps', '--dir', folder, '--online', '-o', 'json']


def run_both(measure, program, folder, work, config, manager):
    """(CPU seconds, wall seconds) of the manager, then of strata."""
    shutil.rmtree(work / 'manager', ignore_errors=True)
    shutil.rmtree(work / 'cache', ignore_errors=True)
    found = []
    for command in manager(folder, work / 'manager'), None:
        if command is None:
            (folder / 'package-lock.json').unlink(missing_ok=True)
            (folder / 'Cargo.lock').unlink(missing_ok=True)
        cpu, _, _, wall = measure(command or strata_of(program, folder, work, config))
        found.append((cpu, wall))
    return found


def count(program, folder, work, config):
    """How many packages strata found; it has nothing to be proud of where it lacks any."""
    command = [word for word in strata_of(program, folder, work, config) if word != '--online']
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    lacks = [n['reason'] for n in report['coverage']['notes'] if 'not resolved' in n['reason']]
    return f'{len(report["packages"])} packages' + (f' ({len(lacks)} lacks: {lacks[0]})' if lacks else '')


def bench(work, measure, program, runs):
    """BENCH_COLD names ecosystems, BENCH_<ECOSYSTEM> projects of differential/projects."""
    config = work / 'config'
    subprocess.run([program, 'config', 'registries', '--detect'], env={**os.environ, 'XDG_CONFIG_HOME': str(config)},
                   capture_output=True)
    for ecosystem in os.environ.get('BENCH_COLD', ','.join(MANAGERS)).split(','):
        if ecosystem == 'pypi' and 'BENCH_PYTHON' not in os.environ:
            print('\ncold pypi: BENCH_PYTHON names no Python')
            continue
        for name in os.environ.get(f'BENCH_{ecosystem.upper()}', PROJECTS[ecosystem]).split(','):
            folder = projects.load(ecosystem, name).lay_out(work / ecosystem / name)
            pairs = [run_both(measure, program, folder, work, config, MANAGERS[ecosystem]) for _ in range(runs)]
            print_pairs(f'{ecosystem} {name}, {count(program, folder, work, config)}', pairs)


def print_pairs(title, pairs):
    cpu, wall = ([statistics.median(pair[who][what] for pair in pairs) for who in (0, 1)] for what in (0, 1))
    ratio = statistics.median(pair[1][1] / pair[0][1] for pair in pairs)
    print(f'cold {title}: CPU {cpu[0]:.1f} s, strata {cpu[1]:.2f} s; wall {wall[0]:.1f} s, strata {wall[1]:.2f} s, '
          f'x{ratio:.2f} (' + ', '.join(f'{p[0][1]:.1f}/{p[1][1]:.1f}' for p in pairs) + ')', flush=True)
