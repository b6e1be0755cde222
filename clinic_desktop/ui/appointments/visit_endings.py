"""What is said after a visit was cancelled or turned down, or several of a series were changed, with Undo."""

from PySide6.QtCore import QLocale, QObject

from clinic_desktop.domain.money import Money
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.viewmodels.appointments.appointment import Cancelled, VisitViewModel
from clinic_desktop.viewmodels.appointments.series_changes import SeriesDeed, SeriesDone
from clinic_desktop.viewmodels.undo import Action


class VisitEndings(QObject):
    """What sends money back online cannot be undone here: the money is on its way. What the desk owes is."""

    def __init__(self, model: VisitViewModel, desk: VisitDesk, locale: QLocale, parent: QObject) -> None:
        super().__init__(parent)
        self._series, self._desk, self._locale = model.series, desk, locale
        model.cancelled.connect(self._say_cancelled)
        model.series.done.connect(self._say_series)

    def _say_cancelled(self, done: Cancelled) -> None:
        view, desk = done.appointment, self._desk
        name = isolated(view.patient_name)
        undo: Action | None = None
        if done.rejected:
            text = self.tr("{name} turned down").format(name=name)
        elif done.refund_minor and view.amount is not None:
            amount = money_text(Money(done.refund_minor, view.amount.currency), self._locale)
            text = self._going_back(done).format(name=name, amount=amount)
            if all(part.gateway is None for part in done.back):
                undo = Action(text, lambda: desk.undo_view(view))
        else:
            text = self.tr("{name} cancelled").format(name=name)
            undo = Action(text, lambda: desk.undo_view(view))
        desk.told.say(text, undo, view.id)

    def _going_back(self, done: Cancelled) -> str:
        online = [part.gateway is not None for part in done.back]
        if online and all(online):
            return self.tr("{name} cancelled · {amount} goes back online")
        if any(online):
            return self.tr("{name} cancelled · {amount} to go back")
        return self.tr("{name} cancelled · {amount} to hand back")

    def _say_series(self, done: SeriesDone) -> None:
        count, series = len(done.changed), self._series
        words = {
            SeriesDeed.MOVED: self.tr("{name}: %Ln visits moved", "", count),
            SeriesDeed.CANCELLED: self.tr("{name}: %Ln visits cancelled", "", count),
            SeriesDeed.UNDONE: self.tr("{name}: %Ln visits are as they were", "", count),
        }
        said = words[done.deed].format(name=isolated(done.patient_name))
        final = done.deed is SeriesDeed.UNDONE or done.refund_minor
        undo = None if final else Action(said, lambda: series.undo(done))
        self._desk.told.say(said, undo, *(one.appointment_id for one in done.changed))
