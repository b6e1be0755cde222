"""Stripe's refusals, in its own words and shape."""

from clinic_desktop.tour.gateways.messages import Json, Reply

_CODES_WITH_A_PAGE = "https://stripe.com/docs/error-codes/"


class StripeRefusal(Exception):
    """An answer that is not 200. ``kept``: the call had begun to work, so its idempotency key keeps this answer."""

    def __init__(self, status: int, error: Json, kept: bool = False) -> None:
        super().__init__(error["message"])
        self.status = status
        self.error = error
        self.kept = kept

    def reply(self) -> Reply:
        return Reply.of({"error": self.error}, self.status)


def invalid(message: str, param: str | None = None, code: str | None = None) -> StripeRefusal:
    """400 for a parameter; nothing had begun."""
    return StripeRefusal(400, _error(message, param, code))


def not_now(message: str, param: str | None = None, code: str | None = None) -> StripeRefusal:
    """400 for the state that an object is in."""
    return StripeRefusal(400, _error(message, param, code), kept=True)


def unknown_parameter(name: str) -> StripeRefusal:
    return invalid(f"Received unknown parameter: {name}", name, "parameter_unknown")


def missing_parameter(name: str) -> StripeRefusal:
    return invalid(f"Missing required param: {name}.", name, "parameter_missing")


def no_such(kind: str, object_id: str, param: str, other_mode: str | None = None) -> StripeRefusal:
    """404 for an id that this account does not have in this mode; ``other_mode`` is where it is, if it is."""
    message = f"No such {kind}: '{object_id}'"
    if other_mode is not None:
        this = "test" if other_mode == "live" else "live"
        message += (
            f"; a similar object exists in {other_mode} mode, but a {this} mode key was used to make this request."
        )
    return StripeRefusal(404, _error(message, param, "resource_missing"))


def unrecognised(method: str, path: str) -> StripeRefusal:
    return StripeRefusal(
        404,
        _error(
            f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at "
            "https://support.stripe.com/."
        ),
    )


def wrong_key(key: str) -> StripeRefusal:
    """401; there is no code in it."""
    if not key:
        return StripeRefusal(
            401,
            _error(
                "You did not provide an API key. You need to provide your API key in the Authorization header, using "
                "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
            ),
        )
    return StripeRefusal(401, _error(f"Invalid API Key provided: {_hidden(key)}"))


def other_parameters(key: str) -> StripeRefusal:
    """400 for a key that came with another body before."""
    return _idempotency(
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using "
        f"a key other than '{key}' if you meant to execute a different request."
    )


def other_endpoint(key: str, first: str, now: str) -> StripeRefusal:
    """400 for a key that came for another path before."""
    return _idempotency(
        "Keys for idempotent requests can only be used for the same endpoint they were first used for "
        f"('{now}' vs '{first}'). Try using a key other than '{key}' if you meant to execute a different request."
    )


def key_in_use(key: str) -> StripeRefusal:
    """409 while the first request with that key is still at work."""
    return StripeRefusal(
        409,
        _error(
            "There is currently another in-progress request using this Idempotent Key (that probably means you "
            f"submitted twice, and the other request is still going through): {key}. Please try again later.",
            code="idempotency_key_in_use",
        ),
    )


def trouble(status: int) -> Reply:
    """What Stripe itself says with a status, whatever was asked."""
    errors: dict[int, Json] = {
        401: _error("Invalid API Key provided: sk_test_****0000"),
        403: _error(
            "The provided key 'rk_test_****0000' does not have the required permissions for this endpoint on account "
            "'acct_1'. Having more permissions would allow this request to continue."
        ),
        429: _error("Request rate limit exceeded.", code="rate_limit"),
        500: {"message": "An unknown error occurred", "type": "api_error"},
    }
    return Reply.of({"error": errors[status]}, status)


def _idempotency(message: str) -> StripeRefusal:
    return StripeRefusal(400, {"message": message, "type": "idempotency_error"})


def _error(message: str, param: str | None = None, code: str | None = None) -> Json:
    error: Json = {}
    if code is not None:
        error |= {"code": code, "doc_url": _CODES_WITH_A_PAGE + code.replace("_", "-")}
    error["message"] = message
    if param is not None:
        error["param"] = param
    return error | {"type": "invalid_request_error"}


def _hidden(key: str) -> str:
    """The key as Stripe repeats it: its kind, stars, and the last four signs."""
    head = "_".join(key.split("_")[:2]) + "_" if key.count("_") >= 2 else ""
    return head + "*" * max(0, len(key) - len(head) - 4) + key[-4:]
