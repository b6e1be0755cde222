"""A patient pays for a visit: the page opens in the browser, with its code beside it for a phone, and how it stands."""

from PySide6.QtCore import QEvent, QLocale, Qt, QTimer
from PySide6.QtWidgets import QWidget

from clinic_desktop.services.checkout.values import LinkView
from clinic_desktop.ui.billing.link_part import open_page
from clinic_desktop.ui.billing.link_words import left_words, live_words
from clinic_desktop.ui.billing.qr_view import QrView
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.gateway_words import gateway_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.billing.link_pay import LinkPayViewModel
from clinic_desktop.viewmodels.billing.link_pay_state import LinkPayState, LinkPhase
from clinic_desktop.viewmodels.session import Session

_SECOND = 1_000
_FOLLOW_EVERY = 2
_SETTLED = frozenset({LinkPhase.PAID, LinkPhase.PROCESSING})
_ASKING = frozenset({LinkPhase.OFFER, LinkPhase.MAKING})


class PayDialog(Dialog):
    """Says first how much is paid and where. Closing it leaves the page as it is: it can be paid later, too."""

    def __init__(
        self, theme: Theme, model: LinkPayViewModel, session: Session, locale: QLocale, parent: QWidget | None
    ) -> None:
        super().__init__(theme, "", parent, width=480)
        self._model, self._session, self._locale = model, session, locale
        model.setParent(self)
        self._ticks = 0
        self._aimed: Button | None = None
        self.setWindowTitle(self.tr("Pay online"))
        self._title = PlainLabel(theme, role="kiosk-title", wrap=True, parent=self)
        self._said = PlainLabel(theme, role="kiosk", wrap=True, parent=self)
        self.code = QrView(theme, self, grows=False)
        self._live = PlainLabel(theme, role="kiosk-strong", wrap=True, parent=self)
        self._left = PlainLabel(theme, role="warning", parent=self)
        for label in (self._title, self._said):
            self.body.addWidget(label)
        self.body.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self._live)
        self.body.addWidget(self._left)
        self.close_button = self.add_button(Button(theme, self.tr("Close")))
        self.again = self.add_button(Button(theme, self.tr("Try again")))
        self.act = self.add_button(Button(theme, "", role="primary"), default=True)
        self.close_button.clicked.connect(self.reject)
        self.again.clicked.connect(lambda: model.try_again())
        self.act.clicked.connect(self._act)
        model.state_changed.connect(self.show_state)
        model.made.connect(self._open)
        self._timer = QTimer(self, interval=_SECOND)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self.show_state(model.state)

    def show_state(self, state: LinkPayState) -> None:
        """Shows the state; may be called at any time."""
        phase, link = state.phase, state.link
        self._title.set_text(self._heading(state))
        said = self._words(state)
        self._said.set_text(said)
        self._said.setVisible(bool(said))
        waiting = phase is LinkPhase.WAITING and link is not None and bool(link.url)
        self.code.setVisible(waiting)
        if waiting and link is not None:
            self.code.show_code(link.url, self.tr("Scan with your phone to pay"))
        self.again.setVisible(phase in (LinkPhase.ENDED, LinkPhase.FAILED))
        self.act.setVisible(waiting or phase in _ASKING)
        self.act.set_text(self.tr("Open in the browser") if waiting else self.tr("Go on to pay"))
        self.act.set_busy(self.tr("One moment…") if phase is LinkPhase.MAKING else None)
        ready = waiting or state.can_make or phase is LinkPhase.MAKING
        self.act.set_disabled_reason(None if ready else said or self.tr("One moment…"))
        self._show_live(state)
        self._aim()

    def event(self, event: QEvent) -> bool:
        """Takes the height of what it says, whenever that or the size of the text changes."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._fit()
        return done

    def words(self) -> str:
        """How it stands, as it is shown."""
        return self._live.whole_text()

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        # adjustSize() stops at two thirds of the screen, which may be less than the code needs.
        height = layout.totalHeightForWidth(self.width())
        if height > 0 and height != self.height():
            self.resize(self.width(), height)

    def _aim(self) -> None:
        """The keys are on what comes next, as soon as it can be pressed: paying, trying again, or closing."""
        usable = (button for button in (self.act, self.again) if not button.isHidden() and button.isEnabled())
        button = next(usable, self.close_button)
        if button is not self._aimed:
            self._aimed = button
            button.setDefault(True)
            button.setFocus()

    def _heading(self, state: LinkPayState) -> str:
        if state.phase is LinkPhase.PAID:
            return self.tr("Thank you")
        amount = state.link.amount if state.link is not None else state.amount
        if amount is None or not amount:
            return self.tr("Pay online")
        return self.tr("Pay {amount}").format(amount=money_text(amount, self._locale))

    def _words(self, state: LinkPayState) -> str:
        offer = state.offer
        if state.refusal is not None:
            return refusal_words(state.refusal, self._session.centre.zone, self._locale)
        if state.phase in _ASKING and offer is not None:
            return self._why_not(state) or self.tr(
                "You pay on a page of {gateway}, which opens in your browser."
            ).format(gateway=gateway_text(offer.gateway or ""))
        if state.phase is LinkPhase.WAITING:
            return self.tr("Pay on the page in your browser, or scan the code with your phone.")
        if state.phase in _SETTLED:
            return self.tr("You need not do anything more. The receipt is under Payments.")
        return ""

    def _why_not(self, state: LinkPayState) -> str:
        if not state.problem or state.offer is None:
            return ""
        if state.problem == "offline":
            text = self.tr("There is no connection to {gateway} now. Try again later, or pay at the desk.")
            return text.format(gateway=gateway_text(state.offer.gateway or ""))
        if not state.offer.due:
            return self.tr("There is nothing left to pay.")
        return self.tr("This cannot be paid online. Please pay at the desk.")

    def _show_live(self, state: LinkPayState) -> None:
        clock = self._session.clock()
        place = state.link.location_id if state.link is not None else None
        text = live_words(state, clock, self._locale, self._session.centre_at(place).zone)
        self._live.set_text(text)
        self._live.setVisible(bool(text))
        left = state.left(clock)
        shown = left is not None and state.phase is LinkPhase.WAITING
        self._left.setVisible(shown)
        if shown and left is not None:
            self._left.set_text(left_words(left, self._locale))

    def _act(self) -> None:
        link = self._model.state.link
        if link is not None and link.url:
            self._open(link)
        else:
            self._model.make()

    def _open(self, link: LinkView) -> None:
        if link.url:
            open_page(link.url)

    def _tick(self) -> None:
        self._ticks += 1
        self._show_live(self._model.state)
        if self._ticks % _FOLLOW_EVERY == 0:
            self._model.follow()
