from setuptools import setup

base = ["alpha==1.0", "beta>=2"]
more = {"one": base, "two": base, "three": ["gamma==3.0"]}

setup(
    name="app",
    install_requires=base,
    install_requires=base,
    tests_require=base,
    extras_require=more,
    extras_require=more,
)
