"""What takes the time of many doctors, as the integers that the slot rules work on.

A search over fifty doctors and a month reads some ten thousand rows. Made into datetimes and values one by one they
take ten times as long as the search itself. So the database counts the seconds, and gives no column that is not needed.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import BigInteger, String, bindparam, or_, select, union_all
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.db.seconds import SecondOf
from clinic_desktop.db.types import UtcDateTime
from clinic_desktop.domain.codes import OCCUPYING_STATES
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import Busy
from clinic_desktop.services.appointments.timetables import LONGEST, WIDEST_BUFFER

_booked, _hold = Appointment.__table__.c, Hold.__table__.c
_doctor = itemgetter(0)


def load_busy(
    session: Session,
    practitioner_ids: Iterable[int],
    window: Period,
    now: datetime,
    *,
    sessions: bool = True,
    hold_key: str | None = None,
    moving_id: int | None = None,
) -> dict[int, list[Busy]]:
    """What takes those doctors' time in the window and near it, at any centre, in one query; whoever has nothing to do
    has an empty list. The caller's own hold and the appointment to be moved are not in the way.

    Without ``sessions`` nothing says which service and centre it is: enough for a service of which one patient at a
    time has the doctor.
    """
    found: dict[int, list[Busy]] = {number: [] for number in practitioner_ids}
    # Few sizes of statement, each compiled once: the last doctor fills up the rest.
    size = 1 << (len(found) - 1).bit_length() if found else 1
    numbers = [*found, *[max(found, default=0)] * (size - len(found))]
    asked = {
        **{f"doctor_{place}": number for place, number in enumerate(numbers)},
        "earliest": window.start - WIDEST_BUFFER - LONGEST,
        "before": window.end + WIDEST_BUFFER,
        "now": now,
        "hold_key": hold_key or "",
        "moving_id": moving_id or 0,
    }
    rows = _statement(size, sessions).plain(session.connection(), asked)
    made = _whole if sessions else _lean
    for number, of_doctor in groupby(rows, _doctor):
        found[number] += made(of_doctor)
    return found


def _whole(rows: Iterable[Any]) -> list[Busy]:
    return [
        Busy(start, end, before, after, service_id, location_id)
        for _, start, end, before, after, service_id, location_id in rows
    ]


def _lean(rows: Iterable[Any]) -> list[Busy]:
    # Past the constructor of the named tuple, which takes three times as long.
    make, busy = tuple.__new__, Busy
    return [make(busy, (start, end, before, after, None, None, 1, None, None)) for _, start, end, before, after in rows]


@lru_cache(maxsize=32)
def _statement(doctors: int, sessions: bool) -> Prepared:
    """Appointments and holds in force, in no order but those of one doctor mostly together."""
    numbers = [bindparam(f"doctor_{place}", None, type_=BigInteger) for place in range(doctors)]
    return Prepared(
        union_all(
            select(*_columns(_booked, sessions)).where(
                _booked.practitioner_id.in_(numbers),
                _booked.starts_at >= _instant("earliest"),
                _booked.starts_at < _instant("before"),
                _booked.state.in_(bindparam("states", list(OCCUPYING_STATES), expanding=True, literal_execute=True)),
                ~_booked.queue_only,
                or_(_booked.expires_at.is_(None), _booked.expires_at > _instant("now")),
                _booked.id != bindparam("moving_id", None, type_=BigInteger),
            ),
            select(*_columns(_hold, sessions)).where(
                _hold.practitioner_id.in_(numbers),
                _hold.expires_at > _instant("now"),
                _hold.starts_at >= _instant("earliest"),
                _hold.starts_at < _instant("before"),
                _hold.key != bindparam("hold_key", None, type_=String),
            ),
        )
    )


def _columns(table: Any, sessions: bool) -> list[Any]:
    columns = [
        table.practitioner_id,
        SecondOf(table.starts_at).label("start"),
        SecondOf(table.ends_at).label("end"),
        table.buffer_before_minutes,
        table.buffer_after_minutes,
    ]
    return [*columns, table.service_id, table.location_id] if sessions else columns


def _instant(name: str) -> Any:
    return bindparam(name, None, type_=UtcDateTime)
