"""Stripe's lists and what can be expanded in an answer."""

from typing import Any

from clinic_desktop.tour.gateways import stripe_errors as errors
from clinic_desktop.tour.gateways import stripe_params as read
from clinic_desktop.tour.gateways.messages import Json
from clinic_desktop.tour.gateways.stripe_books import StripeBooks

PAGING = ("created", "ending_before", "expand", "limit", "starting_after")
_USUAL, _MOST = 10, 100


def page(things: list[Json], params: Json, url: str, kind: str) -> Json:
    """One page of things that are ordered newest first."""
    found = [thing for thing in things if _made_in(thing, params.get("created"))]
    limit = read.integer(params.get("limit", _USUAL), "limit", least=1)
    if limit > _MOST:
        raise errors.invalid(f"This value must be less than or equal to {_MOST}.", "limit", "parameter_invalid_integer")
    if "ending_before" in params:
        before = found[: _place(found, params["ending_before"], kind, "ending_before")]
        return _listed(before[-limit:], len(before) > limit, url)
    if "starting_after" in params:
        found = found[_place(found, params["starting_after"], kind, "starting_after") + 1 :]
    return _listed(found[:limit], len(found) > limit, url)


def _listed(data: list[Json], has_more: bool, url: str) -> Json:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def _place(things: list[Json], object_id: str, kind: str, param: str) -> int:
    for place, thing in enumerate(things):
        if thing["id"] == object_id:
            return place
    raise errors.no_such(kind, object_id, param)


def _made_in(thing: Json, created: Any) -> bool:
    if created is None:
        return True
    bounds = created if isinstance(created, dict) else {"gte": created, "lte": created}
    read.only(bounds, ("gt", "gte", "lt", "lte"), "created")
    tests = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__}
    return all(
        tests[name](int(thing["created"]), read.integer(bound, f"created[{name}]")) for name, bound in bounds.items()
    )


def expanded(books: StripeBooks, answer: Json, params: Json) -> Json:
    """The answer with the ids that ``expand`` names replaced by their objects."""
    paths = params.get("expand", [])
    for path in paths if isinstance(paths, list) else [paths]:
        steps = str(path).split(".")
        if steps[0] == "data" and answer.get("object") == "list":
            answer = answer | {"data": [_replaced(books, thing, steps[1:], str(path)) for thing in answer["data"]]}
        else:
            answer = _replaced(books, answer, steps, str(path))
    return answer


def _replaced(books: StripeBooks, thing: Json, steps: list[str], path: str) -> Json:
    if not steps:
        return thing
    name = steps[0]
    if name == "line_items" and thing["id"] in books.items:
        return thing | {name: _listed(books.items[thing["id"]], False, f"/v1/{thing['id']}/line_items")}
    if name == "refunds" and thing.get("object") == "charge":
        refunds = books.refunds_of.get(thing["id"], [])[::-1]
        return thing | {name: _listed(refunds, False, f"/v1/charges/{thing['id']}/refunds")}
    if name not in thing:
        raise errors.invalid(f"This property cannot be expanded ({path}).", "expand")
    inner = thing[name] if isinstance(thing[name], dict) else books.any_of(str(thing[name]))
    return thing | {name: _replaced(books, inner, steps[1:], path)} if inner is not None else thing
