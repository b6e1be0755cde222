"""Prepared statements: the same types, rows and refusals as any other statement."""

import pytest
from sqlalchemy import bindparam, select, text

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.journal import ChangeNotice
from clinic_desktop.db.models.organisation import Location, OpeningHours
from clinic_desktop.db.prepared import Prepared, prepared_insert
from clinic_desktop.domain.errors import Conflict, Unreachable
from tests.builders import make_clinic

_NOTICE = ChangeNotice.__table__.c
_HOURS = OpeningHours.__table__.c


def test_values_come_back_as_they_went_in(database, clock):
    insert = prepared_insert(ChangeNotice.__table__, _NOTICE.id)
    read = Prepared(select(_NOTICE.row_id, _NOTICE.at, _NOTICE.topic).where(_NOTICE.id == bindparam("wanted")))
    with database.write() as session:
        connection = session.connection()
        row = {"topic": "पता'; --", "row_id": None, "origin": "me", "at": clock()}
        number = insert.first(connection, row).id
        assert tuple(read.first(connection, {"wanted": number})) == (None, clock(), "पता'; --")
        assert read.first(connection, {"wanted": number + 1}) is None
    with database.read() as session:
        assert session.get_one(ChangeNotice, number).at == clock()


def test_booleans_and_several_rows(database, clock):
    clinic = make_clinic(database, clock)
    place = Location.__table__.c
    with database.read() as session:
        rows = Prepared(select(place.id, place.active).order_by(place.id)).all(session.connection(), {})
    assert [tuple(row) for row in rows] == [(clinic.kolkata, True), (clinic.berlin, True)]


def test_the_databases_refusal_reads_as_a_conflict(database, clock):
    insert = prepared_insert(OpeningHours.__table__, _HOURS.id)
    with pytest.raises(Conflict), database.write() as session:
        insert.run(session.connection(), {"location_id": 999, "weekday": 0, "start_minute": 0, "end_minute": 1})
    with database.read() as session:
        assert not session.execute(select(OpeningHours)).all()


def test_a_cut_connection_is_unreachable_once_and_then_replaced(postgres_database_url):
    database = Database(postgres_database_url)
    other = Database(postgres_database_url)
    count = Prepared(select(Appointment.__table__.c.id))
    with pytest.raises(Unreachable), database.write() as session:
        pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with other.write() as killer:
            killer.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        count.all(session.connection(), {})
    with database.read() as session:
        assert count.all(session.connection(), {}) == []
    database.close()
    other.close()
