"""Reading Stripe's forms: brackets to objects, and the checks that every parameter goes through."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from clinic_desktop.tour.gateways import stripe_errors as errors
from clinic_desktop.tour.gateways.messages import Json

NO_DECIMALS = frozenset(
    ("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf")
)
THREE_DECIMALS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
_LARGEST = 99_999_999
_MOST_KEYS, _LONGEST_KEY, _LONGEST_VALUE = 50, 40, 500


def decode(form: str) -> Json:
    """``a[b][0]=1`` as ``{"a": {"b": ["1"]}}``; all values are text."""
    tree: Json = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        head, _, rest = name.partition("[")
        steps = [head, *(step.rstrip("]") for step in rest.split("[") if rest)]
        _put(tree, steps, value)
    return {name: _lists(value) for name, value in tree.items()}


def _put(tree: Json, steps: list[str], value: str) -> None:
    for step in steps[:-1]:
        tree = tree.setdefault(step or str(len(tree)), {})
    tree[steps[-1] or str(len(tree))] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _lists(inner) for key, inner in value.items()}


def only(params: Json, known: Iterable[str], inside: str = "") -> None:
    """Refuses a parameter that Stripe does not know."""
    for name in params:
        if name not in known:
            raise errors.unknown_parameter(f"{inside}[{name}]" if inside else name)


def hash_of(params: Json, name: str) -> Json:
    """The object under a name; empty if it was not sent."""
    value = params.get(name, {})
    if value == "":
        return {}
    if not isinstance(value, dict):
        raise errors.invalid("Invalid object", name)
    return value


def integer(value: object, param: str, least: int | None = None) -> int:
    """A whole number, as text; ``10.5``, ``1e3`` and ``10,50`` are refused."""
    text = str(value)
    if not text.removeprefix("-").isascii() or not text.removeprefix("-").isdigit():
        raise errors.invalid(f"Invalid integer: {text}", param, "parameter_invalid_integer")
    number = int(text)
    if least is not None and number < least:
        raise errors.invalid(
            f"This value must be greater than or equal to {least}.", param, "parameter_invalid_integer"
        )
    return number


def boolean(value: object, param: str) -> bool:
    if value in ("true", "false"):
        return value == "true"
    raise errors.invalid(f"Invalid boolean: {value}", param)


def text(params: Json, name: str, longest: int) -> str | None:
    """A text of at most that length; an empty one is refused, a missing one is None."""
    value = params.get(name)
    if value is None:
        return None
    if value == "":
        raise errors.invalid(
            f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter; "
            f"however '{name}' cannot be unset. You should remove '{name}' from your request or supply a non-empty "
            "value.",
            name,
            "parameter_invalid_empty",
        )
    if len(str(value)) > longest:
        raise errors.invalid(f"Invalid string: {value}; must be at most {longest} characters", name)
    return str(value)


def one_of(value: str, allowed: tuple[str, ...], param: str) -> str:
    if value not in allowed:
        raise errors.invalid(f"Invalid {param}: must be one of {', '.join(allowed[:-1])}, or {allowed[-1]}", param)
    return value


def url(params: Json, name: str) -> str | None:
    """An absolute address with a scheme and a host."""
    value = params.get(name)
    if value is None:
        return None
    parts = urlsplit(str(value))
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise errors.invalid("Not a valid URL", name, "url_invalid")
    return str(value)


def metadata(params: Json, inside: str = "") -> dict[str, str]:
    """At most 50 pairs, 40 signs for a key and 500 for a value; an empty value unsets its key."""
    pairs = hash_of(params, "metadata")
    param = f"{inside}[metadata]" if inside else "metadata"
    if len(pairs) > _MOST_KEYS:
        raise errors.invalid(f"Metadata can have up to {_MOST_KEYS} keys, but you passed in {len(pairs)}.", param)
    for key, value in pairs.items():
        _check_pair(str(key), str(value), param)
    return {str(key): str(value) for key, value in pairs.items() if value != ""}


def _check_pair(key: str, value: str, param: str) -> None:
    if len(key) > _LONGEST_KEY:
        raise errors.invalid(
            f"Metadata keys can have up to {_LONGEST_KEY} characters, but you passed in a key that is {len(key)} "
            f"characters. Invalid key: {key}",
            param,
        )
    if len(value) > _LONGEST_VALUE:
        raise errors.invalid(
            f"Metadata values can have up to {_LONGEST_VALUE} characters, but you passed in a value that is "
            f"{len(value)} characters. Invalid value: {value}",
            f"{param}[{key}]",
        )


def currency(value: object, param: str) -> str:
    code = str(value).lower()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise errors.invalid(f"Invalid currency: {value}.", param)
    return code


def amount(value: object, code: str, param: str) -> int:
    """An amount of the smallest unit; currencies of three decimals end in 0."""
    number = integer(value, param, least=0)
    if number > _LARGEST:
        raise errors.invalid(f"Invalid integer: must be no more than {_LARGEST}", param, "amount_too_large")
    if code in THREE_DECIMALS and number % 10:
        raise errors.invalid(f"Invalid amount: amounts in {code} must be divisible by 10.", param)
    return number
