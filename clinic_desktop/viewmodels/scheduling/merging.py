"""Two people change one doctor's week: what comes of both drafts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from clinic_desktop.services.scheduling.values import RuleDraft

Day = tuple[int, int]
"""A centre and a weekday."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The draft with what the other person changed taken in. ``theirs`` are the days that they changed, ``both`` those
    of them that were changed in the draft too: there the draft stands."""

    rules: tuple[RuleDraft, ...]
    theirs: tuple[Day, ...]
    both: tuple[Day, ...]


def merged(base: Iterable[RuleDraft], stored: Iterable[RuleDraft], draft: Iterable[RuleDraft]) -> Merged:
    """``base`` is what both started from, ``stored`` what the other person saved, ``draft`` what is not saved yet."""
    was, theirs, own = _by_day(base), _by_day(stored), _by_day(draft)
    days = sorted(was.keys() | theirs.keys() | own.keys())
    changed_there = [day for day in days if set(was[day]) != set(theirs[day])]
    changed_here = {day for day in days if set(was[day]) != set(own[day])}
    rules = [rule for day in days for rule in (theirs if day not in changed_here else own)[day]]
    both = [day for day in changed_there if day in changed_here and set(theirs[day]) != set(own[day])]
    return Merged(tuple(rules), tuple(changed_there), tuple(both))


def _by_day(rules: Iterable[RuleDraft]) -> defaultdict[Day, list[RuleDraft]]:
    days: defaultdict[Day, list[RuleDraft]] = defaultdict(list)
    for rule in rules:
        days[rule.location_id, rule.weekday].append(rule)
    return days
