"""Which passwords are taken, and what of them is hashed."""

import pytest

from clinic_desktop.domain.passwords import hashed_part, is_common, problem_with

ANITA = ("Dr Anita Menon", "amenon", "anita.m@lotus.example")


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("kurz", "too_short"),
        ("ab 12 cd", None),
        ("1234567", "too_short"),
        ("x9" * 600, "too_long"),
        ("password", "too_common"),
        ("P@ssw0rd!", "too_common"),
        ("Passw0rd2026", "too_common"),
        ("12345678", "too_common"),
        ("19900401", "too_common"),
        ("qwertyuiop", "too_common"),
        ("1qaz2wsx", "too_common"),
        ("poiuytrewq", "too_common"),
        ("abcdefgh", "too_common"),
        ("aaaaaaaaaa", "too_common"),
        ("abababababab", "too_common"),
        ("clinicclinic", "too_common"),
        ("Welcome2026!", "too_common"),
        ("asdf1234", "too_common"),
        ("Anita-at-night", "contains_name"),
        ("my amenon key", "contains_name"),
        ("MENONmenoN-77", "contains_name"),
        ("correct horse battery", None),
        ("टिफिन और बारिश", None),
        ("grüner Tee um 7", None),
        ("vk7-Moth.Lamp", None),
    ],
)
def test_a_password_is_taken_or_refused_for_a_reason(password: str, problem: str | None) -> None:
    assert problem_with(password, ANITA) == problem


def test_full_width_letters_count_as_the_letters_they_look_like() -> None:
    assert is_common("ｐａｓｓｗｏｒｄ")
    assert hashed_part("Ａmber lamp") == hashed_part("Amber lamp")


def test_a_name_of_three_letters_may_be_part_of_a_word() -> None:
    assert problem_with("planning-the-roof", ("Ann Lee",)) is None


def test_nothing_after_72_bytes_is_cut_off() -> None:
    long = "moths around the lamp " * 10
    assert hashed_part(long + "a") != hashed_part(long + "b")
    assert len(hashed_part(long)) < 72
    assert b"\0" not in hashed_part("a\0b")
