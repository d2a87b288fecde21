#!/usr/bin/env python3
"""debian.py - writes debian.sources: which source package each binary package of Debian is made of.

    apt-cache dumpavail | data/image/debian.py 12 2026-11-25 data/image/debian.sources

Reads the index of packages of a release of Debian (the "Packages" file of its archive, format:
deb822(5)); names are all that is taken. Written is a line "debian RELEASE DAY BYTES", and below it,
compressed by zlib, a line for each source whose packages have other names than it: "SOURCE PACKAGE
PACKAGE ..", all sorted. The same index gives the same bytes.
"""
import sys
import zlib


def read(lines):
    """Source -> names of packages."""
    sources = {}
    package = source = None
    for line in [*lines, '\n']:
        if line.startswith('Package: '):
            package = source = line[9:].strip()
        elif line.startswith('Source: '):
            source = line[8:].split()[0]
        elif not line.strip():
            if package and package != source:
                sources.setdefault(source, set()).add(package)
            package = None
    return sources


def main(release, day, path):
    sources = read(sys.stdin)
    text = ''.join(f'{source} {" ".join(sorted(sources[source]))}\n' for source in sorted(sources)).encode()
    with open(path, 'wb') as out:
        out.write(f'debian {release} {day} {len(text)}\n'.encode() + zlib.compress(text, 9))


if __name__ == '__main__':
    main(*sys.argv[1:])
