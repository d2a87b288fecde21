"""Manifests of Ruby and PHP beside real lockfiles, cut down to what they ask for: nothing of a project runs."""
import json
import posixpath
import re

from reduce_more import GEM, gemspec, words

BLOCK = re.compile(r'\s*(group|git|github|path)[ (]\s*(\[?[:"\'].+?)\)?\s+do\b')
OPENS = re.compile(r'^\s*(if|unless|case|platforms?|source|install_if|\S+ = if)\b|\bdo\b(\s*\|.*\|)?\s*$')
OPTION = re.compile(r'''(?::?(groups?|platforms?|require|git|github|path|gist|bitbucket)(?::| *=>)) *'''
                    r'''(\[[^\]]*\]|%[iw][\[(][^\])]*[\])]|:\w+|\w+|"[^"]*"|'[^']*')''')
PLATFORMS = (':ruby', ':mri', ':jruby', ':mswin', ':mingw', ':x64_mingw', ':rbx')  # that old Bundlers know
REPOSITORY = ('git', 'github', 'gist', 'bitbucket', 'path')


def gem_line(name, rest, groups, elsewhere):
    rest = rest.split(' #')[0]
    options = dict(OPTION.findall(rest))
    ranges = re.findall(r'''["']([^"']*)["']''', OPTION.sub('', rest.split(' if ')[0].split(' unless ')[0]))
    groups = words(options.get('group') or options.get('groups') or '') + groups
    parts = ["gem '%s'" % name, *("'%s'" % r for r in ranges if re.fullmatch(r'[~<>=! ]*\d[\w.]{0,30}', r))]
    if elsewhere or set(options) & set(REPOSITORY):
        parts.append("git: 'https://git.example/%s.git'" % name)
    if groups:
        parts.append('groups: [%s]' % ', '.join(dict.fromkeys(groups)))
    if 'platform' in options or 'platforms' in options:
        platforms = [w for w in words(options.get('platform') or options['platforms']) if w in PLATFORMS]
        parts += ['platforms: [%s]' % ', '.join(platforms)] if platforms else []
    if options.get('require') == 'false':
        parts.append('require: false')
    return ', '.join(parts)


def gems(text):
    """The lines of a Gemfile, each with the groups of its blocks; conditions are left out, all lines count."""
    stack = []
    for line in text.splitlines():
        block, gem = BLOCK.match(line), GEM.match(line)
        if block:
            stack.append((words(block.group(2)), False) if block.group(1) == 'group' else ([], True))
        elif re.match(r'\s*end\b', line) and stack:
            stack.pop()
        elif gem:
            yield gem.group(1), gem_line(*gem.groups(), [g for groups, _ in stack for g in groups], any(e for _, e in stack))
        elif OPENS.search(line):
            stack.append(([], False))


def gemfile(tree, path='Gemfile'):
    text, files = tree.read(path), {}
    lines = ["source 'https://gems.example'"]
    if re.search(r'^\s*gemspec\b', text, re.M):
        lines.append('gemspec')
        for spec in sorted(p for p in tree.paths if re.fullmatch(r'[^/]+\.gemspec', p))[:1]:
            files[spec] = gemspec(tree.read(spec), posixpath.basename(spec).removesuffix('.gemspec'))
    return {path: '\n'.join([*lines, *dict(gems(text)).values()]) + '\n', **files}


def composer_json(tree, path='composer.json'):
    document = json.loads(tree.read(path))
    return {path: json.dumps({k: document[k] for k in ('name', 'require', 'require-dev', 'replace', 'provide', 'minimum-stability')
                              if k in document}, indent=1)}
