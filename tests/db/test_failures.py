"""What a code of PostgreSQL means for the person at the desk."""

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from clinic_desktop.db.failures import translated
from clinic_desktop.domain.errors import Unreachable


def test_a_server_that_follows_another_can_only_be_read() -> None:
    error = psycopg.errors.FeatureNotSupported("cannot set transaction read-write mode during recovery")
    refusal = translated(DBAPIError("SELECT 1", None, error))
    assert isinstance(refusal, Unreachable) and refusal.reason == "read_only"
    assert translated(DBAPIError("SELECT 1", None, psycopg.errors.FeatureNotSupported("no such thing"))) is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("53100", "disk_full"),
        ("53300", "network"),  # too many connections: the disk has nothing to do with it
        ("25P03", "network"),  # the server hung up on a transaction that stood still
        ("25006", "read_only"),
        ("57014", "locked"),  # a statement took longer than it may
        ("40P01", "locked"),
        ("55P03", "locked"),
        ("28P01", "password"),
        ("42501", "rights"),
    ],
)
def test_each_code_has_its_own_words(code: str, reason: str) -> None:
    error = psycopg.errors.lookup(code)()
    refusal = translated(DBAPIError("SELECT 1", None, error))
    assert isinstance(refusal, Unreachable)
    assert refusal.reason == reason
