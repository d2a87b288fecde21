defp deps do
  [{:alpha, "1.0
