"""Files that are damaged, or made to do harm: each is said with path, line and reason, and costs no other file."""
import pytest
from samples import SAMPLES
from test_scan import LOCK

NEIGHBOUR = {('deep', '0.3.1'), ('middle', '1.0.0')}


@pytest.fixture(params=SAMPLES)
def sample(request):
    """The name of a file, its content, and the packages that it pins."""
    return SAMPLES[request.param]


@pytest.fixture
def deps(tmp_path, strata):
    """The inventory of a plain folder with one file in `under`, and a good lockfile beside it."""
    def run(name, content, *options):
        folder = tmp_path / 'folder'
        for path, bytes in ((folder / 'under' / name, content), (folder / 'good' / 'Cargo.lock', LOCK)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes if isinstance(bytes, type(b'')) else bytes.encode())
        run = strata('deps', '--dir', folder, '--no-resolve', '-o', 'json', *options)
        assert run.status == 0, run.err
        assert NEIGHBOUR <= run.packages(), 'the file beside it suffered'
        return run.json
    return run


def found(report):
    """Packages of the file in question that its project did not make itself."""
    return {(p['name'], p['version']) for p in report['packages']
            if p['project'] == 'under' and p['name'] not in ('app', 'org.example:app', 'stdlib')}


def notes(report):
    return [n for n in report['coverage']['notes'] if n['path'].startswith('under/')]


def said(report):
    """The notes on the file; each has a reason that is fit to be read."""
    for note in notes(report):
        assert note['reason'].strip() and '\n' not in note['reason']
    return notes(report)


def test_as_it_should_be(sample, deps):
    name, content, packages = sample
    report = deps(name, content)
    assert found(report) == packages
    assert not said(report)


@pytest.mark.parametrize('change', [
    lambda text: text.replace('\n', '\r\n'),
    lambda text: '\ufeff' + text,
    lambda text: text.rstrip('\n'),
    lambda text: text + '\n\n',
], ids=['cr-lf', 'byte order mark', 'no last line feed', 'empty lines'])
def test_how_lines_end_does_not_matter(sample, deps, change):
    name, content, packages = sample
    changed = change(content)
    report = deps(name, changed)
    if name == 'go.mod' and changed.startswith('\ufeff'):  # go itself refuses that one
        assert found(report) == set() and said(report)
    else:
        assert found(report) == packages and not said(report)


def test_line_numbers_are_the_same_with_cr_lf(sample, deps):
    name, content, _ = sample

    def places(text):
        return [(p['name'], p['places']) for p in deps(name, text)['packages']]

    assert places(content) == places(content.replace('\n', '\r\n'))


@pytest.mark.parametrize('part', [0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
def test_a_file_that_ends_early_loses_nothing_in_silence(sample, deps, part):
    name, content, packages = sample
    cut = content[:int(len(content) * part)]
    report = deps(name, cut)
    assert found(report) == packages or said(report) or cut.endswith('\n') or name in LINES


# Of these a first part is a file like any other, as long as its last line is whole.
LINES = ('requirements.txt', 'gradle.lockfile', 'go.mod', 'Gemfile.lock', 'yarn.lock')


@pytest.mark.parametrize('content', [
    b'\x00' * 100, b'\x7fELF\x02\x01\x01' + bytes(range(256)) * 8, b'PK\x03\x04' + bytes(range(255, -1, -1)) * 8,
    '\u00e9'.encode('utf-16') * 50, b'\xff\xfe' * 40, b'\xc3\x28' * 40,
], ids=['zeros', 'elf', 'zip', 'utf-16', 'fffe', 'bad utf-8'])
def test_what_is_no_text_is_said(sample, deps, content):
    name, _, _ = sample
    report = deps(name, content)
    assert said(report)
    assert found(report) == set()


def test_a_page_of_a_server_in_place_of_a_file_is_said(sample, deps):
    name, _, _ = sample
    report = deps(name, '<!DOCTYPE html>\n<html><head><title>404</title></head><body><p>not found</p>\n</body></html>\n')
    assert said(report)
    assert found(report) == set()


def test_a_merge_conflict_is_said(sample, deps):
    name, content, _ = sample
    lines = content.splitlines(keepends=True)
    half = len(lines) // 2
    report = deps(name, ''.join(lines[:half] + ['<<<<<<< HEAD\n', lines[half], '=======\n', lines[half],
                                                '>>>>>>> branch\n'] + lines[half + 1:]))
    assert said(report)


def test_bytes_that_are_no_utf_8_in_a_name_harm_no_report(sample, deps):
    name, content, packages = sample
    report = deps(name, content.encode().replace(b'beta', b'be\xfft\xc0a').replace(b'Beta', b'Be\xffta'))
    assert said(report) or len(found(report)) == len(packages)


def test_a_file_over_the_size_that_is_read_is_said(sample, deps):
    name, content, _ = sample
    report = deps(name, content + ' ' * len(LOCK), '--max-file-size', str(len(LOCK)))
    note, = said(report)
    assert note['path'] == 'under/' + name
    assert found(report) == set()


DEEP = 200000
NESTED = {
    'json': '{"packages": ' + '[' * DEEP,
    'json objects': '{"dependencies":' * DEEP,
    'toml': 'a = ' + '[' * DEEP,
    'toml tables': '[' + 'a.' * DEEP + 'a]\n',
    'yaml flow': 'a: ' + '[' * 20000,
    'yaml block': ''.join(' ' * i + 'a:\n' for i in range(2000)),
    'xml': '<project>' + '<a>' * DEEP,
    'indent': ''.join('  ' * i + f'package-{i} (1.0)\n' for i in range(2000)),
}


@pytest.mark.parametrize('nesting', NESTED)
def test_deep_nesting_is_said(sample, deps, nesting):
    name, _, _ = sample
    report = deps(name, NESTED[nesting])
    assert said(report)


@pytest.mark.parametrize('name, content', [
    ('package-lock.json', SAMPLES['package-lock-3'][1].replace('"node_modules/beta"', '"node_modules/alpha"')),
    ('package-lock.json', SAMPLES['package-lock-1'][1].replace('"beta": {', '"alpha": {')),
    ('Cargo.lock', SAMPLES['cargo'][1].replace('name = "beta"', 'name = "beta"\nname = "beta"')),
    ('poetry.lock', SAMPLES['poetry'][1].replace('name = "beta"', 'name = "beta"\nname = "beta"')),
    ('uv.lock', SAMPLES['uv'][1].replace('name = "beta"\nversion', 'name = "beta"\nname = "beta"\nversion')),
    ('pnpm-lock.yaml', SAMPLES['pnpm'][1].replace('beta@2.0.0:', 'alpha@1.0.0:')),
    ('yarn.lock', SAMPLES['yarn-berry'][1].replace('"beta@npm:^2.0.0"', '"alpha@npm:^1.0.0"')),
    ('composer.lock', SAMPLES['composer'][1].replace('"packages-dev"', '"packages"')),
    ('Pipfile.lock', SAMPLES['pipfile-lock'][1].replace('"beta"', '"alpha"')),
    ('package-lock.json', SAMPLES['package-lock-3'][1].rstrip('}\n') + ', "packages": {}}'),
    ('packages.lock.json', SAMPLES['nuget'][1].replace('"Beta": {', '"Alpha": {')),
], ids=lambda value: value if len(value) < 20 else '')
def test_a_key_that_stands_twice_is_said(deps, name, content):
    assert said(deps(name, content))


CYCLES = {
    'package-lock-3': ('"version": "2.0.0"', '"version": "2.0.0", "dependencies": {"alpha": "^1.0.0", "beta": "*"}'),
    'yarn-classic': ('version "2.0.0"', 'version "2.0.0"\n  dependencies:\n    alpha "^1.0.0"'),
    'pnpm': ('beta@2.0.0: {}', 'beta@2.0.0:\n    dependencies:\n      alpha: 1.0.0\n      beta: 2.0.0'),
    'cargo': ('version = "2.0.0"', 'version = "2.0.0"\ndependencies = ["alpha", "beta"]'),
    'gemfile-lock': ('    beta (2.0.0)\n', '    beta (2.0.0)\n      alpha\n      beta\n'),
    'composer': ('"version": "2.0.0"', '"version": "2.0.0", "require": {"vendor/alpha": "*", "vendor/beta": "*"}'),
    'poetry': ('[metadata]', '[package.dependencies]\nalpha = "*"\nbeta = "*"\n\n[metadata]'),
    'uv': ('version = "2.0.0"', 'version = "2.0.0"\ndependencies = [{ name = "alpha" }, { name = "beta" }]'),
    'nuget': ('"resolved": "2.0.0"', '"resolved": "2.0.0", "dependencies": {"Alpha": "1.0.0", "Beta": "2.0.0"}'),
}


@pytest.mark.parametrize('case', CYCLES)
def test_a_cycle_ends(deps, strata, tmp_path, case):
    name, content, packages = SAMPLES[case]
    assert CYCLES[case][0] in content
    assert found(deps(name, content.replace(*CYCLES[case]))) == packages
    for command in ['deps', '--tree'], ['scan', '--db', 'starter'], ['why', sorted(packages)[1][0], '--db', 'starter']:
        run = strata(*command, *(['--dir', tmp_path / 'folder'] if command[0] != 'why' else [
            tmp_path / 'folder', '--dir']))
        assert run.status == 0, (command, run.err)
