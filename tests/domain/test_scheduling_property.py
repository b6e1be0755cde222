"""The slot function against an oracle that walks every minute, and against every zone of the world."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_desktop.domain.codes import ExceptionKind, RuleKind
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import (
    BookingLimits,
    Busy,
    ClosedReason,
    Closure,
    DatedException,
    ServiceRule,
    Timetable,
    WeeklyRule,
    WhyNot,
    closed_time,
    exists,
    fits,
    free_slots,
    in_the_way,
    reasons_against,
    why_day_is_full,
    why_not,
    working_time,
)
from tests.domain.slot_oracle import open_minutes, places_at, slow_day, slow_slots

HERE, ELSEWHERE = 1, 2
# A zone with the days on which its clocks change, and one ordinary day each.
DAYS = [
    ("Asia/Kolkata", date(2026, 11, 23)),
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/Havana", date(2026, 11, 1)),
    ("America/Havana", date(2026, 3, 8)),
    ("America/Santiago", date(2026, 9, 6)),
    ("America/Santiago", date(2026, 4, 4)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Asia/Beirut", date(2026, 3, 29)),
    ("Antarctica/Troll", date(2026, 3, 29)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("America/St_Johns", date(2010, 11, 6)),
    ("America/St_Johns", date(2010, 11, 7)),
]


@st.composite
def hours(draw):
    """Two minutes of a day in order, often on the half hour, often at night when clocks change."""
    points = st.one_of(st.sampled_from(range(0, 1441, 30)), st.integers(0, 240), st.integers(0, 1440))
    start, end = sorted(draw(st.lists(points, min_size=2, max_size=2, unique=True)))
    return start, end


@st.composite
def weekly_rules(draw, day):
    start, end = draw(hours())
    near = day + timedelta(days=draw(st.integers(-1, 2)))
    return WeeklyRule(
        draw(st.sampled_from([HERE, HERE, HERE, ELSEWHERE])),
        draw(st.sampled_from([RuleKind.WORK, RuleKind.WORK, RuleKind.BREAK])),
        (day + timedelta(days=draw(st.integers(0, 1)))).weekday(),
        start,
        end,
        draw(st.sampled_from([None, None, None, near])),
        None,
    )


@st.composite
def exceptions(draw, day):
    kind = draw(st.sampled_from(ExceptionKind))
    first = day + timedelta(days=draw(st.integers(-1, 1)))
    start, end = draw(hours())
    return DatedException(
        kind,
        first,
        first + timedelta(days=draw(st.integers(0, 1))),
        draw(st.sampled_from([None, HERE, ELSEWHERE])),
        start,
        end,
    )


@st.composite
def clinics(draw):
    """Everything that the slot function is given, on two days of which one often has a change of clocks."""
    zone, day = draw(st.sampled_from(DAYS))
    work = WeeklyRule(HERE, RuleKind.WORK, day.weekday(), *draw(hours()))
    timetable = Timetable(
        HERE,
        ZoneInfo(zone),
        (work, *draw(st.lists(weekly_rules(day), max_size=5))),
        tuple(draw(st.lists(exceptions(day), max_size=2))) if draw(st.booleans()) else (),
        (Closure(day, draw(st.sampled_from([None, HERE, ELSEWHERE]))),) if draw(st.integers(0, 9)) == 0 else (),
    )
    service = ServiceRule(
        7,
        draw(st.integers(1, 90)),
        draw(st.sampled_from([0, 0, 5, 20])),
        draw(st.sampled_from([0, 15, 15, 40])),
        draw(st.sampled_from([1, 1, 3])),
    )
    step = draw(st.sampled_from([None, None, 1, 5, 30, 200]))
    morning = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) // 60
    limits = BookingLimits(
        datetime.fromtimestamp((morning + draw(st.integers(-3000, 600))) * 60 + draw(st.integers(0, 59)), UTC),
        timedelta(minutes=draw(st.sampled_from([0, 60]))),
        draw(st.sampled_from([None, datetime.fromtimestamp((morning + 700) * 60, UTC)])),
        draw(st.booleans()),
    )
    candidates = sorted(slow_slots(timetable, service, [day, day + timedelta(days=1)], limits, [], step))
    busy = draw(st.lists(bookings(morning, service, candidates, limits), max_size=6))
    return timetable, service, [day, day + timedelta(days=1)], limits, busy, step


@st.composite
def bookings(draw, morning, service, candidates, limits):
    """A booking anywhere near, or a part of a group session at a candidate start or just beside one."""
    expires = draw(st.sampled_from([None, None, limits.now, limits.now + timedelta(minutes=5)]))
    seconds = None if expires is None else int(expires.timestamp())
    if candidates and draw(st.booleans()):
        start = draw(st.sampled_from(candidates)) + draw(st.sampled_from([0, 0, 0, 7]))
        length = service.duration_minutes + draw(st.sampled_from([0, 0, 0, 10]))
        place, kind = draw(st.sampled_from([HERE, HERE, ELSEWHERE])), draw(st.sampled_from([7, 7, 8]))
    else:
        start, length = morning + draw(st.integers(-900, 3000)), draw(st.integers(1, 240))
        place, kind = draw(st.sampled_from([HERE, ELSEWHERE])), 8
    before, after = draw(st.sampled_from([(0, 0), (0, 15), (10, 0), (30, 60)]))
    return Busy(start * 60, (start + length) * 60, before, after, kind, place, draw(st.integers(1, 2)), seconds)


@settings(max_examples=300, deadline=None)
@given(clinics())
def test_the_slots_are_those_that_walking_every_minute_finds(clinic):
    timetable, service, days, limits, busy, step = clinic
    slots = free_slots(timetable, service, days[0], days[-1], limits, busy, step)
    found = {int(slot.period.start.timestamp()) // 60: slot.places_left for slot in slots}
    assert found == slow_slots(timetable, service, days, limits, busy, step)
    assert len(found) == len(slots)
    assert all(earlier < later for earlier, later in pairwise(slots.starts))


@settings(max_examples=100, deadline=None)
@given(clinics())
def test_every_slot_fits_and_every_other_minute_says_why_not(clinic):
    timetable, service, days, limits, busy, _ = clinic
    slots = slow_slots(timetable, service, days, limits, busy, step=1)
    noon = int(datetime(days[0].year, days[0].month, days[0].day, 12, tzinfo=UTC).timestamp()) // 60
    for minute in range(noon - 1500, noon + 1500, 13):
        start = datetime.fromtimestamp(minute * 60, UTC)
        wanted = Period(start, start + timedelta(minutes=service.duration_minutes))
        reason = why_not(timetable, service, wanted, limits, busy)
        assert fits(timetable, service, wanted, limits, busy) == (reason is None)
        against = reasons_against(timetable, service, wanted, limits, busy)
        assert next((item.why for item in against), None) is reason
        if start.astimezone(timetable.zone).date() in days:
            assert (reason is None) == (minute in slots)
        end = minute + service.duration_minutes
        if reason in (WhyNot.TAKEN, WhyNot.HOLD, WhyNot.BUFFER_BEFORE, WhyNot.BUFFER_AFTER):
            assert not places_at(minute, end, service, HERE, limits, busy)
            assert in_the_way(HERE, service, wanted, limits, busy)


@settings(max_examples=100, deadline=None)
@given(clinics())
def test_every_day_without_slots_says_why(clinic):
    timetable, service, days, limits, busy, step = clinic
    for day in days:
        if not free_slots(timetable, service, day, day, limits, busy, step):
            assert why_day_is_full(timetable, service, day, limits)


@settings(max_examples=150, deadline=None)
@given(clinics())
def test_open_and_closed_time_share_out_the_day(clinic):
    timetable, _, days, *_ = clinic
    for day in days:
        whole = slow_day(day, timetable.zone).whole()
        if not whole:
            continue
        bounds = Period(instant(min(whole) - 60), instant(max(whole) + 60))
        closed = closed_time(timetable, day, bounds)
        closed_minutes = [minute for item in closed for minute in minutes_of(item.period)]
        assert {minute for period in working_time(timetable, day) for minute in minutes_of(period)} == open_minutes(
            timetable, day
        )
        if contiguous(whole):
            assert sorted(closed_minutes) == sorted(whole - open_minutes(timetable, day))
        assert len(closed_minutes) == len(set(closed_minutes))
        assert all(isinstance(item.reason, ClosedReason) for item in closed)


def test_no_zone_has_a_slot_at_a_time_that_does_not_exist_in_two_years():
    service = ServiceRule(1, 15)
    limits = BookingLimits(datetime(2025, 12, 1, tzinfo=UTC))
    changes = 0
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        timetable = Timetable(HERE, zone, tuple(WeeklyRule(HERE, RuleKind.WORK, day, 0, 1440) for day in range(7)))
        for day in days_of_change(zone, date(2026, 1, 1), 730):
            changes += 1
            slots = free_slots(timetable, service, day, day + timedelta(days=1), limits, [])
            local = [slot.period.start.astimezone(zone) for slot in slots]
            assert all(exists(start) for start in local)
            assert len({(start.replace(tzinfo=None), start.fold) for start in local}) == len(slots)
            lengths = {later.astimezone(UTC) - earlier.astimezone(UTC) for earlier, later in pairwise(local)}
            assert lengths == {timedelta(minutes=15)}
            walls = {start.replace(tzinfo=None) for start in local}
            skipped = [wall for wall in quarter_hours(day) if wall not in walls]
            assert all(not exists(wall.replace(tzinfo=zone)) for wall in skipped)
    assert changes > 500


@pytest.mark.parametrize(("zone", "day"), DAYS)
def test_hours_inside_a_skipped_hour_give_no_slots(zone, day):
    # 2010 in St John's the clocks went back over midnight; which day owns the repeated hour is tested by the oracle.
    for hour in range(23):
        rule = WeeklyRule(HERE, RuleKind.WORK, day.weekday(), hour * 60, hour * 60 + 15)
        timetable = Timetable(HERE, ZoneInfo(zone), (rule,))
        slots = free_slots(timetable, ServiceRule(1, 15), day, day, BookingLimits(datetime(2000, 1, 1, tzinfo=UTC)), [])
        opening = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))
        if not exists(opening) and not exists(opening + timedelta(minutes=15)):
            assert not slots
        elif exists(opening):
            assert slots[0].period.start == opening.astimezone(UTC)


def days_of_change(zone, first, count):
    """The days before which or on which the zone's offset changes."""
    noons = [datetime(first.year, first.month, first.day, 12, tzinfo=UTC) + timedelta(days=n) for n in range(count)]
    offsets = [noon.astimezone(zone).utcoffset() for noon in noons]
    return [noons[n].date() for n in range(count - 1) if offsets[n] != offsets[n + 1]]


def quarter_hours(day):
    start = datetime(day.year, day.month, day.day)  # noqa: DTZ001  (what a wall clock shows)
    return [start + timedelta(minutes=15 * n) for n in range(192)]


def instant(minute):
    return datetime.fromtimestamp(minute * 60, UTC)


def minutes_of(period):
    return range(int(period.start.timestamp()) // 60, int(period.end.timestamp()) // 60)


def contiguous(minutes):
    return max(minutes) - min(minutes) + 1 == len(minutes)
