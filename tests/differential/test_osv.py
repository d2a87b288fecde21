"""Matching against an evaluator that follows the OSV schema's pseudo-code, word by word.

Questions are versions at the borders of what the records of shared/osv call
affected: each bound and some of the listed versions, as written and a step beside.
STRATA_PAIRS sets how many are asked (a tenth of it for each ecosystem).
"""

import collections
import json
import os
import pathlib
import random
import re
import subprocess
import zipfile

import pytest

from orders import ORDERS, Keyed, semver
from versions import COUNT, ROOT, SEED, SHOWN, ask, other_number

SHARED = pathlib.Path(os.environ.get("STRATA_SHARED", ROOT.parent / "shared"))
ORACLE = ROOT / "build/dev/tests/match_oracle"
TAILS = ["-alpha", "-alpha.1", "-rc.1", "-0", "-rc1", "a1", "b2", "rc1", ".rc1", ".dev0", ".post1", "+local", "+build.5",
         ".0", ".0.0", ".1", "-1", "-SNAPSHOT", ".Final", ".RELEASE", "-beta2", ".pre", "-dev", "-p1", ".GA", "-sp1"]


# --- records ------------------------------------------------------------------------

def normal_name(ecosystem, name):
    if ecosystem == "PyPI":
        return re.sub(r"[-_.]+", "-", name).lower()
    return name.lower() if ecosystem in ("NuGet", "Packagist") else name


def read_export(ecosystem):
    """name -> [(id, [affected element])], of records that are not withdrawn."""
    packages = collections.defaultdict(dict)
    with zipfile.ZipFile(SHARED / "osv" / ecosystem / "all.zip") as export:
        for file in export.namelist():
            record = json.loads(export.read(file))
            if "withdrawn" in record:
                continue
            for affected in record.get("affected", []):
                package = affected.get("package", {})
                if package.get("ecosystem", "").split(":")[0] == ecosystem:
                    name = normal_name(ecosystem, package["name"])
                    packages[name].setdefault(record["id"], []).append(affected)
    return packages


# --- questions ----------------------------------------------------------------------

def bounds(elements):
    found = []
    for affected in elements:
        for range_ in affected.get("ranges", []):
            if range_["type"] != "GIT":
                found += [value for event in range_["events"] for value in event.values()]
        found += affected.get("versions", [])
    return [v for v in found if v != "0"] or ["0"]


def spelled(draw, version, ecosystem):
    """The version as written, or a neighbour of it, or another way to write it."""
    way = draw.randrange(8)
    if way <= 1:
        return version
    if way <= 3:
        return other_number(draw, version)
    if way == 4:
        return version + draw.choice(TAILS)
    if way == 5:
        return other_number(draw, version) + draw.choice(TAILS)
    if way == 6:
        return re.sub(r"(\.0)+$", "", version) if draw.randrange(2) else version.upper()
    return "v" + version if ecosystem in ("npm", "Go", "PyPI", "Packagist") else re.split(r"[-+]", version)[0]


def questions(packages, ecosystem, count):
    draw = random.Random(SEED)
    names, asked = sorted(packages), set()
    for _ in range(count):
        name = draw.choice(names)
        elements = [e for record in packages[name].values() for e in record]
        version = spelled(draw, draw.choice(bounds(elements)), ecosystem)
        if version and not re.search(r"\s", version):
            asked.add((name, version))
    return sorted(asked)


def strict(asked, order):
    """Without what is no SemVer at all: no registry has it, and ours reads it as the tools do."""
    return [question for question in asked if not isinstance(order, Keyed) or order.valid(question[1])]


# --- the schema's evaluation ----------------------------------------------------------

KINDS = ("introduced", "fixed", "last_affected", "limit")


def order_of(range_, version, ecosystem, order):
    """The order by which a range can be evaluated, with the version as it writes it; or None."""
    plain = [v for event in range_["events"] for k, v in event.items() if (k, v) not in (("introduced", "0"), ("limit", "*"))]
    bare = version.removeprefix("v") if semver(version) is None else version
    if range_["type"] == "SEMVER" and semver(bare) and all(semver(v) for v in plain):
        return Keyed(semver), bare
    if order.valid(version) and all(order.valid(v) for v in plain):
        return order, version
    return None


def included_in_range(version, range_, order):
    def at_least(bound):
        return bound == "0" or order.compare(version, bound) >= 0

    def before_limits():
        limits = [event["limit"] for event in range_["events"] if "limit" in event]
        return not limits or any(limit == "*" or order.compare(version, limit) < 0 for limit in limits)

    passed = [(kind, value) for event in range_["events"] for kind, value in event.items() if kind != "limit"]
    # Sorted by what is at most the version: the order of bounds among each other.
    vulnerable, state = False, []
    for kind, value in passed:
        if kind == "introduced" and value == "0":
            state.append((kind, None))
        elif (kind == "last_affected" and order.compare(version, value) > 0) or (kind != "last_affected" and at_least(value)):
            state.append((kind, value))
    state = sort_events(state, order)
    for kind, _ in state:
        vulnerable = kind == "introduced"
    return vulnerable and before_limits()


def sort_events(events, order):
    """Stable: of two at one version, the file's order is kept."""
    done = []
    for event in events:
        at = len(done)
        while at > 0 and done[at - 1][1] is not None and \
                (event[1] is None or order.compare(event[1], done[at - 1][1]) < 0):
            at -= 1
        done.insert(at, event)
    return done


def included_in_versions(version, affected, order):
    for listed in affected.get("versions", []):
        if listed == version or (order.valid(version) and order.valid(listed) and order.compare(listed, version) == 0):
            return True
    return False


def is_vulnerable(version, affected, ecosystem, order):
    if included_in_versions(version, affected, order):
        return True
    for range_ in affected.get("ranges", []):
        if range_["type"] == "GIT":
            continue
        if range_["events"] == [{"introduced": "0"}]:
            return True
        found = order_of(range_, version, ecosystem, order)
        if found and included_in_range(found[1], range_, found[0]):
            return True
    return False


def expected(packages, asked, ecosystem, order):
    pairs = set()
    for name, version in asked:
        for elements in packages[name].values():
            values = bounds(elements)
            pairs |= {(v, version) for v in values} | {(version, v) for v in values}
            for affected in elements:
                for range_ in affected.get("ranges", []):
                    if range_["type"] != "GIT":
                        own = [v for event in range_["events"] for v in event.values()]
                        pairs |= {(a, b) for a in own for b in own}
    order.prepare(pairs)
    return [" ".join(sorted(id for id, elements in packages[name].items()
                            if any(is_vulnerable(version, e, ecosystem, order) for e in elements)))
            for name, version in asked]


# --- the test -------------------------------------------------------------------------

@pytest.fixture(scope="session")
def database(tmp_path_factory):
    if not (SHARED / "osv").is_dir():
        pytest.skip("no shared/osv beside the checkout")
    if not ORACLE.exists():
        pytest.skip(f"{ORACLE} is not built")
    folder = tmp_path_factory.mktemp("osv") / "db"
    subprocess.run([str(ORACLE), str(folder), str(SHARED / "osv")], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("ecosystem", sorted(ORDERS))
def test_matching(database, ecosystem):
    order = ORDERS[ecosystem]()
    packages = read_export(ecosystem)
    asked = strict(questions(packages, ecosystem, max(300, COUNT // 25)), order)
    theirs = expected(packages, asked, ecosystem, order)
    answers = ask([str(ORACLE), str(database)], ["\t".join((ecosystem, *question)) for question in asked])
    mine = [answer.split("\t")[0] for answer in answers]
    wrong = sorted((q, m, t) for q, m, t in zip(asked, mine, theirs) if m != t)
    records = sum(len(t.split()) for t in theirs)
    print(f"{ecosystem}: {len(asked)} questions, {records} matches, {len(wrong)} answers differ")
    shown = "\n".join(f"{q}: ours [{m}], theirs [{t}]" for q, m, t in wrong[:SHOWN])
    assert records > len(asked) / 10, "hardly anything matches: the questions are wrong"
    assert not wrong, f"{len(wrong)} of {len(asked)}:\n{shown}"
