"""The demo's waiting list and recalls."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from clinic_desktop.db.models.waiting import WaitingEntry
from clinic_desktop.domain.codes import AppointmentState, Urgency, WaitingKind, WaitingState
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY
from clinic_desktop.domain.waiting import EVERY_DAY
from clinic_desktop.services.demo.bulk import Bulk, Row, instant
from clinic_desktop.services.demo.calendar import Calendar
from clinic_desktop.services.demo.organisation import CONSULTATION, FOLLOW_UP, STAFF
from clinic_desktop.services.demo.visits import DAY, DemoVisit
from clinic_desktop.services.waiting.values import RECALL_DAYS

_WAITING, _RECALLS = 22, 40
_WORKDAYS = 0b0011111
_NOON = 12 * 60
_NOTES = ("", "", "", "rings back after six", "flexible, lives next door", "only with her daughter", "in pain at night")
_COLUMNS = (
    "version kind state patient_id practitioner_id speciality_id service_id location_id first_day last_day weekdays"
    " from_minute until_minute urgency note created_at created_by_id"
)


def load_waiting(bulk: Bulk, chance: Random, calendar: Calendar, visits: list[DemoVisit]) -> None:
    """Loads who waits for a time at every centre and who is to be seen again, some of whom are due."""
    bulk.load(WaitingEntry, _COLUMNS, (*_waiting(chance, calendar, visits), *_recalls(chance, calendar, visits)))


def _waiting(chance: Random, calendar: Calendar, visits: list[DemoVisit]) -> Iterator[Row]:
    now = int(calendar.now.timestamp())
    for visit in _patients(chance, visits, _WAITING):
        doctor, today = visit.doctor, calendar.today[visit.doctor.centre]
        whom = chance.choice(((doctor.id, None), (doctor.id, None), (None, doctor.speciality), (None, None)))
        weekdays = chance.choice((EVERY_DAY, EVERY_DAY, _WORKDAYS, 0b0010101))
        hours = chance.choice(((0, MINUTES_IN_DAY), (0, MINUTES_IN_DAY), (0, _NOON), (_NOON, MINUTES_IN_DAY)))
        urgency = chance.choices((Urgency.ROUTINE, Urgency.PRIORITY, Urgency.EMERGENCY), (14, 5, 1))[0]
        yield (
            1, WaitingKind.WAITING, WaitingState.OPEN, visit.patient.id, *whom,
            chance.choice((CONSULTATION, CONSULTATION, FOLLOW_UP)), doctor.centre, today,
            today + timedelta(days=chance.randint(5, 45)), weekdays, *hours, urgency, chance.choice(_NOTES),
            instant(now - chance.randint(1, 24 * 26) * 3600), STAFF[3].id,
        )  # fmt: skip


def _recalls(chance: Random, calendar: Calendar, visits: list[DemoVisit]) -> Iterator[Row]:
    for visit in _patients(chance, visits, _RECALLS):
        today = calendar.today[visit.doctor.centre]
        due = today + timedelta(days=chance.randint(-25, 170))
        yield (
            1, WaitingKind.RECALL, WaitingState.OPEN, visit.patient.id, visit.doctor.id, None, FOLLOW_UP,
            visit.doctor.centre, due, due + timedelta(days=RECALL_DAYS), EVERY_DAY, 0, MINUTES_IN_DAY,
            Urgency.ROUTINE, "", instant(visit.end), None,
        )  # fmt: skip


def _patients(chance: Random, visits: list[DemoVisit], count: int) -> list[DemoVisit]:
    """So many visits of the last half year, each of another patient."""
    newest = max((visit.start for visit in visits if visit.state is AppointmentState.COMPLETED), default=0)
    seen = {
        visit.patient.id: visit
        for visit in visits
        if visit.state is AppointmentState.COMPLETED and visit.start > newest - 180 * DAY
    }
    found = list(seen.values())
    return chance.sample(found, min(count, len(found)))
