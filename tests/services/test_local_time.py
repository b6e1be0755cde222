"""Local days, weekdays and times in SQL are those of the centres' walls, also when clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import literal, select, union_all

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.types import UtcDateTime
from clinic_desktop.services.local_time import LocalTime

ZONES = ("Asia/Kolkata", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")


@pytest.mark.parametrize("around", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1), date(2026, 4, 5)])
def test_instants_have_the_day_and_time_of_the_wall(database: Database, around: date) -> None:
    with database.write() as session:
        session.add_all(Location(name=zone, country="IN", zone=zone, currency="INR") for zone in ZONES)
    instants = [
        datetime(around.year, around.month, around.day, tzinfo=UTC) + timedelta(minutes=minutes)
        for minutes in range(-1500, 1500, 19)
    ]
    with database.read() as session:
        local = LocalTime(session, None, around - timedelta(days=60), around + timedelta(days=60))
        all_of_them = union_all(*(select(literal(instant, UtcDateTime()).label("at")) for instant in instants))
        told = all_of_them.subquery().c.at
        for location, zone in local.zones.items():
            place = literal(location)
            rows = session.execute(
                select(told, local.day(told, place), local.weekday(told, place), local.clock(told, place))
            ).all()
            assert {row[0] for row in rows} == set(instants)
            for instant, day, weekday, clock in rows:
                wall = instant.astimezone(zone)
                assert (day, int(weekday), clock) == (f"{wall:%Y-%m-%d}", wall.isoweekday() % 7, f"{wall:%H:%M}")


def test_minutes_between_two_instants(database: Database) -> None:
    earlier = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
    with database.read() as session:
        local = LocalTime(session, None, earlier.date(), earlier.date())
        for seconds, minutes in ((59, 0), (60, 1), (3_661, 61)):
            later = literal(earlier + timedelta(seconds=seconds), UtcDateTime())
            found = session.scalar(select(local.minutes_between(literal(earlier, UtcDateTime()), later)))
            assert int(found or 0) == minutes
