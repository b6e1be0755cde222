"""Doctor, service, day and free times: the middle of the booking dock, and what a visit is moved with."""

from datetime import date, timedelta

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.services.appointments.choices import DoctorChoice, FreeSlot
from clinic_desktop.ui.appointments.finder_part import FinderPart
from clinic_desktop.ui.appointments.fullness_words import closed_words, day_words
from clinic_desktop.ui.appointments.slot_chips import SlotChips
from clinic_desktop.ui.appointments.why_part import WhyPart
from clinic_desktop.ui.formats import date_text, isolated, minutes_text, money_text, time_text
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.choice_field import ChoiceField
from clinic_desktop.ui.kit.day_strip import DayStrip, StripDay
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import sentence
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.why_words import WhyWords
from clinic_desktop.viewmodels.appointments.slot_picker import DAYS, SlotPicker
from clinic_desktop.viewmodels.appointments.slot_picker_state import SlotPickerState
from clinic_desktop.viewmodels.session import Session


class SlotPart(QWidget):
    """Shows a SlotPicker. ``with_service`` lets the service be chosen too; a visit that is moved keeps its own."""

    def __init__(
        self,
        theme: Theme,
        picker: SlotPicker,
        session: Session,
        locale: QLocale,
        with_service: bool = True,
    ) -> None:
        super().__init__()
        self._picker, self._session, self._locale = picker, session, locale
        self._doctors: tuple[Choice, ...] = ()
        self._services: tuple[Choice, ...] = ()
        self.doctor = ChoiceField(theme, self.tr("Doctor"))
        self.service = ChoiceField(theme, self.tr("Service"))
        self.finder = FinderPart(theme, picker, session, locale, with_centre=with_service)
        self._gone = PlainLabel(theme, role="problem", wrap=True)
        self.days = DayStrip(theme, locale, self.tr("Day"))
        self._day = PlainLabel(theme, role="field-label")
        self.slots = SlotChips(theme, self.tr("Free times"))
        self._none = PlainLabel(theme, role="muted", wrap=True)
        self.why = WhyPart(theme, picker, locale, moves=not with_service)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        above = (self.doctor, self._gone, self.service, self.finder)
        for widget in (*above, self.days, self._day, self.slots, self._none, self.why):
            layout.addWidget(widget)
        # Only now: a widget without a parent would open as a window.
        self.service.setVisible(with_service)
        self.doctor.chosen.connect(picker.choose_doctor)
        self.service.chosen.connect(picker.choose_service)
        self.days.chosen.connect(picker.choose_day)
        self.days.stepped.connect(picker.step_days)
        self.days.today_wanted.connect(picker.go_to_today)
        self.slots.chosen.connect(picker.choose)
        picker.state_changed.connect(self.show_state)

    def show_state(self, state: SlotPickerState) -> None:
        """Shows the state."""
        if state.first_day == date.min:
            return
        self._show_choices(state)
        self._show_gone(state)
        self.finder.show_state(state)
        self._show_days(state)
        self._show_slots(state)
        self.why.show_state(state, self._picker.centre.zone)

    def _show_choices(self, state: SlotPickerState) -> None:
        doctors = tuple(self._doctor_choice(doctor) for doctor in state.doctors)
        if doctors != self._doctors:
            self._doctors = doctors
            self.doctor.set_choices(doctors)
        self.doctor.set_value(state.practitioner_id)
        services = tuple(
            Choice(
                service.service_id,
                service.name,
                detail=joined(
                    minutes_text(service.duration_minutes, self._locale), money_text(service.price, self._locale)
                ),
            )
            for service in (state.doctor.services if state.doctor else ())
        )
        if services != self._services:
            self._services = services
            self.service.set_choices(services)
        self.service.set_value(state.service_id)

    def _doctor_choice(self, doctor: DoctorChoice) -> Choice:
        return Choice(doctor.practitioner_id, doctor.name, detail=joined(doctor.speciality, doctor.room))

    def _show_gone(self, state: SlotPickerState) -> None:
        """Somebody changed who can be booked while the dock was open."""
        text = ""
        if state.gone:
            text = self.tr("{name} takes no bookings here any more. Choose another doctor; what you typed is kept.")
        elif not state.doctors and not state.loading and state.refusal is None:
            text = self.tr("Nobody can be booked at this centre. What you typed is kept.")
        self._gone.set_text(text.format(name=isolated(state.gone)))
        self._gone.setVisible(bool(text))

    def _show_days(self, state: SlotPickerState) -> None:
        found = {day.day: day for day in state.days}
        days = []
        for offset in range(DAYS):
            day = state.first_day + timedelta(days=offset)
            known = found.get(day)
            if known is None:
                days.append(StripDay(day, "" if state.loading else "–", dim=True))
                continue
            note = self._locale.toString(known.free) if known.free else "–"
            closed = known.load.closed is not None
            words = day_words(known, self._locale)
            days.append(StripDay(day, note, not known.free, None if closed else known.load.share, closed, words))
        self.days.show_days(days, state.day, can_go_back=state.first_day > self._picker.first_possible())

    def _slot_text(self, slot: FreeSlot, state: SlotPickerState) -> str:
        """The time; of a group session also how many places are left."""
        time = time_text(slot.period.start.astimezone(self._picker.centre.zone), self._locale)
        capacity = state.service.capacity if state.service else 1
        if capacity < 2:
            return time
        count = self._locale.toString
        text = self.tr("{time} · {left} of {places} left")
        return text.format(time=time, left=count(slot.places_left), places=count(capacity))

    def _show_slots(self, state: SlotPickerState) -> None:
        zone = self._picker.centre.zone
        options = tuple(
            (slot.period.start, self._slot_text(slot, state))
            for slot in state.slots
            if slot.period.start.astimezone(zone).date() == state.day
        )
        centre = self._picker.centre
        elsewhere = centre.id != self._session.centre.id
        self._day.set_text(joined(date_text(state.day, self._locale), isolated(centre.name) if elsewhere else ""))
        self.slots.show_options(options, state.starts_at)
        self.slots.setVisible(bool(options))
        self._none.setVisible(not options and not state.loading)
        if state.refusal is not None:
            self._none.set_text(sentence(state.refusal, zone, self._locale))
        else:
            self._none.set_text(self._why_none(state))

    def _why_none(self, state: SlotPickerState) -> str:
        """Why nothing can be taken on the day in view."""
        load = next((day.load for day in state.days if day.day == state.day), None)
        if state.wishes.narrow_time and load is not None and load.closed is None:
            return self.tr("Nothing on this day fits the wishes.")
        reasons = WhyWords(self._picker.centre.zone, self._locale).day(state.why_empty.get(state.day, ()))
        if reasons:
            return reasons
        if load is not None and load.closed is not None:
            return closed_words(load)
        return self.tr("Nothing is free on this day. The number under a day says how many times are.")
