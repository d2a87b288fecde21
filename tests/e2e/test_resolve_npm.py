"""npm's rules of choice and of place, on a registry that each test makes up."""
import hashlib
import io
import json
import tarfile

import pytest

from conftest import record
from registries import npm_registry  # noqa: F401 (a fixture)
from test_resolve import ask, edges, manifest  # noqa: F401 (a fixture)


@pytest.fixture
def resolve(ask, repository):  # noqa: F811
    """The packages of a project; files beside its manifest by path."""
    def run(asked, files={}, *options, **environment):
        repository.write('package.json', manifest(**asked))
        for name, content in files.items():
            repository.write(name, content if isinstance(content, (str, bytes)) else json.dumps(content))
        repository.commit()
        return ask('deps', repository.path, '--online', '-o', 'json', *options, **environment)
    return run


def reasons(run):
    return [n['reason'] for n in run.json['coverage']['notes']]


def test_latest_is_taken_when_it_will_do_else_the_highest(resolve, npm_registry):  # noqa: F811
    for version, tag in (('1.0.0', None), ('1.1.0', 'latest'), ('1.2.0', None), ('2.0.0', 'next')):
        npm_registry.publish('a', version, tag=tag)
        npm_registry.publish('b', version, tag=None if version != '2.0.0' else 'latest')
        npm_registry.publish('c', version, tag=tag)
    run = resolve({'dependencies': {'a': '^1.0.0', 'b': '^1.0.0', 'c': 'next'}})
    assert run.packages() == {('a', '1.1.0'), ('b', '1.2.0'), ('c', '2.0.0')}


def test_deprecated_versions_and_those_that_do_not_run_come_last(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('a', '1.0.0')
    npm_registry.publish('a', '1.1.0', deprecated='broken')
    npm_registry.publish('b', '1.0.0')
    npm_registry.publish('b', '1.1.0', engines={'node': '>=99'})
    npm_registry.publish('c', '1.1.0', deprecated='all of it')
    run = resolve({'dependencies': {'a': '^1', 'b': '^1', 'c': '^1'}})
    assert run.packages() == {('a', '1.0.0'), ('b', '1.0.0'), ('c', '1.1.0')}


def test_as_of_a_day_later_versions_do_not_exist(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('a', '1.0.0', time='2020-01-01T00:00:00.000Z', dependencies={'b': '*'})
    npm_registry.publish('a', '1.1.0', time='2022-01-01T00:00:00.000Z')
    npm_registry.publish('b', '1.0.0', time='2020-06-01T00:00:00.000Z')
    npm_registry.publish('b', '2.0.0', time='2021-06-01T00:00:00.000Z')
    run = resolve({'dependencies': {'a': '^1'}}, {}, '--as-of', '2021-01-01')
    assert run.packages() == {('a', '1.0.0'), ('b', '1.0.0')}
    assert run.json['manifests'][0]['resolved'] == '2021-01-01T23:59:59Z'


def test_before_any_version_there_is_none_and_that_is_said(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('a', '1.0.0', time='2020-01-01T00:00:00.000Z')
    run = resolve({'dependencies': {'a': '*'}}, {}, '--as-of', '2019-12-31')
    assert run.packages() == {('a', None)}
    [reason] = reasons(run)
    assert "'a' is not resolved" in reason
    assert resolve({'dependencies': {'a': '*'}}, {}, '--as-of', '2020-01-01').packages() == {('a', '1.0.0')}


def test_a_tag_means_no_later_than_it_does_now(resolve, npm_registry):  # noqa: F811
    """latest was set after that day: then the highest below it that was there."""
    npm_registry.publish('a', '1.0.0', time='2020-01-01T00:00:00.000Z', tag=None)
    npm_registry.publish('a', '2.0.0', time='2022-01-01T00:00:00.000Z')
    npm_registry.publish('a', '3.0.0', time='2020-01-01T00:00:00.000Z', tag='next')
    run = resolve({'dependencies': {'a': 'latest'}}, {}, '--as-of', '2021-01-01')
    assert run.packages() == {('a', '1.0.0')}


def test_what_the_registry_does_not_date_counts_as_published(resolve, npm_registry):  # noqa: F811
    for name in 'abc':
        npm_registry.publish(name, '1.0.0', time='2020-01-01T00:00:00.000Z')
        npm_registry.publish(name, '1.1.0', time='2022-01-01T00:00:00.000Z')
    for name, lose in ('a', lambda p: p.pop('time')), ('b', lambda p: p['time'].pop('1.1.0')):
        lose(npm_registry.packuments[name])
        npm_registry.files['/' + name] = json.dumps(npm_registry.packuments[name]).encode()
    run = resolve({'dependencies': {'a': '1', 'b': '1', 'c': '1'}}, {}, '--as-of', '2021-01-01')
    assert run.packages() == {('a', '1.1.0'), ('b', '1.1.0'), ('c', '1.0.0')}
    [reason] = reasons(run)
    assert 'does not date all versions of a, b: those count as published' in reason
    assert reasons(resolve({'dependencies': {'a': '1', 'b': '1', 'c': '1'}})) == []


@pytest.mark.parametrize('day', ['', '2021-02-29', '2021-13-01', '21-01-01', '2021-01-01T00:00:00Z', 'yesterday',
                                 '2021/01/01'])
def test_what_is_no_day_is_wrong_usage(ask, repository, npm_registry, day):  # noqa: F811
    repository.write('package.json', manifest(dependencies={'a': '1'})).commit()
    run = ask('deps', repository.path, '--online', '--as-of', day)
    assert run.status == 4 and 'is no day like' in run.err
    assert npm_registry.asked == []


def test_was_it_known_to_be_vulnerable_that_day(ask, repository, npm_registry, database):  # noqa: F811
    """What would have been installed, held against what was published by then: two questions, one day."""
    npm_registry.publish('a', '1.0.0', time='2020-01-01T00:00:00.000Z', dependencies={'b': '*'})
    npm_registry.publish('b', '1.0.0', time='2020-01-01T00:00:00.000Z')
    npm_registry.publish('b', '1.1.0', time='2021-06-01T00:00:00.000Z')
    npm_registry.publish('b', '1.2.0', time='2022-06-01T00:00:00.000Z')
    db = database(record('GHSA-early', 'b', fixed='1.2.0', published='2021-01-01T00:00:00Z'),
                  record('GHSA-late', 'b', fixed='1.3.0', published='2022-03-01T00:00:00Z'))
    repository.write('package.json', manifest(dependencies={'a': '1'})).commit()

    def on(day):
        run = ask('scan', repository.path, '--online', '--db', db, '--fail-on', 'low', '-o', 'json',
                  *(['--as-of', day] if day else []))
        return run.status, dict(run.packages())['b'], run.ids()
    assert on('2020-12-31') == (0, '1.0.0', set())
    assert on('2021-01-01') == (1, '1.0.0', {'GHSA-early'})
    assert on('2021-06-01') == (1, '1.1.0', {'GHSA-early'})
    assert on('2022-05-01') == (1, '1.1.0', {'GHSA-early', 'GHSA-late'})
    assert on('2022-07-01') == (1, '1.2.0', {'GHSA-late'})
    assert on(None) == (1, '1.2.0', {'GHSA-late'})


def test_both_forms_of_a_document_are_kept_side_by_side(resolve, npm_registry):  # noqa: F811
    """With a day the full form is asked for: the short one has no times."""
    npm_registry.publish('a', '1.0.0', time='2020-01-01T00:00:00.000Z')
    npm_registry.publish('a', '1.1.0', time='2022-01-01T00:00:00.000Z')
    asked = {'dependencies': {'a': '1'}}
    for _ in range(2):
        assert resolve(asked).packages() == {('a', '1.1.0')}
        assert resolve(asked, {}, '--as-of', '2021-01-01').packages() == {('a', '1.0.0')}
    assert [headers['Accept'].split(';')[0] for _, headers in npm_registry.asked] == [
        'application/vnd.npm.install-v1+json', 'application/json']


def test_a_version_that_is_visible_is_used_again(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'c': '^1.0.0'})
    npm_registry.publish('b', '1.0.0', dependencies={'c': '1.0.0 || 2'})
    npm_registry.publish('d', '1.0.0', dependencies={'c': '>=1'})
    npm_registry.publish('c', '1.0.0', tag=None)
    npm_registry.publish('c', '1.5.0', tag=None)
    npm_registry.publish('c', '2.0.0')
    # a's 1.5.0 lies at the top: d is content with it, b is not.
    run = resolve({'dependencies': {'a': '1', 'b': '1', 'd': '1'}})
    assert run.packages() == {('a', '1.0.0'), ('b', '1.0.0'), ('d', '1.0.0'), ('c', '1.5.0'), ('c', '2.0.0')}


def test_peers_are_installed_optional_ones_are_not(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('plugin', '1.0.0', peerDependencies={'host': '^2', 'extra': '*'},
                         peerDependenciesMeta={'extra': {'optional': True}})
    npm_registry.publish('host', '2.1.0')
    npm_registry.publish('host', '3.0.0')
    npm_registry.publish('extra', '1.0.0')
    run = resolve({'dependencies': {'plugin': '1'}})
    assert run.packages() == {('plugin', '1.0.0'), ('host', '2.1.0')}
    assert edges(run.json) == {('plugin', 'host')}


def test_a_peer_narrows_what_the_project_asks_for(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('plugin', '1.0.0', peerDependencies={'host': '^1'})
    npm_registry.publish('host', '1.9.0')
    npm_registry.publish('host', '2.0.0')
    run = resolve({'dependencies': {'plugin': '1', 'host': '>=1'}})
    assert run.packages() == {('plugin', '1.0.0'), ('host', '1.9.0')}


def test_peers_of_a_dependency_go_deeper_where_the_project_has_another(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('wrap', '1.0.0', dependencies={'plugin': '1', 'host': '^1'})
    npm_registry.publish('plugin', '1.0.0', peerDependencies={'host': '^1'})
    npm_registry.publish('host', '1.9.0')
    npm_registry.publish('host', '2.0.0')
    run = resolve({'dependencies': {'wrap': '1', 'host': '^2'}})
    assert run.packages() == {('wrap', '1.0.0'), ('plugin', '1.0.0'), ('host', '1.9.0'), ('host', '2.0.0')}


def test_peers_that_exclude_each_other_are_said(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('p', '1.0.0', peerDependencies={'host': '^1'})
    npm_registry.publish('host', '1.0.0')
    npm_registry.publish('host', '2.0.0')
    run = resolve({'dependencies': {'p': '1', 'host': '^2'}})
    assert run.packages() == {('p', '1.0.0'), ('host', '2.0.0')}
    assert any('npm would refuse' in r and "'host@^1'" in r for r in reasons(run))


@pytest.mark.parametrize('project, user, variable, ignored', [
    ('legacy-peer-deps=true\n', '', '', True), ('legacy-peer-deps\n', '', '', True), ('', 'legacy-peer-deps = "true"\n', '', True),
    ('legacy-peer-deps=false\n', 'legacy-peer-deps=true\n', '', False), ('legacy-peer-deps=true\n', '', 'false', False),
    ('', '', 'true', True), ('legacy-peer-deps-not=true\n', '', '', False)])
def test_peers_are_nobodys_business_by_legacy_peer_deps(resolve, npm_registry, tmp_path, project, user, variable, ignored):  # noqa: F811
    npm_registry.publish('p', '1.0.0', peerDependencies={'host': '^1', 'other': '1'})
    npm_registry.publish('other', '1.0.0')
    npm_registry.publish('host', '1.0.0')
    npm_registry.publish('host', '2.0.0')
    (tmp_path / 'home').mkdir(exist_ok=True)
    (tmp_path / 'home' / '.npmrc').write_text(user)
    environment = {'npm_config_legacy_peer_deps': variable} if variable else {}
    run = resolve({'dependencies': {'p': '1', 'host': '^2'}}, {'.npmrc': project}, **environment)
    assert (('other', '1.0.0') in run.packages()) != ignored
    assert any('npm would refuse' in r for r in reasons(run)) != ignored


def test_overrides_by_name_by_version_nested_and_by_reference(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'x': '^1', 'y': '^1', 'z': '^1', 'w': '^1'})
    npm_registry.publish('b', '1.0.0', dependencies={'z': '^1'})
    for name in 'xyzw':
        npm_registry.publish(name, '1.0.0')
        npm_registry.publish(name, '2.0.0')
    run = resolve({'dependencies': {'a': '1', 'b': '1', 'w': '^2'},
                   'overrides': {'x': '2.0.0', 'y@^2': '1.0.0', 'a': {'z': '2'}, 'w': '$w'}})
    assert run.packages() == {('a', '1.0.0'), ('b', '1.0.0'), ('x', '2.0.0'), ('y', '1.0.0'),
                              ('z', '2.0.0'), ('z', '1.0.0'), ('w', '2.0.0')}


def test_a_reference_to_nothing_is_said(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('a', '1.0.0')
    run = resolve({'dependencies': {'a': '1'}, 'overrides': {'b': '$c'}})
    assert run.packages() == {('a', None)}
    assert any("'b'" in r for r in reasons(run))


def test_aliases_keep_their_names(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('real', '1.0.0')
    npm_registry.publish('real', '2.0.0')
    run = resolve({'dependencies': {'old': 'npm:real@^1', 'real': '^2'}})
    assert run.packages() == {('real', '1.0.0'), ('real', '2.0.0')}


def test_optional_packages_of_all_platforms_are_there(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('a', '1.0.0', optionalDependencies={'mac': '1', 'nowhere': '1'})
    npm_registry.publish('mac', '1.0.0', os=['darwin'])
    run = resolve({'dependencies': {'a': '1'}})
    assert run.packages() == {('a', '1.0.0'), ('mac', '1.0.0')}
    assert {p['name']: p['scope'] for p in run.json['packages']} == {'a': 'prod', 'mac': 'optional'}
    assert reasons(run) == []


def test_members_of_a_workspace_are_solved_together(resolve, npm_registry):  # noqa: F811
    for version in ('1.0.0', '2.0.0'):
        npm_registry.publish('x', version)
        npm_registry.publish('only', version)
    run = resolve({'dependencies': {'x': '^1'}, 'workspaces': ['packages/*', '!packages/out']}, {
        'packages/a/package.json': {'name': 'a', 'version': '1.0.0', 'dependencies': {'x': '^2', 'b': '^1.0.0'}},
        'packages/b/package.json': {'name': 'b', 'version': '1.0.0', 'devDependencies': {'only': '^1'}},
        'packages/out/package.json': {'name': 'out', 'version': '1.0.0', 'dependencies': {'only': '^2'}},
    })
    found = {(p['name'], p['version'], p['scope']): {pl['path'] for pl in p['places']} for p in run.json['packages']}
    assert found == {('x', '1.0.0', 'prod'): {'package.json'}, ('x', '2.0.0', 'prod'): {'packages/a/package.json'},
                     ('only', '1.0.0', 'dev'): {'packages/b/package.json'},
                     ('only', '2.0.0', 'prod'): {'packages/out/package.json'}}
    assert [m['path'] for m in run.json['manifests'] if not m['resolved']] == []


def test_folders_of_the_project_are_followed(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('x', '1.0.0')
    run = resolve({'dependencies': {'lib': 'file:./lib', 'gone': 'file:../outside'}}, {
        'lib/package.json': {'name': 'lib', 'version': '3.0.0', 'dependencies': {'x': '1'}}})
    assert ('x', '1.0.0') in run.packages()


def test_what_does_not_come_from_the_registry_is_named(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'g': 'git+https://code.example/g.git#v1'})
    run = resolve({'dependencies': {'a': '1'}})
    assert run.packages() == {('a', '1.0.0'), ('g', None)}
    assert any("'g' is not resolved" in r and 'outside of the registry' in r for r in reasons(run))


def archive(manifests):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w:gz') as tar:
        for path, content in manifests.items():
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            info = tarfile.TarInfo('package/' + path)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def publish_bundle(registry, more={}, **dist):
    data = archive({
        'package.json': {'name': 'a', 'version': '1.0.0'},
        'node_modules/in/package.json': {'name': 'in', 'version': '1.5.0', 'dependencies': {'deep': '*'},
                                         'bundleDependencies': ['deep']},
        'node_modules/in/node_modules/deep/package.json': {'name': 'deep', 'version': '0.1.0'},
        'lib/node_modules/fake/package.json': {'name': 'fake', 'version': '9.9.9'},
        **more})
    registry.files['/a/-/a.tgz'] = data
    registry.publish('a', '1.0.0', dependencies={'in': '^1'}, bundleDependencies=['in'], dist={
        'tarball': registry.url + '/a/-/a.tgz', 'shasum': hashlib.sha1(data).hexdigest(), **dist})


def test_what_a_package_bundles_is_read_out_of_its_archive(resolve, npm_registry):  # noqa: F811
    publish_bundle(npm_registry)
    run = resolve({'dependencies': {'a': '1'}})
    assert run.packages() == {('a', '1.0.0'), ('in', '1.5.0'), ('deep', '0.1.0')}
    assert edges(run.json) == {('a', 'in'), ('in', 'deep')}
    assert reasons(run) == []


def test_what_cannot_be_read_in_an_archive_is_named(resolve, npm_registry):  # noqa: F811
    publish_bundle(npm_registry, {'node_modules/bad/package.json': b'{',
                                  'node_modules/none/node_modules/lost/package.json': {'name': 'lost', 'version': '1.0.0'}})
    run = resolve({'dependencies': {'a': '1'}})
    assert run.packages() == {('a', '1.0.0'), ('in', '1.5.0'), ('deep', '0.1.0')}
    assert ["'a' brings in its archive in " + folder in r for r in reasons(run) for folder in
            ('node_modules/bad', 'node_modules/none/node_modules/lost') if folder in r] == [True, True]


@pytest.mark.parametrize('lacking', ['tarball', 'shasum'])
def test_an_archive_of_which_too_little_is_told_is_not_read(resolve, npm_registry, lacking):  # noqa: F811
    publish_bundle(npm_registry, **{lacking: None})
    run = resolve({'dependencies': {'a': '1'}})
    assert run.packages() == {('a', '1.0.0'), ('in', None)}
    assert any('does not tell' in r for r in reasons(run))


def test_an_archive_of_another_sum_is_not_believed(resolve, npm_registry):  # noqa: F811
    publish_bundle(npm_registry, shasum='0' * 40)
    run = resolve({'dependencies': {'a': '1'}})
    assert run.packages() == {('a', '1.0.0'), ('in', None)}
    assert any('checksum' in r for r in reasons(run))


def test_an_archive_on_another_host_is_not_asked_for(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'in': '^1'}, bundleDependencies=['in'],
                         dist={'tarball': 'http://elsewhere.example/a.tgz', 'shasum': '0' * 40})
    run = resolve({'dependencies': {'a': '1'}})
    assert run.packages() == {('a', '1.0.0'), ('in', None)}
    assert any('another host' in r for r in reasons(run))


# --- what registries do wrong

def test_cycles_and_a_package_that_asks_for_itself_end(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'a': '1', 'b': '1'})
    npm_registry.publish('b', '1.0.0', dependencies={'a': '1'})
    # Never the same version twice in a row, and no way out.
    npm_registry.publish('x', '1.0.0', tag=None, dependencies={'y': '1'})
    npm_registry.publish('x', '2.0.0', dependencies={'y': '2'})
    npm_registry.publish('y', '1.0.0', tag=None, dependencies={'x': '2'})
    npm_registry.publish('y', '2.0.0', dependencies={'x': '1'})
    run = resolve({'dependencies': {'a': '1', 'x': '1'}})
    assert run.packages() == {('a', '1.0.0'), ('b', '1.0.0'), ('x', '1.0.0'), ('x', '2.0.0'), ('y', '1.0.0'),
                              ('y', '2.0.0')}


def test_ten_thousand_versions(resolve, npm_registry):  # noqa: F811
    packument = {'name': 'a', 'dist-tags': {'latest': '0.0.0'}, 'versions': {
        f'{i // 100}.{i % 100}.0': {'name': 'a', 'version': f'{i // 100}.{i % 100}.0'} for i in range(10000)}}
    npm_registry.files['/a'] = json.dumps(packument).encode()
    assert resolve({'dependencies': {'a': '^42.0.0'}}).packages() == {('a', '42.99.0')}


@pytest.mark.parametrize('status', [429, 500, 503])
def test_what_passes_is_asked_again(resolve, npm_registry, status):  # noqa: F811
    npm_registry.publish('a', '1.0.0')
    npm_registry.faults['/a'] = [npm_registry.status(status), npm_registry.status(status, Retry_After='1'), None]
    run = resolve({'dependencies': {'a': '1'}})
    assert run.packages() == {('a', '1.0.0')} and reasons(run) == []
    assert npm_registry.paths() == ['/a'] * 3


def test_a_refusal_is_named_and_hides_nothing(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('a', '1.0.0', dependencies={'b': '^1'})
    npm_registry.publish('b', '1.0.0')
    npm_registry.faults['/b'] = [npm_registry.status(403), None]
    run = resolve({'dependencies': {'a': '1'}})
    assert run.packages() == {('a', '1.0.0'), ('b', None)}
    assert any("'b' is not resolved: the server refuses (403)" in r for r in reasons(run))
    assert resolve({'dependencies': {'a': '1'}}).packages() == {('a', '1.0.0'), ('b', '1.0.0')}


@pytest.mark.parametrize('body', [b'{"versions": {"1.0.0": {"name"', b'<html>sorry</html>', b'[]', b'', b'\xff\xfe{}'])
def test_an_answer_that_is_no_packument_is_named_and_not_kept(resolve, npm_registry, body):  # noqa: F811
    npm_registry.files['/a'] = body
    run = resolve({'dependencies': {'a': '^1'}})
    assert run.packages() == {('a', None)}
    assert any("'a' is not resolved" in r for r in reasons(run))
    npm_registry.publish('a', '1.0.0')
    assert resolve({'dependencies': {'a': '^1'}}).packages() == {('a', '1.0.0')}


def test_an_answer_that_is_cut_short_is_asked_for_again(resolve, npm_registry):  # noqa: F811
    npm_registry.publish('a', '1.0.0')
    npm_registry.faults['/a'] = [npm_registry.cut('/a', 20), None]
    assert resolve({'dependencies': {'a': '1'}}).packages() == {('a', '1.0.0')}


def test_redirects_in_circles_and_to_files_are_named(resolve, npm_registry):  # noqa: F811
    npm_registry.faults['/a'] = [npm_registry.redirect('/a')] * 8
    npm_registry.faults['/b'] = [npm_registry.redirect('file:///etc/passwd'), None]
    run = resolve({'dependencies': {'a': '^1', 'b': '^1'}})
    assert run.packages() == {('a', None), ('b', None)}
    assert any('circles' in r for r in reasons(run)) and any('where it may not' in r for r in reasons(run))


def test_names_that_no_package_can_have_are_not_asked_for(resolve, npm_registry):  # noqa: F811
    run = resolve({'dependencies': {'../../secret': '^1', 'a b': '^1', '@x': '^1', 'a?b': '^1'}})
    assert npm_registry.asked == []
    assert len([r for r in reasons(run) if 'no package can have that name' in r]) == 4


@pytest.mark.parametrize('max_age', [300, 0])
def test_damaged_entries_of_the_cache_are_asked_for_again(resolve, npm_registry, tmp_path, monkeypatch, max_age):  # noqa: F811
    """Once, and for the whole: a small one is read before the server is asked whether it still holds."""
    monkeypatch.setattr(type(npm_registry), 'max_age', max_age)
    npm_registry.publish('a', '1.0.0')
    resolve({'dependencies': {'a': '1'}})
    [entry] = [p for p in (tmp_path / 'cache').rglob('*') if p.is_file() and p.parent.parent.name == 'http']
    whole = entry.read_bytes()
    for damaged in (b'', whole[:40]):
        entry.write_bytes(damaged)
        assert resolve({'dependencies': {'a': '1'}}).packages() == {('a', '1.0.0')}
    for damaged in (whole[:-5], whole[:-5] + b'xxxxx', whole.replace(b'"1.0.0"', b'"6.6.6"')):
        entry.write_bytes(damaged)
        before = len(npm_registry.asked)
        assert resolve({'dependencies': {'a': '1'}}).packages() == {('a', '1.0.0')}
        assert len(npm_registry.asked) == before + 1


def test_a_cache_that_cannot_be_written_is_no_failure(resolve, npm_registry, tmp_path):  # noqa: F811
    npm_registry.publish('a', '1.0.0')
    (tmp_path / 'cache').write_text('a file in the way')
    assert resolve({'dependencies': {'a': '1'}}).packages() == {('a', '1.0.0')}
    assert resolve({'dependencies': {'a': '1'}}, {}, '--no-cache').packages() == {('a', '1.0.0')}
