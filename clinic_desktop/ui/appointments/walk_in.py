"""The walk-in dock (F2): everything but the person is chosen already, and Ctrl+Enter does the rest."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import PaymentMethod, Topic
from clinic_desktop.domain.money import Money
from clinic_desktop.services.appointments.values import CheckedIn, WalkInDone
from clinic_desktop.ui.appointments.dock_page import dock_page
from clinic_desktop.ui.appointments.person_part import PersonPart, draft_words
from clinic_desktop.ui.appointments.token_printing import TokenPrinting
from clinic_desktop.ui.appointments.walk_in_doctor import DoctorPart, TimePart
from clinic_desktop.ui.billing.giving_back import ask_giving_back
from clinic_desktop.ui.formats import isolated, money_text, time_text, weekday_date
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.keycap import Keycap
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.reading import all_read
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.shortcuts import ACT_KEYS, on_keys
from clinic_desktop.ui.messages import sentence
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.person_finding import Stage
from clinic_desktop.viewmodels.appointments.taking_back import Asking
from clinic_desktop.viewmodels.appointments.walk_in import WalkInViewModel
from clinic_desktop.viewmodels.appointments.walk_in_state import WalkInState
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.undo import Action

_DOCTOR_KEYS = 9


class WalkInDock(Screen):
    """The dock's view. It says what happened, with Undo, and prints the token."""

    def __init__(
        self,
        theme: Theme,
        model: WalkInViewModel,
        session: Session,
        shell: Shell,
        hub: ChangeHub,
        printing: TokenPrinting,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self._theme, self._model, self._session = theme, model, session
        self._shell, self._printing, self._locale = shell, printing, locale
        for child in (model, printing):
            child.setParent(self)
        self._open = False
        self._stage = Stage.FIND
        self._offered: tuple[PaymentMethod | None, ...] = (None,)
        self.person = PersonPart(theme, model, session, locale)
        self.doctor = DoctorPart(theme, model, session, locale)
        self.time = TimePart(theme, model, session, locale)
        self._lay_out()
        self._connect()
        hub.changed.connect(self._on_changed)
        session.changed.connect(self._on_session)
        self.show_state(model.state)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(454), self._theme.px(700))

    @property
    def model(self) -> WalkInViewModel:
        """Whose state is shown."""
        return self._model

    def enter(self, resume: bool = False, **arguments: Any) -> None:
        """``query`` or ``patient_id`` may be handed over. ``resume`` brings back what was typed before the dock was
        closed or gave way to another panel. Without it a closed dock looks for the next person, whose digits must not
        end up in somebody else's visit, and offers to go on with the draft."""
        if not arguments and self._model.state.stage is not Stage.FIND and (resume or self._open):
            self._resume()
            return
        self._settle()
        self._open = True
        self._stage = Stage.FIND
        self._model.begin(**arguments)
        self._focus_current()

    def leave(self) -> None:
        self._settle()
        self._go(self._model.state.has_typed)

    def put_aside(self) -> None:
        self._settle()
        self._go(self._model.state.has_person)

    def has_unsaved(self) -> bool:
        return self._model.state.stage is not Stage.FIND or self._model.state.earlier is not None

    def kept_words(self) -> str:
        return "" if self._open else draft_words(self._model.state)

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._model.load()
        elif name == "act":
            self._book()
        return name in ("refresh", "act")

    def show_state(self, state: WalkInState) -> None:
        """Shows the state."""
        moved = state.stage is not self._stage
        self._stage = state.stage
        self.person.show_state(state)
        ready = state.stage in (Stage.READY, Stage.NEW)
        for part in (self.doctor, self.time, self._how):
            part.setVisible(ready)
        if ready:
            self.doctor.show_state(state)
            self.time.show_state(state)
            self._show_how(state)
        self._refusal.set_text(
            sentence(state.refusal, self._session.centre.zone, self._locale) if state.refusal else ""
        )
        self._refusal.setVisible(state.refusal is not None)
        self._show_foot(state)
        if moved:
            self._focus_current()

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _resume(self) -> None:
        if not self._open:
            self._open = True
            self._stage = self._model.state.stage
            self.person.new.refill(self._model.state)
            self._model.resume()
        self._focus_again()

    def _go_on(self) -> None:
        self._model.take_draft()
        self._open = False
        self._resume()

    def _go(self, keep: bool) -> None:
        if not self._open:
            return
        self._open = False
        if keep:
            self._model.put_aside()
        else:
            self._model.end()

    def _settle(self) -> None:
        if self._open and self._model.state.stage is Stage.NEW:
            self.person.new.settle()

    def _finish(self) -> None:
        """It is done: the dock closes, where nothing else has taken its place meanwhile."""
        was_open, self._open = self._open, False
        self._model.end()
        if was_open:
            self._shell.close_dock()

    def _lay_out(self) -> None:
        # The person stays in sight whatever is scrolled below.
        top = QWidget()
        who = QVBoxLayout(top)
        who.setContentsMargins(Space.L, Space.S, Space.L, 0)
        who.setSpacing(Space.S)
        who.addWidget(self.person)
        who.addWidget(self._made_refusal())
        page = dock_page(self._theme, self.tr("Walk-in"))
        for widget in (self.doctor, self.time, self._made_how()):
            page.body.addWidget(widget)
        page.body.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._made_head())
        layout.addWidget(top)
        layout.addWidget(page, 1)
        layout.addWidget(self._made_foot())

    def _focus_again(self) -> None:
        if self._model.state.stage is Stage.NEW:
            self.person.new.go_on(self._model.state)
        else:
            self._focus_current()

    def _focus_current(self) -> None:
        """Puts the cursor where the next key belongs."""
        stage = self._model.state.stage
        if stage is Stage.NEW:
            self.person.new.start(self._model.state)
        elif stage is Stage.READY:
            self.reason.setFocus()
        elif stage is Stage.ARRIVING:
            self.act.setFocus()
        else:
            self.person.finding.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _made_head(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(Space.L, Space.M, Space.L, Space.XS)
        row.setSpacing(Space.M)
        row.addWidget(PlainLabel(self._theme, self.tr("Walk-in"), role="title"))
        self._now = Chip(self._theme, "")
        row.addWidget(self._now)
        row.addStretch()
        row.addWidget(Keycap(self._theme, "Esc"))
        close = IconButton(self._theme, "x", self.tr("Close"))
        close.clicked.connect(self._shell.close_dock)
        row.addWidget(close)
        return head

    def _made_refusal(self) -> QWidget:
        self._refusal = PlainLabel(self._theme, role="problem", wrap=True)
        return self._refusal

    def _made_how(self) -> QWidget:
        self._how = QWidget()
        column = QVBoxLayout(self._how)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self.reason = TextField(self._theme, "", self.tr("Reason for visit (optional)"), max_length=300)
        self.method = Segmented(self._theme, self._methods((None,)), self.tr("Way to pay"))
        self.print_token = CheckBox(self._theme, self.tr("Print token"))
        self.emergency = CheckBox(self._theme, self.tr("Emergency"))
        checks = QHBoxLayout()
        checks.setSpacing(Space.L)
        checks.addWidget(self.print_token)
        checks.addWidget(self.emergency)
        checks.addStretch()
        column.addWidget(self.reason)
        column.addWidget(PlainLabel(self._theme, self.tr("Payment"), role="field-label"))
        column.addWidget(self.method)
        column.addLayout(checks)
        return self._how

    def _methods(self, offered: tuple[PaymentMethod | None, ...]) -> tuple[Choice, ...]:
        methods = (
            Choice(PaymentMethod.CASH, self.tr("Cash"), icon="banknote", key="Alt+C"),
            Choice(PaymentMethod.CARD, self.tr("Card"), icon="credit-card", key="Alt+D"),
            Choice(PaymentMethod.UPI, self.tr("UPI"), icon="qr-code", key="Alt+U"),
            Choice(PaymentMethod.LINK, self.tr("Link"), icon="link", key="Alt+L"),
            Choice(None, self.tr("Later"), icon="clock", key="Alt+A"),
        )
        return tuple(choice for choice in methods if choice.value in offered)

    def _made_foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("role", "bottombar")
        row = QHBoxLayout(foot)
        row.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._amount = PlainLabel(self._theme, role="title")
        self._summary = PlainLabel(self._theme, role="caption")
        words.addWidget(self._amount)
        words.addWidget(self._summary)
        row.addLayout(words, 1)
        self.act = Button(self._theme, "", role="primary", key="Ctrl+Enter")
        row.addWidget(self.act)
        return foot

    def _connect(self) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        model.refused.connect(self._shell.refuse)
        model.booked.connect(self._on_booked)
        model.checked_in.connect(self._on_checked_in)
        self.person.finding.draft_taken.connect(self._go_on)
        self.reason.edited.connect(model.set_reason)
        self.method.chosen.connect(model.choose_method)
        self.print_token.clicked.connect(model.set_print_token)
        self.emergency.clicked.connect(model.set_emergency)
        self.act.clicked.connect(self._book)
        keys: dict[str, Callable[[], None]] = {
            **dict.fromkeys(ACT_KEYS, self._book),
            "Alt+C": lambda: model.choose_method(PaymentMethod.CASH),
            "Alt+D": lambda: model.choose_method(PaymentMethod.CARD),
            "Alt+U": lambda: model.choose_method(PaymentMethod.UPI),
            "Alt+L": lambda: model.choose_method(PaymentMethod.LINK),
            "Alt+A": lambda: model.choose_method(None),
        }
        for place in range(_DOCTOR_KEYS):
            keys[f"Alt+{place + 1}"] = partial(model.choose_doctor_at, place)
        on_keys(self, keys)

    def _show_how(self, state: WalkInState) -> None:
        if self.reason.text() != state.reason.strip():
            self.reason.set_text(state.reason)
        if state.methods != self._offered:
            self._offered = state.methods
            self.method.set_choices(self._methods(state.methods))
        self.method.set_value(state.method)
        self.print_token.setChecked(state.print_token)
        self.emergency.setChecked(state.urgency != "routine")

    def _show_foot(self, state: WalkInState) -> None:
        now = self._session.now()
        self._now.show_fact(joined(time_text(now, self._locale), weekday_date(now.date(), self._locale)))
        arriving = state.stage is Stage.ARRIVING
        ready = state.stage in (Stage.READY, Stage.NEW) and state.doctor is not None
        self._amount.set_text(money_text(state.fee, self._locale) if ready and state.fee else "")
        self._summary.set_text(self._summary_text(state) if ready else "")
        if arriving:
            self.act.set_text(self.tr("Check in"))
        elif state.method is None:
            self.act.set_text(self.tr("Book and check in"))
        elif state.method is PaymentMethod.UPI:
            self.act.set_text(self.tr("Book, then pay by UPI"))
        elif state.method is PaymentMethod.LINK:
            self.act.set_text(self.tr("Book and make link"))
        else:
            self.act.set_text(self.tr("Book and take payment"))
        self.act.set_busy(self.tr("Booking…") if state.busy else None)
        self.act.set_disabled_reason(None if state.can_book or state.busy else self._why_not(state))

    def _why_not(self, state: WalkInState) -> str:
        if state.stage is Stage.FIND:
            return self.tr("Find the person first, or take “New patient”.")
        if state.loaded and not state.doctors:
            return self.tr("No doctor is on duty here today.")
        return self.tr("The name is missing.")

    def _summary_text(self, state: WalkInState) -> str:
        doctor = state.doctor
        if doctor is None:
            return ""
        if state.starts_at is None:
            return joined(doctor.name, self.tr("in the queue"))
        return joined(doctor.name, time_text(state.starts_at.astimezone(self._session.centre.zone), self._locale))

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self._open:
            self._model.on_changed(topics)

    def _on_session(self) -> None:
        """Another centre has other doctors, prices and ways to pay."""
        if self._open and self._session.signed_in and self.isVisible():
            self._model.load()

    def _book(self) -> None:
        if all_read(self):
            self._model.book()

    def _on_booked(self, done: WalkInDone) -> None:
        model, printing = self._model, self._model.state.print_token
        method = model.state.method
        later = method in (PaymentMethod.UPI, PaymentMethod.LINK) and done.payment_id is None
        said = self._booked_text(done, printing)
        asking = self._asking(done)
        self._finish()
        self._shell.toast(said, Action(said, lambda: model.undo(done, asking)))
        if printing:
            self._printing.print_token(done.encounter_id)
        if done.payment_id is not None:
            self._printing.print_receipt(done.payment_id)
        elif later and done.appointment.due:
            self._shell.open_dock(
                "take_payment",
                appointment_id=done.appointment.id,
                method=method,
                make_link=method is PaymentMethod.LINK,
            )

    def _on_checked_in(self, arrived: CheckedIn) -> None:
        model, printing = self._model, self._model.state.print_token
        name = isolated(arrived.appointment.patient_name)
        undone = self.tr("{name}: arrival taken back").format(name=name)
        said = self.tr("{name} arrived · token {token}").format(name=name, token=arrived.token)
        self._finish()
        self._shell.toast(said, Action(said, lambda: model.undo_check_in(arrived, lambda: self._shell.toast(undone))))
        if printing:
            self._printing.print_token(arrived.encounter_id)

    def _booked_text(self, done: WalkInDone, printing: bool) -> str:
        text = self.tr("{name} booked · token {token}")
        if printing and self._printing.has_token_printer():
            text = self.tr("{name} booked · token {token} printed")
        elif printing:
            text = self.tr("{name} booked · token {token} kept as PDF")
        return text.format(name=isolated(done.patient_name), token=done.token)

    def _asking(self, done: WalkInDone) -> Asking:
        name = isolated(done.patient_name)
        question = self.tr("Take the walk-in of {name} back?").format(name=name)

        def finished(back: Money | None) -> None:
            if back is None:
                self._shell.toast(self.tr("{name}: walk-in taken back").format(name=name))
                return
            text = self.tr("{name}: walk-in taken back · {amount} to hand back")
            self._shell.toast(text.format(name=name, amount=money_text(back, self._locale)))

        return Asking(partial(ask_giving_back, self._theme, self, self._locale, question), finished)
