"""strata log against the recorded histories of four public repositories.

shared/history has every version of every package, and every vulnerability's window, along
the first parents of a known HEAD, computed by others. The clones are looked for in
STRATA_HISTORY_REPOS: a folder with `lobsters`, `ripgrep`, `nodejs-goof`, `gitleaks` in it.
"""
import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get('STRATA', ROOT / 'build' / 'dev' / 'strata'))
SHARED = Path(os.environ.get('STRATA_SHARED', ROOT.parent / 'shared'))
REPOSITORIES = os.environ.get('STRATA_HISTORY_REPOS')


@pytest.fixture(scope='module')
def database(tmp_path_factory):
    if not REPOSITORIES:
        pytest.skip('STRATA_HISTORY_REPOS names no folder with clones')
    if not (SHARED / 'history').is_dir():
        pytest.skip('no shared/history beside the checkout')
    if os.environ.get('STRATA_DB'):  # imported from shared/osv before
        return Path(os.environ['STRATA_DB'])
    folder = tmp_path_factory.mktemp('db') / 'db'
    subprocess.run([PROGRAM, 'db', 'import', SHARED / 'osv', '--db', folder], check=True, capture_output=True)
    return folder


def recorded(repository, what):
    """The truth of one repository: as a checkout shows it, where that was recorded apart."""
    for middle in '.ctx', '':
        path = SHARED / 'history' / f'{repository}.{what}{middle}.jsonl.xz'
        if path.is_file():
            return [json.loads(line) for line in lzma.open(path, 'rt')]
    raise FileNotFoundError(path)


def same_name():
    """How shared/check spells packages: (ecosystem, name, version) -> what is compared."""
    sys.path.insert(0, str(SHARED / 'check'))
    from corpus import norm
    return norm


def commit(border):
    return border['commit'] if border else None


def event_keys(events, norm):
    return {(e['path'], norm(e['ecosystem'], e['name'], e['version']), commit(e['introduced']), commit(e['removed']))
            for e in events}


def by_window(rows):
    windows = {}
    for key, ids in rows:
        windows.setdefault(key, []).append(ids)
    return windows


def lacking(these, others):
    """The windows of these that have no id in common with one of the others at the same place."""
    return [(key, sorted(ids)[0]) for key, groups in these.items() for ids in groups
            if not any(ids & other for other in others.get(key, []))]


@pytest.mark.parametrize('repository', ['lobsters', 'ripgrep', 'nodejs-goof', 'gitleaks'])
def test_history_is_the_recorded_one(repository, database):
    clone = Path(REPOSITORIES, repository)
    if not clone.is_dir():
        pytest.skip(f'no clone of {repository} in {REPOSITORIES}')
    norm = same_name()
    [head] = [r['head'] for r in json.loads((SHARED / 'history' / 'repos.json').read_text()) if r['repo'] == repository]
    run = subprocess.run([PROGRAM, 'log', head, '--first-parent', '--packages', '-o', 'json', '--db', database],
                         cwd=clone, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)

    want = event_keys(recorded(repository, 'events'), norm)
    paths = {key[0] for key in want}
    got = {key for key in event_keys(report['events'], norm) if key[0] in paths}
    assert got == want

    want = by_window(((w['path'], norm(w['ecosystem'], w['name'], '')[0], commit(w['introduced']), commit(w['removed'])),
                      {w['id'], *w['aliases']}) for w in recorded(repository, 'vuln_windows'))
    got = by_window(((e['finding']['path'], norm(e['package']['ecosystem'], e['package']['name'], '')[0],
                      commit(e['introduced'][0]), commit((e['removed'] or [None])[0])),
                     {e['finding']['id'], *e['finding']['aliases']})
                    for e in report['exposures'] if e['finding']['path'] in paths)
    assert lacking(want, got) == [] and lacking(got, want) == []
