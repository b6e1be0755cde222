"""The part of the take-payment dock that is about paying by link: the ways to pay above it, the link below, and what
happens around it: a message, the screen that faces the patient, words to send by hand."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import PaymentMethod, Topic
from clinic_desktop.services.checkout.values import LinkView
from clinic_desktop.ui.appointments.told_toast import ToldToast
from clinic_desktop.ui.billing.link_part import LinkPart
from clinic_desktop.ui.billing.link_words import hand_text, no_link_words
from clinic_desktop.ui.billing.pay_screen import PayScreen
from clinic_desktop.ui.billing.words import method_choices, tr
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.link_pay import LinkPayViewModel
from clinic_desktop.viewmodels.billing.link_pay_state import LinkPayState, LinkPhase
from clinic_desktop.viewmodels.session import Session

LETTERS = ("C", "O", "E", "S", "L")
"""Keys of the buttons of a live link, while nobody types."""


class PayByLink(QWidget):
    """``chosen`` carries another way to pay; ``changed`` says that it looks different now, ``link_found`` that the
    visit has a live link already, ``paid`` that money came in by it. ``print_wanted`` asks for the code on paper."""

    chosen = Signal(object)
    changed = Signal()
    link_found = Signal()
    paid = Signal()
    print_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        make_model: Callable[[], LinkPayViewModel],
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        told: ToldToast,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._make_model, self._session = theme, make_model, session
        self._hub, self._shell, self._told, self._locale = hub, shell, told, locale
        self._model = make_model()
        self._found = False
        self.screen_window: PayScreen | None = None
        for child in (self._model, told):
            child.setParent(self)
        self.ways = Segmented(theme, method_choices(), tr("Way to pay"))
        self.ways.set_value(PaymentMethod.LINK)
        self.part = LinkPart(theme, self._model, session.clock, locale)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.ways)
        column.addWidget(self.part)
        self._connect()
        self.hide()

    @property
    def state(self) -> LinkPayState:
        """How paying by link stands."""
        return self._model.state

    @property
    def has_link(self) -> bool:
        """Whether there is a link to be seen, also one that is paid or ended."""
        return self._model.state.link is not None

    @property
    def asks_for_all(self) -> bool:
        """Whether the code in view asks for all that is due: nothing more need be said of the sum."""
        state = self._model.state
        whole = state.link is not None and state.offer is not None and state.link.amount == state.offer.due
        return whole and state.phase is LinkPhase.WAITING

    @property
    def makes(self) -> bool:
        """Whether making a link is what comes next."""
        return self._model.state.phase in (LinkPhase.LOADING, LinkPhase.OFFER, LinkPhase.MAKING)

    @property
    def is_making(self) -> bool:
        return self._model.state.phase is LinkPhase.MAKING

    @property
    def is_paid(self) -> bool:
        """Whether the link in view is paid and nothing is left."""
        state = self._model.state
        return state.phase is LinkPhase.PAID and (state.offer is None or not state.offer.due)

    def begin(self, appointment_id: int, zone: ZoneInfo, make: bool) -> None:
        """This visit is in view; with ``make`` a link is asked for at once."""
        self._found = False
        self.part.use_zone(zone)
        self._model.begin(appointment_id, make)

    def end(self) -> None:
        """The dock is closed. The screen that faces the patient goes on by itself."""
        self._model.end()

    def make(self) -> None:
        """Asks for the link."""
        self._model.make()

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        self._model.on_changed(topics)

    def show_in_dock(self, shown: bool, unpaid: bool) -> None:
        """Whether it is paid by link; the other ways are offered as long as something is due."""
        appears = shown and self.isHidden()
        self.setVisible(shown and (unpaid or self.has_link))
        self.ways.setVisible(unpaid)
        self.ways.set_value(PaymentMethod.LINK)
        if appears:
            self.focus_first()

    def focus_first(self) -> None:
        """Puts the focus where the next key belongs: on the amount, or on showing a link that there is."""
        if not self.part.start():
            self.ways.setFocus()

    def act(self, letter: str) -> None:
        """Does what the letter stands for, where a link can be paid."""
        if self.isVisible():
            self.part.act(letter)

    def amount_text(self) -> str:
        """What the link asks for, or will."""
        state = self._model.state
        amount = state.link.amount if state.link is not None else state.amount
        return money_text(amount, self._locale) if amount is not None else ""

    def why_not(self) -> str | None:
        """Why no link can be made now; None where one can."""
        state = self._model.state
        if state.can_make:
            return None
        if state.offer is None:
            return tr("One moment…")
        return no_link_words(state.problem, state.offer.gateway) or tr("One moment…")

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        model, part = self._model, self.part
        model.state_changed.connect(self._on_state)
        model.made.connect(lambda _: self.focus_first())
        model.paid.connect(self._on_paid)
        model.sent.connect(self._on_sent)
        model.refused.connect(self._shell.refuse)
        self.ways.chosen.connect(self.chosen)
        part.print_wanted.connect(self.print_wanted)
        part.text_wanted.connect(self._copy_text)
        part.show_wanted.connect(self._show_to_patient)

    def _on_state(self, state: LinkPayState) -> None:
        # What had the focus may go out of sight; the dock's keys must go on working.
        inside = self._has_focus()
        self.part.show_state(state)
        if state.link is not None and state.link.is_live and not self._found:
            self._found = True
            self.link_found.emit()
        self.changed.emit()
        if inside and not self._has_focus():
            self.focus_first()

    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and focus.isVisible() and self.isAncestorOf(focus)

    def _on_paid(self, link: LinkView) -> None:
        text = tr("{amount} from {name} paid online").format(
            amount=money_text(link.paid, self._locale), name=isolated(link.patient_name)
        )
        self._shell.toast(text)
        self.paid.emit()

    def _on_sent(self, written: bool) -> None:
        link = self._model.state.link
        if link is None:
            return
        if written:
            self._told.say_written(tr("Payment link sent"), link.appointment_id)
        else:
            self._told.say_written(tr("This link was sent before; see Messages"), None)

    def _copy_text(self) -> None:
        link = self._model.state.link
        if link is not None and link.url:
            amount = money_text(link.amount, self._locale)
            QGuiApplication.clipboard().setText(hand_text(link, self._session.centre.clinic_name, amount))
            self._shell.toast(tr("Copied: send it from your own phone"))

    def _show_to_patient(self) -> None:
        link = self._model.state.link
        if link is None:
            return
        if self.screen_window is not None:
            self.screen_window.close()
        model = self._make_model()
        window = PayScreen(self._theme, model, self._session, self._hub, self._locale)
        self.screen_window = window
        window.destroyed.connect(lambda: self._forget(window))
        model.begin(link.appointment_id)
        window.open_beside(self)

    def _forget(self, window: PayScreen) -> None:
        if self.screen_window is window:
            self.screen_window = None
