"""A visit's series in its dock: which one it is, the others, and a change of several before it is made."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.services.series.values import Scope, Shifted
from clinic_desktop.ui.appointments.series_words import place_text, start_text, why_text
from clinic_desktop.ui.appointments.visit_chips import VisitChips
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.messages import sentence
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.series_changes import SeriesChanges, SeriesChangesState


class SeriesSiblings(VisitChips):
    """ "Visit 3 of 8 of a series" with every visit as a chip."""

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__(theme, self.tr("Visits of the series"))
        self._locale = locale

    def show_state(self, state: SeriesChangesState) -> None:
        """Shows the series; nothing for a visit that is in none."""
        series = state.series
        self.setVisible(series is not None)
        if series is None:
            return
        place = place_text(state.position, len(series.members), self._locale)
        self.show_visits(
            self.tr("Series · visit {place}").format(place=place),
            (
                (member.appointment_id, start_text(member.period.start, series.zone, self._locale), member.state)
                for member in series.members
            ),
            state.appointment_id,
        )


class SeriesScope(QWidget):
    """For which of a series a change is."""

    def __init__(self, theme: Theme, model: SeriesChanges) -> None:
        super().__init__()
        choices = (
            Choice(Scope.THIS, self.tr("This visit")),
            Choice(Scope.LATER, self.tr("This and later")),
            Choice(Scope.ALL, self.tr("All")),
        )
        self.scope = Segmented(theme, choices, self.tr("Which visits of the series"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.scope)
        self.scope.chosen.connect(model.set_scope)

    def show_state(self, state: SeriesChangesState, changing: bool) -> None:
        """In sight while something of a series is being changed."""
        self.setVisible(changing and state.series is not None)
        self.scope.set_value(state.scope)


class SeriesShiftPart(QWidget):
    """Each visit of a move that is proposed: where it would go, or why it stays."""

    def __init__(self, theme: Theme, model: SeriesChanges, locale: QLocale) -> None:
        super().__init__()
        self._theme, self._locale = theme, locale
        self._labels: list[PlainLabel] = []
        self._refusal = PlainLabel(theme, role="problem", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.XS)
        self.act = Button(theme, "", role="primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self._refusal)
        layout.addLayout(self._list)
        layout.addWidget(self.act)
        self.act.clicked.connect(model.move)

    @property
    def lines(self) -> tuple[str, ...]:
        """What is said of each visit."""
        return tuple(label.whole_text() for label in self._labels if not label.isHidden())

    def show_state(self, state: SeriesChangesState) -> None:
        """Shows the proposal, or nothing."""
        shift = state.shift
        self.setVisible(shift is not None or state.refusal is not None)
        zone = state.series.zone if state.series else None
        self._refusal.setVisible(state.refusal is not None)
        if state.refusal is not None:
            self._refusal.set_text(sentence(state.refusal, zone, self._locale))
        items = shift.shifted if shift else ()
        while len(self._labels) < len(items):
            label = PlainLabel(self._theme, role="body", wrap=True)
            self._labels.append(label)
            self._list.addWidget(label)
        for place, label in enumerate(self._labels):
            label.setVisible(place < len(items))
            if place < len(items):
                label.set_text(self._line(items[place], state))
        going = sum(item.why is None for item in items)
        self.act.setVisible(shift is not None)
        self.act.set_text(self.tr("Move %Ln visits", "", going))
        self.act.set_disabled_reason(None if going else self.tr("None of them can go there."))
        self.act.set_busy(self.tr("Moving…") if state.busy else None)

    def _line(self, item: Shifted, state: SeriesChangesState) -> str:
        assert state.series is not None
        before = start_text(item.member.period.start, state.series.zone, self._locale)
        if item.why is not None or item.target is None:
            text = self.tr("{before} stays: {reason}.")
            return text.format(before=before, reason=why_text(item.why or "no_such_time"))
        after = start_text(item.target.start, state.series.zone, self._locale)
        return self.tr("{before} → {after}").format(before=before, after=after)
