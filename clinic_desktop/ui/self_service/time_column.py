"""The right half of booking: the centre, what it is for, the days, and the free times of one day."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from clinic_desktop.domain.errors import SlotTaken
from clinic_desktop.domain.period import local_day
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.services.appointments.choices import FreeSlot
from clinic_desktop.ui.formats import minutes_text, money_text, time_text, weekday_date
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import IconButton
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.fields import ChoiceField
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.skeleton import Skeleton
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.self_service.touch import DayButton, TimeButton
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.why_words import WhyWords
from clinic_desktop.viewmodels.self_service.find_doctor_state import DayChoice, FindDoctorState
from clinic_desktop.viewmodels.session import Session

_MOST_DAYS = 7


class TimeColumn(QWidget):
    """``place_chosen``, ``service_chosen``, ``day_chosen`` and ``slot_chosen`` carry what a person chose."""

    place_chosen = Signal(object)
    service_chosen = Signal(object)
    day_chosen = Signal(object)
    slot_chosen = Signal(object)

    def __init__(self, theme: Theme, session: Session, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._session, self._locale = theme, session, locale
        self._first, self._shown_count = 0, 0
        self._state: FindDoctorState | None = None
        self._choices: tuple[DayChoice, ...] = ()
        self._shown_days: object = None
        self._shown_slots: object = None
        self.days: list[DayButton] = []
        self.times: dict[datetime, TimeButton] = {}
        self._heading = PlainLabel(theme, self.tr("Choose a time"), role="kiosk-title")
        self._trouble = Banner(theme, "info", "", "", "users", self)
        self.places = Segmented(theme, (), self.tr("Centre"))
        self.places.chosen.connect(self.place_chosen)
        self.service = ChoiceField(theme, self.tr("What for"))
        self.service.chosen.connect(self.service_chosen)
        self._zone = PlainLabel(theme, role="caption")
        self._before = IconButton(theme, "chevron-left", self.tr("Earlier days"), framed=True)
        self._after = IconButton(theme, "chevron-right", self.tr("Later days"), framed=True)
        self._before.clicked.connect(lambda: self._turn(-self._in_sight()))
        self._after.clicked.connect(lambda: self._turn(self._in_sight()))
        self._why = PlainLabel(theme, role="kiosk", wrap=True)
        self._strip = QHBoxLayout()
        self._strip.setSpacing(Space.S)
        self._nothing = EmptyState(theme, "calendar-x", "", "")
        self._shapes = Skeleton(theme, rows=4)
        self._shapes.hide()
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(self.tr("Free times"))
        self._lay_out()

    def show_times(self, state: FindDoctorState, days: tuple[DayChoice, ...]) -> None:
        """Shows what can be chosen, and what is."""
        self._show_place(state)
        self._show_trouble(state)
        has = bool(state.slots)
        if days != self._choices:
            self._choices = days
            self._first = 0
        chosen = next((place for place, choice in enumerate(days) if choice.day == state.day), 0)
        if (state.practitioner_id, state.day) != self._shown_days:
            self._shown_days = (state.practitioner_id, state.day)
            self._first = chosen // self._in_sight() * self._in_sight()
        self._strip_holder.setVisible(has)
        self._show_strip(state)
        self._scroll.setVisible(has)
        self._show_slots(state)
        nothing = state.slots_loaded and not has and state.profile is not None
        self._nothing.setVisible(nothing)
        self._show_waiting(not has and not nothing and state.waits_for_times)
        if nothing:
            name = state.profile.name if state.profile else ""
            self._nothing.show_words(
                self.tr("{name} has no free time in the next weeks").format(name=name),
                self._what_to_do(days, state),
            )

    def _show_waiting(self, waits: bool) -> None:
        if waits and self._shapes.isHidden():
            self._shapes.start()
        elif not waits:
            self._shapes.stop()

    def _show_place(self, state: FindDoctorState) -> None:
        roles = state.profile.roles if state.profile else ()
        known = {place.id for place in state.places}
        choices = [Choice(role.location_id, role.location_name) for role in roles if role.location_id in known]
        self.places.set_choices(choices)
        self.places.set_value(state.place_id)
        self.places.setVisible(len(choices) > 1 and state.moving is None)
        services = []
        for service in state.services:
            price, detail = state.price_of(service), minutes_text(service.duration_minutes, self._locale)
            if price is not None:
                detail = self.tr("{minutes} · {price}").format(minutes=detail, price=money_text(price, self._locale))
            services.append(Choice(service.service_id, service.name, detail))
        self.service.set_choices(services)
        self.service.set_value(state.service_id)
        self.service.setVisible(len(services) > 1 and state.moving is None)
        place = state.place
        self._zone.set_text(
            self.tr("Times in {place} ({zone})").format(place=place.name, zone=place.zone.key.replace("_", " "))
            if place
            else ""
        )

    def _show_trouble(self, state: FindDoctorState) -> None:
        refusal = state.refusal
        # Where not even the doctors came, it is said in their place.
        self._trouble.setVisible(refusal is not None and bool(state.doctors))
        if refusal is None:
            return
        why = refusal_words(refusal, state.zone, self._locale)
        if isinstance(refusal, SlotTaken):
            # Who took it is nobody's business but the clinic's.
            self._trouble.show_words(
                self.tr("That time has just gone"), self.tr("Choose another one; what you typed is kept.")
            )
        else:
            self._trouble.show_words(self.tr("That did not work"), why)

    def _show_strip(self, state: FindDoctorState) -> None:
        for old in self.days:
            self._strip.removeWidget(old)
            old.hide()
            old.deleteLater()
        today = local_day(self._session.clock(), state.zone)
        self._state, self._shown_count = state, self._in_sight()
        in_sight = self._choices[self._first : self._first + self._shown_count]
        self.days = []
        words = WhyWords(state.zone, self._locale)
        self._why.set_text(self._reasons(in_sight, words))
        self._why.setVisible(bool(self._why.whole_text()) and bool(state.slots))
        for choice in in_sight:
            button = DayButton(self._theme, choice, today, self._locale, words.day(choice.why[:1]))
            button.setChecked(choice.day == state.day)
            button.clicked.connect(lambda _=False, day=choice.day: self.day_chosen.emit(day))
            self._strip.insertWidget(self._strip.count() - 1, button, 1)
            self.days.append(button)
        more = self._first + self._shown_count < len(self._choices)
        self._before.set_disabled_reason(None if self._first else self.tr("Nothing can be booked before these days."))
        self._after.set_disabled_reason(None if more else self.tr("Nothing can be booked online after these days."))

    def _reasons(self, choices: Sequence[DayChoice], words: WhyWords) -> str:
        """Why days in sight have nothing free, one reason for each: the first, as any is enough; those with the same
        reason in one line. That a day is full it says itself."""
        days: dict[str, list[str]] = {}
        for choice in choices:
            if choice.why and all(item.why is not WhyNot.TAKEN for item in choice.why):
                days.setdefault(words.day(choice.why[:1]), []).append(weekday_date(choice.day, self._locale))
        line = self.tr("{days}: {why}")
        return "\n".join(line.format(days=", ".join(which), why=why) for why, which in days.items())

    def _what_to_do(self, days: Sequence[DayChoice], state: FindDoctorState) -> str:
        """What is against tomorrow, which is the first whole day, and what is left to do."""
        why = next((choice.why for choice in days[1:] if choice.why), ())
        if not why:
            return self.tr("Choose another doctor, or call the clinic.")
        text = self.tr("{why} Choose another doctor, or call the clinic.")
        return text.format(why=WhyWords(state.zone, self._locale).day(why[:1]))

    def _in_sight(self) -> int:
        """How many days there is room for."""
        room = self.width() - 2 * (self._before.sizeHint().width() + Space.S)
        return max(2, min(_MOST_DAYS, room // (self._theme.px(84) + Space.S)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._state is not None and self._in_sight() != self._shown_count:
            self._show_strip(self._state)

    def _turn(self, days: int) -> None:
        self._first = max(0, min(self._first + days, max(0, len(self._choices) - 1)))
        if self._state is not None:
            self._show_strip(self._state)

    def _show_slots(self, state: FindDoctorState) -> None:
        slots = state.day_slots
        shown = (slots, state.zone, self._theme.scale)
        if shown != self._shown_slots:
            self._shown_slots = shown
            self._make_slots(state)
        for start, button in self.times.items():
            button.setChecked(state.slot is not None and state.slot.period.start == start)

    def _make_slots(self, state: FindDoctorState) -> None:
        inside = QWidget()
        inside.setProperty("role", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 2, Space.S, 2)
        column.setSpacing(Space.S)
        self.times = {}
        for name, slots in self._parts_of_day(state):
            if not slots:
                continue
            column.addWidget(PlainLabel(self._theme, name, role="kiosk", parent=inside))
            holder = QWidget(inside)
            flow = FlowLayout(holder, spacing=Space.M)
            for slot in slots:
                start = slot.period.start
                button = TimeButton(self._theme, time_text(start.astimezone(state.zone), self._locale), holder)
                button.clicked.connect(lambda _=False, slot=slot: self.slot_chosen.emit(slot))
                flow.addWidget(button)
                self.times[start] = button
            column.addWidget(holder)
            column.addSpacing(Space.S)
        column.addStretch(1)
        self._scroll.setWidget(inside)

    def _parts_of_day(self, state: FindDoctorState) -> list[tuple[str, list[FreeSlot]]]:
        parts: list[tuple[str, list[FreeSlot]]] = [
            (self.tr("Morning"), []),
            (self.tr("Afternoon"), []),
            (self.tr("Evening"), []),
        ]
        for slot in state.day_slots:
            hour = slot.period.start.astimezone(state.zone).hour
            parts[0 if hour < 12 else 1 if hour < 17 else 2][1].append(slot)
        return parts

    def _lay_out(self) -> None:
        self._strip.setContentsMargins(0, 0, 0, 0)
        self._strip.addWidget(self._before)
        self._strip.addWidget(self._after)
        self._strip_holder = QWidget()
        self._strip_holder.setLayout(self._strip)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(self.places, 0, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.service, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._heading)
        column.addWidget(self._trouble)
        column.addLayout(head)
        column.addWidget(self._zone)
        column.addWidget(self._strip_holder)
        column.addWidget(self._why)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._nothing, 1)
        column.addWidget(self._shapes, 1)
        # Takes the room where none of these is there, so that what is above stays above.
        column.addStretch()
