"""The open till of this desk: what should be in it, what was put in and taken out, and what can be done."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import PaymentMethod, TillMovementKind
from clinic_desktop.services.till.values import TillView
from clinic_desktop.ui.formats import isolated, money_text, time_text, weekday_date
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.till.figure_grid import FigureGrid
from clinic_desktop.ui.till.till_figures import cash_lines, method_heads, method_lines, movement_lines
from clinic_desktop.ui.till.words import KIND_ICONS, tr

MOVE_KEYS = {TillMovementKind.PAY_IN: "I", TillMovementKind.PAY_OUT: "O", TillMovementKind.BANKED: "B"}


class NowPart(QWidget):
    """``move_wanted`` carries the kind; the buttons for counting are named by what they do."""

    move_wanted = Signal(object)

    def __init__(self, theme: Theme, locale: QLocale, zone: ZoneInfo) -> None:
        super().__init__()
        self._locale, self._zone = locale, zone
        self.overnight = Banner(
            theme,
            "warn",
            tr("This till is open since an earlier day"),
            tr("Count and close it, and open today's."),
        )
        self._since = PlainLabel(theme, role="muted", wrap=True)
        self._expected = PlainLabel(theme, role="display")
        self._cash, self._ways, self._moves = (FigureGrid(theme) for _ in range(3))
        self._receipts = PlainLabel(theme, role="caption", wrap=True)
        self._no_moves = PlainLabel(theme, tr("Nothing was put in or taken out."), role="caption")
        self.count = Button(theme, tr("Count and close…"), "coins", role="primary", key="C")
        self.hand_over = Button(theme, tr("Hand over…"), "users", key="H")
        self.moves = {
            TillMovementKind.PAY_IN: Button(theme, tr("Put in…"), KIND_ICONS[TillMovementKind.PAY_IN], key="I"),
            TillMovementKind.PAY_OUT: Button(theme, tr("Take out…"), KIND_ICONS[TillMovementKind.PAY_OUT], key="O"),
            TillMovementKind.BANKED: Button(theme, tr("To the bank…"), KIND_ICONS[TillMovementKind.BANKED], key="B"),
        }
        for kind, button in self.moves.items():
            button.clicked.connect(lambda _=False, kind=kind: self.move_wanted.emit(kind))
        self._lay_out(theme)

    def show_till(self, till: TillView, busy: bool) -> None:
        """Shows the till; nothing can be begun while something is being done."""
        for button in (self.count, self.hand_over, *self.moves.values()):
            # Busy and not switched off: what has the keys keeps them.
            button.set_busy(tr("One moment…") if busy else None)
        self.overnight.setVisible(till.overnight)
        opened = till.opened_at.astimezone(self._zone)
        when = f"{weekday_date(opened.date(), self._locale)}, {time_text(opened, self._locale)}"
        self._since.set_text(tr("Open since {when} · {name}").format(when=when, name=isolated(till.opened_by)))
        expected = till.expected(PaymentMethod.CASH)
        self._expected.set_text(money_text(expected, self._locale))
        self._cash.show_figures((), cash_lines(till, self._locale))
        self._ways.show_figures(method_heads(), method_lines(till.sums, self._locale))
        self._ways.setVisible(bool(till.sums))
        self._moves.show_figures((), movement_lines(till, self._zone, self._locale))
        self._moves.setVisible(bool(till.movements))
        self._no_moves.setVisible(not till.movements)
        self._receipts.set_text(self._receipt_words(till))

    def _receipt_words(self, till: TillView) -> str:
        if not till.receipts.count:
            return tr("Nothing was taken yet.")
        text = tr("Receipts {first} to {last}")
        return text.format(first=till.receipts.first, last=till.receipts.last)

    def _lay_out(self, theme: Theme) -> None:
        drawer = Panel(theme, tr("In the drawer"))
        drawer.body.addWidget(self._since)
        drawer.body.addWidget(self._expected)
        drawer.body.addWidget(self._cash)
        actions = QWidget()
        flow = FlowLayout(actions, spacing=Space.S)
        flow.addWidget(self.count)
        flow.addWidget(self.hand_over)
        drawer.body.addSpacing(Space.S)
        drawer.body.addWidget(actions)
        taken = Panel(theme, tr("Taken and given back"))
        taken.body.addWidget(self._ways)
        taken.body.addWidget(self._receipts)
        moved = Panel(theme, tr("Put in and taken out"))
        moved.body.addWidget(self._moves)
        moved.body.addWidget(self._no_moves)
        moving = QWidget()
        moving_row = FlowLayout(moving, spacing=Space.S)
        for button in self.moves.values():
            moving_row.addWidget(button)
        moved.body.addSpacing(Space.S)
        moved.body.addWidget(moving)
        right = QVBoxLayout()
        right.setSpacing(Space.M)
        right.addWidget(taken)
        right.addWidget(moved)
        right.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(drawer)
        left.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addLayout(left, 2)
        row.addLayout(right, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.overnight)
        column.addLayout(row)
