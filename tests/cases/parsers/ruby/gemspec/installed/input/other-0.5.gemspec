Gem::Specification.new do |s|
  s.name = "other".freeze
  s.version = "0.5"
  s.licenses = ["MIT".freeze]
  s.add_runtime_dependency(%q<rack>.freeze, [">= 1.0", "< 3"])
end
