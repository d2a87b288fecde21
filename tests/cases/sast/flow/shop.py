from __future__ import annotations
import os, a.b as ab
from .names import one as first, two
from things import *

LIMIT: int = 3
table = {'a': 1, **two, 'b': [x for x in first if x], 1: {y for y in ()}}


@app.route('/<name>', methods=['GET'])
async def find(name, /, size: int = LIMIT, *rest, key='k', **more):
    """What it does."""
    global LIMIT
    text = f'{name!r:>{size}} a {{b}}' 'c' r'\d' + b'\x00\u0041'.decode()
    l = [name, *rest]; l[1:2] = ['x']; l.insert(0, text); del l[0]
    a, (b, *c) = l.pop(), l
    if (n := len(l)) > 1 and not n == 2 or 'x' not in l: out.run(text % (a,))
    elif 1 < n <= 3: pass
    else: raise ValueError(a) from None
    while n: n -= 1; continue
    else: n = 1
    for i, v in enumerate(table.items()):
        if i: break
        yield v
    with open(name) as f, lock: l += f.read().split('\n')
    try: x = await fetch(a)
    except (A, B) as e: x = str(e)
    except: x = None
    else: x = 1 / 2
    finally: l.clear()
    match a:
        case 'a' | 'b' if n: a = 1
        case {'k': v, **kw}: a = v
        case [1, *others] | Point(x=0): a = others
        case _: a = lambda q, *r: q or r
    assert a in ('a', 'b'), 'no'
    return a if b else c[0][-1:], {k: v for k, v in more.items()}


class Shop(Base, metaclass=Meta):
    kind: str = 'a'
    count = 0

    def __init__(self, text):
        self.text = text
        self.other: str = text.strip().upper()

    @staticmethod
    def make(text=lambda: 1): return Shop(text)

    @property
    def name(self): return self.text

    def run(self):
        def inner(): nonlocal_text = self.text; return nonlocal_text
        return inner() + self.kind + Shop.make('x').name
