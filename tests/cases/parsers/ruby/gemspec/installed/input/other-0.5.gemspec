Gem::Specification.new do |s|
  s.name = "other".freeze
  s.version = "0.5"
  s.licenses = ["MIT".freeze]
  if s.respond_to? :add_runtime_dependency then
    s.add_runtime_dependency(%q<rack>.freeze, [">= 1.0", "< 3"])
    s.add_development_dependency(%q<rake>.freeze, [">= 0"])
  else
    s.add_dependency(%q<rack>.freeze, [">= 1.0", "< 3"])
    s.add_dependency(%q<rake>.freeze, [">= 0"])
  end
end
