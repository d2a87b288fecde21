"""strata as a hook: real commits and pushes, beside other hooks, from quarantine and in parallel."""
import concurrent.futures
import json
import os
import shutil
import socket
import stat
import subprocess
import time

import pytest
from conftest import LEAKS, PROGRAM, VALIDATOR, record

BAD, WORSE = 'CVE-2024-0001', 'CVE-2024-0002'


def lock(**packages):
    """A Cargo.lock of a project that depends on all of these."""
    blocks = ['[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = [\n%s]\n'
              % ''.join(f' "{name}",\n' for name in sorted(packages))]
    blocks += [f'[[package]]\nname = "{name}"\nversion = "{version}"\n'
               'source = "registry+https://registry.example/index"\n' for name, version in sorted(packages.items())]
    return 'version = 4\n\n' + '\n'.join(blocks)


class Git:
    """A repository whose git runs hooks that find strata, its database, and nothing of the user's."""

    def __init__(self, path, env, *options, clone=None):
        self.path, self.env = path, env
        if clone:
            subprocess.run(['git', 'clone', '-q', *options, str(clone), str(path)], env=env, check=True,
                           capture_output=True)
        else:
            path.mkdir(parents=True)
            self('init', '-q', '-b', 'main', *options)

    def run(self, *args, cwd=None, **more):
        process = subprocess.run(['git', *map(str, args)], cwd=cwd or self.path, env=dict(self.env, **more),
                                 capture_output=True, text=True, timeout=120)
        assert 'Sanitizer' not in process.stderr, process.stderr
        return process

    def __call__(self, *args, **more):
        process = self.run(*args, **more)
        assert process.returncode == 0, (args, process.stdout, process.stderr)
        return process.stdout.strip()

    def write(self, name, content):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return self

    def stage(self, name, content):
        self.write(name, content)('add', name)
        return self

    def commit(self, name, content, *options):
        return self.stage(name, content).run('commit', '-qm', f'change {name}', *options)

    def made(self, name, content):
        """As commit, hooks passed over."""
        process = self.commit(name, content, '--no-verify')
        assert process.returncode == 0, process.stderr
        return self('rev-parse', 'HEAD')


@pytest.fixture
def env(tmp_path, database):
    db = database(record(BAD, 'bad', 'crates.io', fixed='2.0.0'), record(WORSE, 'worse', 'crates.io'))
    env = {k: v for k, v in os.environ.items() if not k.startswith(('STRATA', 'GIT_', 'XDG_'))}
    (tmp_path / 'home').mkdir(exist_ok=True)
    return dict(env, HOME=str(tmp_path / 'home'), LC_ALL='C.UTF-8', GIT_CONFIG_NOSYSTEM='1', STRATA_DB=str(db),
                GIT_AUTHOR_NAME='a', GIT_AUTHOR_EMAIL='a@mail.example', GIT_COMMITTER_NAME='a',
                GIT_COMMITTER_EMAIL='a@mail.example', ASAN_OPTIONS='exitcode=99', LSAN_OPTIONS=LEAKS,
                UBSAN_OPTIONS='halt_on_error=1:exitcode=99')


@pytest.fixture
def hook(env):
    """Runs 'strata hook ..' in a repository."""
    def run(git, *args, status=0, cwd=None, **more):
        process = subprocess.run([str(PROGRAM), 'hook', *args], cwd=cwd or git.path, env=dict(git.env, **more),
                                 capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
        assert process.returncode == status, (process.stdout, process.stderr)
        return process
    return run


@pytest.fixture
def git(tmp_path, env, hook):
    """A repository with a harmless lockfile and strata as its pre-commit hook."""
    g = Git(tmp_path / 'work', env)
    g.made('Cargo.lock', lock(fine='1.0.0'))
    hook(g, 'install', 'pre-commit')
    return g


@pytest.fixture
def server(tmp_path, env, hook):
    """A bare repository with strata as its pre-receive hook."""
    g = Git(tmp_path / 'server.git', env, '--bare')
    hook(g, 'install', 'pre-receive')
    return g


@pytest.fixture
def client(tmp_path, env, server):
    """A clone of it, with one commit pushed."""
    g = Git(tmp_path / 'client', env)
    g('remote', 'add', 'origin', f'file://{server.path}')
    g.made('Cargo.lock', lock(fine='1.0.0'))
    g('push', '-q', 'origin', 'main')
    g('fetch', '-q')
    return g


# Commits

def test_a_commit_that_adds_a_finding_is_blocked(git):
    blocked = git.commit('Cargo.lock', lock(bad='1.0.0', fine='1.0.0'))
    assert blocked.returncode == 1
    lines = blocked.stderr.splitlines()
    assert lines[0] == 'strata: 1 new finding blocks this commit'
    assert f'bad 1.0.0: {BAD}' in lines[1]
    assert lines[2].strip() == 'Cargo.lock:11; fixed in 2.0.0'
    assert '--no-verify' in lines[3] and len(lines) == 4
    assert git('rev-list', '--count', 'HEAD') == '1'
    assert git.commit('Cargo.lock', lock(bad='2.0.0', fine='1.0.0')).returncode == 0


FINE = 'FROM debian:12-slim\nUSER 1000\nCOPY Cargo.lock /app/\nCMD ["x"]\n'
ALL = FINE.replace('Cargo.lock', '.')
PIPED = FINE.replace('COPY', 'RUN curl -s https://files.example/i.sh | sh\nCOPY')


def test_a_commit_that_makes_an_image_worse_is_blocked(git):
    """As diff tells of what is staged; what was there before is no news."""
    assert git.commit('Dockerfile', FINE).returncode == 0
    blocked = git.commit('Dockerfile', PIPED)
    assert blocked.returncode == 1
    lines = blocked.stderr.splitlines()
    assert lines[0] == 'strata: 1 new finding blocks this commit' and 'no fix' not in blocked.stderr
    assert 'LAY008, high' in lines[1] and lines[2].strip() == 'Dockerfile:3'
    git('commit', '-qm', 'two', '--no-verify')
    assert git.commit('Dockerfile', PIPED + 'EXPOSE 80\n').returncode == 0


@pytest.mark.parametrize('name, content, before, rule', [
    ('id_rsa', '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n', ALL, 'LAY013'),
    ('setup', '#!/bin/sh\ncurl -s https://files.example/i.sh | sh\n',
     ALL.replace('CMD', 'RUN /app/setup\nCMD'), 'LAY008'),
    ('setup.run', '#!/bin/sh\ncurl -s https://files.example/i.sh | sh\n',
     ALL.replace('CMD', 'RUN /app/setup.run\nCMD'), 'LAY008'),
])
def test_a_file_beside_a_dockerfile_that_makes_it_worse(git, hook, name, content, before, rule):
    git.made('setup', '#!/bin/sh\nexit 0\n')
    git.made('setup.run', '#!/bin/sh\nexit 0\n')
    git.made('Dockerfile', before)
    blocked = git.commit(name, content)
    assert blocked.returncode == 1 and rule in blocked.stderr, blocked.stderr
    report = json.loads(hook(git, 'run', 'pre-commit', '-o', 'json', status=1).stdout)
    assert [f['id'] for f in report['findings'] if f['state'] == 'new' and f['severity'] == 'high'] == [rule]
    git('rm', '-qf', '--cached', name)
    git('checkout', '-q', 'HEAD', '--', '.')
    assert git.commit('file.c', 'int i;\n').returncode == 0


def test_the_last_dockerfile_goes(git, hook):
    """What was found in it is fixed, as diff says."""
    git.made('Dockerfile', PIPED)
    git('rm', '-q', 'Dockerfile')
    report = json.loads(hook(git, 'run', 'pre-commit', '-o', 'json').stdout)
    assert 'LAY008' in [f['id'] for f in report['findings'] if f['state'] == 'fixed']


@pytest.mark.parametrize('name', ['.devcontainer.json', '.devcontainer/devcontainer.json'])
def test_an_image_that_only_a_dev_container_names(git, hook, name):
    git.made('strata.toml', '[image]\nmust-be-pinned = ["debian"]\n')
    git.made(name, '{"image": "alpine:3.20"}\n')
    blocked = git.commit(name, '{"image": "debian:12-slim"}\n')
    assert blocked.returncode == 1 and 'IMG003' in blocked.stderr, blocked.stderr


def test_what_run_installs_blocks_a_commit(git):
    git.made('Dockerfile', FINE)
    installs = FINE.replace('COPY', 'RUN cargo install --locked bad@1.0.0\nCOPY')
    blocked = git.commit('Dockerfile', installs)
    assert blocked.returncode == 1 and f'bad 1.0.0: {BAD}' in blocked.stderr, blocked.stderr


def test_images_of_a_push(client, server):
    client.made('Dockerfile', FINE)
    client('push', '-q', 'origin', 'main')
    client.made('Dockerfile', PIPED)
    refused = client.run('push', '-q', 'origin', 'main')
    assert refused.returncode and 'LAY008' in refused.stderr and 'push to refs/heads/main' in refused.stderr
    client.made('Dockerfile', FINE)
    client('push', '-q', 'origin', 'main')
    client('push', '-q', 'origin', 'main:other')


def test_the_policy_of_images_is_the_target_s(git):
    git.made('strata.toml', '[image]\nmust-be-pinned = ["debian"]\n')
    blocked = git.commit('Dockerfile', FINE)
    assert blocked.returncode == 1 and 'IMG003' in blocked.stderr, blocked.stderr


def test_what_was_there_before_does_not_block(git):
    git.made('Cargo.lock', lock(bad='1.0.0'))
    fine = git.commit('Cargo.lock', lock(bad='1.1.0', fine='1.0.0'))
    assert (fine.returncode, fine.stderr) == (0, '')
    assert git.commit('Cargo.lock', lock(bad='1.1.0', worse='1.0.0')).returncode == 1
    git('mv', 'Cargo.lock', 'kept.lock')
    (git.path / 'app').mkdir()
    git('reset', '-q', '--hard')
    (git.path / 'app').mkdir(exist_ok=True)
    git('mv', 'Cargo.lock', 'app/Cargo.lock')
    assert git.run('commit', '-qm', 'move').returncode == 0


def test_a_package_beside_the_one_that_moves_still_blocks(git):
    git.made('Cargo.lock', lock(bad='1.0.0'))
    git('rm', '-q', 'Cargo.lock')
    git.stage('a/Cargo.lock', lock(bad='1.0.0')).stage('b/Cargo.lock', lock(bad='1.0.0'))
    blocked = git.run('commit', '-qm', 'copy')
    assert blocked.stderr.startswith('strata: 1 new finding blocks')


def test_the_index_that_git_commits_is_judged(git):
    """All of commit, commit -a and commit FILE, each with an index of its own."""
    bad, fine = lock(bad='1.0.0'), lock(fine='1.0.1')
    git.made('README', 'x')
    git.write('Cargo.lock', bad)
    assert git.run('commit', '-qm', 'none staged', '--allow-empty').returncode == 0
    assert git.run('commit', '-qam', 'all').returncode == 1
    assert git.run('commit', '-qm', 'one', 'Cargo.lock').returncode == 1
    git.stage('Cargo.lock', bad).write('README', 'y')
    assert git.run('commit', '-qm', 'other', 'README').returncode == 0
    assert git.run('commit', '-qm', 'rest').returncode == 1
    git.stage('Cargo.lock', fine).write('Cargo.lock', bad)
    assert git.run('commit', '-qm', 'what is staged is fine').returncode == 0


def test_a_commit_from_a_folder_and_a_linked_work_tree(git, tmp_path):
    git.stage('sub/Cargo.lock', lock(bad='1.0.0'))
    assert git.run('commit', '-qm', 'x', cwd=git.path / 'sub').returncode == 1
    git('reset', '-q', '--hard')
    git('worktree', 'add', '-q', str(tmp_path / 'linked'), '-b', 'linked')
    linked = Git.__new__(Git)
    linked.path, linked.env = tmp_path / 'linked', git.env
    assert linked.commit('Cargo.lock', lock(bad='1.0.0')).returncode == 1
    assert linked.commit('Cargo.lock', lock(fine='3.0.0')).returncode == 0


def test_the_first_commit_and_an_amended_one(tmp_path, env, hook):
    g = Git(tmp_path / 'new', env)
    hook(g, 'install', 'pre-commit')
    assert g.commit('Cargo.lock', lock(bad='1.0.0')).returncode == 1
    assert g.commit('Cargo.lock', lock(fine='1.0.0')).returncode == 0
    assert g.commit('Cargo.lock', lock(worse='1.0.0'), '--amend').returncode == 1
    assert g.commit('Cargo.lock', lock(fine='1.0.2'), '--amend').returncode == 0


def test_a_merge_brings_nothing_that_a_side_has(git):
    git('checkout', '-qb', 'side')
    git.made('Cargo.lock', lock(bad='1.0.0', fine='1.5.0'))
    git('checkout', '-q', 'main')
    git.made('Cargo.lock', lock(fine='2.0.0'))
    assert git.run('merge', 'side').returncode == 1
    merged = git.commit('Cargo.lock', lock(bad='1.0.0', fine='2.0.0'))
    assert merged.returncode == 0, merged.stderr
    git('reset', '-q', '--hard', 'HEAD~')
    assert git.run('merge', 'side').returncode == 1
    assert git.commit('Cargo.lock', lock(bad='1.0.0', worse='2.0.0')).returncode == 1


def test_a_picked_commit_is_judged_where_it_needs_a_hand(git):
    git('checkout', '-qb', 'side')
    picked = git.made('Cargo.lock', lock(bad='1.0.0', fine='1.5.0'))
    git('checkout', '-q', 'main')
    git.made('Cargo.lock', lock(fine='2.0.0'))
    assert git.run('cherry-pick', picked).returncode == 1  # a conflict
    blocked = git.commit('Cargo.lock', lock(bad='1.0.0', fine='2.0.0'))
    assert blocked.returncode == 1 and BAD in blocked.stderr
    assert git.commit('Cargo.lock', lock(bad='2.0.0', fine='2.0.0')).returncode == 0


def test_a_rebase_is_not_in_the_way(git):
    git('checkout', '-qb', 'side')
    git.made('Cargo.lock', lock(bad='1.0.0'))
    git.made('readme', 'one')
    git('checkout', '-q', 'main')
    git.made('other', 'two')
    git('checkout', '-q', 'side')
    rebased = git.run('rebase', 'main')  # git calls no pre-commit for what it picks
    assert rebased.returncode == 0, rebased.stderr
    assert git.commit('readme', 'three').returncode == 0
    assert git.commit('Cargo.lock', lock(bad='1.0.0', worse='1.0.0')).returncode == 1


def test_a_submodule_is_judged_by_its_own_hook(git, hook, tmp_path):
    library = Git(tmp_path / 'library', git.env)
    library.made('Cargo.lock', lock(bad='1.0.0'))
    git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'library')
    added = git.run('commit', '-qm', 'add a submodule')
    assert added.returncode == 0, added.stdout + added.stderr
    hook(git, 'install', 'pre-commit', cwd=git.path / 'library')
    inside = dict(cwd=git.path / 'library')
    (git.path / 'library' / 'Cargo.lock').write_text(lock(bad='1.0.0', worse='1.0.0'))
    git('add', 'Cargo.lock', **inside)
    blocked = git.run('commit', '-qm', 'worse', **inside)
    assert blocked.returncode == 1 and WORSE in blocked.stderr and BAD not in blocked.stderr
    git('commit', '-qm', 'worse', '--no-verify', **inside)
    git('add', 'library')
    assert git.run('commit', '-qm', 'raise the submodule').returncode == 0


def test_a_change_cannot_excuse_itself(git):
    ignore = f'[[ignore]]\nid = "{BAD}"\nreason = "not called"\n'
    git.stage('strata.toml', ignore)
    assert git.commit('Cargo.lock', lock(bad='1.0.0')).returncode == 1
    git('reset', '-q', '--hard')
    assert git.commit('strata.toml', ignore).returncode == 0
    fine = git.commit('Cargo.lock', lock(bad='1.0.0'))
    assert fine.returncode == 0 and 'does not block' in fine.stderr
    # What is staged may be stricter than what stands.
    git.made('strata.toml', 'fail-on = "none"\n')
    git.stage('strata.toml', 'fail-on = "low"\n')
    assert git.commit('Cargo.lock', lock(bad='1.0.0', worse='1.0.0')).returncode == 1


def test_a_broken_policy_can_be_mended(git):
    assert git.commit('strata.toml', 'nonsense = 1\n').returncode == 1
    git.made('strata.toml', 'nonsense = 1\n')
    mended = git.commit('strata.toml', 'fail-on = "high"\n')
    assert mended.returncode == 0 and "strata.toml: 1: 'nonsense'" in mended.stderr
    git.made('strata.toml', 'nonsense = 1\n')
    git.stage('strata.toml', '')
    assert git.commit('Cargo.lock', lock(bad='1.0.0')).returncode == 1


def test_a_lockfile_that_cannot_be_read_is_said(git):
    said = git.commit('Cargo.lock', '[[package]\n')
    assert said.returncode == 0 and 'strata: Cargo.lock:1:' in said.stderr
    said = git.stage('Cargo.lock', '[[package\n').run('commit', '-qm', 'x', STRATA_STRICT='1')
    assert said.returncode == 1


def test_without_a_database(git, tmp_path):
    git.env['STRATA_DB'], git.env['XDG_DATA_HOME'] = '', str(tmp_path / 'empty')
    fine = git.commit('Cargo.lock', lock(bad='1.0.0'))
    assert fine.returncode == 0
    assert 'starter advisories were asked' in fine.stderr and len(fine.stderr.splitlines()) == 1
    assert git.stage('Cargo.lock', lock(worse='1.0.0')).run('commit', '-qm', 'x', STRATA_STRICT='1').returncode == 1
    quiet = git.stage('Cargo.lock', lock(bad='1.0.0')).stage('README', 'x').run('commit', '-qm', 'x')
    assert (quiet.returncode, quiet.stderr) == (0, '')


def test_no_manifest_touched_asks_no_database(git):
    git.env['STRATA_DB'] = '/nonexistent'
    git('submodule', 'status')
    assert git.commit('README', 'x').returncode == 0
    assert git.commit('Cargo.lock', lock(fine='1.1.0')).returncode == 1


@pytest.mark.parametrize('version', [2, 4])
def test_the_index_is_read_as_git_diff_reads_it(git, hook, version, tmp_path):
    """Cached trees, whole and stale, split, and folders in a files place: findings as of the difference."""
    for i in range(40):
        git.stage(f'f{i % 7}/g{i % 5}/Cargo.lock', lock(fine=f'1.0.{i}')).stage(f'f{i % 7}-x', str(i))
    git('update-index', '--index-version', version)
    git.made('z', 'z')
    assert hook(git, 'run', 'pre-commit', STRATA_DB='/nonexistent').stdout == ''
    git.stage('f3/g1/Cargo.lock', lock(bad='1.0.0'))
    assert 'f3/g1/Cargo.lock' in hook(git, 'run', 'pre-commit', status=1).stdout
    git('update-index', '--split-index')
    git.stage('f4/new/Cargo.lock', lock(worse='1.0.0'))
    assert '2 new findings' in hook(git, 'run', 'pre-commit', status=1).stdout
    git('update-index', '--no-split-index')
    git('rm', '-rqf', 'f3')
    git.stage('f3', 'now a file')
    assert '1 new finding ' in hook(git, 'run', 'pre-commit', status=1).stdout
    git('write-tree')
    assert '1 new finding ' in hook(git, 'run', 'pre-commit', status=1).stdout
    git('rm', '-rqf', 'f4')
    git.write('f5/intent/Cargo.lock', lock(bad='1.0.0'))('add', '-N', 'f5/intent/Cargo.lock')
    assert hook(git, 'run', 'pre-commit').stdout == ''


def test_a_sparse_index(git, hook):
    for folder in 'in', 'out':
        git.stage(f'{folder}/deep/Cargo.lock', lock(bad='1.0.0'))
    git.made('README', 'x')
    git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in')
    assert 'out/' in git('ls-files', '--sparse').split()
    assert hook(git, 'run', 'pre-commit', STRATA_DB='/nonexistent').stdout == ''
    git.stage('in/deep/Cargo.lock', lock(bad='1.0.0', worse='1.0.0'))
    blocked = hook(git, 'run', 'pre-commit', status=1).stdout
    assert '1 new finding ' in blocked and WORSE in blocked


# Pushes

def test_a_push_is_judged_from_quarantine(client, server):
    client.made('README', 'one')
    culprit = client.made('Cargo.lock', lock(bad='1.0.0', fine='1.0.0'))
    client.made('README', 'two')
    blocked = client.run('push', '-q', 'origin', 'main')
    assert blocked.returncode == 1
    assert 'remote: strata: 1 new finding blocks the push to refs/heads/main' in blocked.stderr
    assert f'commit {culprit[:12]} change Cargo.lock' in blocked.stderr
    assert server('rev-list', '--count', 'main') == '1'
    client.made('Cargo.lock', lock(fine='1.0.0'))
    fine = client.run('push', '-q', 'origin', 'main')
    assert fine.returncode == 0 and 'strata' not in fine.stderr
    assert server('fsck') == ''


def test_a_commit_with_a_broken_date_does_not_pass_unseen(client, server):
    new = client.made('Cargo.lock', lock(bad='1.0.0'))
    text = client('cat-file', 'commit', new) + '\n'
    odd_text = ''.join(f'{line.split(">")[0]}> {10**22} +0000\n' if line.startswith(('author', 'committer')) else line
                       for line in text.splitlines(True))
    client.write('odd', odd_text)
    odd = client('hash-object', '-t', 'commit', '-w', '--literally', client.path / 'odd')
    pushed = client.run('push', '-q', 'origin', f'{odd}:refs/heads/odd')
    assert pushed.returncode == 1 and 'leads to no commit' not in pushed.stderr, pushed.stderr
    assert server('for-each-ref', '--format=%(refname:short)') == 'main'


def test_branches_tags_deletions_and_forced_pushes(client, server):
    client('checkout', '-qb', 'topic')
    client.made('Cargo.lock', lock(bad='1.0.0'))
    client('tag', '-am', 'x', 'v1')
    assert client.run('push', '-q', 'origin', 'topic').returncode == 1
    assert client.run('push', '-q', 'origin', 'v1').returncode == 1
    client('checkout', '-qB', 'topic', 'main')
    client.made('Cargo.lock', lock(fine='2.0.0'))
    client('tag', '-fam', 'x', 'v1')
    assert client.run('push', '-q', 'origin', 'topic', 'v1').returncode == 0
    client('commit', '-q', '--amend', '-m', 'other')
    assert client.run('push', '-qf', 'origin', 'topic').returncode == 0
    client.made('Cargo.lock', lock(worse='1.0.0'))
    client('commit', '-q', '--amend', '-m', 'other')
    assert client.run('push', '-qf', 'origin', 'topic').returncode == 1
    assert client.run('push', '-q', 'origin', ':topic').returncode == 0
    assert client.run('push', '-q', 'origin', 'main:refs/heads/again').returncode == 0
    blob = client('hash-object', '-w', 'README' if (client.path / 'README').exists() else 'Cargo.lock')
    client('tag', 'blob', blob)
    assert 'leads to no commit' in client.run('push', '-q', 'origin', 'blob').stderr


def test_what_the_head_of_the_receiver_has_is_no_news(client, server):
    client('checkout', '-qb', 'topic')
    client.made('README', 'x')
    client('push', '-q', 'origin', 'topic')
    client('checkout', '-q', 'main')
    client.made('Cargo.lock', lock(bad='1.0.0', fine='1.0.0'))
    (server.path / 'hooks' / 'pre-receive').rename(server.path / 'hooks' / 'off')
    client('push', '-q', 'origin', 'main')
    (server.path / 'hooks' / 'off').rename(server.path / 'hooks' / 'pre-receive')
    client('checkout', '-q', 'topic')
    client('merge', '-q', '-m', 'merge', 'main')
    assert client.run('push', '-q', 'origin', 'topic').returncode == 0


def test_the_policy_is_that_of_the_branch_pushed_to(client, server):
    ignore = f'[[ignore]]\nid = "{BAD}"\nreason = "not called"\n'
    client.made('strata.toml', ignore)
    client.made('Cargo.lock', lock(bad='1.0.0'))
    assert client.run('push', '-q', 'origin', 'main').returncode == 1
    assert client.run('push', '-q', 'origin', 'main:refs/heads/new').returncode == 1
    assert client.run('push', '-q', 'origin', 'main~:refs/heads/main').returncode == 0
    assert client.run('push', '-q', 'origin', 'main').returncode == 0


def test_a_new_repository_has_no_base(tmp_path, env, server):
    g = Git(tmp_path / 'fresh', env)
    g.made('Cargo.lock', lock(bad='1.0.0'))
    assert g.run('push', '-q', f'file://{server.path}', 'main').returncode == 1
    g.made('Cargo.lock', lock(fine='1.0.0'))
    assert g.run('push', '-q', f'file://{server.path}', 'main').returncode == 0


def test_update_judges_each_ref(tmp_path, env, hook):
    s = Git(tmp_path / 'update.git', env, '--bare')
    hook(s, 'install', 'update')
    g = Git(tmp_path / 'fresh', env)
    g.made('Cargo.lock', lock(fine='1.0.0'))
    g('push', '-q', str(s.path), 'main')
    g.made('README', 'x')
    g('branch', 'good')
    g.made('Cargo.lock', lock(bad='1.0.0'))
    g('branch', 'evil')
    assert g.run('push', '-q', str(s.path), 'good', 'evil').returncode == 1
    assert s('for-each-ref', '--format=%(refname:short)') == 'good\nmain'


def test_pre_push_stops_at_home(client, hook):
    hook(client, 'install', 'pre-push')
    client.made('Cargo.lock', lock(bad='1.0.0'))
    blocked = client.run('push', '-q', 'origin', 'main')
    assert blocked.returncode == 1 and 'remote:' not in blocked.stderr
    assert 'git push --no-verify' in blocked.stderr
    assert 'remote: strata' in client.run('push', '-q', '--no-verify', 'origin', 'main').stderr
    client.made('Cargo.lock', lock(fine='1.0.0'))
    client('push', '-q', 'origin', 'main:other')
    client('push', '-q', 'origin', ':other')


def test_a_shallow_clone_can_push(client, server, tmp_path, hook):
    client.made('README', '1')
    client('push', '-q', 'origin', 'main')
    g = Git(tmp_path / 'shallow', client.env, '--depth=1', clone=f'file://{server.path}')
    hook(g, 'install', 'pre-push')
    g.made('Cargo.lock', lock(bad='1.0.0'))
    assert 'new finding blocks' in g.run('push', '-q', 'origin', 'main').stderr
    g.made('Cargo.lock', lock(fine='1.0.0'))
    assert g.run('push', '-q', 'origin', 'main').returncode == 0


@pytest.mark.parametrize('what, status, words', [('blob:none', 0, 'strata: Cargo.lock: in blob '),
                                                 ('tree:0', 2, "strata: tree '")])
def test_a_partial_clone_says_what_is_missing(client, tmp_path, what, status, words):
    old = client('rev-parse', 'HEAD')
    new = client.made('Cargo.lock', lock(bad='1.0.0'))
    client('config', 'uploadpack.allowFilter', 'true')
    part = Git(tmp_path / 'part', client.env, '--no-checkout', f'--filter={what}', clone=client.path.as_uri())
    process = subprocess.run([str(PROGRAM), 'hook', 'run', 'pre-push', 'origin', 'url'], cwd=part.path, env=part.env,
                             capture_output=True, text=True, input=f'refs/heads/x {new} refs/heads/x {old}\n')
    assert process.returncode == status and words in process.stderr, process.stderr
    assert 'partial clone' in process.stderr and 'Sanitizer' not in process.stderr


def test_over_the_git_protocol(client, server):
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        port = s.getsockname()[1]
    daemon = subprocess.Popen(['git', 'daemon', '--reuseaddr', '--listen=127.0.0.1', f'--port={port}',
                               f'--base-path={server.path.parent}', '--export-all', '--enable=receive-pack',
                               str(server.path)], env=server.env, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    try:
        url = f'git://127.0.0.1:{port}/server.git'
        for _ in range(100):
            if client.run('ls-remote', url).returncode == 0:
                break
            time.sleep(0.1)
        client.made('Cargo.lock', lock(bad='1.0.0'))
        assert 'remote: strata: 1 new finding' in client.run('push', '-q', url, 'main').stderr
        client.made('Cargo.lock', lock(fine='4.0.0'))
        assert client.run('push', '-q', url, 'main').returncode == 0
    finally:
        daemon.terminate()
        daemon.wait()


def test_pushes_in_parallel(client, server, tmp_path):
    def push(i):
        g = Git(tmp_path / f'c{i}', client.env, clone=f'file://{server.path}')
        g('checkout', '-qb', f'b{i}')
        g.made('Cargo.lock', lock(**{'bad' if i % 2 else 'fine': '1.0.0', f'p{i}': '1.0.0'}))
        return g.run('push', '-q', 'origin', f'b{i}').returncode
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(push, range(8))) == [0, 1] * 4
    assert server('for-each-ref', '--format=%(refname:short)').split() == ['b0', 'b2', 'b4', 'b6', 'main']


def test_reports_of_a_push(client, hook):
    old = client('rev-parse', 'HEAD')
    new = client.made('Cargo.lock', lock(bad='1.0.0'))
    process = subprocess.run([str(PROGRAM), 'hook', 'run', 'pre-push', 'origin', 'url', '-o', 'json'],
                             cwd=client.path, env=client.env, capture_output=True, text=True,
                             input=f'refs/heads/main {new} refs/heads/main {old}\n')
    assert process.returncode == 1
    report = json.loads(process.stdout)
    VALIDATOR.validate(report)
    assert [f['id'] for f in report['findings']] == [BAD]
    assert report['base']['revision'] == old and report['target']['revision'] == new


def push_report(client, old, new, format):
    process = subprocess.run([str(PROGRAM), 'hook', 'run', 'pre-push', 'origin', 'url', '-o', format],
                             cwd=client.path, env=client.env, capture_output=True, text=True,
                             input=f'refs/heads/main {new} refs/heads/main {old}\n')
    assert 'Sanitizer' not in process.stderr
    return process.returncode, process.stdout


def test_a_push_in_markdown_is_the_difference(client):
    client.made('Cargo.lock', lock(bad='1.0.0', fine='1.0.0'))
    old = client('rev-parse', 'HEAD')
    client.made('readme', 'nothing')
    new = client.made('Cargo.lock', lock(fine='1.1.0', worse='1.0.0'))
    status, text = push_report(client, old, new, 'markdown')
    assert status == 1
    assert text.startswith('### strata: 1 new finding') and ', 1 fixed\n' in text.splitlines(True)[0]
    assert f'`worse 1.0.0`: `{WORSE}`' in text and BAD not in text
    assert f'brought by `{new[:10]}` change Cargo' in text
    assert '- added `worse` `1.0.0`' in text and '- removed `bad` `1.0.0`' in text
    assert '- raised `fine` `1.0.0` \u2192 `1.1.0`' in text
    diff = subprocess.run([str(PROGRAM), 'diff', f'{old}..{new}', '-o', 'markdown'], cwd=client.path,
                          env=client.env, capture_output=True, text=True)
    assert diff.stdout == text


def test_a_lockfile_that_moves_is_no_news(client):
    old = client.made('Cargo.lock', lock(bad='1.0.0'))
    (client.path / 'deep').mkdir()
    client('mv', 'Cargo.lock', 'deep/Cargo.lock')
    client('commit', '-qm', 'move', '--no-verify')
    status, text = push_report(client, old, client('rev-parse', 'HEAD'), 'markdown')
    assert status == 0 and text.startswith('### strata: 0 new findings, 0 fixed\n')
    assert 'details' not in text


def test_a_push_as_the_pre_commit_framework_tells_it(client, hook):
    old = client('rev-parse', 'HEAD')
    new = client.made('Cargo.lock', lock(bad='1.0.0'))
    told = dict(PRE_COMMIT_FROM_REF=old, PRE_COMMIT_TO_REF=new, PRE_COMMIT_REMOTE_BRANCH='refs/heads/main',
                PRE_COMMIT_REMOTE_NAME='origin', PRE_COMMIT_LOCAL_BRANCH='refs/heads/main')
    assert BAD in hook(client, 'run', 'pre-push', status=1, **told).stdout
    assert hook(client, 'run', 'pre-push', **dict(told, PRE_COMMIT_TO_REF=old)).stdout == ''


def test_the_framework_s_manifest_calls_what_there_is(git, hook):
    rows = [line.split(':', 1)[1].split() for line in (PROGRAM.parents[2] / '.pre-commit-hooks.yaml').read_text()
            .splitlines() if line.strip().startswith('entry:')]
    assert len(rows) == 2
    for row in rows:
        assert row[:2] == ['strata', 'hook']
        hook(git, *row[2:])


# Living with other hooks

OTHER = '#!/bin/sh\n# not ours \u00e9\ncat >> "$LOG"\necho "$0 $*" >> "$LOG"\nexit "${OTHER:-0}"\n'


def test_an_existing_hook_runs_first_and_comes_back(client, hook, tmp_path):
    path = client.path / '.git' / 'hooks' / 'pre-push'
    path.write_text(OTHER)
    path.chmod(0o751)
    before = (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
    hook(client, 'install', 'pre-push')
    installed = path.read_bytes()
    assert 'already' in hook(client, 'install', 'pre-push').stderr
    assert path.read_bytes() == installed != before[0]
    log = tmp_path / 'log'
    new = client.made('README', 'x')
    client('push', '-q', 'origin', 'main', LOG=str(log))
    lines = log.read_text().splitlines()
    assert lines[0].startswith(f'refs/heads/main {new} refs/heads/main ')
    assert lines[1].endswith(f' origin file://{tmp_path}/server.git') and len(lines) == 2
    client.made('README', 'y')
    assert client.run('push', '-q', 'origin', 'main', LOG=str(log), OTHER='7').returncode == 1
    client.made('Cargo.lock', lock(bad='1.0.0'))
    assert 'strata: 1 new' in client.run('push', '-q', 'origin', 'main', LOG=str(log)).stderr
    hook(client, 'uninstall', 'pre-push')
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == before
    assert 'nothing to do' in hook(client, 'uninstall', 'pre-push').stderr
    assert sorted(p.name for p in path.parent.iterdir() if not p.name.endswith('.sample')) == ['pre-push']


def test_a_hook_that_is_a_link_or_switched_off(git, hook):
    folder = git.path / '.git' / 'hooks'
    hook(git, 'uninstall', 'pre-commit')
    (folder / 'real').write_text('#!/bin/sh\nexit 3\n')
    (folder / 'real').chmod(0o755)
    os.symlink('real', folder / 'pre-commit')
    hook(git, 'install', 'pre-commit')
    assert git.commit('README', 'x').returncode == 1
    hook(git, 'uninstall', 'pre-commit')
    assert os.readlink(folder / 'pre-commit') == 'real'
    (folder / 'real').chmod(0o644)
    hook(git, 'install', 'pre-commit')
    assert git.commit('README', 'x').returncode == 0


def test_core_hooks_path(git, hook, tmp_path):
    hook(git, 'uninstall', 'pre-commit')
    git('config', 'core.hooksPath', 'shared/hooks')
    hook(git, 'install', 'pre-commit')
    assert (git.path / 'shared' / 'hooks' / 'pre-commit').exists()
    assert git.commit('Cargo.lock', lock(bad='1.0.0')).returncode == 1
    git('config', 'core.hooksPath', '/dev/null')
    assert 'runs no hook' in hook(git, 'install', 'pre-commit', status=4).stderr


def test_a_relative_hooks_path_is_each_work_tree_s_own(git, hook, tmp_path):
    hook(git, 'uninstall', 'pre-commit')
    assert git.commit('README', 'x').returncode == 0
    git('config', 'core.hooksPath', 'hooks')
    assert 'is relative' not in hook(git, 'install', 'pre-commit').stderr
    other = tmp_path / 'other'
    git('worktree', 'add', '-q', str(other), '-b', 'side')
    said = hook(git, 'install', 'pre-commit').stderr
    assert "core.hooksPath 'hooks' is relative: 1 other work tree of this repository looks for hooks in its own folder" in said
    linked = Git.__new__(Git)
    linked.path, linked.env = other, git.env
    assert linked.commit('Cargo.lock', lock(bad='1.0.0')).returncode == 0
    assert '1 other work tree' in hook(linked, 'install', 'pre-commit').stderr
    assert (other / 'hooks' / 'pre-commit').exists()
    assert linked.commit('Cargo.lock', lock(bad='1.0.0', worse='1.0.0')).returncode == 1
    git('config', 'core.hooksPath', str(tmp_path / 'all'))
    assert 'is relative' not in hook(git, 'install', 'pre-commit').stderr


def test_no_hook_where_it_could_only_block(make_repository, tmp_path, env, hook):
    g = Git(tmp_path / 'sha256', env, '--object-format=sha256')
    assert 'SHA-256' in hook(g, 'install', 'pre-commit', status=2).stderr
    assert not (g.path / '.git' / 'hooks' / 'pre-commit').exists()


def test_a_program_that_is_gone(git, hook, tmp_path):
    path = git.path / '.git' / 'hooks' / 'pre-commit'
    for options, status in ([], 0), (['--strict'], 1):
        hook(git, 'uninstall', 'pre-commit')
        hook(git, 'install', 'pre-commit', *options)
        path.write_text(path.read_text().replace(str(PROGRAM), '/nonexistent/strata'))
        gone = git.commit('Cargo.lock', lock(bad='1.0.0', **{f'p{status}': '1.0.0'}))
        assert gone.returncode == status and 'the program is gone' in gone.stderr
    (tmp_path / 'bin').mkdir()
    os.symlink(PROGRAM, tmp_path / 'bin' / 'strata')
    found = git.commit('Cargo.lock', lock(worse='1.0.0'))
    assert 'is gone' in found.stderr
    git.env['PATH'] = f"{tmp_path / 'bin'}:{git.env['PATH']}"
    assert '1 new finding' in git.commit('Cargo.lock', lock(worse='1.0.0')).stderr


def test_paths_with_blanks_and_quotes(tmp_path, env, hook):
    program = tmp_path / "it's here" / 'strata'
    program.parent.mkdir()
    shutil.copy(PROGRAM, program)
    g = Git(tmp_path / 'a "b" c', env)
    subprocess.run([program, 'hook', 'install', 'pre-commit', '-q'], cwd=g.path, env=env, check=True)
    assert g.commit('Cargo.lock', lock(bad='1.0.0')).returncode == 1


def test_global_hooks_run_the_repository_s_own(git, hook, tmp_path):
    hook(git, 'uninstall', 'pre-commit')
    config = tmp_path / 'home' / '.gitconfig'
    config.write_text('[user]\n\tname = somebody')
    before = config.read_bytes()
    hook(git, 'install', 'pre-commit', '--global')
    assert 'already' in hook(git, 'install', 'pre-commit', '--global').stderr
    assert git('config', 'user.name') == 'somebody'
    log = tmp_path / 'log'
    for name in 'commit-msg', 'pre-commit':
        own = git.path / '.git' / 'hooks' / name
        own.write_text(f'#!/bin/sh\necho {name} >> {log}\n')
        own.chmod(0o755)
    assert git.commit('README', 'x').returncode == 0
    assert log.read_text().split() == ['pre-commit', 'commit-msg']
    assert git.commit('Cargo.lock', lock(bad='1.0.0')).returncode == 1
    hook(git, 'install', 'pre-push', '--global')
    hook(git, 'uninstall', 'pre-commit', '--global')
    assert git.commit('Cargo.lock', lock(bad='1.0.0')).returncode == 0
    hook(git, 'uninstall', 'pre-push', '--global')
    assert config.read_bytes() == before + b'\n'
    assert not (tmp_path / 'home' / '.config' / 'strata' / 'hooks').exists()


def test_another_global_path_is_left_alone(git, hook, tmp_path):
    config = tmp_path / 'home' / '.gitconfig'
    config.write_text('[core]\n\thooksPath = /elsewhere\n')
    said = hook(git, 'install', 'pre-commit', '--global', status=4)
    assert "core.hooksPath is set to '/elsewhere'" in said.stderr
    assert config.read_text() == '[core]\n\thooksPath = /elsewhere\n'


def test_wrong_usage(git, hook):
    assert 'post-commit' in hook(git, 'install', 'post-commit', status=4).stderr
    assert 'needs one hook' in hook(git, 'install', status=4).stderr
    assert 'REF OLD NEW' in hook(git, 'run', 'update', 'x', status=4).stderr
    assert 'hook install' in hook(git, status=4).stderr
