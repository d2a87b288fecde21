# frozen_string_literal: true

VERSION = "1.2.3"

Gem::Specification.new do |spec|
  spec.name        = "mine"
  spec.version     = Mine::VERSION
  spec.license     = "MIT"
  spec.description = <<~TEXT
    spec.add_dependency "not"
  TEXT
  spec.files = Dir["lib/**/*.rb"]
  spec.metadata["source"] = "https://git.example/mine"

  spec.add_dependency "run", "~> 1.0", ">= 1.0.2"
  spec.add_runtime_dependency("exact", "= 2.0")
  spec.add_development_dependency 'tested', ['>= 3']
  %w[a b].each { |n| spec.add_dependency n }
end
