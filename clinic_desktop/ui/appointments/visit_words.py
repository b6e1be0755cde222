"""What is said after something was done to a visit, and acting on its keys: shared by board, queue and docks."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal

from clinic_desktop.domain.codes import AppointmentState, QueueState, Urgency
from clinic_desktop.services.appointments.views import Card, DueEntry, QueueEntry
from clinic_desktop.ui.appointments.token_printing import TokenPrinting
from clinic_desktop.ui.appointments.told_toast import ToldToast
from clinic_desktop.ui.appointments.wait_words import urgency_word
from clinic_desktop.ui.formats import isolated, minutes_text, time_text, weekday_date
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.viewmodels.appointments.visit_actions import Deed, Done, VisitActions
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.undo import Action

# Only for the annotations.
if TYPE_CHECKING:
    from clinic_desktop.services.appointments.values import AppointmentView, NoShows

Visit = Card | QueueEntry | DueEntry
_TOLD = (Deed.MOVED, Deed.CONFIRMED, Deed.UNDONE)
"""After these the patient may have to be told."""
_WAITS = (QueueState.WAITING, QueueState.CALLED, QueueState.HELD)
_URGENCIES = (Urgency.ROUTINE, Urgency.PRIORITY, Urgency.EMERGENCY)
_URGENCY_STEPS = {"U": 1, "D": -1}


class VisitDesk(QObject):
    """Does what a key asks for with a visit, and says what happened, with Undo where there is one. ``move_lost``
    carries a MoveLost: the page offers other times. ``done`` fires after something was done."""

    move_lost = Signal(object)
    done = Signal(object)

    def __init__(
        self,
        actions: VisitActions,
        session: Session,
        shell: Shell,
        printing: TokenPrinting,
        told: ToldToast,
        locale: QLocale,
    ) -> None:
        super().__init__()
        self._actions, self._session, self._shell = actions, session, shell
        self.printing, self.told, self._locale = printing, told, locale
        for child in (actions, printing, told):
            child.setParent(self)
        actions.done.connect(self._say)
        actions.refused.connect(shell.refuse)
        actions.move_lost.connect(self.move_lost)
        actions.all_marked.connect(self._say_all)
        actions.nobody_waits.connect(self._say_nobody_waits)

    def act(self, visit: Visit, letter: str) -> None:
        """One letter of the keyboard map: A arrive, C call in, H hold, S skip, X no show, P pay, U and D more or less
        urgent."""
        number, version = visit.appointment_id, visit.version
        if letter == "A":
            self._arrive(visit)
        elif letter == "C":
            again = self._queue_state(visit) is QueueState.CALLED
            (self._actions.call_again if again else self._actions.call_in)(number, version)
        elif letter == "H":
            if self._queue_state(visit) is QueueState.HELD:
                self._actions.back_to_queue(number, version)
            else:
                self._actions.hold(number, version)
        elif letter == "S":
            former = self._queue_state(visit) or QueueState.WAITING
            self._actions.skip(number, version, former, getattr(visit, "called_at", None))
        elif letter == "X":
            self._gone(visit)
        elif letter in _URGENCY_STEPS:
            self._reorder(visit, _URGENCY_STEPS[letter])
        elif letter == "P":
            self._shell.open_dock("take_payment", appointment_id=number)

    def move(self, card: Card, practitioner_id: int, day: date, minute: int, minutes: int | None = None) -> None:
        """Moves the visit to a wall-clock minute of that day; with ``minutes`` it gets that length, too."""
        self._actions.move(card.appointment_id, card.version, practitioner_id, day, minute, minutes)

    def change_length(self, card: Card, minutes: int) -> None:
        """Makes the visit longer or shorter."""
        self._actions.change_length(card.appointment_id, card.version, minutes)

    def move_to(self, card: Card, practitioner_id: int, start: datetime, override_reason: str | None = None) -> None:
        """Moves the visit to that instant; with a reason also against the rules that the person may pass over."""
        self._actions.move_to(
            card.appointment_id, card.version, practitioner_id, start, override_reason=override_reason
        )

    def no_show_all(self, day: date) -> None:
        """Marks everybody of that day who was due and did not come."""
        self._actions.no_show_all(day)

    def call_next(self, practitioner_id: int) -> None:
        """Calls the next who waits for that doctor."""
        self._actions.call_next(practitioner_id)

    def undo(self, card: Card, reason: str = "") -> None:
        """Takes the visit's last step back."""
        self._actions.undo(card.appointment_id, card.version, reason)

    def undo_view(self, view: "AppointmentView") -> None:
        """Takes back what left the visit as it is in the view."""
        self._actions.undo(view.id, view.version)

    def _arrive(self, visit: Visit) -> None:
        if getattr(visit, "state", AppointmentState.CONFIRMED) is AppointmentState.PENDING:
            self._actions.confirm(visit.appointment_id, visit.version)
        else:
            self._actions.check_in(visit.appointment_id, visit.version)

    def _gone(self, visit: Visit) -> None:
        """Who never came did not show; who came and left is cancelled, after a look at what goes back to them."""
        if self._queue_state(visit) in _WAITS:
            self._shell.open_dock("appointment", appointment_id=visit.appointment_id, left=True)
        else:
            self._actions.no_show(visit.appointment_id, visit.version)

    def _reorder(self, visit: Visit, step: int) -> None:
        if isinstance(visit, DueEntry) or visit.queue_state not in _WAITS:
            return
        place = min(max(_URGENCIES.index(visit.urgency) + step, 0), len(_URGENCIES) - 1)
        if _URGENCIES[place] is not visit.urgency:
            self._actions.set_urgency(visit.appointment_id, visit.version, _URGENCIES[place], visit.urgency)

    def _queue_state(self, visit: Visit) -> QueueState | None:
        return None if isinstance(visit, DueEntry) else visit.queue_state

    def _say(self, done: Done) -> None:
        if done.encounter_id is not None:
            self.printing.print_token(done.encounter_id)
        text = self._sentence(done)
        undo = Action(text, done.undo, done.redo) if done.undo else None
        if done.deed in _TOLD:
            self.told.say(text, undo, done.appointment.id)
        else:
            self._shell.toast(text, undo)
        self.done.emit(done)

    def _say_nobody_waits(self) -> None:
        self._shell.toast(self.tr("Nobody is waiting for this doctor."))

    def _say_all(self, done: "NoShows") -> None:
        count = self._locale.toString(done.marked)
        if not done.skipped:
            self._shell.toast(self.tr("Marked as no-show: {count}").format(count=count))
            return
        names = self._locale.createSeparatedList([isolated(name) for name in done.skipped])
        text = self.tr("Marked as no-show: {count}. Somebody else just changed {names}.")
        self._shell.toast(text.format(count=count, names=names))

    def _sentence(self, done: Done) -> str:
        sentences = {
            Deed.ARRIVED: self.tr("{name} arrived · token {token}"),
            Deed.CALLED: self.tr("{name} called · token {token}"),
            Deed.CALLED_AGAIN: self.tr("{name} called again · token {token}"),
            Deed.URGENCY: self.tr("{name} is now: {urgency}"),
            Deed.HELD: self.tr("{name} set aside"),
            Deed.SKIPPED: self.tr("{name} moved behind the others"),
            Deed.SKIPPED_FIRST: self.tr("{name} was not there, but stays first: {urgency}"),
            Deed.SKIPPED_ALONE: self.tr("{name} was not there: nobody else is waiting"),
            Deed.BACK: self.tr("{name} back in the queue"),
            Deed.NO_SHOW: self.tr("{name} marked as no-show"),
            Deed.MOVED: self.tr("{name} moved to {time} with {doctor}"),
            Deed.RESIZED: self.tr("{name} now has {minutes}, until {end}"),
            Deed.CONFIRMED: self.tr("{name} approved"),
            Deed.UNDONE: self.tr("{name}: taken back"),
        }
        view, zone = done.appointment, self._session.centre.zone
        start = view.period.start.astimezone(zone)
        time = time_text(start, self._locale)
        if start.date() != self._session.today():
            time = f"{weekday_date(start.date(), self._locale)} {time}"
        return sentences[done.deed].format(
            name=isolated(view.patient_name),
            token=view.token,
            urgency=urgency_word(view.urgency),
            doctor=isolated(view.practitioner_name),
            time=time,
            minutes=minutes_text(view.period.minutes, self._locale),
            end=time_text(view.period.end.astimezone(zone), self._locale),
        )
