"""Cargo.toml without Cargo.lock: what cargo would lock, by a sparse index on the loopback."""
import pytest

from registries import cargo_registry  # noqa: F401 (a fixture)

PACKAGE = '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n'


@pytest.fixture
def cargo_home(tmp_path, cargo_registry):
    home = tmp_path / 'cargo'
    home.mkdir()
    (home / 'config.toml').write_text(
        '[source.crates-io]\nreplace-with = "near"\n[source.near]\nregistry = "sparse+%s/"\n' % cargo_registry.url)
    return home


@pytest.fixture
def solve(strata, tmp_path, repository, cargo_home):
    """The crates that a manifest leads to, without the project itself."""
    def run(text, *args, package=PACKAGE, **files):
        repository.write('Cargo.toml', package + text)
        for name, content in files.items():
            repository.write(name.replace('__', '/') + '/Cargo.toml', content)
        repository.commit()
        run = strata('deps', repository.path, '--online', '-o', 'json', *args, CARGO_HOME=str(cargo_home),
                     XDG_CACHE_HOME=str(tmp_path / 'cache'))
        assert run.status == 0, run.err
        run.crates = {p for p in run.packages() if p[0] != 'app'}
        run.notes = [n['reason'] for n in run.json['coverage']['notes']]
        return run
    return run


def test_the_best_of_each_range_and_two_levels(solve, cargo_registry):
    cargo_registry.publish('a', '1.0.0', ['foo ^0.3'])
    cargo_registry.publish('a', '1.2.0', ['foo ^0.3'])
    cargo_registry.publish('a', '1.3.0', yanked=True)
    cargo_registry.publish('a', '2.0.0')
    for version in ('0.3.1', '0.3.9', '0.4.0'):
        cargo_registry.publish('foo', version)
    run = solve('[dependencies]\na = "1"\n')
    assert run.crates == {('a', '1.2.0'), ('foo', '0.3.9')}
    by_name = {p['name']: p for p in run.json['packages']}
    assert by_name['a']['checksums'] == ['sha256:a1.2.0']
    assert (by_name['a']['direct'], by_name['foo']['direct']) == (True, False)


def test_one_version_per_compatible_range_is_found_by_going_back(solve, cargo_registry):
    cargo_registry.publish('a', '1.0.0', ['c >=1.0, <1.2'])
    cargo_registry.publish('b', '1.1.0', ['c =1.5.0'])
    cargo_registry.publish('b', '1.0.0', ['c ^1'])
    for version in ('1.0.0', '1.1.0', '1.5.0'):
        cargo_registry.publish('c', version)
    assert solve('[dependencies]\na = "1"\nb = "1"\n').crates == {('a', '1.0.0'), ('b', '1.0.0'), ('c', '1.1.0')}


def test_a_dead_end_is_learnt_and_not_run_into_again(solve, cargo_registry):
    """What does not go with `low` of the first choice is found below 24 choices that do not matter."""
    cargo_registry.publish('other', '1.0.0', ['deep ^1'])
    cargo_registry.publish('top', '1.0.0', ['low ^1'])
    cargo_registry.publish('top', '1.1.0', ['low =1.0.0'])
    for version in ('1.0.0', '1.1.0'):
        cargo_registry.publish('low', version)
    for i in range(4):
        cargo_registry.publish('deep', '1.%d.0' % i, ['low ^1.1'])
    between = ['between%d' % i for i in range(24)]
    for name in between:
        for i in range(3):
            cargo_registry.publish(name, '1.%d.0' % i)
    run = solve('[dependencies]\n' + ''.join('%s = "1"\n' % name for name in ['other', 'top', *between]))
    assert run.crates == {('other', '1.0.0'), ('top', '1.0.0'), ('low', '1.1.0'), ('deep', '1.3.0'),
                          *((name, '1.2.0') for name in between)}


def test_features_turn_optional_dependencies_on(solve, cargo_registry):
    optional = [{'name': n, 'req': '*', 'optional': True} for n in ('x', 'y', 'z', 'renamed')]
    optional[3]['package'] = 'real'
    cargo_registry.publish('a', '1.0.0', optional, features={'default': ['dep:x'], 'more': ['y', 'deep']},
                           features2={'deep': ['dep:renamed', 'real2?/f']})
    for name in ('x', 'y', 'z', 'real'):
        cargo_registry.publish(name, '1.0.0')
    found = solve('[dependencies]\na = { version = "1", default-features = false, features = ["more"] }\n').crates
    assert {name for name, _ in found} == {'a', 'y', 'real'}
    assert {name for name, _ in solve('[dependencies]\na = "1"\n').crates} == {'a', 'x'}


def test_links_are_unique_and_old_rust_is_preferred(solve, cargo_registry):
    cargo_registry.publish('a', '1.0.0', ['native-sys ^1'])
    cargo_registry.publish('native-sys', '1.0.0', links='native')
    cargo_registry.publish('native-sys', '2.0.0', links='native')
    cargo_registry.publish('b', '1.0.0', ['native-sys ^1'])
    cargo_registry.publish('b', '1.1.0', ['native-sys ^2'])
    cargo_registry.publish('b', '1.2.0', ['native-sys ^1'], rust_version='1.90')
    text = 'resolver = "3"\nrust-version = "1.80"\n[dependencies]\na = "1"\nb = "1"\n'
    assert ('b', '1.0.0') in solve(text).crates
    assert ('b', '1.2.0') in solve(text.replace('"3"', '"2"')).crates


def test_a_workspace_is_solved_as_a_whole(solve, cargo_registry):
    for name in ('a', 'b', 'c', 'd'):
        cargo_registry.publish(name, '1.0.0')
    run = solve('[workspace]\nmembers = ["in/*"]\n[workspace.dependencies]\na = "1"\n', package='',
                in__one=PACKAGE.replace('app', 'one') + '[dependencies]\na.workspace = true\ntwo.path = "../two"\n',
                in__two=PACKAGE.replace('app', 'two') + '[dev-dependencies]\nb = "1"\n'
                '[target."cfg(windows)".dependencies]\nc = "1"\n[features]\nf = ["d"]\n'
                '[dependencies]\nd = { version = "1", optional = true }\n')
    assert run.crates - {('one', '0.1.0'), ('two', '0.1.0')} == {(n, '1.0.0') for n in 'abcd'}
    assert run.notes == []


def test_as_of_a_day_and_what_the_index_does_not_date(solve, cargo_registry):
    cargo_registry.publish('a', '1.0.0', pubtime='2024-01-01T00:00:00Z')
    cargo_registry.publish('a', '1.1.0', pubtime='2025-01-01T00:00:00Z')
    cargo_registry.publish('b', '1.0.0')
    run = solve('[dependencies]\na = "1"\nb = "1"\n', '--as-of', '2024-06-01')
    assert run.crates == {('a', '1.0.0'), ('b', '1.0.0')}
    assert any('does not date all versions of b:' in note for note in run.notes)


def test_what_cannot_be_had_is_a_package_without_a_version(solve, cargo_registry):
    cargo_registry.publish('a', '1.0.0', ['gone ^1'])
    run = solve('[dependencies]\na = "1"\nelsewhere = { git = "https://git.example/e" }\n')
    assert run.crates == {('a', '1.0.0'), ('gone', None), ('elsewhere', None)}
    assert sorted(note.split("'")[1] for note in run.notes) == ['elsewhere', 'gone']


def test_what_goes_with_nothing_is_said(solve, cargo_registry):
    cargo_registry.publish('a', '1.0.0')
    run = solve('[dependencies]\na = "2"\n')
    assert run.crates == {('a', None)}
    assert any("no version of 'a' that fits '2'" in note for note in run.notes)


def test_hostile_indexes(solve, cargo_registry):
    cargo_registry.publish('self', '1.0.0', ['self ^1', 'loop ^1'], features={'default': ['f'], 'f': ['default']})
    cargo_registry.publish('loop', '1.0.0', ['self ^1'])
    cargo_registry.files['/3/b/bad'] = b'<html>'
    cargo_registry.publish('many', '1.0.0')
    cargo_registry.files['/ma/ny/many'] += b'\n'.join(
        b'{"name":"many","vers":"1.0.%d","deps":[],"cksum":"","features":{},"yanked":false}' % n for n in range(1, 10001))
    run = solve('[dependencies]\nself = "1"\nmany = "1"\nbad = "1"\n"../up" = "1"\n')
    assert run.crates == {('self', '1.0.0'), ('loop', '1.0.0'), ('many', '1.0.10000'), ('bad', None), ('../up', None)}


def test_a_token_goes_to_its_registry_alone(solve, cargo_home, cargo_registry):
    other = type(cargo_registry)()
    other.publish('b', '1.0.0')
    cargo_registry.publish('a', '1.0.0')
    with (cargo_home / 'config.toml').open('a') as f:
        f.write('[registries.own]\nindex = "sparse+%s/"\n' % other.url)
    (cargo_home / 'credentials.toml').write_text('[registries.own]\ntoken = "very-secret"\n')
    run = solve('[dependencies]\na = "1"\nb = { version = "1", registry = "own" }\n')
    assert run.crates == {('a', '1.0.0'), ('b', '1.0.0')}
    assert {h.get('Authorization') for _, h in other.asked} == {'very-secret'}
    assert {h.get('Authorization') for _, h in cargo_registry.asked} == {None}
    other.close()


LOCAL = '[package]\nname = "%s"\nversion = "%s"\n'


def test_a_folder_that_is_asked_for_and_lies_elsewhere_has_a_tree_of_its_own(solve, repository, cargo_registry):
    for name in 'abc':
        cargo_registry.publish(name, '1.0.0')
    repository.write('one/Cargo.toml', LOCAL % ('one', '0.1.0') + '[dependencies]\na = "1"\ntwo.path = "../two"\n')
    repository.write('two/Cargo.toml', LOCAL % ('two', '0.1.0') + '[dependencies]\nb = "1"\n[dev-dependencies]\nc = "1"\n')
    run = solve('')
    found = {(p['project'], p['name'], p['version']) for p in run.json['packages'] if p['name'] in 'abc'}
    assert found == {('one', 'a', '1.0.0'), ('one', 'b', '1.0.0'), ('two', 'b', '1.0.0'), ('two', 'c', '1.0.0')}
    assert run.notes == []


def test_replaced_and_patched_crates_are_those_of_the_tree(solve, cargo_registry):
    for version in ('1.0.0', '1.1.0'):
        cargo_registry.publish('a', version, ['gone ^1'])
        cargo_registry.publish('b', version)
    cargo_registry.publish('c', '1.0.0')
    run = solve('[dependencies]\na = "=1.0.0"\nb = "1"\nd = { git = "https://git.example/d.git", version = "2" }\n'
                '[replace]\n"a:1.0.0" = { path = "own/a" }\n"b:1.0.0" = { path = "own/b" }\n'
                '[patch."https://git.example/D/"]\nd = { path = "own/d" }\n',
                own__a=LOCAL % ('a', '1.0.0') + '[dependencies]\nc = "1"\n', own__b=LOCAL % ('b', '1.0.0'),
                own__d=LOCAL % ('d', '2.1.0'))
    assert {('a', '1.0.0'), ('b', '1.1.0'), ('c', '1.0.0'), ('d', '2.1.0')} == run.crates
    assert {p['name'] for p in run.json['packages'] if p['local']} >= {'a', 'd'}
    assert run.notes == []


def test_a_patch_of_another_source_is_none_of_the_registrys(solve, cargo_registry):
    cargo_registry.publish('a', '1.0.0')
    cargo_registry.publish('b', '1.0.0')
    run = solve('[dependencies]\na = "1"\n[patch."https://git.example/a"]\na = { path = "own/a" }\n'
                '[patch.crates-io]\nb = { git = "https://git.example/b" }\n', own__a=LOCAL % ('a', '1.5.0'))
    assert ('a', '1.0.0') in run.crates and ('b', '1.0.0') not in run.crates and run.notes == []


def test_what_patches_from_elsewhere_is_named(solve, cargo_registry):
    cargo_registry.publish('a', '1.0.0')
    run = solve('[dependencies]\na = "1"\n[patch.crates-io]\na = { git = "https://me:secret@git.example/a" }\n')
    assert run.crates == {('a', '1.0.0')}
    assert len(run.notes) == 1 and 'git.example/a' in run.notes[0] and 'secret' not in run.out
    run = solve('[dependencies]\na = "1"\n[replace]\n"registry#a@1.0.0" = { git = "https://git.example/a" }\n')
    assert ["'a' is not resolved: it is patched by" in note for note in run.notes] == [True]


def test_what_a_workspace_names_and_does_not_have_is_said(solve, cargo_registry):
    cargo_registry.publish('a', '1.0.0')
    run = solve('[workspace]\nmembers = ["gone", "in"]\n[workspace.dependencies]\na = "1"\n', package='',
                **{'in': LOCAL % ('in', '0.1.0') + '[dependencies]\na.workspace = true\nb.workspace = true\n'})
    assert ('a', '1.0.0') in run.crates
    assert any("'gone'" in note for note in run.notes) and any("'b'" in note for note in run.notes), run.notes


def test_overrides_of_cargos_configuration_are_named(solve, repository, cargo_registry):
    cargo_registry.publish('a', '1.0.0')
    repository.write('.cargo/config.toml', 'paths = ["../mine"]\n[patch.crates-io]\na = { path = "own" }\n')
    run = solve('[dependencies]\na = "1"\n')
    assert [n['line'] for n in run.json['coverage']['notes'] if n['path'] == '.cargo/config.toml'] == [1, 2]
