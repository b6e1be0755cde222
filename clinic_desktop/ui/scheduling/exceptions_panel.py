"""What differs from the weekly hours: exceptions, which can be removed, and closed days, which can not."""

from collections.abc import Mapping

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import ExceptionKind
from clinic_desktop.services.scheduling.hours import ClosureView, ExceptionView
from clinic_desktop.ui.formats import isolated, weekday_date
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.scheduling import words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

_ICONS = {
    ExceptionKind.DAY_OFF: "calendar-x",
    ExceptionKind.VACATION: "sun",
    ExceptionKind.EXTRA: "calendar-plus",
    ExceptionKind.CHANGED: "calendar-clock",
    ExceptionKind.BLOCKED: "ban",
    ExceptionKind.UNAVAILABLE: "clock-alert",
}
_MOST_CLOSURES = 12


class ExceptionsPanel(Panel):
    """``add_wanted`` asks for a new exception, ``remove_wanted`` carries the number of one to take back."""

    add_wanted = Signal()
    remove_wanted = Signal(int)

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent=parent)
        self._theme, self._locale = theme, locale
        self._shown: object = None
        self.set_title(self.tr("Exceptions and closed days"))
        self.add = Button(theme, self.tr("Add exception"), "plus", parent=self)
        self.add.clicked.connect(self.add_wanted)
        self.add_action(self.add)
        self._rows = QWidget(self)
        self.body.addWidget(self._rows)

    def show_exceptions(
        self, exceptions: tuple[ExceptionView, ...], closures: tuple[ClosureView, ...], places: Mapping[int, str]
    ) -> None:
        """Lists them by day; ``places`` are the names of the doctor's centres."""
        shown = (exceptions, closures, tuple(places.items()))
        if shown == self._shown:
            return
        self._shown = shown
        old, self._rows = self._rows, QWidget(self)
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        for exception in exceptions:
            column.addWidget(self._exception_row(exception, places))
        for closure in closures[:_MOST_CLOSURES]:
            column.addWidget(self._closure_row(closure, places))
        if not exceptions and not closures:
            nothing = self.tr("Nothing differs from the weekly hours.")
            column.addWidget(PlainLabel(self._theme, nothing, role="muted", wrap=True, parent=self._rows))
        self.body.replaceWidget(old, self._rows)
        old.hide()
        old.deleteLater()

    def _exception_row(self, exception: ExceptionView, places: Mapping[int, str]) -> QWidget:
        draft = exception.draft
        where = places.get(draft.location_id, "") if draft.location_id is not None and len(places) > 1 else ""
        facts = [words.minutes_range(draft, self._locale), where, draft.reason]
        title = words.tr("{days} · {kind}").format(
            days=words.days_text(draft, self._locale), kind=words.kind_word(draft.kind)
        )
        remove = IconButton(self._theme, "trash-2", self.tr("Remove: {what}").format(what=title), parent=self)
        remove.clicked.connect(lambda: self.remove_wanted.emit(exception.id))
        return self._row(_ICONS[draft.kind], title, [fact for fact in facts if fact], remove)

    def _closure_row(self, closure: ClosureView, places: Mapping[int, str]) -> QWidget:
        title = words.tr("{days} · {kind}").format(days=weekday_date(closure.day, self._locale), kind=self.tr("Closed"))
        where = self.tr("whole clinic") if closure.location_id is None else places.get(closure.location_id, "")
        return self._row("house", title, [fact for fact in (closure.name, where) if fact], None)

    def _row(self, icon: str, title: str, facts: list[str], remove: IconButton | None) -> QWidget:
        row = QWidget(self._rows)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.M)
        line.addWidget(SmallIcon(self._theme, icon, parent=row))
        line.addWidget(PlainLabel(self._theme, title, role="strong", parent=row))
        detail = self.tr(" · ", "between facts").join(isolated(fact) for fact in facts)
        line.addWidget(PlainLabel(self._theme, detail, role="muted", parent=row), 1)
        if remove is not None:
            line.addWidget(remove)
        row.setMinimumHeight(self._theme.px(32))
        return row
