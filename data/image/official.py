#!/usr/bin/env python3
"""official.py - writes official.facts: each tag of the official images, with its days.

    git clone --bare https://github.com/docker-library/official-images
    git clone --bare https://github.com/docker-library/docs
    data/image/official.py official-images.git docs.git data/image/official.facts

Walks the history of `library/`, of which each file lists the tags of one image that are built.
A tag begins on the day of the commit that lists it first, and ends on that of the commit which
no longer does. Facts only are taken from either repository (both are free software): names,
days, architectures. The same repositories give the same bytes. Format: see src/image/facts.h.
"""
import re
import subprocess
import sys
import zlib

# What a tag may be (the distribution project's reference grammar).
TAG = re.compile(r'[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\Z')
NAME = re.compile(r'[a-z0-9][a-z0-9._-]*\Z')
# The form of before 2016: "tag: git://address@commit folder".
OLD_LINE = re.compile(r'([A-Za-z0-9_][\w.-]*):\s+(\S+)@(\S+)(?:\s+(\S+))?\s*\Z')
DEFAULT_ARCH = 'amd64'


def git(repository, *arguments):
    return subprocess.run(['git', '-C', repository, *arguments], check=True,
                          stdout=subprocess.PIPE).stdout


class Blobs:
    """Contents of objects, by one git that answers them all."""

    def __init__(self, repository):
        self.process = subprocess.Popen(['git', '-C', repository, 'cat-file', '--batch'],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def read(self, name):
        self.process.stdin.write(name.encode() + b'\n')
        self.process.stdin.flush()
        head = self.process.stdout.readline().split()
        if len(head) != 3:
            return None
        data = self.process.stdout.read(int(head[2]) + 1)[:-1]
        return data.decode('utf-8', 'replace')


def changes(repository, folder, *options):
    """(day, path, blob or None) of each change of a file below folder, oldest first."""
    text = git(repository, 'log', *options, '--reverse', '--raw', '--no-abbrev', '--no-renames',
               '--format=commit %cs', 'HEAD', '--', folder).decode()
    day = None
    for line in text.splitlines():
        if line.startswith('commit '):
            day = line[7:]
        elif line.startswith(':'):
            meta, path = line.split('\t', 1)
            blob = meta.split()[3]
            yield day, path, None if set(blob) == {'0'} else blob


def paragraphs(text):
    """RFC 2822 paragraphs as dictionaries, comments left out."""
    for block in re.split(r'\n[ \t]*\n', '\n' + text):
        fields, key = {}, None
        for line in block.splitlines():
            if line.startswith('#') or not line.strip():
                continue
            if line[0] in ' \t' and key:
                fields[key] += ' ' + line.strip()
            elif ':' in line:
                key, value = line.split(':', 1)
                key = key.strip()
                fields[key] = value.strip()
        if fields:
            yield fields


def split(value):
    return [part.strip() for part in value.split(',') if part.strip()]


def read_library(text):
    """[(tags, arches)] of a library file, in its order."""
    lines = [l.strip() for l in text.splitlines() if l.strip() and not l.lstrip().startswith('#')]
    if not re.search(r'^(Tags|GitCommit|Maintainers)\s*:', text, re.M):
        by_image = {}
        for line in lines:
            m = OLD_LINE.match(line)
            if m and TAG.match(m.group(1)):
                by_image.setdefault(m.groups()[1:], []).append(m.group(1))
        return [(tags, [DEFAULT_ARCH]) for tags in by_image.values()]
    entries, default = [], [DEFAULT_ARCH]
    for fields in paragraphs(text):
        arches = split(fields.get('Architectures', '')) or default
        if 'Tags' not in fields and 'SharedTags' not in fields:
            default = arches
            continue
        tags = split(fields.get('Tags', '')) + split(fields.get('SharedTags', ''))
        entries.append(([t for t in tags if TAG.match(t)], arches))
    return entries


class Image:
    """One file of library/, followed through its history."""

    def __init__(self):
        self.first = self.changed = self.removed = None
        self.entries = []   # of now: [(tags, arches)]
        self.since = {}     # tag -> first day, also of those that are gone
        self.until = {}     # tag -> day, of those that are gone

    def change(self, day, text):
        entries = read_library(text) if text is not None else []
        listed = {tag for tags, _ in entries for tag in tags}
        self.first = self.first or day
        self.changed = day
        self.removed = day if text is None else None
        for tag in listed:
            self.since.setdefault(tag, day)
            self.until.pop(tag, None)
        for tag in self.since:
            if tag not in listed:
                self.until.setdefault(tag, day)
        self.entries = entries


def read_images(repository):
    images, blobs = {}, Blobs(repository)
    for day, path, blob in changes(repository, 'library/', '--first-parent', '-m'):
        name = path[len('library/'):]
        if NAME.match(name):
            images.setdefault(name, Image()).change(day, blobs.read(blob) if blob else None)
    return images


def read_notices(repository):
    """image -> days since and until which its page says that it is deprecated; until None: still."""
    since = {}
    for day, path, blob in changes(repository, '*/deprecated.md'):
        name = path.split('/')[0]
        if path.count('/') != 1:
            continue
        if blob and since.get(name, (day, day))[1]:
            since[name] = (day, None)
        elif not blob and name in since:
            since[name] = (since[name][0], day)
    return since


def by_first(tags, since):
    """Tags in their order, those of one first day together."""
    groups = {}
    for tag in tags:
        groups.setdefault(since[tag], []).append(tag)
    return sorted(groups.items())


def arches_of(image):
    """tag -> all architectures that any of its entries is built for."""
    found = {}
    for tags, arches in image.entries:
        for tag in tags:
            found.setdefault(tag, set()).update(arches)
    return found


def current_lines(image):
    """One line for the tags of an entry that are equally old and run on the same machines."""
    arches, listed = arches_of(image), set()
    for number, (tags, _) in enumerate(image.entries):
        new = [tag for tag in dict.fromkeys(tags) if tag not in listed]
        listed.update(new)
        for first, same_day in by_first(new, image.since):
            by_arches = {}
            for tag in same_day:
                by_arches.setdefault(','.join(sorted(arches[tag])), []).append(tag)
            for machines, same in sorted(by_arches.items()):
                yield f'now {number} {first} {machines} ' + ' '.join(same)


def gone_lines(image):
    groups = {}
    for tag, last in image.until.items():
        groups.setdefault((image.since[tag], last), []).append(tag)
    for (first, last), tags in sorted(groups.items()):
        yield f'gone {first} {last} ' + ' '.join(sorted(tags))


def image_text(image, notice):
    lines = [f'first {image.first}', f'changed {image.changed}']
    if notice:
        since, withdrawn = notice
        # A removed image keeps its notice, though its page goes, too.
        if not withdrawn or (image.removed and withdrawn >= image.removed):
            lines.append(f'deprecated {since}')
    if image.removed:
        lines.append(f'removed {image.removed}')
    return '\n'.join(lines + list(current_lines(image)) + list(gone_lines(image))) + '\n'


def head(repository):
    return git(repository, 'log', '-1', '--format=%cs %H', 'HEAD').decode().split()


def pack(images, notices, official, docs):
    day, commit = head(official)
    lines = ['strata image facts 1', f'day {day}', f'commit {commit}', f'docs {head(docs)[1]}']
    members = []
    for name in sorted(images):
        text = image_text(images[name], notices.get(name)).encode()
        member = zlib.compress(text, 9)
        lines.append(f'image {name} {len(member)} {len(text)}')
        members.append(member)
    return ('\n'.join(lines) + '\n\n').encode() + b''.join(members)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    official, docs, out = sys.argv[1:]
    data = pack(read_images(official), read_notices(docs), official, docs)
    with open(out, 'wb') as f:
        f.write(data)


if __name__ == '__main__':
    main()
