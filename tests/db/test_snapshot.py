"""A read sees one state of the database, and writes nothing."""

import pytest
from sqlalchemy import func, select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.patients import Patient
from tests.builders import make_clinic
from tests.conftest import NOW


def _patients(name: str) -> Patient:
    return Patient(name=name, number="P-99999", registered_at=NOW)


def test_what_is_committed_meanwhile_is_not_seen_by_a_read_that_has_begun(database: Database) -> None:
    make_clinic(database, lambda: NOW)
    count = select(func.count()).select_from(Patient)
    with database.read() as session:
        before = session.scalar(count)
        with database.write() as other:
            other.add(_patients("Nadia Haddad"))
        assert session.scalar(count) == before
    with database.read() as session:
        assert session.scalar(count) == (before or 0) + 1


def test_what_a_read_adds_is_not_kept(database: Database) -> None:
    make_clinic(database, lambda: NOW)
    with database.read() as session:
        session.add(_patients("Nobody"))
    with database.read() as session:
        assert session.scalar(select(Patient.id).where(Patient.name == "Nobody")) is None


def test_a_write_after_a_read_on_the_same_connection_is_a_plain_write(database: Database) -> None:
    make_clinic(database, lambda: NOW)
    for turn in range(3):
        with database.read() as session:
            session.scalar(select(func.count()).select_from(Patient))
        with database.write() as session:
            session.add(Patient(name=f"Patient {turn}", number=f"P-9000{turn}", registered_at=NOW))
    with database.read() as session:
        names = session.scalars(select(Patient.name).where(Patient.number.like("P-9000%"))).all()
    assert len(names) == 3


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_is_told_that_a_read_writes_nothing(database: Database) -> None:
    with database.read() as session:
        told = session.connection().exec_driver_sql(
            "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')"
        )
        assert tuple(told.one()) == ("repeatable read", "on")
    with database.write() as session:
        told = session.connection().exec_driver_sql(
            "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')"
        )
        assert tuple(told.one()) == ("read committed", "off")
