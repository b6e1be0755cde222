"""The page of people: doctors and staff in two lists, and beside the list the person in view."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from clinic_desktop.domain.codes import Role, Topic
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.accounts.staff import StaffView
from clinic_desktop.services.practitioners.values import PractitionerCard
from clinic_desktop.ui.admin.one_time_password import OneTimePasswordDialog
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.admin.people_columns import doctor_columns, staff_columns
from clinic_desktop.ui.admin.people_panels import DoctorPanel, StaffPanel
from clinic_desktop.ui.admin.words import role_word
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.choice_field import ChoiceField
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.table_rows import TableRows
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.people import Deed, Happened, Password, PeopleState, PeopleViewModel, Tab
from clinic_desktop.viewmodels.undo import Action

_TOPICS = frozenset({Topic.PRACTITIONERS, Topic.ACCOUNTS, Topic.LOCATIONS, Topic.SCHEDULES})
_PANEL_WIDTH = 312


class PeopleScreen(AdminPage):
    """Enter opens the highlighted person; the panel has what else can be done."""

    def __init__(
        self, around: Around, view_model: PeopleViewModel, portraits: Portraits, parent: QWidget | None = None
    ) -> None:
        super().__init__(around, "", _TOPICS, parent)
        self.title.set_text(self.tr("People"))
        self._view_model = view_model
        # Shared with what names centres; filled when they have come.
        self._centre_names: dict[int, str] = {}
        view_model.setParent(self)
        portraits.setParent(self)
        theme = around.theme
        self.add_doctor = Button(theme, self.tr("Add doctor"), "plus", role="primary")
        self.add_staff = Button(theme, self.tr("Add staff"), "user-plus")
        self.tabs = Segmented(theme, self._tab_choices(0, 0), self.tr("Doctors or staff"))
        self.search = SearchField(theme, self.tr("Find a person"), self.tr("Name, speciality, login"), "F3")
        self.centre = ChoiceField(theme, "", hint=self.tr("All centres"))
        self.speciality = ChoiceField(theme, "", hint=self.tr("All specialities"))
        self.role = ChoiceField(theme, "", hint=self.tr("All roles"))
        self.inactive = CheckBox(theme, self.tr("Also who left"))
        self.doctor_table = DataTable(theme, self.tr("Doctors"), lines=2)
        self.doctor_rows: TableRows[PractitionerCard] = TableRows(
            doctor_columns(around.locale, portraits), lambda card: card.id, self.doctor_table
        )
        self.staff_table = DataTable(theme, self.tr("Staff"), lines=2)
        self.staff_rows: TableRows[StaffView] = TableRows(
            staff_columns(around.session, around.locale, self._centre_names, portraits),
            lambda view: view.account_id,
            self.staff_table,
        )
        self.doctor_panel = DoctorPanel(around, portraits)
        self.staff_panel = StaffPanel(around, self._centre_names, portraits)
        self._nobody = EmptyState(theme, "users", "", "")
        self._build()
        self._connect(portraits)
        self.begin_keys_at(self.search)

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``tab`` and ``practitioner_id`` may be handed over."""
        if arguments.get("tab"):
            self._view_model.show_tab(Tab(arguments["tab"]))
        if arguments.get("practitioner_id"):
            self._view_model.show_tab(Tab.DOCTORS)
            self._view_model.select_doctor(arguments["practitioner_id"])
        self._view_model.load()
        self._table().setFocus()

    def reload(self) -> None:
        self._view_model.load()

    def command(self, name: str) -> bool:
        if name == "find":
            self.search.take_keys()
            return True
        return super().command(name)

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Enter", self.tr("Open the person")), ("F3", self.tr("Find a person")))

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_people(self, state: PeopleState) -> None:
        """Shows the state; may be called at any time."""
        self.show_loaded(state.loaded, state.refusal)
        doctors = state.tab is Tab.DOCTORS
        self._centre_names.update({centre.id: centre.name for centre in state.centres})
        self.tabs.set_choices(self._tab_choices(len(state.doctors), len(state.staff)))
        self.tabs.set_value(state.tab)
        self._show_filters(state)
        self.doctor_rows.show_rows(state.doctors)
        self.staff_rows.show_rows(state.staff)
        self.doctor_table.select_id(state.doctor_id)
        self.staff_table.select_id(state.account_id)
        rows = state.doctors if doctors else state.staff
        self._show_nobody(state)
        table = self.doctor_table if doctors else self.staff_table
        self._lists.setCurrentWidget(table if rows or not state.loaded else self._nobody)
        self._panels.setCurrentIndex(0 if doctors else 1)
        self._panels.setVisible(bool(rows))
        self.doctor_panel.show_doctor(state.doctor, state.profile)
        self.staff_panel.show_member(state.member)

    def _show_filters(self, state: PeopleState) -> None:
        doctors = state.tab is Tab.DOCTORS
        everywhere = Choice(None, self.tr("All centres"))
        self.centre.set_choices([everywhere, *(Choice(centre.id, centre.name) for centre in state.centres)])
        self.centre.set_value(state.doctor_filters.location_id if doctors else state.staff_filters.location_id)
        every = Choice(None, self.tr("All specialities"))
        nodes = [Choice(node.id, " › ".join(node.path)) for node in state.specialities]
        self.speciality.set_choices([every, *nodes])
        self.speciality.set_value(state.doctor_filters.speciality_id)
        self.speciality.setVisible(doctors)
        self.role.set_value(state.staff_filters.role)
        self.role.setVisible(not doctors)
        inactive = state.doctor_filters.include_inactive if doctors else state.staff_filters.include_inactive
        self.inactive.setChecked(inactive)
        text = state.doctor_filters.text if doctors else state.staff_filters.text
        if not self.search.hasFocus():
            self.search.set_query(text)

    def _show_nobody(self, state: PeopleState) -> None:
        filters = state.doctor_filters if state.tab is Tab.DOCTORS else state.staff_filters
        if filters.text:
            self._nobody.show_words(
                self.tr("Nobody matches “{typed}”").format(typed=isolated(filters.text)),
                self.tr("Other filters may hide them too."),
            )
            self._nobody.set_actions(self.tr("Show everybody"))
        elif filters == type(filters)():
            doctors = state.tab is Tab.DOCTORS
            what = self.tr("No doctor yet") if doctors else self.tr("Nobody yet")
            why = self.tr("Visits are booked with the doctors who are added here.")
            self._nobody.show_words(what, why if doctors else self.tr("Add the people who work here."))
            button = self.add_doctor if doctors else self.add_staff
            self._nobody.set_actions(button.label() if button.isVisibleTo(self) else None)
        else:
            self._nobody.show_words(self.tr("Nobody passes the filters"), "")
            self._nobody.set_actions(self.tr("Show everybody"))

    # --- What people do ----------------------------------------------------------------------------------------------

    def _on_nobody(self) -> None:
        """The way on from an empty list: everybody where something hides them, else the first one."""
        state = self._view_model.state
        doctors = state.tab is Tab.DOCTORS
        filters = state.doctor_filters if doctors else state.staff_filters
        if filters != type(filters)():
            self._show_everybody()
        else:
            (self.add_doctor if doctors else self.add_staff).click()

    def _on_filter(self, **changes: object) -> None:
        state = self._view_model.state
        if state.tab is Tab.DOCTORS:
            self._view_model.filter_doctors(replace(state.doctor_filters, **changes))  # type: ignore[arg-type]
        else:
            self._view_model.filter_staff(replace(state.staff_filters, **changes))  # type: ignore[arg-type]

    def _show_everybody(self) -> None:
        self.search.set_query("")
        state = self._view_model.state
        if state.tab is Tab.DOCTORS:
            self._view_model.filter_doctors(type(state.doctor_filters)())
        else:
            self._view_model.filter_staff(type(state.staff_filters)())

    def _open_doctor(self, practitioner_id: object) -> None:
        self.around.shell.open("practitioner_form", practitioner_id=practitioner_id)

    def _open_member(self, account_id: object) -> None:
        member = self._view_model.state.member
        if member is not None and member.practitioner_id is not None:
            self._open_doctor(member.practitioner_id)
        else:
            self.around.shell.open("staff_form", account_id=account_id)

    def _ask_to_leave(self, name: str, detail: str, then: Any) -> None:
        question = self.tr("Deactivate {name}?").format(name=isolated(name))
        self.around.shell.ask(question, detail, self.tr("Keep"), self.tr("Deactivate"), then)

    def _ask_doctor_to_leave(self) -> None:
        doctor = self._view_model.state.doctor
        if doctor is not None:
            detail = self.tr("No new bookings and no sign-in; past visits stay. Visits to come have to be moved first.")
            self._ask_to_leave(doctor.name, detail, self._view_model.deactivate_doctor)

    def _ask_member_to_leave(self) -> None:
        member = self._view_model.state.member
        if member is not None:
            detail = self.tr("They can no longer sign in. What they did stays in the history.")
            self._ask_to_leave(member.name, detail, self._view_model.deactivate_member)

    def _ask_to_reset(self, name: str, account_id: int | None) -> None:
        question = self.tr("Reset the password of {name}?").format(name=isolated(name))
        detail = self.tr("The present password stops working at once. You are shown a one-time password to hand over.")
        self.around.shell.ask(
            question,
            detail,
            self.tr("Keep the password"),
            self.tr("Reset password"),
            lambda: self._view_model.reset_password(account_id),
        )

    def _on_password(self, given: Password) -> None:
        OneTimePasswordDialog(self.theme, given.name, given.login, given.password, self).open()

    def _on_happened(self, happened: Happened) -> None:
        texts = {
            Deed.AVAILABLE: self.tr("{name} takes bookings again"),
            Deed.UNAVAILABLE: self.tr("{name} takes no new bookings"),
            Deed.VERIFIED: self.tr("Registration of {name} verified"),
            Deed.DOCTOR_LEFT: self.tr("{name} deactivated"),
            Deed.DOCTOR_BACK: self.tr("{name} is active again"),
            Deed.STAFF_LEFT: self.tr("{name} deactivated"),
            Deed.STAFF_BACK: self.tr("{name} is active again"),
        }
        text = texts[happened.deed].format(name=isolated(happened.name))
        self.around.shell.toast(text, Action(text, happened.undo) if happened.undo is not None else None)

    # --- Building ----------------------------------------------------------------------------------------------------

    def _tab_choices(self, doctors: int, staff: int) -> tuple[Choice, Choice]:
        number = self.around.locale.toString
        return (
            Choice(Tab.DOCTORS, self.tr("Doctors"), number(doctors) if doctors else "", "stethoscope"),
            Choice(Tab.STAFF, self.tr("Staff"), number(staff) if staff else "", "users"),
        )

    def _build(self) -> None:
        for button in (self.add_staff, self.add_doctor):
            self.head.addWidget(button)
        session = self.around.session
        self.add_doctor.setVisible(session.may(Permission.EDIT_PRACTITIONERS))
        self.add_staff.setVisible(session.may(Permission.EDIT_STAFF))
        every = Choice(None, self.tr("All roles"))
        self.role.set_choices([every, *(Choice(role, role_word(role)) for role in Role if role is not Role.PATIENT)])
        filters = QHBoxLayout()
        filters.setSpacing(Space.S)
        filters.addWidget(self.tabs)
        filters.addWidget(self.search, 1)
        for widget in (self.centre, self.speciality, self.role):
            widget.setMinimumWidth(self.theme.px(112))
            filters.addWidget(widget)
        filters.addWidget(self.inactive)
        self._lists = QStackedWidget()
        for table, rows, widths in (
            (self.doctor_table, self.doctor_rows, (0, 140, 150, 72, 94, 132)),
            (self.staff_table, self.staff_rows, (0, 150, 200, 150, 110)),
        ):
            table.setModel(rows)
            table.set_widths([width or 220 for width in widths])
            table.set_stretch(0)
            table.set_sortable(0)
            self._lists.addWidget(table)
        self._lists.addWidget(self._nobody)
        frame = Panel(self.theme)
        frame.body.addWidget(self._lists, 1)
        self._panels = QStackedWidget()
        self._panels.addWidget(_scrolled(self.doctor_panel))
        self._panels.addWidget(_scrolled(self.staff_panel))
        self._fit()
        self.theme.changed.connect(self._fit)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(frame, 1)
        row.addWidget(self._panels)
        self.body.addLayout(filters)
        self.body.addLayout(row, 1)

    def _connect(self, portraits: Portraits) -> None:
        model, shell = self._view_model, self.around.shell
        self.add_doctor.clicked.connect(lambda: shell.open("practitioner_form"))
        self.add_staff.clicked.connect(lambda: shell.open("staff_form"))
        self.tabs.chosen.connect(model.show_tab)
        self.search.searched.connect(lambda text: self._on_filter(text=text))
        self.centre.chosen.connect(lambda value: self._on_filter(location_id=value))
        self.speciality.chosen.connect(lambda value: self._on_filter(speciality_id=value))
        self.role.chosen.connect(lambda value: self._on_filter(role=value))
        self.inactive.clicked.connect(lambda checked: self._on_filter(include_inactive=checked))
        self._nobody.primary.connect(self._on_nobody)
        self.doctor_table.chosen.connect(model.select_doctor)
        self.doctor_table.opened.connect(self._open_doctor)
        self.staff_table.chosen.connect(model.select_member)
        self.staff_table.opened.connect(self._open_member)
        panel = self.doctor_panel
        panel.edit_asked.connect(lambda: self._open_doctor(model.state.doctor_id))
        panel.hours_asked.connect(lambda: shell.open("hours", practitioner_id=model.state.doctor_id))
        panel.available_asked.connect(model.set_available)
        panel.verify_asked.connect(model.verify)
        panel.leave_asked.connect(self._ask_doctor_to_leave)
        panel.return_asked.connect(model.reactivate_doctor)
        panel.login_asked.connect(model.give_login)
        panel.reset_asked.connect(self._ask_doctor_reset)
        staff = self.staff_panel
        staff.edit_asked.connect(lambda: self._open_member(model.state.account_id))
        staff.leave_asked.connect(self._ask_member_to_leave)
        staff.return_asked.connect(model.reactivate_member)
        staff.reset_asked.connect(self._ask_member_reset)
        model.state_changed.connect(self.show_people)
        model.refused.connect(shell.refuse)
        model.happened.connect(self._on_happened)
        model.password_given.connect(self._on_password)
        # Gone with the page: a picture that comes later must find nobody.
        portraits.setParent(self)
        portraits.arrived.connect(self.doctor_rows.repaint_rows)
        portraits.arrived.connect(self.staff_rows.repaint_rows)
        portraits.arrived.connect(lambda: self.show_people(model.state))

    def _ask_doctor_reset(self) -> None:
        profile = self._view_model.state.profile
        if profile is not None:
            self._ask_to_reset(profile.name, profile.account_id)

    def _ask_member_reset(self) -> None:
        member = self._view_model.state.member
        if member is not None:
            self._ask_to_reset(member.name, member.account_id)

    def _table(self) -> DataTable:
        return self.doctor_table if self._view_model.state.tab is Tab.DOCTORS else self.staff_table

    def _fit(self) -> None:
        self._panels.setFixedWidth(min(self.theme.px(_PANEL_WIDTH), 360))


def _scrolled(panel: Panel) -> QScrollArea:
    """The panel, which is scrolled where the window is low for the size of its text."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setWidget(panel)
    return area
