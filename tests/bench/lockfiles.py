"""Lockfiles of any size, made up: what bench.py measures reading with.

A function per file, `write(count)` answers its text. Package i has version 1.(i % 90).0, a
checksum, and edges to two others, as far as the format has them, so that the shape of a real file
is kept while its size is chosen. Hosts are `.example`; no name is that of a package.
"""
import json

SHA1 = 'ab' * 20
SHA256 = 'ab' * 32
SHA512 = 'sha512-' + 'A' * 86 + '=='


def version(i):
    return f'1.{i % 90}.0'


def rows(count):
    """(name, version, numbers of the packages that it needs), each later than itself."""
    return [(f'package-{i}', version(i), [n for n in (i + 1, i * 2 + 3) if n < count]) for i in range(count)]


def block(head, lines, tail='', none=''):
    """A list with its head and tail; `none` where it is empty."""
    lines = ''.join(lines)
    return head + lines + tail if lines else none


def compact(value):
    return json.dumps(value, indent=2) + '\n'


def requirements(count):
    return ''.join(f'{name}=={v} \\\n    --hash=sha256:{SHA256}\n' for name, v, _ in rows(count))


def go_sum(count):
    return ''.join(f'mod.example/{name} v{v} h1:{"A" * 43}=\nmod.example/{name} v{v}/go.mod h1:{"A" * 43}=\n'
                   for name, v, _ in rows(count))


def gradle(count):
    return ''.join(f'org.example:{name}:{v}=compileClasspath,runtimeClasspath\n' for name, v, _ in rows(count))


def gemfile_lock(count):
    specs = ''.join(f'    {name} ({v})\n' + ''.join(f'      package-{n} (>= 1.0)\n' for n in needs)
                    for name, v, needs in rows(count))
    return f'GEM\n  remote: https://gems.example/\n  specs:\n{specs}\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  package-0\n'


def mix_lock(count):
    return '%{\n' + ''.join(
        f'  "{name}": {{:hex, :"{name}", "{v}", "{SHA256}", [:mix], [' + ', '.join(
            f'{{:"package-{n}", "~> 1.0", [hex: :"package-{n}", repo: "hexpm", optional: false]}}' for n in needs)
        + f'], "hexpm", "{SHA256}"}},\n' for name, v, needs in rows(count)) + '}\n'


def yarn_classic(count):
    def needed(needs):
        return block('  dependencies:\n', (f'    package-{n} "^{version(n)}"\n' for n in needs))

    return '# yarn lockfile v1\n\n' + ''.join(
        f'\n{name}@^{v}:\n  version "{v}"\n  resolved "https://registry.example/{name}/-/{name}-{v}.tgz#{SHA1}"\n'
        f'  integrity {SHA512}\n{needed(needs)}' for name, v, needs in rows(count))


def yarn_berry(count):
    def needed(needs):
        return block('  dependencies:\n', (f'    package-{n}: "npm:^{version(n)}"\n' for n in needs))

    return '__metadata:\n  version: 8\n  cacheKey: 10c0\n' + ''.join(
        f'\n"{name}@npm:^{v}":\n  version: {v}\n  resolution: "{name}@npm:{v}"\n{needed(needs)}'
        f'  checksum: 10c0/{SHA256}\n  languageName: node\n  linkType: hard\n' for name, v, needs in rows(count))


def pnpm_lock(count):
    def needed(needs):
        return block('\n    dependencies:\n', (f'      package-{n}: {version(n)}\n' for n in needs), none=' {}\n')

    return ("lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      package-0:\n"
            '        specifier: ^1.0.0\n        version: 1.0.0\n\npackages:\n' + ''.join(
                f'\n  {name}@{v}:\n    resolution: {{integrity: {SHA512}}}\n' for name, v, _ in rows(count))
            + '\nsnapshots:\n' + ''.join(f'\n  {name}@{v}:{needed(needs)}' for name, v, needs in rows(count)))


def package_lock(count):
    packages = {f'node_modules/{name}': {
        'version': v, 'resolved': f'https://registry.example/{name}/-/{name}-{v}.tgz', 'integrity': SHA512,
        'dependencies': {f'package-{n}': f'^{version(n)}' for n in needs}} for name, v, needs in rows(count)}
    top = {'name': 'bench', 'version': '1.0.0', 'dependencies': {'package-0': '^1.0.0'}}
    return compact({'name': 'bench', 'version': '1.0.0', 'lockfileVersion': 3, 'requires': True,
                    'packages': {'': top, **packages}})


def package_lock_1(count):
    return compact({'name': 'bench', 'version': '1.0.0', 'lockfileVersion': 1, 'requires': True, 'dependencies': {
        name: {'version': v, 'resolved': f'https://registry.example/{name}/-/{name}-{v}.tgz', 'integrity': SHA512,
               'requires': {f'package-{n}': f'^{version(n)}' for n in needs}} for name, v, needs in rows(count)}})


def cargo_lock(count):
    def needed(needs):
        return block('dependencies = [\n', (f' "package-{n}",\n' for n in needs), ']\n')

    return 'version = 4\n' + ''.join(
        f'\n[[package]]\nname = "{name}"\nversion = "{v}"\nsource = "registry+https://registry.example/index"\n'
        f'checksum = "{SHA256}"\n{needed(needs)}' for name, v, needs in rows(count))


def poetry_lock(count):
    def needed(needs):
        return block('\n[package.dependencies]\n', (f'package-{n} = ">=1.0"\n' for n in needs))

    return ''.join(
        f'[[package]]\nname = "{name}"\nversion = "{v}"\ndescription = "made up"\noptional = false\n'
        f'python-versions = ">=3.8"\ngroups = ["main"]\nfiles = [\n'
        f'    {{file = "{name}-{v}.tar.gz", hash = "sha256:{SHA256}"}},\n]\n{needed(needs)}\n'
        for name, v, needs in rows(count)) + (
        f'[metadata]\nlock-version = "2.1"\npython-versions = ">=3.8"\ncontent-hash = "{SHA256}"\n')


def uv_lock(count):
    def needed(needs):
        return block('dependencies = [\n', (f'    {{ name = "package-{n}" }},\n' for n in needs), ']\n')

    return 'version = 1\nrequires-python = ">=3.9"\n' + ''.join(
        f'\n[[package]]\nname = "{name}"\nversion = "{v}"\nsource = {{ registry = "https://pypi.example/simple" }}\n'
        f'{needed(needs)}sdist = {{ url = "https://files.example/{name}-{v}.tar.gz", hash = "sha256:{SHA256}", size = 4711 }}\n'
        for name, v, needs in rows(count))


def pdm_lock(count):
    def needed(needs):
        return block('dependencies = [\n', (f'    "package-{n}>=1.0",\n' for n in needs), ']\n')

    return (f'[metadata]\ngroups = ["default"]\nstrategy = ["inherit_metadata"]\nlock_version = "4.5.0"\n'
            f'content_hash = "sha256:{SHA256}"\n\n[[metadata.targets]]\nrequires_python = ">=3.9"\n') + ''.join(
        f'\n[[package]]\nname = "{name}"\nversion = "{v}"\nrequires_python = ">=3.8"\nsummary = "made up"\n'
        f'groups = ["default"]\n{needed(needs)}files = [\n'
        f'    {{file = "{name}-{v}.tar.gz", hash = "sha256:{SHA256}"}},\n]\n' for name, v, needs in rows(count))


def pylock(count):
    def needed(needs):
        return block('dependencies = [\n', (f'    {{ name = "package-{n}" }},\n' for n in needs), ']\n')

    return 'lock-version = "1.0"\nrequires-python = ">=3.9"\ncreated-by = "bench"\n' + ''.join(
        f'\n[[packages]]\nname = "{name}"\nversion = "{v}"\nindex = "https://pypi.example/simple"\n{needed(needs)}'
        f'sdist = {{ name = "{name}-{v}.tar.gz", url = "https://files.example/{name}-{v}.tar.gz", size = 4711, '
        f'hashes = {{ sha256 = "{SHA256}" }} }}\n' for name, v, needs in rows(count))


def pipfile_lock(count):
    return compact({'_meta': {'hash': {'sha256': SHA256}, 'pipfile-spec': 6, 'requires': {}, 'sources': []},
                    'default': {name: {'hashes': [f'sha256:{SHA256}', f'sha256:{SHA256}'], 'version': f'=={v}'}
                                for name, v, _ in rows(count)}, 'develop': {}})


def composer_lock(count):
    return compact({'content-hash': 'ab' * 16, 'packages': [{
        'name': f'vendor/{name}', 'version': v, 'license': ['MIT'], 'type': 'library',
        'source': {'type': 'git', 'url': f'https://git.example/{name}.git', 'reference': SHA1},
        'dist': {'type': 'zip', 'url': f'https://git.example/{name}/{SHA1}', 'reference': SHA1, 'shasum': ''},
        'require': {f'vendor/package-{n}': '^1.0' for n in needs}} for name, v, needs in rows(count)],
        'packages-dev': []})


def package_resolved(count):
    return compact({'pins': [{'identity': name, 'kind': 'remoteSourceControl',
                              'location': f'https://git.example/team/{name}.git',
                              'state': {'revision': SHA1, 'version': v}} for name, v, _ in rows(count)], 'version': 2})


def spdx(count):
    return compact({'spdxVersion': 'SPDX-2.3', 'SPDXID': 'SPDXRef-DOCUMENT', 'name': 'bench', 'packages': [{
        'SPDXID': f'SPDXRef-{i}', 'name': name, 'versionInfo': v, 'downloadLocation': 'NOASSERTION',
        'licenseConcluded': 'MIT', 'externalRefs': [{'referenceCategory': 'PACKAGE-MANAGER', 'referenceType': 'purl',
                                                     'referenceLocator': f'pkg:npm/{name}@{v}'}]}
        for i, (name, v, _) in enumerate(rows(count))], 'relationships': [
            {'spdxElementId': f'SPDXRef-{i}', 'relatedSpdxElement': f'SPDXRef-{n}', 'relationshipType': 'DEPENDS_ON'}
            for i, (_, _, needs) in enumerate(rows(count)) for n in needs]})


def cyclonedx(count):
    def purl(i):
        return f'pkg:npm/package-{i}@{version(i)}'

    return compact({'bomFormat': 'CycloneDX', 'specVersion': '1.5', 'version': 1, 'components': [{
        'type': 'library', 'bom-ref': purl(i), 'name': name, 'version': v, 'purl': purl(i),
        'licenses': [{'license': {'id': 'MIT'}}], 'hashes': [{'alg': 'SHA-256', 'content': SHA256}]}
        for i, (name, v, _) in enumerate(rows(count))], 'dependencies': [
            {'ref': purl(i), 'dependsOn': [purl(n) for n in needs]} for i, (_, _, needs) in enumerate(rows(count))]})


def packages_lock(count):
    return compact({'version': 1, 'dependencies': {'net8.0': {
        name: {'type': 'Transitive' if i else 'Direct', 'resolved': v, 'contentHash': 'A' * 86 + '==',
               'dependencies': {f'package-{n}': version(n) for n in needs}}
        for i, (name, v, needs) in enumerate(rows(count))}}})


def pubspec_lock(count):
    return 'packages:\n' + ''.join(
        f'  {name}:\n    dependency: transitive\n    description:\n      name: {name}\n      sha256: {SHA256}\n'
        f'      url: "https://pub.example"\n    source: hosted\n    version: "{v}"\n' for name, v, _ in rows(count)
    ) + 'sdks:\n  dart: ">=3.0.0 <4.0.0"\n'


def conda_lock(count):
    def needed(needs):
        return ''.join(['  dependencies:\n', *(f"    package-{n}: '>=1.0'\n" for n in needs)]) if needs else '  dependencies: {}\n'

    return 'version: 1\nmetadata:\n  platforms:\n  - linux-64\npackage:\n' + ''.join(
        f'- name: {name}\n  version: {v}\n  manager: conda\n  platform: linux-64\n{needed(needs)}'
        f'  url: https://conda.example/main/linux-64/{name}-{v}-0.conda\n  hash:\n    sha256: {SHA256}\n'
        '  category: main\n  optional: false\n' for name, v, needs in rows(count))


def podfile_lock(count):
    pods = ''.join(f'  - {name} ({v})' + (':\n' + ''.join(f'    - package-{n} (~> 1.0)\n' for n in needs) if needs else '\n')
                   for name, v, needs in rows(count))
    sums = ''.join(f'  {name}: {SHA1}\n' for name, _, _ in rows(count))
    return (f'PODS:\n{pods}\nDEPENDENCIES:\n  - package-0 (~> 1.0)\n\nSPEC CHECKSUMS:\n{sums}'
            f'\nPODFILE CHECKSUM: {SHA1}\n\nCOCOAPODS: 1.15.2\n')


# (name of the row, file, format, library that others read it with, writer)
FILES = (
    ('gradle.lockfile', 'gradle.lockfile', 'gradle/lockfile', None, gradle),
    ('go.sum', 'go.sum', 'go/sum', None, go_sum),
    ('yarn.lock v1', 'yarn.lock', 'npm/yarn-lock', None, yarn_classic),
    ('mix.lock', 'mix.lock', 'hex/mix-lock', None, mix_lock),
    ('requirements.txt', 'requirements.txt', 'python/requirements', None, requirements),
    ('Gemfile.lock', 'Gemfile.lock', 'ruby/gemfile-lock', None, gemfile_lock),
    ('uv.lock', 'uv.lock', 'python/uv-lock', None, uv_lock),
    ('Cargo.lock', 'Cargo.lock', 'cargo/lock', None, cargo_lock),
    ('poetry.lock', 'poetry.lock', 'python/poetry-lock', None, poetry_lock),
    ('pdm.lock', 'pdm.lock', 'python/pdm-lock', None, pdm_lock),
    ('pylock.toml', 'pylock.toml', 'python/pylock', None, pylock),
    ('package-lock.json', 'package-lock.json', 'npm/package-lock', 'jansson', package_lock),
    ('package-lock.json of version 1', 'package-lock.json', 'npm/package-lock', 'jansson', package_lock_1),
    ('Pipfile.lock', 'Pipfile.lock', 'python/pipfile-lock', 'jansson', pipfile_lock),
    ('composer.lock', 'composer.lock', 'php/composer-lock', 'jansson', composer_lock),
    ('Package.resolved', 'Package.resolved', 'swift/package-resolved', 'jansson', package_resolved),
    ('SPDX', 'bench.spdx.json', 'sbom/spdx', 'jansson', spdx),
    ('packages.lock.json', 'packages.lock.json', 'nuget/packages-lock', 'jansson', packages_lock),
    ('CycloneDX', 'bom.json', 'sbom/cyclonedx', 'jansson', cyclonedx),
    ('pubspec.lock', 'pubspec.lock', 'dart/pubspec-lock', 'libyaml', pubspec_lock),
    ('conda-lock.yml', 'conda-lock.yml', 'conda/lock', 'libyaml', conda_lock),
    ('yarn.lock of berry', 'yarn.lock', 'npm/yarn-lock', 'libyaml', yarn_berry),
    ('Podfile.lock', 'Podfile.lock', 'swift/podfile-lock', 'libyaml', podfile_lock),
    ('pnpm-lock.yaml', 'pnpm-lock.yaml', 'npm/pnpm-lock', 'libyaml', pnpm_lock),
)
