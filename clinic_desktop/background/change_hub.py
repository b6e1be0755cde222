"""Tells screens what changed, here or at another desk."""

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from clinic_desktop.domain.codes import Topic


class _Change(Protocol):
    @property
    def topic(self) -> Topic | None: ...
    @property
    def row_id(self) -> int | None: ...


class ChangeHub(QObject):
    """Turns changes that any thread reports into one signal on the interface thread.

    ``changed`` carries the topics (all of them where everything may have changed) and the rows, as two frozen sets.
    ``connection_changed`` says whether the shared database can be reached.
    """

    changed = Signal(object, object)
    connection_changed = Signal(bool)
    _reported = Signal(object)
    _connected = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._reported.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._connected.connect(self.connection_changed, Qt.ConnectionType.QueuedConnection)

    def publish(self, changes: Iterable[_Change]) -> None:
        """Takes what a committed transaction changed; may be called on any thread."""
        self._reported.emit(tuple((change.topic, change.row_id) for change in changes))

    def report_connection(self, connected: bool) -> None:
        """Takes whether the database can be reached; may be called on any thread."""
        self._connected.emit(connected)

    @Slot(object)
    def _tell(self, changes: tuple[tuple[Topic | None, int | None], ...]) -> None:
        topics = frozenset(topic for topic, _ in changes if topic is not None)
        if any(topic is None for topic, _ in changes):
            topics = frozenset(Topic)
        self.changed.emit(topics, frozenset(row for _, row in changes if row is not None))
