"""The link that a phone scans to pay by UPI, and the reference that comes back."""

import pytest

from clinic_desktop.domain.money import Money
from clinic_desktop.domain.upi import is_upi_address, upi_link, upi_reference


def test_a_link_escapes_with_percent_20_and_says_rupees_with_two_decimals() -> None:
    link = upi_link("lotus.clinic@okbank", "Lotus & Söhne क्लिनिक", "7-3f9a", "Visit 7", Money(50_050, "INR"))
    assert link == (
        "upi://pay?pa=lotus.clinic@okbank&pn=Lotus%20%26%20S%C3%B6hne%20%E0%A4%95%E0%A5%8D%E0%A4%B2%E0%A4%BF"
        "%E0%A4%A8%E0%A4%BF%E0%A4%95&tr=7-3f9a&tn=Visit%207&am=500.50&cu=INR"
    )
    assert "+" not in link


@pytest.mark.parametrize(("minor", "text"), [(1, "0.01"), (29, "0.29"), (1_999, "19.99"), (10**9, "10000000.00")])
def test_amounts_in_a_link_are_exact(minor: int, text: str) -> None:
    assert f"&am={text}&" in upi_link("a.b@bank", "Lotus", "7", "", Money(minor, "INR"))


@pytest.mark.parametrize("amount", [Money(0, "INR"), Money(-5, "INR"), Money(500, "EUR")])
def test_there_is_no_link_for_what_upi_cannot_pay(amount: Money) -> None:
    with pytest.raises(ValueError, match="rupees"):
        upi_link("a.b@bank", "Lotus", "7", "", amount)


@pytest.mark.parametrize("address", ["", "bank", "a@", "@bank", "a b@bank", "a@bank&am=1", "a@1", "é@bank"])
def test_what_is_no_address_is_refused(address: str) -> None:
    assert not is_upi_address(address)
    with pytest.raises(ValueError, match="address"):
        upi_link(address, "Lotus", "7", "", Money(100, "INR"))


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("428811902231", "428811902231"),
        (" 4288 1190 2231 ", "428811902231"),
        ("42881190223", None),
        ("4288119022311", None),
        ("42881190223a", None),
        ("४२८८११९०२२३१", None),
        ("", None),
    ],
)
def test_a_reference_has_twelve_digits(typed: str, reference: str | None) -> None:
    assert upi_reference(typed) == reference
