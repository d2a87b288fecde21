"""One small file of each of the first formats, each with the packages alpha and beta (beta of alpha)."""
import json


def document(value):
    return json.dumps(value, indent=2) + '\n'


NPM_1 = document({'name': 'app', 'version': '1.0.0', 'lockfileVersion': 1, 'requires': True, 'dependencies': {
    'alpha': {'version': '1.0.0', 'requires': {'beta': '^2.0.0'}}, 'beta': {'version': '2.0.0'}}})
NPM_2 = document({'name': 'app', 'version': '1.0.0', 'lockfileVersion': 2, 'requires': True, 'packages': {
    '': {'name': 'app', 'version': '1.0.0', 'dependencies': {'alpha': '^1.0.0'}},
    'node_modules/alpha': {'version': '1.0.0', 'dependencies': {'beta': '^2.0.0'}},
    'node_modules/beta': {'version': '2.0.0'}}, 'dependencies': {
    'alpha': {'version': '1.0.0', 'requires': {'beta': '^2.0.0'}}, 'beta': {'version': '2.0.0'}}})
NPM_3 = document({'name': 'app', 'version': '1.0.0', 'lockfileVersion': 3, 'requires': True, 'packages': {
    '': {'name': 'app', 'version': '1.0.0', 'dependencies': {'alpha': '^1.0.0'}},
    'node_modules/alpha': {'version': '1.0.0', 'dependencies': {'beta': '^2.0.0'}},
    'node_modules/beta': {'version': '2.0.0'}}})
YARN_CLASSIC = '''# yarn lockfile v1


alpha@^1.0.0:
  version "1.0.0"
  resolved "https://registry.example/alpha-1.0.0.tgz#abc"
  dependencies:
    beta "^2.0.0"

beta@^2.0.0:
  version "2.0.0"
  resolved "https://registry.example/beta-2.0.0.tgz#def"
'''
YARN_BERRY = '''__metadata:
  version: 8

"alpha@npm:^1.0.0":
  version: 1.0.0
  resolution: "alpha@npm:1.0.0"
  dependencies:
    beta: "npm:^2.0.0"
  languageName: node
  linkType: hard

"beta@npm:^2.0.0":
  version: 2.0.0
  resolution: "beta@npm:2.0.0"
  languageName: node
  linkType: hard
'''
PNPM = '''lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      alpha:
        specifier: ^1.0.0
        version: 1.0.0

packages:

  alpha@1.0.0:
    resolution: {integrity: sha512-AAAA}

  beta@2.0.0:
    resolution: {integrity: sha512-BBBB}

snapshots:

  alpha@1.0.0:
    dependencies:
      beta: 2.0.0

  beta@2.0.0: {}
'''
CARGO = '''version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["alpha"]

[[package]]
name = "alpha"
version = "1.0.0"
source = "registry+https://registry.example/index"
dependencies = ["beta"]

[[package]]
name = "beta"
version = "2.0.0"
source = "registry+https://registry.example/index"
'''
GO_MOD = '''module host.example/app

go 1.21

require (
\thost.example/alpha v1.0.0
\thost.example/beta v1.2.0 // indirect
)
'''
GEMFILE_LOCK = '''GEM
  remote: https://gems.example/
  specs:
    alpha (1.0.0)
      beta (~> 2.0)
    beta (2.0.0)

PLATFORMS
  ruby

DEPENDENCIES
  alpha

BUNDLED WITH
   2.5.0
'''
COMPOSER = document({'content-hash': 'abc', 'packages': [
    {'name': 'vendor/alpha', 'version': '1.0.0', 'require': {'vendor/beta': '^2.0'}},
    {'name': 'vendor/beta', 'version': '2.0.0'}], 'packages-dev': []})
POETRY = '''[[package]]
name = "alpha"
version = "1.0.0"
description = ""
optional = false
python-versions = "*"
files = []

[package.dependencies]
beta = ">=2"

[[package]]
name = "beta"
version = "2.0.0"
description = ""
optional = false
python-versions = "*"
files = []

[metadata]
lock-version = "2.0"
python-versions = "*"
content-hash = "abc"
'''
UV = '''version = 1
requires-python = ">=3.9"

[[package]]
name = "alpha"
version = "1.0.0"
source = { registry = "https://registry.example/simple" }
dependencies = [
    { name = "beta" },
]

[[package]]
name = "beta"
version = "2.0.0"
source = { registry = "https://registry.example/simple" }

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "alpha" },
]
'''
PIPFILE_LOCK = document({'_meta': {'hash': {'sha256': 'abc'}, 'pipfile-spec': 6, 'requires': {}, 'sources': []},
                         'default': {'alpha': {'version': '==1.0.0'}, 'beta': {'version': '==2.0.0'}}, 'develop': {}})
REQUIREMENTS = 'alpha==1.0.0\nbeta==2.0.0 ; python_version >= "3"\n'
POM = '''<?xml version="1.0" encoding="UTF-8"?>
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId>
  <artifactId>app</artifactId>
  <version>1.0.0</version>
  <dependencies>
    <dependency>
      <groupId>org.example</groupId>
      <artifactId>alpha</artifactId>
      <version>1.0.0</version>
    </dependency>
    <dependency>
      <groupId>org.example</groupId>
      <artifactId>beta</artifactId>
      <version>2.0.0</version>
    </dependency>
  </dependencies>
</project>
'''
GRADLE = '''# This is a Gradle generated file for dependency locking.
org.example:alpha:1.0.0=compileClasspath,runtimeClasspath
org.example:beta:2.0.0=runtimeClasspath
empty=
'''
NUGET = document({'version': 1, 'dependencies': {'net8.0': {
    'Alpha': {'type': 'Direct', 'requested': '[1.0.0, )', 'resolved': '1.0.0', 'contentHash': 'abc',
              'dependencies': {'Beta': '2.0.0'}},
    'Beta': {'type': 'Transitive', 'resolved': '2.0.0', 'contentHash': 'def'}}}})

PLAIN = {('alpha', '1.0.0'), ('beta', '2.0.0')}
MAVEN = {('org.example:alpha', '1.0.0'), ('org.example:beta', '2.0.0')}

# name of the case -> (file, content, packages of others)
SAMPLES = {
    'package-lock-1': ('package-lock.json', NPM_1, PLAIN),
    'package-lock-2': ('package-lock.json', NPM_2, PLAIN),
    'package-lock-3': ('package-lock.json', NPM_3, PLAIN),
    'shrinkwrap': ('npm-shrinkwrap.json', NPM_3, PLAIN),
    'yarn-classic': ('yarn.lock', YARN_CLASSIC, PLAIN),
    'yarn-berry': ('yarn.lock', YARN_BERRY, PLAIN),
    'pnpm': ('pnpm-lock.yaml', PNPM, PLAIN),
    'cargo': ('Cargo.lock', CARGO, PLAIN),
    'go-mod': ('go.mod', GO_MOD, {('host.example/alpha', 'v1.0.0'), ('host.example/beta', 'v1.2.0')}),
    'gemfile-lock': ('Gemfile.lock', GEMFILE_LOCK, PLAIN),
    'composer': ('composer.lock', COMPOSER, {('vendor/alpha', '1.0.0'), ('vendor/beta', '2.0.0')}),
    'poetry': ('poetry.lock', POETRY, PLAIN),
    'uv': ('uv.lock', UV, PLAIN),
    'pipfile-lock': ('Pipfile.lock', PIPFILE_LOCK, PLAIN),
    'requirements': ('requirements.txt', REQUIREMENTS, PLAIN),
    'pom': ('pom.xml', POM, MAVEN),
    'gradle': ('gradle.lockfile', GRADLE, MAVEN),
    'nuget': ('packages.lock.json', NUGET, {('Alpha', '1.0.0'), ('Beta', '2.0.0')}),
}
