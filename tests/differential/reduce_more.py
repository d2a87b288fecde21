"""What reduce.py keeps of Ruby's and PHP's manifests: names, requirements, groups."""
import json
import posixpath
import re

WORD = r'''["']([^"']+)["']'''
GEM = re.compile(r'\s*(?:gem|\w+\.add_(?:runtime_|development_)?dependency)[ (]\s*%s(.*)' % WORD)
BLOCK = re.compile(r'\s*group[ (]\s*(:.+?)\)?\s+do\b')
OPENS = re.compile(r'^\s*(if|unless|case|platforms?|source|git|path|install_if|\S+ = if)\b|\bdo\b(\s*\|.*\|)?\s*$')
OPTION = re.compile(r'''(?::?(groups?|platforms?|require|git|github|path|gist|bitbucket)(?::| *=>)) *(\[[^\]]*\]|%[iw][\[(][^\])]*[\])]|:\w+|\w+|"[^"]*"|'[^']*')''')


def words(value):
    return [':' + w for w in re.findall(r'\w+', value[2:] if value.startswith('%') else value)]


def gem_line(name, rest, groups):
    """A gem as a Gemfile of ours writes it; None of what is no registry's."""
    rest = rest.split(' #')[0]
    options = dict(OPTION.findall(rest))
    if set(options) & {'git', 'github', 'path', 'gist', 'bitbucket'}:
        return None
    ranges = re.findall(r'''["']([^"']*)["']''', OPTION.sub('', rest.split(' if ')[0].split(' unless ')[0]))
    groups = words(options.get('group') or options.get('groups') or '') + groups
    parts = ["gem '%s'" % name, *("'%s'" % r for r in ranges if re.match(r'[~<>=! ]*\d', r))]
    if groups:
        parts.append('groups: [%s]' % ', '.join(dict.fromkeys(groups)))
    if 'platform' in options or 'platforms' in options:
        parts.append('platforms: [%s]' % ', '.join(words(options.get('platform') or options['platforms'])))
    if options.get('require') == 'false':
        parts.append('require: false')
    return ', '.join(parts)


def gems(text):
    """The lines of a Gemfile, those of a group in its block; conditions are left out, all their lines count."""
    stack = []
    for line in text.splitlines():
        block, gem = BLOCK.match(line), GEM.match(line)
        if block:
            stack.append(words(block.group(1)))
        elif re.match(r'\s*end\b', line) and stack:
            stack.pop()
        elif gem:
            written = gem_line(*gem.groups(), [g for groups in stack for g in groups])
            if written:
                yield gem.group(1), written
        elif OPENS.search(line):
            stack.append([])


def gemspec(text, name):
    out = ['Gem::Specification.new do |s|', "  s.name = '%s'" % name, "  s.version = '1'", "  s.summary = 'x'", "  s.authors = ['x']"]
    for line in text.splitlines():
        kind = re.search(r'\.add_(runtime_|development_)?dependency', line)
        gem = kind and GEM.match(line)
        ranges = gem and re.findall(r'''["']([^"']*)["']''', gem.group(2))
        if gem and all(re.match(r'[~<>=! ]*\d', r) for r in ranges):
            out.append('  s.add_%sdependency %s' % (kind.group(1) or '', ', '.join("'%s'" % w for w in [gem.group(1), *ranges])))
    return '\n'.join([*out, 'end'])


def reduce_rubygems(tree, path='Gemfile'):
    text, files = tree.read(path), {}
    listed = dict(gems(text))
    lines = ["source '{registry}'"]
    if re.search(r'^\s*gemspec\b', text, re.M):
        lines.append('gemspec')
        for spec in sorted(p for p in tree.paths if re.fullmatch(r'[^/]+\.gemspec', p))[:1]:
            files[spec] = gemspec(tree.read(spec), posixpath.basename(spec).removesuffix('.gemspec'))
    return {path: '\n'.join([*lines, *listed.values()]), **files}


def reduce_composer(tree, path='composer.json'):
    document = json.loads(tree.read(path))
    kept = {k: document[k] for k in ('name', 'require', 'require-dev', 'conflict', 'replace', 'provide', 'minimum-stability',
                                     'prefer-stable') if k in document}
    platform = document.get('config', {}).get('platform')
    return {path: json.dumps({**kept, **({'config': {'platform': platform}} if platform else {})}, indent=1)}
