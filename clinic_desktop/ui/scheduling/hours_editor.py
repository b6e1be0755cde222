"""Everything about when a doctor works, for the doctor and for whoever may change a doctor's hours."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import Role, RuleKind
from clinic_desktop.domain.errors import StaleRecord
from clinic_desktop.services.scheduling.values import SavedChange
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.fields import DateField, TextField
from clinic_desktop.ui.kit.foot import Foot
from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.reading import all_read
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.shortcuts import on_keys
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.scheduling.change_dialog import ChangeDialog
from clinic_desktop.ui.scheduling.copy_dialog import CopyWeekDialog
from clinic_desktop.ui.scheduling.exception_dialog import ExceptionDialog
from clinic_desktop.ui.scheduling.exceptions_panel import ExceptionsPanel
from clinic_desktop.ui.scheduling.hours_desk import HoursDesk
from clinic_desktop.ui.scheduling.rule_fields import RuleFields
from clinic_desktop.ui.scheduling.week_grid import Block, WeekGrid
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.scheduling.hours import HoursState, HoursViewModel
from clinic_desktop.viewmodels.scheduling.merging import Merged
from clinic_desktop.viewmodels.session import Session


class HoursEditor(QWidget):
    """Shows what ``view_model.open`` was asked for. A page embeds it, reloads it by ``view_model.on_changed``, and asks
    ``has_unsaved`` before it is left."""

    def __init__(
        self,
        theme: Theme,
        view_model: HoursViewModel,
        desk: HoursDesk,
        session: Session,
        shell: Shell,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._view_model, self.desk = theme, view_model, desk
        self._session, self._shell, self._locale = session, shell, locale
        self._question: ChangeDialog | None = None
        view_model.setParent(self)
        desk.setParent(self)
        self.grid = WeekGrid(theme, locale)
        self.fields = RuleFields(theme, locale, session.today)
        self.exceptions = ExceptionsPanel(theme, locale)
        self._build(theme)
        self._connect()
        self.show_state(view_model.state)

    def has_unsaved(self) -> bool:
        """Whether hours were drawn that are not saved."""
        return self._view_model.state.dirty

    def show_nobody(self) -> None:
        """There is no doctor whose hours could be shown."""
        self._trouble.show_words(self.tr("No doctor yet"), self.tr("Who is added under People has hours here."))
        self._pages.show_page(self._trouble)

    def show_state(self, state: HoursState) -> None:
        """Shows the state; may be called at any time."""
        if state.refusal is not None and not state.places:
            why = refusal_words(state.refusal, self._session.centre.zone, self._locale)
            self._trouble.show_trouble(self.tr("The hours cannot be shown"), why, state.refusal.code)
            self._pages.show_page(self._trouble)
            return
        if state.loaded and not state.places:
            self._trouble.show_words(
                self.tr("No centre yet"), self.tr("Hours belong to a centre. Give the doctor a centre first.")
            )
            self._pages.show_page(self._trouble)
            return
        if state.loaded:
            self._pages.show_page(self._page)
        else:
            self._pages.show_loading()
        self._show_head(state)
        self._show_week(state)
        self.fields.show_rule(state.chosen, dict(state.problems).get(-1 if state.selected is None else state.selected))
        names = {place.id: place.name for place in state.places}
        self.exceptions.show_exceptions(state.exceptions, state.closures, names)
        self._show_bar(state)
        self._ask_about(state)

    def _show_head(self, state: HoursState) -> None:
        self.places.setVisible(len(state.places) > 1)
        others = self._session.signed_in and self._session.actor.role is not Role.DOCTOR
        self.copy_week.setVisible(others)
        self.copy_week.set_disabled_reason(self.tr("Save the hours first.") if state.dirty else None)
        if state.places:
            self.places.set_choices([Choice(place.id, place.name) for place in state.places])
            self.places.set_value(state.place_id)
        zone = state.place.zone.key if state.place else ""
        self._zone.set_text(self.tr("Times are those of {zone}.").format(zone=zone.replace("_", " ")) if zone else "")
        if self.shown_on.day() != state.shown_on:
            self.shown_on.set_date(state.shown_on)
        count = state.elsewhere
        text = self.tr("%Ln hours hold on other days only: choose another day to see them.", "", count)
        self._elsewhere.set_text(text if count else "")
        self._elsewhere.setVisible(bool(count))
        if not self.step.edit.hasFocus():
            self.step.set_text("" if state.step_minutes is None else str(state.step_minutes))
        self.step.set_problem(problem(state.step_problem) if state.step_problem else None)

    def _show_week(self, state: HoursState) -> None:
        problems = dict(state.problems)
        blocks = [
            Block(
                index, rule.kind, rule.weekday, rule.start_minute, max(rule.end_minute, rule.start_minute + 5),
                rule.label, index in problems, rule.location_id != state.place_id,
            )
            for index, rule in enumerate(state.rules)
            if state.in_view(index)
        ]  # fmt: skip
        self.grid.show_blocks(blocks, state.selected)

    def _show_bar(self, state: HoursState) -> None:
        self._bar.setVisible(state.dirty)
        count = len(state.problems)
        if state.refusal is not None and state.merged is None:
            self._bar_words.set_role("problem")
            self._bar_words.set_text(refusal_words(state.refusal, self._session.centre.zone, self._locale))
        elif state.merged is not None:
            self._bar_words.set_role("problem")
            self._bar_words.set_text(self._merged_words(state, state.merged))
        elif count:
            self._bar_words.set_role("problem")
            text = self.tr("%Ln hours cannot be saved as they are; they are red in the week.", "", count)
            self._bar_words.set_text(text)
        else:
            self._bar_words.set_role("muted")
            self._bar_words.set_text(self.tr("Not saved yet"))
        self.save_button.set_disabled_reason(self.tr("Some hours cannot be saved as they are.") if count else None)
        self.save_button.set_busy(self.tr("Saving…") if state.busy else None)

    def _merged_words(self, state: HoursState, found: Merged) -> str:
        """What somebody else changed meanwhile, by days."""
        by_name = state.refusal.by_name if isinstance(state.refusal, StaleRecord) else None
        who = isolated(by_name) if by_name else self.tr("Somebody else")
        theirs = self.tr("{who} changed {days} meanwhile; those hours are in the week now.").format(
            who=who, days=self._days(found.theirs)
        )
        if not found.both:
            return self.tr("{theirs} Your changes are kept: look again, then save.").format(theirs=theirs)
        both = self.tr("You both changed {days}: there yours stand. Look again, then save.").format(
            days=self._days(found.both)
        )
        return self.tr("{theirs} {both}").format(theirs=theirs, both=both)

    def _days(self, days: tuple[tuple[int, int], ...]) -> str:
        names = [self._locale.standaloneDayName(weekday + 1) for weekday in sorted({day for _, day in days})]
        return self._locale.createSeparatedList(names)

    def _ask_about(self, state: HoursState) -> None:
        """Says who is hit before the hours are saved."""
        if self._question is not None:
            if state.hits is None:
                question, self._question = self._question, None
                question.accept()
            return
        if state.hits is None:
            return
        dialog = ChangeDialog(
            self._theme,
            self._view_model.change_of_hours,
            self._session,
            self._locale,
            self,
            self.tr("Visits outside the new hours"),
            self.tr("Save hours"),
        )
        dialog.wanted.connect(self._view_model.save_anyway)
        dialog.rejected.connect(self._think_again)
        self._question = dialog
        dialog.open()

    def _think_again(self) -> None:
        self._question = None
        self._view_model.think_again()

    # --- What people do ----------------------------------------------------------------------------------------------

    def add_exception(self) -> ExceptionDialog | None:
        """Opens the dialog for a new exception."""
        state = self._view_model.state
        if state.practitioner_id is None:
            return None
        model = self.desk.new_exception(state.practitioner_id)
        dialog = ExceptionDialog(self._theme, model, self._session, state.places, self._locale, self)
        model.refused.connect(self._shell.refuse)
        model.added.connect(self._on_exception_added)
        model.begin(None)
        dialog.open()
        return dialog

    def copy_week_to_others(self) -> CopyWeekDialog | None:
        """Asks to which other doctors the week at the centre in view is copied."""
        state = self._view_model.state
        if state.practitioner_id is None or state.place_id is None:
            return None
        model = self.desk.new_copy()
        dialog = CopyWeekDialog(self._theme, model, self._session, self._locale, self, state.name)
        model.refused.connect(self._shell.refuse)
        model.copied.connect(lambda saved: self.desk.say(self.tr("Week copied"), saved))
        model.begin(state.practitioner_id, state.place_id, state.stored)
        dialog.open()
        return dialog

    def _on_exception_added(self, saved: SavedChange) -> None:
        self.desk.say(self.tr("Exception saved"), saved)
        self._view_model.load()

    def _on_drawn(self, weekday: int, start: int, end: int) -> None:
        """Inside hours people draw breaks, elsewhere hours."""
        state = self._view_model.state
        inside = any(
            rule.kind is RuleKind.WORK and rule.location_id == state.place_id and rule.weekday == weekday
            and rule.start_minute <= start < rule.end_minute
            for index, rule in enumerate(state.rules)
            if state.in_view(index)
        )  # fmt: skip
        self._view_model.add(RuleKind.BREAK if inside else RuleKind.WORK, weekday, start, end)

    def _on_changed(self, index: int, weekday: int, start: int, end: int) -> None:
        self._view_model.change(index, weekday=weekday, start_minute=start, end_minute=end)

    def _on_edited(self, field: str, value: object) -> None:
        selected = self._view_model.state.selected
        if selected is not None:
            self._view_model.change(selected, **{field: value})

    def _on_add(self, kind: RuleKind) -> None:
        """The button goes with the hint beside it: who pressed it goes on where its hours begin."""
        self._view_model.add_usual(kind)
        if self._view_model.state.selected is not None:
            self.fields.start.setFocus()

    def _on_remove(self) -> None:
        selected = self._view_model.state.selected
        if selected is not None:
            self._view_model.remove(selected)
            self.grid.setFocus()

    def _on_step(self, text: str) -> None:
        self._view_model.set_step(None if not text else int(text) if text.isdecimal() and len(text) < 6 else 0)

    # --- Building ----------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        model = self._view_model
        model.state_changed.connect(self.show_state)
        model.refused.connect(self._shell.refuse)
        model.saved.connect(lambda saved: self.desk.say(self.tr("Hours saved"), saved))
        self.desk.taken_back.connect(model.load)
        model.exception_removed.connect(lambda: self._shell.toast(self.tr("Exception removed")))
        self.grid.selected.connect(model.select)
        self.grid.drawn.connect(self._on_drawn)
        self.grid.changed.connect(self._on_changed)
        self.grid.removed.connect(model.remove)
        self.fields.edited.connect(self._on_edited)
        self.fields.remove_wanted.connect(self._on_remove)
        self.fields.copy_wanted.connect(model.copy_day)
        self.fields.add_wanted.connect(self._on_add)
        self.exceptions.add_wanted.connect(self.add_exception)
        self.exceptions.remove_wanted.connect(model.remove_exception)
        self.places.chosen.connect(model.choose_place)
        self.shown_on.chosen.connect(lambda typed: model.show_on(typed.day if typed else None))
        self.step.edited.connect(self._on_step)
        self.save_button.clicked.connect(self._save)
        self.discard_button.clicked.connect(model.discard)
        on_keys(self, {"Ctrl+S": self._save})

    def _save(self) -> None:
        if all_read(self.fields):
            self._view_model.save()

    def _build(self, theme: Theme) -> None:
        self._trouble = EmptyState(theme, "triangle-alert", "", "", tone="warn", parent=self)
        self._trouble.again.connect(self._view_model.load)
        self._page = ScrollPage(theme, self.tr("Hours"))
        self._page.body.addLayout(self._head(theme))
        week = Panel(theme, self.tr("Weekly hours"))
        self._elsewhere = PlainLabel(theme, role="caption", wrap=True)
        self._zone = PlainLabel(theme, role="caption")
        week.add_action(self._zone)
        week.body.addWidget(self.grid)
        week.body.addWidget(self._elsewhere)
        self._fit()
        theme.changed.connect(self._fit)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(week, 1)
        row.addWidget(self.fields)
        self._page.body.addLayout(row)
        self.exceptions.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._page.body.addWidget(self.exceptions)
        self._pages = LoadingStack(theme, self._page, self._trouble, margin=Space.XL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addWidget(self._make_bar(theme))

    def _fit(self) -> None:
        self.fields.setFixedWidth(min(self._theme.px(288), 400))
        for field in (self.shown_on, self.step):
            field.setFixedWidth(self._theme.px(190))

    def _head(self, theme: Theme) -> QHBoxLayout:
        self.places = Segmented(theme, (), self.tr("Centre"))
        self.shown_on = DateField(theme, self.tr("Hours on"), today=self._session.today, locale=self._locale)
        self.step = TextField(theme, self.tr("Starts every (min)"), self.tr("as the service takes"), 5)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addLayout(_beside_fields(theme, self.places))
        row.addStretch(1)
        self.copy_week = Button(theme, self.tr("Copy week to…"), "copy")
        self.copy_week.clicked.connect(self.copy_week_to_others)
        row.addLayout(_beside_fields(theme, self.copy_week))
        row.addWidget(self.step, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.shown_on, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _make_bar(self, theme: Theme) -> QFrame:
        self._bar = Foot(bar=True)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(Space.XL, Space.S, Space.XL, Space.S)
        row.setSpacing(Space.S)
        self._bar_words = PlainLabel(theme, role="muted")
        self.discard_button = Button(theme, self.tr("Discard"))
        self.save_button = Button(theme, self.tr("Save hours"), role="primary", key="Ctrl+S")
        row.addWidget(self._bar_words, 1)
        row.addWidget(self.discard_button)
        row.addWidget(self.save_button)
        self._bar.hide()
        return self._bar


def _beside_fields(theme: Theme, widget: QWidget) -> QVBoxLayout:
    """The widget in line with the controls of the fields beside it, whose words below may come and go."""
    column = QVBoxLayout()
    column.setSpacing(Space.XS)
    column.addWidget(PlainLabel(theme, " ", role="field-label"))
    column.addWidget(widget)
    column.addStretch(1)
    return column
