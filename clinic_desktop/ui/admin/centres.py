"""The page of centres: the list at the left, and what belongs to the centre in view at the right."""

from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.locations import LocationView
from clinic_desktop.services.scheduling.values import SavedChange
from clinic_desktop.ui.admin.centre_details import CentreDetails
from clinic_desktop.ui.admin.centre_rooms import CentreRooms
from clinic_desktop.ui.admin.closed_days import ClosedDays
from clinic_desktop.ui.admin.opening_editor import CentreOpening
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.formats import isolated, time_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.scheduling.change_dialog import ChangeDialog
from clinic_desktop.ui.scheduling.hours_desk import HoursDesk
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.centres import CentresState, CentresViewModel, Kept, Section

_TOPICS = frozenset({Topic.LOCATIONS, Topic.SCHEDULES})
_LIST_WIDTH = 270


class CentresScreen(AdminPage):
    """Details, rooms, opening hours and closed days of each centre."""

    def __init__(
        self, around: Around, view_model: CentresViewModel, desk: HoursDesk, parent: QWidget | None = None
    ) -> None:
        super().__init__(around, "", _TOPICS, parent)
        self.desk = desk
        desk.setParent(self)
        self.question: ChangeDialog | None = None
        self.title.set_text(self.tr("Centres"))
        self._view_model = view_model
        view_model.setParent(self)
        theme = around.theme
        self.add = Button(theme, self.tr("Add centre"), "plus", role="primary")
        self.table = DataTable(theme, self.tr("Centres"), lines=2)
        columns = (Column(self.tr("Centre"), self._centre), Column(self.tr("Now"), self._clock))
        self.rows: TableRows[LocationView] = TableRows(columns, lambda view: view.id, self.table)
        self.sections = Segmented(theme, self._choices(), self.tr("What of the centre"))
        self.name = PlainLabel(theme, role="section")
        self.end = Button(theme, "", role="quiet")
        self.details = CentreDetails(around, view_model)
        self.rooms = CentreRooms(around, view_model)
        self.opening = CentreOpening(around, view_model)
        self.closed = ClosedDays(around, view_model)
        self._pages = QStackedWidget()
        self._build()
        self._connect()

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``location_id`` and ``section`` may be handed over."""
        self._view_model.load()
        location_id = arguments.get("location_id")
        if location_id and location_id != self._view_model.state.selected_id:
            self.go_unless_unsaved(lambda: self._view_model.select(location_id))
        if arguments.get("section"):
            self._view_model.show_section(Section(arguments["section"]))
        self.table.setFocus()

    def reload(self) -> None:
        self._view_model.load()

    def has_unsaved(self) -> bool:
        return self._view_model.state.dirty

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_centres(self, state: CentresState) -> None:
        """Shows the state; may be called at any time."""
        self.show_loaded(state.loaded, state.refusal)
        self.rows.show_rows(state.centres)
        self.table.show_selected(state.selected_id)
        centre = state.selected
        self.name.set_text(centre.name if centre is not None else self.tr("New centre"))
        self.sections.setVisible(centre is not None)
        self.sections.set_value(state.section)
        self.end.setVisible(centre is not None)
        active = centre is None or centre.active
        self.end.set_text(self.tr("Deactivate…") if active else self.tr("Reactivate"))
        self.end.set_icon_name("archive" if active else "rotate-ccw")
        pages = {
            Section.DETAILS: self.details,
            Section.ROOMS: self.rooms,
            Section.OPENING: self.opening,
            Section.CLOSED: self.closed,
        }
        self.details.show_centre(state)
        self.rooms.show_centre(state)
        self.opening.show_centre(state)
        self.closed.show_centre(state)
        self._pages.setCurrentWidget(pages[state.section])

    def _centre(self, view: LocationView) -> Cell:
        if not view.active:
            return Cell(view.name, self.tr("Not active"), tone="text3")
        return Cell(view.name, view.city, strong=True)

    def _clock(self, view: LocationView) -> Cell:
        now = self.around.session.clock().astimezone(ZoneInfo(view.zone))
        return Cell(time_text(now, self.around.locale), view.currency, tone="text2")

    # --- What people do ----------------------------------------------------------------------------------------------

    def _on_chosen(self, location_id: int | None) -> None:
        self.table.select_id(self._view_model.state.selected_id)
        if location_id is not None:
            self.go_unless_unsaved(lambda: self._view_model.select(location_id))

    def _on_leave(self) -> None:
        centre = self._view_model.state.selected
        if centre is None:
            return
        if not centre.active:
            self._view_model.reactivate()
            return
        self.around.shell.ask(
            self.tr("Deactivate {name}?").format(name=isolated(centre.name)),
            self.tr("Nothing can be booked there any more; what was stays. Visits to come have to be moved first."),
            self.tr("Keep"),
            self.tr("Deactivate"),
            self._view_model.deactivate,
        )

    def _on_kept(self, what: Kept, count: int) -> None:
        texts = {
            Kept.CENTRE: self.tr("Centre saved"),
            Kept.ROOM: self.tr("Room saved"),
            Kept.OPENING: self.tr("Opening hours saved"),
            Kept.OPENED: self.tr("Open on that day after all"),
            Kept.DEACTIVATED: self.tr("Centre deactivated"),
            Kept.REACTIVATED: self.tr("Centre active again"),
        }
        self.around.shell.toast(texts[what])

    def _ask_about_closing(self) -> None:
        """Says who is hit before the days are closed."""
        around, model = self.around, self._view_model.closing
        centre = self._view_model.state.selected
        self.question = ChangeDialog(
            around.theme, model, around.session, around.locale, self,
            self.tr("Visits on the closed days"), self.tr("Close on these days"),
        )  # fmt: skip
        if centre is not None:
            self.question.setAccessibleDescription(centre.name)
        self.question.wanted.connect(model.save)
        self.question.rejected.connect(self._forget_question)
        self.question.open()

    def _forget_question(self) -> None:
        self.question = None

    def _on_closed(self, saved: SavedChange) -> None:
        question, self.question = self.question, None
        if question is not None:
            question.accept()
        count = len(saved.undo.closure_ids) if saved.undo else 1
        self.desk.say(self.tr("Closed on %Ln more days", "", count), saved)

    # --- Building ----------------------------------------------------------------------------------------------------

    def _choices(self) -> tuple[Choice, ...]:
        return (
            Choice(Section.DETAILS, self.tr("Details")),
            Choice(Section.ROOMS, self.tr("Rooms")),
            Choice(Section.OPENING, self.tr("Opening hours")),
            Choice(Section.CLOSED, self.tr("Closed days")),
        )

    def _build(self) -> None:
        self.head.addWidget(self.add)
        self.table.setModel(self.rows)
        self.table.set_widths((150, 96))
        self.table.set_stretch(0)
        self._left = Panel(self.theme)
        self._left.body.addWidget(self.table, 1)
        self._fit()
        self.theme.changed.connect(self._fit)
        right = Panel(self.theme)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.name, 1)
        head.addWidget(self.end)
        parts = QHBoxLayout()
        parts.addWidget(self.sections)
        parts.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addLayout(parts)
        for page in (self.details, self.rooms, self.opening, self.closed):
            self._pages.addWidget(page)
        column.addWidget(self._pages, 1)
        right.body.addLayout(column)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self._left)
        row.addWidget(right, 1)
        self.body.addLayout(row, 1)

    def _begin_new(self) -> None:
        self._view_model.select(None)
        self.details.name.setFocus()

    def _fit(self) -> None:
        self._left.setFixedWidth(min(self.theme.px(_LIST_WIDTH), 340))

    def _connect(self) -> None:
        model = self._view_model
        self.add.clicked.connect(lambda: self.go_unless_unsaved(self._begin_new))
        self.table.chosen.connect(self._on_chosen)
        self.sections.chosen.connect(model.show_section)
        self.end.clicked.connect(self._on_leave)
        model.state_changed.connect(self.show_centres)
        model.refused.connect(self.around.shell.refuse)
        model.kept.connect(self._on_kept)
        model.closing_hits.connect(self._ask_about_closing)
        model.closed.connect(self._on_closed)
        self.desk.taken_back.connect(model.load)
