"""Reading what Razorpay is sent: JSON bodies and queries."""

from collections.abc import Iterable

from clinic_desktop.tour.gateways import razorpay_errors as errors
from clinic_desktop.tour.gateways.messages import Json

_MOST_NOTES, _LONGEST_NOTE = 15, 255
_USUAL, _MOST = 10, 100


def only(params: Json, known: Iterable[str]) -> None:
    """Refuses fields that Razorpay does not know."""
    extra = [name for name in params if name not in known]
    if extra:
        raise errors.invalid(f"{', '.join(extra)} is/are not required and should not be sent")


def integer(params: Json, name: str, usual: int = 0) -> int:
    """A whole number of JSON; 100.0, "100" and true are refused."""
    value = params.get(name, usual)
    if value is None:
        return usual
    if not isinstance(value, int) or isinstance(value, bool):
        raise errors.invalid(f"The {name} must be an integer.", name)
    return value


def amount(params: Json, currency: str = "INR") -> int:
    """The amount in the smallest unit, which is at least 100."""
    if params.get("amount") is None:
        raise errors.invalid("The amount field is required.", "amount")
    value = integer(params, "amount")
    if value < 100:
        raise errors.invalid(f"The amount must be at least {currency} 1.00", "amount")
    return value


def text(params: Json, name: str, longest: int) -> str:
    value = params.get(name) or ""
    if not isinstance(value, str):
        raise errors.invalid(f"The {name} must be a string.", name)
    if len(value) > longest:
        raise errors.invalid(f"{name}: the length must be no more than {longest}.", name)
    return value


def boolean(params: Json, name: str) -> bool:
    value = params.get(name, False)
    if not isinstance(value, bool):
        raise errors.invalid(f"The {name} field must be true or false.", name)
    return value


def notes(params: Json) -> Json:
    """At most 15 notes of at most 255 signs; an empty list is no notes."""
    value = params.get("notes") or {}
    if not isinstance(value, dict):
        raise errors.invalid("The notes must be an array.", "notes")
    if len(value) > _MOST_NOTES:
        raise errors.invalid(f"Number of fields in notes should be less than or equal to {_MOST_NOTES}", "notes")
    if any(len(str(note)) > _LONGEST_NOTE for note in value.values()):
        raise errors.invalid(f"value: the length must not be greater than {_LONGEST_NOTE}.", "notes")
    return dict(value)


def page(things: list[Json], query: Json) -> list[Json]:
    """The things made in ``from``..``to``, less ``skip``, at most ``count``; newest first."""
    since, until = _whole(query, "from", 0), _whole(query, "to", 2**53)
    count, skip = _whole(query, "count", _USUAL), _whole(query, "skip", 0)
    if not 1 <= count <= _MOST:
        raise errors.invalid(f"The count must be between 1 and {_MOST}.", "count")
    found = [thing for thing in things if since <= thing["created_at"] <= until]
    return found[skip : skip + count]


def collection(items: list[Json]) -> Json:
    return {"entity": "collection", "count": len(items), "items": items}


def _whole(query: Json, name: str, usual: int) -> int:
    value = str(query.get(name, usual))
    if not value.isdigit():
        raise errors.invalid(f"The {name} must be an integer.", name)
    return int(value)
