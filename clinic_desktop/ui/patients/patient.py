"""Everything about one patient: who, what to take care of, the next visit and all the others, money, family."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.patients.card import Visit
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.shortcuts import on_keys
from clinic_desktop.ui.kit.table_rows import TableRows
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.outbox.told_list import ToldList
from clinic_desktop.ui.patients.patient_header import PatientHeader
from clinic_desktop.ui.patients.side_panels import SidePanels
from clinic_desktop.ui.patients.visit_columns import VisitColumns, next_visit_text
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.patients.patient import PatientDeed, PatientState, PatientViewModel
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.undo import Action

_WIDTHS = (150, 190, 200, 130, 130)
_DOCTOR, _WHAT = 1, 2
_SIDE = 348
_BESIDE = 900
_NO_LIMIT = 16_777_215


class PatientScreen(Screen):
    """N books, W takes a walk-in, E edits, F4 takes a payment; Enter on a visit shows it in the dock."""

    def __init__(
        self,
        theme: Theme,
        view_model: PatientViewModel,
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        locale: QLocale,
        portraits: Portraits,
        told: ToldList,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._model, self._session = theme, view_model, session
        self._shell, self._locale = shell, locale
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view_model.setParent(self)
        portraits.setParent(self)
        self.header = PatientHeader(theme, session, locale, portraits)
        self.told = told
        self._told_of: int | None = None
        self.side = SidePanels(theme, session, locale, told)
        self.visits = DataTable(theme, self.tr("Visits"), lines=2)
        columns = VisitColumns(session, locale).columns(session.may(Permission.SEE_PAYMENTS))
        self.rows: TableRows[Visit] = TableRows(columns, lambda visit: visit.appointment_id, self.visits)
        self._build(theme)
        self._connect(hub, portraits)
        self.begin_keys_at(self.visits)

    def minimumSizeHint(self) -> QSize:
        # The dock beside the page takes its room first; what does not fit here gives way.
        return QSize(self._theme.px(280), self._theme.px(200))

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``patient_id`` says whose card; without one it is the last one's. With ``tab`` "payments" their money is
        shown beside it."""
        self._told_of = None
        if "patient_id" in arguments:
            self._model.open(arguments["patient_id"])
        else:
            self._model.load()
        if arguments.get("tab") == "payments" and self._session.may(Permission.SEE_PAYMENTS):
            self._shell.open_dock("take_payment", patient_id=arguments["patient_id"])

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._model.load()
        elif name == "take_payment" and "pay" in self.header.offered():
            self._act("pay")
        else:
            return False
        return True

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("N", self.tr("Book a visit")),
            ("W", self.tr("Walk-in")),
            ("E", self.tr("Edit the patient")),
            ("L", self.tr("Put the patient on the waiting list")),
            ("Enter", self.tr("Open the visit")),
        )

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_state(self, state: PatientState) -> None:
        """Shows the state; may be called at any time."""
        card = state.card
        self.header.show_card(card)
        if card is not None and card.id != self._told_of:
            self._told_of = card.id
            self.told.model.show_patient(card.id)
        if card is None and state.refusal is None:
            self._pages.show_loading()
            return
        if card is None:
            assert state.refusal is not None
            why = refusal_words(state.refusal, self._session.centre.zone, self._locale)
            self._trouble.show_trouble(self.tr("This patient cannot be shown"), why, state.refusal.code)
            self._pages.show_page(self._trouble)
            return
        self.rows.show_rows(state.visits)
        self._panel.set_title(self.tr("Visits"), self.tr("%Ln in all", "", len(state.visits)))
        self._no_visits.setVisible(not state.visits)
        self.visits.setVisible(bool(state.visits))
        self._show_next(card.next_visit)
        self.side.show_card(card, state.duplicates, self._session.may(Permission.MERGE_PATIENTS))
        self._pages.show_page(self._body)

    def _show_next(self, visit: Visit | None) -> None:
        self._next.setVisible(visit is not None)
        if visit is not None:
            self._next.show_words(self.tr("Next visit"), next_visit_text(visit, self._session, self._locale))

    # --- What people do ----------------------------------------------------------------------------------------------

    def _act(self, verb: str) -> None:
        card = self._model.state.card
        if card is None:
            return
        verbs: dict[str, Callable[[], None]] = {
            "book": lambda: self._shell.open_dock("booking", patient_id=card.id),
            "walk_in": lambda: self._shell.open_dock("walk_in", patient_id=card.id),
            "wait": lambda: self._shell.open_dock("wish", patient_id=card.id),
            "edit": lambda: self._shell.open("patient_form", patient_id=card.id),
            "pay": lambda: self._shell.open_dock("take_payment", patient_id=card.id),
            "merge": lambda: self._shell.open("patient_merge", patient_id=card.id),
            "retire": self._model.retire,
            "bring_back": self._model.bring_back,
        }
        verbs[verb]()

    def _on_key(self, verb: str) -> None:
        """A key does what the header offers, and nothing else."""
        if verb in self.header.offered():
            self._act(verb)

    def _open_visit(self, appointment_id: object) -> None:
        self._shell.open_dock("appointment", appointment_id=appointment_id)

    def _open_next(self) -> None:
        card = self._model.state.card
        if card is not None and card.next_visit is not None:
            self._open_visit(card.next_visit.appointment_id)

    def _wait_for_earlier(self) -> None:
        card = self._model.state.card
        if card is not None and card.next_visit is not None:
            self._shell.open_dock("wish", patient_id=card.id, earlier_than_id=card.next_visit.appointment_id)

    def _compare(self, other_id: int) -> None:
        self._shell.open("patient_merge", patient_id=self._model.state.patient_id, other_id=other_id)

    def _on_done(self, deed: PatientDeed) -> None:
        card = self._model.state.card
        name = isolated(card.fields.name) if card is not None else ""
        if deed is PatientDeed.RETIRED:
            text = self.tr("{name} is taken out of searches").format(name=name)
            self._shell.toast(text, Action(text, self._model.bring_back, self._model.retire))
        else:
            self._shell.toast(self.tr("{name} can be found again").format(name=name))

    def _on_changed(self, topics: frozenset[Topic], rows: frozenset[int]) -> None:
        if self.isVisible():
            self._model.on_changed(topics, rows)
            self.told.model.on_changed(topics)

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self, theme: Theme) -> None:
        self.visits.setModel(self.rows)
        self.visits.set_widths(_WIDTHS[: self.rows.columnCount()])
        self.visits.set_optional((_WHAT,))
        self.visits.set_stretch(_DOCTOR)
        self._next = Banner(theme, "info", "", icon="calendar-days")
        self._earlier = self._next.add_action(Button(theme, self.tr("Wants to come earlier"), icon="hourglass"))
        self._earlier.setVisible(self._session.may(Permission.EDIT_WAITING_LIST))
        self._see_next = self._next.add_action(Button(theme, self.tr("Open")))
        self._panel = Panel(theme, self.tr("Visits"))
        self._no_visits = EmptyState(
            theme, "calendar-days", self.tr("No visits yet"), self.tr("Bookings and walk-ins are listed here.")
        )
        self._panel.body.addWidget(self.visits, 1)
        self._panel.body.addWidget(self._no_visits)
        left = QVBoxLayout()
        left.setSpacing(Space.M)
        left.addWidget(self._next)
        left.addWidget(self._panel, 1)
        scroll = QScrollArea()
        scroll.setAccessibleName(self.tr("About the patient"))
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setProperty("role", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.XS, 0)
        column.addWidget(self.side)
        scroll.setWidget(inside)
        self._scroll = scroll
        self._body = QWidget()
        self._row = QHBoxLayout(self._body)
        self._row.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._row.setSpacing(Space.M)
        self._row.addLayout(left, 3)
        self._row.addWidget(scroll, 2)
        self._lay_out(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room what is known of the patient stands below the visits."""
        beside = self.width() >= self._theme.px(_BESIDE)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(across if beside else down)
        wide = self._theme.px(_SIDE)
        self._scroll.setMinimumWidth(wide if beside else 0)
        self._scroll.setMaximumWidth(wide if beside else _NO_LIMIT)

    def _lay_out(self, theme: Theme) -> None:
        self._trouble = EmptyState(theme, "triangle-alert", "", "")
        self._pages = LoadingStack(theme, self._body, self._trouble, rows=6, margin=Space.XL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._pages, 1)

    def _connect(self, hub: ChangeHub, portraits: Portraits) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        model.done.connect(self._on_done)
        self._earlier.clicked.connect(self._wait_for_earlier)
        model.refused.connect(self._shell.refuse)
        # Gone with the page: a picture that comes later must find nobody.
        portraits.setParent(self)
        portraits.arrived.connect(lambda: self.header.show_card(model.state.card))
        hub.changed.connect(self._on_changed)
        self._theme.changed.connect(self._fit)
        self.header.act.connect(self._act)
        self.header.back_wanted.connect(self._shell.back)
        self.side.opened.connect(lambda patient_id: self._shell.open("patient", patient_id=patient_id))
        self.side.compared.connect(self._compare)
        self.visits.opened.connect(self._open_visit)
        self._see_next.clicked.connect(self._open_next)
        self._trouble.again.connect(model.load)
        verbs = {"N": "book", "W": "walk_in", "E": "edit", "L": "wait"}
        on_keys(self, {key: partial(self._on_key, verb) for key, verb in verbs.items()})
