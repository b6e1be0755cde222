"""Telling the other desks: services announce what they change, in the transaction that changes it."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Change, remember_change
from clinic_desktop.db.models import ChangeNotice
from clinic_desktop.domain.codes import Topic

_INSERT = insert(ChangeNotice.__table__)  # type: ignore[arg-type]


def announce(session: Session, topic: Topic, row_id: int | None, at: datetime) -> None:
    """Says that a row of the topic changed. Screens here hear of it after the commit, other desks within a second.

    On PostgreSQL a trigger on the table turns the row into a NOTIFY.
    """
    session.connection().execute(_INSERT, {"topic": topic, "row_id": row_id, "origin": session.info["origin"], "at": at})
    remember_change(session, Change(topic, row_id))
