Gem::Specification.new do |s|
  s.name = 
  s.add_dependency
  s.add_dependency "cut