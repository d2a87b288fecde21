"""campaign.py: every fuzz target for a time, two at once; what each did, as a table.

    campaign.py SECONDS [TARGET..]

Corpora and inputs that crash, leak or take long are kept below build/corpus and
build/fuzz-found; the next campaign starts from them. The corpus of `formats` begins
with every file of every format's cases, behind the bytes that name the format's row
(formats.c). Status 1 when something was found.
"""
import concurrent.futures
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests'))
import formats  # noqa: E402

PROGRAMS = ROOT / 'build' / 'fuzz' / 'tests' / 'fuzz'
CORPORA = ROOT / 'build' / 'corpus'
FOUND = ROOT / 'build' / 'fuzz-found'
FIRST_ROW, ROWS = 0x80, 128
JOBS = 2
LIMITS = ['-rss_limit_mb=2048', '-timeout=10', '-max_len=65536']
COLUMNS = '{:<12} {:>12} {:>8} {:>9} {:>8} {:>9}  {}'


def name_of(row):
    """What names a format's row, as formats.c reads it."""
    return bytes([FIRST_ROW + row] if row < ROWS else [0, row - ROWS])


def seed_formats(folder):
    for row, name in enumerate(formats.names()):
        for case in formats.cases(name):
            for number, path in enumerate(formats.inputs(case)):
                seed = folder / f'{name.replace("/", "-")}-{case.name}-{number}'
                seed.write_bytes(name_of(row) + path.read_bytes())


def corpora(target):
    """The folder that grows, and the one to begin with."""
    grown, seeds = CORPORA / target, CORPORA / 'seeds' / target
    grown.mkdir(parents=True, exist_ok=True)
    if target != 'formats':
        return [grown, ROOT / 'tests' / 'cases']
    seeds.mkdir(parents=True, exist_ok=True)
    seed_formats(seeds)
    return [grown, seeds]


def stat(name, text):
    values = re.findall(rf'{name}\s+(\d+)', text)
    return int(values[-1]) if values else 0


def execute(command, log):
    """Its exit status and the CPU seconds that it took: on a loaded machine fewer than those of the clock."""
    with log.open('w') as out:
        child = subprocess.Popen(command, stdout=out, stderr=out)
        _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, used.ru_utime + used.ru_stime


def run(target, seconds):
    """One target; the row of the table that tells of it."""
    mark = FOUND / f'{target}-'
    log = FOUND / f'{target}.log'
    old = set(FOUND.glob(f'{target}-*'))
    status, used = execute([PROGRAMS / f'fuzz_{target}', f'-max_total_time={seconds}', f'-artifact_prefix={mark}',
                            '-print_final_stats=1', *LIMITS, *corpora(target)], log)
    text = log.read_text(errors='replace')
    found = sorted(path.name for path in set(FOUND.glob(f'{target}-*')) - old)
    if status and not found:
        found = [f'status {status}, see {log.relative_to(ROOT)}']
    return (target, stat('stat::number_of_executed_units:', text), round(used), stat(' cov:', text),
            len(list((CORPORA / target).iterdir())), stat('stat::peak_rss_mb:', text), found)


def main(seconds, *wanted):
    targets = sorted(path.name.removeprefix('fuzz_') for path in PROGRAMS.glob('fuzz_*') if path.is_file())
    unknown = set(wanted) - set(targets)
    if unknown:
        sys.exit(f"campaign.py: no such target: '{min(unknown)}'")
    FOUND.mkdir(parents=True, exist_ok=True)
    print(COLUMNS.format('target', 'executions', 'CPU s', 'coverage', 'corpus', 'peak MiB', 'found'))
    worst = total = 0
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for row in pool.map(lambda target: run(target, seconds), wanted or targets):
            print(COLUMNS.format(*row[:-1], ' '.join(row[-1]) or '-'), flush=True)
            worst = max(worst, bool(row[-1]))
            total += row[2]
    print(f'{total / 3600:.2f} CPU hours in all')
    return worst


if __name__ == '__main__':
    if len(sys.argv) < 2 or not sys.argv[1].isdigit():
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
