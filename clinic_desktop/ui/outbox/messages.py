"""The page of messages: what patients were told, what failed first, and beside the list one message whole."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import MessageKind
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.messages.values import MessageRow
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.fields import ChoiceField, DateField
from clinic_desktop.ui.kit.list_and_pane import ListAndPane
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.shortcuts import on_keys
from clinic_desktop.ui.kit.table_rows import FACT_TONES, Cell, Column, TableRows
from clinic_desktop.ui.mail_words import message_problem
from clinic_desktop.ui.outbox.message_pane import MessagePane
from clinic_desktop.ui.outbox.words import kind_word, message_look, message_state_word, moment_text, tr, when_text
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.outbox.messages import TOPICS, MessagesState, MessagesTab, MessagesViewModel
from clinic_desktop.viewmodels.undo import Action

_STATE, _PATIENT, _ABOUT, _WRITTEN = range(4)
_WIDTHS = (150, 220, 215, 120)


class MessagesScreen(AdminPage):
    """Enter opens the visit, R sends again, Delete takes back, F3 searches."""

    def __init__(self, around: Around, view_model: MessagesViewModel, parent: QWidget | None = None) -> None:
        super().__init__(around, "", TOPICS, parent)
        self.title.set_text(tr("Messages"))
        self.setAccessibleName(tr("Messages"))
        self._model = view_model
        view_model.setParent(self)
        theme = around.theme
        self.search = SearchField(theme, tr("Find a message"), tr("Name or email"), "F3")
        self.wording = Button(theme, tr("Wording…"), icon="pencil")
        self.banner = Banner(theme, "warn", "", icon="mail")
        self.set_up = self.banner.add_action(Button(theme, tr("Mail server…")))
        self._failed = -1
        self.tabs = Segmented(theme, self._tab_choices(0), tr("Which messages"))
        self.kind = ChoiceField(theme, "", self._kind_choices(), tr("All kinds"))
        self.day = DateField(theme, "", tr("Any day"), today=around.session.today, locale=around.locale)
        self.table = DataTable(theme, tr("Messages"), lines=2)
        self.rows: TableRows[MessageRow] = TableRows(self._columns(), lambda row: row.id, self.table)
        self.pane = MessagePane(theme, around.session, around.locale)
        self.older = Button(theme, tr("Show older ones"), role="quiet")
        self.limit = PlainLabel(theme, role="caption", wrap=True)
        self._nothing = EmptyState(theme, "mail", "", "")
        self._build()
        self._connect()
        self.begin_keys_at(self.table)

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``message_id`` may be handed over, and ``tab``: "failed" and the like."""
        if "tab" in arguments:
            self._model.show_tab(MessagesTab(arguments["tab"]))
        else:
            self._model.load()
        if "message_id" in arguments:
            self._model.select(arguments["message_id"])
            self.both.show_pane()
        self.table.setFocus()

    def reload(self) -> None:
        self._model.load()

    def command(self, name: str) -> bool:
        if name == "find":
            self.search.take_keys()
            return True
        return super().command(name)

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", tr("Open the visit")),
            ("R", tr("Send the message again")),
            ("Del", tr("Take the message back")),
            *self.both.keys(),
        )

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_state(self, state: MessagesState) -> None:
        """Shows the state; may be called at any time."""
        self.show_loaded(state.loaded, state.refusal)
        self._show_filters(state)
        self._show_sending(state)
        self.rows.show_rows(state.rows)
        self._lists.setCurrentWidget(self._list if state.rows else self._nothing)
        self._show_nothing(state)
        self.both.set_pane_wanted(bool(state.rows) or state.view is not None)
        self.table.show_selected(state.selected_id)
        self.older.setVisible(state.may_grow)
        self.limit.setVisible(state.more and not state.may_grow)
        self.limit.set_text(tr("Older ones are found by their day or a name."))
        self.pane.show_state(state)

    def _show_filters(self, state: MessagesState) -> None:
        failed = state.outbox.failed if state.outbox is not None else 0
        if failed != self._failed:
            self._failed = failed
            self.tabs.set_choices(self._tab_choices(failed))
        self.tabs.set_value(state.tab)
        self.kind.set_value(state.kind)
        if self.day.day() != state.day and not self.day.edit.hasFocus():
            self.day.set_date(state.day)
        if not self.search.hasFocus():
            self.search.set_query(state.text)

    def _show_sending(self, state: MessagesState) -> None:
        """Whether this desk can send, and what waits because of it."""
        outbox = state.outbox
        self.banner.setVisible(outbox is not None and bool(outbox.lacks))
        if outbox is None or not outbox.lacks:
            return
        alone = outbox.lacks == "no_password"
        title = tr("This computer sends no messages") if alone else tr("No messages leave the clinic")
        detail = message_problem(outbox.lacks)
        if outbox.waiting:
            count = self.around.locale.toString(outbox.waiting)
            detail = tr("{why} Messages that wait: {count}.").format(why=detail, count=count)
        self.banner.show_words(title, detail)

    def _show_nothing(self, state: MessagesState) -> None:
        if state.filtered:
            self._nothing.show_icon("search")
            self._nothing.show_words(tr("No message fits"), tr("Try another name, day, kind or state."))
            self._nothing.set_actions(tr("Show everything"))
            return
        self._nothing.show_icon("mail")
        self._nothing.show_words(
            tr("No messages yet"), tr("What patients are told of their visits is listed here, with what became of it.")
        )
        self._nothing.set_actions(None)

    def _columns(self) -> tuple[Column[MessageRow], ...]:
        return (
            Column(tr("State"), self._state_cell),
            Column(tr("To"), lambda row: Cell(row.recipient, row.address or tr("no email address"), strong=True)),
            Column(tr("Message"), self._about_cell),
            Column(tr("Written"), self._written_cell),
        )

    def _state_cell(self, row: MessageRow) -> Cell:
        icon, tone = message_look(row)
        when = when_text(row, self.around.session.now(), self.around.locale)
        return Cell(message_state_word(row), when, icon=icon, tone=FACT_TONES[tone])

    def _about_cell(self, row: MessageRow) -> Cell:
        visit = ""
        if row.starts_at is not None:
            visit = moment_text(row.starts_at, self.around.session.now(), self.around.locale)
            visit = tr("Visit {time}").format(time=visit)
        return Cell(kind_word(row.kind), visit)

    def _written_cell(self, row: MessageRow) -> Cell:
        written = moment_text(row.created_at, self.around.session.now(), self.around.locale)
        return Cell(written, row.created_by or tr("the program"), tone="text2")

    def _tab_choices(self, failed: int) -> tuple[Choice, ...]:
        count = self.around.locale.toString(failed) if failed else ""
        return (
            Choice(MessagesTab.ALL, tr("All")),
            Choice(MessagesTab.FAILED, tr("Failed"), count, icon="triangle-alert"),
            Choice(MessagesTab.WAITING, tr("Waiting")),
            Choice(MessagesTab.SENT, tr("Sent")),
            Choice(MessagesTab.DROPPED, tr("Not sent")),
        )

    def _kind_choices(self) -> tuple[Choice, ...]:
        return (Choice(None, tr("All kinds")), *(Choice(kind, kind_word(kind)) for kind in MessageKind))

    # --- What people do ----------------------------------------------------------------------------------------------

    def _open_visit(self, _row_id: object = None) -> None:
        view = self._model.state.view
        if view is not None and view.row.appointment_id is not None:
            self.around.shell.open_dock("appointment", appointment_id=view.row.appointment_id)

    def _open_patient(self) -> None:
        view = self._model.state.view
        if view is not None and view.row.patient_id is not None:
            self.around.shell.open("patient", patient_id=view.row.patient_id)

    def _on_sent_again(self, row: MessageRow) -> None:
        self.around.shell.toast(tr("The message to {name} is sent now").format(name=isolated(row.recipient)))

    def _on_dropped(self, row: MessageRow) -> None:
        text = tr("The message to {name} is taken back").format(name=isolated(row.recipient))
        self.around.shell.toast(text, Action(text, lambda: self._model.put_back(row)))

    def _on_restored(self, row: MessageRow) -> None:
        self.around.shell.toast(tr("The message to {name} leaves after all").format(name=isolated(row.recipient)))

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme, may_edit = self.theme, self.around.session.may(Permission.EDIT_SETTINGS)
        self.search.setMaximumWidth(theme.px(300))
        self.head.addWidget(self.search)
        self.head.addWidget(self.wording)
        self.wording.setVisible(may_edit)
        self.set_up.setVisible(may_edit)
        filters = QHBoxLayout()
        filters.setSpacing(Space.S)
        filters.addWidget(self.tabs)
        filters.addStretch(1)
        filters.addWidget(self.kind)
        filters.addWidget(self.day)
        self.kind.setFixedWidth(theme.px(170))
        self.day.setFixedWidth(theme.px(150))
        self.table.setModel(self.rows)
        self.table.set_widths(_WIDTHS)
        self.table.set_optional((_WRITTEN, _ABOUT))
        self.table.set_stretch(_PATIENT)
        self._list = QWidget()
        listed = QVBoxLayout(self._list)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.addWidget(self.table, 1)
        listed.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeft)
        listed.addWidget(self.limit)
        self._lists = QStackedWidget()
        self._lists.addWidget(self._list)
        self._lists.addWidget(self._nothing)
        frame = Panel(theme)
        frame.body.addWidget(self._lists, 1)
        self.both = ListAndPane(theme, frame, self.table, self.pane, tr("All messages"))
        self.body.addWidget(self.banner)
        self.body.addLayout(filters)
        self.body.addWidget(self.both, 1)

    def _connect(self) -> None:
        model, shell = self._model, self.around.shell
        model.state_changed.connect(self.show_state)
        model.refused.connect(shell.refuse)
        model.sent_again.connect(self._on_sent_again)
        model.dropped.connect(self._on_dropped)
        model.restored.connect(self._on_restored)
        self.reload_with_session()
        self.tabs.chosen.connect(model.show_tab)
        self.kind.chosen.connect(model.set_kind)
        self.day.chosen.connect(lambda typed: model.set_day(typed.day if typed else None))
        self.search.searched.connect(model.search)
        for narrowed in (self.tabs.chosen, self.kind.chosen, self.day.chosen, self.search.searched):
            narrowed.connect(self.both.show_list)
        self.table.chosen.connect(model.select)
        self.table.opened.connect(self._open_visit)
        self.older.clicked.connect(model.show_older)
        self._nothing.primary.connect(model.show_all)
        self.wording.clicked.connect(lambda: shell.open("wordings"))
        self.set_up.clicked.connect(lambda: shell.open("settings", part="mail"))
        self.pane.again.clicked.connect(model.send_again)
        self.pane.drop.clicked.connect(model.drop)
        self.pane.visit.clicked.connect(self._open_visit)
        self.pane.patient.clicked.connect(self._open_patient)
        on_keys(self, {"R": model.send_again, "Del": model.drop})
