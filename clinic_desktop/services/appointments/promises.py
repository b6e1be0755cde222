"""Keeps what patients were told of their wait, to know how wrong the program is."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.models.waiting import WaitPromise
from clinic_desktop.db.prepared import prepared_insert
from clinic_desktop.domain.waits import WaitError, wait_error
from clinic_desktop.services.appointments.waits import minutes_until

_promise = WaitPromise.__table__.c
_NOTE = prepared_insert(WaitPromise.__table__)
ERROR_DAYS = 30
"""Over how many days the program's own error is told."""
_MOST_PROMISES = 1000


def note_promise(
    session: Session, encounter_id: int, practitioner_id: int, location_id: int, promised: int, now: datetime
) -> None:
    """Remembers what a patient who arrived was told; ``forget_promise`` first where they were told before."""
    _NOTE.run(
        session.connection(),
        {
            "encounter_id": encounter_id,
            "practitioner_id": practitioner_id,
            "location_id": location_id,
            "promised_at": now,
            "promised_minutes": promised,
            "waited_minutes": None,
        },
    )


def forget_promise(session: Session, encounter_id: int) -> None:
    """Who comes again is told anew."""
    session.connection().execute(delete(WaitPromise.__table__).where(_promise.encounter_id == encounter_id))  # type: ignore[arg-type]


def note_called(session: Session, encounter_id: int, now: datetime) -> None:
    """Fills in how long the patient waited, at the first call; a second call changes nothing."""
    row = session.execute(
        select(_promise.id, _promise.promised_at).where(
            _promise.encounter_id == encounter_id, _promise.waited_minutes.is_(None)
        )
    ).one_or_none()
    if row is not None:
        waited = minutes_until(now, row.promised_at)
        session.connection().execute(
            update(WaitPromise.__table__).where(_promise.id == row.id).values(waited_minutes=waited)  # type: ignore[arg-type]
        )


def note_call_taken_back(session: Session, encounter_id: int) -> None:
    """The patient waits on: how long is not known yet."""
    session.connection().execute(
        update(WaitPromise.__table__)  # type: ignore[arg-type]
        .where(_promise.encounter_id == encounter_id)
        .values(waited_minutes=None)
    )


def load_wait_error(session: Session, location_ids: Sequence[int], since: datetime) -> WaitError:
    """How wrong the estimates at those centres were, by the latest thousand patients who have been called since."""
    rows = session.execute(
        select(_promise.promised_minutes, _promise.waited_minutes)
        .where(
            _promise.location_id.in_(location_ids),
            _promise.promised_at >= since,
            _promise.waited_minutes.is_not(None),
        )
        .order_by(_promise.promised_at.desc())
        .limit(_MOST_PROMISES)
    )
    return wait_error((row.promised_minutes, row.waited_minutes) for row in rows)
