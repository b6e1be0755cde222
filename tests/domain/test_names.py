"""Names shortened for slips and screens that strangers read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_desktop.domain.names import clusters, short_name


@pytest.mark.parametrize(
    ("full_name", "short"),
    [
        ("Dev Malhotra", "Dev M."),
        ("  dev   malhotra ", "dev M."),
        ("Juan de la Cruz", "Juan C."),
        ("Zoë Öztürk", "Zoë Ö."),
        ("Ana (Kumar)", "Ana K."),
        ("मीरा श्रीवास्तव", "मीरा श्री."),
        ("محمد العلي", "محمد ع."),
        ("Ольга Петрова", "Ольга П."),
        ("李 小龙", "李 小."),
    ],
)
def test_a_name_becomes_the_first_name_and_an_initial(full_name: str, short: str) -> None:
    assert short_name(full_name) == short


@pytest.mark.parametrize(("full_name", "short"), [("Suharto", "Suh…"), ("王小明", "王…"), ("राम", "रा…"), ("X", "X…")])
def test_a_name_of_one_word_is_cut_in_the_middle(full_name: str, short: str) -> None:
    assert short_name(full_name) == short


@pytest.mark.parametrize("nothing", ["", "   ", "\u200f\u202e", "... --"])
def test_nothing_to_read_gives_nothing(nothing: str) -> None:
    assert short_name(nothing) == ""


def test_characters_that_turn_text_around_are_left_out() -> None:
    assert short_name("\u202eDev \u2066Malhotra") == "Dev M."


def test_letters_keep_their_marks_and_conjuncts() -> None:
    assert clusters("श्रीवा") == ["श्री", "वा"]
    assert clusters("e\u0301a") == ["e\u0301", "a"]


@given(st.text(min_size=2, max_size=100))
def test_any_text_gives_a_short_name_that_is_not_the_whole(full_name: str) -> None:
    assert short_name(full_name) != full_name.strip() or not full_name.strip()
