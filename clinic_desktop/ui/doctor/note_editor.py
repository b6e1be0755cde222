"""The structured note of a visit. It saves itself; the head says how it stands."""

from datetime import date, datetime
from itertools import pairwise

from PySide6.QtCore import QEvent, QLocale, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from clinic_desktop.domain.lengths import NOTE_LENGTH
from clinic_desktop.services.appointments.values import VisitNote
from clinic_desktop.ui.doctor import words
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.date_field import DateField
from clinic_desktop.ui.kit.date_text import TypedDate
from clinic_desktop.ui.kit.field import PlainEdit, cut_words
from clinic_desktop.ui.kit.painting import fill_box, mirrored_rect, start_painting
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space
from clinic_desktop.viewmodels.doctor.visit_note import SaveStage, VisitNoteState
from clinic_desktop.viewmodels.session import Session

_DATE_WIDTH = 240
_FIELDS = ("complaint", "findings", "diagnosis", "plan", "note")


class _GrowingEdit(PlainEdit):
    """As high as its text, without a frame. Tab goes on to the next part of the note."""

    def __init__(self, theme: Theme, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(NOTE_LENGTH, parent)
        self.setProperty("role", "bare")
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        theme.changed.connect(self._fit)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.ensurePolished()
        lines = max(1, int(self.document().size().height()))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + Space.XS)


class _Part(QWidget):
    """One part of the note: its name, and its text below. ``typed`` is caused by a person only."""

    typed = Signal(str, object)

    def __init__(self, theme: Theme, field: str, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._field = theme, field
        self._loading = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.S, 0, Space.S)
        row.setSpacing(0)
        row.addSpacing(Space.M)
        column = QVBoxLayout()
        column.setSpacing(Space.XS)
        row.addLayout(column, 1)
        column.addWidget(PlainLabel(theme, name, role="field-label", parent=self))
        self.edit = _GrowingEdit(theme, name, hint, self)
        self.edit.textChanged.connect(self._on_changed)
        self.edit.installEventFilter(self)
        column.addWidget(self.edit)
        self.cut = PlainLabel(theme, cut_words(NOTE_LENGTH), role="warning", wrap=True, parent=self)
        self.cut.hide()
        self.edit.rejected.connect(self.cut.show)
        column.addWidget(self.cut)

    def show_text(self, text: str, writable: bool) -> None:
        """Shows a text without telling anyone."""
        if text != self.edit.toPlainText():
            self._loading = True
            self.edit.setPlainText(text)
            self.cut.hide()
            self._loading = False
        self.edit.setReadOnly(not writable)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.edit.hasFocus():
            bar = mirrored_rect(self, QRect(0, Space.S, Size.FOCUS_RING + 1, self.height() - 2 * Space.S))
            fill_box(start_painting(self), bar, 1, self._theme.color("focus"))

    def _on_changed(self) -> None:
        if self._loading:
            return
        self.cut.hide()
        self.typed.emit(self._field, self.edit.toPlainText())


class NoteEditor(Panel):
    """``typed`` carries a field of the note and its value, as a person types. ``recall_wanted`` carries the day of the
    follow-up, or None."""

    typed = Signal(str, object)
    retry_wanted = Signal()
    mine_kept = Signal()
    theirs_taken = Signal()
    recall_wanted = Signal(object)

    def __init__(self, theme: Theme, session: Session, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent=parent)
        self._theme, self._session, self._locale = theme, session, locale
        self._loaded = -1
        self._state = VisitNoteState()
        self.set_title(self.tr("Visit note"))
        self.saved_label = PlainLabel(theme, role="caption", parent=self)
        self.add_action(self.saved_label)
        self._add_trouble(theme)
        self._sheet = QWidget()
        self._sheet.setProperty("role", "clear")
        self._parts = {field: self._part(theme, field) for field in _FIELDS}
        self._dates = self._made_dates(theme)
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        for field in ("complaint", "findings", "diagnosis", "plan"):
            column.addWidget(self._parts[field])
        column.addLayout(self._dates)
        column.addWidget(self._parts["note"])
        column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(self.tr("Visit note"))
        self._scroll.setWidget(self._sheet)
        self.body.addWidget(self._scroll, 1)
        down = (self._parts["plan"].edit, self.follow_up.edit, self.recall, self._parts["note"].edit)
        for upper, lower in pairwise(down):
            QWidget.setTabOrder(upper, lower)

    def _add_trouble(self, theme: Theme) -> None:
        """What is said when the note is not stored, or somebody else wrote in it."""
        self._trouble = Banner(theme, "danger", "", "", "triangle-alert", self)
        self._again = self._trouble.add_action(Button(theme, self.tr("Try now"), "refresh-cw"))
        self._mine = self._trouble.add_action(Button(theme, self.tr("Keep mine")))
        self._theirs = self._trouble.add_action(Button(theme, self.tr("Take theirs")))
        self._again.clicked.connect(self.retry_wanted)
        self._mine.clicked.connect(self.mine_kept)
        self._theirs.clicked.connect(self.theirs_taken)
        self._trouble.hide()
        self.body.addWidget(self._trouble)

    def _made_dates(self, theme: Theme) -> QBoxLayout:
        """When the patient is to come again."""
        self.follow_up = DateField(
            theme, self.tr("Follow-up"), self.tr("Such as +14 or a date"), today=self._session.today,
            locale=self._locale,
        )  # fmt: skip
        self.follow_up.chosen.connect(self._on_follow_up)
        self.recall = Button(theme, self.tr("Put on the recall list"), icon="rotate-ccw", key="Alt+R")
        self.recall.set_tip(self.tr("To be seen again from the follow-up date; without one, in half a year"))
        self.recall.clicked.connect(self.want_recall)
        dates = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        dates.setContentsMargins(Space.M, Space.S, 0, Space.S)
        dates.setSpacing(Space.M)
        dates.addWidget(self.follow_up)
        dates.addWidget(self.recall, 0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        dates.addStretch(1)
        return dates

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def least_width(self) -> int:
        """How wide it has to be for nothing in it to be cut."""
        return self.recall.sizeHint().width() + 4 * Space.XL

    def _fit(self) -> None:
        """The button beside the date, or below it where there is no room for both; and room for either word while
        somebody types, so that the one is not cut to the width of the other."""
        self.saved_label.ensurePolished()
        metrics = self.saved_label.fontMetrics()
        words_while_typing = (self.tr("typing…"), self.tr("saving…"))
        self.saved_label.setMinimumWidth(max(map(metrics.horizontalAdvance, words_while_typing)) + Space.XS)
        wide = self._theme.px(_DATE_WIDTH)
        room = self.width() - self.recall.sizeHint().width() - 4 * Space.L
        beside = room >= wide
        self.follow_up.setMinimumWidth(wide if beside else 0)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._dates.setDirection(way)

    def show_note(self, state: VisitNoteState, now: datetime) -> None:
        """Shows the note; the fields take over the draft only when one was loaded."""
        self._state = state
        if state.loaded != self._loaded:
            self._loaded = state.loaded
            self._fill(state.draft, state.may_write)
        self._show_trouble(state)
        self.show_time(now)

    def show_time(self, now: datetime) -> None:
        """How the note stands against what is stored."""
        self.saved_label.set_text(self._standing(self._state, now))
        self.saved_label.set_role(
            "problem" if self._state.stage in (SaveStage.FAILED, SaveStage.CONFLICT) else "caption"
        )

    def start_writing(self) -> None:
        """Puts the keyboard into the first part that is still empty."""
        empty = (field for field in _FIELDS if not self._parts[field].edit.toPlainText())
        edit = self._parts[next(empty, "note")].edit
        edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        edit.moveCursor(edit.textCursor().MoveOperation.End)

    def _standing(self, state: VisitNoteState, now: datetime) -> str:
        if state.stage is SaveStage.TYPED:
            return self.tr("typing…")
        if state.stage is SaveStage.SAVING:
            return self.tr("saving…")
        if state.stage in (SaveStage.FAILED, SaveStage.CONFLICT):
            return self.tr("not saved yet")
        return words.since_text(state.saved_at, now, self._locale) if state.saved_at else ""

    def _show_trouble(self, state: VisitNoteState) -> None:
        failed, conflict = state.stage is SaveStage.FAILED, state.stage is SaveStage.CONFLICT
        self._again.setVisible(failed)
        self._mine.setVisible(conflict)
        self._theirs.setVisible(conflict)
        if failed and state.refusal is not None:
            detail = self.tr("{why} What you typed is kept here and sent again by itself.").format(
                why=refusal_words(state.refusal, self._session.centre.zone, self._locale)
            )
            self._trouble.show_words(self.tr("The note is not saved yet"), detail)
        elif conflict:
            self._trouble.show_words(
                self.tr("The note was changed elsewhere"), self.tr("Your text is still here. Choose which one stays.")
            )
        elif state.refusal is not None:
            self._trouble.show_words(
                self.tr("The note cannot be shown"),
                refusal_words(state.refusal, self._session.centre.zone, self._locale),
            )
        self._trouble.setVisible(failed or conflict or state.refusal is not None)

    def _fill(self, note: VisitNote, writable: bool) -> None:
        for field, part in self._parts.items():
            part.show_text(getattr(note, field), writable)
        self.follow_up.set_date(note.follow_up_on)
        self.follow_up.setEnabled(writable)
        self.recall.setEnabled(writable)

    def want_recall(self) -> None:
        """The patient is to be seen again: from the day that stands in the field, also while the cursor is in it."""
        if self.recall.isEnabled():
            self.follow_up.finished.emit()
            self.recall_wanted.emit(self.follow_up.day())

    def _on_follow_up(self, typed: TypedDate | None) -> None:
        day: date | None = typed.day if typed else None
        self.typed.emit("follow_up_on", day)

    def _part(self, theme: Theme, field: str) -> _Part:
        names = {
            "complaint": (self.tr("Complaint"), self.tr("What brings the patient")),
            "findings": (self.tr("Findings"), self.tr("What you find")),
            "diagnosis": (self.tr("Diagnosis"), self.tr("What you think it is")),
            "plan": (self.tr("Plan"), self.tr("What happens next")),
            "note": (self.tr("Notes"), self.tr("Anything else")),
        }
        part = _Part(theme, field, *names[field], parent=self._sheet)
        part.typed.connect(self.typed)
        part.edit.cursorPositionChanged.connect(lambda: self._keep_in_sight(part))
        return part

    def _keep_in_sight(self, part: _Part) -> None:
        if part.edit.hasFocus():
            spot = part.edit.mapTo(self._sheet, part.edit.cursorRect().center())
            self._scroll.ensureVisible(spot.x(), spot.y(), 0, Space.XXL)
