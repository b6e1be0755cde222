"""Wording: fields and optional parts, and that values are never more than data."""

import pytest

from clinic_desktop.domain.codes import MessageKind
from clinic_desktop.domain.default_wording import DEFAULT_WORDING
from clinic_desktop.domain.errors import WordingRefused
from clinic_desktop.domain.wording import FIELDS_OF, Wording, check_wording, filled


def body(text: str, **values: str) -> str:
    return filled(Wording("s", text), values).body


def test_fields_are_replaced_and_parts_without_a_value_left_out() -> None:
    text = "A {x}.[[ Call {phone}.]] [[{a} and {b}]] Z"
    assert body(text, x="1", phone="2", a="3", b="4") == "A 1. Call 2. 3 and 4 Z"
    assert body(text, x="1", phone="", a="3", b="") == "A 1.  Z"


def test_a_part_that_is_left_out_leaves_no_gap() -> None:
    assert body("A\n\n[[{x}\n\n]]B", x="") == "A\n\nB"


@pytest.mark.parametrize(
    "value",
    ["{doctor_name}", "{{7*7}}", "{0.__class__}", "${x}", "[[{x}]]", "]]", "%0aBcc: a@b.c", "\\1", "{% include %}"],
)
def test_a_value_is_data_whatever_it_looks_like(value: str) -> None:
    assert body("[[Dear {x}!]]", x=value, doctor_name="Dr Evil") == f"Dear {value}!"


def test_a_subject_stays_one_line() -> None:
    assert filled(Wording("To {x}", "b"), {"x": "A\r\nBcc: b\u2028c"}).subject == "To A Bcc: b c"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "required"),
        (" \n ", "required"),
        ("x" * 10_001, "too_long"),
        ("Dear {nobody}", "unknown_field"),
        ("Dear {}", "unknown_field"),
        ("{0.__class__}", "unknown_field"),
        ("{refund}", "unknown_field"),
        ("Dear {patient_name", "open_brace"),
        ("Dear }", "open_brace"),
        ("{{patient_name}}", "open_brace"),
        ("[[ {date}", "open_bracket"),
        ("{date} ]]", "open_bracket"),
        ("[[ a [[ b ]] c ]]", "open_bracket"),
    ],
)
def test_what_could_not_be_sent_is_refused(text: str, problem: str) -> None:
    with pytest.raises(WordingRefused) as refused:
        check_wording(MessageKind.CONFIRMATION, Wording("Subject", text))
    assert (refused.value.part, refused.value.problem) == ("body", problem)


def test_a_subject_of_several_lines_is_refused() -> None:
    with pytest.raises(WordingRefused) as refused:
        check_wording(MessageKind.CONFIRMATION, Wording("a\nb", "c"))
    assert (refused.value.part, refused.value.problem) == ("subject", "several_lines")


@pytest.mark.parametrize("kind", list(MessageKind))
def test_the_programs_own_wording_is_right(kind: MessageKind) -> None:
    check_wording(kind, DEFAULT_WORDING[kind])
    full = filled(DEFAULT_WORDING[kind], {name: name.upper() for name in FIELDS_OF[kind]})
    bare = filled(DEFAULT_WORDING[kind], {})
    for text in (full, bare):
        assert "[[" not in text.body and "{" not in text.body and "\n\n\n" not in text.body
