"""How names and phones become comparable words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_desktop.domain.search_words import (
    digits_of,
    fold,
    gaps,
    heads,
    inner_parts,
    name_words,
    national_digits,
    one_edit_apart,
    patient_id_of,
    patient_number,
    phone_part,
    split_places,
    staleness,
    swapped_spaces,
)
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("ZOË Müller", "zoe muller"),
        ("Straße", "STRASSE"),
        ("Ｓａｔｏ", "sato"),
        ("O’Brien", "o'brien"),
        ("JOANA D´ARC", "joana darc"),
        ("Αγγελική", "αγγελικη"),
        ("Фёдор", "федор"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("علی", "علي"),
        ("שָׁלוֹם", "שלום"),
        ("Nguyễn", "nguyen"),
        ("ﬁona", "fiona"),
    ],
)
def test_what_people_leave_out_when_they_type_does_not_count(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(("one", "other"), [("मीरा", "मरा"), ("が", "か"), ("สุดา", "สดา"), ("கமலா", "கமல")])
def test_signs_that_make_another_letter_do_count(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Joe Burton-Sullivan", ["joe", "burton", "sullivan"]),
        ("O'Brien, Ann", ["obrien", "ann"]),
        ("मीरा श्रीवास्तव", ["मीरा", "श्रीवास्तव"]),
        ("<script>alert(1)</script>", ["script", "alert", "1", "script"]),
        ("!@#$%", ["!@#$%"]),
        ("' ' ", ["''"]),
        ("Ann 😍", ["ann", "😍"]),
        ("   ", []),
        ("", []),
    ],
)
def test_a_name_is_cut_into_words(name: str, words: list[str]) -> None:
    assert name_words(name) == words


def test_every_part_of_a_word_begins_the_word_or_one_of_its_inner_parts() -> None:
    assert heads("maria") == ["m", "ma", "mar"]
    assert inner_parts("maria") == ["aria", "ria", "ia"]
    assert inner_parts("王小明") == ["小明", "明"]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("maria", "mria", True),
        ("maria", "marria", True),
        ("maria", "mario", True),
        ("maria", "mraia", True),
        ("maria", "maria", False),
        ("maria", "mario2", False),
        ("maria", "amrai", False),
        ("ab", "ba", True),
        ("", "a", True),
    ],
)
def test_one_edit(one: str, other: str, apart: bool) -> None:
    assert one_edit_apart(one, other) is apart
    assert one_edit_apart(other, one) is apart


@given(st.text("abcd", min_size=3, max_size=8), st.integers(0, 7), st.sampled_from("abcdx"), st.integers(0, 3))
def test_words_one_edit_apart_share_a_gap(word: str, place: int, letter: str, kind: int) -> None:
    place %= len(word)
    edited = [
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    ][kind]
    if edited == word:
        return
    assert one_edit_apart(word, edited)
    assert edited in gaps(word) or word in gaps(edited) or gaps(word) & gaps(edited)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert name_words(unicodedata.normalize("NFD", text)) == name_words(unicodedata.normalize("NFC", text))


def test_a_space_in_the_wrong_place() -> None:
    assert ("maria", "silva") in split_places("mariasilva")
    assert ("maria", "silva") in split_places("mariaxsilva")
    assert ("maria", "silva") in swapped_spaces("mari", "asilva")
    assert ("maria", "silva") in swapped_spaces("marias", "ilva")


def test_digits_of_any_script() -> None:
    assert digits_of("+91 98300-१२३४५") == "919830012345"
    assert phone_part("٠١٢٣") == "0123"


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("(028) 9018 0081", "02890180081"),
        ("+49(0)790 413", "+49790413"[1:]),
        ("243-950-0267x9175", "2439500267"),
        ("243 ext. 12", "243"),
        ("Maynard46", ""),
        ("+", ""),
    ],
)
def test_what_is_typed_may_be_part_of_a_phone(typed: str, digits: str) -> None:
    assert phone_part(typed) == digits


@pytest.mark.parametrize(
    ("phone", "national"),
    [("+12025550123", "2025550123"), ("+919830012345", "9830012345"), ("+9775272524", "5272524"), ("", "")],
)
def test_the_calling_code_is_told_from_the_number(phone: str, national: str) -> None:
    assert national_digits(phone) == national


def test_a_patient_number_is_read_as_people_write_it() -> None:
    assert patient_number(2217) == "P-02217"
    assert {patient_id_of(text) for text in ("P-02217", "p2217", " p 2217 ", "P-2217")} == {2217}
    assert patient_id_of("2217") is None
    assert patient_id_of("Peter") is None


def test_who_was_here_later_is_less_stale() -> None:
    assert staleness(NOW.date()) < staleness(NOW.date().replace(year=2020))
