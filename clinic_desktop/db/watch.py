"""Hearing of what other programs change in the same database, within a fraction of a second."""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread, current_thread
from time import monotonic

from sqlalchemy import delete

from clinic_desktop.db.change_sources import ListenSource, PollSource, Source, SqliteSource
from clinic_desktop.db.database import Change, Database, Publish
from clinic_desktop.db.models.journal import ChangeNotice
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.period import Clock, utc_now

_log = logging.getLogger(__name__)
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0
_TIDY_EVERY = 3600.0
_KEPT = timedelta(days=1)


class ChangeWatch:
    """A thread that publishes the changes of other programs.

    ``on_state`` is told False when the database is out of reach and True when it is back; then a Change without a topic
    is published, because anything may have changed. Both callables are called on the watch's thread.
    """

    def __init__(
        self,
        database: Database,
        publish: Publish,
        on_state: Callable[[bool], None] | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._publish = publish
        self._on_state = on_state
        self._clock = clock
        self._stop = Event()
        self._ready = Event()
        self._thread: Thread | None = None
        self._tidied = monotonic() - _TIDY_EVERY

    def start(self) -> None:
        """Begins to watch; what was changed before is not published."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name="change-watch", daemon=True)
            self._thread.start()

    def wait_until_listening(self, seconds: float) -> bool:
        """Waits until changes are heard; says whether they are."""
        return self._ready.wait(seconds)

    def stop(self) -> None:
        """Ends the thread within a fraction of a second."""
        self._stop.set()
        if self._thread is not None and self._thread is not current_thread():
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        lost = False
        pause = _FIRST_PAUSE
        while not self._stop.is_set():
            source: Source | None = None
            try:
                source = self._open()
                if lost:
                    lost = False
                    self._tell_state(True)
                    self._publish((Change(None),))
                pause = _FIRST_PAUSE
                self._ready.set()
                self._follow(source)
            except Refused as refusal:
                self._ready.clear()
                if not lost:
                    lost = True
                    _log.warning("changes of other desks are not heard: %s", refusal.code)
                    self._tell_state(False)
                self._stop.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            finally:
                if source is not None:
                    source.close()

    def _follow(self, source: Source) -> None:
        while not self._stop.is_set():
            changes = source.wait(self._stop)
            if changes:
                self._publish(changes)
            self._tidy()

    def _open(self) -> Source:
        if self._database.is_sqlite:
            return _opened(SqliteSource(self._database))
        listening = ListenSource(self._database)
        _opened(listening)
        if listening.works():
            return listening
        listening.close()
        _log.info("notifications do not get through, so notices are polled")
        return _opened(PollSource(self._database))

    def _tidy(self) -> None:
        """Throws away notices that every program has long read, now and then."""
        if monotonic() - self._tidied < _TIDY_EVERY:
            return
        self._tidied = monotonic()
        with self._database.write() as session:
            session.execute(delete(ChangeNotice).where(ChangeNotice.at < self._clock() - _KEPT))

    def _tell_state(self, connected: bool) -> None:
        if self._on_state is not None:
            self._on_state(connected)


def _opened(source: Source) -> Source:
    try:
        source.open()
    except Refused:
        source.close()
        raise
    return source
