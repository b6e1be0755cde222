"""The page of payment links: who was asked to pay online, how each link stands, and what can be done with it."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import LinkState, PaymentMethod, Topic
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.checkout.values import LinkView
from clinic_desktop.ui.appointments.told_toast import ToldToast
from clinic_desktop.ui.billing.link_columns import OPTIONAL, WIDTHS, LinkColumns
from clinic_desktop.ui.billing.links_bar import LinksBar
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.list_frame import ListFrame
from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.pager import Pager
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.shortcuts import on_keys
from clinic_desktop.ui.kit.table_rows import TableRows
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.links import LinkDays, LinksShown, LinksState, LinksViewModel
from clinic_desktop.viewmodels.session import Session

_RELOAD = 15_000
_NARROW = 640
_ENDABLE = frozenset({LinkState.REQUESTED, LinkState.OPEN, LinkState.PROCESSING})


class LinksScreen(Screen):
    """Enter shows the payment of the selected link, L asks its gateway, E sends it, X ends it, N makes a new one."""

    def __init__(
        self,
        theme: Theme,
        model: LinksViewModel,
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        told: ToldToast,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._model, self._session = theme, model, session
        self._shell, self._told, self._locale = shell, told, locale
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        for child in (model, told):
            child.setParent(self)
        self.bar = LinksBar(theme, locale)
        self.table = DataTable(theme, tr("Links"), lines=2)
        columns = LinkColumns(session, locale, self._now).columns()
        self._rows: TableRows[LinkView] = TableRows(columns, lambda row: row.id, self.table)
        self._build(theme)
        self._connect(hub)
        self._timer = QTimer(self, interval=_RELOAD)
        self._timer.timeout.connect(self._reload)
        self.begin_keys_at(self.table)
        self.show_state(model.state)

    def minimumSizeHint(self) -> QSize:
        # The dock beside the page takes its room first; what does not fit here gives way.
        return QSize(self._theme.px(280), self._theme.px(200))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._selected.setVisible(self.width() >= self._theme.px(_NARROW))

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``shown`` may be handed over: "waiting", "processing", "paid", "ended" or "failed"."""
        if "shown" in arguments:
            self._model.show(LinksShown(arguments["shown"]))
        else:
            self._model.load()
        self._timer.start()
        self.table.setFocus()

    def leave(self) -> None:
        self._timer.stop()

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._model.load()
        elif name == "find":
            self.bar.search.take_keys()
        elif name == "take_payment":
            self._open()
        else:
            return False
        return True

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", tr("Show the payment")),
            ("L", tr("Ask the gateway now")),
            ("E", tr("Send the link again")),
            ("X", tr("End the link")),
            ("N", tr("Make a new link")),
        )

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_state(self, state: LinksState) -> None:
        """Shows the state; may be called at any time."""
        self.bar.show_state(state, len(self._session.centres) > 1)
        self._rows.show_rows(state.found.rows if state.found is not None else ())
        self._rows.repaint_rows()
        self._show_list(state)
        # Last, and of the state as it is now: a list that gets other rows or comes into view chooses one of them, and
        # with that the state goes on from here.
        self._show_foot(self._model.state)

    def _show_list(self, state: LinksState) -> None:
        if state.found is None and state.refusal is not None:
            text = refusal_words(state.refusal, self._session.centre.zone, self._locale)
            self._empty.show_trouble(tr("The links cannot be shown"), text, state.refusal.code)
            self._pages.show_page(self._empty)
        elif state.found is None:
            self._pages.show_loading()
        elif not state.found.rows:
            self._show_nothing(state)
        else:
            self._pages.show_page(self.table)
            self.table.show_selected(self._model.state.selected_id)

    def _show_nothing(self, state: LinksState) -> None:
        if state.narrowed:
            self._empty.show_icon("search")
            self._empty.show_words(tr("No link fits"), tr("Try another name, state, gateway or time."))
        else:
            self._empty.show_icon("link")
            self._empty.show_words(
                tr("Nobody was asked to pay online"),
                tr("A link is made where a payment is taken: F4 on a visit, then Alt+L."),
            )
        self._empty.set_actions(None if state.days is LinkDays.ALL else tr("Look at all days"))
        self._pages.show_page(self._empty)

    def _show_foot(self, state: LinksState) -> None:
        link, may = state.selected, self._session.may(Permission.TAKE_PAYMENT)
        self._selected.set_text(link.patient_name if link is not None else tr("Choose a row to do something with it"))
        self._selected.set_role("strong" if link is not None else "caption")
        live = link is not None and link.is_live
        payable = link is not None and link.state is LinkState.OPEN
        endable = link is not None and link.state in _ENDABLE
        self.visit.setVisible(link is not None)
        for button in (self.pay, self.look):
            button.setVisible(link is not None and may)
        self.send.setVisible(payable and may)
        self.end.setVisible(endable and may)
        self.again.setVisible(link is not None and not live and may)
        self.look.set_busy(tr("Asking…") if state.asking is not None else None)
        self._pager.show_page(state.page, state.last_page)

    def _now(self) -> datetime:
        return self._model.state.read_at or self._session.clock()

    # --- What people do ----------------------------------------------------------------------------------------------

    def _open(self, _row_id: object = None) -> None:
        link = self._model.state.selected
        if link is not None:
            self._shell.open_dock("take_payment", appointment_id=link.appointment_id)

    def _open_visit(self) -> None:
        link = self._model.state.selected
        if link is not None:
            self._shell.open_dock("appointment", appointment_id=link.appointment_id)

    def _make_new(self) -> None:
        link = self._model.state.selected
        if link is not None and not link.is_live and self.again.isVisible():
            self._shell.open_dock("take_payment", appointment_id=link.appointment_id, method=PaymentMethod.LINK)

    def _ask_end(self) -> None:
        link = self._model.state.selected
        if link is None or not self.end.isVisible():
            return
        question = tr("End the link of {name} over {amount}?").format(
            name=isolated(link.patient_name), amount=money_text(link.amount, self._locale)
        )
        detail = tr("After that it cannot be paid any more. The visit stays to be paid another way.")
        if link.holds_booking:
            detail = tr("After that it cannot be paid any more, and the booked time is free for others.")
        self._shell.ask(question, detail, tr("Keep it"), tr("End link"), self._model.end)

    def _send(self) -> None:
        if self.send.isVisible():
            self._model.send()

    def _look(self) -> None:
        if self.look.isVisible():
            self._model.look()

    def _on_sent(self, link: LinkView, written: bool) -> None:
        if written:
            self._told.say_written(tr("Payment link sent"), link.appointment_id)
        else:
            self._told.say_written(tr("This link was sent before; see Messages"), None)

    def _on_ended(self, link: LinkView) -> None:
        if link.state is LinkState.PAID:
            self._shell.toast(tr("It was paid before it could be ended"), trouble=True)
        elif link.state is LinkState.ENDED:
            self._shell.toast(tr("Link of {name} ended").format(name=isolated(link.patient_name)))
        else:
            self._shell.toast(tr("It is ended as soon as the gateway answers"))

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._model.on_changed(topics)

    def _reload(self) -> None:
        if self.isVisible() and self._session.signed_in:
            self._model.load()

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self, theme: Theme) -> None:
        self.table.setModel(self._rows)
        self.table.set_widths(WIDTHS)
        self.table.set_optional(OPTIONAL)
        self.table.set_stretch(1)
        self._empty = EmptyState(theme, "link", "", "")
        self._pages = LoadingStack(theme, self.table, self._empty)
        body = QVBoxLayout()
        body.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        body.addWidget(ListFrame(self._pages, self._made_foot(theme)), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(body, 1)

    def _made_foot(self, theme: Theme) -> QWidget:
        foot = self._foot = QWidget()
        self._selected = PlainLabel(theme, role="caption")
        self._pager = Pager(theme, self._locale, tr("Newer links"), tr("Older links"))
        self.visit = Button(theme, tr("Visit"), "calendar-days")
        self.send = Button(theme, tr("Send again"), "mail", key="E")
        self.look = Button(theme, tr("Ask now"), "refresh-cw", key="L")
        self.end = Button(theme, tr("End link…"), "circle-x", key="X")
        self.again = Button(theme, tr("New link"), "link", key="N")
        self.pay = Button(theme, tr("Show payment"), "wallet", role="primary", key="Enter")
        actions = QWidget()
        flow = FlowLayout(actions, spacing=Space.S)
        for button in (self.pay, self.look, self.send, self.end, self.again, self.visit):
            flow.addWidget(button)
        row = QHBoxLayout(foot)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self._selected, 1)
        row.addWidget(self._pager)
        row.addWidget(actions)
        return foot

    def _connect(self, hub: ChangeHub) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        model.refused.connect(self._shell.refuse)
        model.sent.connect(self._on_sent)
        model.ended.connect(self._on_ended)
        hub.changed.connect(self._on_changed)
        self._session.changed.connect(self._reload)
        self._empty.again.connect(model.load)
        self._empty.primary.connect(lambda: model.set_days(LinkDays.ALL))
        self.table.chosen.connect(model.select)
        self.table.opened.connect(self._open)
        self.bar.shown_chosen.connect(model.show)
        self.bar.days_chosen.connect(model.set_days)
        self.bar.gateway_chosen.connect(model.set_gateway)
        self.bar.everywhere_chosen.connect(model.set_everywhere)
        self.bar.searched.connect(model.search)
        self._pager.turned.connect(model.turn_page)
        self.visit.clicked.connect(self._open_visit)
        self.pay.clicked.connect(self._open)
        self.send.clicked.connect(self._send)
        self.look.clicked.connect(self._look)
        self.end.clicked.connect(self._ask_end)
        self.again.clicked.connect(self._make_new)
        on_keys(self, {"L": self._look, "E": self._send, "X": self._ask_end, "N": self._make_new})
