"""install_requires=['no==1']"""
import os
from setuptools import setup, find_packages

REQUIREMENTS = [
    'Django==4.2.1',  # why
    "requests >= 2.0",
]
VERSION = os.environ["V"]
EXTRA = {"docs": ["sphinx==7.0"], 'dev': REQUIREMENTS}

if VERSION == "1":
    print("install_requires")

setup(
    name="shop",
    version='1.0',
    packages=find_packages(exclude=["tests"]),
    install_requires=REQUIREMENTS,
    tests_require=['pytest', "plug%s" % VERSION, f"x=={VERSION}", "a" "b==1"],
    setup_requires="wheel==0.40",
    extras_require=EXTRA,
    entry_points={"x": ["name=a:b"]},
)
