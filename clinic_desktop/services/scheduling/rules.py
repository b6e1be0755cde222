"""Checking weekly hours and exceptions before they are kept."""

from collections.abc import Mapping, Sequence
from datetime import date

from clinic_desktop.domain.codes import ExceptionKind, RuleKind
from clinic_desktop.domain.scheduling import DatedException, WeeklyRule
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY
from clinic_desktop.services.fields import Fields
from clinic_desktop.services.scheduling.values import ExceptionDraft, RuleDraft

_WITH_HOURS = (ExceptionKind.EXTRA, ExceptionKind.CHANGED, ExceptionKind.BLOCKED)
_AT_ONE_CENTRE = (ExceptionKind.EXTRA, ExceptionKind.CHANGED)
_LONGEST_STEP = 720


def checked_rules(rules: Sequence[RuleDraft], zones: Mapping[int, str]) -> tuple[WeeklyRule, ...]:
    """The rules as the slot rules take them; ``zones`` are the doctor's centres with their zones.

    Refuses with Invalid, each rule under "rules.0" and so on: "ends_before_start", "out_of_bounds", "not_at_centre",
    "overlaps" (also with hours at another centre in the same zone: nobody is at two places), "outside_work" (a break).
    """
    fields = Fields()
    for index, rule in enumerate(rules):
        problem = _problem(rule, zones) or _conflict(rule, rules[:index], zones)
        if problem is None and rule.kind is RuleKind.BREAK and not _inside_work(rule, rules):
            problem = "outside_work"
        if problem is not None:
            fields.problem(f"rules.{index}", problem)
    labels = [fields.line(f"rules.{index}", rule.label) for index, rule in enumerate(rules)]
    fields.done()
    return tuple(
        WeeklyRule(
            location_id=rule.location_id,
            kind=rule.kind,
            weekday=rule.weekday,
            start_minute=rule.start_minute,
            end_minute=rule.end_minute,
            valid_from=rule.valid_from,
            valid_until=rule.valid_until,
            label=label,
        )
        for rule, label in zip(rules, labels, strict=True)
    )


def checked_step(step_minutes: int | None) -> int | None:
    """The minutes between the starts that are offered; None: a service's duration and buffer. Refuses with Invalid."""
    if step_minutes is not None:
        fields = Fields()
        fields.number("step_minutes", step_minutes, 1, _LONGEST_STEP)
        fields.done()
    return step_minutes


def checked_exception(draft: ExceptionDraft, zones: Mapping[int, str], today: date) -> DatedException:
    """The exception as the slot rules take it. Refuses with Invalid that names the fields."""
    fields = Fields()
    reason = fields.line("reason", draft.reason, required=draft.kind is ExceptionKind.BLOCKED)
    if draft.last_day < draft.first_day:
        fields.problem("last_day", "ends_before_start")
    elif draft.last_day < today:
        fields.problem("last_day", "in_the_past")
    if draft.location_id is not None and draft.location_id not in zones:
        fields.problem("location_id", "not_at_centre")
    if draft.location_id is None and draft.kind in _AT_ONE_CENTRE and len(zones) > 1:
        fields.problem("location_id", "required")
    start, end = _checked_minutes(fields, draft)
    fields.done()
    return DatedException(draft.kind, draft.first_day, draft.last_day, draft.location_id, start, end, reason)


def _checked_minutes(fields: Fields, draft: ExceptionDraft) -> tuple[int | None, int | None]:
    start, end = draft.start_minute, draft.end_minute
    if draft.kind in (ExceptionKind.DAY_OFF, ExceptionKind.VACATION):
        return None, None
    if draft.kind in _WITH_HOURS:
        for field, minute in (("start_minute", start), ("end_minute", end)):
            if minute is None:
                fields.problem(field, "required")
    for field, minute in (("start_minute", start), ("end_minute", end)):
        if minute is not None and not 0 <= minute <= MINUTES_IN_DAY:
            fields.problem(field, "out_of_bounds")
    on_each_day = draft.kind in _WITH_HOURS or draft.first_day == draft.last_day
    if on_each_day and (MINUTES_IN_DAY if end is None else end) <= (start or 0):
        fields.problem("end_minute", "ends_before_start")
    return start, end


def _problem(rule: RuleDraft, zones: Mapping[int, str]) -> str | None:
    if rule.location_id not in zones:
        return "not_at_centre"
    if not 0 <= rule.weekday <= 6 or rule.start_minute < 0 or rule.end_minute > MINUTES_IN_DAY:
        return "out_of_bounds"
    if rule.end_minute <= rule.start_minute:
        return "ends_before_start"
    if rule.valid_from is not None and rule.valid_until is not None and rule.valid_until < rule.valid_from:
        return "ends_before_start"
    return None


def _conflict(rule: RuleDraft, earlier: Sequence[RuleDraft], zones: Mapping[int, str]) -> str | None:
    """Whether the rule takes time that an earlier one of its kind takes."""
    for other in earlier:
        same_clock = zones.get(other.location_id) == zones.get(rule.location_id)
        if other.kind is rule.kind and same_clock and _on_common_days(rule, other) and _share_minutes(rule, other):
            return "overlaps"
    return None


def _inside_work(rule: RuleDraft, rules: Sequence[RuleDraft]) -> bool:
    """Whether hours of the same centre and weekday, which may touch one another, cover the break."""
    hours = sorted(
        (other.start_minute, other.end_minute)
        for other in rules
        if other.kind is RuleKind.WORK and other.location_id == rule.location_id and _on_common_days(rule, other)
    )
    reached = rule.start_minute
    for start, end in hours:
        if start <= reached:
            reached = max(reached, end)
    return reached >= rule.end_minute


def _on_common_days(one: RuleDraft, other: RuleDraft) -> bool:
    if one.weekday != other.weekday:
        return False
    latest_first = max(one.valid_from or date.min, other.valid_from or date.min)
    earliest_last = min(one.valid_until or date.max, other.valid_until or date.max)
    return latest_first <= earliest_last


def _share_minutes(one: RuleDraft, other: RuleDraft) -> bool:
    return one.start_minute < other.end_minute and other.start_minute < one.end_minute
