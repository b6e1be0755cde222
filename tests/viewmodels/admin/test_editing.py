"""The bookkeeping of a form: what was typed, what is wrong, and what is forgotten."""

from dataclasses import dataclass

from clinic_desktop.domain.errors import Invalid, StaleRecord
from clinic_desktop.services.practitioners.values import PractitionerDraft, PriceDraft
from clinic_desktop.viewmodels.admin.editing import Editing
from clinic_desktop.viewmodels.admin.practitioner_draft import FirstWeek, listed, with_place, with_price, with_service


@dataclass(frozen=True)
class Draft:
    name: str = ""
    city: str = ""


def test_editing_a_field_forgets_only_its_own_problem() -> None:
    editing = Editing(Draft(), Draft()).refused(Invalid({"name": "required", "city": "too_long"}))
    typed = editing.edited(name="Asha")
    assert typed.problems == {"city": "too_long"}
    assert typed.dirty and typed.refusal is None


def test_a_text_that_cannot_be_read_is_unsaved_too() -> None:
    editing = Editing(Draft(), Draft()).faulty("fee", wrong=True)
    assert editing.dirty
    assert not editing.faulty("fee", wrong=False).dirty
    assert not editing.discarded().dirty


def test_a_refusal_without_fields_keeps_the_draft() -> None:
    refused = Editing(Draft("Asha"), Draft()).refused(StaleRecord("account"))
    assert refused.draft.name == "Asha"
    assert refused.problems == {} and isinstance(refused.refusal, StaleRecord)


def test_leaving_a_centre_takes_its_prices_and_the_main_centre_along() -> None:
    draft = with_service(with_place(with_place(PractitionerDraft("A"), 1, True), 2, True), 7, True)
    draft = with_price(with_price(draft, 7, 1, 500), 7, 2, 900)
    left = with_place(draft, 1, False)
    assert [role.location_id for role in left.roles] == [2]
    assert left.services[0].prices == (PriceDraft(2, 900),)


def test_languages_are_read_with_any_comma() -> None:
    assert listed("English, हिन्दी,عربي، 中文、English,") == ("English", "हिन्दी", "عربي", "中文")


def test_a_week_without_both_ends_of_a_break_has_none() -> None:
    week = FirstWeek(1, frozenset({0}), break_end=None)
    assert [rule.kind for rule in week.rules()] == ["work"]
