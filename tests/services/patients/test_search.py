"""Finding patients as the desk types."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.domain.codes import AppointmentState, Topic
from clinic_desktop.domain.errors import NotAllowed, NotSignedIn
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.hits import PatientHit, Why
from clinic_desktop.services.patients.search_index import note_visit
from clinic_desktop.services.patients.service import PatientService
from tests.builders import Clinic, new_key
from tests.conftest import NOW, SetClock


def names(hits: Iterable[PatientHit]) -> list[str]:
    return [hit.name for hit in hits]


def register(patients: PatientService, clinic: Clinic, name: str, phone: str = "") -> int:
    return patients.register(clinic.front_desk, PatientDraft(name, phone, home_location_id=clinic.kolkata)).id


def book(
    database: Database,
    clinic: Clinic,
    patient_id: int,
    starts_at: datetime,
    state: AppointmentState = AppointmentState.CONFIRMED,
    doctor: int = 0,
    token: str | None = None,
) -> None:
    with database.write() as session:
        appointment = Appointment(
            request_key=new_key(),
            patient_id=patient_id,
            practitioner_id=clinic.doctors[doctor],
            location_id=clinic.kolkata,
            service_id=clinic.consultation,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=30),
            state=state,
            state_changed_at=starts_at,
            patient_name="",
            practitioner_name="Dr Anita Menon",
            service_name="Consultation",
            amount_minor=50_000,
            currency="INR",
            channel="walk_in",
            created_at=NOW,
        )
        session.add(appointment)
        session.flush()
        if token:
            session.add(
                Encounter(
                    appointment_id=appointment.id,
                    patient_id=patient_id,
                    practitioner_id=clinic.doctors[doctor],
                    location_id=clinic.kolkata,
                    day=starts_at.date(),
                    token_number=int(token[-3:]),
                    token=token,
                    arrived_at=starts_at,
                )
            )
        announce(session, Topic.APPOINTMENTS, appointment.id, NOW)


@pytest.mark.parametrize(
    "typed", ["zoë", "ZOE", "mull", "MÜLLER", "zoe mu", "mü zo", "ller", "oe ulle", "Ｚｏｅ", "  müller ,  zoë "]
)
def test_a_name_is_found_by_any_part_of_its_words_in_any_order(
    patients: PatientService, clinic: Clinic, typed: str
) -> None:
    assert names(patients.search(clinic.front_desk, typed).hits) == ["Zoë Müller"]


@pytest.mark.parametrize("typed", ["محمد", "علي", "مُحَمَّد", "حمد", "mhmd", "علی محمد"])
def test_a_name_is_found_in_its_script_and_in_latin_letters(
    patients: PatientService, clinic: Clinic, typed: str
) -> None:
    assert names(patients.search(clinic.front_desk, typed).hits) == ["محمد علي"]


def test_a_name_in_latin_letters_is_found_by_another_script(patients: PatientService, clinic: Clinic) -> None:
    register(patients, clinic, "Ivan Petrov")
    register(patients, clinic, "Иван Грозный")
    assert names(patients.search(clinic.front_desk, "ivan").hits) == ["Ivan Petrov", "Иван Грозный"]
    assert names(patients.search(clinic.front_desk, "петров").hits) == ["Ivan Petrov"]


@pytest.mark.parametrize(
    "typed",
    [
        "4471", "54471", "98300 54471", "098300-54471", "+91 98300 54471", "0091 9830054471", "919830054471",
        "+९१ ९८३०० ५४४७१",
        "+91(0)98300 54471", "98300544",
    ],
)  # fmt: skip
def test_a_phone_is_found_from_either_end_however_it_is_written(
    patients: PatientService, clinic: Clinic, typed: str
) -> None:
    assert names(patients.search(clinic.front_desk, typed).hits) == ["Dev Malhotra", "Meera Iyer"]


def test_a_phone_with_another_trunk_prefix_is_found(patients: PatientService, clinic: Clinic) -> None:
    register(patients, clinic, "Шилов", "+7 912 345 67 89")
    assert names(patients.search(clinic.front_desk, "8 (912) 345-67-89").hits) == ["Шилов"]


def test_name_and_digits_together_narrow_down(patients: PatientService, clinic: Clinic) -> None:
    assert names(patients.search(clinic.front_desk, "mee 4471").hits) == ["Meera Iyer"]


def test_the_number_on_the_card_finds_one_patient(patients: PatientService, clinic: Clinic) -> None:
    number = clinic.patients[2]
    for typed in (f"P-{number:05d}", f"p{number}"):
        found = patients.search(clinic.front_desk, typed)
        assert found.hits[0].name == "Meera Iyer"
        assert found.hits[0].why is Why.NUMBER


@pytest.mark.parametrize(
    "typed",
    [
        "mlhotra", "malhotrra", "malhutra", "malhtora", "dev malhotrq", "dve malhotra",
        "devmalhotra", "de vmalhotra", "devm alhotra", "devxmalhotra", "dev mal hotra", "dev malhot ra", "dev mal otra",
    ],
)  # fmt: skip
def test_one_typo_is_forgiven_also_at_the_space(patients: PatientService, clinic: Clinic, typed: str) -> None:
    found = patients.search(clinic.front_desk, typed)
    assert names(found.hits) == ["Dev Malhotra"]


@pytest.mark.parametrize(
    "typed", ["", "   ", "zzzz", "%", "_", "'; DROP TABLE patient; --", "\x00", "^", "<", "+", "-"]
)
def test_what_nobody_is_called_finds_nobody(patients: PatientService, clinic: Clinic, typed: str) -> None:
    found = patients.search(clinic.front_desk, typed)
    assert (found.hits, found.more) == ((), 0)


def test_beginnings_come_before_inner_parts_before_typos(patients: PatientService, clinic: Clinic) -> None:
    for name in ("Joanna Briggs", "Anna Briggs", "Anne Briggs", "Brigitte Hanna"):
        register(patients, clinic, name)
    hits = patients.search(clinic.front_desk, "anna").hits
    assert [(hit.name, hit.why) for hit in hits] == [
        ("Anna Briggs", Why.NAME_START),
        ("Joanna Briggs", Why.NAME_PART),
        ("Brigitte Hanna", Why.NAME_PART),
        ("Anne Briggs", Why.NAME_TYPO),
    ]


def test_booked_today_comes_before_waiting_before_the_last_visit(
    patients: PatientService, clinic: Clinic, database: Database, clock: SetClock
) -> None:
    ids = [
        register(patients, clinic, f"Nina {word}") for word in ("Never", "Old", "Late", "Here", "Booked", "Tomorrow")
    ]
    with database.write() as session:
        note_visit(session, ids[1], clinic.doctors[0], NOW - timedelta(days=300))
        note_visit(session, ids[2], clinic.doctors[1], NOW + timedelta(days=1))
    book(database, clinic, ids[3], NOW - timedelta(hours=1), AppointmentState.CHECKED_IN, token="A-007")
    book(database, clinic, ids[4], NOW + timedelta(hours=2))
    book(database, clinic, ids[5], NOW + timedelta(days=1))
    hits = patients.search(clinic.front_desk, "nina", clinic.kolkata).hits
    assert names(hits)[:3] == ["Nina Booked", "Nina Here", "Nina Late"]
    assert names(hits)[-1] == "Nina Old"
    booked, here = hits[0].booked_today, hits[1].booked_today
    assert booked is not None and booked.starts_at == NOW + timedelta(hours=2) and booked.token is None
    assert here is not None and (here.token, here.state) == ("A-007", AppointmentState.CHECKED_IN)
    assert hits[2].last_practitioner_name == "Dr Rahul Sen"
    assert hits[2].last_visit_at == NOW + timedelta(days=1)
    assert names(patients.search(clinic.berlin_desk, "nina", clinic.berlin).hits)[0] == "Nina Late"


def test_a_booking_counts_from_the_moment_it_is_made(
    patients: PatientService, clinic: Clinic, database: Database
) -> None:
    first, second = (register(patients, clinic, f"Nina {word}") for word in ("First", "Second"))
    assert patients.search(clinic.front_desk, "nina", clinic.kolkata).hits[0].booked_today is None
    book(database, clinic, second, NOW + timedelta(hours=2))
    assert [hit.id for hit in patients.search(clinic.front_desk, "nina", clinic.kolkata).hits] == [second, first]


def test_people_of_one_phone_stand_together(patients: PatientService, clinic: Clinic, database: Database) -> None:
    ids = [
        register(patients, clinic, name, phone)
        for name, phone in (("Uma One", "+919000000001"), ("Uma Two", "+919000000002"), ("Uma Three", "+919000000001"))
    ]
    with database.write() as session:
        for day, patient_id in enumerate(ids):
            note_visit(session, patient_id, clinic.doctors[0], NOW - timedelta(days=day))
    assert names(patients.search(clinic.front_desk, "uma").hits) == ["Uma One", "Uma Three", "Uma Two"]


def test_it_says_how_many_more_there_are(patients: PatientService, clinic: Clinic) -> None:
    for number in range(7):
        register(patients, clinic, f"Nina {number}", f"+9190000{number}7777")
    found = patients.search(clinic.front_desk, "7777", limit=3)
    assert len(found.hits) == 3
    assert found.more == 5, "seven of ours and one whose phone was there before"


def test_a_popular_beginning_shows_who_is_expected_and_who_was_here_last(
    patients: PatientService, clinic: Clinic, database: Database
) -> None:
    ids = [register(patients, clinic, f"Amit Number{'x' * (number % 7)}") for number in range(150)]
    with database.write() as session:
        note_visit(session, ids[20], clinic.doctors[0], NOW + timedelta(days=2))
    book(database, clinic, ids[149], NOW + timedelta(hours=3))
    for typed in ("a", "am", "amit", "amit num", "am nu", "number amit", "amit n", "umberx"):
        found = patients.search(clinic.front_desk, typed, clinic.kolkata, limit=5)
        assert len(found.hits) == 5
        if typed != "umberx":
            assert [hit.id for hit in found.hits[:2]] == [ids[149], ids[20]], typed
            assert found.more is None
    for typed in ("amti number", "amitnumber", "amitn umber"):
        hits = patients.search(clinic.front_desk, typed, clinic.kolkata, limit=5).hits
        assert (hits[0].id, hits[0].why) == (ids[20], Why.NAME_TYPO), typed
    assert set(names(patients.search(clinic.front_desk, "amit nmuber").hits)) == {"Amit Number"}


def test_a_rare_word_among_a_popular_one_is_found_in_any_order_and_past_a_typo(
    patients: PatientService, clinic: Clinic
) -> None:
    for number in range(150):
        register(patients, clinic, f"Amit Number{'x' * (number % 7)}")
    register(patients, clinic, "Amit Quentin")
    register(patients, clinic, "Amita Quentin")
    for typed in ("amit q", "que am", "quentin amit", "ami quentin"):
        assert names(patients.search(clinic.front_desk, typed).hits)[:2] == ["Amit Quentin", "Amita Quentin"], typed
    for typed in ("amt quentin", "quentin amti", "amit quentn", "amit quetnin"):
        hits = patients.search(clinic.front_desk, typed).hits
        assert hits[0].name == "Amit Quentin" and hits[0].why is Why.NAME_TYPO, typed


def test_a_doctor_finds_own_patients_and_a_patient_only_themselves(
    patients: PatientService, clinic: Clinic, database: Database
) -> None:
    own, other = (register(patients, clinic, f"Nina {word}", "+919000077777") for word in ("Own", "Other"))
    book(database, clinic, own, datetime(2026, 10, 1, 5, tzinfo=UTC))
    book(database, clinic, other, datetime(2026, 10, 1, 5, tzinfo=UTC), doctor=1)
    for typed in ("nina", "n", "ina", "nnia", "77777", "9000077", "+919000077777"):
        assert [hit.id for hit in patients.search(clinic.doctor, typed).hits] == [own], typed
        assert [hit.id for hit in patients.search(clinic.other_doctor, typed).hits] == [other], typed
    assert patients.search(clinic.doctor, f"P-{other}").hits == ()
    assert [hit.id for hit in patients.search(clinic.patient, "asha").hits] == [clinic.patients[0]]
    assert patients.search(clinic.patient, "nina").hits == ()
    assert patients.search(clinic.patient, "4471").hits == ()


def test_nobody_searches_without_being_signed_in(patients: PatientService, clinic: Clinic) -> None:
    with pytest.raises((NotSignedIn, NotAllowed)):
        patients.search(None, "asha")  # type: ignore[arg-type]


def test_the_desk_of_any_centre_finds_every_patient(patients: PatientService, clinic: Clinic) -> None:
    for actor in (clinic.berlin_desk, clinic.admin, clinic.manager, clinic.centre_manager, clinic.coordinator):
        assert names(patients.search(actor, "asha").hits) == ["Asha Rao"]
