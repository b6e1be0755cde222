"""The screen that faces the patient: the code to scan, the amount and the clinic's name, and nothing about the visit.

It is drawn on a canvas of 1280 × 720 or wider, blown up to whatever the monitor has, as the waiting room's screen is.
"""

from PySide6.QtCore import QLocale, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.names import short_name
from clinic_desktop.ui.billing.link_words import left_words
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.far_screen import FarScreen
from clinic_desktop.ui.kit.painting import draw_icon, draw_text, fill_box, start_painting
from clinic_desktop.ui.printing.qr import paint_qr
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, TextSize, Weight
from clinic_desktop.viewmodels.billing.link_pay import LinkPayViewModel
from clinic_desktop.viewmodels.billing.link_pay_state import LinkPayState, LinkPhase
from clinic_desktop.viewmodels.session import Session

_MARGIN, _GAP, _CODE = 64, 64, 560
_SECOND = 1_000
_FOLLOW_EVERY = 2
_FAREWELL_SECONDS = 8
_LEFT = Qt.AlignmentFlag.AlignLeft
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_OVER = frozenset({LinkPhase.PAID, LinkPhase.ENDED, LinkPhase.FAILED, LinkPhase.ENDING, LinkPhase.OFFER})


class PayScreen(FarScreen):
    """Follows one link. Once it is paid or ended it says so and closes a few seconds later. Esc closes it, F11 fills
    the monitor or leaves it; it closes when the desk signs out."""

    def __init__(
        self, theme: Theme, model: LinkPayViewModel, session: Session, hub: ChangeHub, locale: QLocale
    ) -> None:
        super().__init__(theme)
        self._model, self._session, self._locale = model, session, locale
        self._clinic = session.centre.clinic_name
        self._farewell = 0
        self._ticks = 0
        model.setParent(self)
        self.setWindowTitle(tr("Pay by phone"))
        model.state_changed.connect(self.show_state)
        hub.changed.connect(self._on_changed)
        session.changed.connect(self._on_session)
        self._timer = QTimer(self, interval=_SECOND)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        self.show_state(model.state)

    def show_state(self, state: LinkPayState) -> None:
        """Shows the state."""
        self.setAccessibleName(", ".join(self.shown_words()))
        self.update()

    def shown_words(self) -> tuple[str, ...]:
        """Every text on the screen, from the top."""
        title, below = self._words()
        return tuple(word for word in (self._clinic, self._amount(), self._who(), title, below) if word)

    def tick(self) -> None:
        """A second has passed."""
        phase = self._model.state.phase
        if phase in _OVER:
            self._farewell += 1
            if self._farewell >= _FAREWELL_SECONDS:
                self.close()
                return
        self._ticks += 1
        if self._ticks % _FOLLOW_EVERY == 0:
            self._model.follow()
        self.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.fillRect(self.rect(), self.theme.color("bg"))
        canvas, scale = self.canvas(), self.canvas_scale()
        state, link = self._model.state, self._model.state.link
        box = QRect(_MARGIN, (canvas.height() - _CODE) // 2, _CODE, _CODE)
        paying = state.phase is LinkPhase.WAITING and link is not None and bool(link.url)
        if paying and link is not None:
            # In device pixels: a module that is no whole number of them reads badly.
            shown = QStyle.visualRect(self.layoutDirection(), canvas, box)
            area = QRectF(shown.x() * scale, shown.y() * scale, _CODE * scale, _CODE * scale)
            paint_qr(painter, area, link.url)
        painter.scale(scale, scale)
        if not paying:
            self._paint_sign(painter, canvas, box)
        self._paint_words(painter, canvas, box)

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _amount(self) -> str:
        link = self._model.state.link
        return money_text(link.amount, self._locale) if link is not None else ""

    def _who(self) -> str:
        link = self._model.state.link
        return short_name(link.patient_name) if link is not None else ""

    def _words(self) -> tuple[str, str]:
        state = self._model.state
        if state.phase is LinkPhase.PAID:
            return tr("Thank you"), tr("It is paid. You need not do anything more.")
        if state.phase in (LinkPhase.ENDED, LinkPhase.FAILED, LinkPhase.ENDING, LinkPhase.OFFER):
            return tr("This page has ended"), tr("Please do not pay it any more. Ask at the desk.")
        if state.phase is LinkPhase.PROCESSING:
            return tr("Your bank is confirming it"), tr("You need not do anything more.")
        if state.phase is not LinkPhase.WAITING:
            # There is no code yet, or nobody knows whether there will be one.
            return tr("One moment…"), ""
        left = state.left(self._session.clock())
        return tr("Scan to pay with your phone"), left_words(left, self._locale) if left is not None else ""

    def _paint_sign(self, painter: QPainter, canvas: QRect, box: QRect) -> None:
        phase = self._model.state.phase
        icon, ink, ground = "hourglass", "info", "info_soft"
        if phase is LinkPhase.PAID:
            icon, ink, ground = "circle-check", "ok", "ok_soft"
        elif phase in _OVER:
            icon, ink, ground = "circle-x", "warn", "warn_soft"
        shown = QStyle.visualRect(self.layoutDirection(), canvas, box)
        fill_box(painter, shown, 2 * Radius.DIALOG, self.theme.color(ground))
        pixmap = self.theme.icons.pixmap(icon, ink, _CODE // 2, self.devicePixelRatioF(), 1.5)
        draw_icon(painter, pixmap, shown)

    def _paint_words(self, painter: QPainter, canvas: QRect, code: QRect) -> None:
        left = code.right() + _GAP
        width = canvas.width() - _MARGIN - left
        title, below = self._words()
        lines = (
            (self._clinic, TextSize.TV + 6, Weight.SEMIBOLD, "text2", 64),
            (self._amount(), TextSize.TV_TOKEN + 24, Weight.BOLD, "text", 130),
            (self._who(), TextSize.TV + 10, Weight.MEDIUM, "text", 64),
            (title, TextSize.TV + 16, Weight.SEMIBOLD, "accent", 84),
            (below, TextSize.TV, Weight.REGULAR, "text2", 56),
        )
        top = code.y() + (code.height() - sum(line[-1] for line in lines)) // 2
        for text, size, weight, token, height in lines:
            line = QStyle.visualRect(self.layoutDirection(), canvas, QRect(left, top, width, height))
            font = self.fitting_font(text, size, weight, width)
            draw_text(painter, line, text, font, self.theme.color(token), _LEFT | _MIDDLE)
            top += height

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        self._model.on_changed(topics)

    def _on_session(self) -> None:
        if not self._session.signed_in:
            self.close()
