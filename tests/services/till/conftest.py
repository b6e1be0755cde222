"""The small clinic with tills, and short ways to count them."""

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.services.till.values import MethodCount, TillClosing, TillView
from tests.services.billing.conftest import booked, held  # noqa: F401


def counted(
    till: TillView, cash: int | None = None, left: int | None = None, reason: str = "", note: str = "", **others: int
) -> TillClosing:
    """A closing of the till as it was shown: so much cash, by default what is expected, of which all is left."""
    expected = till.expected(PaymentMethod.CASH).minor
    cash = expected if cash is None else cash
    counts = [MethodCount(PaymentMethod.CASH, expected, cash, reason)]
    for name, amount in others.items():
        method = PaymentMethod(name)
        counts.append(MethodCount(method, till.expected(method).minor, amount, reason))
    return TillClosing(tuple(counts), cash if left is None else left, note)
