"""Judges what was typed about a patient, and brings it into the form in which it is kept."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta

from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.lengths import EMAIL_LENGTH, LINE_LENGTH, NAME_LENGTH, TEXT_LENGTH
from clinic_desktop.services.patients.drafts import HistoryDraft, PatientDraft

OLDEST_BIRTH = date(1900, 1, 1)
OLDEST_AGE = 125
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\.]+(\.[^\s@<>,;:\"()\[\]\\.]+)+")
_TEXTS = {
    "blood_group": 8, "address_line_1": LINE_LENGTH, "address_line_2": LINE_LENGTH, "city": LINE_LENGTH,
    "state": LINE_LENGTH, "postal_code": 16, "country": 2, "emergency_name": NAME_LENGTH,
    "emergency_relationship": 60, "language": 16, "preferred_channel": 24, "lead_source": 60, "picture": LINE_LENGTH,
}  # fmt: skip
_PARAGRAPHS = {"allergies": TEXT_LENGTH, "desk_notes": TEXT_LENGTH}
_INVISIBLE = ("Cc", "Cs")
# They turn the text around them, and so could make one name read as another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(slots=True)
class _Problems:
    found: dict[str, str]

    def add(self, field: str, code: str | None) -> None:
        if code:
            self.found.setdefault(field, code)


def checked(draft: PatientDraft, region: str, today: date) -> PatientDraft:
    """The draft as it is kept: NFC, trimmed, E.164, an age made a date. Phones without a calling code are of the region
    (ISO 3166). Refuses with Invalid: "missing", "too_long", "not_a_number", "too_short", "unknown_country",
    "not_an_email", "in_the_future", "too_long_ago", "out_of_bounds"."""
    problems = _Problems({})
    texts = {name: _text(draft, name, limit, problems) for name, limit in _TEXTS.items()}
    texts |= {name: _paragraphs(draft, name, limit, problems) for name, limit in _PARAGRAPHS.items()}
    name = clean_line(draft.name)
    problems.add("name", _too_long(name, NAME_LENGTH) if can_be_seen(name) else "missing")
    phone = _phone(draft, "phone", region, problems)
    emergency_phone = _phone(draft, "emergency_phone", region, problems)
    email = clean_line(draft.email).lower()
    problems.add("email", _email_problem(email))
    birth_date, estimated = _birth(draft, today, problems)
    history = _history(draft.history, today, problems)
    if problems.found:
        raise Invalid(problems.found)
    return replace(
        draft, name=name, phone=phone, emergency_phone=emergency_phone, email=email, birth_date=birth_date,
        birth_estimated=estimated, age_years=None, history=history, **texts,  # type: ignore[arg-type]
    )  # fmt: skip


def clean_line(text: str) -> str:
    """One line as it is kept: composed (NFC), without control characters and without space around or doubled."""
    return " ".join(_visible(text.translate(_SPACES)).split())


def can_be_seen(text: str) -> bool:
    """Whether anything of the text leaves ink: a name of spaces and joiners only would be nobody's."""
    return any(unicodedata.category(c)[0] in "LNPS" for c in text)


def clean_paragraphs(text: str) -> str:
    """Several lines as they are kept."""
    lines = [_visible(line).rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip()


def parse_phone(text: str, region: str) -> tuple[str, str | None]:
    """The number in E.164, or why it is none. Nothing typed is no phone, which is allowed."""
    text = clean_line(text)
    if not text:
        return "", None
    import phonenumbers

    former = ""
    while text != former:
        # Until nothing changes: "+49 (0) 079…" loses one zero each time, and what is kept must stay as it is.
        former = text
        try:
            number = phonenumbers.parse(text, region or None)
        except phonenumbers.NumberParseException as error:
            return "", _PARSE_PROBLEMS.get(error.error_type, "not_a_number")
        reason = phonenumbers.is_possible_number_with_reason(number)
        if not number.national_number:
            # Zeros alone are as long as a phone, and nobody's: they stand for "none", which the empty field says.
            return "", "not_a_number"
        if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
            return "", _POSSIBLE_PROBLEMS.get(reason, "not_a_number")
        text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return text, None


# The constants of phonenumbers (NumberParseException and ValidationResult); the library itself is loaded late.
_PARSE_PROBLEMS = {0: "unknown_country", 1: "not_a_number", 2: "too_short", 3: "too_short", 4: "too_long"}
_POSSIBLE_PROBLEMS = {1: "unknown_country", 2: "too_short", 3: "too_long", 4: "not_a_number", 5: "not_a_number"}
_SPACES = dict.fromkeys((0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), " ")


def _visible(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    return "".join(c for c in text if unicodedata.category(c) not in _INVISIBLE and c not in _TURNING)


def _text(draft: PatientDraft, field: str, limit: int, problems: _Problems) -> str:
    text = clean_line(getattr(draft, field))
    problems.add(field, _too_long(text, limit))
    return text


def _paragraphs(draft: PatientDraft, field: str, limit: int, problems: _Problems) -> str:
    text = clean_paragraphs(getattr(draft, field))
    problems.add(field, _too_long(text, limit))
    return text


def _too_long(text: str, limit: int) -> str | None:
    return "too_long" if len(text) > limit else None


def _phone(draft: PatientDraft, field: str, region: str, problems: _Problems) -> str:
    phone, problem = parse_phone(getattr(draft, field), region)
    problems.add(field, problem)
    return phone


def _email_problem(email: str) -> str | None:
    if not email:
        return None
    if len(email) > EMAIL_LENGTH:
        return "too_long"
    return None if _EMAIL.fullmatch(email) else "not_an_email"


def _birth(draft: PatientDraft, today: date, problems: _Problems) -> tuple[date | None, bool]:
    if draft.birth_date is not None:
        # Somewhere it is tomorrow already: the date is the person's, today is the server's.
        if draft.birth_date > today + timedelta(days=1):
            problems.add("birth_date", "in_the_future")
        elif draft.birth_date < OLDEST_BIRTH:
            problems.add("birth_date", "too_long_ago")
        return draft.birth_date, draft.birth_estimated
    if draft.age_years is None:
        return None, False
    if not 0 <= draft.age_years <= OLDEST_AGE:
        problems.add("age_years", "out_of_bounds")
        return None, False
    return born_years_ago(draft.age_years, today), True


def born_years_ago(years: int, today: date) -> date:
    """The day on which somebody was born who is that many years old today."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return date(today.year - years, 2, 28)


def _history(
    entries: tuple[HistoryDraft, ...] | None, today: date, problems: _Problems
) -> tuple[HistoryDraft, ...] | None:
    if entries is None:
        return None
    return tuple(_entry(index, entry, today, problems) for index, entry in enumerate(entries))


def _entry(index: int, entry: HistoryDraft, today: date, problems: _Problems) -> HistoryDraft:
    condition, field = clean_line(entry.condition), f"history.{index}"
    problems.add(f"{field}.condition", "missing" if not condition else _too_long(condition, LINE_LENGTH))
    if entry.diagnosed_on is not None and entry.diagnosed_on > today + timedelta(days=1):
        problems.add(f"{field}.diagnosed_on", "in_the_future")
    treatment, practitioner = clean_paragraphs(entry.treatment), clean_line(entry.practitioner_name)
    problems.add(f"{field}.treatment", _too_long(treatment, TEXT_LENGTH))
    problems.add(f"{field}.practitioner_name", _too_long(practitioner, NAME_LENGTH))
    return replace(entry, condition=condition, treatment=treatment, practitioner_name=practitioner)
