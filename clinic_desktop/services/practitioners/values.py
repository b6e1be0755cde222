"""What goes into and comes out of the services for doctors, their specialities and what they offer.

Fees and prices are in minor units of the currency of the centre that they belong to. Durations are minutes.
"""

from dataclasses import dataclass
from datetime import date

from clinic_desktop.domain.codes import Gender, RegistrationCheck
from clinic_desktop.domain.money import Money


@dataclass(frozen=True, slots=True)
class DirectoryFilters:
    """Which doctors to list; what is left at its default filters nothing.

    ``text`` is looked for in names, specialities and skills. ``speciality_id`` takes in the specialities below it.
    ``max_fee`` keeps those whose fee at some centre (at ``location_id``, where given) with that currency is not higher.
    """

    text: str = ""
    speciality_id: int | None = None
    location_id: int | None = None
    language: str = ""
    max_fee: Money | None = None
    available: bool | None = None
    include_inactive: bool = False


@dataclass(frozen=True, slots=True)
class RoleView:
    """That a doctor works at a centre, in which room and for which consultation fee."""

    location_id: int
    location_name: str
    room_id: int | None
    room_name: str
    fee: Money


@dataclass(frozen=True, slots=True)
class PractitionerCard:
    """A doctor as lists show them."""

    id: int
    name: str
    picture: str
    gender: Gender
    qualifications: str
    specialities: tuple[str, ...]
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    experience_years: int | None
    roles: tuple[RoleView, ...]
    primary_location_id: int | None
    registration_check: RegistrationCheck
    available: bool
    active: bool
    completeness: int


@dataclass(frozen=True, slots=True)
class OfferedPriceView:
    """The price of a service at a centre; ``own`` where the doctor has a price of their own there."""

    location_id: int
    price: Money
    own: bool


@dataclass(frozen=True, slots=True)
class OfferedServiceView:
    """A service that a doctor offers: ``own_duration`` is None where the service's own duration holds."""

    service_id: int
    name: str
    duration_minutes: int
    own_duration: int | None
    online: bool
    prices: tuple[OfferedPriceView, ...]


@dataclass(frozen=True, slots=True)
class PractitionerProfile:
    """Everything that is known of a doctor. ``missing`` names what the profile lacks: "picture", "qualifications" …"""

    id: int
    version: int
    account_id: int | None
    name: str
    email: str
    phone: str
    picture: str
    gender: Gender
    qualifications: str
    registration_number: str
    registration_check: RegistrationCheck
    verified_by: str
    verified_on: date | None
    experience_years: int | None
    about: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    address: str
    default_duration_minutes: int | None
    primary_location_id: int | None
    speciality_ids: tuple[int, ...]
    specialities: tuple[str, ...]
    roles: tuple[RoleView, ...]
    services: tuple[OfferedServiceView, ...]
    available: bool
    active: bool
    completeness: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """A centre that the doctor is to work at."""

    location_id: int
    fee_minor: int = 0
    room_id: int | None = None


@dataclass(frozen=True, slots=True)
class PriceDraft:
    """A price at a centre."""

    location_id: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class OfferedServiceDraft:
    """A service that the doctor is to offer, with a duration and prices of their own where they differ."""

    service_id: int
    duration_minutes: int | None = None
    prices: tuple[PriceDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class PractitionerDraft:
    """A doctor as a form edits them. Without ``services`` a new doctor offers the clinic's first active one."""

    name: str
    email: str = ""
    phone: str = ""
    picture: str = ""
    gender: Gender = Gender.UNDISCLOSED
    qualifications: str = ""
    registration_number: str = ""
    experience_years: int | None = None
    about: str = ""
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    address: str = ""
    default_duration_minutes: int | None = None
    primary_location_id: int | None = None
    speciality_ids: tuple[int, ...] = ()
    roles: tuple[RoleDraft, ...] = ()
    services: tuple[OfferedServiceDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class LoginDraft:
    """The login that a new doctor gets, beside the email and phone of the profile."""

    username: str = ""


@dataclass(frozen=True, slots=True)
class AddedPractitioner:
    """The new doctor. The one-time password is told once and kept nowhere."""

    id: int
    account_id: int | None
    one_time_password: str | None


@dataclass(frozen=True, slots=True)
class AboutDraft:
    """What doctors may change of their own profile."""

    about: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    picture: str


@dataclass(frozen=True, slots=True)
class SpecialityView:
    """A node of the tree. ``path`` are the names from the root down to this one; the listing is in tree order."""

    id: int
    parent_id: int | None
    name: str
    path: tuple[str, ...]
    practitioners: int


@dataclass(frozen=True, slots=True)
class ServicePriceView:
    """The price of a service at a centre for every doctor who has none of their own."""

    location_id: int
    location_name: str
    price: Money


@dataclass(frozen=True, slots=True)
class HealthcareServiceView:
    """A service of the clinic. At a centre without a price it costs the doctor's consultation fee."""

    id: int
    version: int
    name: str
    duration_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    capacity: int
    online: bool
    needs_room: bool
    equipment: str
    active: bool
    prices: tuple[ServicePriceView, ...]


@dataclass(frozen=True, slots=True)
class OfferView:
    """That a doctor offers a service: how many minutes it takes with them, and its price at each of their centres."""

    practitioner_id: int
    practitioner_name: str
    duration_minutes: int
    prices: tuple[ServicePriceView, ...]


@dataclass(frozen=True, slots=True)
class HealthcareServiceDraft:
    """A service as a form edits it."""

    name: str
    duration_minutes: int = 30
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 15
    capacity: int = 1
    online: bool = False
    needs_room: bool = False
    equipment: str = ""
    prices: tuple[PriceDraft, ...] = ()
