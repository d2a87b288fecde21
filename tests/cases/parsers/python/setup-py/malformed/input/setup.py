setup(install_requires=["one==1.0", "two
