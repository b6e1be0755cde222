"""Line items: what is paid for, in a checkout session or a payment link."""

from dataclasses import dataclass

from clinic_desktop.tour.gateways import stripe_errors as errors
from clinic_desktop.tour.gateways import stripe_params as read
from clinic_desktop.tour.gateways.messages import Json
from clinic_desktop.tour.gateways.stripe_books import new_id

PRICE_DATA = (
    "currency",
    "product",
    "product_data",
    "recurring",
    "tax_behavior",
    "unit_amount",
    "unit_amount_decimal",
)
PRODUCT_DATA = ("description", "images", "metadata", "name", "tax_code", "tax_details", "unit_label")
_LEAST = {"usd": 50, "eur": 50, "inr": 50, "gbp": 30, "aed": 200, "hkd": 400, "mxn": 1000, "jpy": 50, "thb": 1000}
_LEAST_OF_OTHERS = 50
_MOST_ITEMS = 100


@dataclass(frozen=True, slots=True)
class Basket:
    """The items as Stripe shows them, in one currency."""

    items: list[Json]
    currency: str
    total: int


def basket(params: Json, known: tuple[str, ...]) -> Basket:
    """Reads ``line_items``; refuses none, mixed currencies, prices that were never made, and too small a sum."""
    lines = params.get("line_items")
    if not isinstance(lines, list) or not lines:
        raise errors.missing_parameter("line_items")
    if len(lines) > _MOST_ITEMS:
        raise errors.invalid(f"Array must be no more than {_MOST_ITEMS} items", "line_items")
    items = [_item(line, f"line_items[{number}]", known) for number, line in enumerate(lines)]
    codes = {item["currency"] for item in items}
    if len(codes) > 1:
        raise errors.invalid("All line items must have the same currency.", "line_items")
    code, total = codes.pop(), sum(item["amount_total"] for item in items)
    least = _LEAST.get(code, _LEAST_OF_OTHERS)
    if total < least:
        raise errors.invalid(
            f"The Checkout Session's total amount due must add up to at least {shown(least, code)} {code}",
            code="amount_too_small",
        )
    return Basket(items, code, total)


def shown(amount: int, code: str) -> str:
    """An amount as Stripe's texts have it."""
    sign = {"usd": "$", "inr": "₹", "eur": "€", "gbp": "£", "jpy": "¥"}.get(code, "")
    if code in read.NO_DECIMALS:
        return f"{sign}{amount}"
    places = 3 if code in read.THREE_DECIMALS else 2
    return f"{sign}{amount // 10**places}.{amount % 10**places:0{places}}"


def _item(line: object, param: str, known: tuple[str, ...]) -> Json:
    if not isinstance(line, dict):
        raise errors.invalid("Invalid object", param)
    read.only(line, known, param)
    if "price" in line:
        raise errors.no_such("price", str(line["price"]), f"{param}[price]")
    if "price_data" not in line:
        raise errors.missing_parameter(f"{param}[price_data]")
    if "quantity" not in line:
        raise errors.missing_parameter(f"{param}[quantity]")
    price, name = _price(read.hash_of(line, "price_data"), f"{param}[price_data]")
    quantity = read.integer(line["quantity"], f"{param}[quantity]", least=1)
    total = price["unit_amount"] * quantity
    return {
        "id": new_id("li_1"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": name,
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }


def _price(data: Json, param: str) -> tuple[Json, str]:
    read.only(data, PRICE_DATA, param)
    for needed in ("currency", "product_data", "unit_amount"):
        if needed not in data:
            raise errors.missing_parameter(f"{param}[{needed}]")
    product = read.hash_of(data, "product_data")
    read.only(product, PRODUCT_DATA, f"{param}[product_data]")
    if not product.get("name"):
        raise errors.missing_parameter(f"{param}[product_data][name]")
    code = read.currency(data["currency"], f"{param}[currency]")
    amount = read.amount(data["unit_amount"], code, f"{param}[unit_amount]")
    return {
        "id": new_id("price_1"),
        "object": "price",
        "active": False,
        "currency": code,
        "product": new_id("prod_", 14),
        "type": "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }, str(product["name"])
