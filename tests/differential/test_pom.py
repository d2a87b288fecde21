"""Poms as Maven reads them: help:effective-pom of a generated multi-module project."""
import json
import os
import random
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest

from versions import ROOT, SEED

MODULES = int(os.environ.get("STRATA_POMS", "80"))
PROGRAM = os.environ.get("STRATA", ROOT / "build/dev/strata")
SCOPES = ["compile", "runtime", "provided", "test"]
NAMES = [f"lib{i}" for i in range(12)]
PROPERTIES = [f"v{i}" for i in range(6)]


def value(draw, depth):
    """A version, a property, or a text made of several."""
    kinds = ["1.0", "2.3.4", "1.0-SNAPSHOT", "[1.5]", "[1,2)", "${project.version}"]
    if depth:
        kinds += [f"${{{draw.choice(PROPERTIES)}}}"] * 4 + [f"3.${{{draw.choice(PROPERTIES[3:])}}}"]
    return draw.choice(kinds)


def dependency(draw, name, versions, managed):
    out = f"<groupId>x</groupId><artifactId>{name}</artifactId>"
    if versions:
        out += f"<version>{value(draw, 1)}</version>"
    if draw.randrange(3) == 0:
        out += f"<scope>{draw.choice(SCOPES)}</scope>"
    if not managed and draw.randrange(6) == 0:
        out += "<optional>true</optional>"
    return f"<dependency>{out}</dependency>"


def properties(draw, names):
    """Plain values for the second half, which the first half may be made of."""
    def text(name):
        plain = PROPERTIES.index(name) >= 3
        return draw.choice(["1", "2.1", "9"]) if plain else f"${{{draw.choice(PROPERTIES[3:])}}}.5"
    return "<properties>" + "".join(f"<{n}>{text(n)}</{n}>" for n in names) + "</properties>"


def pom(draw, artifact, parent, modules, more=""):
    above = "" if parent is None else (
        f"<parent><groupId>org.example</groupId><artifactId>{parent}</artifactId>"
        f"<version>1.0</version></parent>")
    own = "<groupId>org.example</groupId><version>1.0</version>" if parent is None else ""
    if parent is not None and draw.randrange(4) == 0:
        own = "<version>4.5</version>" if not modules else ""
    some = draw.sample(NAMES, draw.randrange(4))
    few = draw.sample(NAMES, draw.randrange(1, 5))
    everything = NAMES if parent is None else some
    return (f"<project><modelVersion>4.0.0</modelVersion>{above}{own}<artifactId>{artifact}</artifactId>"
            "<packaging>pom</packaging>"
            + properties(draw, PROPERTIES if parent is None else draw.sample(PROPERTIES, 2))
            + "<modules>" + "".join(f"<module>{m}</module>" for m in modules) + "</modules>"
            + "<dependencyManagement><dependencies>"
            + "".join(dependency(draw, n, True, True) for n in everything) + more
            + "</dependencies></dependencyManagement><dependencies>"
            + "".join(dependency(draw, n, draw.randrange(2), False) for n in few)
            + "</dependencies></project>")


def write_tree(draw, folder):
    """m0 at the top; each other module is a child of one before it, in its folder."""
    parents = {i: draw.randrange(i) for i in range(1, MODULES)}
    places = {0: folder}
    for i, parent in parents.items():
        places[i] = places[parent] / f"m{i}"
    for i, place in places.items():
        children = [f"m{k}" for k, parent in parents.items() if parent == i]
        place.mkdir(parents=True)
        parent = f"m{parents[i]}" if i else None
        (place / "pom.xml").write_text(pom(draw, f"m{i}", parent, children))


def scope_of(scope, optional):
    return "test" if scope == "test" else "optional" if optional == "true" else "prod"


def pinned(text):
    text = re.sub(r"^\[([^,\[\]]*)\]$", r"\1", text)
    return None if re.search(r"[\[\](),]", text) else text


def maven(folder):
    """{(project, name): (version, scope)} of Maven's effective poms."""
    out = folder / "effective.xml"
    run = subprocess.run(["mvn", "-B", "-q", "help:effective-pom", f"-Doutput={out}"], cwd=folder,
                         capture_output=True, text=True, timeout=300)
    if run.returncode and "Could not resolve" in run.stdout + run.stderr:
        pytest.skip("Maven cannot fetch its help plugin")
    assert run.returncode == 0, run.stdout[-2000:]
    space = {"m": "http://maven.apache.org/POM/4.0.0"}
    found = {}
    for project in ET.parse(out).getroot().findall("m:project", space):
        for d in project.findall("m:dependencies/m:dependency", space):
            def text(key):
                return d.findtext("m:" + key, "", space)
            found[project.findtext("m:artifactId", "", space), text("artifactId")] = (
                pinned(text("version")), scope_of(text("scope"), text("optional")))
    return found


def ours(folder):
    run = subprocess.run([str(PROGRAM), "deps", "--dir", str(folder), "-o", "json"],
                         capture_output=True, text=True, check=True)
    return {((p["project"].rsplit("/", 1)[-1] if p["project"] != "." else "m0"),
             p["name"].split(":")[1]): (p["version"], p["scope"])
            for p in json.loads(run.stdout)["packages"]}


def test_direct_dependencies(tmp_path):
    if not shutil.which("mvn"):
        pytest.skip("Maven is not installed")
    if not os.path.exists(PROGRAM):
        pytest.skip(f"{PROGRAM} is not built")
    write_tree(random.Random(SEED), tmp_path / "tree")
    theirs, mine = maven(tmp_path / "tree"), ours(tmp_path / "tree")
    wrong = {k: (mine.get(k), theirs.get(k)) for k in {*mine, *theirs} if mine.get(k) != theirs.get(k)}
    print(f"{MODULES} poms, {len(theirs)} dependencies, {len(wrong)} disagreements")
    assert len(theirs) > MODULES
    assert not wrong, sorted(wrong.items())[:20]
