"""The page of the till: this desk's, the tills of before, and the report of a day."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import PaymentMethod, TillMovementKind, TillState, Topic
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.tables import Table
from clinic_desktop.services.till.service import TillService
from clinic_desktop.services.till.values import TillMovementView, TillView
from clinic_desktop.ui.appointments.token_printing import TokenPrinting
from clinic_desktop.ui.export_button import ExportButton
from clinic_desktop.ui.file_names import file_stem
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.shortcuts import on_keys
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.printing.sums import sum_document
from clinic_desktop.ui.shell.screen import Screen, Shell, unsaved_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.till.count_part import CountPart
from clinic_desktop.ui.till.day_figures import day_table
from clinic_desktop.ui.till.day_part import DayPart
from clinic_desktop.ui.till.move_dialog import MoveDialog
from clinic_desktop.ui.till.now_part import MOVE_KEYS, NowPart
from clinic_desktop.ui.till.opening_part import OpeningPart
from clinic_desktop.ui.till.paper import day_paper, till_paper
from clinic_desktop.ui.till.till_bar import TillBar
from clinic_desktop.ui.till.tills_part import TillsPart
from clinic_desktop.ui.till.words import tr
from clinic_desktop.viewmodels.exporting import Exporting
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.till.counting import Purpose
from clinic_desktop.viewmodels.till.till import TillPageState, TillTab, TillViewModel
from clinic_desktop.viewmodels.undo import Action


class TillScreen(Screen):
    """C counts and closes, H hands over, I, O and B move cash, Ctrl+Enter does what the page is about."""

    def __init__(
        self,
        theme: Theme,
        view_model: TillViewModel,
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        printing: TokenPrinting,
        tills: TillService,
        exporting: Exporting,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._model, self._session = theme, view_model, session
        self._shell, self._printing, self._tills, self._locale = shell, printing, tills, locale
        self._kept = False
        self._made_for: int | None = None
        self._shown: tuple[bool, ...] = ()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view_model.setParent(self)
        printing.setParent(self)
        export = ExportButton(theme, exporting, shell, self, self._file_stem, self._table)
        self.bar = TillBar(theme, locale, export)
        self._failed = EmptyState(theme, "triangle-alert", "", "")
        self._stack = LoadingStack(theme, self._failed, rows=6)
        self._pages: dict[TillTab, QWidget] = {}
        self._escape = self._make_escape()
        self._build(theme)
        self._make_parts()
        self._connect(hub)

    def minimumSizeHint(self) -> QSize:
        # The dock beside the page takes its room first; what does not fit here gives way.
        return QSize(self._theme.px(280), self._theme.px(200))

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``tab`` may be handed over: "here", "tills" or "day"."""
        self._make_parts()
        if "tab" in arguments:
            self._model.show_tab(TillTab(arguments["tab"]))
        self._model.load()
        self._focus()

    def leave(self) -> None:
        self._kept = self.has_unsaved()

    def has_unsaved(self) -> bool:
        count = self._model.state.count
        return count is not None and count.has_typed

    def kept_words(self) -> str:
        return unsaved_words(tr("Till")) if self._kept else ""

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._model.load()
            return True
        return name == "print" and self._print(roll=True)

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("C", tr("Count the till and close it")),
            ("H", tr("Count the till and hand it over")),
            ("I O B", tr("Put cash in, take it out, take it to the bank")),
            ("Ctrl+Enter", tr("Open, close or hand over")),
            ("Ctrl+←/→", tr("Earlier and later days")),
        )

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_state(self, state: TillPageState) -> None:
        """Shows the state; may be called at any time."""
        inside = self._has_keys()
        self.bar.show_state(state, self._session.today(), self._model.sees_all)
        if state.here is None:
            self._show_loading(state)
            return
        self._show_here(state)
        self.tills.show_state(state)
        if state.report is not None:
            self.day.show_report(state.report)
        shown = self.opening.isHidden(), self.now.isHidden(), self.count.isHidden()
        if shown != self._shown:
            self._shown = shown
            # What had the keys may be gone: they go on in what came instead.
            if inside and state.tab is TillTab.HERE:
                self._focus()
        # Last: a list that comes into view chooses its first row, and with that the state goes on from here.
        self._stack.show_page(self._pages[state.tab])

    def _has_keys(self) -> bool:
        holder = QApplication.focusWidget()
        return holder is not None and self.isAncestorOf(holder)

    def _show_loading(self, state: TillPageState) -> None:
        if state.failed is None:
            self._stack.show_loading()
            return
        text = refusal_words(state.failed, self._session.centre.zone, self._locale)
        self._failed.show_trouble(tr("The till cannot be shown"), text, state.failed.code)
        self._stack.show_page(self._failed)

    def _show_here(self, state: TillPageState) -> None:
        here, count = state.here, state.count
        assert here is not None
        self._refusal.setVisible(state.refusal is not None)
        if state.refusal is not None:
            self._refusal.set_text(refusal_words(state.refusal, self._session.centre.zone, self._locale))
        self.opening.setVisible(count is None and here.open is None)
        self.now.setVisible(count is None and here.open is not None)
        self.count.setVisible(count is not None)
        self._escape.setEnabled(count is not None)
        if count is not None:
            self.count.show_count(count, state.busy)
        else:
            self.count.forget()
        if here.open is not None:
            self.now.show_till(here.open, state.busy)
        else:
            self.opening.show_here(here, state.busy)

    # --- What people do ----------------------------------------------------------------------------------------------

    def _act(self) -> None:
        """Ctrl+Enter: the one thing that the page is about now."""
        state = self._model.state
        if state.tab is not TillTab.HERE or state.here is None:
            return
        if state.count is not None:
            self._model.finish_count()
        elif state.here.open is None:
            self.opening.open_till()

    def _begin(self, purpose: Purpose, till: TillView | None = None) -> None:
        self._model.begin_count(purpose, till)

    def _stop(self) -> None:
        self._model.stop_count()

    def _ask_move(self, kind: TillMovementKind) -> None:
        state = self._model.state
        here = state.here
        # While one thing is done another would not be heard.
        if state.tab is not TillTab.HERE or state.count is not None or state.busy:
            return
        if here is None or here.open is None:
            return
        dialog = MoveDialog(self._theme, kind, here.open.expected(PaymentMethod.CASH), self._locale, self)
        dialog.given.connect(self._model.move)
        dialog.open()

    def _on_opened(self, till: TillView) -> None:
        amount = money_text(till.floated, self._locale)
        self._shell.toast(tr("Till opened with {amount}").format(amount=amount))

    def _on_moved(self, till: TillView, movement: TillMovementView) -> None:
        text = self._drawer_words(till)
        self._shell.toast(text, Action(text, lambda: self._model.take_back(till.id, movement.id)))

    def _on_moved_back(self, till: TillView) -> None:
        self._shell.toast(tr("Taken back. {drawer}").format(drawer=self._drawer_words(till)))

    def _drawer_words(self, till: TillView) -> str:
        amount = money_text(till.expected(PaymentMethod.CASH), self._locale)
        return tr("{amount} should be in the drawer now").format(amount=amount)

    def _on_closed(self, till: TillView) -> None:
        text = tr("Till {number} closed").format(number=till.number)
        self._shell.offer(text, tr("Print the report"), lambda: self._print_till(till.id))

    def _on_handed_over(self, till: TillView, name: str) -> None:
        left = till.left or Money(0, till.currency)
        text = tr("{name} keeps the till now, with {amount}").format(
            name=isolated(name), amount=money_text(left, self._locale)
        )
        self._shell.offer(text, tr("Print the report"), lambda: self._print_till(till.id))

    # --- Paper and files ---------------------------------------------------------------------------------------------

    def _print(self, roll: bool) -> bool:
        state = self._model.state
        if state.tab is TillTab.DAY:
            self._print_day(roll=False)
        elif state.tab is TillTab.TILLS:
            if state.selected is None:
                return False
            self._print_till(state.selected.id)
        elif state.here is not None and state.here.open is not None:
            self._print_till(state.here.open.id)
        else:
            return False
        return roll

    def _print_till(self, till_id: int) -> None:
        actor, tills, locale = self._session.actor, self._tills, self._locale
        centres, now = self._session, self._session.clock()

        def made() -> tuple[Callable[..., Any], str]:
            till = tills.till(actor, till_id)
            centre = centres.centre_at(till.location_id)
            paper = till_paper(till, centre.clinic_name, centre.name, centre.zone, now, locale)
            return partial(sum_document, paper), file_stem(tr("till"), till.number or till.desk)

        self._printing.print_report(made, on_roll=True)

    def _print_day(self, roll: bool) -> None:
        report, locale = self._model.state.report, self._locale
        if report is not None:
            document = partial(sum_document, day_paper(report, locale))
            name = file_stem(tr("day-report"), report.day)
            self._printing.print_report(lambda: (document, name), on_roll=roll)

    def _file_stem(self) -> str:
        return file_stem(tr("day-report"), self._model.state.day or self._session.today())

    def _table(self) -> Callable[[], Table]:
        actor, centre_id = self._session.actor, self._session.centre.id
        day = self._model.state.day or self._session.today()
        return lambda: day_table(self._tills.day_report(actor, centre_id, day))

    # --- Building ----------------------------------------------------------------------------------------------------

    def _focus(self) -> None:
        state = self._model.state
        if state.tab is TillTab.TILLS:
            self.tills.table.setFocus()
        elif state.tab is TillTab.DAY:
            self.day.setFocus()
        elif state.count is not None:
            self.count.focus_first()
        elif state.here is not None and state.here.open is not None:
            self.now.count.setFocus()
        else:
            self.opening.focus_first()

    def _build(self, theme: Theme) -> None:
        self._failed.again.connect(self._model.load)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)

    def _make_parts(self) -> None:
        """Makes the parts for the centre in view: each has its own currency and clock."""
        centre = self._session.centre
        if self._made_for == centre.id:
            return
        self._made_for = centre.id
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        theme, locale = self._theme, self._locale
        here = ScrollPage(theme, tr("This desk's till"), max_width=1200, side=Space.L)
        self._refusal = PlainLabel(theme, role="problem", wrap=True)
        self.opening = OpeningPart(theme, centre.currency, locale, centre.zone)
        self.now = NowPart(theme, locale, centre.zone)
        self.count = CountPart(theme, locale)
        for widget in (self._refusal, self.opening, self.now, self.count):
            here.body.addWidget(widget)
        self.tills = TillsPart(theme, locale, centre.zone)
        self.day = DayPart(theme, locale)
        self._pages = {TillTab.HERE: here, TillTab.TILLS: self.tills, TillTab.DAY: self.day}
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._connect_parts()
        # What is known is of the centre before, and in its currency.
        self._model.drop()
        self.show_state(self._model.state)

    def _connect_parts(self) -> None:
        model = self._model
        self.opening.open_wanted.connect(model.open_till)
        self.now.move_wanted.connect(self._ask_move)
        self.now.count.clicked.connect(lambda: self._begin(Purpose.CLOSE))
        self.now.hand_over.clicked.connect(lambda: self._begin(Purpose.HAND_OVER))
        self.count.edited.connect(lambda changes: model.edit_count(**changes))
        self.count.piece_counted.connect(model.count_piece)
        self.count.finished.connect(model.finish_count)
        self.count.stopped.connect(self._stop)
        self.tills.table.chosen.connect(model.select)
        self.tills.card.print_wanted.connect(self._print_till)
        self.tills.card.count_wanted.connect(lambda till: self._begin(Purpose.CLOSE, till))

    def _connect(self, hub: ChangeHub) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        model.refused.connect(self._shell.refuse)
        model.opened.connect(self._on_opened)
        model.moved.connect(self._on_moved)
        model.moved_back.connect(self._on_moved_back)
        model.closed.connect(self._on_closed)
        model.handed_over.connect(self._on_handed_over)
        hub.changed.connect(self._on_changed)
        self._session.changed.connect(self._on_session)
        self.bar.tab_chosen.connect(model.show_tab)
        self.bar.stepped.connect(model.step)
        self.bar.today_wanted.connect(model.today)
        self.bar.print_page.clicked.connect(lambda: self._print_day(roll=False))
        self.bar.print_roll.clicked.connect(lambda: self._print_day(roll=True))
        keys: dict[str, Callable[[], object]] = {
            "C": lambda: self._by_key(Purpose.CLOSE),
            "H": lambda: self._by_key(Purpose.HAND_OVER),
            "T": model.today,
            "Ctrl+Left": lambda: model.step(-1),
            "Ctrl+Right": lambda: model.step(1),
            "Ctrl+Return": self._act,
            "Ctrl+Enter": self._act,
        }
        for kind, key in MOVE_KEYS.items():
            keys[key] = partial(self._ask_move, kind)
        on_keys(self, keys)

    def _make_escape(self) -> QShortcut:
        """Esc leaves the till open while it is counted; else it belongs to the window."""
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._stop)
        escape.setEnabled(False)
        return escape

    def _by_key(self, purpose: Purpose) -> None:
        """Counts what is in view: this desk's till, or the open one that was chosen in the list."""
        state = self._model.state
        if state.tab is TillTab.HERE:
            self._begin(purpose)
        elif state.tab is TillTab.TILLS and state.selected is not None and state.selected.state is TillState.OPEN:
            self._begin(purpose, state.selected)

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._model.on_changed(topics)

    def _on_session(self) -> None:
        if not self._session.signed_in:
            return
        elsewhere = self._made_for != self._session.centre.id
        self._make_parts()
        # Another name of the centre, or of the person, takes nothing away of what is being counted.
        if elsewhere and self.isVisible():
            self._model.forget()
