"""What is about to be booked, in full, with room to say why; and afterwards, what happens next."""

from datetime import datetime

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.formats import isolated, money_text, time_text
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.empty_state import IconDisc
from clinic_desktop.ui.kit.fields import TextArea, TextField
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.self_service import words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space
from clinic_desktop.viewmodels.self_service.find_doctor_state import FindDoctorState, Stage

_WIDTH = 720


class _Line(QWidget):
    """An icon and a fact."""

    def __init__(self, theme: Theme, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(SmallIcon(theme, icon, "accent", Size.ICON, self), 0, Qt.AlignmentFlag.AlignTop)
        self._text = PlainLabel(theme, role="kiosk", wrap=True, parent=self)
        row.addWidget(self._text, 1)

    def say(self, text: str) -> None:
        """Shows a fact; without a text the line is not there."""
        self._text.set_text(text)
        self.setVisible(bool(text))


class ConfirmPage(ScrollPage):
    """``reason_typed`` and ``symptoms_typed`` carry what a person types."""

    reason_typed = Signal(str)
    symptoms_typed = Signal(str)

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", _WIDTH, parent)
        self._locale = locale
        self._heading = PlainLabel(theme, role="kiosk-title")
        self.body.addWidget(self._heading)
        self._trouble = Banner(theme, "danger", "", "", "triangle-alert", self)
        self.body.addWidget(self._trouble)
        facts = Panel(theme)
        self._doctor = _Line(theme, "stethoscope", facts)
        self._when = _Line(theme, "calendar-days", facts)
        self._where = _Line(theme, "map-pin", facts)
        self._before = _Line(theme, "history", facts)
        self._price = _Line(theme, "banknote", facts)
        for line in (self._doctor, self._when, self._where, self._before, self._price):
            facts.body.addWidget(line)
        self.body.addWidget(facts)
        self.why = Panel(theme, self.tr("Why do you come?"), self.tr("You may leave this empty. Your doctor reads it."))
        self.reason = TextField(theme, self.tr("In a few words"), self.tr("Such as a cough for three days"), 200)
        self.symptoms = TextArea(theme, self.tr("More about it"), rows=4, max_length=2000)
        self.reason.edited.connect(self.reason_typed)
        self.symptoms.edited.connect(self.symptoms_typed)
        self.why.body.addWidget(self.reason)
        self.why.body.addWidget(self.symptoms)
        self.body.addWidget(self.why)

    def show_booking(self, state: FindDoctorState) -> None:
        """Shows what is about to be booked or moved."""
        moving = state.moving
        title = self.tr("Move your visit?") if moving else self.tr("Is this right?")
        self._heading.set_text(title)
        self.setAccessibleName(title)
        name = state.profile.name if state.profile else ""
        service = state.service.name if state.service else ""
        if moving is not None:
            service = moving.card.service_name
        self._doctor.say(self.tr("{doctor} · {service}").format(doctor=isolated(name), service=service))
        if state.slot is not None:
            self._when.say(words.whole_when(state.slot.period.start.astimezone(state.zone), self._locale))
        place = state.place
        self._where.say(_where(place.name, place.address) if place else "")
        self._before.setVisible(moving is not None)
        if moving is not None:
            old = words.whole_when(moving.card.period.start.astimezone(moving.zone), self._locale)
            self._before.say(self.tr("Until now: {when}").format(when=old))
            self._price.say("")
        elif state.price is not None:
            price = money_text(state.price, self._locale)
            online = state.service is not None and state.service.online
            pattern = self.tr("{price} to pay") if online else self.tr("{price}, to pay at the desk when you come")
            self._price.say(pattern.format(price=price))
        self.symptoms.setVisible(moving is None)
        if state.reason != self.reason.text() and not self.reason.edit.hasFocus():
            self.reason.set_text(state.reason)
        if state.symptoms != self.symptoms.text() and not self.symptoms.edit.hasFocus():
            self.symptoms.set_text(state.symptoms)
        self._trouble.setVisible(state.refusal is not None and state.stage is Stage.CONFIRM)
        if state.refusal is not None:
            why = refusal_words(state.refusal, state.zone, self._locale)
            self._trouble.show_words(self.tr("That did not work"), why)


class DonePage(ScrollPage):
    """The visit is booked: when, where, and what happens next."""

    visits_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", _WIDTH, parent)
        self._locale = locale
        self.body.addSpacing(Space.XL)
        self.body.addWidget(IconDisc(theme, "circle-check", "ok"), 0, Qt.AlignmentFlag.AlignHCenter)
        self._title = PlainLabel(theme, role="kiosk-title", wrap=True)
        self._title.set_centred()
        self._when = PlainLabel(theme, role="kiosk-strong", wrap=True)
        self._when.set_centred()
        self._with = PlainLabel(theme, role="kiosk", wrap=True)
        self._with.set_centred()
        for label in (self._title, self._when, self._with):
            self.body.addWidget(label)
        self.body.addSpacing(Space.M)
        steps = Panel(theme, self.tr("What happens next"))
        self._steps = [_Line(theme, icon, steps) for icon in ("clock", "ticket", "banknote", "calendar-clock")]
        for line in self._steps:
            steps.body.addWidget(line)
        self.body.addWidget(steps)
        self.visits = Button(theme, self.tr("See my visits"), role="primary")
        self.again = Button(theme, self.tr("Book another visit"))
        self.visits.clicked.connect(self.visits_wanted)
        self.again.clicked.connect(self.again_wanted)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addStretch(1)
        for button in (self.again, self.visits):
            button.set_touch(True)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addSpacing(Space.M)
        self.body.addLayout(row)

    def show_booked(self, state: FindDoctorState) -> None:
        """Shows the visit that was just booked or moved."""
        booked = state.booked
        if booked is None:
            return
        start = booked.period.start.astimezone(state.zone)
        pending = booked.state is AppointmentState.PENDING
        title = self.tr("Your visit is moved") if state.moving else self.tr("Your visit is booked")
        self._title.set_text(self.tr("Your wish has been sent to the clinic") if pending else title)
        self._when.set_text(words.whole_when(start, self._locale))
        place = state.place
        where = _where(place.name, place.address) if place else ""
        self._with.set_text(
            self.tr("{doctor} · {place}").format(doctor=isolated(booked.practitioner_name), place=where)
        )
        for line, text in zip(self._steps, self._next(state, start, pending), strict=True):
            line.say(text)

    def _next(self, state: FindDoctorState, start: datetime, pending: bool) -> tuple[str, str, str, str]:
        booked = state.booked
        price = money_text(booked.due, self._locale) if booked and booked.due else ""
        come = self.tr("Come a few minutes before {time}.").format(time=time_text(start, self._locale))
        if pending and booked is not None and booked.pay_until is not None:
            until = time_text(booked.pay_until.astimezone(state.zone), self._locale)
            come = self.tr("The time is yours once it is paid, until {time}. Visits say how.").format(time=until)
        elif pending:
            come = self.tr("The clinic looks at it first. Your visits show when it is confirmed.")
        if booked is not None and booked.online:
            if not pending:
                come = self.tr("Be ready a few minutes before {time}.").format(time=time_text(start, self._locale))
            pay = self.tr("You pay {price}.").format(price=price) if price else ""
            return come, "", pay, self.tr("You can move or cancel the visit under Visits.")
        return (
            come,
            self.tr("Say your name at the desk. You get a number and are called by it."),
            self.tr("You pay {price} at the desk.").format(price=price) if price else "",
            self.tr("You can move or cancel the visit under Visits."),
        )


def _where(name: str, address: str) -> str:
    return words.tr("{place}, {address}").format(place=name, address=address) if address else name
