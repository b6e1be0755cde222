"""The rules of hours, slots and reasons, one case each. The doctor works at centre 1 in Kolkata on 23 November 2026."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

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
    fits,
    free_slots,
    in_the_way,
    reasons_against,
    why_day_is_full,
    why_not,
    working_time,
)
from clinic_desktop.domain.scheduling.diary import Diary
from clinic_desktop.domain.scheduling.rooms import with_a_room
from clinic_desktop.domain.scheduling.values import second_of

ZONE = ZoneInfo("Asia/Kolkata")
MONDAY = date(2026, 11, 23)
VISIT = ServiceRule(7, 30, buffer_after=15)
GROUP = ServiceRule(9, 60, capacity=3)
EARLY = BookingLimits(datetime(2026, 11, 1, tzinfo=UTC))


def at(text, day=MONDAY):
    """The instant at which the wall clock of the centre shows the text."""
    hour, minute = map(int, text.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def span(start, end, day=MONDAY):
    return Period(at(start, day), at(end, day))


def minutes(text):
    hour, minute = map(int, text.split(":"))
    return hour * 60 + minute


def work(start, end, weekday=0, location=1, kind=RuleKind.WORK, label=""):
    return WeeklyRule(location, kind, weekday, minutes(start), minutes(end), label=label)


def pause(start, end, label="Lunch"):
    return work(start, end, kind=RuleKind.BREAK, label=label)


def except_for(kind, start=None, end=None, first=MONDAY, last=None, location=None, reason="because"):
    return DatedException(
        kind,
        first,
        last or first,
        location,
        None if start is None else minutes(start),
        None if end is None else minutes(end),
        reason,
    )


OFFICE = Timetable(1, ZONE, (work("9:00", "17:00"), pause("13:00", "14:00")))


def hours(timetable, day=MONDAY):
    return [" ".join(clock(moment) for moment in (p.start, p.end)) for p in working_time(timetable, day)]


def clock(instant):
    return f"{instant.astimezone(ZONE):%H:%M}"


def starts(timetable=OFFICE, service=VISIT, limits=EARLY, busy=(), step=None, day=MONDAY):
    return [clock(slot.period.start) for slot in free_slots(timetable, service, day, day, limits, busy, step)]


def test_periods_that_touch_do_not_meet():
    assert not span("9:00", "9:30").meets(span("9:30", "10:00"))
    assert not span("9:30", "10:00").meets(span("9:00", "9:30"))
    assert span("9:00", "9:31").meets(span("9:30", "10:00"))


class TestWorkingTime:
    def test_breaks_divide_the_hours(self):
        assert hours(OFFICE) == ["09:00 13:00", "14:00 17:00"]

    def test_hours_that_touch_or_overlap_are_one_interval(self):
        assert hours(Timetable(1, ZONE, (work("9:00", "12:00"), work("12:00", "14:00"), work("13:00", "15:00")))) == [
            "09:00 15:00"
        ]

    def test_hours_may_end_at_midnight(self):
        assert hours(Timetable(1, ZONE, (work("20:00", "24:00"),))) == ["20:00 00:00"]

    def test_rules_hold_from_and_until_days_that_count(self):
        rule = replace(work("9:00", "17:00"), valid_from=MONDAY, valid_until=MONDAY + timedelta(days=7))
        timetable = Timetable(1, ZONE, (rule,))
        open_days = [n for n in range(-14, 22, 7) if hours(timetable, MONDAY + timedelta(days=n))]
        assert open_days == [0, 7]
        slots = free_slots(timetable, VISIT, MONDAY - timedelta(days=14), MONDAY + timedelta(days=21), EARLY, ())
        assert {slot.period.start.date() for slot in slots} == {MONDAY, MONDAY + timedelta(days=7)}

    @pytest.mark.parametrize(
        ("limits", "expected"),
        [
            ({"valid_from": MONDAY}, [0, 7, 14]),
            ({"valid_from": MONDAY + timedelta(days=1)}, [7, 14]),
            ({"valid_until": MONDAY}, [-7, 0]),
            ({"valid_until": MONDAY - timedelta(days=1)}, [-7]),
        ],
    )
    def test_rules_may_start_or_stop_inside_the_days_asked_for(self, limits, expected):
        timetable = Timetable(1, ZONE, (replace(work("9:00", "9:30"), **limits),))
        slots = free_slots(timetable, VISIT, MONDAY - timedelta(days=7), MONDAY + timedelta(days=14), EARLY, ())
        assert [(slot.period.start.date() - MONDAY).days for slot in slots] == expected

    def test_hours_of_another_centre_do_not_count(self):
        assert hours(Timetable(2, ZONE, (work("9:00", "17:00"),))) == []

    @pytest.mark.parametrize(
        ("exception", "expected"),
        [
            (except_for(ExceptionKind.DAY_OFF), []),
            (except_for(ExceptionKind.VACATION, first=date(2026, 11, 20), last=date(2026, 11, 30)), []),
            (except_for(ExceptionKind.DAY_OFF, location=2), ["09:00 13:00", "14:00 17:00"]),
            (except_for(ExceptionKind.EXTRA, "18:00", "20:00"), ["09:00 13:00", "14:00 17:00", "18:00 20:00"]),
            (except_for(ExceptionKind.EXTRA, "13:00", "14:00"), ["09:00 17:00"]),
            (except_for(ExceptionKind.CHANGED, "10:00", "15:00"), ["10:00 15:00"]),
            (except_for(ExceptionKind.BLOCKED, "10:00", "10:20"), ["09:00 10:00", "10:20 13:00", "14:00 17:00"]),
            (except_for(ExceptionKind.BLOCKED), []),
            (except_for(ExceptionKind.UNAVAILABLE, "15:30"), ["09:00 13:00", "14:00 15:30"]),
            (except_for(ExceptionKind.UNAVAILABLE, "8:00", "10:00"), ["10:00 13:00", "14:00 17:00"]),
            (except_for(ExceptionKind.UNAVAILABLE, "15:30", first=date(2026, 11, 22), last=MONDAY), []),
            (
                except_for(ExceptionKind.UNAVAILABLE, "15:30", "12:00", date(2026, 11, 22), MONDAY),
                ["12:00 13:00", "14:00 17:00"],
            ),
        ],
    )
    def test_an_exception_changes_its_days(self, exception, expected):
        assert hours(replace(OFFICE, exceptions=(exception,))) == expected

    def test_a_holiday_closes_its_centre_or_all_even_against_extra_hours(self):
        extra = (except_for(ExceptionKind.EXTRA, "18:00", "20:00"),)
        for location, is_open in ((None, False), (1, False), (2, True)):
            timetable = replace(OFFICE, exceptions=extra, closures=(Closure(MONDAY, location, "Gurpurab"),))
            assert bool(hours(timetable)) is is_open

    @pytest.mark.parametrize(
        "make",
        [
            lambda: work("17:00", "9:00"),
            lambda: work("9:00", "9:00"),
            lambda: work("9:00", "25:00"),
            lambda: work("9:00", "10:00", weekday=7),
            lambda: except_for(ExceptionKind.CHANGED),
            lambda: except_for(ExceptionKind.EXTRA, "10:00", "9:00"),
            lambda: except_for(ExceptionKind.UNAVAILABLE, "10:00", "9:00"),
            lambda: except_for(ExceptionKind.UNAVAILABLE, "25:00", last=date(2026, 11, 24)),
            lambda: except_for(ExceptionKind.VACATION, last=date(2026, 11, 1)),
            lambda: ServiceRule(1, 0),
            lambda: ServiceRule(1, 30, buffer_after=-1),
            lambda: BookingLimits(EARLY.now, notice=timedelta(minutes=-1)),
        ],
    )
    def test_values_in_the_wrong_order_are_refused(self, make):
        with pytest.raises(ValueError, match=r"\w"):
            make()


class TestClosedTime:
    def closed(self, timetable, bounds=None):
        found = closed_time(timetable, MONDAY, bounds or span("8:00", "19:00"))
        return [(clock(c.period.start), clock(c.period.end), c.reason, c.label) for c in found]

    def test_says_lunch_not_in_yet_and_left(self):
        assert self.closed(OFFICE) == [
            ("08:00", "09:00", ClosedReason.NOT_IN_YET, ""),
            ("13:00", "14:00", ClosedReason.BREAK, "Lunch"),
            ("17:00", "19:00", ClosedReason.LEFT, ""),
        ]

    def test_is_cut_to_the_bounds(self):
        assert self.closed(OFFICE, span("13:30", "16:00")) == [("13:30", "14:00", ClosedReason.BREAK, "Lunch")]

    def test_names_the_time_between_two_sessions(self):
        timetable = Timetable(1, ZONE, (work("8:00", "12:00"), work("16:00", "19:00")))
        assert self.closed(timetable) == [("12:00", "16:00", ClosedReason.BETWEEN_HOURS, "")]

    def test_shows_the_holiday_over_leave_and_over_no_hours(self):
        leave = except_for(ExceptionKind.VACATION, reason="Goa")
        whole = ("08:00", "19:00")
        assert self.closed(replace(OFFICE, exceptions=(leave,))) == [(*whole, ClosedReason.LEAVE, "Goa")]
        closed = replace(OFFICE, exceptions=(leave,), closures=(Closure(MONDAY, None, "Gurpurab"),))
        assert self.closed(closed) == [(*whole, ClosedReason.HOLIDAY, "Gurpurab")]
        assert self.closed(Timetable(1, ZONE, ())) == [(*whole, ClosedReason.NO_HOURS, "")]

    def test_shows_blocked_and_unavailable_with_their_reasons(self):
        timetable = replace(
            OFFICE,
            exceptions=(
                except_for(ExceptionKind.BLOCKED, "10:00", "10:30", reason="Ward round"),
                except_for(ExceptionKind.UNAVAILABLE, "15:00", reason="Ill"),
            ),
        )
        assert self.closed(timetable)[1:] == [
            ("10:00", "10:30", ClosedReason.BLOCKED, "Ward round"),
            ("13:00", "14:00", ClosedReason.BREAK, "Lunch"),
            ("15:00", "19:00", ClosedReason.UNAVAILABLE, "Ill"),
        ]


class TestFreeSlots:
    def test_steps_by_duration_and_buffer_anew_after_each_break(self):
        assert starts() == [
            *["09:00", "09:45", "10:30", "11:15", "12:00"],
            *["14:00", "14:45", "15:30", "16:15"],
        ]

    def test_steps_as_the_doctor_sets_and_drops_the_last_that_does_not_fit(self):
        assert starts(Timetable(1, ZONE, (work("9:00", "10:40"),)), step=25) == ["09:00", "09:25", "09:50"]

    def test_buffers_may_cover_closing_time(self):
        assert starts(Timetable(1, ZONE, (work("9:00", "9:30"),))) == ["09:00"]

    def test_a_step_is_at_least_a_minute(self):
        with pytest.raises(ValueError, match="step"):
            starts(step=0)

    def test_neighbours_are_apart_by_the_larger_buffer_and_not_by_the_sum(self):
        timetable = Timetable(1, ZONE, (work("9:00", "12:00"),))
        other = ServiceRule(8, 30, buffer_before=20, buffer_after=10)
        busy = [Busy.of(span("10:00", "10:30"), other, 1)]
        found = starts(timetable, VISIT, busy=busy, step=5)
        assert "09:10" in found  # 15 after the new one against 20 before the booked one: 20
        assert "09:15" not in found
        assert "10:35" not in found  # 10 after the booked one
        assert "10:40" in found

    def test_a_booking_at_another_centre_is_in_the_way(self):
        assert "09:45" not in starts(busy=[Busy.of(span("10:00", "10:05"), None, 2)])

    def test_a_booking_across_the_break_forbids_on_both_sides(self):
        assert starts(busy=[Busy.of(span("12:15", "14:30"), VISIT, 1)]) == [
            *["09:00", "09:45", "10:30", "11:15"],
            *["14:45", "15:30", "16:15"],
        ]

    def test_a_long_step_does_not_lose_a_booking_between_two_intervals(self):
        timetable = Timetable(1, ZONE, (work("9:00", "11:20"), work("12:00", "12:30")))
        limits = BookingLimits(at("9:01"))
        assert starts(timetable, limits=limits, step=240) == ["12:00"]
        assert starts(timetable, limits=limits, step=240, busy=[Busy.of(span("11:30", "12:10"))]) == []

    def test_overlapping_bookings_in_any_order_are_all_in_the_way(self):
        busy = [Busy.of(span(*times)) for times in (("14:00", "14:10"), ("9:00", "16:00"), ("9:10", "9:20"))]
        assert starts(busy=busy) == ["16:15"]

    def test_a_hold_frees_its_slot_when_it_runs_out(self):
        hold = Busy.of(span("9:00", "9:30"), VISIT, 1, expires_at=at("8:05"))
        assert "09:00" not in starts(busy=[hold], limits=BookingLimits(at("8:04")))
        assert "09:00" in starts(busy=[hold], limits=BookingLimits(at("8:05")))
        assert in_the_way(1, VISIT, span("9:00", "9:30"), BookingLimits(at("8:04")), [hold]) == (hold,)
        assert in_the_way(1, VISIT, span("9:00", "9:30"), BookingLimits(at("8:05")), [hold]) == ()

    def test_notice_and_horizon_are_kept_to_the_second(self):
        limits = BookingLimits(at("9:45"), timedelta(hours=1), at("14:45"))
        assert starts(limits=limits) == ["11:15", "12:00", "14:00", "14:45"]
        exact = replace(limits, now=at("10:15"))
        assert starts(limits=exact)[0] == "11:15"
        assert starts(limits=replace(exact, now=at("10:15") + timedelta(seconds=1)))[0] == "12:00"

    def test_weekends_can_be_left_out(self):
        saturday = date(2026, 11, 28)
        timetable = Timetable(1, ZONE, (work("9:00", "12:00", weekday=5),))
        assert starts(timetable, day=saturday)
        assert starts(timetable, limits=replace(EARLY, allow_weekends=False), day=saturday) == []
        friday = replace(EARLY, allow_weekends=False, weekend=frozenset({4}))
        assert starts(timetable, limits=friday, day=saturday)

    def test_a_slot_does_not_cross_midnight(self):
        timetable = Timetable(1, ZONE, (work("23:00", "24:00"), work("0:00", "1:00", weekday=1)))
        slots = free_slots(timetable, VISIT, MONDAY, MONDAY + timedelta(days=1), EARLY, ())
        assert [clock(slot.period.start) for slot in slots] == ["23:00", "00:00"]

    def test_a_group_session_counts_its_places(self):
        timetable = Timetable(1, ZONE, (work("9:00", "12:00"),))
        joined = Busy.of(span("10:00", "11:00"), GROUP, 1)
        for taken, places in ((1, 2), (2, 1)):
            slots = free_slots(timetable, GROUP, MONDAY, MONDAY, EARLY, [joined] * taken)
            assert [slot.places_left for slot in slots] == [3, places, 3]
        assert starts(timetable, GROUP, busy=[joined] * 3) == ["09:00", "11:00"]

    def test_a_group_session_off_the_steps_can_still_be_joined(self):
        timetable = Timetable(1, ZONE, (work("9:00", "12:00"),))
        assert starts(timetable, GROUP, busy=[Busy.of(span("10:10", "11:10"), GROUP, 1)]) == ["09:00", "10:10"]

    def test_a_session_outside_the_hours_is_not_offered(self):
        timetable = Timetable(1, ZONE, (work("9:00", "12:00"),))
        assert starts(timetable, GROUP, busy=[Busy.of(span("13:00", "14:00"), GROUP, 1)]) == ["09:00", "10:00", "11:00"]

    @pytest.mark.parametrize(
        "other",
        [
            Busy.of(span("10:00", "11:00"), replace(GROUP, service_id=8), 1),
            Busy.of(span("10:00", "11:00"), GROUP, 2),
            Busy.of(span("10:00", "10:50"), GROUP, 1),
        ],
    )
    def test_another_session_at_that_time_cannot_be_joined(self, other):
        assert starts(Timetable(1, ZONE, (work("10:00", "11:00"),)), GROUP, busy=[other]) == []

    def test_a_session_with_another_booking_in_the_way_is_not_offered(self):
        busy = [Busy.of(span("10:00", "11:00"), GROUP, 1), Busy.of(span("10:30", "10:40"), VISIT, 1)]
        assert starts(Timetable(1, ZONE, (work("10:00", "11:00"),)), GROUP, busy=busy) == []

    def test_slots_are_a_sequence_of_values(self):
        slots = free_slots(OFFICE, VISIT, MONDAY, MONDAY, EARLY, ())
        assert slots[0].period == span("9:00", "9:30")
        assert (slots[0].location_id, slots[0].places_left) == (1, 1)
        assert list(slots[-2:]) == [slots[7], slots[8]]
        assert slots == free_slots(OFFICE, VISIT, MONDAY, MONDAY, EARLY, ())
        assert slots[3] in slots

    def test_slots_between_two_moments_leave_out_the_second(self):
        slots = free_slots(OFFICE, VISIT, MONDAY, MONDAY, EARLY, ())
        found = slots.between([(slots.starts[1], slots.starts[3]), (slots.starts[4], slots.starts[4] + 1)])
        assert [clock(slot.period.start) for slot in found] == ["09:45", "10:30", "12:00"]

    def test_a_room_is_free_up_to_and_from_what_reserves_it(self):
        slots = free_slots(OFFICE, ServiceRule(7, 30), MONDAY, MONDAY, EARLY, ())
        reserved = Busy.of(span("10:00", "10:30"))
        left = with_a_room(slots, [[(reserved.start, reserved.end)]])
        assert [clock(slot.period.start) for slot in slots if slot not in left] == ["10:00"]

    def test_a_session_that_somebody_has_joined_keeps_its_room(self):
        joined = Busy.of(span("10:00", "11:00"), GROUP, 1)
        slots = free_slots(Timetable(1, ZONE, (work("9:00", "12:00"),)), GROUP, MONDAY, MONDAY, EARLY, [joined])
        left = with_a_room(slots, [[(joined.start, joined.end)]])
        assert [clock(slot.period.start) for slot in left] == ["09:00", "10:00", "11:00"]

    def test_no_days_have_no_slots(self):
        assert not free_slots(OFFICE, VISIT, MONDAY, MONDAY - timedelta(days=1), EARLY, ())


class TestDiary:
    """Putting several appointments into a doctor's time."""

    def diary(self, *busy):
        return Diary({1: OFFICE}, {1: EARLY}, busy, MONDAY, MONDAY)

    def test_what_is_taken_is_cut_out_up_to_its_ends(self):
        plain, diary = ServiceRule(7, 30), self.diary()
        nine, ten = (second_of(at(time)) for time in ("9:00", "10:00"))
        assert diary.several_from(1, plain, ten, 1) == [ten]
        diary.take(1, plain, ten)
        assert diary.several_from(1, plain, nine, 3) == [nine, nine + 1800, ten + 1800]

    def test_an_appointment_is_not_in_its_own_way(self):
        diary = self.diary(Busy.of(span("10:00", "10:30"), VISIT, 1, reference=5))
        assert diary.why_not(1, VISIT, span("10:15", "10:45"), 5) is None
        assert diary.why_not(1, VISIT, span("10:15", "10:45"), 6) is WhyNot.TAKEN

    def test_a_pause_reaches_over_the_end_of_the_day_of_the_earth(self):
        """In Kolkata that is at 5:30."""
        early = replace(OFFICE, rules=(work("4:00", "12:00"),))
        for booked, wanted, why in (
            (span("5:00", "5:25"), span("5:30", "6:00"), WhyNot.BUFFER_BEFORE),
            (span("5:30", "6:00"), span("4:55", "5:25"), WhyNot.BUFFER_AFTER),
        ):
            diary = Diary({1: early}, {1: EARLY}, [Busy.of(booked, VISIT, 1)], MONDAY, MONDAY)
            assert diary.why_not(1, VISIT, wanted, 6) is why


class TestWhyNot:
    def reason(self, wanted, timetable=OFFICE, service=VISIT, limits=EARLY, busy=()):
        reason = why_not(timetable, service, wanted, limits, busy)
        assert fits(timetable, service, wanted, limits, busy) is (reason is None)
        return reason

    def test_any_minute_inside_the_hours_can_be_booked_at_any_length(self):
        assert self.reason(span("9:07", "9:37")) is None
        assert self.reason(span("9:00", "13:00")) is None

    def test_the_limits_have_their_reasons(self):
        limits = BookingLimits(at("10:00"), timedelta(hours=1), at("15:00"), allow_weekends=False)
        assert self.reason(span("9:59", "10:29"), limits=limits) is WhyNot.PAST
        assert self.reason(span("10:59", "11:29"), limits=limits) is WhyNot.NOTICE
        assert self.reason(span("15:01", "15:31"), limits=limits) is WhyNot.HORIZON
        assert self.reason(span("11:00", "11:30"), limits=limits) is None
        assert self.reason(span("15:00", "15:30"), limits=limits) is None

    def test_a_weekend_begins_and_ends_at_midnight_on_the_wall(self):
        limits = replace(EARLY, allow_weekends=False)
        assert self.reason(span("3:00", "3:30", date(2026, 11, 28)), limits=limits) is WhyNot.WEEKEND
        assert self.reason(span("3:00", "3:30", MONDAY), limits=limits) is WhyNot.OUTSIDE_HOURS

    @pytest.mark.parametrize(
        ("wanted", "exception", "reason"),
        [
            (span("12:45", "13:15"), None, WhyNot.BREAK),
            (span("16:45", "17:15"), None, WhyNot.OUTSIDE_HOURS),
            (span("3:00", "3:30"), None, WhyNot.OUTSIDE_HOURS),
            (span("10:00", "10:30"), except_for(ExceptionKind.DAY_OFF), WhyNot.LEAVE),
            (span("10:00", "10:30"), except_for(ExceptionKind.BLOCKED, "10:15", "11:00"), WhyNot.BLOCKED),
            (span("16:00", "16:30"), except_for(ExceptionKind.UNAVAILABLE, "15:00"), WhyNot.UNAVAILABLE),
            (span("10:00", "10:30"), except_for(ExceptionKind.CHANGED, "12:00", "15:00"), WhyNot.OUTSIDE_HOURS),
        ],
    )
    def test_the_hours_have_their_reasons(self, wanted, exception, reason):
        assert self.reason(wanted, replace(OFFICE, exceptions=(exception,) if exception else ())) is reason

    def test_a_holiday_is_named_before_leave(self):
        timetable = replace(
            OFFICE, exceptions=(except_for(ExceptionKind.VACATION),), closures=(Closure(MONDAY, 1, "Gurpurab"),)
        )
        assert self.reason(span("10:00", "10:30"), timetable) is WhyNot.HOLIDAY

    def test_bookings_holds_and_buffers_have_their_reasons(self):
        booked = Busy.of(span("10:00", "10:30"), ServiceRule(8, 30, buffer_before=10, buffer_after=20), 1, reference=5)
        hold = Busy.of(span("11:30", "12:00"), VISIT, 1, expires_at=at("9:00"))
        busy = [hold, booked]
        assert self.reason(span("10:15", "10:45"), busy=busy) is WhyNot.TAKEN
        assert self.reason(span("11:15", "11:45"), busy=busy) is WhyNot.HOLD
        assert self.reason(span("10:45", "11:15"), busy=busy) is WhyNot.BUFFER_BEFORE
        assert self.reason(span("9:20", "9:50"), busy=busy) is WhyNot.BUFFER_AFTER
        assert self.reason(span("9:15", "9:45"), busy=busy) is None
        assert self.reason(span("10:10", "11:40"), busy=busy) is WhyNot.TAKEN
        [found] = in_the_way(1, VISIT, span("10:45", "11:15"), EARLY, busy)
        assert (found.reference, found.period) == (5, span("10:00", "10:30"))

    def test_a_full_session_of_bookings_and_holds_is_in_the_way(self):
        joined = Busy.of(span("10:00", "11:00"), GROUP, 1)
        held = Busy.of(span("10:00", "11:00"), GROUP, 1, expires_at=at("9:00"))
        busy = [held, joined, joined]
        assert in_the_way(1, GROUP, span("10:00", "11:00"), EARLY, busy) == (held, joined, joined)

    def test_touching_a_booking_needs_the_larger_buffer_on_either_side(self):
        plain = [Busy.of(span("10:00", "10:30"))]
        own = ServiceRule(8, 30, buffer_before=10)
        assert self.reason(span("10:30", "11:00"), busy=plain) is None
        assert self.reason(span("10:30", "11:00"), service=own, busy=plain) is WhyNot.BUFFER_BEFORE
        assert self.reason(span("10:39", "11:09"), service=own, busy=plain) is WhyNot.BUFFER_BEFORE
        assert self.reason(span("10:40", "11:10"), service=own, busy=plain) is None
        assert self.reason(span("9:30", "10:00"), service=own, busy=plain) is None
        assert self.reason(span("9:30", "10:00"), busy=plain) is WhyNot.BUFFER_AFTER

    def test_a_full_group_session_is_taken(self):
        joined = Busy.of(span("10:00", "11:00"), GROUP, 1)
        assert self.reason(span("10:00", "11:00"), service=GROUP, busy=[joined] * 2) is None
        assert self.reason(span("10:00", "11:00"), service=GROUP, busy=[joined] * 3) is WhyNot.TAKEN
        assert self.reason(span("10:30", "11:30"), service=GROUP, busy=[joined]) is WhyNot.TAKEN

    def test_a_time_that_the_clocks_skip_does_not_exist(self):
        london = ZoneInfo("Europe/London")
        timetable = Timetable(1, london, (work("0:00", "24:00", weekday=6),))
        skipped = Period(datetime(2026, 3, 29, 1, 30, tzinfo=london), datetime(2026, 3, 29, 2, 30, tzinfo=london))
        long_ago = BookingLimits(datetime(2026, 1, 1, tzinfo=UTC))
        assert self.reason(skipped, timetable, limits=long_ago) is WhyNot.NO_SUCH_TIME
        repeated = datetime(2026, 10, 25, 1, 30, tzinfo=london)
        assert self.reason(Period(repeated, repeated.replace(fold=1)), timetable, limits=long_ago) is None

    def test_a_booking_takes_time(self):
        with pytest.raises(ValueError, match="takes time"):
            self.reason(span("10:00", "10:00"))


class TestReasonsAgainst:
    def reasons(self, wanted, timetable=OFFICE, service=VISIT, limits=EARLY, busy=()):
        return reasons_against(timetable, service, wanted, limits, busy)

    def test_all_reasons_come_in_order_with_how_far_they_reach(self):
        leave = except_for(ExceptionKind.VACATION, last=MONDAY + timedelta(days=2))
        timetable = replace(OFFICE, exceptions=(leave,), closures=(Closure(MONDAY, 1, "Diwali"),))
        booked = Busy.of(span("12:30", "13:15"), VISIT, 1, reference=5)
        found = self.reasons(span("13:00", "13:30"), timetable, busy=[booked])
        assert [item.why for item in found] == [WhyNot.HOLIDAY, WhyNot.LEAVE, WhyNot.BREAK, WhyNot.TAKEN]
        assert [item.label for item in found] == ["Diwali", "because", "Lunch", ""]
        assert found[1].period.end == at("00:00", MONDAY + timedelta(days=3))
        assert found[3].period == span("12:30", "13:15")

    def test_a_pause_says_how_long_and_a_hold_until_when(self):
        hold = Busy.of(span("11:30", "12:00"), VISIT, 1, expires_at=at("9:00"))
        booked = Busy.of(span("10:00", "10:30"), VISIT, 1)
        [pause_before] = self.reasons(span("10:40", "11:10"), busy=[booked])
        assert (pause_before.why, pause_before.minutes) == (WhyNot.BUFFER_BEFORE, 15)
        [held] = self.reasons(span("11:30", "12:00"), busy=[hold])
        assert (held.why, held.until) == (WhyNot.HOLD, at("9:00"))

    def test_outside_the_hours_says_which_they_are(self):
        [outside] = self.reasons(span("20:00", "20:30"))
        assert outside.hours == (span("9:00", "17:00"),)
        [sunday] = self.reasons(span("10:00", "10:30", date(2026, 11, 29)))
        assert sunday.hours == ()

    def test_unavailable_until_another_day_reaches_to_its_hour(self):
        away = except_for(ExceptionKind.UNAVAILABLE, "15:00", "11:00", last=MONDAY + timedelta(days=1))
        [found] = self.reasons(span("16:00", "16:30"), replace(OFFICE, exceptions=(away,)))
        assert found.period == Period(at("15:00"), at("11:00", MONDAY + timedelta(days=1)))

    def test_the_limits_say_from_when_and_until_when(self):
        limits = BookingLimits(at("10:00"), timedelta(hours=1), at("15:00"))
        [notice] = self.reasons(span("10:30", "11:00"), limits=limits)
        assert notice.period.end == at("11:00")
        [horizon] = self.reasons(span("16:00", "16:30"), limits=limits)
        assert horizon.until == at("15:00")


class TestWhyADayIsFull:
    def whys(self, timetable=OFFICE, limits=EARLY, day=MONDAY, service=VISIT):
        return [item.why for item in why_day_is_full(timetable, service, day, limits)]

    def test_each_kind_of_day_has_its_reason(self):
        assert self.whys() == [WhyNot.TAKEN]
        assert self.whys(day=date(2026, 11, 29)) == [WhyNot.OUTSIDE_HOURS]
        assert self.whys(replace(OFFICE, closures=(Closure(MONDAY, 1, "Diwali"),))) == [WhyNot.HOLIDAY]
        assert self.whys(limits=BookingLimits(at("18:00"))) == [WhyNot.PAST]
        assert self.whys(limits=BookingLimits(at("10:00"), timedelta(days=2))) == [WhyNot.NOTICE]
        assert self.whys(limits=BookingLimits(at("00:00"), horizon=at("8:00"))) == [WhyNot.HORIZON]
        assert self.whys(limits=BookingLimits(at("00:00"), horizon=at("12:00"))) == [WhyNot.TAKEN]
        assert self.whys(service=ServiceRule(7, 1000)) == [WhyNot.OUTSIDE_HOURS]

    def test_who_left_early_is_away_rather_than_at_the_end_of_the_hours(self):
        away = except_for(ExceptionKind.UNAVAILABLE, "12:00", "24:00", reason="Emergency")
        timetable = replace(OFFICE, exceptions=(away,))
        assert self.whys(timetable, BookingLimits(at("12:00"))) == [WhyNot.UNAVAILABLE]
        assert self.whys(timetable, BookingLimits(at("16:59"))) == [WhyNot.UNAVAILABLE]
        assert self.whys(timetable, BookingLimits(at("17:00"))) == [WhyNot.PAST]
