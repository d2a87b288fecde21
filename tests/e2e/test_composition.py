"""How much of a snapshot is whose: lines by language, and the verdict on each file."""
import pytest

MIT = '''MIT License

Copyright (c) 2020 Jane Roe

Permission is hereby granted, free of charge, to any person obtaining a copy
'''
OWN = '/* Copyright (c) 2020 Jane Roe. MIT License. */\nint %s;\n'


@pytest.fixture
def whose(strata, repository):
    def judge(*options):
        run = strata('composition', repository.path, '--files', '-o', 'json', *options)
        return {f['path']: f for f in run.json['composition']['files']}
    return judge


def test_languages_are_counted(strata, repository):
    repository.write('a.py', '# a\n\nx = 1\n').write('b.py', 'y = 2\n').write('c.c', 'int a; // b\n').commit()
    report = strata('composition', repository.path, '-o', 'json').json['composition']
    assert report['languages'] == [
        {'name': 'Python', 'files': 2, 'code': 2, 'comment': 1, 'blank': 1},
        {'name': 'C', 'files': 1, 'code': 1, 'comment': 0, 'blank': 0}]
    assert report['shares'][0] == {'whose': 'first-party', 'files': 3, 'lines': 3, 'estimated': False, 'error': 0}
    assert 'files' not in report


def test_other_languages_within_a_file_stand_below_its_own(strata, repository):
    repository.write('a.html', '<p>\n<script>\na();\n</script>\n').write('a.js', 'b();\n').commit()
    html, js = strata('composition', repository.path, '-o', 'json').json['composition']['languages']
    assert (html['code'], html['embedded']) == (3, [{'name': 'JavaScript', 'code': 1, 'comment': 0, 'blank': 0}])
    assert (js['code'], 'embedded' in js) == (1, False)
    assert 'in it: JavaScript' in strata('composition', repository.path).out
    [share, *_] = strata('composition', repository.path, '-o', 'json').json['composition']['shares']
    assert share['lines'] == 5


def test_what_is_no_text_is_said(strata, repository):
    repository.write('a.py', b'x\0y').write('b.unheard', 'x\n').write('c.py', 'x\n').commit()
    run = strata('composition', repository.path)
    assert '1 binary files, 1 in no language that is known' in run.out
    report = strata('composition', repository.path, '-o', 'json').json['composition']
    assert (report['binary'], report['unknown']) == (1, 1)


def test_a_revision_of_a_bare_repository(strata, repository, tmp_path):
    repository.write('a.go', 'package a\n').commit()
    repository.write('a.go', 'package a\nvar b int\n').commit()
    repository.git('clone', '-q', '--bare', '.', str(tmp_path / 'bare'))
    for revision, lines in ('HEAD', 2), ('HEAD~1', 1):
        report = strata('composition', tmp_path / 'bare', '--rev', revision, '-o', 'json').json['composition']
        assert report['languages'][0]['code'] == lines


def test_the_table_tells_of_files_where_they_are_asked_for(strata, repository, whose):
    repository.write('a.go', 'package a\n').write('vendor/b/b.go', 'package b\n').commit()
    lines = [line.split() for line in strata('composition', repository.path, '--files').out.splitlines()]
    for path, file in whose().items():
        assert [file['whose'], file['confidence'], path, *'; '.join(file['reasons']).split()] in lines
    assert 'a.go' not in strata('composition', repository.path).out


@pytest.mark.parametrize('format', ['sarif', 'github', 'gitlab'])
def test_formats_of_findings_are_refused(strata, repository, format):
    repository.write('a.go', 'package a\n').commit()
    run = strata('composition', repository.path, '-o', format)
    assert (run.status, run.out) == (4, '')
    assert f"composition answers as one of 'table json markdown svg', not as '{format}'" in run.err


def test_nothing_to_count_is_status_3(strata, repository):
    repository.write('x.unheard', 'x').commit()
    assert strata('composition', repository.path).status == 3


def test_a_file_that_cannot_be_read_is_a_note(strata, repository):
    repository.write('a.py', 'x\n').write('big.py', 'x\n' * 1000).commit()
    report = strata('composition', repository.path, '-o', 'json', '--max-file-size', '100').json
    assert [n['path'] for n in report['coverage']['notes']] == ['big.py']


def test_a_manifest_that_cannot_be_read_is_said(strata, repository):
    repository.write('package-lock.json', '{').write('a.py', 'x\n').commit()
    run = strata('composition', repository.path, '--strict', '-o', 'json')
    assert (run.status, [n['path'] for n in run.json['coverage']['notes']]) == (5, ['package-lock.json'])


LONG = 'var a=1;' * 200


@pytest.mark.parametrize('path, text, verdict', [
    ('vendor/x/x.go', 'package x\n', 'in-tree'),
    ('src/static/js/vendors/x.ts', 'let a;\n', 'in-tree'),
    ('js/jquery-3.1.0.min.js', '/*! jQuery v3.1.0 | (c) jQuery Foundation | jquery.org/license */\n' + LONG, 'in-tree'),
    ('js/jquery.js', 'export default window.jQuery;\n', 'first-party'),
    ('js/box.js', '/*!\n * box.js\n * @author x\n * @version 1.11.1\n * @url https://box.example/box\n */\nlet a;\n', 'in-tree'),
    ('js/app.min.js', LONG, 'generated'),
    ('js/own.min.js', '/* Copyright (c) 2020 Jane Roe */\n' + LONG, 'generated'),
    ('js/app.js', 'function a() {}\n', 'first-party'),
    ('gen/gen.go', 'package gen\n\nfunc f() {\n\tfmt.Fprintln(w, "// Code generated by gen. DO NOT EDIT.")\n}\n', 'first-party'),
    ('src/licences.c', '/* Copyright (c) 2021 Some Body */\nchar *a = "GNU General Public License";\n', 'first-party'),
    ('css/app.css', 'a { color: red }\n', 'generated'),
    ('css/other.css', 'a { color: red }\n', 'first-party'),
    ('src/strl.c', '/*\n * Copyright (c) 1998 Some Body <s@b.example>\n * Permission to use, copy, modify, and distribute\n */\n',
     'in-tree'),
    ('src/gift.c', '/* Copyright (c) 2021 Some Body. MIT License. */\nint a;\n', 'first-party'),
    ('src/own.c', OWN % 'own', 'first-party'),
    ('api/a.pb.go', '// Code generated by protoc-gen-go. DO NOT EDIT.\npackage a\n', 'generated'),
    ('src/a.c', '/* the list is generated by hand */\nint a;\n', 'first-party'),
    ('package-lock.json', '{}\n', 'generated'),
    ('data/a.json', '{}\n', 'data'),
    ('docs/a.md', 'text\n', 'data'),
    ('core/src/main/java/com/x/vendor/A.java', 'class A {}\n', 'first-party'),
    ('src/User.java', 'package a;\n\nclass A {\n    @GeneratedValue int id;\n}\n', 'first-party'),
    ('lib/a.rake', 'f.write <<X\n# This file was generated by rake\nX\n', 'first-party'),
    ('a/service.js', '/*\n * Licensed under the Apache License, Version 2.0:\n * http://www.apache.org/licenses/LICENSE-2.0\n */\n',
     'first-party'),
    ('js/tribute-5.1.3.min.js', LONG, 'in-tree'),
    ('js/jquery.snippet.min.js', LONG, 'in-tree'),
    ('css/libs.5cf311f0.css', '/*! normalize.css v7.0.0 | MIT License */\na{}\n', 'generated'),
    ('css/out.css', '/*! tailwindcss v4.2.4 | MIT License | https://tailwindcss.com */\na{}\n', 'generated'),
    ('runtime/dist/a.vim', 'let a = 1\n', 'first-party'),
    ('tests/scans/a.json', '{"x": "automatically generated"}\n', 'data'),
    ('src/icons/A.tsx', 'const SvgA = (p) => (<svg {...p} />);\nexport default SvgA;\n', 'generated'),
    ('src/stats.py', '# Copyright 2020 Jane Roe. MIT License\n', 'first-party'),
    ('gradlew', '#!/bin/sh\n# Copyright 2015 the authors. Apache License, Version 2.0\n', 'in-tree'),
    ('compat/t.c', '/* $OpenBSD: t.c */\n/* Copyright (c) 2014 Some Body. MIT License */\n', 'in-tree'),
    ('deps/lib/configure', '#! /bin/sh\n# Generated by GNU Autoconf 2.69.\n', 'generated'),
])
def test_whose(whose, repository, path, text, verdict):
    repository.write('LICENSE', MIT).write('scss/app.scss', 'a { color: red }\n')
    for name in 'xyz':
        repository.write(f'src/{name}.c', OWN % name)
    repository.write(path, text).commit()
    file = whose()[path]
    assert file['whose'] == verdict and file['reasons']


@pytest.mark.parametrize('offered, carried, verdict', [
    ('MIT OR Apache-2.0', 'Apache-2.0', 'first-party'), ('MIT OR Apache-2.0', 'ISC', 'in-tree'),
    ('MIT', 'MIT OR ISC', 'first-party'), ('MIT', 'MIT AND ISC', 'in-tree'),
    ('MIT OR ISC OR Zlib OR NCSA', 'ISC', 'in-tree'), ('GPL-2.0-only', 'GPL-3.0-or-later', 'first-party')])
def test_a_header_of_others_under_a_licence_that_the_project_offers(whose, repository, offered, carried, verdict):
    repository.write('LICENSE', f'SPDX-License-Identifier: {offered}\n\nCopyright (c) 2020 Jane Roe\n')
    repository.write('a.c', f'/* Copyright (c) 2021 Some Body\n * SPDX-License-Identifier: {carried} */\nint a;\n')
    repository.commit()
    assert whose()['a.c']['whose'] == verdict


def test_a_folder_asked_for_by_name_is_judged_as_it_stands(strata, repository):
    repository.write('vendors/x/own.c', 'int a;\n').write('examples/app/tests/a.c', 'int a;\n').commit()
    for folder, role in ('vendors/x', 'own'), ('examples/app', 'test'):
        run = strata('composition', repository.path / folder, '--files', '-o', 'json')
        [file] = run.json['composition']['files']
        assert (file['whose'], file['role']) == ('first-party', role)


def test_what_lies_among_libraries(whose, repository):
    for name in 'jquery', 'backbone', 'underscore':
        repository.write(f'js/libs/{name}.min.js', f'/*! {name} 1.2.3 | MIT license | http://x.example */\n' + LONG)
        repository.write(f'js/{name}.min.js', f'/*! {name} 1.2.3 | MIT license | http://x.example */\n' + LONG)
    repository.write('js/libs/thing.min.js', LONG).write('js/libs/theme.js', 'a();\n')
    repository.write('js/thing.min.js', LONG).write('js/app.js', 'a();\n').commit()
    files = whose()
    assert {(files[f]['whose'], files[f]['confidence']) for f in (
        'js/libs/thing.min.js', 'js/libs/theme.js', 'js/thing.min.js')} == {('in-tree', 'medium')}
    assert files['js/app.js']['whose'] == 'first-party'


@pytest.mark.parametrize('files', [
    {'web/box/box.js': '/*! box v1.2.3 | MIT licence | http://box.example */\n', 'web/box/theme/x.css': 'a {}\n'},
    {'src/z/LICENSE': 'Copyright (c) 2001 Some Body\n', 'src/z/z.c': 'int z;\n'},
    {'src/zl/zlib.h': '#define ZLIB_VERSION "1.2.13"\n', 'src/zl/deflate.c': 'int z;\n'},
    {'src/uv/include/v.h': '#  define UV_VERSION_MAJOR 1\n', 'src/uv/src/poll.c': 'int z;\n'},
    {**{f'web/{c}.js': f'/*! {c} v1.2.3 | MIT licence | http://{c}.example */\n' for c in 'abc'}, 'web/d.css': 'a {}\n'},
])
def test_folders_that_are_libraries_as_a_whole(whose, repository, files):
    repository.write('LICENSE', MIT)
    for name in 'uvwxyz':
        repository.write(f'src/{name}.c', OWN % name)
    for path, text in files.items():
        repository.write(path, text)
    repository.commit()
    judged = whose()
    last = list(files)[-1]
    assert (judged[last]['whose'], judged[last]['confidence']) == ('in-tree', 'medium')
    assert judged['src/u.c']['whose'] == 'first-party'


def test_the_library_itself_is_its_own(whose, repository):
    repository.write('include/uv.h', '#define UV_VERSION_MAJOR 1\n').write('src/poll.c', 'int a;\n').commit()
    assert {f['whose'] for f in whose().values()} == {'first-party'}


@pytest.mark.parametrize('text, licence', [
    ('SPDX-License-Identifier: GPL-3.0-or-later', 'GPL-3.0-or-later'),
    ('GNU General Public License, version 2', 'GPL-2.0-only'),
    ('under the GNU General Public License', 'GPL-1.0-or-later'),
    ('GNU Lesser General Public License version 3', 'LGPL-3.0-only'),
    ('MIT License', 'MIT'), ('color #cc0000', None)])
def test_licences_of_headers(whose, repository, text, licence):
    repository.write('a.c', f'/* {text} */\nint a;\n').commit()
    assert whose()['a.c']['licence'] == licence


def test_hostile_files_are_counted_in_linear_time(strata, repository):
    """Each would take hours if a mark were looked for to the end of its line, or of the file, again and again."""
    for name, text in {'a.js': '(/[' * 700000, 'b.js': '`${' * 700000, 'c.py': '"""' * 700000 + '"', 'd.sh': '<<A' * 700000,
                       'e.c': 'copyright 1 ' * 300 + ' ' * 4000000, 'f.rs': '/*' * 1000000, 'g.php': '<<<A\n' * 400000,
                       'h.js': 'copyright 1 ' * 300 + '1' * 4000000, 'i.lua': '[[' * 1000000, 'j.rb': '=begin\n' * 300000,
                       'k.html': '<script>\n' * 300000, 'l.vue': '<template>\n' * 300000, 'm.md': '```c\n' * 500000,
                       'n.md': ('```md\n' + '````md\n') * 200000, 'o.php': '?><!' * 700000}.items():
        repository.write(name, text)
    report = strata('composition', repository.path, '-o', 'json').json['composition']
    assert sum(language['files'] for language in report['languages']) == 15
