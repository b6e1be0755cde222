"""How doctors and staff read in tables."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import Role
from clinic_desktop.services.accounts.staff import StaffView
from clinic_desktop.services.practitioners.values import PractitionerCard
from clinic_desktop.ui.admin.words import check_tone, check_word, role_word
from clinic_desktop.ui.formats import money_text, percent_text, phone_text, time_text, weekday_date
from clinic_desktop.ui.kit.table_rows import Cell, Column
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.viewmodels.session import Session


def _tr(text: str) -> str:
    return QCoreApplication.translate("People", text)


def doctor_columns(locale: QLocale, portraits: Portraits) -> tuple[Column[PractitionerCard], ...]:
    """Name, specialities, centres with fees, registration, how complete, and whether they take bookings."""

    def name(card: PractitionerCard) -> Cell:
        return Cell(card.name, card.qualifications, person=card.name, picture=portraits(card.picture), strong=True)

    def specialities(card: PractitionerCard) -> Cell:
        first, rest = card.specialities[:1], card.specialities[1:]
        return Cell(", ".join(first), ", ".join(rest))

    def centres(card: PractitionerCard) -> Cell:
        fees = " · ".join(money_text(role.fee, locale) for role in card.roles)
        return Cell(", ".join(role.location_name for role in card.roles), fees)

    def registration(card: PractitionerCard) -> Cell:
        check = card.registration_check
        return Cell(check_word(check), tone=check_tone(check))

    def complete(card: PractitionerCard) -> Cell:
        return Cell(percent_text(card.completeness, locale), tone="text" if card.completeness == 100 else "text2")

    def takes(card: PractitionerCard) -> Cell:
        if not card.active:
            return Cell(_tr("Left"), icon="log-out", tone="text3")
        if not card.available:
            return Cell(_tr("No new bookings"), icon="ban", tone="warn")
        return Cell(_tr("Available"), icon="circle-check", tone="ok")

    return (
        Column(_tr("Doctor"), name, lambda card: card.name.casefold()),
        Column(_tr("Specialities"), specialities, lambda card: [word.casefold() for word in card.specialities]),
        Column(_tr("Centres and fees"), centres, lambda card: [role.location_name for role in card.roles]),
        Column(_tr("Profile"), complete, lambda card: card.completeness, number=True),
        Column(_tr("Registration"), registration, lambda card: card.registration_check),
        Column(_tr("Bookings"), takes, lambda card: (card.active, card.available)),
    )


def centres_text(view: StaffView, centres: Mapping[int, str]) -> str:
    """The names of the person's centres; roles that reach the whole clinic need none."""
    named = ", ".join(sorted(centres[number] for number in view.location_ids if number in centres))
    if named:
        return named
    return _tr("All centres") if view.role in (Role.ADMIN, Role.MANAGER) else _tr("No centre")


def staff_columns(
    session: Session, locale: QLocale, centres: Mapping[int, str], portraits: Portraits
) -> tuple[Column[StaffView], ...]:
    """Name, role, logins, centres and when they were here last."""

    def name(view: StaffView) -> Cell:
        left = "" if view.active else _tr("Left")
        return Cell(view.name, left, person=view.name, picture=portraits(view.picture), strong=True)

    def role(view: StaffView) -> Cell:
        return Cell(role_word(view.role))

    def login(view: StaffView) -> Cell:
        phone = phone_text(view.phone, session.centre.country, locale) if view.phone else ""
        ways = [way for way in (view.username, view.email, phone) if way]
        return Cell(" · ".join(ways[:1]), " · ".join(ways[1:]))

    def places(view: StaffView) -> Cell:
        return Cell(centres_text(view, centres), tone="text" if view.location_ids else "text3")

    def seen(view: StaffView) -> Cell:
        if view.last_seen_at is None:
            return Cell(_tr("Never"), tone="text3")
        at = view.last_seen_at.astimezone(session.centre.zone)
        return Cell(weekday_date(at.date(), locale), time_text(at, locale))

    return (
        Column(_tr("Name"), name, lambda view: view.name.casefold()),
        Column(_tr("Role"), role, lambda view: role_word(view.role)),
        Column(_tr("Login"), login),
        Column(_tr("Centres"), places),
        Column(_tr("Last seen"), seen, lambda view: view.last_seen_at.timestamp() if view.last_seen_at else 0),
    )
