"""Razorpay's refusals, in its own words and shape."""

from clinic_desktop.tour.gateways.messages import Json, Reply


class RazorpayRefusal(Exception):
    """An answer that is not 200."""

    def __init__(self, status: int, error: Json) -> None:
        super().__init__(error["description"])
        self.status = status
        self.error = error

    def reply(self) -> Reply:
        return Reply.of({"error": self.error}, self.status)


def invalid(description: str, field: str | None = None) -> RazorpayRefusal:
    """400 for what was sent."""
    return RazorpayRefusal(400, _error(description, field, "business", "payment_initiation", "input_validation_failed"))


def not_now(description: str) -> RazorpayRefusal:
    """400 for the state that something is in."""
    return RazorpayRefusal(400, _error(description))


def no_such_id() -> RazorpayRefusal:
    """400, as Razorpay says it: also for what is another account's or of the other mode."""
    return invalid("The id provided does not exist")


def not_an_id(text: str) -> RazorpayRefusal:
    return invalid(f"{text} is not a valid id")


def no_such_url() -> RazorpayRefusal:
    return RazorpayRefusal(400, _error("The requested URL was not found on the server."))


def wrong_key() -> RazorpayRefusal:
    return RazorpayRefusal(401, _error("Authentication failed"))


def key_in_use() -> RazorpayRefusal:
    """409 while the first refund with that key is still at work."""
    return RazorpayRefusal(409, _error("Another request with the same idempotency key is still in progress."))


def other_body() -> RazorpayRefusal:
    """409 for a refund key that came with another body before."""
    return RazorpayRefusal(409, _error("Different request with the same idempotency key has already been processed."))


def trouble(status: int) -> Reply:
    """What Razorpay itself says with a status, whatever was asked."""
    texts = {
        401: "Authentication failed",
        403: "Access Denied",
        429: "Request failed. Please try after sometime.",
        500: "We are facing some trouble completing your request at the moment. Please try again shortly.",
    }
    error = _error(texts[status])
    if status == 500:
        error["code"] = "SERVER_ERROR"
    return Reply.of({"error": error}, status)


def _error(
    description: str,
    field: str | None = None,
    source: str | None = "NA",
    step: str | None = "NA",
    reason: str | None = "NA",
) -> Json:
    error: Json = {
        "code": "BAD_REQUEST_ERROR",
        "description": description,
        "source": source,
        "step": step,
        "reason": reason,
        "metadata": {},
    }
    return error if field is None else error | {"field": field}
