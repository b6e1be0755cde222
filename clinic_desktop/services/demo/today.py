"""The demo's today: the day is played through to its end and then stopped at now, so that it is alive.

Afterwards the waiting room of the first centre gets what a real one has: different waits, somebody called, somebody set
aside, an urgent walk-in, two people in a queue without a time, one who is late, and a doctor with each patient.
"""

from random import Random

from clinic_desktop.domain.codes import OCCUPYING_STATES, AppointmentState, Channel, QueueState, Urgency
from clinic_desktop.services.demo.calendar import LATE, Calendar, centre_of
from clinic_desktop.services.demo.organisation import BENGALURU, CONSULTATION, DOCTORS, DemoDoctor, offered
from clinic_desktop.services.demo.texts import STORIES
from clinic_desktop.services.demo.visits import MINUTE, DayPlan, DemoVisit, Inventor, midnight

_S = AppointmentState
_WAITS = (4, 9, 17, 26, 34)


def invent_today(chance: Random, calendar: Calendar, inventor: Inventor) -> list[DemoVisit]:
    """All visits of today at every centre, as they stand now."""
    visits: list[DemoVisit] = []
    for doctor in DOCTORS:
        stretches = calendar.stretches(doctor, calendar.today[doctor.centre])
        plan = DayPlan(stretches, 0.95, doctor.pace / 100)
        days = [
            visit
            for visit in inventor.day(doctor, calendar.today[doctor.centre], plan)
            if _stop(chance, visit, inventor.now)
        ]
        if doctor.centre == BENGALURU and _is_in(doctor, stretches, calendar, inventor.now):
            if doctor.id == LATE:
                _fall_behind(days, inventor.now)
            _let_somebody_in(days, inventor.now)
        visits += days
    here = [visit for visit in visits if visit.doctor.centre == BENGALURU]
    _fill_waiting_room(here, inventor.now)
    _let_somebody_be_late(here, inventor.now)
    visits += _queue_only(chance, here, inventor)
    _vary_waiting_room([visit for visit in visits if visit.doctor.centre == BENGALURU])
    return visits


def _stop(chance: Random, visit: DemoVisit, now: int) -> bool:
    """Takes out of a visit what lies after now; False where nobody would know of it yet."""
    if visit.state in (_S.CANCELLED, _S.REJECTED, _S.NO_SHOW) and (visit.over_at or 0) > now:
        visit.state, visit.over_at, visit.ended_reason = _S.CONFIRMED, None, ""
    if visit.state is _S.COMPLETED and (visit.ended or 0) > now:
        started, arrived = visit.started or 0, visit.arrived or 0
        visit.come_back_to(_S.IN_PROGRESS if started <= now else _S.CHECKED_IN if arrived <= now else _S.CONFIRMED)
    if visit.created > now:
        if visit.first:
            visit.patient.registered = visit.patient.registered.fromordinal(visit.patient.registered.toordinal() - 1)
            visit.patient.registered_at = 0
        if visit.channel is Channel.WALK_IN:
            return False
        visit.created = now - chance.randint(10, 180) * MINUTE
    return True


def _is_in(doctor: DemoDoctor, stretches: list[tuple[int, int]], calendar: Calendar, now: int) -> bool:
    """Whether the doctor works right now."""
    minute = (now - midnight(centre_of(doctor), calendar.today[doctor.centre])) // MINUTE
    return any(start <= minute < end for start, end in stretches)


def _fall_behind(visits: list[DemoVisit], now: int) -> None:
    """Makes the doctor late: the visit before the last has only begun, and who was to follow waits past their time."""
    begun = [visit for visit in visits if visit.start <= now - 6 * MINUTE and visit.state in OCCUPYING_STATES]
    if len(begun) < 2:
        return
    seen, kept_waiting = begun[-2:]
    before = max((visit.ended or 0 for visit in begun[:-2]), default=0)
    for visit, state in ((seen, _S.IN_PROGRESS), (kept_waiting, _S.CHECKED_IN)):
        arrived = min(visit.arrived or now, visit.start - 4 * MINUTE)
        visit.come_back_to(state)
        visit.arrived, visit.created = arrived, min(visit.created, arrived)
    seen.started = max(before + 2 * MINUTE, min(seen.started or now, now - 11 * MINUTE))
    seen.called = seen.started - 40


def _let_somebody_in(visits: list[DemoVisit], now: int) -> None:
    """Makes sure that the doctor has a patient: whoever waits or comes next has just been called in."""
    if any(visit.state is _S.IN_PROGRESS for visit in visits):
        return
    waiting = [visit for visit in visits if visit.state is _S.CHECKED_IN]
    coming = [
        visit for visit in visits if visit.state is _S.CONFIRMED and now - 40 * MINUTE < visit.start < now + 35 * MINUTE
    ]
    if not waiting and not coming:
        _stay_longer(visits, now)
        return
    visit = min(waiting or coming, key=lambda one: one.start)
    latest = max((one.ended or 0 for one in visits if one.state is _S.COMPLETED), default=0)
    visit.started = max(latest + MINUTE, now - 7 * MINUTE)
    visit.called = visit.started - 40
    visit.arrived = min(visit.arrived or now, visit.started - 12 * MINUTE)
    visit.created = min(visit.created, visit.arrived)
    visit.state, visit.queue_state = _S.IN_PROGRESS, QueueState.IN_ROOM


def _stay_longer(visits: list[DemoVisit], now: int) -> None:
    """Lets the last visit go on until now, where nobody else is there."""
    seen = [visit for visit in visits if visit.state is _S.COMPLETED and (visit.started or 0) > now - 50 * MINUTE]
    if seen:
        last = max(seen, key=lambda visit: visit.started or 0)
        last.come_back_to(_S.IN_PROGRESS)


def _fill_waiting_room(visits: list[DemoVisit], now: int) -> None:
    """Lets the next patients of the doctors wait, some for minutes, some too long."""
    waits = list(_WAITS)
    for visit in visits:
        if visit.state is _S.CHECKED_IN and waits:
            waits.pop(0)
    coming = sorted(
        (
            visit
            for visit in visits
            if visit.state is _S.CONFIRMED and now - 5 * MINUTE < visit.start < now + 70 * MINUTE
        ),
        key=lambda visit: visit.start,
    )
    for wait, visit in zip(reversed(waits), coming[1:], strict=False):
        visit.state, visit.arrived = _S.CHECKED_IN, now - wait * MINUTE
        visit.created = min(visit.created, visit.arrived)


def _let_somebody_be_late(visits: list[DemoVisit], now: int) -> None:
    """One patient should be here already, and is not."""
    possible = (_S.CHECKED_IN, _S.CANCELLED, _S.NO_SHOW)
    for visit in visits:
        if visit.state in possible and now - 25 * MINUTE < visit.start < now - 3 * MINUTE and visit.doctor.id != LATE:
            visit.come_back_to(_S.CONFIRMED)
            visit.ended_reason, visit.by_clinic = "", False
            visit.channel = Channel.PHONE
            return


def _queue_only(chance: Random, visits: list[DemoVisit], inventor: Inventor) -> list[DemoVisit]:
    """Two walk-ins who wait for a doctor without a time of their own, one of them urgent."""
    doctors = sorted({visit.doctor.id for visit in visits if visit.state is _S.IN_PROGRESS})
    here = {visit.patient.id for visit in visits}
    found = []
    for doctor_id, wait, urgency in zip(doctors, (21, 6), (Urgency.PRIORITY, Urgency.ROUTINE), strict=False):
        doctor = DOCTORS[doctor_id - 1]
        _, pool = inventor.pools[doctor_id]
        patient = next((one for one in reversed(pool[: len(pool) * 2 // 3]) if one.id not in here), None)
        if patient is None:
            continue
        here.add(patient.id)
        _, minutes, after, price = next(offer for offer in offered(doctor) if offer[0] == CONSULTATION)
        arrived = inventor.now - wait * MINUTE
        visit = DemoVisit(
            patient, doctor, CONSULTATION, arrived, arrived + minutes * MINUTE, after, price, Channel.WALK_IN, arrived,
            chance.choice(STORIES[doctor.speciality]),
        )  # fmt: skip
        visit.state, visit.arrived, visit.urgency, visit.queue_only = _S.CHECKED_IN, arrived, urgency, True
        found.append(visit)
    return found


def _vary_waiting_room(visits: list[DemoVisit]) -> None:
    """One is called, one set aside; the doctors decide about the others."""
    waiting = sorted(
        (visit for visit in visits if visit.state is _S.CHECKED_IN and not visit.queue_only),
        key=lambda visit: visit.arrived or 0,
    )
    if len(waiting) > 3:
        waiting[1].queue_state, waiting[1].skips = QueueState.HELD, 1
    if len(waiting) > 4:
        first = waiting[0]
        first.queue_state, first.called = QueueState.CALLED, (first.arrived or 0) + 60
