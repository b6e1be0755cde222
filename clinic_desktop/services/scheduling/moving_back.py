"""Taking many moves back at once: what ``undoing.undo`` does for one, in a bounded number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from clinic_desktop.domain.codes import MessageKind
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.permissions import Actor, Permission
from clinic_desktop.services.appointments.reading import MOVABLE
from clinic_desktop.services.appointments.steps import Held, check, held_rows
from clinic_desktop.services.appointments.timetables import Taken, load_taken
from clinic_desktop.services.appointments.undoing import UNDO, LastStep, last_steps
from clinic_desktop.services.messages.telling import Known
from clinic_desktop.services.messages.telling_many import Told, drop_many, tell_many
from clinic_desktop.services.scheduling.resolving import move_rows, shift_of
from clinic_desktop.services.settings import load_settings

_MOVE = "reschedule"


@dataclass(frozen=True, slots=True)
class _Way:
    """One appointment on its way back to ``former``."""

    held: Held
    last: LastStep
    former: Period

    @property
    def doctor(self) -> int:
        return int(self.last.detail["former"]["practitioner_id"])


def moves_back(
    session: Session, actor: Actor, wanted: Sequence[tuple[int, int]], now: datetime
) -> list[tuple[int, int]]:
    """Takes back the plain moves of ``wanted`` (number and version) whose former time nobody else is near, and gives
    the rest, for ``undo`` to take back or refuse one by one. The schedules are locked already. Refuses with StaleRecord
    where one was changed since."""
    if not wanted:
        return []
    rows = held_rows(session, actor, wanted)
    steps = last_steps(session, [number for number, _ in wanted])
    settings = load_settings(session)
    ways = []
    for number, _ in wanted:
        held, last = rows[number], steps.get(number)
        if last is None or not _is_plain(held, last) or last.account_id != actor.account_id:
            continue
        check(actor, Permission.SEE_APPOINTMENTS, held)
        window = timedelta(minutes=settings.at(held.location_id, held.practitioner_id).undo_minutes)
        if now - last.at <= window:
            former = last.detail["former"]
            start, end = datetime.fromisoformat(former["starts_at"]), datetime.fromisoformat(former["ends_at"])
            ways.append(_Way(held, last, Period(start, end)))
    ways = _free(session, ways, {number for number, _ in wanted}, now)
    _write(session, actor, ways, now)
    done = {way.held.id for way in ways}
    return [(number, version) for number, version in wanted if number not in done]


def _is_plain(held: Held, last: LastStep) -> bool:
    """Whether it is a move that took no room and no place of a session, and squeezed nobody in."""
    former = last.detail.get("former", {})
    return (
        last.action == _MOVE
        and held.state in MOVABLE
        and not (held.room_reserved or held.squeezed_in or former.get("room_reserved") or former.get("squeezed_in"))
        and not former.get("queue_only")
        and not former.get("passed_over")
        and held.seat == 1
        and former.get("location_id") == held.location_id
    )


def _free(session: Session, ways: Sequence[_Way], numbers: set[int], now: datetime) -> list[_Way]:
    """Those whose former time nobody is near but appointments that go back too."""
    if not ways:
        return []
    window = Period(min(way.former.start for way in ways), max(way.former.end for way in ways))
    taken = load_taken(session, sorted({way.doctor for way in ways}), window, now)
    near: dict[tuple[int, int], list[Taken]] = defaultdict(list)
    for doctor, items in taken.items():
        for item in items:
            if item.appointment_id not in numbers:
                for hour in range(_hour(item.period.start) - 5, _hour(item.period.end) + 6):
                    near[doctor, hour].append(item)
    return [
        way
        for way in ways
        if not any(_meets(way, item) for item in near[way.doctor, _hour(way.former.start)])
        and not any(_meets(way, item) for item in near[way.doctor, _hour(way.former.end)])
    ]


def _meets(way: _Way, item: Taken) -> bool:
    former = way.last.detail["former"]
    before = timedelta(minutes=max(int(former["buffer_before_minutes"]), item.busy.buffer_after))
    after = timedelta(minutes=max(int(former["buffer_after_minutes"]), item.busy.buffer_before))
    return item.period.start < way.former.end + after and way.former.start < item.period.end + before


def _write(session: Session, actor: Actor, ways: Sequence[_Way], now: datetime) -> None:
    moves = []
    for way in ways:
        former = way.last.detail["former"]
        values = {
            "starts_at": way.former.start, "ends_at": way.former.end,
            "buffer_before_minutes": former["buffer_before_minutes"],
            "buffer_after_minutes": former["buffer_after_minutes"],
            "practitioner_id": former["practitioner_id"], "practitioner_name": former["practitioner_name"],
            "speciality": former["speciality"], "room_id": former["room_id"],
        }  # fmt: skip
        moves.append(shift_of(way.held, way.former, values, undid=way.last.action, change_id=way.last.id))
    move_rows(session, actor, moves, now, "", UNDO)
    late = [way.held.id for way in ways if way.last.detail.get("late_minutes")]
    unheard = drop_many(session, actor, late, now, (MessageKind.RUNNING_LATE,)) if late else frozenset[int]()
    told = []
    for way in ways:
        # Who has not heard of the delay has nothing to be corrected.
        start = way.former.start if way.held.id in unheard else way.held.starts_at
        told.append(Told(way.held.id, Known(start, way.held.practitioner_id, way.held.location_id)))
    tell_many(session, actor, told, now)


def _hour(instant: datetime) -> int:
    return int(instant.timestamp()) // 3600
