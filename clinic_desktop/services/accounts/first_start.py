"""The first start: the clinic, its first centre and its first admin. There is no default password."""

from collections.abc import Mapping
from dataclasses import dataclass

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.locations import OpeningInterval


@dataclass(frozen=True, slots=True)
class FirstCentre:
    """The first centre; it takes the clinic's country and currency. ``zone`` is an IANA name."""

    name: str
    zone: str
    city: str = ""
    opening: tuple[OpeningInterval, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """The first admin; email or username is needed."""

    name: str
    password: str
    email: str = ""
    username: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class FirstDoctor:
    """The first doctor: fee in minor units of the clinic's currency, hours as weekday intervals at the first centre."""

    name: str
    speciality: str = ""
    fee_minor: int = 0
    hours: tuple[OpeningInterval, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstStart:
    """Everything that the wizard asks for. Country is ISO 3166, currency ISO 4217."""

    clinic_name: str
    country: str
    currency: str
    centre: FirstCentre
    admin: FirstAdmin
    doctor: FirstDoctor | None = None


class FirstStartService:
    """Sets a new clinic up, once."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def needs_first_start(self) -> bool:
        """Whether there is no admin yet."""
        raise NotImplementedError

    def set_up(self, first: FirstStart, desk: str = "") -> Actor:
        """Makes the clinic, centre, admin and doctor in one transaction. Refuses with Conflict where there is an admin."""
        raise NotImplementedError


def admin_from_environment(environment: Mapping[str, str]) -> FirstAdmin | None:
    """The admin of ``CLINIC_ADMIN_EMAIL`` and ``CLINIC_ADMIN_PASSWORD``; None unless both are there."""
    raise NotImplementedError
