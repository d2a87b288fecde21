"""cvss.c and cvss4.c against PyPI's `cvss` on random vectors."""

import itertools
import random
import subprocess
import sys

import pytest

from versions import CACHE, COUNT, ROOT, SEED, ask, check

REFERENCE = r"""
import sys
from cvss import CVSS2, CVSS3, CVSS4
from cvss.exceptions import CVSSError

for line in sys.stdin:
    vector = line.strip()
    kind = {"CVSS:4": CVSS4, "CVSS:3": CVSS3}.get(vector[:6], CVSS2)
    try:
        print(f"{float(kind(vector).base_score):.1f}")
    except CVSSError:
        print("none")
"""

V2 = {"AV": "LAN", "AC": "HML", "Au": "MSN", "C": "NPC", "I": "NPC", "A": "NPC"}
V3 = {"AV": "NALP", "AC": "LH", "PR": "NLH", "UI": "NR", "S": "UC", "C": "NLH", "I": "NLH", "A": "NLH"}
V4 = {"AV": "NALP", "AC": "LH", "AT": "NP", "PR": "NLH", "UI": "NPA", "VC": "HLN", "VI": "HLN", "VA": "HLN",
      "SC": "HLN", "SI": "HLN", "SA": "HLN"}
V4_MORE = {"E": "XAPU", "CR": "XHML", "IR": "XHML", "AR": "XHML", "MAV": "XNALP", "MAC": "XLH", "MAT": "XNP",
           "MPR": "XNLH", "MUI": "XNPA", "MVC": "XHLN", "MVI": "XHLN", "MVA": "XHLN", "MSC": "XHLN",
           "MSI": "XSHLN", "MSA": "XSHLN", "S": "XNP", "AU": "XNY", "R": "XAUI"}


@pytest.fixture(scope="session")
def reference():
    place = CACHE / "cvss"
    python = place / "bin" / "python"
    if not (place / "done").exists():
        made = subprocess.run([sys.executable, "-m", "venv", str(place)], capture_output=True)
        if made.returncode == 0:
            made = subprocess.run([str(python), "-m", "pip", "install", "-q", "cvss==3.6"], capture_output=True)
        if made.returncode != 0:
            pytest.skip("PyPI's cvss cannot be installed")
        (place / "done").touch()
    return lambda vectors: ask([str(python), "-c", REFERENCE], vectors)


def ours(vectors):
    oracle = ROOT / "build/dev/tests/cvss_oracle"
    if not oracle.exists():
        pytest.skip(f"{oracle} is not built")
    return ask([str(oracle)], vectors)


def compare(vectors, reference):
    check([(v,) for v in vectors], ours(vectors), reference(vectors))


def written(prefix, metrics, values):
    return prefix + "/".join(f"{metric}:{value}" for metric, value in zip(metrics, values))


def every(prefix, metrics):
    return [written(prefix, metrics, values) for values in itertools.product(*metrics.values())]


def test_all_base_vectors_of_version_2(reference):
    compare(every("", V2), reference)


@pytest.mark.parametrize("version", ["3.0", "3.1"])
def test_all_base_vectors_of_version_3(reference, version):
    compare(every(f"CVSS:{version}/", V3), reference)


def test_random_vectors_of_version_4(reference):
    draw = random.Random(SEED)
    vectors = []
    for _ in range(COUNT // 4):
        metrics = {metric: draw.choice(values) for metric, values in V4.items()}
        for metric in draw.sample(list(V4_MORE), draw.choice((0, 0, 1, 3, len(V4_MORE)))):
            metrics[metric] = draw.choice(V4_MORE[metric])
        vectors.append(written("CVSS:4.0/", metrics, metrics.values()))
    compare(vectors, reference)


def test_vectors_that_lack_a_metric_or_have_an_unknown_value(reference):
    vectors = []
    for prefix, metrics in (("", V2), ("CVSS:3.1/", V3), ("CVSS:4.0/", V4)):
        whole = {metric: values[0] for metric, values in metrics.items()}
        for metric in metrics:
            vectors.append(written(prefix, *zip(*[(k, v) for k, v in whole.items() if k != metric])))
            vectors.append(written(prefix, whole, {**whole, metric: "Z"}.values()))
    vectors += ["CVSS:3.1/", "CVSS:5.0/AV:N", "7.5", "", "CVSS:4.0/AV:N/AC:L"]
    vectors.append(written("CVSS:3.1/", V3, [v[0] for v in V3.values()]))
    compare(vectors, reference)
