"""What is read of a repository: work tree, index, revision, directory, however git keeps them."""
import json
import os
import re
import shutil
import socket
import subprocess
import sys

import pytest
from conftest import PROGRAM, Repository
from test_scan import LOCK

ROOT_USER = os.geteuid() == 0
LFS = 'version https://git-lfs.example/spec/v1\noid sha256:' + '0' * 64 + '\nsize 12345\n'


def lock(name, version='1.0.0'):
    return f'version = 4\n\n[[package]]\nname = "{name}"\nversion = "{version}"\n' \
           'source = "registry+https://registry.example/index"\n'


@pytest.fixture
def see(strata):
    """Runs 'strata deps' and answers the manifests' paths, the reasons of notes by path, the report."""
    def run(path, *options, **more):
        r = strata('deps', path, '-o', 'json', *options, **more)
        assert r.status in (0, 3), r.err
        report = r.json
        notes = {n['path']: n['reason'] for n in report['coverage']['notes']}
        return [m['path'] for m in report['manifests']], notes, report
    return run


def names(report):
    return {p['name'] for p in report['packages']}


def make_links(folder):
    for name, target in {'in/Cargo.lock': '../real/Cargo.lock', 'out/Cargo.lock': '../../outside/Cargo.lock',
                         'absolute/Cargo.lock': str(folder.parent / 'outside' / 'Cargo.lock'),
                         'loop/Cargo.lock': 'Cargo.lock', 'gone/Cargo.lock': 'nowhere',
                         'git/Cargo.lock': '../.git/config', 'folder/Cargo.lock': '../real',
                         'through/Cargo.lock': '../way/Cargo.lock', 'way': 'real'}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(target, folder / name)


# The work tree

def test_ignored_as_git_ignores(repository, see, tmp_path):
    """Every untracked file that git lists is seen, and no other."""
    r = repository
    r.write('.gitignore', '# a comment\n/top\nlogs/\n*.tmp\n!keep.tmp\nsub/**/deep\nc?t\nd[oa]g\nx[!0-9]\n'
            'trailing   \nescaped\\ \n\\#hash\n\\!bang\n/a/*/c\n**/any\nrest/**\nlit[]]x\n[[:digit:]]n\n')
    r.write('nested/.gitignore', '!*.tmp\n/here\nCargo.lock/\n').write('.git/info/exclude', 'excluded\n')
    (tmp_path / 'global').write_text('everywhere\n!excluded\n')
    r.git('config', 'core.excludesFile', str(tmp_path / 'global'))
    for folder in ['top', 'x/top', 'logs', 'x/logs', 'a.tmp', 'keep.tmp', 'nested/b.tmp', 'sub/deep', 'sub/x/y/deep',
                   'cat', 'c/t', 'dog', 'dig', 'xx', 'x1', 'trailing', 'escaped ', 'escaped', '#hash', '!bang', 'a/b/c',
                   'a/b/d/c', 'any', 'q/any', 'rest', 'rest/x', 'lit]x', '1n', 'an', 'nested/here', 'nested/x/here',
                   'excluded', 'x/everywhere', 'nested/plain', 'é', 'with space', 'tracked/logs']:
        r.write(folder + '/Cargo.lock', lock('x'))
    r.git('add', '-f', 'tracked/logs/Cargo.lock', 'top/Cargo.lock')
    want = [p for p in r.git('ls-files', '-co', '--exclude-standard', '-z').split('\0') if p.endswith('Cargo.lock')]
    paths, notes, _ = see(r.path, GIT_CONFIG_NOSYSTEM=1, GIT_CONFIG_GLOBAL='/dev/null')
    assert paths == sorted(want, key=os.fsencode)
    assert len(want) == 15 and 'tracked/logs/Cargo.lock' in want and 'logs/Cargo.lock' not in want
    assert notes == {}


def test_the_user_s_own_ignore_file_holds(repository, see, tmp_path):
    repository.write('private/Cargo.lock', lock('x')).write('a/Cargo.lock', lock('x')).write('b/Cargo.lock', lock('x'))
    home = tmp_path / 'home'
    (home / '.config' / 'git').mkdir(parents=True)
    (home / '.config' / 'git' / 'ignore').write_text('private\n')
    assert see(repository.path)[0] == ['a/Cargo.lock', 'b/Cargo.lock']
    (home / 'more').write_text('[core]\n\texcludesFile = "~/mine"  ; quoted\n')
    (home / '.gitconfig').write_text('[include]\n\tpath = more\n[includeIf "gitdir:/nowhere/"]\n\tpath = none\n')
    (home / 'mine').write_text('a/\n')
    assert see(repository.path)[0] == ['b/Cargo.lock', 'private/Cargo.lock']


def test_what_is_deleted_changed_and_added_in_the_work_tree(repository, see):
    r = repository
    r.write('gone/Cargo.lock', lock('gone')).write('kept/Cargo.lock', lock('old')).commit()
    r.write('kept/Cargo.lock', lock('new')).write('new/Cargo.lock', lock('fresh'))
    (r.path / 'gone' / 'Cargo.lock').unlink()
    paths, _, report = see(r.path)
    assert paths == ['kept/Cargo.lock', 'new/Cargo.lock']
    assert names(report) == {'new', 'fresh'}
    assert report['target']['snapshot'] == 'worktree'
    assert report['target']['revision'] == r.git('rev-parse', 'HEAD')


def test_a_folder_inside_is_scanned_alone_with_paths_from_the_top(repository, see):
    r = repository
    r.write('Cargo.lock', lock('top')).write('sub/Cargo.lock', lock('sub')).write('sub2/Cargo.lock', lock('x'))
    r.write('examples/app/Cargo.lock', lock('y')).write('.gitignore', 'ignored\n')
    r.write('ignored/Cargo.lock', lock('z')).commit()
    for options in [[], ['--staged'], ['--rev', 'HEAD']]:
        assert see(r.path / 'sub', *options)[0] == ['sub/Cargo.lock'], options
    assert see('.', cwd=r.path / 'sub')[0] == ['sub/Cargo.lock']
    roles = [m['role'] for m in see(r.path / 'examples' / 'app')[2]['manifests']]
    assert roles == ['own']
    paths, notes, _ = see(r.path / 'ignored', '--allow-empty')
    assert paths == [] and '--dir' in notes['ignored']
    assert see(r.path / 'ignored', '--dir')[0] == ['Cargo.lock']


@pytest.mark.parametrize('options', [[], ['--staged'], ['--rev', 'HEAD']])
def test_configuration_at_the_top_holds_for_a_folder_inside(repository, strata, options):
    repository.write('strata.toml', 'nonsense = [').write('a/b/Cargo.lock', lock('x')).commit()
    run = strata('scan', repository.path / 'a' / 'b', '--db', 'starter', *options)
    assert run.status == 4 and 'strata.toml' in run.err


@pytest.mark.parametrize('options', [[], ['--staged'], ['--rev', 'HEAD'], ['--dir']])
def test_links_are_followed_inside_the_snapshot_only(repository, see, options):
    r = repository
    outside = r.path.parent / 'outside'
    outside.mkdir()
    (outside / 'Cargo.lock').write_text(lock('secret'))
    r.write('real/Cargo.lock', lock('real'))
    make_links(r.path)
    r.commit()
    paths, notes, report = see(r.path, *options)
    assert paths == ['in/Cargo.lock', 'real/Cargo.lock', 'through/Cargo.lock']
    assert names(report) == {'real'}
    assert set(notes) == {p + '/Cargo.lock' for p in ['out', 'absolute', 'loop', 'gone', 'git', 'folder']}
    assert 'leads out' in notes['out/Cargo.lock'] and 'leads out' in notes['absolute/Cargo.lock']
    assert 'more than 16 links' in notes['loop/Cargo.lock']


def test_a_tracked_folder_that_became_a_link_does_not_lead_out(repository, see):
    r = repository
    r.write('sub/Cargo.lock', lock('own')).commit()
    outside = r.path.parent / 'outside'
    outside.mkdir()
    (outside / 'Cargo.lock').write_text(lock('secret'))
    shutil.rmtree(r.path / 'sub')
    os.symlink(outside, r.path / 'sub')
    assert see(r.path)[2]['packages'] == []


def test_what_is_no_plain_file_is_never_opened(repository, see):
    r = repository
    r.write('a/Cargo.lock', lock('a')).write('b/Cargo.lock', lock('b')).commit()
    (r.path / 'a' / 'Cargo.lock').unlink()
    os.mkfifo(r.path / 'a' / 'Cargo.lock')
    server = socket.socket(socket.AF_UNIX)
    here = os.getcwd()
    os.chdir(r.path)
    server.bind('s.sock')
    os.chdir(here)
    os.mkfifo(r.path / '.gitignore')
    for options in [[], ['--dir']]:
        paths, notes, _ = see(r.path, *options)
        assert paths == ['b/Cargo.lock']
        assert 'not opened' in notes['a/Cargo.lock'] and 'not opened' in notes['s.sock']


@pytest.mark.skipif(not ROOT_USER, reason='needs root to become another user')
def test_what_may_not_be_read_is_a_note(repository, see, tmp_path):
    r = repository
    r.write('a/Cargo.lock', lock('a')).write('b/Cargo.lock', lock('b')).write('c/Cargo.lock', lock('c')).commit()
    (r.path / 'a' / 'Cargo.lock').chmod(0)
    (r.path / 'b').chmod(0)
    copy = tmp_path / 'strata'
    shutil.copy(PROGRAM, copy)
    for folder in [tmp_path, *list(tmp_path.parents)[:2]]:
        folder.chmod(0o755)
    run = subprocess.run(['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', str(copy), 'deps', str(r.path),
                          '-o', 'json'], capture_output=True, text=True, cwd='/', env=dict(
                              os.environ, HOME='/nonexistent', ASAN_OPTIONS='exitcode=99'))
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    notes = {n['path']: n['reason'] for n in report['coverage']['notes']}
    assert [m['path'] for m in report['manifests']] == ['c/Cargo.lock']
    assert 'Permission denied' in notes['a/Cargo.lock'] and 'Permission denied' in notes['b']


@pytest.mark.skipif(not ROOT_USER, reason='needs root to give files away')
def test_another_owner_does_not_matter(repository, see):
    repository.write('Cargo.lock', lock('x')).commit()
    subprocess.run(['chown', '-R', '12345', str(repository.path)], check=True)
    for options in [[], ['--staged'], ['--rev', 'HEAD']]:
        assert see(repository.path, *options)[0] == ['Cargo.lock']


def test_a_file_over_the_limit_is_a_note(repository, see):
    with open(repository.path / 'Cargo.lock', 'wb') as f:
        f.truncate((64 << 20) + 1)
    paths, notes, _ = see(repository.path, '--allow-empty')
    assert paths == [] and '64 MiB' in notes['Cargo.lock']


def test_git_lfs_pointers_are_told(repository, see):
    repository.write('a/Cargo.lock', LFS).write('b/Cargo.lock', lock('b')).commit()
    for options in [[], ['--staged'], ['--rev', 'HEAD'], ['--dir']]:
        paths, notes, _ = see(repository.path, *options)
        assert paths == ['b/Cargo.lock']
        assert 'git lfs pull' in notes['a/Cargo.lock']


def test_submodules_and_nested_repositories_are_named_not_entered(repository, make_repository, see):
    inner = make_repository('inner')
    inner.write('Cargo.lock', lock('inner')).commit()
    repository.write('Cargo.lock', lock('outer')).commit()
    repository.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', str(inner.path), 'sub')
    repository.commit()
    Repository(repository.path / 'nested').write('Cargo.lock', lock('nested')).commit()
    paths, notes, report = see(repository.path)
    assert paths == ['.gitmodules', 'Cargo.lock'] and names(report) == {'inner', 'outer'}
    assert set(notes) == {'sub', 'nested'} and 'submodule' in notes['sub']
    for options in [['--staged'], ['--rev', 'HEAD']]:
        assert set(see(repository.path, *options)[1]) == {'sub'}
    assert see(repository.path / 'sub')[0] == ['Cargo.lock']
    assert names(see(repository.path / 'sub', '--rev', 'HEAD')[2]) == {'inner'}


def test_a_submodule_is_at_the_commit_of_the_snapshot(repository, see):
    """The commit is an entry of the tree, not a line of .gitmodules."""
    modules = ''.join(f'[submodule "{n}"]\n\tpath = deps/{n}\n\turl = https://git.example/acme/{n}.git\n'
                      for n in ['gone', 'first', 'second'])
    repository.write('.gitmodules', modules).git('add', '-A')
    for name, commit in [('first', '1' * 40), ('second', '2' * 40)]:
        repository.git('update-index', '--add', '--cacheinfo', f'160000,{commit},deps/{name}')
    repository.git('commit', '-q', '-m', 'c')
    repository.git('update-index', '--cacheinfo', f'160000,{"3" * 40},deps/second')
    for options, second in [(['--rev', 'HEAD'], '2'), (['--staged'], '3')]:
        packages = {p['name']: p['source'] for p in see(repository.path, *options)[2]['packages']}
        assert packages == {'git.example/acme/gone': 'git+https://git.example/acme/gone.git',
                            'git.example/acme/first': 'git+https://git.example/acme/first.git#' + '1' * 40,
                            'git.example/acme/second': 'git+https://git.example/acme/second.git#' + second * 40}
    assert 'git.example/acme/first' in names(see(repository.path, '--dir')[2])


def test_a_linked_work_tree(repository, see, tmp_path):
    repository.write('Cargo.lock', lock('main')).commit()
    repository.git('worktree', 'add', '-q', '-b', 'other', str(tmp_path / 'linked'))
    linked = tmp_path / 'linked'
    (linked / 'Cargo.lock').write_text(lock('linked'))
    assert names(see(linked)[2]) == {'linked'}
    assert names(see(linked, '--staged')[2]) == {'main'}
    subprocess.run(['git', 'add', '-A'], cwd=linked, check=True)
    assert names(see(linked, '--staged')[2]) == {'linked'}
    assert names(see(repository.path, '--staged')[2]) == {'main'}
    assert names(see(linked, '--rev', 'other')[2]) == {'main'}
    repository.git('clone', '-q', '--bare', '.', str(tmp_path / 'bare.git'))
    subprocess.run(['git', 'worktree', 'add', '-q', str(tmp_path / 'of-bare'), 'main'], cwd=tmp_path / 'bare.git', check=True)
    (tmp_path / 'of-bare' / 'Cargo.lock').write_text(lock('changed'))
    assert names(see(tmp_path / 'of-bare')[2]) == {'changed'}


# The index

@pytest.mark.parametrize('version', ['2', '3', '4'])
def test_every_version_of_the_index(repository, see, version):
    r = repository
    for i in range(40):
        r.write(f'dir{i % 7}/s{i}/Cargo.lock', lock(f'p{i}'))
    r.git('add', '-A')
    if version == '3':
        r.write('later/Cargo.lock', lock('later')).git('add', '-N', 'later/Cargo.lock')
    r.git('update-index', '--index-version', version)
    for f in r.path.glob('dir1/*/Cargo.lock'):
        f.unlink()
    paths, _, report = see(r.path, '--staged')
    assert len(paths) == 40 and names(report) == {f'p{i}' for i in range(40)}
    assert len(see(r.path)[0]) == 40 - 6 + (version == '3')


def test_a_split_index(repository, see):
    r = repository
    for i in range(30):
        r.write(f's{i:02}/Cargo.lock', lock(f'p{i}'))
    r.commit()
    r.git('config', 'splitIndex.maxPercentChange', '100')
    r.git('update-index', '--split-index')
    r.write('s03/Cargo.lock', lock('replaced')).write('s99/Cargo.lock', lock('added'))
    r.git('rm', '-q', '--cached', 's05/Cargo.lock', 's20/Cargo.lock')
    r.git('add', 's03', 's99')
    assert list((r.path / '.git').glob('sharedindex.*'))
    paths, _, report = see(r.path, '--staged')
    assert paths == r.git('ls-files').split()
    assert names(report) == {f'p{i}' for i in range(30) if i not in (3, 5, 20)} | {'replaced', 'added'}


def test_a_split_index_without_its_shared_part_is_status_2(repository, strata):
    r = repository
    r.write('Cargo.lock', lock('x')).commit()
    r.git('update-index', '--split-index')
    for f in (r.path / '.git').glob('sharedindex.*'):
        f.unlink()
    run = strata('deps', r.path, '--staged')
    assert run.status == 2 and 'shared part' in run.err


@pytest.mark.parametrize('sparse_index', [False, True])
def test_a_sparse_checkout(repository, see, strata, sparse_index):
    r = repository
    for folder in ['in', 'out', 'out/deep']:
        r.write(folder + '/Cargo.lock', lock(folder.replace('/', '-')))
    r.write('Cargo.lock', lock('top')).commit()
    r.git('sparse-checkout', 'init', '--cone', *(['--sparse-index'] if sparse_index else []))
    r.git('sparse-checkout', 'set', 'in')
    assert not (r.path / 'out').exists()
    r.write('in/Cargo.lock', lock('changed'))
    paths, notes, report = see(r.path)
    assert paths == ['Cargo.lock', 'in/Cargo.lock', 'out/Cargo.lock', 'out/deep/Cargo.lock']
    assert names(report) == {'top', 'changed', 'out', 'out-deep'}
    assert report['target']['sparse'] is True and notes == {}
    assert names(see(r.path, '--staged')[2]) == {'top', 'in', 'out', 'out-deep'}
    assert 'sparse checkout' in strata('deps', r.path).err
    assert 'sparse checkout' not in strata('deps', r.path, '-q').err


def test_unmerged_entries_are_noted(repository, see):
    r = repository
    r.write('Cargo.lock', lock('base')).write('a/Cargo.lock', lock('a')).commit()
    r.git('checkout', '-q', '-b', 'side')
    r.write('Cargo.lock', lock('side')).commit()
    r.git('checkout', '-q', 'main')
    r.write('Cargo.lock', lock('main')).commit()
    with pytest.raises(subprocess.CalledProcessError):
        r.git('merge', 'side')
    paths, notes, _ = see(r.path, '--staged')
    assert paths == ['a/Cargo.lock']
    assert 'unmerged' in notes['Cargo.lock']
    assert 'Cargo.lock' in see(r.path)[0]


@pytest.mark.parametrize('damage', ['checksum', 'cut', 'magic', 'version'])
def test_a_broken_index_is_status_2(repository, strata, damage):
    repository.write('Cargo.lock', lock('x')).commit()
    index = repository.path / '.git' / 'index'
    data = bytearray(index.read_bytes())
    if damage == 'checksum':
        data[-30] ^= 1
    elif damage == 'cut':
        data = data[:60]
    elif damage == 'magic':
        data[0] = 0
    else:
        data[7] = 9
    index.write_bytes(data)
    for options in [[], ['--staged']]:
        run = strata('deps', repository.path, *options)
        assert run.status == 2 and 'index' in run.err and '--rev HEAD' in run.err
    assert strata('deps', repository.path, '--rev', 'HEAD').status == 0


# Revisions

def test_revisions_of_every_kind(repository, see, strata):
    r = repository
    r.write('Cargo.lock', lock('one')).write('sub/Cargo.lock', lock('sub'))
    first = r.commit()
    r.git('tag', '-a', 'v1', '-m', 'tag')
    r.write('Cargo.lock', lock('two')).commit()
    r.git('pack-refs', '--all')
    for revision in [first, first[:10], 'v1', 'HEAD~1', 'main^', 'v1^{tree}', 'HEAD@{1}', 'refs/tags/v1']:
        assert names(see(r.path, '--rev', revision)[2]) == {'one', 'sub'}, revision
    assert see(r.path, '--rev', 'v1')[2]['target']['revision'] == first
    assert see(r.path, '--rev', 'v1:sub')[0] == ['Cargo.lock']
    for revision in ['nothing', 'v1:Cargo.lock', 'HEAD~7', '']:
        run = strata('deps', r.path, '--rev', revision)
        assert run.status == 2 and run.err.startswith('strata: '), revision
    assert see(r.path)[2]['target']['revision'] == r.git('rev-parse', 'HEAD')


@pytest.mark.parametrize('how', ['as written', 'replaced', 'grafted'])
def test_parents_are_those_that_git_log_shows(repository, see, how):
    r = repository
    ids = [r.write('Cargo.lock', lock(n)).commit() for n in ('one', 'two', 'three', 'four')]
    r.git('checkout', '-q', '-b', 'side', ids[1])
    r.write('side.txt', 'x').commit()
    r.git('checkout', '-q', 'main')
    r.git('merge', '-q', '--no-edit', 'side')
    if how == 'replaced':
        r.git('replace', '--graft', ids[3], ids[0])
    elif how == 'grafted':
        (r.path / '.git' / 'info').mkdir(exist_ok=True)
        (r.path / '.git' / 'info' / 'grafts').write_text(f'{ids[3]} {ids[0]}\n')
    for revision in ('HEAD', 'HEAD~', 'HEAD~1', 'HEAD^', 'HEAD^1', 'HEAD^0', 'HEAD~0', 'HEAD~2', 'HEAD~1^', 'HEAD^^', 'HEAD^2', 'side~1',
                     'HEAD^2~2', 'HEAD^{commit}~2', 'main@{0}~2', ids[3][:12] + '~1'):
        want = r.git('rev-parse', revision)
        assert see(r.path, '--rev', revision)[2]['target']['revision'] == want, revision
    assert see(r.path, '--rev', 'HEAD~2')[2]['target']['revision'] == ids[2 if how == 'as written' else 0]


@pytest.mark.parametrize('revision', ['HEAD~9', 'HEAD^3', 'HEAD^~99999999999999999999', '~1', '^2', 'HEAD~x', 'nothing~1'])
def test_parents_that_are_not_there(repository, strata, revision):
    repository.write('Cargo.lock', lock('one')).commit()
    run = strata('deps', repository.path, '--rev', revision)
    assert run.status == 2 and revision in run.err


def test_a_revision_is_read_as_git_reads_it(repository, see):
    """Commits, trees and files that stand in for others, in a row too; a date that is none."""
    r = repository
    one, two, three = [r.write('Cargo.lock', lock(n)).commit() for n in ('one', 'two', 'three')]
    blobs = [r.git('rev-parse', f'{c}:Cargo.lock') for c in (one, two, three)]
    r.git('tag', '-a', 'v1', '-m', 'tag', one)
    r.git('replace', one, two)
    for revision in one, one[:10], 'v1', 'HEAD~2':
        _, _, report = see(r.path, '--rev', revision)
        assert names(report) == {'two'} and report['target']['revision'] == one, revision
        assert names(see(r.path, '--rev', revision, GIT_NO_REPLACE_OBJECTS=1)[2]) == {'one'}
    r.git('replace', two, three)
    r.git('pack-refs', '--all')
    assert names(see(r.path, '--rev', one)[2]) == {'three'}
    r.git('config', 'core.useReplaceRefs', 'false')
    assert names(see(r.path, '--rev', one)[2]) == {'one'}
    r.git('config', '--unset', 'core.useReplaceRefs')
    r.git('replace', '-d', one, two)
    r.git('replace', blobs[0], blobs[1])
    assert names(see(r.path, '--rev', one)[2]) == {'two'}
    r.git('replace', '-d', blobs[0])
    r.git('replace', r.git('rev-parse', f'{one}^{{tree}}'), r.git('rev-parse', f'{three}^{{tree}}'))
    assert names(see(r.path, '--rev', one)[2]) == {'three'}
    text = f'tree {r.git("rev-parse", two + "^{tree}")}\nauthor a <a> nonsense\ncommitter a <a> {10**30} +0000\n\nx\n'
    odd = r.git('hash-object', '-t', 'commit', '-w', '--literally', '--stdin', input=text)
    r.git('update-ref', 'refs/heads/odd', odd)
    for revision in odd, 'odd':
        assert names(see(r.path, '--rev', revision)[2]) == {'two'}


def test_a_bare_repository_is_read_at_head(repository, see, strata, tmp_path):
    repository.write('Cargo.lock', lock('x'))
    head = repository.commit()
    repository.git('clone', '-q', '--bare', '.', str(tmp_path / 'bare.git'))
    report = see(tmp_path / 'bare.git')[2]
    assert names(report) == {'x'}
    assert report['target'] | {'path': ''} == {'path': '', 'revision': head, 'snapshot': 'revision', 'shallow': False,
                                               'sparse': False, 'partial': False, 'bare': True}
    run = strata('deps', tmp_path / 'bare.git', '--staged')
    assert run.status == 2 and '--rev' in run.err
    assert names(see(repository.path / '.git')[2]) == {'x'}


def test_a_repository_without_a_commit(repository, make_repository, see, strata):
    assert strata('deps', repository.path).status == 3
    assert strata('deps', repository.path, '--staged').status == 3
    run = strata('deps', repository.path, '--rev', 'HEAD')
    assert run.status == 2 and "'HEAD' names nothing" in run.err
    repository.write('Cargo.lock', lock('x'))
    _, _, report = see(repository.path)
    assert names(report) == {'x'} and report['target']['revision'] is None
    assert strata('deps', make_repository('bare', '--bare').path).status == 3


def test_a_broken_head(repository, see, strata):
    repository.write('Cargo.lock', lock('x')).commit()
    (repository.path / '.git' / 'HEAD').write_text('nonsense\n')
    assert names(see(repository.path)[2]) == {'x'}
    assert 'broken' in strata('deps', repository.path).err
    assert strata('deps', repository.path, '--rev', 'HEAD').status == 2


def object_path(repository, id):
    return repository.path / '.git' / 'objects' / id[:2] / id[2:]


@pytest.mark.parametrize('damage', ['missing', 'garbage'])
def test_a_blob_that_cannot_be_read_is_a_note_a_tree_is_status_2(repository, see, strata, damage):
    r = repository
    r.write('a/Cargo.lock', lock('a')).write('b/Cargo.lock', lock('b')).commit()
    blob, tree = r.git('rev-parse', 'HEAD:a/Cargo.lock'), r.git('rev-parse', 'HEAD:b')

    def spoil(id):
        object_path(r, id).unlink()
        if damage == 'garbage':
            object_path(r, id).write_bytes(b'garbage')
    spoil(blob)
    for options in [['--rev', 'HEAD'], ['--staged']]:
        paths, notes, _ = see(r.path, *options)
        assert paths == ['b/Cargo.lock']
        assert blob in notes['a/Cargo.lock']
    assert see(r.path)[0] == ['a/Cargo.lock', 'b/Cargo.lock']
    spoil(tree)
    run = strata('deps', r.path, '--rev', 'HEAD')
    assert run.status == 2 and run.err.startswith('strata: ')


@pytest.mark.parametrize('kept', [0, 1, 2, 12, 30, 45, -1])
@pytest.mark.parametrize('kind', ['commit', 'tree', 'blob'])
def test_an_object_whose_file_was_cut_off(repository, strata, kind, kept):
    """As after a full disk: said, and not waited for."""
    r = repository
    r.write('Cargo.lock', lock('x', '1.2.3-' + 'long.' * 40)).commit()
    id = r.git('rev-parse', {'commit': 'HEAD', 'tree': 'HEAD^{tree}', 'blob': 'HEAD:Cargo.lock'}[kind])
    path = object_path(r, id)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:kept])
    # A blob is a note; what leads to it is an error.
    for command in ['deps', r.path, '--rev', 'HEAD'], ['deps', r.path, '--rev', id[:12]], ['log', 'HEAD', r.path]:
        run = strata(*command, '-o', 'json')
        said = run.err + run.out
        assert run.status == 2 or kind == 'blob', (command, said)
        assert id in said or f"'{id[:12]}'" in said, (command, said)


def test_a_hostile_tree_leads_nowhere(repository, see):
    r = repository
    r.write('Cargo.lock', lock('good')).commit()
    blob, tree = r.git('rev-parse', 'HEAD:Cargo.lock'), r.git('rev-parse', 'HEAD^{tree}')

    def entry(mode, name, id):
        return f'{mode} {name}'.encode() + b'\0' + bytes.fromhex(id)
    raw = entry('40000', '..', tree) + entry('40000', '.git', tree) + entry('100644', 'Cargo.lock', blob)
    id = subprocess.run(['git', 'hash-object', '-t', 'tree', '-w', '--stdin', '--literally'], cwd=r.path, input=raw,
                        capture_output=True, check=True).stdout.decode().strip()
    paths, notes, _ = see(r.path, '--rev', id)
    assert paths == ['Cargo.lock'] and "'..'" in str(notes) or "'.git'" in str(notes)


def test_a_tree_that_unfolds_without_end_is_stopped(repository, strata):
    """Ten folders that are each the same, twelve deep: no file at all, and 10^12 folders."""
    def tree(entries):
        return subprocess.run(['git', 'mktree'], cwd=repository.path, input=entries, text=True, check=True,
                              capture_output=True).stdout.strip()
    id = tree('')
    for _ in range(12):
        id = tree(''.join(f'040000 tree {id}\tf{i}\n' for i in range(10)))
    run = strata('deps', repository.path, '--rev', id)
    assert run.status == 2 and 'folders' in run.err


# How the repository is kept

def test_a_shallow_clone_is_said(repository, see, strata, tmp_path):
    repository.write('Cargo.lock', lock('one')).commit()
    repository.write('Cargo.lock', lock('two')).commit()
    subprocess.run(['git', 'clone', '-q', '--depth=1', 'file://' + str(repository.path), str(tmp_path / 's')], check=True)
    report = see(tmp_path / 's')[2]
    assert report['target']['shallow'] is True
    assert strata('deps', tmp_path / 's').err.count('shallow') == 1
    run = strata('deps', tmp_path / 's', '--rev', 'HEAD~1')
    assert run.status == 2 and '--unshallow' in run.err


def test_a_partial_clone_names_what_is_missing_and_how_it_is_got(repository, see, tmp_path):
    r = repository
    r.git('config', 'uploadpack.allowFilter', 'true')
    r.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
    r.write('Cargo.lock', lock('old')).write('b/Cargo.lock', lock('b')).commit()
    r.write('Cargo.lock', lock('new')).commit()
    clone = tmp_path / 'partial'
    subprocess.run(['git', 'clone', '-q', '--filter=blob:none', 'file://' + str(r.path), str(clone)], check=True)
    blob = r.git('rev-parse', 'HEAD~1:Cargo.lock')
    paths, notes, report = see(clone, '--rev', 'HEAD~1')
    assert paths == ['b/Cargo.lock'] and report['target']['partial'] is True
    assert blob in notes['Cargo.lock']
    assert names(see(clone)[2]) == {'new', 'b'}
    # Each way that the note tells works.
    assert f'git cat-file -p {blob}' in notes['Cargo.lock']
    assert 'git fetch --refetch --no-filter' in notes['Cargo.lock']
    copy = tmp_path / 'copy'
    shutil.copytree(clone, copy)
    subprocess.run(['git', 'cat-file', '-p', blob], cwd=clone, check=True, capture_output=True)
    assert names(see(clone, '--rev', 'HEAD~1')[2]) == {'old', 'b'}
    subprocess.run(['git', 'fetch', '-q', '--refetch', '--no-filter'], cwd=copy, check=True)
    assert names(see(copy, '--rev', 'HEAD~1')[2]) == {'old', 'b'}


def test_a_sha256_repository(make_repository, see, strata, tmp_path):
    r = make_repository('sha256', '--object-format=sha256')
    r.write('a/Cargo.lock', lock('a')).write('.gitignore', 'no\n').write('no/Cargo.lock', lock('no'))
    head = r.commit()
    r.write('new/Cargo.lock', lock('new'))
    paths, _, report = see(r.path)
    assert paths == ['a/Cargo.lock', 'new/Cargo.lock']
    assert report['target']['revision'] == head
    assert report['manifests'][0]['blob'] == r.git('hash-object', 'a/Cargo.lock')
    for options in [['--staged'], ['--rev', 'HEAD']]:
        run = strata('deps', r.path, *options)
        assert run.status == 2 and 'SHA-256' in run.err and 'git archive' in run.err
    (tmp_path / 'unpacked').mkdir()
    subprocess.run('git archive HEAD | tar -x -C ' + str(tmp_path / 'unpacked'), shell=True, cwd=r.path, check=True)
    assert see(tmp_path / 'unpacked', '--dir')[0] == ['a/Cargo.lock']


def test_extensions_known_and_unknown(repository, see, strata):
    r = repository
    r.write('Cargo.lock', lock('x'))
    head = r.commit()
    r.git('config', 'core.repositoryFormatVersion', '1')
    r.git('config', 'extensions.worktreeConfig', 'true')
    r.git('config', 'extensions.preciousObjects', 'true')
    for options in [[], ['--staged'], ['--rev', 'HEAD']]:
        assert names(see(r.path, *options)[2]) == {'x'}
    r.git('config', 'extensions.worktreeConfig', 'false')
    config = r.path / '.git' / 'config'
    saved = config.read_text()
    config.write_text(saved + '[extensions]\n\trefStorage = reftable\n')
    assert names(see(r.path)[2]) == {'x'}
    assert names(see(r.path, '--rev', head)[2]) == {'x'}
    run = strata('deps', r.path, '--rev', 'no-such-branch')
    assert run.status == 2 and 'reftable' in run.err and 'git rev-parse' in run.err
    config.write_text(saved + '[extensions]\n\tlaterInvention = true\n')
    run = strata('deps', r.path)
    assert run.status == 2 and 'laterinvention' in run.err and '--dir' in run.err
    config.write_text(re.sub('(?i)(repositoryformatversion) = 1', r'\1 = 7', saved))
    run = strata('deps', r.path)
    assert run.status == 2 and 'version 7' in run.err and '--dir' in run.err


def test_no_repository_says_to_use_dir(strata, see, tmp_path):
    plain = tmp_path / 'plain'
    (plain / '.git').mkdir(parents=True)
    (plain / 'Cargo.lock').write_text(lock('x'))
    run = strata('scan', plain, '--db', 'starter', GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert run.status == 2 and '--dir' in run.err
    assert see(plain, '--dir')[0] == ['Cargo.lock']
    run = strata('scan', plain / 'Cargo.lock', '--db', 'starter')
    assert run.status == 2 and 'is a file' in run.err
    (plain / 'sub').mkdir()
    (plain / 'sub' / '.git').write_text('gitdir: ../nowhere\n')
    run = strata('scan', plain / 'sub', '--db', 'starter')
    assert run.status == 2 and 'nowhere' in run.err and 'git worktree repair' in run.err


# In hooks

HOOK = '''#!/bin/sh
exec {python} - <<'END' > {out} 2>&1
import subprocess, sys
sys.exit(subprocess.run([{program!r}, 'deps', {arguments}, '-o', 'json'], stdin=subprocess.DEVNULL).returncode)
END
'''


def write_hook(path, out, arguments):
    path.write_text(HOOK.format(python=sys.executable, out=out, program=str(PROGRAM), arguments=arguments))
    path.chmod(0o755)


def test_a_push_in_quarantine_is_read(repository, make_repository, tmp_path):
    bare = make_repository('receiver', '--bare')
    repository.write('Cargo.lock', lock('pushed'))
    head = repository.commit()
    out = tmp_path / 'out.json'
    write_hook(bare.path / 'hooks' / 'pre-receive', out, f"'.', '--rev', '{head}'")
    repository.git('push', '-q', str(bare.path), 'main')
    assert names(json.loads(out.read_text())) == {'pushed'}


def test_a_quarantine_beside_a_path_that_git_quotes(repository, make_repository, tmp_path):
    bare = make_repository('re:"c\tei\\ver', '--bare')
    repository.write('Cargo.lock', lock('before'))
    repository.commit()
    repository.git('push', '-q', str(bare.path), 'main')
    repository.git('commit', '-q', '--allow-empty', '-m', 'only a commit is new')
    out = tmp_path / 'out.json'
    write_hook(bare.path / 'hooks' / 'pre-receive', out, f"'.', '--rev', '{repository.git('rev-parse', 'HEAD')}'")
    repository.git('push', '-q', str(bare.path), 'main')
    assert names(json.loads(out.read_text())) == {'before'}


def test_a_commit_reads_the_index_that_git_names(repository, tmp_path):
    r = repository
    r.write('Cargo.lock', lock('old')).commit()
    out = tmp_path / 'out.json'
    write_hook(r.path / '.git' / 'hooks' / 'pre-commit', out, "'.', '--staged'")
    r.write('Cargo.lock', lock('partial')).write('a/Cargo.lock', lock('staged-only')).git('add', 'a')
    r.git('commit', '-q', '-m', 'only', 'Cargo.lock')
    assert names(json.loads(out.read_text())) == {'partial'}


def test_the_environment_of_a_hook_is_not_taken_for_another_repository(repository, make_repository, see):
    other = make_repository('other')
    other.write('Cargo.lock', lock('other')).commit()
    repository.write('Cargo.lock', lock('mine')).commit()
    env = dict(GIT_DIR=str(repository.path / '.git'), GIT_INDEX_FILE=str(repository.path / '.git' / 'index'))
    for options in [[], ['--staged'], ['--rev', 'HEAD']]:
        assert names(see(other.path, *options, cwd=repository.path, **env)[2]) == {'other'}
        assert names(see('.', *options, cwd=repository.path, **env)[2]) == {'mine'}
