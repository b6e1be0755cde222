"""Hearing of what other programs change in the same database, within a fraction of a second."""

from collections.abc import Callable

from clinic_desktop.db.database import Database, Publish


class ChangeWatch:
    """A thread that publishes the changes of other programs.

    ``on_state`` is told False when the database is out of reach and True when it is back; then a Change without a topic
    is published, because anything may have changed. Both callables are called on the watch's thread.
    """

    def __init__(self, database: Database, publish: Publish, on_state: Callable[[bool], None] | None = None) -> None:
        self._database = database
        self._publish = publish
        self._on_state = on_state

    def start(self) -> None:
        """Begins to watch; what was changed before is not published."""
        raise NotImplementedError

    def stop(self) -> None:
        """Ends the thread within a fraction of a second."""
        raise NotImplementedError
