"""Who the patient is, across the top of their page, and what the desk can do for them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.patients.card import PatientCard
from clinic_desktop.ui.formats import left_to_right, phone_text
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.patients.facts import Fact
from clinic_desktop.ui.patients.patient_columns import money_texts
from clinic_desktop.ui.patients.person_texts import born_value, gender_word
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.session import Session

_RARE = frozenset({"wait", "merge", "retire", "bring_back"})
_LESS = frozenset({"edit", "walk_in"})
_NARROW = 960
_NARROWEST = 640
_ALERT = 220


class PatientHeader(QFrame):
    """``act`` carries what a person asks for: "book", "walk_in", "edit", "pay", "merge", "retire", "bring_back"."""

    act = Signal(str)
    back_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        session: Session,
        locale: QLocale,
        picture: Callable[[str], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._session, self._locale, self._picture = theme, session, locale, picture
        self._card: PatientCard | None = None
        self._in_menu = _RARE
        self.setProperty("role", "topbar")
        self._back = IconButton(theme, "arrow-left", self.tr("Back"))
        self._back.set_name(self.tr("Back"), "Alt+Left")
        self._avatar = Avatar(theme, 48)
        self._name = PlainLabel(theme, role="title")
        self._chips = QWidget()
        self._chip_row = FlowLayout(self._chips, spacing=Space.S)
        self._facts = QWidget()
        self._fact_row = FlowLayout(self._facts, spacing=Space.S)
        self.pay = Button(theme, self.tr("Take payment"), "wallet", key="F4")
        self.edit = Button(theme, self.tr("Edit"), "pencil", key="E")
        self.walk_in = Button(theme, self.tr("Walk-in"), "footprints", key="W")
        self.book = Button(theme, self.tr("Book"), "calendar-plus", role="primary", key="N")
        self.more = IconButton(theme, "ellipsis", self.tr("More"), framed=True)
        theme.changed.connect(self._fit)
        self._back.clicked.connect(self.back_wanted)
        for button, verb in ((self.pay, "pay"), (self.edit, "edit"), (self.walk_in, "walk_in"), (self.book, "book")):
            button.clicked.connect(lambda _=False, verb=verb: self.act.emit(verb))
        self.more.clicked.connect(self._open_menu)
        self._lay_out()
        self.show_card(None)

    def show_card(self, card: PatientCard | None) -> None:
        """Shows the patient, or nobody yet."""
        self._card = card
        self._fit()
        self._avatar.setVisible(card is not None)
        self._name.set_text(card.fields.name if card else "")
        if card is None:
            empty(self._chip_row)
            empty(self._fact_row)
            return
        self._avatar.show_person(card.fields.name, self._picture(card.fields.picture))
        self._show_chips(card)
        self._show_facts(card)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room the name comes first, and some buttons move into the menu."""
        offered = self.offered()
        self._in_menu = _RARE
        if self.width() < self._theme.px(_NARROW):
            self._in_menu |= _LESS
        if self.width() < self._theme.px(_NARROWEST):
            self._in_menu |= {"pay", "book"}
        buttons = (("pay", self.pay), ("edit", self.edit), ("walk_in", self.walk_in), ("book", self.book))
        for verb, button in buttons:
            button.setVisible(verb in offered and verb not in self._in_menu)
        self.more.setVisible(bool(offered & self._in_menu))

    def offered(self) -> frozenset[str]:
        """What may be asked for now: what keys may do."""
        card, may = self._card, self._session.may
        if card is None:
            return frozenset()
        possible = {
            "book": card.active and may(Permission.BOOK),
            "walk_in": card.active and may(Permission.BOOK) and may(Permission.CHECK_IN),
            "wait": card.active and may(Permission.EDIT_WAITING_LIST),
            "edit": may(Permission.EDIT_PATIENTS),
            "pay": bool(card.balance) and may(Permission.TAKE_PAYMENT),
            "merge": card.active and may(Permission.MERGE_PATIENTS),
            "retire": card.active and may(Permission.EDIT_PATIENTS),
            "bring_back": not card.active and may(Permission.EDIT_PATIENTS),
        }
        return frozenset(verb for verb, is_possible in possible.items() if is_possible)

    def _show_chips(self, card: PatientCard) -> None:
        empty(self._chip_row)
        for text, icon, tone in self._flags(card):
            self._chip_row.addWidget(Chip(self._theme, text, icon, tone, parent=self._chips))
        # However long the name is: the gravest thing to take care of stays legible.
        first = self._chip_row.itemAt(0)
        least = min(first.sizeHint().width(), self._theme.px(_ALERT)) if first is not None else 0
        self._chips.setMinimumWidth(least)
        self._chips.setVisible(first is not None)

    def _flags(self, card: PatientCard) -> list[tuple[str, str, str]]:
        """What to take care of, the gravest first."""
        allergies = self.tr("Allergy: {what}").format(what=" ".join(card.fields.allergies.split()))
        unpaid = self.tr("Unpaid {amount}").format(amount=money_texts(card.balance, self._locale))
        known = {
            "inactive": (self.tr("Not in use"), "archive", "warn"),
            "allergies": (allergies, "triangle-alert", "danger"),
            "unpaid": (unpaid, "wallet", "warn"),
            "minor": (self.tr("Minor"), "baby", "info"),
            "first_visit": (self.tr("Not seen yet"), "star", "neutral"),
        }
        return [known[flag] for flag in known if flag in card.flags]

    def _show_facts(self, card: PatientCard) -> None:
        empty(self._fact_row)
        fields = card.fields
        phone = phone_text(fields.phone, self._session.centre.country, self._locale) if fields.phone else ""
        born = born_value(fields.birth_date, fields.birth_estimated, self._session.today(), self._locale)
        pairs = (
            (self.tr("Born"), born),
            (self.tr("Sex"), gender_word(fields.gender) or self.tr("Not known")),
            (self.tr("Phone"), left_to_right(phone, self._locale) or self.tr("Not known")),
            (self.tr("Patient no."), card.number),
            (self.tr("Blood"), fields.blood_group),
        )
        for label, value in pairs:
            if value:
                self._fact_row.addWidget(Fact(self._theme, label, value, self._facts))

    def _open_menu(self) -> None:
        offered = self.offered()
        menu = Menu(self._theme, self)
        menu.setAccessibleName(self.tr("More"))
        entries = (
            ("book", self.tr("Book"), "calendar-plus"),
            ("pay", self.tr("Take payment"), "wallet"),
            ("edit", self.tr("Edit"), "pencil"),
            ("walk_in", self.tr("Walk-in"), "footprints"),
            ("wait", self.tr("Put on the waiting list (L)"), "hourglass"),
            ("merge", self.tr("Merge with a duplicate…"), "merge"),
            ("retire", self.tr("Take out of searches"), "archive"),
            ("bring_back", self.tr("Put back into searches"), "rotate-ccw"),
        )
        for verb, text, icon in entries:
            if verb in offered & self._in_menu:
                menu.add(text, partial(self.act.emit, verb), icon)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self._name)
        head.addWidget(self._chips, 100, Qt.AlignmentFlag.AlignVCenter)
        # Of somebody without chips, this keeps the buttons at the end and no wider than they are.
        head.addStretch(1)
        for button in (self.pay, self.edit, self.walk_in, self.book, self.more):
            head.addWidget(button)
        column = QVBoxLayout()
        column.setSpacing(Space.XS)
        column.addLayout(head)
        column.addWidget(self._facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.M, Space.L, Space.M)
        row.setSpacing(Space.M)
        row.addWidget(self._back, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(column, 1)
