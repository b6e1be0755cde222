# ruff: noqa: S608
"""The statements of the search: short lists of candidates, whoever was here last first. Nothing is ranked here.

They are written by hand and run without the ORM, because they run once per key that somebody types. Names of tables and
columns come from this module; what was typed only ever goes in as a value.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.search_words import (
    LONGEST_HEAD,
    LONGEST_IN_PAIR,
    TYPO_LENGTHS,
    after_all_with,
    gaps,
    one_edit_apart,
    pair_of,
    tells_alone,
)
from clinic_desktop.services.patients.search_index import FROM_END, HEAD, PAIR
from clinic_desktop.services.patients.statements import Statements

# The most candidates that are taken from one list, and from each where there are several, unless more are wanted.
PER_LIST = 60
PER_WORD = 30
_MOST_WORDS = 60
_MOST_PARTS = 4 * _MOST_WORDS
_MOST_LISTS = 6
_PAIRS = 8
_MOST_PHONES = 1500
_OWN_AMONG = 20_000
# With fewer postings than this a list is read wholly, and every one of its patients is looked at.
_RARE = 150
_TREATED = "EXISTS (SELECT 1 FROM appointment a WHERE a.patient_id = s.patient_id AND a.practitioner_id = ?)"
_ANY = "(SELECT 1 FROM search_posting q WHERE q.token {} AND q.staleness = s.staleness AND q.patient_id = s.patient_id"
_IN_LIST = f"{_ANY.format('= ?')}) IS NOT NULL"
_IN_LISTS = f"{_ANY.format('among(?)')} LIMIT 1) IS NOT NULL"
_COUNTED = f"(SELECT count(*) FROM (SELECT 1 FROM search_posting WHERE {{}} LIMIT {_RARE}) c)"
_FITS = (
    f"{_COUNTED.format('token >= ? AND token < ?')},"
    " (SELECT max(word) FROM (SELECT word FROM search_word WHERE word >= ? AND word < ? ORDER BY word LIMIT 2) w),"
    " EXISTS (SELECT 1 FROM search_part WHERE part >= ? AND part < ?)"
)
# The word's own list where it is short, otherwise that of the pair: whichever is likely to be the shorter.
_RARER = f"(CASE WHEN {_COUNTED.format('token = ?')} < {_RARE} THEN ? ELSE ? END)"
_HAS = "(SELECT 1 FROM search_patient p WHERE p.patient_id = s.patient_id AND {}) IS NOT NULL"

Candidate = tuple[int, int]
"""How stale, and which patient."""


@dataclass(frozen=True, slots=True)
class Among:
    """Narrows a list down: to patients with all of these parts of words (a part after a space begins a word), all of
    these whole words, whose phone or name has all of these digits, and to those whom the actor may see. ``latest`` is
    how many of the list are looked at, whoever was here last first; 0 is all."""

    parts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    digits: tuple[str, ...] = ()
    practitioner_id: int | None = None
    patient_id: int | None = None
    latest: int = 0

    @classmethod
    def seen_by(cls, actor: Actor) -> "Among":
        """The patients whom the actor may see: a doctor sees their own, a patient only themselves."""
        if actor.role is Role.DOCTOR:
            # The whole list of a letter is too long to look for a doctor's own patients in it.
            return cls(practitioner_id=actor.practitioner_id or 0, latest=_OWN_AMONG)
        if actor.role is Role.PATIENT:
            return cls(patient_id=actor.patient_id or 0)
        return cls()

    @property
    def longest_start(self) -> str:
        """The longest beginning of a word, or word, that is asked for; "" where there is none."""
        return max((*self.words, *(part[1:] for part in self.parts if part.startswith(" "))), key=len, default="")

    @property
    def starts(self) -> tuple[str, ...]:
        """All of the parts, and the words as parts."""
        return (*self.parts, *(f" {word}" for word in self.words))

    def sql(self, token: str, most: int) -> tuple[str, list[object]]:
        """A SELECT of up to ``most`` (staleness, patient_id) from the token's list, and its values after the token.

        A patient stands at the same place of each list, so that being in another list is one look into its index, and
        these looks are close together. Each look is a question of its own about the row, no join: so neither database
        begins anywhere but in the token's list, whatever it believes of how long the lists are.
        """
        source, where = "search_posting s", [f"s.token = {token}"]
        if self.latest:
            source = f"(SELECT * FROM search_posting WHERE token = {token} ORDER BY staleness LIMIT {self.latest}) s"
            where = []
        narrow, values = self.narrowed()
        return (
            f"SELECT s.staleness, s.patient_id FROM {source} WHERE {' AND '.join([*where, *narrow]) or '1 = 1'}"
            f" ORDER BY s.staleness, s.patient_id LIMIT {most}",
            values,
        )

    def narrowed(self) -> tuple[list[str], list[object]]:
        """The conditions on a row ``s`` of a list, and their values."""
        lists = self._other_lists()
        where, values = [_IN_LIST] * len(lists), list[object](lists)
        texts = [part for part in self.parts if len(part) > LONGEST_HEAD + 1 or not part.startswith(" ")]
        if texts or self.digits:
            has = ["instr(p.words, ?) > 0"] * len(texts)
            has += ["(instr(p.words, ?) > 0 OR instr(p.phones, ?) > 0)"] * len(self.digits)
            where.append(_HAS.format(" AND ".join(has)))
            values += [*texts, *(digits for digits in self.digits for _ in range(2))]
        if self.practitioner_id is not None:
            where.append(_TREATED)
            values.append(self.practitioner_id)
        if self.patient_id is not None:
            where.append("s.patient_id = ?")
            values.append(self.patient_id)
        return where, values

    def _other_lists(self) -> list[str]:
        starts = [HEAD + part[1 : LONGEST_HEAD + 1] for part in self.parts if part.startswith(" ")]
        return [*self.words, *starts][:_MOST_LISTS]


@dataclass(frozen=True, slots=True)
class Listed:
    """Candidates, and whether there would have been more of them."""

    candidates: list[Candidate]
    cut_off: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """Known words: those of the asked ones that are in somebody's name, and for each text those one edit from it."""

    known: frozenset[str]
    one_edit_from: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Fits:
    """Whether somebody has a word that begins so, and whether somebody has one with that part further on; whether so
    few have one that begins so that all of them can be looked at; whether it is a ``whole`` word that begins no other.
    """

    start: bool
    inner: bool
    rare: bool = False
    whole: bool = False


class Lookup:
    """Runs the statements on one connection."""

    def __init__(self, connection: Connection, wanted: int = 0) -> None:
        self._statements = Statements(connection)
        self._per_list = max(PER_LIST, wanted)
        self._per_word = max(PER_WORD, wanted)

    def fits(self, words: Sequence[str]) -> dict[str, Fits]:
        """How each of the words fits any name at all; what fits none need not be looked for in long lists."""
        values = [value for word in words for value in (word, after_all_with(word)) * 3]
        answers = self._statements.rows(f"SELECT {', '.join([_FITS] * len(words))}", values)[0]
        return {
            word: Fits(start > 0, bool(inner) and (len(word) > 1 or tells_alone(word)), start < _RARE, last == word)
            for word, start, last, inner in zip(words, answers[::3], answers[1::3], answers[2::3], strict=True)
        }

    def rare_beginning(self, start: str, among: Among, having: Sequence[str] = ()) -> Listed:
        """Patients who have a word that begins so, where they are few; with ``having`` only those who also have one of
        these whole words."""
        narrow, values = among.narrowed()
        if having:
            narrow, values = [_IN_LISTS, *narrow], [list(having), *values]
        statement = (
            "SELECT DISTINCT s.staleness, s.patient_id FROM (SELECT staleness, patient_id FROM search_posting"
            f" WHERE token >= later(?) AND token < later(?) LIMIT {_RARE}) s WHERE {' AND '.join(narrow) or '1 = 1'}"
            f" ORDER BY s.staleness, s.patient_id LIMIT {self._per_list}"
        )
        return self._listed(self._candidates(statement, (start, after_all_with(start), *values)))

    def beginning(self, start: str, among: Among, whole: bool = False) -> Listed:
        """Patients who have a word that begins so; ``whole`` says that it is a word and begins no other."""
        partner = among.longest_start
        if len(start) >= LONGEST_IN_PAIR and len(partner) >= LONGEST_IN_PAIR:
            # The pair says already who has words that begin with its letters, two of each.
            parts = tuple(part for part in among.parts if part != f" {partner}" or len(partner) > LONGEST_IN_PAIR)
            if whole:
                both = replace(among, parts=parts, words=(*among.words, start))
            else:
                longer = (f" {start}",) if len(start) > LONGEST_IN_PAIR else ()
                both = replace(among, parts=(*parts, *longer))
            return self._of_one(PAIR + pair_of(start, partner), both)
        if whole:
            return self._of_one(start, among)
        if len(start) <= LONGEST_HEAD:
            return self._of_one(HEAD + start, among)
        source = (
            f"SELECT word FROM search_word WHERE word >= later(?) AND word < later(?) ORDER BY word LIMIT {_MOST_WORDS}"
        )
        return self._of_words(source, (start, after_all_with(start)), among)

    def containing(self, part: str, among: Among) -> Listed:
        """Patients who have a word with that part after its first letter."""
        source = (
            "SELECT DISTINCT word FROM (SELECT word FROM search_part WHERE part >= later(?) AND part < later(?)"
            f" LIMIT {_MOST_PARTS}) q LIMIT {_MOST_WORDS}"
        )
        return self._of_words(source, (part, after_all_with(part)), among)

    def having(self, words: Sequence[str], among: Among) -> Listed:
        """Patients who have one of these whole words."""
        if len(words) <= _PAIRS and len(among.longest_start) >= LONGEST_IN_PAIR:
            pairs = [
                (PAIR + pair_of(word, among.longest_start), word) for word in words if len(word) >= LONGEST_IN_PAIR
            ]
            listed = [self._of_rarer(word, pair, among) for pair, word in pairs]
            found = {candidate for one in listed for candidate in one.candidates}
            return Listed(sorted(found), any(one.cut_off for one in listed))
        if len(words) == 1:
            return self._of_one(words[0], among)
        return self._of_words("SELECT word FROM search_word WHERE word among(?)", (list(words),), among)

    def alike(self, words: Iterable[str], misspelt: Iterable[str]) -> Alike:
        """Which of the words are in somebody's name, and which words one letter added, left out, changed, or swapped
        with its neighbour makes of each misspelt one."""
        misspelt = [word for word in misspelt if len(word) in TYPO_LENGTHS]
        shorter = {gap for word in misspelt for gap in gaps(word)}
        rows = self._statements.rows(
            "SELECT word FROM search_word WHERE word among(?) UNION SELECT word FROM search_gap WHERE gap among(?)",
            ([*shorter, *words], [*shorter, *misspelt]),
        )
        found = sorted(word for (word,) in rows)
        near = {word: [other for other in found if one_edit_apart(word, other)] for word in misspelt}
        return Alike(frozenset(found), near)

    def allowed(self, patient_id: int, among: Among) -> list[Candidate]:
        """The patient, if the actor may see them."""
        narrow, values = _seen_only(among)
        return self._candidates(f"{_ONE_PATIENT}{narrow}", (patient_id, *values))

    def phone_beginning(self, digits: str, among: Among) -> Listed:
        """Patients whose phone begins so, nationally or internationally."""
        return self._phones(digits, among)

    def phone_ending(self, digits: str, among: Among) -> Listed:
        """Patients whose phone ends so."""
        return self._phones(FROM_END + digits[::-1], among)

    def _phones(self, key: str, among: Among) -> Listed:
        # In their order: else PostgreSQL looks through the whole table for the many phones with a digit or two.
        narrow, values = _seen_only(among)
        statement = (
            "SELECT DISTINCT s.staleness, s.patient_id FROM (SELECT staleness, patient_id FROM search_phone"
            f" WHERE digits >= later(?) AND digits < later(?) ORDER BY digits LIMIT {_MOST_PHONES}) s{narrow}"
            f" ORDER BY s.staleness, s.patient_id LIMIT {self._per_list}"
        )
        return self._listed(self._candidates(statement, (key, after_all_with(key), *values)))

    def _of_one(self, token: str, among: Among) -> Listed:
        statement, values = among.sql("?", self._per_list)
        return self._listed(self._candidates(statement, (token, *values)))

    def _of_rarer(self, word: str, pair: str, among: Among) -> Listed:
        statement, values = replace(among, words=(word, *among.words)).sql(_RARER, self._per_list)
        return self._listed(self._candidates(statement, (word, word, pair, *values)))

    def _of_words(self, source: str, keys: Sequence[object], among: Among) -> Listed:
        """The freshest patients of each word of the source. They come as one text per word: SQLite cannot join a
        list that is cut off for each row, and a statement per word would cost PostgreSQL a round trip each."""
        of_one, values = among.sql("w.word", self._per_word)
        statement = (
            f"SELECT (SELECT group_concat(f.staleness || ' ' || f.patient_id, ' ') FROM ({of_one}) f) FROM ({source}) w"
        )
        found: set[Candidate] = set()
        rows = self._statements.rows(statement, (*values, *keys))
        cut_off = len(rows) >= _MOST_WORDS
        for (listed,) in rows:
            numbers = list(map(int, listed.split())) if listed else []
            found.update(zip(numbers[::2], numbers[1::2], strict=True))
            cut_off = cut_off or len(numbers) >= 2 * self._per_word
        return Listed(sorted(found), cut_off)

    def _listed(self, candidates: list[Candidate]) -> Listed:
        return Listed(candidates, len(candidates) >= self._per_list)

    def _candidates(self, statement: str, values: Sequence[object]) -> list[Candidate]:
        return [(stale, patient_id) for stale, patient_id in self._statements.rows(statement, values)]


_ONE_PATIENT = (
    "SELECT s.staleness, s.patient_id FROM (SELECT staleness, patient_id FROM search_patient WHERE patient_id = ?) s"
)


def _seen_only(among: Among) -> tuple[str, list[object]]:
    if among.practitioner_id is not None:
        return f" WHERE {_TREATED}", [among.practitioner_id]
    if among.patient_id is not None:
        return " WHERE s.patient_id = ?", [among.patient_id]
    return "", []
