"""How complete a doctor's profile is, and what it lacks."""

from dataclasses import dataclass

from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.domain.codes import RegistrationCheck
from clinic_desktop.services.practitioners.values import PractitionerDraft


@dataclass(frozen=True, slots=True)
class Related:
    """What a profile has in other tables; ``fee`` at every centre, for no visit is free there by mistake."""

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


def of_draft(draft: PractitionerDraft, verified: bool, hours: bool) -> tuple[int, tuple[str, ...]]:
    """How complete the profile will be once the draft is saved, in percent, and what it will lack."""
    related = Related(
        specialities=bool(draft.speciality_ids),
        fee=bool(draft.roles) and all(role.fee_minor for role in draft.roles),
        services=bool(draft.services),
        hours=hours,
    )
    items = _checked_items(draft, bool(draft.languages), verified, related)
    return 100 * sum(items.values()) // len(items), tuple(item for item, there in items.items() if not there)


def _items(row: Practitioner, related: Related) -> dict[str, bool]:
    verified = row.registration_check == RegistrationCheck.VERIFIED
    return _checked_items(row, row.languages != "[]", verified, related)


def _checked_items(
    source: Practitioner | PractitionerDraft, languages: bool, verified: bool, related: Related
) -> dict[str, bool]:
    return {
        "picture": bool(source.picture),
        "email": bool(source.email),
        "phone": bool(source.phone),
        "specialities": related.specialities,
        "qualifications": bool(source.qualifications),
        "registration_number": bool(source.registration_number),
        "registration_check": verified,
        "experience_years": source.experience_years is not None,
        "about": bool(source.about),
        "languages": languages,
        "fee": related.fee,
        "services": related.services,
        "hours": related.hours,
    }
