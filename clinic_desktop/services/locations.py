"""The clinic, its centres, their rooms, opening hours and days on which they are closed."""

from dataclasses import dataclass
from datetime import date

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class ClinicView:
    """The clinic itself. Country is ISO 3166, currency ISO 4217."""

    version: int
    name: str
    country: str
    currency: str


@dataclass(frozen=True, slots=True)
class OpeningInterval:
    """When a centre is open on a weekday (0 is Monday), in minutes of the local day."""

    weekday: int
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room of a centre."""

    id: int
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class LocationDraft:
    """A centre as a form edits it. ``zone`` is an IANA name; ``token_prefix`` is 1 to 4 letters or digits."""

    name: str
    zone: str
    country: str
    currency: str
    city: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    token_prefix: str = "A"
    holiday_region: str | None = None


@dataclass(frozen=True, slots=True)
class LocationView:
    """A centre with its rooms and opening hours. ``holiday_region`` is a subdivision as ``holidays`` names it."""

    id: int
    version: int
    name: str
    city: str
    address: str
    phone: str
    email: str
    country: str
    zone: str
    currency: str
    token_prefix: str
    holiday_region: str | None
    active: bool
    rooms: tuple[RoomView, ...]
    opening: tuple[OpeningInterval, ...]


@dataclass(frozen=True, slots=True)
class LocationClosure:
    """A closed day. ``location_id`` None: the whole clinic."""

    id: int
    location_id: int | None
    day: date
    name: str


@dataclass(frozen=True, slots=True)
class PublicHoliday:
    """A holiday by the law of a country or region; ``closed`` where the centre has it as a closed day already."""

    day: date
    name: str
    closed: bool


class LocationService:
    """Reads and changes the centres. Everybody may read them; changing needs EDIT_LOCATIONS."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def clinic(self) -> ClinicView:
        """The clinic; refuses with NotFound before the first start."""
        raise NotImplementedError

    def save_clinic(self, actor: Actor | None, version: int, name: str, country: str, currency: str) -> int:
        """Saves the clinic's name, country and currency, and gives the new version."""
        raise NotImplementedError

    def listing(self, include_inactive: bool = False) -> tuple[LocationView, ...]:
        """The centres by name."""
        raise NotImplementedError

    def centres_of(self, actor: Actor | None) -> tuple[LocationView, ...]:
        """The active centres that the person may look at: their own, or all for a role that reaches the whole clinic."""
        raise NotImplementedError

    def location(self, location_id: int) -> LocationView:
        """One centre."""
        raise NotImplementedError

    def add(self, actor: Actor | None, draft: LocationDraft, opening: tuple[OpeningInterval, ...] = ()) -> int:
        """Adds a centre."""
        raise NotImplementedError

    def save(self, actor: Actor | None, location_id: int, version: int, draft: LocationDraft) -> int:
        """Saves a centre and gives its new version."""
        raise NotImplementedError

    def deactivate(self, actor: Actor | None, location_id: int) -> None:
        """Closes a centre for good; refuses for the last one and while appointments are to come there."""
        raise NotImplementedError

    def reactivate(self, actor: Actor | None, location_id: int) -> None:
        """Opens the centre again."""
        raise NotImplementedError

    def add_room(self, actor: Actor | None, location_id: int, name: str) -> int:
        """Adds a room."""
        raise NotImplementedError

    def save_room(self, actor: Actor | None, room_id: int, name: str, active: bool) -> None:
        """Renames a room, or takes it out of or back into use."""
        raise NotImplementedError

    def save_opening(self, actor: Actor | None, location_id: int, opening: tuple[OpeningInterval, ...]) -> None:
        """Replaces the opening hours."""
        raise NotImplementedError

    def closures(self, first_day: date, last_day: date, location_id: int | None = None) -> tuple[LocationClosure, ...]:
        """The closed days in that stretch, both ends included: of the clinic and of the centre, or of every centre."""
        raise NotImplementedError

    def add_closure(self, actor: Actor | None, location_id: int | None, day: date, name: str) -> int:
        """Closes a centre, or the whole clinic, on a day."""
        raise NotImplementedError

    def remove_closure(self, actor: Actor | None, closure_id: int) -> None:
        """Opens on that day after all."""
        raise NotImplementedError

    def public_holidays(self, location_id: int, year: int) -> tuple[PublicHoliday, ...]:
        """The public holidays of the centre's country and region in that year, in order."""
        raise NotImplementedError

    def close_on(self, actor: Actor | None, location_id: int, holidays: tuple[PublicHoliday, ...]) -> int:
        """Closes the centre on those holidays, and says how many days are new."""
        raise NotImplementedError
