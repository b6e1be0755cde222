"""Telling the other desks: services announce what they change, in the transaction that changes it."""

from datetime import datetime

from sqlalchemy.orm import Session

from clinic_desktop.db.database import Change, remember_change
from clinic_desktop.db.models.journal import ChangeNotice
from clinic_desktop.db.prepared import prepared_insert
from clinic_desktop.domain.codes import Topic

_INSERT = prepared_insert(ChangeNotice.__table__)


def announce(session: Session, topic: Topic, row_id: int | None, at: datetime) -> None:
    """Says that a row of the topic changed. Screens here hear of it after the commit, other desks within a second.

    On PostgreSQL a trigger on the table turns the row into a NOTIFY.
    """
    _INSERT.run(session.connection(), {"topic": topic, "row_id": row_id, "origin": session.info["origin"], "at": at})
    remember_change(session, Change(topic, row_id))
