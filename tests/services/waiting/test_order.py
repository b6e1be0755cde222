"""The database narrows and orders a long list as the domain's rule does."""

import random
from datetime import timedelta

from sqlalchemy import insert, select

from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.waiting import WaitingEntry
from clinic_desktop.domain.codes import Urgency
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.waiting import rank
from clinic_desktop.services.waiting.candidates import Waiting, _listed
from clinic_desktop.services.waiting.openings import Doctors
from tests.builders import local
from tests.services.conftest import MONDAY

_COUNT = 400


def _people(count):
    contacts = (("", ""), ("+919830000001", ""), ("", "a@example.org"), ("+919830000001", "a@example.org"))
    return [
        {"number": f"W-{n}", "name": f"Patient {n}", "phone": contacts[n % 4][0], "email": contacts[n % 4][1]}
        for n in range(count)
    ]


def test_the_first_of_the_database_are_the_first_of_the_rule(database, clinic, clock):
    chance = random.Random(7)
    with database.write() as session:
        people = [row | {"registered_at": clock.now, "version": 1} for row in _people(_COUNT)]
        numbers = list(session.scalars(insert(Patient).returning(Patient.id), people))
        session.execute(
            insert(WaitingEntry),
            [
                {
                    "kind": chance.choice(("waiting", "recall")),
                    "patient_id": number,
                    "practitioner_id": chance.choice((None, *clinic.doctors)),
                    "speciality_id": chance.choice((None, clinic.general, clinic.cardiology)),
                    "service_id": chance.choice((clinic.consultation, clinic.check_up, clinic.yoga)),
                    "location_id": clinic.kolkata,
                    "first_day": MONDAY + timedelta(days=chance.randint(-9, 2)),
                    "last_day": MONDAY + timedelta(days=chance.randint(2, 9)),
                    "weekdays": chance.randrange(1, 128),
                    "from_minute": chance.choice((0, 0, 840, 841)),
                    "until_minute": chance.choice((1440, 1440, 855, 870, 900)),
                    "urgency": chance.choice(list(Urgency)),
                    "created_at": clock.now - timedelta(hours=chance.randrange(12)),
                }
                for number in numbers
            ],
        )
    with database.read() as session:
        start = local(MONDAY, "14:00")
        doctors = Doctors(session, clinic.kolkata, [clinic.doctors[0]], clock.now)
        place = doctors.place(clinic.doctors[0], Period(start, start + timedelta(minutes=30)))
        assert place is not None
        found = Waiting(session, clinic.kolkata, "Asia/Kolkata", clock.now).who(place, _COUNT)
        columns = (*WaitingEntry.__table__.c, Patient.__table__.c.phone, Patient.__table__.c.email)
        rows = session.execute(select(*columns).join_from(WaitingEntry, Patient)).all()
    expected = [item.wish.number for item in rank(place.opening, [_listed(row) for row in rows], clock.now)]
    assert [candidate.number for candidate in found.candidates] == expected
    assert found.total == len(expected) > 20
