"""Locks and the manifests beside them: who asked for a package, and what for."""
import pytest

RESOLVED = '''{ "version": 3, "pins": [
 { "identity": "asked", "kind": "remoteSourceControl", "location": "https://git.example/acme/asked.git",
   "state": { "revision": "0123456789012345678901234567890123456789", "version": "1.4.0" } },
 { "identity": "deep", "kind": "remoteSourceControl", "location": "https://git.example/acme/deep.git",
   "state": { "revision": "1123456789012345678901234567890123456789", "version": "2.0.0" } } ] }'''

CASES = {
    'terraform': ({
        '.terraform.lock.hcl': 'provider "registry.example/acme/asked" {\n  version = "1.0.0"\n}\n'
                               'provider "registry.example/acme/deep" {\n  version = "2.0.0"\n}\n',
        'main.tf': 'terraform {\n  required_providers {\n    asked = {\n      source = "acme/asked"\n'
                   '      version = "~> 1.0"\n    }\n  }\n}\n',
    }, {'registry.example/acme/asked': ('1.0.0', True, 'prod'), 'registry.example/acme/deep': ('2.0.0', False, 'prod')}),
    'gradle': ({
        'gradle.lockfile': 'a:asked:1.1=compileClasspath\na:deep:2.0=runtimeClasspath\na:one:1.0=compileClasspath\n'
                           'a:two:1.0=compileClasspath\na:short:3.0=testCompileClasspath\nempty=\n',
        'build.gradle.kts': 'dependencies {\n  implementation("a:asked:1.0")\n  testImplementation(libs.short.name)\n'
                            '  api(libs.bundles.both)\n}\n',
        'gradle/libs.versions.toml': '[libraries]\nshort-name = "a:short:3.0"\none = "a:one:1.0"\ntwo = "a:two:1.0"\n'
                                     '[bundles]\nboth = ["one", "two"]\n',
    }, {'a:asked': ('1.1', True, 'prod'), 'a:deep': ('2.0', False, 'prod'), 'a:short': ('3.0', True, 'test'),
        'a:one': ('1.0', True, 'prod'), 'a:two': ('1.0', True, 'prod')}),
    'gradle before 7': ({
        'gradle/dependency-locks/compileClasspath.lockfile': 'a:asked:1.1\na:deep:2.0\n',
        'build.gradle': 'dependencies { implementation "a:asked:1.1" }\n',
    }, {'a:asked': ('1.1', True, 'prod')}),
    'swift': ({
        'Package.resolved': RESOLVED,
        'Package.swift': 'let package = Package(name: "Shop", dependencies: [\n'
                         '  .package(url: "https://git.example/acme/asked", from: "1.2.0"),\n])\n',
    }, {'git.example/acme/asked': ('1.4.0', True, 'prod'), 'git.example/acme/deep': ('2.0.0', False, 'unknown')}),
    'cocoapods': ({
        'Podfile.lock': 'PODS:\n  - Asked (1.1):\n    - Deep\n  - Deep (2.0)\n  - Quick (7.0)\n\nDEPENDENCIES:\n'
                        '  - Asked (~> 1.0)\n  - Quick\n\nPODFILE CHECKSUM: 0\n\nCOCOAPODS: 1.15.2\n',
        'Podfile': "target 'App' do\n  pod 'Asked', '~> 1.0'\n  target 'AppTests' do\n    pod 'Quick'\n  end\nend\n",
    }, {'Asked': ('1.1', True, 'prod'), 'Deep': ('2.0', False, 'prod'), 'Quick': ('7.0', True, 'test')}),
    'perl': ({
        'cpanfile.snapshot': '# carton snapshot format: version 1.0\nDISTRIBUTIONS\n  Asked-Dist-1.2\n'
                             '    pathname: A/AU/AUTHOR/Asked-Dist-1.2.tar.gz\n    provides:\n      Asked::Module 1.2\n'
                             '    requirements:\n      Deep 0\n  Deep-0.5\n    provides:\n      Deep 0.5\n    requirements:\n',
        'cpanfile': "on test => sub { requires 'Asked::Module', '1.0' };\n",
    }, {'Asked-Dist': ('1.2', True, 'test'), 'Deep': ('0.5', False, 'test')}),
    'pixi': ({
        'pixi.lock': 'version: 6\npackages:\n- conda: https://conda.example/asked-1.1-h0_0.conda\n  depends: ["deep >=2"]\n'
                     '- conda: https://conda.example/deep-2.0-h0_0.conda\n- pypi: https://files.example/x.whl\n'
                     '  name: Py_Asked\n  version: 3.0.0\n',
        'pixi.toml': '[dependencies]\nasked = "1.*"\n[feature.test.pypi-dependencies]\npy-asked = "*"\n',
    }, {'asked': ('1.1', True, 'prod'), 'deep': ('2.0', False, 'prod'), 'Py_Asked': ('3.0.0', True, 'optional')}),
    'conan': ({
        'conan.lock': '{"version": "0.5", "requires": ["asked/1.0#0%1", "deep/2.0#0%1"], "build_requires": [], '
                      '"python_requires": []}',
        'conanfile.py': 'class Shop(ConanFile):\n    def requirements(self):\n        self.requires("asked/[>=1.0]")\n',
    }, {'asked': ('1.0', True, 'prod'), 'deep': ('2.0', False, 'prod')}),
    'glide': ({
        'glide.lock': 'imports:\n- name: github.com/acme/asked\n  version: v1.1.0\n- name: github.com/acme/deep\n'
                      '  version: v2.0.0\n',
        'glide.yaml': 'package: github.com/acme/shop\nimport:\n- package: github.com/acme/asked\n  version: ^1.0.0\n',
    }, {'github.com/acme/asked': ('v1.1.0', True, 'prod'), 'github.com/acme/deep': ('v2.0.0', False, 'prod')}),
    'nim': ({
        'nimble.lock': '{"version": 2, "packages": {"asked": {"version": "1.1.0", "dependencies": ["deep"]}, '
                       '"deep": {"version": "2.0.0", "dependencies": []}}}',
        'shop.nimble': 'version = "0.1.0"\nrequires "nim >= 2.0", "asked >= 1.0"\n',
    }, {'asked': ('1.1.0', True, 'prod'), 'deep': ('2.0.0', False, 'prod')}),
}


@pytest.mark.parametrize('case', CASES)
def test_a_lock_is_joined_with_its_manifest(strata, tmp_path, case):
    files, expected = CASES[case]
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    report = strata('deps', tmp_path, '--dir', '-o', 'json').json
    # A version catalog lists what it offers apart, for the project that it lies in.
    packages = [p for p in report['packages'] if not any('versions.toml' in place['path'] for place in p['places'])]
    found = {p['name']: (p['version'], p['direct'], p['scope']) for p in packages}
    assert {name: found.get(name) for name in expected} == expected
    assert not [p for p in packages if p['name'] == '' or p['name'].startswith('libs')]


def test_a_short_name_of_no_catalog_is_said(strata, tmp_path):
    (tmp_path / 'build.gradle').write_text('dependencies {\n  implementation libs.gone\n  api libs.versions.x.get()\n}\n')
    report = strata('deps', tmp_path, '--dir', '-o', 'json').json
    assert report['packages'] == []
    assert [(n['line'], 'libs.versions.toml' in n['reason']) for n in report['coverage']['notes']] == [(2, True)]
