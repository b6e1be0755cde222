"""The dock for a wish: who, with whom, for what, when they can come, and how urgent it is; or when to be seen again."""

from datetime import time
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import Urgency, WaitingKind
from clinic_desktop.domain.lengths import WISH_NOTE_LENGTH
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY
from clinic_desktop.domain.waiting import weekday_bits, weekdays_of
from clinic_desktop.services.waiting.values import WishDraft, WishView
from clinic_desktop.ui.admin.weekday_picker import WeekdayPicker
from clinic_desktop.ui.appointments.dock_frame import DockFrame
from clinic_desktop.ui.appointments.person_part import PersonPart, draft_words
from clinic_desktop.ui.appointments.waiting_words import urgency_word, whom_words
from clinic_desktop.ui.formats import isolated, weekday_date
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.date_text import TypedDate
from clinic_desktop.ui.kit.fields import ChoiceField, DateField, TextArea, TimeField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.shortcuts import ACT_KEYS, on_keys
from clinic_desktop.ui.messages import problem, sentence
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.person_finding import Stage
from clinic_desktop.viewmodels.appointments.wish import WishState, WishViewModel
from clinic_desktop.viewmodels.session import Session

_ANYBODY = (None, None)


class WishDock(Screen):
    """Ctrl+Enter puts the patient on the list, or keeps what was changed."""

    def __init__(
        self,
        theme: Theme,
        model: WishViewModel,
        session: Session,
        shell: Shell,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self._theme, self._model, self._session = theme, model, session
        self._shell, self._locale = shell, locale
        model.setParent(self)
        self._open = False
        self._stage = Stage.FIND
        self.person = PersonPart(theme, model, session, locale)
        self.name = PlainLabel(theme, role="section")
        kinds = (
            Choice(WaitingKind.WAITING, self.tr("Waiting list"), icon="hourglass"),
            Choice(WaitingKind.RECALL, self.tr("See again later"), icon="rotate-ccw"),
        )
        self.kind = Segmented(theme, kinds, self.tr("What for"))
        self.whom = ChoiceField(theme, self.tr("With"), hint=self.tr("Any doctor"))
        self.service = ChoiceField(theme, self.tr("Service"))
        self.first = DateField(theme, self.tr("From"), today=session.today, locale=locale)
        self.last = DateField(theme, self.tr("Until"), today=session.today, locale=locale)
        self.weekdays = WeekdayPicker(theme, locale, self.tr("Weekdays"))
        self.from_time = TimeField(theme, self.tr("Not before"), self.tr("any time"), locale=locale)
        self.until_time = TimeField(theme, self.tr("Over by"), self.tr("any time"), locale=locale)
        urgencies = tuple(Choice(urgency, urgency_word(urgency)) for urgency in Urgency)
        self.urgency = Segmented(theme, urgencies, self.tr("How urgent"))
        self.note = TextArea(theme, self.tr("Note"), max_length=WISH_NOTE_LENGTH)
        self.save = Button(theme, "", role="primary", key="Ctrl+Enter")
        self._refusal = PlainLabel(theme, role="problem", wrap=True)
        self._days_problem = PlainLabel(theme, role="problem", wrap=True)
        self._lay_out()
        self._connect()
        self.show_state(model.state)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(454), self._theme.px(700))

    # --- Screen -----------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``wish`` (a WishView) is changed; else ``patient_id`` and any fields of ``WishDraft`` may be handed over.
        What was typed for somebody stays until it is saved or another one is begun."""
        if self._model.state.has_person and not arguments:
            self._open = True
            self._focus()
            return
        self._open = True
        self._stage = Stage.FIND
        self._model.begin(**arguments)
        self._focus()

    def leave(self) -> None:
        self._close(self._model.state.has_typed)

    def put_aside(self) -> None:
        self._close(self._model.state.has_person)

    def has_unsaved(self) -> bool:
        return self._model.state.wish is None and self._model.state.has_person

    def kept_words(self) -> str:
        return "" if self._open or self._model.state.wish is not None else draft_words(self._model.state)

    def command(self, name: str) -> bool:
        if name == "act":
            self._save()
        return name == "act"

    # --- Showing ----------------------------------------------------------------------------------------------------

    def show_state(self, state: WishState) -> None:
        """Shows the state."""
        moved, self._stage = state.stage is not self._stage, state.stage
        draft, wish = state.draft, state.wish
        self.person.setVisible(wish is None)
        self.name.setVisible(wish is not None)
        self.kind.setVisible(wish is None)
        if wish is None:
            self.person.show_state(state)
        else:
            self.name.set_text(wish.patient_name)
        if draft is not None:
            self._show_draft(state, draft)
        self._refusal.set_text(
            sentence(state.refusal, self._session.centre.zone, self._locale) if state.refusal else ""
        )
        self._refusal.setVisible(state.refusal is not None)
        self._show_foot(state)
        if moved and self._open:
            self._focus()

    def _show_draft(self, state: WishState, draft: WishDraft) -> None:
        self.kind.set_value(draft.kind)
        self._choices(self.whom, self._whom_choices(state))
        whom = (draft.practitioner_id, None) if draft.practitioner_id else (None, draft.speciality_id)
        self.whom.set_value(whom)
        self._choices(self.service, tuple(Choice(number, name) for number, name in state.services))
        self.service.set_value(draft.service_id)
        for field, day in ((self.first, draft.first_day), (self.last, draft.last_day)):
            if field.day() != day:
                field.set_date(day)
        self.weekdays.show_weekdays(weekdays_of(draft.weekdays))
        _show_minute(self.from_time, draft.from_minute or None)
        _show_minute(self.until_time, None if draft.until_minute >= MINUTES_IN_DAY else draft.until_minute)
        self.urgency.set_value(draft.urgency)
        if self.note.text() != draft.note.strip():
            self.note.set_text(draft.note)
        self._show_problems(dict(state.problems))

    def _show_problems(self, problems: dict[str, str]) -> None:
        fields = {
            "practitioner": self.whom, "service": self.service, "first_day": self.first, "last_day": self.last,
            "from_minute": self.from_time, "until_minute": self.until_time, "note": self.note,
        }  # fmt: skip
        for name, field in fields.items():
            if name in problems:
                field.set_problem(problem(problems[name]))
        days = problems.get("weekdays")
        self._days_problem.set_text(self.tr("Choose at least one weekday.") if days else "")
        self._days_problem.setVisible(bool(days))

    def _show_foot(self, state: WishState) -> None:
        if state.wish is not None:
            text = self.tr("Save")
        elif state.draft is not None and state.draft.kind is WaitingKind.RECALL:
            text = self.tr("Note the recall")
        else:
            text = self.tr("Put on the waiting list")
        self.save.set_busy(self.tr("Saving…") if state.busy else None)
        if not state.busy:
            self.save.set_text(text)
        self.save.set_disabled_reason(None if state.can_save or state.busy else self._why_not(state))

    def _why_not(self, state: WishState) -> str:
        if not state.knows_who and state.wish is None:
            return self.tr("Find the person first, or take “New patient”.")
        return self.tr("Nobody offers a service here: choose another doctor.")

    def _whom_choices(self, state: WishState) -> tuple[Choice, ...]:
        choices = state.choices
        doctors = tuple(Choice((number, None), name, icon="stethoscope") for number, name in choices.practitioners)
        any_of = tuple(Choice((None, number), whom_words("", name)) for number, name in choices.specialities)
        anybody = (Choice(_ANYBODY, whom_words("", "")),) if choices.specialities else ()
        return (*anybody, *any_of, *doctors)

    def _choices(self, field: ChoiceField, choices: tuple[Choice, ...]) -> None:
        if field.choices != choices:
            field.set_choices(choices)

    # --- Hands ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        frame = DockFrame(self._theme, self.tr("Waiting list"))
        frame.close_button.clicked.connect(self._shell.close_dock)
        for widget in (self.person, self.name, self._refusal):
            frame.top.addWidget(widget)
        days, hours = QHBoxLayout(), QHBoxLayout()
        for row, pair in ((days, (self.first, self.last)), (hours, (self.from_time, self.until_time))):
            row.setSpacing(Space.M)
            for field in pair:
                row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        frame.body.addWidget(self.kind)
        frame.body.addWidget(self.whom)
        frame.body.addWidget(self.service)
        frame.body.addLayout(days)
        frame.body.addWidget(PlainLabel(self._theme, self.tr("Weekdays"), role="label"))
        frame.body.addWidget(self.weekdays)
        frame.body.addWidget(self._days_problem)
        frame.body.addLayout(hours)
        frame.body.addWidget(PlainLabel(self._theme, self.tr("How urgent"), role="label"))
        frame.body.addWidget(self.urgency, 0, Qt.AlignmentFlag.AlignLeft)
        frame.body.addWidget(self.note)
        frame.body.addStretch()
        frame.foot.addStretch(1)
        frame.foot.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _connect(self) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        model.refused.connect(self._shell.refuse)
        model.saved.connect(self._on_saved)
        self.kind.chosen.connect(model.set_kind)
        self.whom.chosen.connect(lambda value: model.set_whom(*value))
        self.service.chosen.connect(lambda value: model.edit(service_id=value))
        self.first.chosen.connect(lambda typed: self._take_day("first_day", typed))
        self.last.chosen.connect(lambda typed: self._take_day("last_day", typed))
        self.weekdays.chosen.connect(lambda days: model.edit(weekdays=weekday_bits(days)))
        self.from_time.chosen.connect(lambda moment: model.edit(from_minute=_minute(moment, 0)))
        self.until_time.chosen.connect(lambda moment: model.edit(until_minute=_minute(moment, MINUTES_IN_DAY)))
        self.urgency.chosen.connect(lambda value: model.edit(urgency=value))
        self.note.edited.connect(lambda text: model.edit(note=text))
        self.save.clicked.connect(self._save)
        on_keys(self, dict.fromkeys(ACT_KEYS, self._save))

    def _take_day(self, name: str, typed: TypedDate | None) -> None:
        if typed is not None:
            self._model.edit(**{name: typed.day})

    def _save(self) -> None:
        if self._model.state.stage is Stage.NEW:
            self.person.new.settle()
        # What the cursor is still in counts too.
        for field in (self.first, self.last, self.from_time, self.until_time):
            field.finished.emit()
        if not any(field.problem() for field in (self.first, self.last, self.from_time, self.until_time)):
            self._model.save()

    def _on_saved(self, wish: WishView, new: bool) -> None:
        name = isolated(wish.patient_name)
        if not new:
            said = self.tr("{name}: waiting list changed").format(name=name)
        elif wish.kind is WaitingKind.RECALL:
            day = weekday_date(wish.first_day, self._locale)
            said = self.tr("{name} is to be seen again from {day}").format(name=name, day=day)
        else:
            said = self.tr("{name} is on the waiting list").format(name=name)
        was_open, self._open = self._open, False
        self._model.end()
        if was_open:
            self._shell.close_dock()
        self._shell.toast(said)

    def _close(self, keep: bool) -> None:
        self._open = False
        if not keep:
            self._model.end()

    def _focus(self) -> None:
        state = self._model.state
        if state.wish is not None or state.stage is Stage.READY:
            self.whom.line.setFocus()
        elif state.stage is Stage.NEW:
            self.person.new.start(state)
        else:
            self.person.finding.field.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _show_minute(field: TimeField, minute: int | None) -> None:
    moment = None if minute is None else time(minute // 60, minute % 60)
    if field.value() != moment:
        field.set_time(moment)


def _minute(moment: time | None, otherwise: int) -> int:
    return otherwise if moment is None else moment.hour * 60 + moment.minute
