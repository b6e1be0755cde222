"""What goes into and comes out of the service for centres."""

from dataclasses import dataclass
from datetime import date


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
    token_prefix: str = "A"  # noqa: S105
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


def address_line(address: str, city: str) -> str:
    """The address in one line, with the city unless it names it already."""
    parts = [address] if city.casefold() in address.casefold() else [address, city]
    return ", ".join(part for part in parts if part)
