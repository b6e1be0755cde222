"""Finding patients while somebody types."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models import Patient
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.domain.search_words import (
    name_words,
    national_digits,
    patient_id_of,
    phone_part,
    split_places,
    swapped_spaces,
)
from clinic_desktop.services.patients.hit_rows import hits_of
from clinic_desktop.services.patients.hits import Found, PatientHit, Why
from clinic_desktop.services.patients.lookup import PER_LIST, Among, Candidate, Lookup
from clinic_desktop.services.patients.search_index import spellings
from clinic_desktop.services.patients.today import Board, Expected, Today
from clinic_desktop.services.patients.validation import clean_line

_FEW = 5
"""With fewer hits than this the text may hold a typo."""
_LONGEST_TEXT = 200
_LONGEST_NUMBER = 12
_TRUNK_DIGITS = 2
_WHOLE_PHONE = 8
_TIERS = {
    Why.NUMBER: 0, Why.PHONE_START: 1, Why.PHONE_END: 1, Why.NAME_START: 1, Why.NAME_PART: 2, Why.NAME_TYPO: 3,
}  # fmt: skip


class PatientSearch:
    """Finds patients by any part of a name in any script, by a phone from either end, by number, and past one typo."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._today = Today()

    def search(self, actor: Actor, text: str, location_id: int | None = None, limit: int = 20) -> Found:
        """The best ``limit`` patients for the text: beginnings of words before inner parts before typos; in each, who
        is booked today, then who is waiting, then whoever was here last; people with one phone stand together.

        The centre says whose day "today" is about; None means all. A doctor finds those who have an appointment with
        them (of the longest lists, among the patients who were here last), a patient only themselves.
        """
        require(actor, Permission.SEE_PATIENTS)
        text = clean_line(text[:_LONGEST_TEXT])
        if not name_words(text):
            return Found((), 0)
        with self._database.read() as session:
            board = self._today.board(session, location_id, self._clock())
            return _Search(session, actor, board, limit).found(text)


@dataclass(slots=True)
class _Answer:
    """One candidate's best reason to be shown."""

    why: Why
    staleness: int


class _Search:
    """One search: gathers candidates, best reasons first, until there are enough."""

    def __init__(self, session: Session, actor: Actor, board: Board, limit: int) -> None:
        self._session = session
        self._actor = actor
        self._board = board
        self._limit = limit
        self._lookup = Lookup(session.connection())
        self._among = Among.seen_by(actor)
        self._answers: dict[int, _Answer] = {}
        self._cut_off = False

    def found(self, text: str) -> Found:
        """What the text finds."""
        by_number = patient_id_of(text)
        if by_number is not None:
            self._add_number(by_number)
        digits = phone_part(text)
        if digits:
            self._find_phones(digits)
            if digits == text and len(self._answers) < self._limit:
                self._add_number(int(digits[:_LONGEST_NUMBER]))
        if len(self._answers) < self._limit and by_number not in self._answers:
            self._find_names(name_words(text))
        if not self._answers:
            self._find_names([word for word in spellings(text) if word.isascii()])
        ranked = sorted(self._answers, key=self._rank)
        hits = hits_of(self._session, {key: self._answers[key].why for key in ranked[: self._limit]}, self._board)
        return Found(_families_together(hits), None if self._cut_off else len(ranked) - len(hits))

    def _rank(self, patient_id: int) -> tuple[int, int, int, int]:
        answer = self._answers[patient_id]
        return _TIERS[answer.why], self._board.place(patient_id), answer.staleness, patient_id

    def _add(self, candidates: Sequence[Candidate], why: Why) -> None:
        self._cut_off = self._cut_off or len(candidates) >= PER_LIST
        for staleness, patient_id in candidates:
            if patient_id not in self._answers:
                self._answers[patient_id] = _Answer(why, staleness)

    def _add_expected(self, expected: Iterable[Expected], why: Why) -> None:
        """Today's patients, whom a list that was cut off may have missed."""
        for person in expected:
            if person.patient_id not in self._answers and self._may_see(person):
                self._answers[person.patient_id] = _Answer(why, person.staleness)

    def _may_see(self, person: Expected) -> bool:
        if self._actor.role is Role.DOCTOR:
            return self._actor.practitioner_id in person.practitioner_ids
        return self._actor.role is not Role.PATIENT or person.patient_id == self._actor.patient_id

    def _add_number(self, patient_id: int) -> None:
        row = self._session.execute(
            select(Patient.id, Patient.merged_into_id, Patient.active).where(Patient.id == patient_id)
        ).one_or_none()
        wanted = (row.merged_into_id or row.id) if row and (row.active or row.merged_into_id) else None
        if wanted is not None:
            self._add(self._lookup.allowed(wanted, self._among), Why.NUMBER)

    # Phones

    def _find_phones(self, digits: str) -> None:
        start = digits.lstrip("0")
        if start:
            self._add_phones(self._lookup.phone_beginning(start, self._among), start, Why.PHONE_START)
        self._add_phones(self._lookup.phone_ending(digits, self._among), digits, Why.PHONE_END)
        if not self._answers and len(start) > _WHOLE_PHONE:
            # A trunk prefix that is no zero, such as Russia's 8 and Hungary's 06, or one after the calling code.
            others = [start[dropped:] for dropped in range(1, _TRUNK_DIGITS + 1)] + [national_digits(start).lstrip("0")]
            for other in others:
                self._add(self._lookup.phone_beginning(other, self._among), Why.PHONE_START)

    def _add_phones(self, candidates: Sequence[Candidate], digits: str, why: Why) -> None:
        self._add(candidates, why)
        if len(candidates) >= PER_LIST:
            fits = str.startswith if why is Why.PHONE_START else str.endswith
            today = self._board.by_patient.values()
            self._add_expected((p for p in today if any(fits(phone, digits) for phone in p.phones)), why)

    # Names

    def _find_names(self, words: list[str]) -> None:
        if not words:
            return
        digits = tuple(word for word in words if word.isdecimal()) if len(words) > 1 else ()
        letters = [word for word in words if word not in digits] or words
        longest = max(letters, key=len)
        others = [word for word in dict.fromkeys(letters) if word != longest]
        starts = replace(self._among, parts=tuple(f" {word}" for word in others), digits=digits)
        self._add_names(self._lookup.beginning(longest, starts), longest, starts, Why.NAME_START)
        if len(self._answers) < self._limit:
            self._find_parts(longest, others, digits)
        if len(self._answers) < _FEW:
            self._find_past_typo(words)

    def _find_parts(self, longest: str, others: list[str], digits: tuple[str, ...]) -> None:
        anywhere = replace(self._among, parts=tuple(others), digits=digits)
        if others:
            self._add(self._lookup.beginning(longest, anywhere), Why.NAME_PART)
        self._add_names(self._lookup.containing(longest, anywhere), longest, anywhere, Why.NAME_PART)

    def _add_names(self, candidates: Sequence[Candidate], word: str, among: Among, why: Why) -> None:
        self._add(candidates, why)
        if len(candidates) >= PER_LIST:
            parts = (f" {word}" if why is Why.NAME_START else word, *among.parts)
            today = self._board.by_patient.values()
            self._add_expected((p for p in today if _has_all(p, parts, among.digits)), why)

    # Typos

    def _find_past_typo(self, words: list[str]) -> None:
        for index, word in enumerate(words):
            meant = self._lookup.one_edit_from(word)
            if meant:
                self._add(self._lookup.having(meant, self._with(words, index, index + 1)), Why.NAME_TYPO)
        for left, right, others in self._other_spaces(words):
            both = replace(others, parts=(*others.parts, f" {right}"))
            self._add(self._lookup.having([left], both), Why.NAME_TYPO)
        for index in range(len(words) - 1):
            joined = words[index] + words[index + 1]
            meant = [*self._lookup.known([joined]), *self._lookup.one_edit_from(joined)]
            if meant:
                self._add(self._lookup.having(meant, self._with(words, index, index + 2)), Why.NAME_TYPO)

    def _other_spaces(self, words: list[str]) -> list[tuple[str, str, Among]]:
        """Readings of the text with the space somewhere else, or where it is missing, that are two known words."""
        readings = [
            (left, right, self._with(words, index, index + 1))
            for index, word in enumerate(words)
            for left, right in split_places(word)
        ]
        for index in range(len(words) - 1):
            swapped = swapped_spaces(words[index], words[index + 1])
            readings += [(left, right, self._with(words, index, index + 2)) for left, right in swapped]
        known = self._lookup.known(part for reading in readings for part in reading[:2])
        return [reading for reading in readings if reading[0] in known and reading[1] in known]

    def _with(self, words: list[str], start: int, end: int) -> Among:
        """Those who also have the words that are not from start up to end."""
        return replace(self._among, parts=tuple(f" {word}" for word in (*words[:start], *words[end:])))


def _has_all(person: Expected, parts: Iterable[str], digits: Iterable[str]) -> bool:
    return all(part in person.words for part in parts) and all(
        wanted in person.words or any(wanted in phone for phone in person.phones) for wanted in digits
    )


def _families_together(hits: Sequence[PatientHit]) -> tuple[PatientHit, ...]:
    """The hits with people of one phone moved up to the first of them."""
    families: dict[str, list[PatientHit]] = {}
    for hit in hits:
        families.setdefault(hit.phone or hit.number, []).append(hit)
    return tuple(hit for family in families.values() for hit in family)
