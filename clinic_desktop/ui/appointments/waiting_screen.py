"""The screen in the waiting room: a window of its own, for a second monitor, with tokens and rooms and no names.

It is drawn on a canvas of 1280 × 720 or wider, blown up to whatever the monitor has, so that the sizes of the design
hold on each.
"""

from PySide6.QtCore import QLocale, QRect, Qt, QTimer, QVariantAnimation
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.appointments.display import ShownToken, TokenBoard
from clinic_desktop.ui.formats import isolated, minutes_text, time_text
from clinic_desktop.ui.kit.far_screen import FarScreen
from clinic_desktop.ui.kit.painting import draw_text, fill_box, start_painting, text_width
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Space, TextSize, Weight
from clinic_desktop.viewmodels.appointments.waiting_screen import WaitingScreenState, WaitingScreenViewModel
from clinic_desktop.viewmodels.session import Session

_MARGIN, _HEAD, _GAP = 40, 92, 28
_NOW_SHARE = 0.568
_ROWS, _ROW_GAP = 5, 13
_INSET = 48
_SECOND, _MINUTE = 1_000, 60_000
_FADE = 900
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class WaitingScreen(FarScreen):
    """Loads whenever something changed and once a minute. While the database is away it goes on showing what it knew,
    and since when. Esc closes it, F11 fills the monitor or leaves it; it closes when the desk signs out. A desk
    that locks leaves it as it is: who waits has to see the next token."""

    shown_while_locked = True

    def __init__(
        self, theme: Theme, model: WaitingScreenViewModel, session: Session, hub: ChangeHub, locale: QLocale
    ) -> None:
        super().__init__(theme)
        self._model, self._session, self._locale = model, session, locale
        model.setParent(self)
        self._state = model.state
        self._clock = ""
        self._glow = QVariantAnimation(self, duration=_FADE, startValue=0.0, endValue=1.0)
        self._glow.valueChanged.connect(lambda _: self.update())
        self.setWindowTitle(self.tr("Waiting room · {centre}").format(centre=model.centre.name))
        self.setAccessibleName(self.windowTitle())
        self._connect(hub)
        self._tick()
        model.load()

    @property
    def centre_id(self) -> int:
        """The centre whose tokens are shown."""
        return self._model.centre.id

    def show_state(self, state: WaitingScreenState) -> None:
        """Shows the state; a token that was not called before lights up softly."""
        before = _first(self._state.board)
        self._state = state
        now = _first(state.board)
        if now is not None and now != before and self.theme.motion:
            self._glow.start()
        self.setAccessibleDescription(self.spoken())
        self.update()

    def spoken(self) -> str:
        """Who is to go in where, as a screen reader says it."""
        board = self._state.board
        if board is None or not board.called:
            return self._waiting_words()[0]
        parts = [joined(shown.token, shown.room or shown.practitioner_name) for shown in board.called]
        return ", ".join(parts)

    def shown_words(self) -> tuple[str, ...]:
        """Every text on the screen, from the top."""
        words = [self._model.centre.clinic_name, self._clock, *self._now_words()]
        for shown in self._rows():
            words += [shown.token, _place(shown), self._when(shown)]
        return tuple(word for word in (*words, self._away_words()) if word)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.fillRect(self.rect(), self.theme.color("bg"))
        canvas, scale = self.canvas(), self.canvas_scale()
        painter.scale(scale, scale)
        self._paint_head(painter, canvas)
        now = round((canvas.width() - 2 * _MARGIN - _GAP) * _NOW_SHARE)
        height = canvas.height() - _HEAD - _MARGIN
        self._paint_now(painter, canvas, QRect(_MARGIN, _HEAD, now, height))
        left = _MARGIN + now + _GAP
        row_height = (height - (_ROWS - 1) * _ROW_GAP) / _ROWS
        for place, shown in enumerate(self._rows()):
            top = round(_HEAD + place * (row_height + _ROW_GAP))
            box = QRect(left, top, canvas.width() - _MARGIN - left, round(row_height))
            self._paint_row(painter, canvas, box, shown)

    # --- What is shown -----------------------------------------------------------------------------------------------

    def _rows(self) -> tuple[ShownToken, ...]:
        board = self._state.board
        return (*board.called[1:], *board.following)[:_ROWS] if board else ()

    def _now_words(self) -> tuple[str, str, str, str]:
        """The lines of the large box: what to do, the token, the room, the doctor."""
        shown = _first(self._state.board)
        if shown is None:
            return (*self._waiting_words(), "", "")
        return self.tr("Please go in now"), shown.token, _place(shown), shown.practitioner_name if shown.room else ""

    def _waiting_words(self) -> tuple[str, str]:
        return self.tr("Please take a seat"), ""

    def _when(self, shown: ShownToken) -> str:
        if shown.called_at is not None:
            return self.tr("please go in now")
        about = self.tr("about {wait}").format(wait=minutes_text(shown.minutes, self._locale)) if shown.minutes else ""
        return joined(self.tr("next") if shown.first else "", about) or self.tr("soon")

    def _away_words(self) -> str:
        board = self._state.board
        if self._state.refusal is None:
            return ""
        if board is None:
            return self.tr("No connection · please ask at the desk")
        time = time_text(board.at.astimezone(self._model.centre.zone), self._locale)
        return self.tr("As of {time} · no connection").format(time=time)

    # --- Painting ----------------------------------------------------------------------------------------------------

    def _paint_head(self, painter: QPainter, canvas: QRect) -> None:
        line = QRect(_MARGIN, 16, canvas.width() - 2 * _MARGIN, 56)
        clock = self.canvas_font(TextSize.TV + 14, Weight.SEMIBOLD, tabular=True)
        clock_width = text_width(clock, self._clock) + Space.S
        name = line.adjusted(0, 0, -clock_width - Space.XL, 0)
        title = self.canvas_font(TextSize.TV + 6, Weight.SEMIBOLD)
        self._text(painter, canvas, name, self._model.centre.clinic_name, title, "text")
        place = QRect(line.right() - clock_width, line.y(), clock_width + 1, line.height())
        self._text(painter, canvas, place, self._clock, clock, "text", _RIGHT)
        away = QRect(_MARGIN, canvas.height() - _MARGIN + 4, line.width(), 32)
        self._text(painter, canvas, away, self._away_words(), self.canvas_font(TextSize.TV - 2, Weight.MEDIUM), "warn")

    def _paint_now(self, painter: QPainter, canvas: QRect, box: QRect) -> None:
        calling = _first(self._state.board) is not None
        ink = "on_accent" if calling else "text"
        fill = self._accent() if calling else self.theme.color("surface")
        edge = None if calling else self.theme.color("border")
        fill_box(painter, self._mirrored(canvas, box), 2 * Radius.DIALOG, fill, edge)
        what, token, room, doctor = self._now_words()
        inner = box.adjusted(_INSET, 36, -_INSET, -36)
        line = QRect(inner.x(), inner.y(), inner.width(), 44)
        if not calling:
            self._text(painter, canvas, inner, what, self.canvas_font(TextSize.TV_TOKEN, Weight.SEMIBOLD), ink)
            return
        self._text(painter, canvas, line, what, self.canvas_font(TextSize.TV + 9, Weight.MEDIUM), ink)
        middle = QRect(inner.x(), line.bottom(), inner.width(), inner.height() - 44 - 112)
        self._text(
            painter, canvas, middle, token, self.fitting_font(token, TextSize.TV_NOW, Weight.BOLD, middle.width()), ink
        )
        foot = QRect(inner.x(), inner.bottom() - 108, inner.width(), 66)
        font = self.fitting_font(room, TextSize.TV_TOKEN + 6, Weight.SEMIBOLD, foot.width())
        self._text(painter, canvas, foot, room, font, ink)
        last = QRect(inner.x(), inner.bottom() - 40, inner.width(), 40)
        self._text(painter, canvas, last, doctor, self.canvas_font(TextSize.TV + 6, Weight.MEDIUM), ink)

    def _paint_row(self, painter: QPainter, canvas: QRect, box: QRect, shown: ShownToken) -> None:
        called = shown.called_at is not None
        fill = self.theme.color("accent_soft" if called else "surface")
        edge = self.theme.color("accent" if called else "border")
        fill_box(painter, self._mirrored(canvas, box), Radius.DIALOG + 4, fill, edge)
        inner = box.adjusted(30, 12, -30, -12)
        font = self.fitting_font(shown.token, TextSize.TV_TOKEN, Weight.BOLD, inner.width() // 2)
        token = QRect(inner.x(), inner.y(), text_width(font, shown.token) + 4, inner.height())
        self._text(painter, canvas, token, shown.token, font, "text")
        rest = inner.adjusted(token.width() + Space.L, 0, 0, 0)
        half = rest.height() // 2
        place, when = QRect(rest.x(), rest.y(), rest.width(), half), rest.adjusted(0, half, 0, 0)
        font = self.fitting_font(_place(shown), TextSize.TV + 5, Weight.SEMIBOLD, place.width())
        self._text(painter, canvas, place, _place(shown), font, "text", _RIGHT)
        tone = "text" if called else "text2"
        self._text(
            painter, canvas, when, self._when(shown), self.canvas_font(TextSize.TV, Weight.REGULAR), tone, _RIGHT
        )

    def _text(
        self,
        painter: QPainter,
        canvas: QRect,
        rect: QRect,
        text: str,
        font: QFont,
        token: str,
        side: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        draw_text(painter, self._mirrored(canvas, rect), text, font, self.theme.color(token), side | _MIDDLE)

    def _mirrored(self, canvas: QRect, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), canvas, rect)

    def _accent(self) -> QColor:
        """The accent, which a new token brightens for a moment."""
        lit = self._glow.currentValue() if self._glow.state() is QVariantAnimation.State.Running else 1.0
        calm, bright = self.theme.color("accent"), self.theme.color("accent_pressed")

        def between(low: float, high: float) -> float:
            return low + (high - low) * lit

        return QColor.fromRgbF(
            between(bright.redF(), calm.redF()),
            between(bright.greenF(), calm.greenF()),
            between(bright.blueF(), calm.blueF()),
        )

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _connect(self, hub: ChangeHub) -> None:
        self._model.state_changed.connect(self.show_state)
        hub.changed.connect(self._on_changed)
        self._session.changed.connect(self._on_session)
        for interval, work in ((_SECOND, self._tick), (_MINUTE, self._model.load)):
            timer = QTimer(self, interval=interval)
            timer.timeout.connect(work)
            timer.start()

    def _tick(self) -> None:
        clock = time_text(self._session.clock().astimezone(self._model.centre.zone), self._locale)
        if clock != self._clock:
            self._clock = clock
            self.update()

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        self._model.on_changed(topics)

    def _on_session(self) -> None:
        if not self._session.signed_in:
            self.close()


def _first(board: TokenBoard | None) -> ShownToken | None:
    """Who was called last."""
    return board.called[0] if board is not None and board.called else None


def _place(shown: ShownToken) -> str:
    return shown.room or isolated(shown.practitioner_name)
