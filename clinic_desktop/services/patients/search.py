"""Finding patients while somebody types."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.patients import Patient
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
from clinic_desktop.services.patients.lookup import Among, Fits, Listed, Lookup
from clinic_desktop.services.patients.search_index import spellings
from clinic_desktop.services.patients.today import ORDINARY, Board, Expected, Today
from clinic_desktop.services.patients.validation import clean_line

_FEW = 5
"""With fewer hits than this the text may hold a typo."""
_WORDS_OF_A_NAME = 6
"""More words than this are no name that somebody has misspelt."""
_LATEST = 500
_LONGEST_TEXT = 200
_LONGEST_NUMBER = 12
_DIGITS_IN_NAMES = 4
_TOO_SHORT = 2
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
            if not self._database.is_sqlite:
                # Each statement by itself: beginning and ending a transaction would be two round trips more per key.
                session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
            board = self._today.board(session, location_id, self._clock())
            return _Search(session, actor, board, limit).found(text)


class _Search:
    """One search: gathers candidates, best reasons first, until there are enough."""

    def __init__(self, session: Session, actor: Actor, board: Board, limit: int) -> None:
        self._session = session
        self._actor = actor
        self._board = board
        self._limit = limit
        self._lookup = Lookup(session.connection(), limit)
        self._among = Among.seen_by(actor)
        # What each candidate is shown for: tier, staleness and why. The first reason found is the best.
        self._answers: dict[int, tuple[int, int, Why]] = {}
        self._cut_off = False

    def found(self, text: str) -> Found:
        """What the text finds."""
        by_number = patient_id_of(text)
        if by_number is not None:
            self._add_number(self._kept_id(by_number))
        digits = phone_part(text)
        if digits:
            self._find_phones(digits)
        words = name_words(text)
        if not self._answers or (0 < len(digits) <= _DIGITS_IN_NAMES and len(self._answers) < self._limit):
            self._find_names(words)
        if digits == text and len(self._answers) < self._limit:
            self._add_number(int(digits[:_LONGEST_NUMBER]), tier=_TIERS[Why.NAME_PART])
        if not self._answers:
            latin = [word for word in spellings(text) if word.isascii()]
            self._find_names(latin if latin != words else [])
        ranked = self._ranked()
        hits = hits_of(self._session, {key: self._answers[key][2] for key in ranked[: self._limit]}, self._board)
        return Found(_families_together(hits), None if self._cut_off else len(ranked) - len(hits))

    def _kept_id(self, patient_id: int) -> int:
        """The patient, or whom they were merged into: the number on an old card goes on working."""
        merged_into = select(Patient.merged_into_id).where(Patient.id == patient_id)
        return self._session.execute(merged_into).scalar_one_or_none() or patient_id

    def _ranked(self) -> list[int]:
        """The candidates in their order: tier, today's before others, and whoever was here last."""
        place = self._board.places.get
        keys = [(tier, place(key, ORDINARY), stale, key) for key, (tier, stale, _) in self._answers.items()]
        return [key for _, _, _, key in sorted(keys)]

    def _add(self, listed: Listed, why: Why, tier: int | None = None) -> None:
        self._cut_off = self._cut_off or listed.cut_off
        tier = _TIERS[why] if tier is None else tier
        answers = self._answers
        for staleness, patient_id in listed.candidates:
            if patient_id not in answers:
                answers[patient_id] = (tier, staleness, why)

    def _add_expected(self, expected: Iterable[Expected], why: Why) -> None:
        """Today's patients, whom a list that was cut off may have missed."""
        seen = (person for person in expected if self._may_see(person))
        self._add(Listed([(person.staleness, person.patient_id) for person in seen], False), why)

    def _may_see(self, person: Expected) -> bool:
        if self._actor.role is Role.DOCTOR:
            return self._actor.practitioner_id in person.practitioner_ids
        return self._actor.role is not Role.PATIENT or person.patient_id == self._actor.patient_id

    def _add_number(self, patient_id: int, tier: int = _TIERS[Why.NUMBER]) -> None:
        self._add(Listed(self._lookup.allowed(patient_id, self._among), False), Why.NUMBER, tier)

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
                if len(other) >= _WHOLE_PHONE - _TRUNK_DIGITS:
                    self._add(self._lookup.phone_beginning(other, self._among), Why.PHONE_START)

    def _add_phones(self, listed: Listed, digits: str, why: Why) -> None:
        self._add(listed, why)
        if listed.cut_off:
            fits = str.startswith if why is Why.PHONE_START else str.endswith
            today = self._board.people
            self._add_expected([p for p in today if any(fits(phone, digits) for phone in p.phones.split())], why)

    # Names

    def _find_names(self, words: list[str]) -> None:
        if not words:
            return
        digits = tuple(word for word in words if word.isdecimal()) if len(words) > 1 else ()
        letters = [word for word in words if word not in digits] or words
        longest = max(letters, key=len)
        others = [word for word in dict.fromkeys(letters) if word != longest]
        fits = self._lookup.fits([longest, *others]) if others else {longest: Fits(True, True)}
        if all(fit.start for fit in fits.values()):
            rare = _rare(fits)
            first = rare or longest
            starts = self._having([word for word in (longest, *others) if word != first], fits, digits)
            if rare:
                listed = self._lookup.rare_beginning(rare, starts)
            else:
                listed = self._lookup.beginning(longest, starts, fits[longest].whole)
            self._add_names(listed, first, starts, Why.NAME_START)
        if len(self._answers) < self._limit and all(fit.start or fit.inner for fit in fits.values()):
            self._find_parts(longest, others, fits, digits)
        if len(self._answers) < _FEW and len(words) <= _WORDS_OF_A_NAME and not all(map(str.isdecimal, words)):
            self._find_past_typo(words, {word: fits.get(word, Fits(True, True)) for word in words})

    def _find_parts(self, longest: str, others: list[str], fits: dict[str, Fits], digits: tuple[str, ...]) -> None:
        # Once somebody fits by beginnings, inner parts are only looked for among those who were here last.
        latest = _LATEST if self._answers and others else self._among.latest
        parts = tuple(word if fits[word].inner else f" {word}" for word in others)
        anywhere = replace(self._among, parts=parts, digits=digits, latest=latest)
        if fits[longest].start and any(fits[word].inner for word in others):
            self._add(self._lookup.beginning(longest, anywhere), Why.NAME_PART)
        if fits[longest].inner:
            self._add_names(self._lookup.containing(longest, anywhere), longest, anywhere, Why.NAME_PART)

    def _add_names(self, listed: Listed, word: str, among: Among, why: Why) -> None:
        self._add(listed, why)
        if listed.cut_off:
            parts = (f" {word}" if why is Why.NAME_START else word, *among.starts)
            self._add_expected(_having_all(self._board.people, parts, among.digits), why)

    # Typos

    def _find_past_typo(self, words: list[str], fits: dict[str, Fits]) -> None:
        """Looks for names that one edit makes of the text."""
        joined = [left + right for left, right in pairwise(words)]
        spaced = self._other_spaces(words)
        # Two letters alone are one edit away from too many words to mean one of them.
        misspelt = [*words, *joined] if len(words) > 1 or len(words[0]) > _TOO_SHORT else []
        alike = self._lookup.alike(chain(joined, *(reading[:2] for reading in spaced)), misspelt)
        for index, word in enumerate(words):
            rest = {other: fits[other] for other in (*words[:index], *words[index + 1 :])}
            if all(fit.start for fit in rest.values()):
                rare = _rare(rest)
                among = self._having([other for other in rest if other != rare], fits)
                self._add_misspelt(alike.one_edit_from.get(word, []), among, rare)
        for first, second, others in spaced:
            if first in alike.known and second in alike.known:
                self._add_misspelt([first], replace(others, parts=(*others.parts, f" {second}")))
        for index, word in enumerate(joined):
            meant = [*{word} & alike.known, *alike.one_edit_from.get(word, [])]
            self._add_misspelt(meant, self._with(words, index, index + 2))

    def _add_misspelt(self, meant: list[str], among: Among, rare: str = "") -> None:
        if meant and rare:
            self._add(self._lookup.rare_beginning(rare, among, meant), Why.NAME_TYPO)
        elif meant:
            self._add(self._lookup.having(meant, among), Why.NAME_TYPO)

    def _other_spaces(self, words: list[str]) -> list[tuple[str, str, Among]]:
        """Readings of the text with the space somewhere else, or where it is missing."""
        readings = [
            (left, right, self._with(words, index, index + 1))
            for index, word in enumerate(words)
            for left, right in split_places(word)
        ]
        for index, (first, second) in enumerate(pairwise(words)):
            others = self._with(words, index, index + 2)
            readings += [(left, right, others) for left, right in swapped_spaces(first, second)]
        return readings

    def _having(self, words: list[str], fits: dict[str, Fits], digits: tuple[str, ...] = ()) -> Among:
        """Those who also have words that begin so."""
        whole = tuple(word for word in words if fits[word].whole)
        return replace(
            self._among, words=whole, parts=tuple(f" {word}" for word in words if word not in whole), digits=digits
        )

    def _with(self, words: list[str], start: int, end: int) -> Among:
        """Those who also have the words that are not from start up to end."""
        return replace(self._among, parts=tuple(f" {word}" for word in (*words[:start], *words[end:])))


def _rare(fits: dict[str, Fits]) -> str:
    """A word that so few people's words begin with that all of them can be looked at, the longest; "" for none."""
    return max((word for word, fit in fits.items() if fit.rare), key=len, default="")


def _having_all(people: Sequence[Expected], parts: Iterable[str], digits: Iterable[str]) -> Sequence[Expected]:
    for part in parts:
        people = [person for person in people if part in person.words]
    for wanted in digits:
        people = [person for person in people if wanted in person.words or wanted in person.phones]
    return people


def _families_together(hits: Sequence[PatientHit]) -> tuple[PatientHit, ...]:
    """The hits with people of one phone moved up to the first of them."""
    families: dict[str, list[PatientHit]] = {}
    for hit in hits:
        families.setdefault(hit.phone or hit.number, []).append(hit)
    return tuple(hit for family in families.values() for hit in family)
