"""The omnibox of one workspace: which commands it knows, and what happens when a row is taken."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.patients.hits import PatientHit
from clinic_desktop.ui.admin.setting_words import groups
from clinic_desktop.ui.omnibox.overlay import Omnibox
from clinic_desktop.ui.parts import Parts
from clinic_desktop.ui.shell.keys import GLOBAL_KEYS
from clinic_desktop.ui.shell.navigation import PREFERENCES, SETTINGS, WALK_IN_ROLES, foot, money_pages, rail
from clinic_desktop.ui.shell.workspace import Workspace
from clinic_desktop.viewmodels.omnibox import (
    ActionRow,
    Command,
    CommandRow,
    DoctorRow,
    OmniboxViewModel,
    PatientAction,
    PatientRow,
    Row,
    VisitRow,
)

_PAGE, _SETTINGS = "page:", "settings:"
_QUEUE = "queue"
_OF_DOCTORS = ("running_late", "not_available")
"""Commands of the page on which a doctor's day is: the board, or the doctor's own."""
_KEYS_ICONS = {
    "lock": "lock",
    "news": "bell",
    "keys": "keyboard",
    "undo": "undo-2",
    "redo": "redo-2",
    "print": "printer",
}


class Finding(QObject):
    """Owns the omnibox. ``act`` does what a global key of that name does."""

    def __init__(self, parts: Parts, workspace: Workspace, act: Callable[[str], None]) -> None:
        super().__init__(workspace)
        self._parts, self._workspace, self._act = parts, workspace, act
        self.viewmodel = OmniboxViewModel(
            lambda: parts.services.patients, parts.services.days, parts.session, parts.tasks.search, self._commands
        )
        self.viewmodel.setParent(self)
        self.box = Omnibox(parts.theme, workspace, self.viewmodel, parts.session, parts.locale)
        self.viewmodel.chosen.connect(self._take)

    def _commands(self) -> tuple[Command, ...]:
        role = self._parts.session.actor.role
        entries = (*rail(role), foot(role), PREFERENCES)
        # The till has a command with its key below.
        money = [entry for entry in money_pages(self._parts.session.actor) if entry.route != "till"]
        pages = dict.fromkeys((*entries, *money))
        commands = [Command(_PAGE + entry.route, entry.text(), entry.icon) for entry in pages]
        keys = {key.name: key for key in reversed(GLOBAL_KEYS)}
        if role in WALK_IN_ROLES:
            walk_in = keys["walk_in"]
            commands.insert(0, Command("walk_in", walk_in.text(), "footprints", walk_in.sequence))
        if self._parts.session.may(Permission.KEEP_TILL):
            commands.append(Command("till", self.tr("Till and day's report"), "wallet", keys["till"].sequence))
        if self._parts.session.may(Permission.SAY_LATE):
            commands += [
                Command("running_late", self.tr("Running late…"), "clock-alert"),
                Command("not_available", self.tr("Not available from now…"), "calendar-x"),
            ]
        if any(entry.route == _QUEUE for entry in pages):
            commands.append(Command("waiting_screen", self.tr("Waiting-room screen"), "tv"))
        commands += [Command(name, keys[name].text(), icon, keys[name].sequence) for name, icon in _KEYS_ICONS.items()]
        if self._parts.session.may(Permission.EDIT_WAITING_LIST):
            commands.append(Command(_PAGE + "waiting_list", self.tr("Waiting list and recalls"), "hourglass", "W"))
            commands.append(Command("wish", self.tr("Put somebody on the waiting list"), "hourglass"))
        if foot(role) is SETTINGS:
            commands += [
                Command(_SETTINGS + group.name, self.tr("Settings: {group}").format(group=group.title), "settings",
                        also=", ".join((group.title, group.also, *(words.title for words in group.settings))))
                for group in groups()
            ]  # fmt: skip
        commands += [
            Command("theme", self.tr("Light or dark"), "moon"),
            Command("change_person", self.tr("Change person"), "users"),
            Command("change_password", self.tr("Change password"), "key-round"),
            Command("sign_out", self.tr("Sign out"), "log-out"),
        ]
        return tuple(commands)

    def _take(self, row: Row) -> None:
        self.box.close_box()
        if isinstance(row, PatientRow):
            self._open_patient(row.hit)
        elif isinstance(row, ActionRow):
            self._do(row)
        elif isinstance(row, VisitRow):
            self._workspace.open_dock("appointment", appointment_id=row.card.appointment_id)
        elif isinstance(row, DoctorRow):
            self._open_doctor(row)
        else:
            self._run(row)

    def _open_patient(self, hit: PatientHit) -> None:
        route = "my_patients" if self._parts.session.actor.role is Role.DOCTOR else "patient"
        self._workspace.open(route, patient_id=hit.id)

    def _open_doctor(self, row: DoctorRow) -> None:
        if self._parts.session.actor.role is Role.DOCTOR:
            self._workspace.open("my_hours")
        else:
            self._workspace.open("board", practitioner_id=row.column.practitioner_id)

    def _do(self, row: ActionRow) -> None:
        # Imported here: these reach into an area, which is imported when it is first needed.
        from clinic_desktop.ui.appointments.desk_parts import make_desk, make_printing

        if row.action is PatientAction.CALL_IN and row.card is not None:
            self._desk = make_desk(self._parts)
            self._desk.act(row.card, "C")
        elif row.action is PatientAction.PRINT_TOKEN and row.card is not None and row.card.encounter_id is not None:
            self._printing = make_printing(self._parts)
            self._printing.print_token(row.card.encounter_id, say=True)
        elif row.action is PatientAction.FOLLOW_UP:
            self._workspace.open_dock("booking", patient_id=row.hit.id)
        elif row.action is PatientAction.PAYMENTS:
            self._workspace.open("patient", patient_id=row.hit.id, tab="payments")

    def _run(self, row: CommandRow) -> None:
        name = row.command.name
        if name.startswith(_PAGE):
            self._workspace.open(name.removeprefix(_PAGE))
        elif name.startswith(_SETTINGS):
            self._workspace.open(SETTINGS.route, part=name.removeprefix(_SETTINGS))
        elif name in _OF_DOCTORS:
            own = self._parts.session.actor.role is Role.DOCTOR
            self._workspace.open("my_day" if own else "board")
            self._workspace.command(name)
        elif name == "waiting_screen":
            self._workspace.open(_QUEUE, screen=True)
        elif name == "wish":
            self._workspace.open_dock("wish")
        elif name == "walk_in" and row.text:
            self._workspace.open_dock("walk_in", query=row.text)
        else:
            self._act(name)
