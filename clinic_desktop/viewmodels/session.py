"""Who is signed in at this desk, and which centre they look at."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from clinic_desktop.domain.errors import NotSignedIn
from clinic_desktop.domain.period import Clock, local_day
from clinic_desktop.domain.permissions import Actor, Permission, permits


@dataclass(frozen=True, slots=True)
class Centre:
    """The centre that the desk looks at."""

    id: int
    name: str
    zone: ZoneInfo
    currency: str
    country: str
    clinic_name: str


class Session(QObject):
    """Held by the shell and handed to every view-model. ``changed`` fires when the person or the centre changes.
    Weeks begin on ``first_weekday`` (0 is Monday), as the person's locale has it."""

    changed = Signal()

    def __init__(self, clock: Clock, first_weekday: int = 0) -> None:
        super().__init__()
        self.clock, self.first_weekday = clock, first_weekday
        self._actor: Actor | None = None
        self._centre: Centre | None = None
        self.centres: tuple[Centre, ...] = ()

    @property
    def signed_in(self) -> bool:
        return self._actor is not None

    @property
    def actor(self) -> Actor:
        """The person; refuses with NotSignedIn where there is none."""
        if self._actor is None:
            raise NotSignedIn
        return self._actor

    @property
    def centre(self) -> Centre:
        """The centre that is looked at; refuses with NotSignedIn before anybody signed in."""
        if self._centre is None:
            raise NotSignedIn
        return self._centre

    def centre_at(self, location_id: int | None) -> Centre:
        """The person's centre of that number; the one in view where it is none of theirs, and for None."""
        return next((centre for centre in self.centres if centre.id == location_id), self.centre)

    def begin(self, actor: Actor, centres: tuple[Centre, ...], centre: Centre) -> None:
        """The person has signed in."""
        self._actor, self.centres, self._centre = actor, centres, centre
        self.changed.emit()

    def look_at(self, centre: Centre) -> None:
        """Switches to another of the person's centres."""
        self._centre = centre
        self.changed.emit()

    def end(self) -> None:
        """The person has signed out."""
        self._actor = None
        self.changed.emit()

    def may(self, permission: Permission) -> bool:
        """Whether the person may do that at the centre in view: what a button asks before it shows itself."""
        if self._actor is None or self._centre is None:
            return False
        return permits(self._actor, permission, location_id=self._centre.id)

    def now(self) -> datetime:
        """The present instant on the centre's wall clock."""
        return self.clock().astimezone(self.centre.zone)

    def today(self) -> date:
        """The centre's date."""
        return local_day(self.clock(), self.centre.zone)

    def week_of(self, day: date) -> date:
        """The day on which the week of that day begins."""
        return day - timedelta(days=(day.weekday() - self.first_weekday) % 7)
