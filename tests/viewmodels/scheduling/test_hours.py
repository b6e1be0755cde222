"""Hours drawn as a draft: checked at once, saved after whom they hit has been said."""

from datetime import date

import pytest

from clinic_desktop.background.tasks import InlineTasks
from clinic_desktop.domain.codes import ExceptionKind, RuleKind, Topic
from clinic_desktop.domain.errors import StaleRecord
from clinic_desktop.services.scheduling.hours import RuleDraft
from clinic_desktop.viewmodels.scheduling.exception import ExceptionViewModel
from clinic_desktop.viewmodels.scheduling.hours import HoursViewModel
from tests.builders import local
from tests.viewmodels.small_clinic import SmallClinic, collected


@pytest.fixture
def hours(small: SmallClinic) -> HoursViewModel:
    services = small.services
    model = HoursViewModel(
        small.session(small.clinic.doctor),
        services.hours,
        services.practitioners,
        services.locations,
        services.hours_changes,
        InlineTasks(),
    )
    model.open(small.clinic.doctors[0])
    return model


def stored(small: SmallClinic) -> tuple[RuleDraft, ...]:
    return small.services.hours.hours(small.clinic.doctor, small.clinic.doctors[0]).rules


def index_of(hours: HoursViewModel, weekday: int, kind: RuleKind = RuleKind.WORK) -> int:
    return next(i for i, rule in enumerate(hours.state.rules) if rule.weekday == weekday and rule.kind is kind)


def test_what_is_stored_is_shown_and_not_dirty(hours: HoursViewModel, small: SmallClinic) -> None:
    assert hours.state.rules == stored(small) and not hours.state.dirty
    assert hours.state.name == "Dr Anita Menon" and hours.state.place_id == small.clinic.kolkata


def test_drawn_hours_are_saved(hours: HoursViewModel, small: SmallClinic) -> None:
    saved = collected(hours.state_changed)
    hours.add(RuleKind.WORK, 6, 9 * 60, 12 * 60)
    assert hours.state.dirty and hours.state.chosen is not None and not hours.state.problems
    hours.save()
    assert not hours.state.dirty and saved
    assert any(rule.weekday == 6 and rule.end_minute == 12 * 60 for rule in stored(small))


def test_an_end_before_the_start_is_said_at_once(hours: HoursViewModel, small: SmallClinic) -> None:
    before = stored(small)
    monday = index_of(hours, 0)
    hours.change(monday, start_minute=17 * 60, end_minute=9 * 60)
    assert (monday, "ends_before_start") in hours.state.problems
    hours.save()
    assert stored(small) == before and hours.state.hits is None


def test_an_overlap_is_said_at_once(hours: HoursViewModel) -> None:
    hours.add(RuleKind.WORK, 0, 16 * 60, 18 * 60)
    assert [code for _, code in hours.state.problems] == ["overlaps"]


def test_a_break_outside_the_hours_is_said_at_once(hours: HoursViewModel) -> None:
    hours.add(RuleKind.BREAK, 6, 13 * 60, 14 * 60)
    assert [code for _, code in hours.state.problems] == ["outside_work"]


def test_visits_that_new_hours_hit_are_named_before_saving(hours: HoursViewModel, small: SmallClinic) -> None:
    small.book(local(date(2026, 11, 30), "16:00"))
    hours.change(index_of(hours, 0), end_minute=15 * 60)
    hours.save()
    assert hours.state.hits is not None and [hit.patient_name for hit in hours.state.hits] == ["Asha Rao"]
    assert hours.state.dirty
    hours.think_again()
    assert hours.state.hits is None and hours.state.dirty
    hours.save()
    hours.save_anyway()
    assert not hours.state.dirty and any(rule.weekday == 0 and rule.end_minute == 15 * 60 for rule in stored(small))


def test_a_day_is_copied_with_its_breaks(hours: HoursViewModel) -> None:
    hours.change(index_of(hours, 0), end_minute=14 * 60)
    hours.copy_day(0, (1, 6))
    for weekday in (1, 6):
        own = [rule for rule in hours.state.rules if rule.weekday == weekday]
        assert {(rule.kind, rule.start_minute, rule.end_minute) for rule in own} == {
            (RuleKind.WORK, 9 * 60, 14 * 60),
            (RuleKind.BREAK, 13 * 60, 14 * 60),
        }
    assert len([rule for rule in hours.state.rules if rule.weekday == 2]) == 2


def test_hours_of_another_season_are_out_of_view(hours: HoursViewModel) -> None:
    hours.change(index_of(hours, 0), valid_from=date(2027, 1, 1))
    assert hours.state.elsewhere == 1 and not hours.state.in_view(index_of(hours, 0))
    hours.show_on(date(2027, 1, 4))
    assert hours.state.elsewhere == 0


def test_discarding_brings_back_what_is_stored(hours: HoursViewModel, small: SmallClinic) -> None:
    hours.remove(index_of(hours, 0))
    hours.set_step(20)
    hours.discard()
    assert hours.state.rules == stored(small) and not hours.state.dirty


def test_a_draft_survives_a_change_elsewhere_and_is_not_saved_over_it(
    hours: HoursViewModel, small: SmallClinic
) -> None:
    hours.add(RuleKind.WORK, 6, 9 * 60, 12 * 60)
    other = small.services.hours.hours(small.clinic.admin, small.clinic.doctors[0])
    small.services.hours.save_rules(small.clinic.admin, small.clinic.doctors[0], other.version, other.rules[:2])
    hours.on_changed(frozenset({Topic.SCHEDULES}))
    assert any(rule.weekday == 6 for rule in hours.state.rules)
    hours.save()
    assert isinstance(hours.state.refusal, StaleRecord) and hours.state.dirty
    hours.discard()
    assert hours.state.rules == other.rules[:2]


def test_an_exception_names_its_hits_and_faults(hours: HoursViewModel, small: SmallClinic) -> None:
    small.book(local(date(2026, 11, 24), "10:00"))
    model = ExceptionViewModel(
        small.session(small.clinic.doctor), small.services.hours_changes, small.clinic.doctors[0], InlineTasks()
    )
    added = collected(model.state_changed)
    model.begin(None)
    assert [hit.patient_name for hit in model.state.hits] == ["Asha Rao"]
    model.change(kind=ExceptionKind.BLOCKED, start_minute=15 * 60, end_minute=14 * 60)
    model.save()
    assert dict(model.state.problems) == {"end_minute": "ends_before_start", "reason": "required"}
    model.change(end_minute=16 * 60, reason="Meeting")
    assert model.state.hits == ()
    model.save()
    hours.load()
    assert [one.draft.reason for one in hours.state.exceptions] == ["Meeting"] and added
    hours.remove_exception(hours.state.exceptions[0].id)
    assert hours.state.exceptions == ()
