"""Weekly hours and exceptions: what is refused, whom a change hits, who may change what."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import AppointmentState, ExceptionKind, RuleKind, Topic
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, NotSignedIn, StaleRecord
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.locations import LocationDraft, LocationService
from clinic_desktop.services.scheduling.changes import HoursChangeService
from clinic_desktop.services.scheduling.hours import ExceptionDraft, HoursService, HoursView, RuleDraft
from clinic_desktop.services.scheduling.values import Absence, Decision, NewException, NewHours, Treatment
from tests.builders import BERLIN, Clinic, local, make_clinic
from tests.conftest import SetClock
from tests.services.accounts.people import history
from tests.services.scheduling.bookings import book
from tests.services.tables import on_sqlite

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)
FRIDAY = MONDAY + timedelta(days=4)
"""The clock stands at Monday 11:00 in Kolkata, 06:30 in Berlin."""

KOLKATA, MITTE = 1, 2
WORK, BREAK = RuleKind.WORK, RuleKind.BREAK


@pytest.fixture
def clinic(database: Database, clock: SetClock) -> Clinic:
    clinic = make_clinic(database, clock)
    assert (clinic.kolkata, clinic.berlin) == (KOLKATA, MITTE)
    return clinic


@pytest.fixture
def hours(database: Database, clock: SetClock, clinic: Clinic) -> HoursService:
    return HoursService(database, clock)


@pytest.fixture
def changes(database: Database, clock: SetClock, clinic: Clinic) -> HoursChangeService:
    return HoursChangeService(database, clock)


def away(
    changes: HoursChangeService, actor: Actor, practitioner_id: int, reason: str, until: datetime | None = None
) -> list[int]:
    """Says that the doctor is not available; who is hit stays."""
    absence = Absence(practitioner_id, reason, until)
    found = changes.preview(actor, absence)
    changes.save(actor, absence, [Decision(hit.id, hit.version, Treatment.KEEP) for hit in found])
    return [hit.id for hit in found]


@pytest.fixture
def other_desk(database_url: str, clock: SetClock, hours: HoursService) -> Iterator[HoursService]:
    other = Database(database_url)
    yield HoursService(other, clock)
    other.close()


def rule(start: int, end: int, weekday: int = 0, kind: RuleKind = WORK, location_id: int = KOLKATA) -> RuleDraft:
    """Hours or a break from that hour to that."""
    return RuleDraft(location_id, kind, weekday, start * 60, end * 60)


def test_the_hours_of_a_doctor(hours: HoursService, clinic: Clinic) -> None:
    view = hours.hours(clinic.front_desk, clinic.doctors[1])
    assert (view.version, view.step_minutes, view.exceptions, view.closures) == (1, None, (), ())
    assert {(each.location_id, each.weekday) for each in view.rules} == {(1, 0), (1, 1), (1, 2), (2, 3), (2, 4)}
    assert replace(rule(13, 14, 0, BREAK), label="Lunch") in view.rules
    with pytest.raises(NotFound):
        hours.hours(clinic.front_desk, 999)


def test_patients_do_not_read_why_a_doctor_is_away(hours: HoursService, clinic: Clinic) -> None:
    with pytest.raises(NotAllowed):
        hours.hours(clinic.patient, clinic.doctors[0])
    with pytest.raises(NotSignedIn):
        hours.hours(None, clinic.doctors[0])


def test_new_hours_replace_the_old_ones(hours: HoursService, clinic: Clinic) -> None:
    week = (rule(8, 12), rule(10, 11, 0, BREAK), rule(12, 13), rule(15, 24), rule(9, 17, 6))
    winter = replace(rule(9, 12, 1), valid_until=date(2027, 3, 31))
    summer = replace(rule(8, 11, 1), valid_from=date(2027, 4, 1), label=" Early ")
    doctor = clinic.doctors[0]
    assert hours.save_rules(clinic.doctor, doctor, 1, (*week, winter, summer), step_minutes=20) == 2
    view = hours.hours(clinic.doctor, doctor)
    assert set(view.rules) == {*week, winter, replace(summer, label="Early")}
    assert (view.version, view.step_minutes) == (2, 20)


@on_sqlite
@pytest.mark.parametrize(
    ("rules", "problems"),
    [
        ((rule(12, 9),), {"rules.0": "ends_before_start"}),
        ((rule(9, 9),), {"rules.0": "ends_before_start"}),
        ((rule(9, 25),), {"rules.0": "out_of_bounds"}),
        ((rule(9, 17, 7),), {"rules.0": "out_of_bounds"}),
        ((rule(9, 17, location_id=MITTE),), {"rules.0": "not_at_centre"}),
        ((rule(9, 12), rule(11, 14)), {"rules.1": "overlaps"}),
        ((rule(9, 17), rule(9, 17), rule(12, 9)), {"rules.1": "overlaps", "rules.2": "ends_before_start"}),
        ((rule(9, 17), rule(12, 14, 0, BREAK), rule(13, 15, 0, BREAK)), {"rules.2": "overlaps"}),
        ((rule(9, 12), rule(11, 13, 0, BREAK)), {"rules.1": "outside_work"}),
        ((rule(9, 12), rule(10, 11, 1, BREAK)), {"rules.1": "outside_work"}),
        ((replace(rule(9, 12), valid_from=TUESDAY, valid_until=MONDAY),), {"rules.0": "ends_before_start"}),
        ((replace(rule(9, 12), label="x" * 300),), {"rules.0": "too_long"}),
    ],
)
def test_impossible_hours_are_refused_and_nothing_changes(
    hours: HoursService,
    changes: HoursChangeService,
    clinic: Clinic,
    rules: tuple[RuleDraft, ...],
    problems: dict[str, str],
) -> None:
    doctor = clinic.doctors[0]
    before = hours.hours(clinic.admin, doctor)
    for verb in (
        lambda: hours.save_rules(clinic.admin, doctor, 1, rules),
        lambda: changes.preview(clinic.admin, NewHours(doctor, 1, rules)),
    ):
        with pytest.raises(Invalid) as refusal:
            verb()
        assert refusal.value.problems == problems
    assert hours.hours(clinic.admin, doctor) == before


def test_hours_that_hold_at_different_times_of_the_year_do_not_overlap(hours: HoursService, clinic: Clinic) -> None:
    until = replace(rule(9, 17), valid_until=date(2026, 12, 31))
    after = replace(rule(8, 16), valid_from=date(2027, 1, 1))
    assert hours.save_rules(clinic.admin, clinic.doctors[0], 1, (until, after)) == 2


def test_nobody_is_at_two_places_with_one_clock(
    database: Database, clock: SetClock, hours: HoursService, clinic: Clinic
) -> None:
    rahul = clinic.doctors[1]
    other_zone = (rule(9, 17), rule(9, 17, location_id=MITTE))
    assert hours.save_rules(clinic.admin, rahul, 1, other_zone) == 2
    locations = LocationService(database, clock)
    mitte = locations.location(MITTE)
    moved = LocationDraft(mitte.name, "Asia/Kolkata", mitte.country, mitte.currency, token_prefix="B")
    locations.save(clinic.admin, MITTE, mitte.version, moved)
    with pytest.raises(Invalid) as refusal:
        hours.save_rules(clinic.admin, rahul, 2, other_zone)
    assert refusal.value.problems == {"rules.1": "overlaps"}


def test_a_bad_step_is_refused(hours: HoursService, clinic: Clinic) -> None:
    with pytest.raises(Invalid) as refusal:
        hours.save_rules(clinic.admin, clinic.doctors[0], 1, (), step_minutes=0)
    assert refusal.value.problems == {"step_minutes": "out_of_bounds"}


def test_of_two_desks_that_change_hours_the_second_is_told(
    hours: HoursService, other_desk: HoursService, clinic: Clinic
) -> None:
    other_desk.save_rules(clinic.manager, clinic.doctors[0], 1, (rule(9, 12),))
    with pytest.raises(StaleRecord) as refusal:
        hours.save_rules(clinic.admin, clinic.doctors[0], 1, (rule(10, 12),))
    assert (refusal.value.what, refusal.value.by_name) == ("schedule", "Manager")
    assert hours.hours(clinic.admin, clinic.doctors[0]).rules == (rule(9, 12),)


def test_new_hours_list_the_appointments_that_they_leave_outside(
    database: Database, hours: HoursService, changes: HoursChangeService, clinic: Clinic
) -> None:
    inside = book(database, clinic, local(TUESDAY, "10:00"))
    late = book(database, clinic, local(TUESDAY, "16:00"))
    over_the_end = book(database, clinic, local(TUESDAY + timedelta(days=7), "11:45"))
    book(database, clinic, local(TUESDAY, "20:00"))  # squeezed in, outside as it is
    book(database, clinic, local(TUESDAY, "15:00"), AppointmentState.CANCELLED)
    book(database, clinic, local(TUESDAY - timedelta(days=7), "16:00"))
    mornings = tuple(rule(9, 12, weekday) for weekday in range(6))
    found = changes.preview(clinic.doctor, NewHours(clinic.doctors[0], 1, mornings))
    assert [hit.id for hit in found] == [late, over_the_end]
    assert found[0].patient_name == "Asha Rao"
    assert inside not in [hit.id for hit in found]
    assert hours.hours(clinic.doctor, clinic.doctors[0]).version == 1


def day_off(day: date = TUESDAY, **changes: object) -> ExceptionDraft:
    return replace(ExceptionDraft(ExceptionKind.DAY_OFF, day, day), **changes)  # type: ignore[arg-type]


def blocked(start: int | None, end: int | None, **changes: object) -> ExceptionDraft:
    draft = ExceptionDraft(ExceptionKind.BLOCKED, TUESDAY, TUESDAY, KOLKATA, start, end, "Meeting")
    return replace(draft, **changes)  # type: ignore[arg-type]


def test_an_exception_lists_whom_it_hits_and_hits_nobody_by_itself(
    database: Database, hours: HoursService, changes: HoursChangeService, clinic: Clinic
) -> None:
    morning = book(database, clinic, local(TUESDAY, "10:00"))
    noon = book(database, clinic, local(TUESDAY, "12:00"))
    book(database, clinic, local(FRIDAY, "10:00"))
    anita = clinic.doctors[0]

    def hit_by(exception: ExceptionDraft) -> list[int]:
        return [hit.id for hit in changes.preview(clinic.doctor, NewException(anita, exception))]

    assert hit_by(day_off()) == [morning, noon]
    assert hit_by(blocked(600, 610)) == [morning]
    assert hit_by(blocked(570, 600)) == []
    assert hit_by(day_off(kind=ExceptionKind.CHANGED, start_minute=540, end_minute=660)) == [noon]
    assert hit_by(day_off(kind=ExceptionKind.EXTRA, start_minute=1020, end_minute=1200)) == []
    assert hours.hours(clinic.doctor, anita).exceptions == ()


def test_an_exception_is_kept_and_taken_back(
    database: Database, hours: HoursService, clinic: Clinic, clock: SetClock
) -> None:
    anita = clinic.doctors[0]
    vacation = ExceptionDraft(ExceptionKind.VACATION, TUESDAY, FRIDAY, None, 5, 6, "Goa")
    exception_id = hours.add_exception(clinic.doctor, anita, vacation)
    (kept,) = hours.hours(clinic.doctor, anita).exceptions
    assert (kept.id, kept.made_by, kept.made_at) == (exception_id, "Doctor", clock.now)
    assert kept.draft == replace(vacation, start_minute=None, end_minute=None)
    assert [event["kind"] for event in history(database, "add_exception")] == ["vacation"]
    assert "Goa" not in str(history(database, "add_exception"))
    hours.remove_exception(clinic.doctor, exception_id)
    assert hours.hours(clinic.doctor, anita).exceptions == ()
    with pytest.raises(NotFound):
        hours.remove_exception(clinic.doctor, exception_id)


def test_exceptions_that_are_over_are_not_listed(hours: HoursService, clinic: Clinic, clock: SetClock) -> None:
    hours.add_exception(clinic.doctor, clinic.doctors[0], day_off())
    clock.forward(days=2)
    assert hours.hours(clinic.doctor, clinic.doctors[0]).exceptions == ()


@on_sqlite
@pytest.mark.parametrize(
    ("exception", "problems"),
    [
        (day_off(last_day=MONDAY), {"last_day": "ends_before_start"}),
        (day_off(MONDAY - timedelta(days=1)), {"last_day": "in_the_past"}),
        (day_off(location_id=MITTE), {"location_id": "not_at_centre"}),
        (day_off(reason="r" * 300), {"reason": "too_long"}),
        (blocked(600, 540), {"end_minute": "ends_before_start"}),
        (blocked(600, 600), {"end_minute": "ends_before_start"}),
        (blocked(None, 600), {"start_minute": "required"}),
        (blocked(600, 1500), {"end_minute": "out_of_bounds"}),
        (blocked(600, 660, reason=" "), {"reason": "required"}),
        (blocked(None, None, kind=ExceptionKind.EXTRA), {"start_minute": "required", "end_minute": "required"}),
        (blocked(700, 600, kind=ExceptionKind.UNAVAILABLE), {"end_minute": "ends_before_start"}),
    ],
)
def test_impossible_exceptions_are_refused(
    hours: HoursService,
    changes: HoursChangeService,
    clinic: Clinic,
    exception: ExceptionDraft,
    problems: dict[str, str],
) -> None:
    change = NewException(clinic.doctors[0], exception)
    for verb in (
        lambda: hours.add_exception(clinic.admin, clinic.doctors[0], exception),
        lambda: changes.preview(clinic.admin, change),
        lambda: changes.save(clinic.admin, change, ()),
    ):
        with pytest.raises(Invalid) as refusal:
            verb()
        assert refusal.value.problems == problems
    assert hours.hours(clinic.admin, clinic.doctors[0]).exceptions == ()


def test_extra_hours_need_to_say_at_which_of_two_centres(hours: HoursService, clinic: Clinic) -> None:
    extra = blocked(600, 660, kind=ExceptionKind.EXTRA, location_id=None)
    with pytest.raises(Invalid) as refusal:
        hours.add_exception(clinic.admin, clinic.doctors[1], extra)
    assert refusal.value.problems == {"location_id": "required"}


def test_an_emergency_takes_the_rest_of_today(
    database: Database, hours: HoursService, changes: HoursChangeService, clinic: Clinic, clock: SetClock
) -> None:
    anita = clinic.doctors[0]
    book(database, clinic, local(MONDAY, "09:30"))
    waiting = book(database, clinic, local(MONDAY, "10:45"), AppointmentState.CHECKED_IN)
    later = book(database, clinic, local(MONDAY, "16:00"))
    book(database, clinic, local(TUESDAY, "10:00"))
    assert away(changes, clinic.doctor, anita, "Fever") == [waiting, later]
    (kept,) = hours.hours(clinic.doctor, anita).exceptions
    assert kept.draft == ExceptionDraft(ExceptionKind.UNAVAILABLE, MONDAY, MONDAY, None, 660, 1440, "Fever")
    hours.remove_exception(clinic.doctor, kept.id)
    assert hours.hours(clinic.doctor, anita).exceptions == ()


def test_an_emergency_ends_at_an_instant(
    hours: HoursService, changes: HoursChangeService, clinic: Clinic, clock: SetClock
) -> None:
    anita = clinic.doctors[0]
    away(changes, clinic.admin, anita, "", until=local(TUESDAY, "12:30") + timedelta(seconds=5))
    away(changes, clinic.admin, anita, "", until=local(TUESDAY, "00:00"))
    first, second = (each.draft for each in hours.hours(clinic.admin, anita).exceptions)
    assert (first.last_day, first.start_minute, first.end_minute) == (TUESDAY, 660, 751)
    assert (second.last_day, second.end_minute) == (MONDAY, 1440)
    with pytest.raises(Invalid) as refusal:
        away(changes, clinic.admin, anita, "", until=clock.now)
    assert refusal.value.problems == {"until": "ends_before_start"}


def test_an_emergency_is_the_same_instant_in_both_zones(
    database: Database, hours: HoursService, changes: HoursChangeService, clinic: Clinic
) -> None:
    rahul = clinic.doctors[1]
    until = local(FRIDAY, "12:00", BERLIN)
    in_berlin = book(database, clinic, local(FRIDAY, "11:45", BERLIN), doctor=1, location_id=clinic.berlin, minutes=15)
    book(database, clinic, until, doctor=1, location_id=clinic.berlin)
    assert away(changes, clinic.admin, rahul, "", until) == [in_berlin]
    kept = {each.draft.location_id: each.draft for each in hours.hours(clinic.admin, rahul).exceptions}
    assert (kept[KOLKATA].start_minute, kept[KOLKATA].end_minute) == (660, 16 * 60 + 30)
    assert (kept[MITTE].start_minute, kept[MITTE].end_minute) == (390, 720)


def test_a_centre_manager_changes_their_own_centre_only(
    hours: HoursService, changes: HoursChangeService, clinic: Clinic
) -> None:
    boss, rahul = clinic.centre_manager, clinic.doctors[1]
    view = hours.hours(boss, rahul)
    in_kolkata = tuple(each for each in view.rules if each.location_id == KOLKATA)
    in_berlin = tuple(each for each in view.rules if each.location_id == MITTE)
    assert hours.save_rules(boss, rahul, 1, (*in_kolkata[2:], *in_berlin)) == 2
    with pytest.raises(NotAllowed):
        hours.save_rules(boss, rahul, 2, in_kolkata)
    for place in (None, MITTE):
        with pytest.raises(NotAllowed):
            hours.add_exception(boss, rahul, day_off(location_id=place))
    assert hours.add_exception(boss, rahul, day_off(location_id=KOLKATA))
    everywhere = hours.add_exception(clinic.admin, rahul, day_off(FRIDAY))
    with pytest.raises(NotAllowed):
        hours.remove_exception(boss, everywhere)
    away(changes, boss, rahul, "")
    drafts = [each.draft for each in hours.hours(boss, rahul).exceptions]
    assert [draft.location_id for draft in drafts if draft.kind is ExceptionKind.UNAVAILABLE] == [KOLKATA]


def test_closed_days_of_the_doctors_centres_are_shown(
    database: Database, clock: SetClock, hours: HoursService, clinic: Clinic
) -> None:
    locations = LocationService(database, clock)
    locations.add_closure(clinic.admin, None, FRIDAY, "Party")
    locations.add_closure(clinic.admin, MITTE, TUESDAY, "Umzug")

    def names(view: HoursView) -> list[str]:
        return [closure.name for closure in view.closures]

    assert names(hours.hours(clinic.admin, clinic.doctors[0])) == ["Party"]
    assert names(hours.hours(clinic.admin, clinic.doctors[1])) == ["Umzug", "Party"]


def test_screens_are_told_of_changed_hours(database_url: str, clock: SetClock, clinic: Clinic) -> None:
    told: list[tuple[Topic | None, int | None]] = []
    database = Database(database_url, lambda changes: told.extend((each.topic, each.row_id) for each in changes))
    HoursService(database, clock).save_rules(clinic.admin, clinic.doctors[2], 1, ())
    database.close()
    assert told == [(Topic.SCHEDULES, clinic.doctors[2])]


VERBS: dict[str, Callable[[HoursService, HoursChangeService, Actor, Clinic], object]] = {
    "save_rules": lambda hours, changes, actor, clinic: hours.save_rules(actor, clinic.doctors[2], 1, ()),
    "add_exception": lambda hours, changes, actor, clinic: hours.add_exception(actor, clinic.doctors[2], day_off()),
    "remove_exception": lambda hours, changes, actor, clinic: hours.remove_exception(
        actor, hours.add_exception(clinic.admin, clinic.doctors[2], day_off())
    ),
    "preview hours": lambda hours, changes, actor, clinic: changes.preview(actor, NewHours(clinic.doctors[2], 1, ())),
    "change hours": lambda hours, changes, actor, clinic: changes.save(actor, NewHours(clinic.doctors[2], 1, ()), ()),
    "change a day": lambda hours, changes, actor, clinic: changes.save(
        actor, NewException(clinic.doctors[2], day_off()), ()
    ),
}


@on_sqlite
@pytest.mark.parametrize("verb", VERBS)
def test_other_roles_change_no_hours(
    hours: HoursService, changes: HoursChangeService, clinic: Clinic, verb: str
) -> None:
    for actor in (clinic.doctor, clinic.coordinator, clinic.front_desk, clinic.patient):
        with pytest.raises(NotAllowed):
            VERBS[verb](hours, changes, actor, clinic)
