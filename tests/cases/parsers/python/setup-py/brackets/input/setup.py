setup(extras_require={ ] "a": [")" }, ,
setup(install_requires=[,,)
