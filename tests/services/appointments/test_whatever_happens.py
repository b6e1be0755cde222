"""Whatever is done to a clinic, in whatever order, leaves it as a plain model says: on both databases."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update

from clinic_desktop.db.database import Database, sqlite_url
from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import ExceptionKind, MessageKind, MessageState
from clinic_desktop.domain.errors import Invalid, NotAllowed, Refused, SlotTaken, StaleRecord, StepNotAllowed
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.holds import HoldService
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.scheduling.hours import ExceptionDraft, HoursService
from clinic_desktop.services.series.service import SeriesService
from clinic_desktop.services.series.values import SeriesRequest, SeriesWish
from tests.builders import KOLKATA, local, make_clinic, new_key
from tests.conftest import SetClock
from tests.services.appointments.plain_model import HOLD, UNDO, Kind, Model, Time, Visit
from tests.services.conftest import MONDAY, TUESDAY

EXAMPLES, STEPS = int(os.environ.get("CLINIC_STATEFUL_EXAMPLES", "15")), 30
"""How often, and how many things in a row. Set the variable to look longer."""
WEEK = timedelta(days=7)
NEWS = (MessageKind.CONFIRMATION, MessageKind.RESCHEDULE, MessageKind.CANCELLATION)
# Few enough that they meet: the rest of today, both ends of a morning, noon, and a time outside the hours.
STARTS = st.builds(
    local,
    st.sampled_from([MONDAY, TUESDAY]),
    st.sampled_from(
        ["08:45", "09:00", "09:15", "09:30", "10:00", "11:00", "11:15", "11:30", "12:30", "12:45", "14:00"]
    ),
)
WHICH, DOCTOR, KIND = st.integers(0, 10_000), st.sampled_from([0, 2]), st.sampled_from([0, 0, 1, 2])


class Clinic(RuleBasedStateMachine):
    """Desks, doctors and time do what they like. ``open_database`` gives a fresh, empty, upgraded clinic."""

    def __init__(self, open_database: Callable[[], Any]) -> None:
        super().__init__()
        self._opened = open_database()
        self.database: Database = self._opened.__enter__()
        self.clock = SetClock()
        self.model = Model(self.clock.now)

    @initialize()
    def begin(self) -> None:
        database, clock = self.database, self.clock
        self.clinic = make_clinic(database, clock)
        with database.write() as session:
            session.execute(update(Patient).values(email="patient@example.org"))
        self.booking, self.holds = BookingService(database, clock), HoldService(database, clock)
        self.visits, self.hours = VisitService(database, clock), HoursService(database, clock)
        self.series = SeriesService(database, clock)
        self.desk = self.clinic.front_desk
        self.kinds = (
            Kind(self.clinic.consultation, 30), Kind(self.clinic.check_up, 15, pause=15),
            Kind(self.clinic.yoga, 60, places=3),
        )  # fmt: skip

    def teardown(self) -> None:
        self._opened.__exit__(None, None, None)

    def doctor_number(self, doctor: int) -> int:
        return self.clinic.doctors[doctor]

    def time(self, doctor: int, kind: Kind, start: datetime, minutes: int | None = None) -> Time:
        end = start + timedelta(minutes=minutes or kind.minutes)
        return Time(self.doctor_number(doctor), kind, start, end)

    def wish(self, time: Time, **changes: Any) -> BookingRequest:
        return BookingRequest(
            request_key=new_key(), practitioner_id=time.doctor, location_id=self.clinic.kolkata,
            service_id=time.kind.number, starts_at=time.start, patient_id=self.clinic.patients[1], **changes,
        )  # fmt: skip

    def pick(self, which: int) -> tuple[int, Visit]:
        number = sorted(self.model.visits)[which % len(self.model.visits)]
        return number, self.model.visits[number]

    def does(self, expected: type[Refused] | None, work: Callable[[], Any]) -> Any:
        """Does it, and insists on the refusal that the model expects (None: that it is done)."""
        if expected is None:
            return work()
        with pytest.raises(expected):
            work()
        return None

    def step(self, visit: Visit, actor: Actor, *, state: str | None = None, time: Time | None = None) -> None:
        """Notes what was done to a visit, so that it can be taken back."""
        visit.steps.append((actor.account_id, self.model.now, visit.state, visit.time))
        visit.state, visit.time = state or visit.state, time or visit.time
        visit.version += 1

    # Booking and holding.

    @rule(doctor=DOCTOR, kind=KIND, start=STARTS)
    def book(self, doctor: int, kind: int, start: datetime) -> None:
        time = self.time(doctor, self.kinds[kind], start)
        expected = None if self.model.can_book(time) else SlotTaken
        view = self.does(expected, lambda: self.booking.book(self.desk, self.wish(time)))
        if view:
            self.model.visits[view.id] = Visit(time)

    @rule(doctor=DOCTOR, kind=KIND, start=STARTS)
    def hold(self, doctor: int, kind: int, start: datetime) -> None:
        time = self.time(doctor, self.kinds[kind], start)
        expected = None if self.model.can_book(time) else SlotTaken
        given = self.does(
            expected, lambda: self.holds.hold(self.desk, time.doctor, self.clinic.kolkata, time.kind.number, time.start)
        )
        if given:
            assert given.expires_at == self.model.now + HOLD
            self.model.holds[given.key] = replace(time, until=given.expires_at)

    @precondition(lambda self: self.model.holds)
    @rule(which=WHICH, keep=st.booleans())
    def use_hold(self, which: int, keep: bool) -> None:
        key = sorted(self.model.holds)[which % len(self.model.holds)]
        time = replace(self.model.holds[key], until=None)
        if not keep:
            self.holds.release(self.desk, key)
            del self.model.holds[key]
            return
        expected = None if self.model.can_book(time, hold=key) else SlotTaken
        view = self.does(expected, lambda: self.booking.book(self.desk, self.wish(time, hold_key=key)))
        if view:
            self.model.visits[view.id] = Visit(time)
            del self.model.holds[key]

    @rule(doctor=DOCTOR, start=STARTS)
    def book_series(self, doctor: int, start: datetime) -> None:
        """Two weeks running, both or neither; one message tells of both."""
        times = [self.time(doctor, self.kinds[0], start + after) for after in (timedelta(0), WEEK)]
        wish = SeriesWish(
            times[0].doctor, self.clinic.kolkata, self.clinic.consultation, MONDAY, 600, "FREQ=WEEKLY;COUNT=2"
        )
        request = SeriesRequest(
            request_key=new_key(), wish=wish, starts=tuple(time.start for time in times),
            patient_id=self.clinic.patients[1],
        )  # fmt: skip
        expected = None if all(self.model.can_book(time) for time in times) else SlotTaken
        made = self.does(expected, lambda: self.series.book(self.desk, request))
        if made:
            for member, time in zip(made.members, times, strict=True):
                self.model.visits[member.appointment_id] = Visit(time, known=time)

    # What happens to one visit. A ``stale`` desk has not seen the last change.

    @precondition(lambda self: self.model.visits)
    @rule(which=WHICH, doctor=DOCTOR, start=STARTS, stale=st.integers(0, 5))
    def move(self, which: int, doctor: int, start: datetime, stale: int) -> None:
        number, visit = self.pick(which)
        if visit.state == "checked_in":
            return
        same = visit.time.doctor == self.doctor_number(doctor)
        minutes = int((visit.time.end - visit.time.start).total_seconds()) // 60 if same else None
        time = self.time(doctor, visit.time.kind, start, minutes)
        expected: type[Refused] | None = None if self.model.can_book(time, but=visit) else SlotTaken
        if visit.state != "confirmed":
            expected = StepNotAllowed
        if stale == 0:
            expected = StaleRecord
        version = visit.version - (stale == 0)
        self.does(expected, lambda: self.booking.reschedule(self.desk, number, version, time.doctor, start))
        if expected is None:
            self.step(visit, self.desk, time=time)

    @precondition(lambda self: self.model.visits)
    @rule(which=WHICH, minutes=st.sampled_from([5, 15, 45, 60]))
    def resize(self, which: int, minutes: int) -> None:
        number, visit = self.pick(which)
        time = replace(visit.time, end=visit.time.start + timedelta(minutes=minutes))
        fits = time.end <= visit.time.end or (self.model.is_open(time) and self.model.is_free(time, but=visit))
        expected: type[Refused] | None = None if fits and time.end > self.model.now else SlotTaken
        if time.kind.places > 1:
            expected = SlotTaken if time.end <= self.model.now else Invalid
        if visit.state not in ("confirmed", "checked_in"):
            expected = StepNotAllowed
        self.does(expected, lambda: self.booking.change_length(self.desk, number, visit.version, minutes))
        if expected is None:
            self.step(visit, self.desk, time=time)

    @precondition(lambda self: self.model.visits)
    @rule(which=WHICH, stale=st.integers(0, 5))
    def cancel(self, which: int, stale: int) -> None:
        number, visit = self.pick(which)
        if visit.state == "in_progress":
            return
        expected: type[Refused] | None = None if visit.state in ("confirmed", "checked_in") else StepNotAllowed
        if stale == 0:
            expected = StaleRecord
        self.does(expected, lambda: self.booking.cancel(self.desk, number, visit.version - (stale == 0), "Ill"))
        if expected is None:
            self.step(visit, self.desk, state="cancelled")

    @precondition(lambda self: self.model.visits)
    @rule(which=WHICH)
    def check_in(self, which: int) -> None:
        number, visit = self.pick(which)
        today = local_day(visit.time.start) == local_day(self.model.now)
        expected = None if visit.state == "confirmed" and today else StepNotAllowed
        self.does(expected, lambda: self.visits.check_in(self.desk, number, visit.version))
        if expected is None:
            self.step(visit, self.desk, state="checked_in")

    @precondition(lambda self: self.model.visits)
    @rule(which=WHICH)
    def miss(self, which: int) -> None:
        number, visit = self.pick(which)
        over = visit.state == "confirmed" and visit.time.start <= self.model.now
        self.does(None if over else StepNotAllowed, lambda: self.visits.no_show(self.desk, number, visit.version))
        if over:
            self.step(visit, self.desk, state="no_show")

    @precondition(lambda self: self.model.visits)
    @rule(which=WHICH, end=st.booleans())
    def treat(self, which: int, end: bool) -> None:
        """The doctor begins or ends the visit; a doctor treats their own patients only."""
        number, visit = self.pick(which)
        doctor = self.clinic.doctor
        sources = {"checked_in", "in_progress", "confirmed"} if end else {"checked_in"}
        can = visit.state in sources and (not end or local_day(visit.time.start) <= local_day(self.model.now))
        expected: type[Refused] | None = None if can else StepNotAllowed
        if visit.time.doctor != doctor.practitioner_id:
            expected = NotAllowed
        verb = self.visits.complete if end else self.visits.start
        self.does(expected, lambda: verb(doctor, number, visit.version))
        if expected is None:
            self.step(visit, doctor, state="completed" if end else "in_progress")

    @precondition(lambda self: self.model.visits)
    @rule(which=WHICH, by_doctor=st.integers(0, 3))
    def undo(self, which: int, by_doctor: int) -> None:
        number, visit = self.pick(which)
        actor = self.clinic.doctor if by_doctor == 0 else self.desk
        expected = self._undo_refusal(visit, actor)
        self.does(expected, lambda: self.booking.undo(actor, number, visit.version))
        if expected is None:
            *visit.steps, (_, _, visit.state, visit.time) = visit.steps
            visit.version += 1

    def _undo_refusal(self, visit: Visit, actor: Actor) -> type[Refused] | None:
        if actor.practitioner_id not in (None, visit.time.doctor):
            return NotAllowed
        if not visit.steps:
            return StepNotAllowed
        account, at, state, time = visit.steps[-1]
        if account != actor.account_id or self.model.now - at > UNDO:
            return NotAllowed
        takes_again = (not visit.takes_time and state in ("confirmed", "checked_in")) or time != visit.time
        return None if not takes_again or self.model.is_free(time, but=visit) else SlotTaken

    # The world around.

    @rule(doctor=DOCTOR)
    def take_tuesday_off(self, doctor: int) -> None:
        """What is booked stays; nothing more can be booked."""
        number = self.doctor_number(doctor)
        if (number, TUESDAY) in self.model.off:
            return
        draft = ExceptionDraft(ExceptionKind.DAY_OFF, TUESDAY, TUESDAY, None, reason="Ill")
        self.hours.add_exception(self.clinic.manager, number, draft)
        self.model.off.add((number, TUESDAY))

    @rule(minutes=st.sampled_from([1, 3, 9]))
    def wait(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)
        self.model.now = self.clock.now

    @rule()
    def send(self) -> None:
        """Everything that waits leaves, and the patients believe it."""
        with self.database.write() as session:
            for message in session.scalars(waiting().order_by(Message.id)).all():
                visit = self.model.visits[message.appointment_id or 0]
                said = json.loads(message.data)
                start, doctor = datetime.fromisoformat(said["starts_at"]), said["practitioner_id"]
                over = message.kind == MessageKind.CANCELLATION
                visit.known = "over" if over else replace(visit.time, doctor=doctor, start=start)
                message.state = MessageState.SENT

    # What is always true.

    @invariant()
    def the_database_is_as_the_model_says(self) -> None:
        with self.database.read() as session:
            rows = session.scalars(select(Appointment)).all()
        stored = {
            row.id: (str(row.state), row.version, row.practitioner_id, row.starts_at, row.ends_at) for row in rows
        }
        assert stored == {
            number: (visit.state, visit.version, visit.time.doctor, visit.time.start, visit.time.end)
            for number, visit in self.model.visits.items()
        }

    @invariant()
    def no_two_visits_meet(self) -> None:
        taken = [visit.time for visit in self.model.visits.values() if visit.takes_time]
        for place, time in enumerate(taken):
            others = taken[place + 1 :]
            assert not [other for other in others if other.is_too_near(time) and not other.is_session_of(time)]
            assert sum(other == time for other in taken) <= time.kind.places

    @invariant()
    def the_history_tells_every_change_once(self) -> None:
        with self.database.read() as session:
            rows = session.scalars(select(AppointmentChange).order_by(AppointmentChange.id)).all()
        for number, visit in self.model.visits.items():
            steps = [row for row in rows if row.appointment_id == number]
            assert [json.loads(row.detail)["version"] for row in steps] == list(range(1, visit.version + 1))
            states = [None, *[row.to_state for row in steps]]
            assert [row.from_state for row in steps] == states[:-1]
            assert states[-1] == visit.state

    @invariant()
    def one_message_waits_for_what_a_patient_does_not_know(self) -> None:
        with self.database.read() as session:
            rows = session.scalars(waiting()).all()
            causes = session.execute(select(Message.cause, Message.channel)).all()
        assert len({tuple(row) for row in causes}) == len(causes)
        for number, visit in self.model.visits.items():
            # Who is at the clinic hears it there.
            was_here = visit.state == "cancelled" and visit.steps[-1][2] == "checked_in"
            if visit.state not in ("confirmed", "cancelled") or was_here:
                continue
            found = [row for row in rows if row.appointment_id == number]
            assert [row.kind for row in found] == [kind for kind in (visit.news(),) if kind]
            for row in found:
                said = json.loads(row.data)
                assert datetime.fromisoformat(said["starts_at"]) == visit.time.start
                assert said["practitioner_id"] == visit.time.doctor


def waiting() -> Any:
    """The news about single visits that have not left."""
    about_one = Message.appointment_id.is_not(None)
    return select(Message).where(Message.state == MessageState.QUEUED, Message.kind.in_(NEWS), about_one)


def local_day(instant: datetime) -> date:
    return instant.astimezone(KOLKATA).date()


def test_on_sqlite(sqlite_template: Path, tmp_path: Path) -> None:
    @contextmanager
    def fresh() -> Iterator[Database]:
        path = tmp_path / "clinic.sqlite3"
        shutil.copyfile(sqlite_template, path)
        database = Database(sqlite_url(path))
        yield database
        database.close()
        for left in tmp_path.glob("clinic.sqlite3*"):
            left.unlink()

    explore(fresh)


def test_on_postgresql(reused_clinic: Any) -> None:
    @contextmanager
    def fresh() -> Iterator[Database]:
        database = Database(reused_clinic.url)
        yield database
        database.close()
        reused_clinic.reset()

    explore(fresh)


def explore(fresh: Callable[[], Any]) -> None:
    run_state_machine_as_test(
        lambda: Clinic(fresh),
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
