"""The omnibox: what matches the typed text among patients, visits, doctors and commands, and what may be done."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import AppointmentState, Role
from clinic_desktop.domain.errors import NotAllowed, Refused
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.views import Card, DayColumn, DayView
from clinic_desktop.services.patients.hits import Found, PatientHit, Why
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

if TYPE_CHECKING:
    from clinic_desktop.services.patients.service import PatientService

_TOKEN = re.compile(r"[^\W\d_]{1,3}[\s-]?\d{1,4}")
_MOST_PATIENTS = 5
_MOST_OTHERS = 3
_MOST_COMMANDS = 4


class PatientAction(StrEnum):
    """What may be done with the best patient found; the value is its letter."""

    CALL_IN = "C"
    FOLLOW_UP = "F"
    PAYMENTS = "P"
    PRINT_TOKEN = "T"  # noqa: S105 (a key)


@dataclass(frozen=True, slots=True)
class Command:
    """Something that the program does. ``name`` is for the shell, ``words`` are translated, ``key`` is shown beside;
    ``also`` are other words by which people look for it, with commas between."""

    name: str
    words: str
    icon: str
    key: str = ""
    also: str = ""

    def fits(self, folded: str) -> bool:
        """Whether the text, without its capitals, is part of what it is called."""
        return folded in self.words.casefold() or (bool(folded) and folded in self.also.casefold())

    def begins(self, folded: str) -> bool:
        """Whether the text begins a name of it."""
        names = (self.words, *self.also.split(","))
        return any(name.strip().casefold().startswith(folded) for name in names)

    def has_word(self, folded: str) -> bool:
        """Whether a word of what it is called begins so: "late" is "Running late…"."""
        return f" {folded}" in f" {self.words.casefold()}"


@dataclass(frozen=True, slots=True)
class PatientRow:
    hit: PatientHit


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action for the best patient; ``card`` is their visit today, where the action needs one."""

    action: PatientAction
    hit: PatientHit
    card: Card | None


@dataclass(frozen=True, slots=True)
class VisitRow:
    card: Card


@dataclass(frozen=True, slots=True)
class DoctorRow:
    column: DayColumn


@dataclass(frozen=True, slots=True)
class CommandRow:
    """``text`` is handed to the command, such as the name of a new walk-in."""

    command: Command
    text: str = ""


Row = PatientRow | ActionRow | VisitRow | DoctorRow | CommandRow


@dataclass(frozen=True, slots=True)
class OmniboxState:
    """``found_for`` is the text that the rows answer; ``current`` is the highlighted row, -1 for none."""

    text: str = ""
    found_for: str = ""
    rows: tuple[Row, ...] = ()
    current: int = -1
    more: int | None = 0
    refusal: Refused | None = None

    @property
    def settled(self) -> bool:
        """Whether the rows are those of what is typed now."""
        return self.text == self.found_for


class OmniboxViewModel(ViewModel[OmniboxState]):
    """``chosen`` carries the Row that a person took. Today's visits are read once when it opens and held while it is
    open, so that a key press costs one search for patients."""

    chosen = Signal(object)

    def __init__(
        self,
        patients: "Callable[[], PatientService]",
        days: DayService,
        session: Session,
        tasks: Runner,
        commands: Callable[[], tuple[Command, ...]],
    ) -> None:
        super().__init__(OmniboxState(), tasks)
        self._patients, self._days, self._session, self._commands = patients, days, session, commands
        self._known: tuple[Command, ...] = ()
        self._day: DayView | None = None
        self._found = Found((), 0)
        self._take_when_settled = self._day_asked = False

    def open(self, text: str = "") -> None:
        """Begins with an empty field, or with a text."""
        self._known = self._commands()
        self._day, self._found, self._take_when_settled, self._day_asked = None, Found((), 0), False, False
        self.show_state(text="", found_for="", rows=(), current=-1, refusal=None, more=0)
        if self._session.may(Permission.SEE_APPOINTMENTS) and self._session.actor.role is not Role.PATIENT:
            actor, centre_id, today = self._session.actor, self._session.centre.id, self._session.today()
            self._day_asked = True
            self.ask(lambda: self._days.day(actor, centre_id, today), self._keep_day, self._day_refused, question="day")
        self.type(text)

    def type(self, text: str) -> None:
        """Takes what stands in the field after a key press."""
        self._take_when_settled = False
        self.show_state(text=text)
        if not self._searches_patients(text):
            # Also drops the answer to an earlier text that is still on its way.
            self.drop_answers("patients")
            self._answer(text, Found((), 0))
            return
        actor, centre_id = self._session.actor, self._session.centre.id
        self.ask(
            lambda: self._patients().search(actor, text.lstrip("+"), centre_id, _MOST_PATIENTS),
            done=lambda found: self._answer(text, found),
            refused=lambda refusal: self._refused(text, refusal),
            question="patients",
        )

    def move(self, step: int) -> None:
        """Highlights the next row or the one before, round the ends."""
        count = len(self.state.rows)
        if count:
            self.show_state(current=(self.state.current + step) % count)

    def move_to(self, place: int) -> None:
        """Highlights that row."""
        if 0 <= place < len(self.state.rows):
            self.show_state(current=place)

    def to_actions(self) -> bool:
        """Highlights the first action of the best patient; says whether there is one."""
        place = next((place for place, row in enumerate(self.state.rows) if isinstance(row, ActionRow)), None)
        if place is not None:
            self.show_state(current=place)
        return place is not None

    def letter(self, letter: str) -> bool:
        """Takes the action with that letter while an action is highlighted; says whether there is one."""
        if not isinstance(self._current(), ActionRow):
            return False
        row = next((row for row in self.state.rows if isinstance(row, ActionRow) and row.action == letter), None)
        if row is not None:
            self.chosen.emit(row)
        return row is not None

    def take(self) -> None:
        """Takes the highlighted row; where the answer to the last key press is still on its way, the best of that."""
        row = self._current()
        if not self.state.settled or self._waits_for_day():
            self._take_when_settled = True
        elif row is not None:
            self.chosen.emit(row)

    def _current(self) -> Row | None:
        state = self.state
        return state.rows[state.current] if 0 <= state.current < len(state.rows) else None

    def _searches_patients(self, text: str) -> bool:
        return bool(text.strip()) and text[0] not in "/#" and self._session.may(Permission.SEE_PATIENTS)

    def _keep_day(self, day: DayView) -> None:
        self._day = day
        if self.state.text and self.state.settled:
            self._answer(self.state.text, self._found)

    def _day_refused(self, refusal: Refused) -> None:
        self._day_asked = False
        if not isinstance(refusal, NotAllowed):
            self.show_state(refusal=refusal)
        if self._take_when_settled and self.state.settled:
            self._answer(self.state.text, self._found)

    def _waits_for_day(self) -> bool:
        """Whether a token is typed and today's visits are still on their way."""
        return self._day is None and self._day_asked and is_token(self.state.text)

    def _refused(self, text: str, refusal: Refused) -> None:
        self._answer(text, Found((), 0))
        if not isinstance(refusal, NotAllowed):
            self.show_state(refusal=refusal)

    def _answer(self, text: str, found: Found) -> None:
        self._found = found
        rows = self._rows(text, found)
        self.show_state(found_for=text, rows=rows, current=0 if rows else -1, more=found.more, refusal=None)
        if self._take_when_settled and not self._waits_for_day():
            self._take_when_settled = False
            self.take()

    def _rows(self, text: str, found: Found) -> tuple[Row, ...]:
        wanted = text.strip()
        if wanted.startswith("/"):
            return self._command_rows(wanted[1:].strip(), everything=True)
        if wanted.startswith("#"):
            return self._token_rows(wanted[1:].strip())
        visits = self._visits_of(wanted) if is_token(wanted) else ()
        people: list[Row] = [PatientRow(hit) for hit in found.hits[:_MOST_PATIENTS]]
        actions = self._action_rows(found.hits[0]) if found.hits else ()
        others = (*self._doctor_rows(wanted), *self._command_rows(wanted, everything=not wanted))
        if found.hits and self._is_doubtful(wanted, found.hits[0]):
            return (*visits, *others, *people, *actions)
        return (*visits, *people, *actions, *others)

    def _is_doubtful(self, wanted: str, best: PatientHit) -> bool:
        """Whether Enter must not take the best patient: found by a number that may be the end of a phone, or past a
        typo where the text is a word of a command."""
        folded = wanted.casefold()
        named = any(command.begins(folded) or command.has_word(folded) for command in self._known)
        return not best.is_meant_by(wanted) or (best.why is Why.NAME_TYPO and named)

    def _visits_of(self, token: str) -> tuple[Row, ...]:
        """The visits whose token that is, and not only a part of it."""
        return tuple(VisitRow(card) for card in self._cards() if card.token and _plain(card.token) == _plain(token))

    def _token_rows(self, token: str) -> tuple[Row, ...]:
        plain = _plain(token)
        cards = [card for card in self._cards() if card.token and plain in _plain(card.token)]
        cards.sort(key=lambda card: (not _plain(card.token).endswith(plain), card.token))
        return tuple(VisitRow(card) for card in cards[: 2 * _MOST_PATIENTS])

    def _action_rows(self, hit: PatientHit) -> tuple[Row, ...]:
        card = next((card for card in self._cards() if card.patient_id == hit.id and card.token), None)
        actions = []
        if card is not None and card.state is AppointmentState.CHECKED_IN and self._session.may(Permission.CALL_IN):
            actions.append(PatientAction.CALL_IN)
        if self._session.may(Permission.BOOK) and self._session.actor.role is not Role.DOCTOR:
            actions.append(PatientAction.FOLLOW_UP)
        if self._session.may(Permission.SEE_PAYMENTS):
            actions.append(PatientAction.PAYMENTS)
        if card is not None and card.encounter_id is not None and self._session.may(Permission.CHECK_IN):
            actions.append(PatientAction.PRINT_TOKEN)
        return tuple(ActionRow(action, hit, card) for action in actions)

    def _doctor_rows(self, text: str) -> tuple[Row, ...]:
        folded = text.casefold()
        if not folded or self._day is None:
            return ()
        found = [column for column in self._day.columns if folded in column.name.casefold()]
        return tuple(DoctorRow(column) for column in found[:_MOST_OTHERS])

    def _command_rows(self, text: str, everything: bool) -> tuple[Row, ...]:
        folded = text.casefold()
        matching = [command for command in self._known if command.fits(folded)]
        # Who types the beginning of a command, else of a word of one, means that rather than somebody of that name.
        begun = [command for command in matching if command.begins(folded)]
        begun = begun or [command for command in matching if command.has_word(folded)]
        matching = [*begun, *(command for command in matching if command not in begun)]
        rows: list[Row] = [CommandRow(command) for command in matching]
        walk_in = next((command for command in self._known if command.name == "walk_in"), None)
        if everything:
            return tuple(rows)
        if walk_in is not None and text:
            first: list[Row] = [*rows[: min(len(begun), _MOST_COMMANDS - 1)], CommandRow(walk_in, text)]
            rows = [*first, *(row for row in rows if row not in first and row != CommandRow(walk_in))]
        return tuple(rows[:_MOST_COMMANDS])

    def _cards(self) -> tuple[Card, ...]:
        return tuple(card for column in self._day.columns for card in column.cards) if self._day is not None else ()


def is_token(text: str) -> bool:
    """Whether that may be the token of a visit: a letter or few, and digits: "A-024", "a24"."""
    return _TOKEN.fullmatch(text.strip()) is not None


def _plain(token: str) -> str:
    """A token as people type it: "a14" is "A-014"."""
    letters = "".join(sign for sign in token.casefold() if sign.isalpha())
    digits = "".join(sign for sign in token if sign.isdigit()).lstrip("0")
    return letters + digits
