"""Long tables of cases that are refused before the database has a say need only one of the two."""

import pytest

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
