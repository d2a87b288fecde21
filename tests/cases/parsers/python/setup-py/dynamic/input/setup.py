import x
x.setup(install_requires=open("a").read().split(), extras_require=f(), name=NAME)
