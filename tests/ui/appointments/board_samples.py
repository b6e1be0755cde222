"""A believable day on the board, for tests, benchmarks and pictures."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.viewmodels.appointments.board_state import (
    BoardCard,
    BoardColumn,
    BoardState,
    BufferTime,
    ClosedTime,
    Ghost,
    HeldTime,
    PresenceDot,
    SubtitleTone,
)

DAY = date(2026, 11, 21)
ZONE = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 21, 6, 12, tzinfo=UTC)
"""11:42 in Kolkata."""

PENDING, BOOKED = AppointmentState.PENDING, AppointmentState.CONFIRMED
ARRIVED, INSIDE = AppointmentState.CHECKED_IN, AppointmentState.IN_PROGRESS
DONE, MISSED, CANCELLED = AppointmentState.COMPLETED, AppointmentState.NO_SHOW, AppointmentState.CANCELLED

_WORDS = {"p": PENDING, "b": BOOKED, "a": ARRIVED, "i": INSIDE, "d": DONE, "x": MISSED, "c": CANCELLED}


def minute(text: str) -> int:
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


def card(number: int, start: str, length: int, state: str, name: str, second: str = "", **more: object) -> BoardCard:
    word = _WORDS[state]
    return BoardCard(
        appointment_id=number,
        version=1,
        state=word,
        start_minute=minute(start),
        end_minute=minute(start) + length,
        name=name,
        second_line=second,
        movable=word in (PENDING, BOOKED, ARRIVED),
        **more,  # type: ignore[arg-type]
    )


def closed(start: str, end: str, label: str = "") -> ClosedTime:
    return ClosedTime(minute(start), minute(end), label)


def free(*starts: str) -> tuple[int, ...]:
    return tuple(minute(start) for start in starts)


def _column(
    number: int, title: str, subtitle: str, progress: float, cards: list[BoardCard], **more: object
) -> BoardColumn:
    return BoardColumn(
        key=f"doctor-{number}",
        practitioner_id=number,
        day=DAY,
        title=title,
        subtitle=subtitle,
        progress=progress,
        cards=tuple(cards),
        **more,  # type: ignore[arg-type]
    )


def _menon() -> BoardColumn:
    cards = [
        card(101, "9:00", 30, "d", "Kavya Nair", "Fever, 3 days", token="A-001"),
        card(102, "9:30", 30, "d", "Mohan Pillai", "BP review", token="A-002"),
        card(103, "10:00", 15, "d", "Ritu Shah", token="A-003"),
        card(104, "10:15", 30, "d", "Arvind Joshi", "Diabetes review", token="A-006"),
        card(105, "10:45", 30, "x", "Sunita Desai", "Migraine"),
        card(106, "11:15", 30, "i", "George Mathew", "Chest cold", token="A-009"),
        card(107, "11:45", 30, "a", "Priya Raman", "Follow-up", token="A-012"),
        card(108, "12:15", 15, "a", "Dev Malhotra", "Fever", token="A-014", unpaid="INR"),
        card(109, "12:30", 30, "b", "Hema Iyer", "Thyroid review"),
        card(110, "14:00", 30, "b", "Yusuf Khan", "First visit", first_visit=True),
        card(111, "14:30", 30, "b", "Lata Kulkarni", "Follow-up", unpaid="INR"),
        card(112, "15:30", 30, "b", "Neel Bhatia", "Annual check"),
    ]
    return _column(
        1,
        "Dr Asha Menon",
        "Room 1 · free 15:00",
        0.33,
        cards,
        presence=PresenceDot.HERE,
        closed=(closed("13:00", "14:00", "Lunch"),),
        free_starts=free("15:00", "15:15", "16:00", "16:30", "17:00"),
        holds=(HeldTime(minute("16:30"), minute("17:00"), "Held at Desk 2"),),
    )


def _verma() -> BoardColumn:
    cards = [
        card(201, "9:30", 30, "d", "Ramesh Gowda", "Knee pain", token="B-001"),
        card(202, "10:00", 45, "d", "Farah Ali", "Fracture review", token="B-002"),
        card(203, "10:45", 30, "d", "Joel Fernandes", "Back pain", token="B-003"),
        card(204, "11:15", 45, "i", "Tara Singh", "Post-op check", token="B-004", alert="Penicillin"),
        card(205, "12:00", 30, "a", "Vikram Rathore", "Shoulder", token="B-005"),
        card(206, "12:30", 30, "b", "Anita Bose", "Wrist X-ray", unpaid="INR"),
        card(207, "14:30", 45, "b", "Suresh Babu", "Injection"),
        card(208, "15:15", 30, "c", "Meera Joseph", "Follow-up"),
    ]
    return _column(
        2,
        "Dr Rahul Verma",
        "Room 2 · 12 min late",
        0.43,
        cards,
        subtitle_tone=SubtitleTone.WARN,
        presence=PresenceDot.LATE,
        closed=(closed("8:00", "9:30", "Not in yet"), closed("13:00", "14:30", "Surgery list")),
        free_starts=free("15:15", "15:45", "16:15", "16:45", "17:15"),
    )


def _kapoor() -> BoardColumn:
    cards = [
        card(301, "9:00", 30, "d", "Baby Aarav (2 y)", "Vaccination", token="C-001"),
        card(302, "9:30", 15, "d", "Zoya Mirza (6 y)", token="C-002"),
        card(303, "10:00", 30, "d", "Ishaan Roy (4 y)", "Rash", token="C-003"),
        card(304, "11:00", 30, "d", "Diya Patel (9 y)", "Asthma plan", token="C-004", alert="Asthma"),
        card(305, "11:30", 15, "i", "Kabir Sen (1 y)", "Fever", token="C-005"),
        card(306, "11:45", 15, "a", "Aanya Gupta (7 y)", "Cough", token="C-006", unpaid="INR"),
        card(307, "12:15", 30, "b", "Rohan Das (3 y)", "Vaccination"),
        card(308, "14:00", 30, "p", "Mira Thomas (5 y)", "First visit"),
        card(309, "14:45", 30, "b", "Arjun Nair (8 y)", "Follow-up"),
    ]
    return _column(
        3,
        "Dr Leena Kapoor",
        "Room 3 · free 12:45",
        0.42,
        cards,
        presence=PresenceDot.HERE,
        closed=(closed("13:00", "14:00", "Lunch"),),
        buffers=(BufferTime(minute("12:45"), minute("12:55"), 307), BufferTime(minute("15:15"), minute("15:25"), 309)),
        free_starts=free("12:00", "14:30", "15:30", "15:45", "16:00", "16:30", "17:00"),
        slot_minutes=15,
    )


def _sheikh() -> BoardColumn:
    cards = [
        card(401, "10:00", 45, "d", "Harish Rao", "Echo review", token="D-001"),
        card(402, "10:45", 30, "d", "Sheela Varma", "Palpitations", token="D-002"),
        card(403, "11:30", 45, "i", "Colonel S. Bedi", "Post-stent 6 wk", token="D-003", alert="Warfarin"),
        card(404, "12:15", 30, "a", "Mary Kurian", "BP, breathless", token="D-004"),
        card(405, "14:00", 45, "b", "Anand Krishnan", "First visit", first_visit=True),
        card(406, "15:00", 30, "b", "Nafisa Begum", "Holter result", unpaid="INR"),
    ]
    return _column(
        4,
        "Dr Imran Sheikh",
        "Room 4 · free 12:45",
        0.33,
        cards,
        presence=PresenceDot.HERE,
        closed=(closed("8:00", "10:00", "Not in yet"), closed("13:00", "14:00", "Lunch")),
        free_starts=free("15:30", "16:00", "16:30", "17:00"),
    )


def _dsouza() -> BoardColumn:
    cards = [
        card(501, "11:00", 20, "d", "Alina Roy", "Skin", video=True, token="E-001"),
        card(502, "11:30", 20, "i", "Sam Wilson", "Acne", video=True, token="E-002"),
        card(503, "12:00", 20, "b", "Pooja Reddy", "Eczema", video=True),
        card(504, "12:30", 20, "b", "Karan Mehta", "Rash", video=True, unpaid="INR"),
    ]
    return _column(
        5,
        "Dr Sofia Dsouza",
        "Video · free 12:20",
        0.25,
        cards,
        presence=PresenceDot.ONLINE,
        closed=(closed("8:00", "11:00", "Not in yet"), closed("13:00", "18:00", "Left for today")),
        free_starts=free("12:20"),
        slot_minutes=10,
    )


def clinic_day() -> BoardState:
    """The Saturday of the design's pictures: five doctors at 11:42."""
    columns = (_menon(), _verma(), _kapoor(), _sheikh(), _dsouza())
    return BoardState(DAY, ZONE, NOW, minute("9:00"), minute("18:00"), columns)


def many_doctors(count: int, cards_each: int = 20, length: int = 25) -> BoardState:
    """A full board: ``count`` doctors with ``cards_each`` visits of every state, icons and a second line on each."""
    names = [
        "Asha Menon",
        "Rahul Verma",
        "Leena Kapoor",
        "Imran Sheikh",
        "Sofia Dsouza",
        "Jan de Vries",
        "கவிதா ராஜன்",
        "Nour Haddad",
    ]
    states = "dddxiabbbbpb"
    columns = []
    for number in range(1, count + 1):
        cards = [
            card(
                1000 * number + turn,
                f"{8 + turn * length // 60}:{turn * length % 60:02}",
                length,
                states[min(turn * len(states) // cards_each, len(states) - 1)],
                f"{names[(number * 7 + turn * 3) % len(names)]} {number}-{turn}",
                f"Follow-up {turn}",
                unpaid="INR" if turn % 3 else "",
                first_visit=turn % 5 == 0,
                alert="Penicillin" if turn % 4 == 0 else "",
            )
            for turn in range(cards_each)
        ]
        columns.append(
            _column(number, f"Dr {names[number % len(names)]}", f"Room {number}", 0.4, cards, presence=PresenceDot.HERE)
        )
    return BoardState(DAY, ZONE, NOW, 8 * 60, 8 * 60 + cards_each * length, tuple(columns))


def one_week() -> BoardState:
    """Six days of one doctor."""
    base = clinic_day().columns
    columns = tuple(
        replace(
            base[index % 4],
            key=f"day-{index}",
            practitioner_id=1,
            day=DAY + timedelta(days=index - 2),
            title=f"{(DAY + timedelta(days=index - 2)):%a %d %b}",
            subtitle=f"{70 - 8 * index} % booked",
            subtitle_tone=SubtitleTone.NORMAL,
            presence=None,
            show_avatar=False,
            cards=tuple(
                replace(each, appointment_id=each.appointment_id + 1000 * index) for each in base[index % 4].cards
            ),
            buffers=(),
        )
        for index in range(6)
    )
    return BoardState(DAY, ZONE, NOW, minute("9:00"), minute("18:00"), columns)


def with_ghost(state: BoardState) -> BoardState:
    """The same day while a walk-in is being prepared for Dr Menon at 12:15."""
    menon = replace(
        state.columns[0], cards=tuple(each for each in state.columns[0].cards if each.appointment_id != 108)
    )
    ghost = Ghost(1, DAY, minute("12:15"), minute("12:30"), "Dev Malhotra")
    return replace(state, columns=(menon, *state.columns[1:]), ghost=ghost)


def in_arabic(state: BoardState) -> BoardState:
    """The same day with names in several scripts."""
    names = {
        101: "कव्या नायर",
        102: "मोहन पिल्लई",
        107: "بريا رامان",
        108: "ديف مالهوترا",
        110: "يوسف خان",
        205: "فيكرام راثور",
        202: "فرح علي",
    }
    titles = ("د. آشا مينون", "د. راهول فيرما", "د. لينا كابور", "د. عمران شيخ", "د. صوفيا ديسوزا")
    subtitles = (
        "غرفة 1 · متاح 15:00",
        "غرفة 2 · متأخر 12 د",
        "غرفة 3 · متاح 12:45",
        "غرفة 4 · متاح 12:45",
        "فيديو · متاح 12:20",
    )
    columns = tuple(
        replace(
            column,
            title=title,
            subtitle=subtitle,
            cards=tuple(replace(each, name=names.get(each.appointment_id, each.name)) for each in column.cards),
        )
        for column, title, subtitle in zip(state.columns, titles, subtitles, strict=True)
    )
    return replace(state, columns=columns)
