"""The demo clinic holds what every real one holds: nothing overlaps, every sum is right, and no number is missing."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from clinic_desktop.db.database import Database, sqlite_url
from clinic_desktop.db.migrate import migrate
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.counters import NumberCounter
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.ledger import LedgerEntry
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.db.models.search import search_patient
from clinic_desktop.domain.codes import (
    OCCUPYING_STATES,
    AppointmentState,
    LedgerAccount,
    PaymentMethod,
    QueueState,
    Role,
)
from clinic_desktop.domain.errors import Conflict
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.accounts.sign_in import SignInService
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.values import WalkInRequest
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.ledger import DRAWERS
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.demo import PASSWORD, DemoPeople, build_demo
from clinic_desktop.services.overview import OverviewService
from clinic_desktop.services.patients.search import PatientSearch
from tests.builders import new_key
from tests.conftest import NOW, SetClock
from tests.services.accounts.people import cheap_hashes

S = AppointmentState
BENGALURU, BERLIN = 1, 2


@pytest.fixture
def demo(database: Database, clock: SetClock) -> DemoPeople:
    people = build_demo(database, clock, patients=900)
    cheap_hashes(database, clock)
    return people


def desk_of(database: Database, clock: SetClock) -> Actor:
    return SignInService(database, clock).sign_in("desk", PASSWORD, "Desk 1")


# The demo is a file of SQLite; on PostgreSQL only the tour makes it, which books and pays in it as people do.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_whole_demo_keeps_the_rules_of_a_clinic(database: Database, clock: SetClock, demo: DemoPeople) -> None:
    """One clinic for all of these: making it takes a few seconds."""
    with database.read() as session:
        for check in _CHECKS:
            check(session)
    _people_sign_in(database, clock, demo)
    _work_goes_on(database, clock)
    with pytest.raises(Conflict):
        build_demo(database, clock, patients=50, days=5)


def _two_centres_and_eight_doctors(session) -> None:
    assert session.scalar(select(func.count()).select_from(Practitioner)) == 8
    assert [row.currency for row in session.scalars(select(Location).order_by(Location.id))] == ["INR", "EUR"]
    assert session.scalar(select(func.count()).select_from(Patient)) == 900
    span = session.execute(select(func.min(Appointment.starts_at), func.max(Appointment.starts_at))).one()
    assert span[0] < NOW - timedelta(days=355)
    assert span[1] > NOW + timedelta(days=20)


def _nobody_is_in_two_places(session) -> None:
    """No doctor sees two at a time, buffers and all, and no patient has two visits in one hour."""
    rows = session.execute(
        select(Appointment.practitioner_id, Appointment.patient_id, Appointment.starts_at, Appointment.ends_at)
        .where(Appointment.state.in_(OCCUPYING_STATES), Appointment.queue_only.is_(False))
        .order_by(Appointment.starts_at)
    ).all()
    for key in ("practitioner_id", "patient_id"):
        busy = defaultdict(list)
        for row in rows:
            busy[getattr(row, key)].append((row.starts_at, row.ends_at))
        assert all(before[1] <= after[0] for times in busy.values() for before, after in pairwise(times))


def _every_appointment_has_its_history(session) -> None:
    last: dict[int, tuple[str, str | None]] = {}
    for row in session.execute(
        select(AppointmentChange.appointment_id, AppointmentChange.from_state, AppointmentChange.to_state).order_by(
            AppointmentChange.id
        )
    ):
        before = last.get(row.appointment_id)
        assert row.from_state == (before and before[0])
        last[row.appointment_id] = (row.to_state, row.from_state)
    states = session.execute(select(Appointment.id, Appointment.state)).all()
    assert {row.id: row.state for row in states} == {number: state for number, (state, _) in last.items()}


def _tokens_have_no_gaps(session) -> None:
    days: dict[tuple[int, date], list[int]] = defaultdict(list)
    for row in session.execute(select(Encounter.location_id, Encounter.day, Encounter.token_number)):
        days[row.location_id, row.day].append(row.token_number)
    counters = _counters(session, "token")
    for (location, day), numbers in days.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        assert counters[location, day.isoformat()] == len(numbers)


def _numbers_have_no_gaps(session) -> None:
    for kind, column, place in (
        ("invoice", Invoice.number, Invoice.location_id),
        ("receipt", Payment.receipt_number, Payment.location_id),
    ):
        years: dict[tuple[int, str], list[int]] = defaultdict(list)
        for number, location in session.execute(select(column, place)):
            _, year, count = number.split("-")
            years[location, year].append(int(count))
        assert {key: len(numbers) for key, numbers in years.items()} == _counters(session, kind)
        assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in years.values())


def _counters(session, kind: str) -> dict[tuple[int, str], int]:
    rows = session.scalars(select(NumberCounter).where(NumberCounter.kind == kind))
    return {(row.location_id, row.period): row.last for row in rows}


def _invoices_add_up(session) -> None:
    paid = dict(
        session.execute(select(Payment.invoice_id, func.sum(Payment.amount_minor)).group_by(Payment.invoice_id)).all()
    )
    back = dict(
        session.execute(
            select(Payment.invoice_id, func.sum(Refund.amount_minor)).join(Refund).group_by(Payment.invoice_id)
        ).all()
    )
    for invoice in session.scalars(select(Invoice)):
        assert invoice.total_minor == invoice.amount_minor - invoice.discount_minor
        assert invoice.paid_minor == paid.get(invoice.id, 0) <= invoice.total_minor
        assert invoice.refunded_minor == back.get(invoice.id, 0)
    assert all(
        payment.tendered_minor is None or payment.tendered_minor >= payment.amount_minor
        for payment in session.scalars(select(Payment))
    )
    unpaid = select(func.count()).select_from(Invoice).where(Invoice.paid_minor < Invoice.total_minor)
    assert 5 < session.scalar(unpaid) < 400


def _the_ledger_says_the_same(session) -> None:
    """What ``settle`` would want every invoice's accounts to hold is what they hold."""
    held: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in session.execute(
        select(LedgerEntry.invoice_id, LedgerEntry.debit, LedgerEntry.credit, LedgerEntry.amount_minor)
    ):
        held[row.invoice_id][row.debit] += row.amount_minor
        held[row.invoice_id][row.credit] -= row.amount_minor
    over = (S.CANCELLED, S.REJECTED, S.NO_SHOW)
    rows = session.execute(
        select(Invoice, Appointment.state).join(Appointment, Appointment.id == Invoice.appointment_id)
    )
    for invoice, state in rows:
        accounts, kept = held[invoice.id], invoice.paid_minor - invoice.refunded_minor
        due = 0 if state in over else invoice.total_minor - kept
        assert accounts[LedgerAccount.PATIENT_RECEIVABLE] == due
        earned = -accounts[LedgerAccount.DOCTOR_PAYABLE] - accounts[LedgerAccount.PLATFORM_FEE]
        assert earned == (kept if state in over else invoice.total_minor if state == S.COMPLETED else 0)
        assert accounts[LedgerAccount.ESCROW_HELD] == (
            0 if state in over or state == S.COMPLETED else -invoice.total_minor
        )
    owed = session.scalar(select(func.sum(Refund.amount_minor)).where(Refund.done_at.is_(None))) or 0
    # What no invoice is about: doctors are paid, and cash goes to the bank.
    held.pop(None)
    assert -sum(accounts[LedgerAccount.REFUNDS] for accounts in held.values()) == owed
    drawers = sum(accounts[drawer] for accounts in held.values() for drawer in set(DRAWERS.values()))
    assert (
        drawers
        == sum(invoice.paid_minor - invoice.refunded_minor for invoice in session.scalars(select(Invoice))) + owed
    )


def _cash_goes_to_the_bank_every_evening(session) -> None:
    """The drawers hold their float and what was taken today."""
    held: dict[int, int] = defaultdict(int)
    taken: dict[int, int] = defaultdict(int)
    for entry in session.scalars(select(LedgerEntry)):
        sign = (entry.debit == LedgerAccount.CASH_DRAWER) - (entry.credit == LedgerAccount.CASH_DRAWER)
        held[entry.location_id] += sign * entry.amount_minor
        if sign > 0 and entry.at > NOW - timedelta(days=1):
            taken[entry.location_id] += entry.amount_minor
    for location, most in ((BENGALURU, 500_000), (BERLIN, 20_000)):
        assert 0 < held[location] <= most + taken[location]


def _money_goes_back_when_somebody_is_at_the_desk(session) -> None:
    zones = {row.id: ZoneInfo(row.zone) for row in session.execute(select(Location.id, Location.zone))}
    given = session.execute(
        select(Payment.location_id, Refund.done_at).join(Payment).where(Refund.done_at.is_not(None))
    ).all()
    assert given
    for location, at in given:
        local = at.astimezone(zones[location])
        assert 9 <= local.hour < 18 and local.weekday() < 6


def _nothing_is_from_the_future(session) -> None:
    for column in (
        Patient.registered_at, Appointment.created_at, Appointment.state_changed_at, AppointmentChange.at,
        Encounter.arrived_at,
        Encounter.ended_at, Invoice.issued_at, Payment.paid_at, Refund.created_at, LedgerEntry.at,
    ):  # fmt: skip
        assert session.scalar(select(func.max(column))) <= NOW
    early = select(func.count()).select_from(Appointment).join(Patient, Patient.id == Appointment.patient_id)
    assert session.scalar(early.where(Appointment.created_at < Patient.registered_at)) == 0


def _today_is_alive(session) -> None:
    today = NOW.date()
    states = dict(
        session.execute(
            select(Appointment.state, func.count())
            .where(
                Appointment.location_id == BENGALURU,
                Appointment.starts_at.between(NOW - timedelta(hours=8), NOW + timedelta(hours=12)),
            )
            .group_by(Appointment.state)
        ).all()
    )
    assert states[S.IN_PROGRESS] >= 4
    assert states[S.CHECKED_IN] >= 4
    assert states[S.COMPLETED] >= 5
    assert states[S.CONFIRMED] >= 10
    queue = dict(
        session.execute(
            select(Encounter.queue_state, func.count())
            .where(Encounter.location_id == BENGALURU, Encounter.day == today)
            .group_by(Encounter.queue_state)
        ).all()
    )
    assert set(queue) >= {QueueState.IN_ROOM, QueueState.WAITING, QueueState.DONE}
    assert session.scalar(select(func.count()).select_from(Hold).where(Hold.expires_at > NOW)) == 2


def _everybody_can_be_found(session) -> None:
    assert session.scalar(select(func.count()).select_from(search_patient)) == 900


_CHECKS = (
    _two_centres_and_eight_doctors,
    _nobody_is_in_two_places,
    _every_appointment_has_its_history,
    _tokens_have_no_gaps,
    _numbers_have_no_gaps,
    _invoices_add_up,
    _the_ledger_says_the_same,
    _cash_goes_to_the_bank_every_evening,
    _money_goes_back_when_somebody_is_at_the_desk,
    _nothing_is_from_the_future,
    _today_is_alive,
    _everybody_can_be_found,
)


def _people_sign_in(database: Database, clock: SetClock, demo: DemoPeople) -> None:
    assert {login.role for login in demo.logins} == set(Role)
    with database.read() as session:
        assert {login.username for login in demo.logins} == set(session.scalars(select(Account.username)))
    for role in Role:
        login = demo.of(role)
        assert SignInService(database, clock).sign_in(login.username, demo.password, "Desk 1").role is role


def _work_goes_on(database: Database, clock: SetClock) -> None:
    """The services find everything as they would have left it themselves."""
    desk = desk_of(database, clock)
    board = DayService(database, clock).day(desk, BENGALURU, NOW.date())
    assert sum(len(column.cards) for column in board.columns) > 40
    patient = PatientSearch(database, clock).search(desk, "rao", BENGALURU).hits[0]
    request = WalkInRequest(
        request_key=new_key(), practitioner_id=1, location_id=BENGALURU, service_id=1, patient_id=patient.id,
        payment=DeskPayment(PaymentMethod.CASH, 90_000, 100_000, "", new_key()),
    )  # fmt: skip
    done = BookingService(database, clock).walk_in(desk, request)
    assert done.receipt_number is not None
    doctor = SignInService(database, clock).sign_in("doctor", PASSWORD, "Room 1")
    assert VisitService(database, clock).start(doctor, done.appointment.id, done.appointment.version)
    owed = PaymentService(database, clock).refunds_owed(desk)
    if owed:
        PaymentService(database, clock).confirm_refund(desk, owed[0].id, owed[0].version, "RRN 1")
    admin = SignInService(database, clock).sign_in("admin", PASSWORD, "Desk 1")
    assert OverviewService(database, clock).overview(admin, None, NOW.date(), NOW.date()).booked > 40


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Database]:
    database = Database(sqlite_url(tmp_path / "demo.sqlite3"))
    migrate(database, NOW)
    yield database
    database.close()


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 22, 3, 0, tzinfo=UTC),  # a Sunday morning
        datetime(2026, 11, 21, 17, 40, tzinfo=UTC),  # Saturday, late in the evening
        datetime(2026, 11, 24, 20, 0, tzinfo=UTC),  # the middle of the night
        datetime(2028, 2, 29, 2, 0, tzinfo=UTC),
        datetime(2026, 8, 15, 7, 0, tzinfo=UTC),  # a public holiday
        datetime(2026, 12, 31, 22, 30, tzinfo=UTC),  # another year in Bengaluru than in Berlin
    ],
)
def test_the_demo_is_alive_at_any_hour(fresh: Database, now: datetime) -> None:
    build_demo(fresh, lambda: now, patients=400, days=10)
    with fresh.read() as session:
        near = (
            Appointment.location_id == BENGALURU,
            Appointment.starts_at.between(now - timedelta(hours=6), now + timedelta(hours=6)),
        )
        states = dict(
            session.execute(select(Appointment.state, func.count()).where(*near).group_by(Appointment.state)).all()
        )
        assert states[S.IN_PROGRESS] >= 3
        assert states[S.CHECKED_IN] >= 2
        assert states[S.COMPLETED] >= 3
        assert states[S.CONFIRMED] >= 1
        _nobody_is_in_two_places(session)


def test_the_same_seed_and_instant_give_the_same_clinic(fresh: Database, tmp_path: Path) -> None:
    other = Database(sqlite_url(tmp_path / "other.sqlite3"))
    migrate(other, NOW)
    try:
        for database in (fresh, other):
            build_demo(database, lambda: NOW, seed=7, patients=200, days=20)
        for model in (Patient, Appointment, Payment, LedgerEntry):
            columns = list(model.__table__.c)
            with fresh.read() as first, other.read() as second:
                assert first.execute(select(*columns)).all() == second.execute(select(*columns)).all()
    finally:
        other.close()
