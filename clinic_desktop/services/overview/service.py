"""How the clinic is doing."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import func, select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, Scope, require, scope_of
from clinic_desktop.services.appointments.promises import ERROR_DAYS, load_wait_error
from clinic_desktop.services.billing.listing import load_unpaid
from clinic_desktop.services.local_time import check_days
from clinic_desktop.services.overview.frame import Frame, frame_of
from clinic_desktop.services.overview.money import Flows, load_collected, load_flows
from clinic_desktop.services.overview.needs import load_needs
from clinic_desktop.services.overview.use import Offered, load_heat, load_offered
from clinic_desktop.services.overview.values import DoctorFigures, OverviewView, Share
from clinic_desktop.services.overview.visits import Groups, load_groups, load_waits, no_shows, still_to_come

Minutes = dict[tuple[date, int], int]
"""By day and doctor."""


class OverviewService:
    """Figures for those who run the clinic or a centre."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def overview(self, actor: Actor, location_id: int | None, first_day: date, last_day: date) -> OverviewView:
        """The figures of those local days (at most a year) at one centre; None: at all that the actor may see."""
        require(actor, Permission.SEE_OVERVIEW, location_id=location_id)
        check_days(first_day, last_day)
        with self._database.read() as session:
            frame = frame_of(session, _centres(actor, location_id), first_day, last_day, self._clock())
            if location_id is not None and not frame.location_ids:
                raise NotFound("location", location_id)
            return _view(frame, location_id)


def _centres(actor: Actor, location_id: int | None) -> frozenset[int] | None:
    if location_id is not None:
        return frozenset({location_id})
    return None if scope_of(actor.role, Permission.SEE_OVERVIEW) is Scope.CLINIC else actor.location_ids


def _view(frame: Frame, location_id: int | None) -> OverviewView:
    groups, flows, offered = load_groups(frame), load_flows(frame), load_offered(frame)
    waits, waits_before, waits_daily = load_waits(frame)
    daily, filled = groups.daily(), _filled(groups.minutes(), offered)
    states, states_before = groups.states(frame.is_current), groups.states(frame.is_before)
    used = _used(filled, offered)
    nothing: Counter[AppointmentState] = Counter()
    return OverviewView(
        location_id=location_id,
        first_day=frame.first,
        last_day=frame.last,
        before_first_day=frame.before_first,
        at=frame.now,
        days=frame.days,
        currencies=flows.currencies(),
        revenue=tuple(flows.revenue(currency) for currency in flows.currencies()),
        appointments=states,
        appointments_before=states_before,
        appointments_daily=tuple(_kept(daily.get(day, nothing)) for day in frame.days),
        still_to_come=still_to_come(frame),
        slots_filled=_together(used, frame.is_current),
        slots_filled_before=_together(used, frame.is_before),
        slots_filled_daily=tuple(used.get(day, Share(0, 0)).percent for day in frame.days),
        waits=waits,
        waits_before=waits_before,
        waits_daily=tuple(waits_daily.get(day) for day in frame.days),
        no_shows=no_shows(states),
        no_shows_before=no_shows(states_before),
        no_shows_daily=tuple(no_shows(daily.get(day, nothing)).percent for day in frame.days),
        weekdays=groups.weekdays(),
        heat=load_heat(frame, offered),
        heat_days=(frame.heat_last - frame.heat_first).days + 1,
        doctors=_doctors(frame, groups, flows, filled, offered),
        collected=load_collected(frame),
        payments_waiting=sum(len(load_unpaid(frame.session, number, frame.last)) for number in frame.location_ids),
        registrations=_registered(frame, frame.first, frame.last),
        registrations_before=_registered(frame, frame.before_first, frame.before_last),
        needs=load_needs(frame),
        wait_error=load_wait_error(frame.session, sorted(frame.location_ids), frame.now - timedelta(days=ERROR_DAYS)),
    )


def _filled(booked: Minutes, offered: Offered) -> Minutes:
    """Booked minutes by day and doctor, of what was offered: who stays longer or is squeezed in fills no more."""
    return {key: min(booked.get(key, 0), minutes) for key, minutes in offered.minutes.items()}


def _used(filled: Minutes, offered: Offered) -> dict[date, Share]:
    """Filled of offered minutes by day."""
    sums: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for (day, doctor), minutes in offered.minutes.items():
        sums[day][0] += filled[day, doctor]
        sums[day][1] += minutes
    return {day: Share(part, whole) for day, (part, whole) in sums.items()}


def _together(used: dict[date, Share], wanted: Callable[[date], bool]) -> Share:
    shares = [share for day, share in used.items() if wanted(day)]
    return Share(sum(share.part for share in shares), sum(share.whole for share in shares))


def _kept(states: Counter[AppointmentState]) -> int:
    gone = (AppointmentState.CANCELLED, AppointmentState.REJECTED)
    return sum(count for state, count in states.items() if state not in gone)


def _doctors(
    frame: Frame, groups: Groups, flows: Flows, filled: Minutes, offered: Offered
) -> tuple[DoctorFigures, ...]:
    """The centres' doctors, by revenue in the first centre's currency, then in the others."""
    rows = frame.session.execute(
        select(Practitioner.id, Practitioner.name, Practitioner.picture)
        .join(PractitionerRole, PractitionerRole.practitioner_id == Practitioner.id)
        .where(PractitionerRole.location_id.in_(frame.location_ids), Practitioner.active.is_(True))
        .distinct()
    ).all()
    revenue, completed = flows.of_doctors(), groups.completed()

    def of(doctor: int, minutes: Minutes) -> int:
        return sum(amount for (day, owner), amount in minutes.items() if owner == doctor and frame.is_current(day))

    found = [
        DoctorFigures(
            practitioner_id=row.id,
            name=row.name,
            picture=row.picture,
            revenue=revenue.get(row.id, ()),
            visits=completed[row.id],
            use=Share(of(row.id, filled), of(row.id, offered.minutes)),
        )
        for row in rows
    ]
    order = {currency: rank for rank, currency in enumerate(flows.currencies())}

    def key(doctor: DoctorFigures) -> tuple[int, int, str]:
        first = doctor.revenue[0] if doctor.revenue else None
        return (order.get(first.currency, 0), -first.minor, doctor.name) if first else (len(order), 0, doctor.name)

    return tuple(sorted(found, key=key))


def _registered(frame: Frame, first: date, last: date) -> int:
    """Patients who were registered on those days; one without a home counts at the first centre."""
    home = func.coalesce(Patient.home_location_id, frame.location_ids[0]) if frame.location_ids else 0
    within = frame.local.within(Patient.registered_at, home, first, last)
    return int(
        frame.session.scalar(select(func.count()).select_from(Patient).where(within, Patient.merged_into_id.is_(None)))
        or 0
    )
