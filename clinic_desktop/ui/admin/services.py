"""The page of services: the list at the left and the one in view at the right; specialities are its second half."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.practitioners.values import HealthcareServiceView
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.admin.service_form import ServiceForm
from clinic_desktop.ui.admin.specialities import Specialities
from clinic_desktop.ui.formats import isolated, minutes_text, money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.services import Kept, Part, ServicesState, ServicesViewModel

_TOPICS = frozenset({Topic.PRACTITIONERS, Topic.LOCATIONS})
_LIST_WIDTH = 380


class ServicesScreen(AdminPage):
    """What can be booked, and what doctors are known for."""

    def __init__(self, around: Around, view_model: ServicesViewModel, parent: QWidget | None = None) -> None:
        super().__init__(around, "", _TOPICS, parent)
        self.title.set_text(self.tr("Services"))
        self._view_model = view_model
        view_model.setParent(self)
        theme = around.theme
        choices = (Choice(Part.SERVICES, self.tr("Services")), Choice(Part.SPECIALITIES, self.tr("Specialities")))
        self.parts = Segmented(theme, choices, self.tr("Services or specialities"))
        self.add = Button(theme, self.tr("Add service"), "plus", role="primary")
        self.table = DataTable(theme, self.tr("Services"), lines=2)
        columns = (
            Column(self.tr("Service"), self._service, lambda view: view.name.casefold()),
            Column(self.tr("Price"), self._price, number=True),
        )
        self.rows: TableRows[HealthcareServiceView] = TableRows(columns, lambda view: view.id, self.table)
        self.name = PlainLabel(theme, role="section")
        self.end = Button(theme, "", role="quiet")
        self.form = ServiceForm(around, view_model)
        self.specialities = Specialities(around, view_model)
        self._build()
        self._connect()

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``part`` may be handed over."""
        self._view_model.load()
        if arguments.get("part"):
            self._view_model.show_part(Part(arguments["part"]))
        self.table.setFocus()

    def reload(self) -> None:
        self._view_model.load()

    def has_unsaved(self) -> bool:
        return self._view_model.state.editing.dirty

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_services(self, state: ServicesState) -> None:
        """Shows the state; may be called at any time."""
        self.show_loaded(state.loaded, state.refusal)
        self.parts.set_value(state.part)
        self.add.setVisible(state.part is Part.SERVICES)
        self._halves.setCurrentIndex(0 if state.part is Part.SERVICES else 1)
        self.rows.show_rows(state.services)
        self.table.show_selected(state.selected_id)
        service = state.selected
        self.name.set_text(service.name if service is not None else self.tr("New service"))
        self.end.setVisible(service is not None)
        active = service is None or service.active
        self.end.set_text(self.tr("Deactivate…") if active else self.tr("Reactivate"))
        self.end.set_icon_name("archive" if active else "rotate-ccw")
        self.form.show_service(state)
        self.specialities.show_specialities(state)

    def _service(self, view: HealthcareServiceView) -> Cell:
        facts = [minutes_text(view.duration_minutes, self.around.locale)]
        if view.capacity > 1:
            facts.append(self.tr("group of {count}").format(count=self.around.locale.toString(view.capacity)))
        if view.online:
            facts.append(self.tr("online"))
        if not view.active:
            facts.append(self.tr("cannot be booked"))
        return Cell(view.name, " · ".join(facts), strong=view.active, tone="text" if view.active else "text3")

    def _price(self, view: HealthcareServiceView) -> Cell:
        prices = [money_text(price.price, self.around.locale) for price in view.prices]
        if not prices:
            return Cell(self.tr("Doctor's fee"), tone="text3")
        return Cell(prices[0], " · ".join(prices[1:]))

    # --- What people do ----------------------------------------------------------------------------------------------

    def _on_chosen(self, service_id: int | None) -> None:
        self.table.select_id(self._view_model.state.selected_id)
        if service_id is not None:
            self.go_unless_unsaved(lambda: self._view_model.select(service_id))

    def _on_end(self) -> None:
        service = self._view_model.state.selected
        if service is None:
            return
        if not service.active:
            self._view_model.set_active(True)
            return
        self.around.shell.ask(
            self.tr("Deactivate {name}?").format(name=isolated(service.name)),
            self.tr("It can no longer be booked. What was booked stays."),
            self.tr("Keep"),
            self.tr("Deactivate"),
            lambda: self._view_model.set_active(False),
        )

    def _on_kept(self, what: Kept) -> None:
        texts = {
            Kept.SERVICE: self.tr("Service saved"),
            Kept.DEACTIVATED: self.tr("Service deactivated"),
            Kept.REACTIVATED: self.tr("Service can be booked again"),
            Kept.SPECIALITY: self.tr("Speciality saved"),
            Kept.REMOVED: self.tr("Speciality removed"),
        }
        self.around.shell.toast(texts[what])

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.head.addWidget(self.parts)
        self.head.addWidget(self.add)
        self.table.setModel(self.rows)
        self.table.set_widths((200, 120))
        self.table.set_stretch(0)
        self._left = Panel(self.theme)
        self._left.body.addWidget(self.table, 1)
        self._fit()
        self.theme.changed.connect(self._fit)
        right = Panel(self.theme)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.end)
        right.body.addLayout(head)
        right.body.addWidget(self.form, 1)
        half = QWidget()
        row = QHBoxLayout(half)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self._left)
        row.addWidget(right, 1)
        self._halves = QStackedWidget()
        self._halves.addWidget(half)
        self._halves.addWidget(self.specialities)
        self.body.addWidget(self._halves, 1)

    def _begin_new(self) -> None:
        self._view_model.select(None)
        self.form.name.setFocus()

    def _fit(self) -> None:
        self._left.setFixedWidth(min(self.theme.px(_LIST_WIDTH), 440))

    def _connect(self) -> None:
        model, shell = self._view_model, self.around.shell
        self.parts.chosen.connect(model.show_part)
        self.add.clicked.connect(lambda: self.go_unless_unsaved(self._begin_new))
        self.table.chosen.connect(self._on_chosen)
        self.end.clicked.connect(self._on_end)
        self.form.doctor_opened.connect(lambda number: shell.open("practitioner_form", practitioner_id=number))
        model.state_changed.connect(self.show_services)
        model.refused.connect(shell.refuse)
        model.kept.connect(self._on_kept)
