"""The wording of messages: plain text with named fields, so that what a person typed is only ever data.

``{patient_name}`` stands for a value. What is between ``[[`` and ``]]`` is left out where a field in it has no value.
There is nothing else to learn and nothing to evaluate. ``FIELDS_OF`` lists what each kind of message knows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from clinic_desktop.domain.codes import MessageKind
from clinic_desktop.domain.errors import WordingRefused

_PLACE = ("clinic_name", "centre_name", "centre_address", "centre_phone", "centre_email")
_VISIT = (
    "patient_name", *_PLACE, "doctor_name", "speciality", "service_name", "date", "date_numbers", "time", "end_time",
    "duration_minutes",
)  # fmt: skip

FIELDS_OF: dict[MessageKind, tuple[str, ...]] = {
    MessageKind.CONFIRMATION: (*_VISIT, "note"),
    MessageKind.RESCHEDULE: (*_VISIT, "former_date", "former_time"),
    MessageKind.CANCELLATION: (*_VISIT, "refund", "note"),
    MessageKind.REMINDER: _VISIT,
    MessageKind.RUNNING_LATE: (*_VISIT, "late_minutes", "expected_time", "note"),
    MessageKind.WAITING_LIST_OFFER: (*_VISIT, "answer_by_date", "answer_by_time"),
    MessageKind.PAYMENT_LINK: (
        *_VISIT, "amount", "pay_url", "pay_by_date", "pay_by_time", "kept_until_date", "kept_until_time",
    ),
    MessageKind.RECEIPT: (*_VISIT, "amount", "way", "paid_date", "receipt_number", "balance"),
    MessageKind.REFUND: (
        *_VISIT, "amount", "way", "amount_owed", "amount_on_its_way", "amount_given_back", "amount_not_arrived",
        "credit_note_number",
    ),
    MessageKind.INVOICE: (*_VISIT, "amount", "balance", "invoice_number"),
}  # fmt: skip
"""The fields that a wording of each kind may name. ``former_…`` are those before the move; ``refund`` is an amount with
its currency; dates and times are those of the centre's wall clock; ``note`` is what the desk added for the patient.

Of ``amount_owed``, ``amount_on_its_way``, ``amount_given_back`` and ``amount_not_arrived`` a message knows one, so that
each can have a sentence of its own; ``balance`` is there where something is still to be paid, ``kept_until_…`` where
the time is given up if nobody pays by then."""

MOST_SUBJECT, MOST_BODY = 200, 10_000
_FIELD = re.compile(r"\{([^{}]*)\}")
_PART = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
# What ends a line or turns text round in a header; names may hold neither.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """The subject and the text of a kind of message."""

    subject: str
    body: str


def check_wording(kind: MessageKind, wording: Wording) -> None:
    """Refuses with WordingRefused what cannot be sent as it is: nothing written, too long, a field that this kind does
    not know, a brace or a double bracket that is not closed, a subject of several lines."""
    for part, text, most in (("subject", wording.subject, MOST_SUBJECT), ("body", wording.body, MOST_BODY)):
        if not text.strip():
            raise WordingRefused(part, "required")
        if len(text) > most:
            raise WordingRefused(part, "too_long")
        if part == "subject" and _CONTROLS.search(text):
            raise WordingRefused(part, "several_lines")
        _check_marks(part, text, FIELDS_OF[kind])


def filled(wording: Wording, values: Mapping[str, str]) -> Wording:
    """The text with values in place of the fields. What looks like a field inside a value stays as it is."""
    subject = _CONTROLS.sub(" ", _fill(wording.subject, values))
    return Wording(" ".join(subject.split()), _without_gaps(_fill(wording.body, values)))


def one_line(value: str) -> str:
    """The value without line breaks and other controls: a name must not be able to add a line of its own."""
    return " ".join(_CONTROLS.sub(" ", value).split())


def _check_marks(part: str, text: str, known: tuple[str, ...]) -> None:
    for name in _FIELD.findall(text):
        if name not in known:
            raise WordingRefused(part, "unknown_field", name)
    if re.search(r"[{}]", _FIELD.sub("", text)):
        raise WordingRefused(part, "open_brace")
    inside = _PART.findall(text)
    if any("[[" in piece for piece in inside) or re.search(r"\[\[|\]\]", _PART.sub("", text)):
        raise WordingRefused(part, "open_bracket")


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Parts are chosen on the wording alone, before any value is in it."""

    def part(match: re.Match[str]) -> str:
        names = _FIELD.findall(match[1])
        return match[1] if all(values.get(name) for name in names) else ""

    return _FIELD.sub(lambda match: values.get(match[1], ""), _PART.sub(part, text))


def _without_gaps(text: str) -> str:
    """Without the empty lines that a part that was left out leaves behind."""
    return re.sub(r"\n{3,}", "\n\n", text).strip()
