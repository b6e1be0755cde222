"""What papers about money say beside the amounts: the clinic and its centre, the ways of paying, the code to scan."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.organisation import Location, Organization
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import DECIDED_REFUND_STATES, LinkState
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.paper import PaperCode, ReceiptPayment
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.domain.upi import CURRENCY, is_upi_address, upi_link
from clinic_desktop.services.billing.values import InvoiceView, PaymentView, RefundView
from clinic_desktop.services.location_values import address_line
from clinic_desktop.services.settings import settings_for


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes a paper: the clinic, the centre and what its settings say about papers."""

    clinic: str
    logo: bytes
    centre: str
    address: str
    phone: str
    country: str
    zone: ZoneInfo
    settings: ClinicSettings


def letterhead(session: Session, location_id: int) -> Letterhead:
    """The letterhead of a centre."""
    clinic = session.execute(select(Organization.name, Organization.logo).limit(1)).one_or_none()
    place = session.execute(
        select(Location.name, Location.address, Location.city, Location.phone, Location.country, Location.zone).where(
            Location.id == location_id
        )
    ).one()
    return Letterhead(
        clinic=clinic.name if clinic else "",
        logo=(clinic.logo if clinic else None) or b"",
        centre=place.name,
        address=address_line(place.address, place.city),
        phone=place.phone,
        country=place.country,
        zone=ZoneInfo(place.zone),
        settings=settings_for(session, location_id),
    )


def payment_lines(payments: tuple[PaymentView, ...], own: int | None = None) -> tuple[ReceiptPayment, ...]:
    """Each payment, and below it what was decided to go back of it, as negative amounts. ``own`` is the number of the
    one that the paper is for, where there are others or something is left to pay."""
    return tuple(
        line
        for payment in payments
        for line in (
            ReceiptPayment(
                payment.method, payment.amount, payment.reference, payment.card_last4, own=payment.id == own
            ),
            *(refund_line(refund) for refund in payment.refunds if refund.state in DECIDED_REFUND_STATES),
        )
    )


def refund_line(refund: RefundView, numbered: bool = True) -> ReceiptPayment:
    """Money that goes back, with the number of its credit note where that is another paper."""
    amount = Money(-refund.amount.minor, refund.amount.currency)
    note = refund.credit_note_number if numbered else ""
    return ReceiptPayment(refund.method, amount, refund.reference, "", refund.state, note)


def checking_code(number: str, amount: Money, issued_at: datetime) -> PaperCode:
    """What tells a true paper from another: its number, amount and day, as the clinic's records have them."""
    return PaperCode(f"{number}\n{amount.currency} {amount.decimal()}\n{issued_at:%Y-%m-%d}")


def paying_code(session: Session, invoice: InvoiceView, head: Letterhead, now: datetime) -> PaperCode | None:
    """The code to pay what is due of an invoice: the page of its live link, else UPI where the clinic has an address
    for it. None where nothing is due, or there is no way."""
    if not invoice.due or invoice.id is None:
        return None
    url = session.scalar(
        select(PaymentLink.url)
        .where(
            PaymentLink.invoice_id == invoice.id,
            PaymentLink.state == LinkState.OPEN,
            PaymentLink.url != "",
            or_(PaymentLink.ends_at.is_(None), PaymentLink.ends_at > now),
            or_(PaymentLink.gateway_ends_at.is_(None), PaymentLink.gateway_ends_at > now),
        )
        .limit(1)
    )
    if url:
        return PaperCode(url, pays=True)
    address = head.settings.upi_address.strip()
    if invoice.due.currency != CURRENCY or not is_upi_address(address):
        return None
    name = head.settings.upi_name.strip() or head.clinic
    return PaperCode(upi_link(address, name, invoice.number, invoice.number, invoice.due), pays=True)
