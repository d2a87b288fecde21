"""What the end-to-end tests share: the program, repositories made on the spot, databases."""
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get('STRATA', ROOT / 'build' / 'dev' / 'strata'))
SCHEMA = json.loads((ROOT / 'data' / 'schema' / 'strata-1.schema.json').read_text())
# libgit2 1.5 forgets what it matched with when a repository has extensions.
LEAKS = f'print_suppressions=0:suppressions={ROOT}/tests/e2e/leaks.txt'
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.fixture
def shared():
    """The folder of reference data beside the checkout; skips, by name, where it is absent."""
    path = Path(os.environ.get('STRATA_SHARED', ROOT.parent / 'shared'))
    if not path.is_dir():
        pytest.skip('no shared/ beside the checkout')
    return path


class Repository:
    """A git repository in a temporary folder, with fixed names and times."""

    def __init__(self, path, *options):
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.git('init', '-q', '-b', 'main', *options)

    def git(self, *args, **more):
        env = dict(os.environ, GIT_AUTHOR_NAME='a', GIT_AUTHOR_EMAIL='a@mail.example',
                   GIT_COMMITTER_NAME='a', GIT_COMMITTER_EMAIL='a@mail.example',
                   GIT_AUTHOR_DATE='2024-01-02T03:04:05Z', GIT_COMMITTER_DATE='2024-01-02T03:04:05Z',
                   GIT_CONFIG_GLOBAL='/dev/null', GIT_CONFIG_NOSYSTEM='1')
        return subprocess.run(['git', *args], cwd=self.path, env=env, check=True,
                              capture_output=True, text=True, **more).stdout.strip()

    def write(self, name, content):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def commit(self, message='c', **files):
        self.git('add', '-A')
        self.git('commit', '-q', '--allow-empty', '-m', message)
        return self.git('rev-parse', 'HEAD')


class Run:
    def __init__(self, process):
        self.status = process.returncode
        self.bytes = process.stdout
        self.out = process.stdout.decode('utf-8', 'replace')
        self.err = process.stderr.decode('utf-8', 'replace')

    @property
    def json(self):
        report = json.loads(self.out)
        VALIDATOR.validate(report)
        return report

    def packages(self):
        return {(p['name'], p['version']) for p in self.json['packages']}

    def ids(self):
        return {f['id'] for f in self.json['findings']}


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / 'repository')


@pytest.fixture
def make_repository(tmp_path):
    return lambda name, *options: Repository(tmp_path / name, *options)


@pytest.fixture
def strata(tmp_path):
    """Runs the program with a home of its own; no sanitizer report goes unseen."""
    def run(*args, cwd=None, **environment):
        env = {k: v for k, v in os.environ.items() if not k.startswith(('STRATA', 'GIT_', 'XDG_'))}
        env.update(HOME=str(tmp_path / 'home'), XDG_DATA_HOME=str(tmp_path / 'data'), LC_ALL='C.UTF-8',
                   ASAN_OPTIONS='exitcode=99', LSAN_OPTIONS=LEAKS, UBSAN_OPTIONS='halt_on_error=1:exitcode=99')
        env.update({k: str(v) for k, v in environment.items()})
        process = subprocess.run([str(PROGRAM), *map(str, args)], cwd=cwd or tmp_path, env=env,
                                 capture_output=True, stdin=subprocess.DEVNULL, timeout=300)
        assert process.returncode in range(7), process.stderr.decode('utf-8', 'replace')
        assert b'Sanitizer' not in process.stderr
        return Run(process)
    return run


def record(id, package, ecosystem='npm', introduced='0', fixed=None, versions=None, range_type=None, **more):
    """One OSV record with one affected package."""
    events = [{'introduced': introduced}]
    if fixed:
        events.append({'fixed': fixed})
    affected = {'package': {'ecosystem': ecosystem, 'name': package}}
    if versions is None or fixed:
        semver = ecosystem in ('npm', 'crates.io', 'Go')
        affected['ranges'] = [{'type': range_type or ('SEMVER' if semver else 'ECOSYSTEM'), 'events': events}]
    if versions is not None:
        affected['versions'] = versions
    return {'schema_version': '1.7.0', 'id': id, 'modified': '2024-01-01T00:00:00Z',
            'published': '2023-01-01T00:00:00Z', 'summary': 'sample', 'affected': [affected], **more}


@pytest.fixture
def database(tmp_path, strata):
    """Imports records into a database of the test's own; answers its folder."""
    def make(*records, name='db'):
        export = tmp_path / (name + '-export')
        by_ecosystem = {}
        for r in records:
            for affected in r['affected']:
                by_ecosystem.setdefault(affected['package']['ecosystem'].split(':')[0], {})[r['id']] = r
        for ecosystem, found in by_ecosystem.items():
            (export / ecosystem).mkdir(parents=True, exist_ok=True)
            with zipfile.ZipFile(export / ecosystem / 'all.zip', 'w', zipfile.ZIP_DEFLATED) as z:
                for id, r in sorted(found.items()):
                    z.writestr(id + '.json', json.dumps(r))
        folder = tmp_path / name
        run = strata('db', 'import', export, '--db', folder)
        assert run.status == 0, run.err
        return folder
    return make


@pytest.fixture(scope='session')
def full_database(tmp_path_factory):
    """All of shared/osv, imported once."""
    osv = Path(os.environ.get('STRATA_SHARED', ROOT.parent / 'shared')) / 'osv'
    if not osv.is_dir():
        pytest.skip('no shared/osv beside the checkout')
    folder = tmp_path_factory.mktemp('database') / 'db'
    subprocess.run([str(PROGRAM), 'db', 'import', str(osv), '--db', str(folder)], check=True,
                   capture_output=True, timeout=600)
    return folder


@pytest.fixture(scope='session')
def sarif_schema():
    """OASIS's schema of SARIF 2.1.0, as a public Go module carries it: fetched once, kept below build/."""
    kept = ROOT / 'build' / 'sarif-2.1.0.json'
    if not kept.is_file():
        if not shutil.which('go'):
            pytest.skip('no go command to fetch the SARIF schema with')
        get = subprocess.run(['go', 'mod', 'download', '-json', 'github.com/anchore/grype@v0.121.2'], cwd='/',
                             capture_output=True, text=True)
        found = json.loads(get.stdout) if get.returncode == 0 else {}
        schema = Path(found.get('Dir', '/nonexistent'), 'grype/presenter/sarif/testdata/sarif-schema-2.1.0.json')
        if not schema.is_file():
            pytest.skip('the SARIF schema could not be fetched')
        kept.write_bytes(schema.read_bytes())
    return json.loads(kept.read_text())
