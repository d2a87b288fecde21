from setuptools import setup

BASE = ["alpha==1.0", "beta>=2"]
MORE = BASE + ["gamma==3.0"]
EXTRA = {"dev": ["delta==4.0"]}

setup(
    name="sums",
    install_requires=MORE + ["epsilon==5.0"] + find_more("x")
    + ["zeta==6.0",],
    extras_require={"all": ["eta==7.0"], **EXTRA, **OTHER},
    tests_require=BASE,
)
