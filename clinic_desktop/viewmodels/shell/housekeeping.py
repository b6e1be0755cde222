"""What the running program does once a day without being asked: it lets go of pictures that nobody needs any more."""

from PySide6.QtCore import QObject, QTimer

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.period import Clock
from clinic_desktop.services.pictures import ClinicPictures

_FIRST = 5 * 60_000
_DAY = 24 * 60 * 60_000


class Housekeeping(QObject):
    """Sweeps some minutes after the start, then once a day. A folder that cannot be reached has to wait a day."""

    def __init__(self, pictures: ClinicPictures, tasks: Runner, clock: Clock) -> None:
        super().__init__()
        self._pictures, self._tasks, self._clock = pictures, tasks, clock
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.sweep)

    def start(self) -> None:
        """Begins, once the start is over: nobody waits for this."""
        self._timer.start(_FIRST)

    def stop(self) -> None:
        """Nothing more is begun."""
        self._timer.stop()

    def sweep(self) -> None:
        """Does the day's work now, on a pool of the slow."""
        if self._timer.isActive():
            self._timer.start(_DAY)
        self._tasks.run(self, lambda: self._pictures.sweep(self._clock()), lambda _: None, lambda _: None)
