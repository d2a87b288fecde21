"""hex against the Version of Debian's elixir, whose order and requirements Hex uses."""

import shutil

import pytest

from versions import (COUNT, REQUIREMENTS_COUNT, SEED, ask, check, generate_pairs,
                      generate_questions, ours)

VERSIONS = """
1.2.3 0.0.0 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0+build
1.0.0-rc.1+b.5 1.2.3-0 1.2.3-00 01.2.3 1.2 1 1.2.3.4 1.0.0--a 1.0.0-a-b.-1 10.20.30 0.0.4 0.3.0-dev
99999999999999999999.0.0 1.0.0-99999999999999999999 v1.2.3 1.0.0+a.01 1.0.0-1a 1.0.0-dev+abc
""".split() + ["", " 1.2.3"]

REQUIREMENTS = """
1.2.3 ==1.2.3 !=1.2.3 >1.2.3 >=1.2.3 <1.2.3 <=1.2.3 ~>1.2 ~>1.2.3 ~>1.2.3-rc.1 ~>1.2-rc.1 ~>0.3 ~>0.0.1 ~>1
>=1.0.0-alpha <1.0.0-rc.1 ~>1.0.0-beta.2 ~>1.2.3+b ==1.2.3+b 1.2 ^1.2.3 =1.2.3 ~>99999999999999999999.1
""".split() + ["", "~> 1.2", "~> 1.2.3", ">= 1.0.0 and < 2.0.0", "~> 1.0 or ~> 2.0", ">= 1.0.0 and != 1.2.3",
               "== 1.0.0 or >= 1.2.0 and < 1.3.0", "~> 1.2 and != 1.2.3 or 2.0.0", ">= 1.0.0  and  < 2.0.0",
               "> 1.0.0 and", "or 1.0.0", "1.0.0 and 1.0.0", "!1.2.3", "! 1.2.3"]

ALPHABET = "0123456789" * 2 + "......---+abrcx"
REQUIREMENT_ALPHABET = "0123456789" * 3 + ".....--  ~<>=!ab+"

REFERENCE = r"""
[verb] = System.argv()
atom = fn :lt -> "-1"; :eq -> "0"; :gt -> "1" end
bytes = fn a, b -> cond do a < b -> "-1"; a == b -> "0"; true -> "1" end end
answer = fn
  "valid", [v] -> to_string(Version.parse(v) != :error)
  "compare", [a, b] ->
    case {Version.parse(a), Version.parse(b)} do
      {{:ok, x}, {:ok, y}} -> atom.(Version.compare(x, y))
      {:error, :error} -> bytes.(a, b)
      {:error, _} -> "-1"
      _ -> "1"
    end
  "satisfies", [v, r] ->
    case {Version.parse_requirement(r), Version.parse(v)} do
      {:error, _} -> "error"
      {_, :error} -> "false"
      {{:ok, wanted}, {:ok, version}} -> to_string(Version.match?(version, wanted))
    end
end
IO.binstream(:stdio, :line)
|> Stream.map(fn line -> line |> String.trim_trailing("\n") |> String.split("\t") end)
|> Stream.map(fn words -> [answer.(verb, words), "\n"] end)
|> Stream.chunk_every(1000)
|> Enum.each(&IO.binwrite/1)
"""


@pytest.fixture(scope="session")
def elixir():
    if not shutil.which("elixir"):
        pytest.skip("Debian's elixir is not installed")
    return lambda verb, rows: ask(["elixir", "-e", REFERENCE, verb],
                                  ["\t".join(row) for row in rows])


def test_order(elixir):
    pairs = generate_pairs(SEED, COUNT, VERSIONS, ALPHABET)
    check(pairs, ours("hex", "compare", pairs), elixir("compare", pairs))


def test_valid(elixir):
    texts = [pair[:1] for pair in generate_pairs(SEED + 1, COUNT, VERSIONS, ALPHABET)]
    check(texts, ours("hex", "valid", texts), elixir("valid", texts))


def test_requirements(elixir):
    pairs = generate_questions(SEED, REQUIREMENTS_COUNT, VERSIONS, REQUIREMENTS, ALPHABET,
                               REQUIREMENT_ALPHABET)
    check(pairs, ours("hex", "satisfies", pairs), elixir("satisfies", pairs))
