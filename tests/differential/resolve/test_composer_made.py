"""
Invented packages, locked by Composer itself and resolved by strata: the same versions, or no
answer from either. A seed makes one repository and one project; STRATA_COMPOSED says how many
(300 are what the README's figures are of). Composer's reading of a repository is one network
conversation with a server on the loopback; nothing else is asked.
"""
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / 'e2e'))
from conftest import Repository, Run, repository, strata  # noqa: E402,F401
from registries import ComposerRepository  # noqa: E402

SUFFIXES = ['', '', '', '', '', '', '-beta1', '-RC2', '-alpha1', '.1', '-p1']


def constraint(rng, most=3):
    major, minor = rng.randint(0 if rng.random() < .1 else 1, most), rng.choice([0, 0, 0, 1, 2])
    one = ['^%d.%d', '~%d.%d', '>=%d.%d', '<%d.%d', '%d.%d.*', '!=%d.%d', '<=%d.%d.9', '~%d.%d.0', '^%d.%d-beta',
           '>=%d.%d <9', '%d.%d - 5']
    text = rng.choice(one + one[:3] * 6) % (major, minor)
    if rng.random() < .15:
        return text + ' || ' + rng.choice(one[:5]) % (rng.randint(1, most), minor)
    return '*' if rng.random() < .06 else text


def links(rng, names, most):
    return {n: constraint(rng) for n in rng.sample(names, min(len(names), rng.randint(0, most)))}


def extras(rng, i, names):
    """What a release replaces, provides and does not go with."""
    more = {}
    if rng.random() < .08 and len(names) > 1:
        more['replace'] = {rng.choice(names): rng.choice(['self.version', '*', constraint(rng)])}
    if rng.random() < .25:
        more['provide'] = {'v/virtual%d' % rng.randint(1, 2): rng.choice(['1.0', '*', 'self.version', '2.0.0'])}
    if rng.random() < .15 and names:
        more['conflict'] = {rng.choice(names): constraint(rng)}
    return more


def requires(rng, names, i):
    wanted = links(rng, names[:i] if rng.random() < .8 else names, 3)
    wanted.pop(names[i], None)
    if rng.random() < .04:
        wanted['v/virtual%d' % rng.randint(1, 2)] = rng.choice(['*', '^1.0', '^2.0'])
    if rng.random() < .2:
        wanted['php'] = rng.choice(['>=7.2', '^8.0', '^7.1 || ^8.0', '>=7', '>=8.3'])
    if rng.random() < .03:
        wanted[names[(i + 1) % len(names)]] = 'self.version'
    return wanted


def invent(rng, server, count):
    """Packages of which the later mostly ask for earlier ones; some have branches."""
    names = ['%s/p%d' % (rng.choice('abv'), i) for i in range(count)]
    for i, name in enumerate(names):
        seen = set()
        for major in range(1, rng.choice([2, 4, 4, 5])):
            for minor in range(rng.randint(1, 3)):
                for patch in range(rng.randint(1, 2)):
                    version = rng.choice(['v', '']) + '%d.%d.%d%s' % (major, minor, patch, rng.choice(SUFFIXES))
                    seen.add(version)
                    server.publish(name, version, requires(rng, names, i), **extras(rng, i, names))
        if rng.random() < .4:
            server.publish(name, 'dev-main', requires(rng, names, i), default_branch=True, **extras(rng, i, names),
                           **rng.choice([{}, {'extra': {'branch-alias': {'dev-main': '%d.x-dev' % rng.randint(2, 5)}}}]))
            server.publish(name, 'dev-fix', requires(rng, names, i))
        if rng.random() < .2:
            server.publish(name, '%d.x-dev' % rng.randint(1, 4), requires(rng, names, i))
    return names


def project(rng, server, names):
    asked = {n: constraint(rng) if rng.random() < .35 else rng.choice(['*', '>=1', '^1 || ^2 || ^3 || ^4'])
             for n in rng.sample(names, rng.randint(2, 3))}
    made = {'name': 'the/project', 'config': {'secure-http': False, 'platform': {'php': '8.2.5'}},
            'repositories': [{'type': 'composer', 'url': server.url}, {'packagist.org': False}]}
    for name in list(asked):
        chance = rng.random()
        if chance < .08 and ' - ' not in asked[name]:
            asked[name] += '@' + rng.choice(['dev', 'beta', 'RC'])
        elif chance < .3 and (name, True) in server.releases:
            asked[name] = 'dev-main' + rng.choice(['', ' as 1.5.0', ' as 2.0.1'])
        elif chance < .36 and (name, True) in server.releases:
            asked[name] = 'dev-fix as ' + rng.choice(['1.0.5', '3.0.0'])
    dev = rng.choice(list(asked))
    made['require-dev'] = {dev: asked.pop(dev)}
    made['require'] = {**asked, 'php': rng.choice(['>=7', '^8.1', '*'])}
    if rng.random() < .35:
        made['minimum-stability'] = rng.choice(['dev', 'beta', 'RC', 'alpha'])
        if rng.random() < .6:
            made['prefer-stable'] = True
    if rng.random() < .1:
        made['replace'] = {rng.choice(names): '*'}
    if rng.random() < .1:
        made['conflict'] = {rng.choice(names): constraint(rng)}
    return made


def lock(folder, made):
    """What Composer locks; None: it says that nothing goes together."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / 'composer.json').write_text(json.dumps(made))
    env = {**os.environ, 'COMPOSER_HOME': str(folder / 'home'), 'COMPOSER_CACHE_DIR': os.devnull,
           'COMPOSER_ALLOW_SUPERUSER': '1', 'COMPOSER_ROOT_VERSION': '1.0.0', 'LC_ALL': 'C.UTF-8'}
    words = ['composer', 'update', '--no-install', '--no-interaction', '--no-plugins', '--no-scripts', '--no-audit']
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, timeout=120)
    if done.returncode:
        assert 'could not be resolved' in done.stderr, done.stderr
        return None
    locked = json.loads((folder / 'composer.lock').read_text())
    return {(p['name'], p['version']) for p in locked['packages'] + locked['packages-dev']}


@pytest.mark.skipif(not shutil.which('composer'), reason='no composer')
def test_what_composer_locks(strata, repository, tmp_path):  # noqa: F811
    same = none = 0
    others = []
    first = int(os.environ.get('STRATA_COMPOSED_FROM', '0'))
    for seed in range(first, first + int(os.environ.get('STRATA_COMPOSED', '12'))):
        rng = random.Random(seed)
        server = ComposerRepository()
        made = project(rng, server, invent(rng, server, rng.randint(12, 30) if seed % 4 == 3 else rng.randint(5, 12)))
        expected = lock(tmp_path / 'composer', made)
        repository.write('composer.json', json.dumps(made)).commit()
        home = tmp_path / ('home%d' % seed)
        home.mkdir()
        (home / 'config.json').write_text(json.dumps(
            {'repositories': {'packagist.org': {'type': 'composer', 'url': server.url}}}))
        run = strata('deps', repository.path, '--online', '-o', 'json', COMPOSER_HOME=home,
                     XDG_CACHE_HOME=tmp_path / ('cache%d' % seed))
        server.close()
        shutil.rmtree(tmp_path / ('cache%d' % seed), ignore_errors=True)
        found = {p for p in run.packages() if p[1]}
        reasons = [n['reason'] for n in run.json['coverage']['notes']]
        lacking = any('not resolved' in r or 'platform' in r for r in reasons)
        if expected is None and lacking:
            none += 1
        elif expected == found and not lacking:
            same += 1
        else:
            others.append((seed, sorted(expected - found) if expected is not None else None,
                           sorted(found - expected) if expected is not None else sorted(found), reasons))
    print('%d the same, %d without an answer from either, %d others' % (same, none, len(others)))
    assert not others, '\n'.join(map(str, others))
