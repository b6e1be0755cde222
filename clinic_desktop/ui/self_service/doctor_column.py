"""The left half of booking: filters above, and a card for each doctor."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.domain.period import local_day
from clinic_desktop.services.practitioners.values import SpecialityView
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.fields import ChoiceField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.skeleton import Skeleton
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.self_service.touch import DoctorCard
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.self_service.find_doctor_state import ALL_DOCTORS, FindDoctorState, FoundDoctor
from clinic_desktop.viewmodels.session import Session

ANY = "any"
"""Stands for "no filter" in the lists, whose None shows as nothing."""


class DoctorColumn(QWidget):
    """``filtered`` carries a filter's name and its value, ``chosen`` a doctor."""

    filtered = Signal(str, object)
    cleared = Signal()
    again = Signal()
    chosen = Signal(int)

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
        self._fit()
        theme.changed.connect(self._fit)
        self._shown: object = None
        self._filters_shown: object = None
        self.cards: dict[int, DoctorCard] = {}
        self._heading = PlainLabel(theme, self.tr("Choose a doctor"), role="kiosk-title")
        self._filters = self._made_filters(theme)
        self._nobody = EmptyState(theme, "search", "", "")
        self._nobody.primary.connect(self.cleared)
        self._nobody.again.connect(self.again)
        self._scroll = self._made_scroll()
        self._shapes = Skeleton(theme, rows=5)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._shapes)
        self._shapes.start()
        self._pages.addWidget(self._scroll)
        self._pages.addWidget(self._nobody)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._heading)
        column.addWidget(self._filters)
        column.addWidget(self._pages, 1)

    def _made_filters(self, theme: Theme) -> QWidget:
        self.search = SearchField(theme, self.tr("Search doctors"), self.tr("Name or what they treat"))
        self.search.searched.connect(lambda text: self.filtered.emit("text", text))
        self.fields = {
            "speciality_id": ChoiceField(theme, self.tr("Speciality")),
            "location_id": ChoiceField(theme, self.tr("Centre")),
            "language": ChoiceField(theme, self.tr("Language")),
            "max_fee": ChoiceField(theme, self.tr("Fee up to")),
        }
        for name, field in self.fields.items():
            field.chosen.connect(lambda value, name=name: self._on_filter(name, value))
        filters = QWidget()
        grid = QGridLayout(filters)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(Space.S)
        grid.addWidget(self.search, 0, 0, 1, 2)
        for place, field in enumerate(self.fields.values()):
            grid.addWidget(field, 1 + place // 2, place % 2)
        return filters

    def _made_scroll(self) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(self.tr("Doctors"))
        return scroll

    def show_doctors(self, state: FindDoctorState) -> None:
        """Shows filters and doctors; who is chosen has the strong edge."""
        self._heading.set_text(self.tr("Your doctor") if state.moving else self.tr("Choose a doctor"))
        self._filters.setVisible(state.moving is None)
        self._show_filters(state)
        shown = (state.doctors, self._theme.scale, state.places)
        if shown != self._shown:
            self._shown = shown
            self._make_cards(state)
        for number, card in self.cards.items():
            card.setChecked(number == state.practitioner_id)
        nobody = state.loaded and not state.doctors
        if nobody:
            self._show_nobody(state)
        waits = not state.loaded and not state.doctors
        self._pages.setCurrentWidget(self._shapes if waits else self._nobody if nobody else self._scroll)

    def _show_nobody(self, state: FindDoctorState) -> None:
        if state.refusal is not None:
            why = refusal_words(state.refusal, self._session.centre.zone, self._locale)
            self._nobody.show_trouble(self.tr("The doctors cannot be shown"), why, state.refusal.code)
        else:
            self._nobody.show_words(self.tr("No doctor fits"), self.tr("Try fewer filters."))
            self._nobody.set_actions(self.tr("Show all doctors"))

    def show_pictures(self, doctors: tuple[FoundDoctor, ...]) -> None:
        """Pictures have come."""
        for found in doctors:
            if found.card.id in self.cards:
                self.cards[found.card.id].show_picture(self._picture(found.card.picture))

    def _fit(self) -> None:
        self.setMinimumWidth(min(self._theme.px(345), 540))

    def _show_filters(self, state: FindDoctorState) -> None:
        shown = (state.specialities, state.places, state.languages, state.fees, state.filters)
        if shown == self._filters_shown:
            return
        self._filters_shown = shown
        anything = self.tr("Any")
        fees = [fee for fee in state.fees if fee.minor]
        choices = {
            "speciality_id": [Choice(one.id, _indented(one)) for one in state.specialities],
            "location_id": [Choice(place.id, place.name) for place in state.places],
            "language": [Choice(language, language) for language in state.languages],
            "max_fee": [Choice(fee, money_text(fee, self._locale)) for fee in fees],
        }
        for name, field in self.fields.items():
            field.set_choices([Choice(ANY, anything), *choices[name]])
            field.set_value(getattr(state.filters, name) or ANY)
        if state.filters == ALL_DOCTORS and not self.search.hasFocus():
            self.search.set_query("")

    def _make_cards(self, state: FindDoctorState) -> None:
        inside = QWidget()
        inside.setProperty("role", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 2, Space.S, 2)
        column.setSpacing(Space.M)
        zones = {place.id: place.zone for place in state.places}
        now, here = self._session.clock(), self._session.centre.zone
        self.cards = {}
        for found in state.doctors:
            zone = zones.get(found.next_free.location_id, here) if found.next_free else here
            card = DoctorCard(
                self._theme, found, self._picture(found.card.picture), zone, local_day(now, zone), self._locale, inside
            )
            card.clicked.connect(lambda _=False, number=found.card.id: self._on_card(number))
            self.cards[found.card.id] = card
            column.addWidget(card)
        column.addStretch(1)
        self._scroll.setWidget(inside)

    def _on_card(self, number: int) -> None:
        self.cards[number].setChecked(True)
        self.chosen.emit(number)

    def _on_filter(self, name: str, value: object) -> None:
        empty: object = "" if name == "language" else None
        self.filtered.emit(name, empty if value == ANY else value)


def _indented(speciality: SpecialityView) -> str:
    return "\u2003" * (len(speciality.path) - 1) + speciality.name
