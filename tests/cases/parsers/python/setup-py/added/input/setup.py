setup(install_requires=["one==1.0"] + more, extras_require={"a": ("two==2.0",)})
