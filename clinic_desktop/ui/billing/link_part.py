"""Paying by link, in the dock: the amount and the button that makes a link; then its code, how it stands, and what can
be done with it."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import LinkState
from clinic_desktop.domain.period import Clock
from clinic_desktop.ui.billing.link_words import left_words, live_words, no_link_words
from clinic_desktop.ui.billing.qr_view import QrView
from clinic_desktop.ui.billing.words import pay_problem, tr
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.gateway_words import gateway_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.fields import AmountField
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.painting import plain_tooltip
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.link_pay import LinkPayViewModel
from clinic_desktop.viewmodels.billing.link_pay_state import Doing, LinkPayState, LinkPhase

_SECOND = 1_000
_FOLLOW_EVERY = 2
_REACH_EVERY = 10
_SCANNED = frozenset({LinkPhase.WAITING})
_ROLES = {
    LinkPhase.PAID: "good",
    LinkPhase.FAILED: "problem",
    LinkPhase.ENDED: "warning",
    LinkPhase.ENDING: "warning",
}


def open_page(url: str) -> None:
    """Shows the page in this computer's browser."""
    QDesktopServices.openUrl(QUrl(url))


class LinkPart(QWidget):
    """``show_wanted`` asks for the screen that faces the patient, ``print_wanted`` for the code on paper and
    ``text_wanted`` for the words that somebody sends by hand. While it is seen it follows the link."""

    show_wanted = Signal()
    print_wanted = Signal()
    text_wanted = Signal()

    def __init__(
        self, theme: Theme, model: LinkPayViewModel, clock: Clock, locale: QLocale, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._model, self._clock, self._locale = theme, model, clock, locale
        self._zone: ZoneInfo | None = None
        self._ticks = 0
        self.amount: AmountField | None = None
        self._build(theme)
        self._timer = QTimer(self, interval=_SECOND)
        self._timer.timeout.connect(self._tick)

    def use_zone(self, zone: ZoneInfo) -> None:
        """The wall clock of the visit's centre."""
        self._zone = zone

    def show_state(self, state: LinkPayState) -> None:
        """Shows the state; may be called at any time."""
        phase, link = state.phase, state.link
        offering = phase is LinkPhase.OFFER and state.offer is not None
        self._show_amount(state, offering)
        self._hint.setVisible(offering and not state.problem)
        self._reason.set_text(self._why_not(state) if offering else "")
        self._reason.setVisible(offering and bool(state.problem))
        scanned = phase in _SCANNED and link is not None and bool(link.url)
        self.code.setVisible(scanned)
        self._say.setVisible(scanned)
        if scanned and link is not None:
            amount = money_text(link.amount, self._locale)
            said = tr("Scan to pay {amount} with a phone").format(amount=amount)
            self._say.set_text(said)
            self.code.show_code(link.url, said)
        self._test.setVisible(link is not None and not link.live)
        self._show_buttons(state)
        refused = state.refusal is not None
        if state.refusal is not None:
            self._refusal.set_text(refusal_words(state.refusal, self._zone, self._locale))
        self._refusal.setVisible(refused)
        self._show_live(state)

    def words(self) -> str:
        """How the link stands, as it is shown."""
        return self._live.whole_text()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ticks = 0
        self._timer.start()
        self._model.follow()
        self._model.check_reach()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _show_amount(self, state: LinkPayState, offering: bool) -> None:
        if offering and state.offer is not None:
            self._make_amount(state.offer.due.currency)
        payable = offering and state.offer is not None and state.offer.problem is None
        if self.amount is not None:
            self.amount.setVisible(payable)
            typing = self.amount.edit.hasFocus() and self.amount.edit.isModified()
            if payable and not typing and self.amount.money() != state.amount and state.amount is not None:
                self.amount.set_money(state.amount)
            wrong = state.problem if state.problem in ("not_positive", "more_than_due") else ""
            self.amount.set_problem(pay_problem(wrong) or None)
        deposit = state.offer.deposit if state.offer is not None else None
        self.deposit.setVisible(payable and deposit is not None and state.amount != deposit)
        if deposit is not None:
            self.deposit.set_text(tr("Deposit {amount}").format(amount=money_text(deposit, self._locale)))

    def _make_amount(self, currency: str) -> None:
        """The field for the amount: the next visit may be at a centre with another currency."""
        if self.amount is not None and self.amount.currency == currency:
            return
        if self.amount is not None:
            self.amount.hide()
            self.amount.deleteLater()
        self.amount = AmountField(self._theme, tr("Amount"), currency, self._locale)
        self.amount.amount_edited.connect(self._model.set_amount)
        self._column.insertWidget(0, self.amount)

    def _why_not(self, state: LinkPayState) -> str:
        gateway = state.offer.gateway if state.offer is not None else None
        return no_link_words(state.problem, gateway)

    def _show_buttons(self, state: LinkPayState) -> None:
        phase, busy = state.phase, bool(state.doing)
        waiting = phase is LinkPhase.WAITING
        for button in (self.copy, self.text, self.browse, self.send, self.paper, self.face):
            button.setVisible(waiting)
        live = state.link is not None and state.link.is_live
        self.look.setVisible(live and phase is not LinkPhase.MAKING)
        self.look.set_busy(tr("Asking…") if state.doing is Doing.LOOKING else None)
        self.look.set_disabled_reason(tr("One moment…") if busy else None)
        self.end.setVisible(phase in (LinkPhase.WAITING, LinkPhase.LOST, LinkPhase.PROCESSING))
        self.end.set_busy(tr("Ending…") if state.doing is Doing.ENDING else None)
        self.stop.setVisible(busy)
        self.again.setVisible(phase in (LinkPhase.ENDED, LinkPhase.FAILED) or self._paid_in_part(state))
        self._ending.setVisible(waiting)

    def _paid_in_part(self, state: LinkPayState) -> bool:
        return state.phase is LinkPhase.PAID and state.offer is not None and bool(state.offer.due)

    def _show_live(self, state: LinkPayState) -> None:
        clock = self._clock()
        text = live_words(state, clock, self._locale, self._zone) if self._zone is not None else ""
        if state.phase is LinkPhase.MAKING:
            gateway = state.offer.gateway if state.offer is not None else None
            text = tr("Making the link… {gateway} is being asked").format(gateway=gateway_text(gateway or ""))
        role = "warning" if state.silent else _ROLES.get(state.phase, "strong")
        self._live.set_role(role)
        self._live.set_text(text)
        self._live.setVisible(bool(text))
        left = state.left(clock)
        shown = left is not None and state.phase in (LinkPhase.WAITING, LinkPhase.LOST)
        self._left.setVisible(shown)
        if shown and left is not None:
            self._left.set_text(left_words(left, self._locale))
        holds = state.link is not None and state.link.holds_booking
        self._ending.set_text(
            tr("Ending it frees the booked time. Money that comes all the same is not lost: it is shown and sent back.")
            if holds
            else tr("After ending, the visit stays to be paid another way.")
        )

    def _tick(self) -> None:
        self._ticks += 1
        state = self._model.state
        self._show_live(state)
        if self._ticks % _FOLLOW_EVERY == 0:
            self._model.follow()
        if state.offline and self._ticks % _REACH_EVERY == 0:
            self._model.check_reach()

    def _copy(self) -> None:
        link = self._model.state.link
        if link is not None and link.url:
            QGuiApplication.clipboard().setText(link.url)
            self.copy.set_text(tr("Copied"))
            QTimer.singleShot(2 * _SECOND, self.copy, lambda: self.copy.set_text(tr("Copy link")))

    def _browse(self) -> None:
        link = self._model.state.link
        if link is not None and link.state is LinkState.OPEN and link.url:
            open_page(link.url)

    def act(self, key: str) -> bool:
        """Does what a letter stands for, where its button is there."""
        buttons = {"C": self.copy, "O": self.browse, "E": self.send, "S": self.face, "L": self.look}
        button = buttons.get(key)
        if button is None or not button.isVisible() or not button.isEnabled():
            return False
        button.click()
        return True

    def _build(self, theme: Theme) -> None:
        buttons = self._made_buttons(theme)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self._add_offer(theme)
        # How it stands is above the code: in a low window that would be out of sight.
        self._column.addLayout(self._made_standing(theme))
        self.code = QrView(theme)
        self._say = PlainLabel(theme, role="strong", wrap=True)
        self._say.set_centred()
        self._ending = PlainLabel(theme, role="caption", wrap=True)
        self._column.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addWidget(self._say)
        self._column.addWidget(buttons)
        self._column.addWidget(self._ending)

    def _add_offer(self, theme: Theme) -> None:
        """What is said before there is a link."""
        self.deposit = Button(theme, "", "percent", role="quiet")
        self.deposit.clicked.connect(lambda: self._model.pay_deposit())
        self._hint = PlainLabel(
            theme, tr("Makes a page of the payment gateway. The patient scans its code and pays with their phone."),
            role="caption", wrap=True,
        )  # fmt: skip
        self._reason = PlainLabel(theme, role="warning", wrap=True)
        self._refusal = PlainLabel(theme, role="problem", wrap=True)
        self._column.addWidget(self.deposit, 0, Qt.AlignmentFlag.AlignLeft)
        for label in (self._hint, self._reason, self._refusal):
            self._column.addWidget(label)

    def _made_standing(self, theme: Theme) -> QHBoxLayout:
        """How the link stands, how long it lives, and whether it is only a trial."""
        self._live = PlainLabel(theme, role="strong", wrap=True)
        self._left = PlainLabel(theme, role="warning")
        self._test = Chip(theme, tr("Test"), tone="warn")
        self._test.setToolTip(plain_tooltip(tr("The gateway is in its test mode: no real money moves")))
        standing = QHBoxLayout()
        standing.setSpacing(Space.S)
        standing.addWidget(self._live, 1)
        standing.addWidget(self._left)
        standing.addWidget(self._test)
        return standing

    def _made_buttons(self, theme: Theme) -> QWidget:
        """What can be done with the link, the usual first."""
        model = self._model
        self.copy = Button(theme, tr("Copy link"), "copy", key="C")
        self.text = Button(theme, tr("Copy text"), "message-square")
        self.text.set_tip(tr("A sentence with the link, to send from your own phone"))
        self.browse = Button(theme, tr("Open here"), "globe", key="O")
        self.send = Button(theme, tr("Send to patient"), "mail", key="E")
        self.paper = Button(theme, tr("Print code"), "printer")
        self.face = Button(theme, tr("Show to patient"), "monitor", key="S")
        self.look = Button(theme, tr("Ask now"), "refresh-cw", key="L")
        self.end = Button(theme, tr("End link"), "circle-x")
        self.stop = Button(theme, tr("Don't wait"), "x")
        self.stop.set_tip(tr("The gateway is asked on in the background"))
        self.again = Button(theme, tr("New link"), "link")
        buttons = QWidget()
        flow = FlowLayout(buttons, spacing=Space.S)
        for button, act in (
            (self.face, self.show_wanted.emit), (self.send, model.send), (self.copy, self._copy),
            (self.look, model.look), (self.end, model.end_link), (self.browse, self._browse),
            (self.paper, self.print_wanted.emit), (self.text, self.text_wanted.emit),
            (self.stop, model.stop_waiting), (self.again, model.try_again),
        ):  # fmt: skip
            flow.addWidget(button)
            button.clicked.connect(lambda _=False, act=act: act())
        return buttons

    def start(self) -> bool:
        """Puts the focus where the next key belongs; False where nothing here takes one."""
        if self.amount is not None and self.amount.isVisible():
            self.amount.edit.setFocus()
            self.amount.edit.selectAll()
            return True
        button = next((one for one in (self.face, self.stop, self.look, self.again) if one.isVisible()), None)
        if button is not None:
            button.setFocus()
        return button is not None
