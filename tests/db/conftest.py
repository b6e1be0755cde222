"""Tests of the database itself change more than rows: each has a database of its own on PostgreSQL too."""

from collections.abc import Iterator

import pytest

from tests import postgres


@pytest.fixture
def postgres_database_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    with postgres.copy_of(postgres_server, postgres_template) as url:
        yield url
