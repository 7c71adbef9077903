"""The head of the table that each proof adds its line to."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _head():
    print("\n| proof | result |\n|---|---|")
