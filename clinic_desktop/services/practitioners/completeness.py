"""How complete a doctor's profile is, and what it lacks."""

from dataclasses import dataclass

from clinic_desktop.db.models import Practitioner
from clinic_desktop.domain.codes import RegistrationCheck


@dataclass(frozen=True, slots=True)
class Related:
    """What a profile has in other tables."""

    specialities: bool
    fee: bool
    services: bool
    hours: bool


def missing_of(row: Practitioner, related: Related) -> tuple[str, ...]:
    """What the profile lacks, in the order in which a form would ask for it."""
    return tuple(item for item, there in _items(row, related).items() if not there)


def percent_of(row: Practitioner, related: Related) -> int:
    """The share of the items that are there, each worth the same; 100 only when nothing is missing."""
    items = _items(row, related)
    return 100 * sum(items.values()) // len(items)


def _items(row: Practitioner, related: Related) -> dict[str, bool]:
    return {
        "picture": bool(row.picture),
        "email": bool(row.email),
        "phone": bool(row.phone),
        "specialities": related.specialities,
        "qualifications": bool(row.qualifications),
        "registration_number": bool(row.registration_number),
        "registration_check": row.registration_check == RegistrationCheck.VERIFIED,
        "experience_years": row.experience_years is not None,
        "about": bool(row.about),
        "languages": row.languages != "[]",
        "fee": related.fee,
        "services": related.services,
        "hours": related.hours,
    }
