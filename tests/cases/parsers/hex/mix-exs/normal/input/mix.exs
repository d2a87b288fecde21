defmodule Shop.MixProject do
  use Mix.Project

  # deps: [{:not_this, "1.0"}]
  def project do
    [
      app: :shop,
      version: "0.1.0",
      apps_path: "apps",
      deps: deps()
    ]
  end

  def application do
    [extra_applications: [:logger, :"odd name"], mod: {Shop, []}]
  end

  defp deps do
    [
      {:alpha, "~> 1.7.0 or ~> 2.0"},
      {:beta_app, "== 0.4.1", hex: :beta},
      {:tester, ">= 0.0.0", only: [:dev, :test], runtime: false},
      {:single, "~> 1.0", [only: :test]},
      {:forked, git: "https://git.example/forked.git", ref: "0123456789abcdef0123456789abcdef01234567"},
      {:hosted, github: "team/hosted"},
      {:near, path: "../near"},
      {:sibling, in_umbrella: true},
      {:maybe, "~> 3.0", optional: true},
      {:"quoted", "1.0.0"}
    ] ++ more_deps(?")
  end

  defp more_deps(_) do
    [{:more, "~> 1.0"}]
  end

  defp aliases do
    [setup: ["deps.get", {:x, "y"}]]
  end
end
