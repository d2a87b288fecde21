"""What all differential tests have."""
import pytest


@pytest.fixture(scope='module', autouse=True)
def printed(request):
    """The table of a module that compares projects, behind its tests."""
    yield
    table = getattr(request.module, 'TABLE', None)
    if table and table.rows:
        print('\n' + table.text())
