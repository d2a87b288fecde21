"""Which registries of images are known, by whose word: docker's and podman's own files, [registries]."""
import json

import pytest


@pytest.fixture
def known(tmp_path, strata):
    """{registry: address}, by what lies in the user's folder."""
    home = tmp_path / 'home'

    def run(files, **environment):
        for name, text in files.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text if isinstance(text, str) else json.dumps(text))
        out = strata('config', 'registries', **environment)
        assert out.status == 0, out.err
        lines = [line.split() for line in out.out.splitlines() if line.startswith('docker ')]
        found = {line[1]: line[2].rstrip(',') for line in lines}
        # Of the machine that the tests run on.
        return {name: url for name, url in found.items() if 'from /etc/' not in out.out or name in str(files)
                or name == 'docker.io'}
    return run


def test_docker_hub_is_the_default(known):
    found = known({})
    assert list(found) == ['docker.io'] and found['docker.io'].startswith('https://')


def test_own_configuration(known):
    found = known({'.config/strata/registries.toml':
                   'docker = "http://mirror.example:5000/"\n"r.example" = "https://r.example:8443"\n'
                   '"localhost:5000" = "http://localhost:5000"\n'})
    assert found == {'docker.io': 'http://mirror.example:5000', 'r.example': 'https://r.example:8443',
                     'localhost:5000': 'http://localhost:5000'}


def test_docker_login(known):
    found = known({'.docker/config.json': {
        'auths': {'https://index.docker.io/v1/': {'auth': 'dTpw'}, 'r.example': {'auth': 'dTpw'},
                  'https://other.example/v2/': {}},
        'credHelpers': {'helped.example': 'nothing'}, 'credsStore': 'nothing'}})
    assert {k: v for k, v in found.items() if k != 'docker.io'} == {
        'r.example': 'https://r.example', 'other.example': 'https://other.example',
        'helped.example': 'https://helped.example'}


def test_other_places_of_logins(known, tmp_path):
    (tmp_path / 'docker').mkdir()
    (tmp_path / 'docker' / 'config.json').write_text('{"auths": {"a.example": {}}}')
    (tmp_path / 'auth.json').write_text('{"auths": {"b.example/team": {}}}')
    found = known({'.docker/config.json': {'auths': {'not.example': {}}},
                   '.config/containers/auth.json': {'auths': {'c.example': {}}}},
                  DOCKER_CONFIG=tmp_path / 'docker', REGISTRY_AUTH_FILE=tmp_path / 'auth.json')
    assert {'a.example', 'b.example', 'c.example'} <= set(found) and 'not.example' not in found


def test_podman(known):
    found = known({'.config/containers/registries.conf': '''
unqualified-search-registries = ["search.example", "docker.io"]
[[registry]]
prefix = "moved.example"
location = "there.example"
[[registry]]
location = "plain.example:5000"
insecure = true
[[registry]]
location = "blocked.example"
blocked = true
[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "mirror.example"
[[registry]]
prefix = "part.example/team"
location = "elsewhere.example/team"
'''})
    assert found == {'moved.example': 'https://there.example', 'plain.example:5000': 'http://plain.example:5000',
                     'docker.io': 'https://mirror.example', 'search.example': 'https://search.example'}


@pytest.mark.parametrize('text', ['{', '[]', '{"auths": 1}', '{"auths": {"": {"auth": "="}, "..": {}, "a b.c": {}}}',
                                  '{"auths": {"r.example": {"auth": 5}}}', ''])
def test_files_that_are_damaged(known, text):
    found = known({'.docker/config.json': text, '.config/containers/registries.conf': text})
    assert set(found) <= {'docker.io', 'r.example', '..'}


def test_no_login_is_shown(known, strata):
    known({'.docker/config.json': {'auths': {'r.example': {'username': 'user', 'password': 'pass-word'}}},
           '.config/strata/registries.toml': '"s.example" = "https://user:pass-word@s.example"\n'})
    out = strata('config', 'registries')
    assert 's.example' in out.out and 'pass-word' not in out.out + out.err
