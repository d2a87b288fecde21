"""Files that only another one names: whatever they are called, they are read as it says."""
import pytest

JOB = 'job:\n  image: %s\n'
SERVICE = 'services:\n  x:\n    image: %s\n'
DEPENDS = 'dependencies { implementation "%s" }\n'
CASES = {
    'GitLab, a text': ({'.gitlab-ci.yml': 'include: /ci/a.yml\n', 'ci/a.yml': JOB % 'one:1'}, 'one'),
    'GitLab, a list': (
        {'.gitlab-ci.yml': "include:\n  - ci/a.yml\n  - local: /ci/b.yml\n",
         'ci/a.yml': JOB % 'one:1', 'ci/b.yml': 'include: {local: other/c.yml}\n', 'other/c.yml': JOB % 'two:2'}, 'one two'),
    'GitLab, below a folder': (
        {'.gitlab/ci/top.yml': 'include: {local: jobs/a.yml}\n', 'jobs/a.yml': JOB % 'one:1',
         '.gitlab/ci/jobs/a.yml': JOB % 'other:1'}, 'one'),
    'GitLab, a child pipeline': (
        {'.gitlab-ci.yml': 'child:\n  trigger:\n    include: {local: /child.yml}\nmore:\n  trigger:\n    include: [x.yml]\n',
         'child.yml': JOB % 'one:1', 'x.yml': JOB % 'two:2'}, 'one two'),
    'GitLab, by a pattern of our own names': (
        {'.gitlab-ci.yml': "include: {local: '/.gitlab/ci/*.yml'}\n", '.gitlab/ci/a.yml': JOB % 'one:1'}, 'one'),
    'Compose, include': (
        {'compose.yaml': 'include:\n  - infra/a.yml\n  - path: [b.yml, c.yml]\n', 'infra/a.yml': SERVICE % 'one:1',
         'b.yml': SERVICE % 'two:2', 'c.yml': SERVICE % 'three:3'}, 'one two three'),
    'Compose, extends': (
        {'compose.yaml': 'services:\n  y:\n    extends: {file: a.yml, service: x}\n  z:\n    extends: y\n',
         'a.yml': SERVICE % 'one:1'}, 'one'),
    'Ansible': (
        {'requirements.yml': '- include: more.yml\n- name: a.one\n  version: 1.0.0\n', 'more.yml': '- name: a.two\n  version: 1.0.0\n'},
        'a.one a.two'),
    'conda': (
        {'environment.yml': 'dependencies:\n- pip:\n  - -r reqs/a.txt\n  - --requirement=b.list\n  - "-rc.txt"\n',
         'reqs/a.txt': 'one==1\n', 'b.list': 'two==2\n', 'c.txt': 'three==3\n'}, 'one two three'),
    'setup.cfg': (
        {'setup.cfg': '[options]\ninstall_requires = file: a.list, deps/b.txt\n', 'a.list': 'one==1\n',
         'deps/b.txt': 'two==2\n'}, 'one two'),
    'Gemfile': ({'Gemfile': 'eval_gemfile "gems/common.rb"\n', 'gems/common.rb': 'gem "one", "1.0"\n'}, 'one'),
    'Bazel': (
        {'w/WORKSPACE': 'load("@other//:x.bzl", "x")\nload("//third/party:repos.bzl", "r")\nload(":own.bzl", "o")\nr()\n',
         'w/third/party/repos.bzl': 'def r():\n    git_repository(name = "x", remote = "https://git.example/a/one", tag = "v1.0")\n',
         'w/own.bzl': 'def o():\n    git_repository(name = "y", remote = "https://git.example/a/two", tag = "v2.0")\n'},
        'git.example/a/one git.example/a/two'),
    'Gradle': (
        {'build.gradle': "apply plugin: 'java'\napply from: 'deps.groovy'\n", 'deps.groovy': DEPENDS % 'x:one:1.0',
         'b/build.gradle.kts': 'apply(from = "../more.txt")\n', 'more.txt': DEPENDS % 'x:two:1.0'}, 'x:one x:two'),
    'Deno': ({'deno.json': '{"importMap": "./map.json"}', 'map.json': '{"imports": {"x": "npm:one@1.0.0"}}'}, 'one'),
}


def write(repository, files):
    for path, content in files.items():
        repository.write(path, content)
    repository.commit()


def names(packages):
    return {p['name'].split('/library/')[-1] for p in packages}


@pytest.mark.parametrize('case', CASES)
def test_a_file_of_any_name_is_drawn_in(repository, strata, case):
    files, expected = CASES[case]
    write(repository, files)
    run = strata('deps', repository.path, '--no-resolve', '-o', 'json')
    assert names(run.json['packages']) == set(expected.split())
    assert not run.json['coverage']['notes']


@pytest.mark.parametrize('case', CASES)
def test_history_follows_it(repository, strata, case):
    files, expected = CASES[case]
    write(repository, files)
    assert names(strata('log', repository.path, '--packages', '-o', 'json').json['events']) == set(expected.split())


MISSING = {
    'GitLab': ({'.gitlab-ci.yml': "include:\n- local: gone.yml\n- local: '/ci/$X.yml'\n- local: /ci/*.yml\n- local: '**.yml'\n"},
               {2: "'gone.yml' is referred to, but is not in the snapshot",
                3: "which file is included by '/ci/$X.yml' is not known",
                4: "of '/ci/*.yml' only files are read whose names say what they are",
                5: "of '**.yml' only files are read whose names say what they are"}),
    'Compose': ({'compose.yaml': 'include:\n- gone.yml\nservices:\n  x:\n    extends: {file: ../out.yml}\n'},
                {2: "'gone.yml' is referred to, but is not in the snapshot",
                 5: "'../out.yml' is referred to, but is not in the snapshot"}),
    'Ansible': ({'requirements.yml': '- include: gone.yml\n- name: a.one\n'},
                {1: "'gone.yml' is referred to, but is not in the snapshot"}),
    'conda': ({'environment.yml': 'dependencies:\n- pip:\n  - -c gone.txt\n  - -r https://host.example/a.txt\n'},
              {3: "'gone.txt' is referred to, but is not in the snapshot",
               4: "'https://host.example/a.txt' lies outside of the snapshot"}),
    'setup.cfg': ({'setup.cfg': '[options]\ninstall_requires =\n  file: gone.list\n'},
                  {3: "'gone.list' is referred to, but is not in the snapshot"}),
    'Gradle': ({'build.gradle': 'apply from: "$rootDir/a.groovy"\napply from: "$rootDir/b.gradle"\napply from: "c.groovy"\n'
                                'apply from: "https://host.example/d.gradle"\n'},
               {4: "'https://host.example/d.gradle' lies outside of the snapshot",
                1: "'$rootDir/a.groovy' is known only when it runs", 3: "'c.groovy' is referred to, but is not in the snapshot"}),
    'Stack': ({'stack.yaml': 'packages: [.]\nresolver: ./own.yaml\n'},
              {2: "the packages of the snapshot './own.yaml' are not read"}),
    'Ivy': ({'ivy.xml': '<ivy-module version="2.0">\n<info organisation="o" module="m">\n'
                        '<extends organisation="o" module="p" revision="1"/></info></ivy-module>'},
            {3: "what the module inherits by 'extends' is not read"}),
    'Deno': ({'deno.json': '{\n"importMap": "gone.json"}'}, {2: "'gone.json' is referred to, but is not in the snapshot"}),
}


@pytest.mark.parametrize('case', MISSING)
def test_what_is_not_here_is_said(repository, strata, case):
    files, expected = MISSING[case]
    write(repository, files)
    notes = strata('deps', repository.path, '-o', 'json').json['coverage']['notes']
    assert {n['line']: n['reason'] for n in notes} == expected
