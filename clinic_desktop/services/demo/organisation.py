"""The demo's clinic: two centres, eight doctors with their weeks, services with prices, and one person of each role."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from clinic_desktop.db.models.accounts import Account, AccountLocation
from clinic_desktop.db.models.healthcare_services import HealthcareService, PractitionerService, ServicePrice
from clinic_desktop.db.models.organisation import Location, OpeningHours, Organization, Room
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole, PractitionerSpeciality, Speciality
from clinic_desktop.db.models.scheduling import Schedule, ScheduleRule
from clinic_desktop.db.models.settings import Setting
from clinic_desktop.domain.codes import Gender, RegistrationCheck, Role, RuleKind

BENGALURU, BERLIN = 1, 2
CONSULTATION, FOLLOW_UP, EXTENDED, VIDEO, VACCINATION, BACK_SCHOOL = range(1, 7)


@dataclass(frozen=True, slots=True)
class DemoCentre:
    """A centre of the demo. Payments are taken by ``methods`` in those proportions."""

    id: int
    name: str
    city: str
    address: str
    phone: str
    country: str
    zone: ZoneInfo
    currency: str
    prefix: str
    rooms: tuple[str, ...]
    opens: int
    closes: int
    saturday_closes: int
    methods: tuple[tuple[str, int], ...]
    prices: tuple[tuple[int, int], ...]


CENTRES = (
    DemoCentre(
        BENGALURU, "Indiranagar", "Bengaluru", "100 Feet Road, Indiranagar, Bengaluru 560038", "+918025200100", "IN",
        ZoneInfo("Asia/Kolkata"), "INR", "A", ("Room 1", "Room 2", "Room 3", "Room 4", "Room 5", "Room 6"),
        8, 19, 14, (("upi", 44), ("cash", 30), ("card", 21), ("bank_transfer", 5)),
        ((FOLLOW_UP, 40_000), (VACCINATION, 35_000), (BACK_SCHOOL, 30_000)),
    ),
    DemoCentre(
        BERLIN, "Berlin Mitte", "Berlin", "Auguststraße 12, 10117 Berlin", "+493023125100", "DE",
        ZoneInfo("Europe/Berlin"), "EUR", "B", ("Raum 1", "Raum 2"),
        8, 18, 13, (("card", 62), ("cash", 27), ("bank_transfer", 11)),
        ((FOLLOW_UP, 3_500), (VACCINATION, 2_800), (BACK_SCHOOL, 2_500)),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoDoctor:
    """A doctor of the demo. Minutes of the day: hours on weekdays, hours on Saturday (None: free) and the break.

    ``demand`` is how full the days are, in percent; ``pace`` how long visits take against plan, in percent.
    """

    id: int
    name: str
    gender: Gender
    speciality: int
    centre: int
    room: int
    fee: int
    hours: tuple[int, int]
    rest: tuple[int, int]
    saturday: tuple[int, int] | None
    off: int | None
    demand: int
    pace: int
    years: int
    qualifications: str
    languages: tuple[str, ...]
    registration: str
    check: RegistrationCheck
    about: str
    offers: tuple[int, ...] = (CONSULTATION, FOLLOW_UP, EXTENDED, VIDEO)

    def hours_on(self, weekday: int) -> tuple[int, int] | None:
        """From when to when the doctor works on that weekday (0 is Monday); None for a free day."""
        if weekday == 6 or weekday == self.off:
            return None
        return self.saturday if weekday == 5 else self.hours


def _clock(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


GENERAL, CARDIOLOGY, CHILD_CARDIOLOGY, DERMATOLOGY, PAEDIATRICS, ORTHOPAEDICS, GYNAECOLOGY, NEUROLOGY = range(1, 9)
SPECIALITIES = (
    (GENERAL, None, "General medicine"),
    (CARDIOLOGY, None, "Cardiology"),
    (CHILD_CARDIOLOGY, CARDIOLOGY, "Paediatric cardiology"),
    (DERMATOLOGY, None, "Dermatology"),
    (PAEDIATRICS, None, "Paediatrics"),
    (ORTHOPAEDICS, None, "Orthopaedics"),
    (GYNAECOLOGY, None, "Gynaecology"),
    (NEUROLOGY, None, "Neurology"),
)
_VERIFIED = RegistrationCheck.VERIFIED
_EARLY, _MIDDAY, _LATE = (_clock(9), _clock(17)), (_clock(10), _clock(18)), (_clock(11), _clock(19))
_SATURDAY = (_clock(9), _clock(14))

DOCTORS = (
    DemoDoctor(
        1, "Dr Asha Menon", Gender.FEMALE, CARDIOLOGY, BENGALURU, 1, 90_000, _EARLY, (_clock(13), _clock(14)),
        _SATURDAY,
        None, 92, 98, 18, "MBBS, MD, DM (Cardiology)", ("English", "ಕನ್ನಡ", "മലയാളം"), "KMC 48211", _VERIFIED,
        "Looks after hearts and blood pressure, and explains what the numbers mean.",
    ),
    DemoDoctor(
        2, "Dr Imran Sheikh", Gender.MALE, GENERAL, BENGALURU, 2, 60_000, _EARLY, (_clock(12, 30), _clock(13, 30)),
        _SATURDAY, None, 90, 112, 12, "MBBS, MD (General medicine)", ("English", "हिन्दी", "اردو"), "KMC 61570",
        _VERIFIED,
        "Family doctor for all ages; diabetes, thyroid, fevers and everything else that comes through the door.",
        (CONSULTATION, FOLLOW_UP, EXTENDED, VIDEO, VACCINATION),
    ),
    DemoDoctor(
        3, "Dr Rahul Verma", Gender.MALE, ORTHOPAEDICS, BENGALURU, 3, 80_000, _MIDDAY, (_clock(13, 30), _clock(14, 30)),
        _SATURDAY, None, 84, 100, 15, "MBBS, MS (Orthopaedics)", ("English", "हिन्दी"), "KMC 55803", _VERIFIED,
        "Knees, shoulders and backs; surgery only when nothing else helps.",
        (CONSULTATION, FOLLOW_UP, EXTENDED, BACK_SCHOOL),
    ),
    DemoDoctor(
        4, "Dr Leena Kapoor", Gender.FEMALE, DERMATOLOGY, BENGALURU, 4, 75_000, _MIDDAY, (_clock(14), _clock(14, 45)),
        None, None, 80, 92, 9, "MBBS, MD (Dermatology)", ("English", "हिन्दी", "ਪੰਜਾਬੀ"), "KMC 70119", _VERIFIED,
        "Skin, hair and nails, from babies to grandparents.",
    ),
    DemoDoctor(
        5, "Dr Kavitha Subramaniam", Gender.FEMALE, PAEDIATRICS, BENGALURU, 5, 65_000, _EARLY, (_clock(13), _clock(13,
        45)),
        _SATURDAY, None, 88, 97, 21, "MBBS, DCH, MD (Paediatrics)", ("English", "தமிழ்", "ಕನ್ನಡ"), "KMC 39942",
        _VERIFIED,
        "Children from the first week on: growth, vaccinations, coughs and worries.",
        (CONSULTATION, FOLLOW_UP, EXTENDED, VACCINATION),
    ),
    DemoDoctor(
        6, "Dr Joseph Fernandes", Gender.MALE, NEUROLOGY, BENGALURU, 6, 110_000, _LATE, (_clock(14), _clock(15)),
        None, 2,
        76, 103, 24, "MBBS, MD, DM (Neurology)", ("English", "Konkani", "Português"), "KMC 33017",
        RegistrationCheck.SUBMITTED,
        "Headaches, epilepsy, and nerves that no longer do what they should.",
    ),
    DemoDoctor(
        7, "Dr. Jonas Weber", Gender.MALE, GENERAL, BERLIN, 7, 6_500, (_clock(8), _clock(16)), (_clock(12),
        _clock(13)), None,
        None, 86, 100, 16, "Facharzt für Allgemeinmedizin", ("Deutsch", "English"), "BER 114-5527", _VERIFIED,
        "Hausarzt in Mitte: Vorsorge, Impfungen, chronische Krankheiten.",
        (CONSULTATION, FOLLOW_UP, EXTENDED, VIDEO, VACCINATION),
    ),
    DemoDoctor(
        8, "Dr. Şebnem Yıldız", Gender.FEMALE, GYNAECOLOGY, BERLIN, 8, 7_800, (_clock(9), _clock(17)),
        (_clock(13), _clock(14)), (_clock(9), _clock(13)), 2, 78, 96, 11, "Fachärztin für Gynäkologie und Geburtshilfe",
        ("Deutsch", "Türkçe", "English"), "", RegistrationCheck.MISSING,
        "Vorsorge, Schwangerschaft und alles, worüber man selten spricht.",
    ),
)  # fmt: skip

# Name, minutes, buffer after, capacity, online.
SERVICES = {
    CONSULTATION: ("Consultation", 25, 5, 1, False),
    FOLLOW_UP: ("Follow-up", 15, 0, 1, False),
    EXTENDED: ("Extended consultation", 50, 10, 1, False),
    VIDEO: ("Video consultation", 25, 5, 1, True),
    VACCINATION: ("Vaccination", 15, 0, 1, False),
    BACK_SCHOOL: ("Back school", 60, 0, 6, False),
}
EXTENDED_FACTOR = 1.6


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A login of the demo. ``places`` are the centres of a member of staff."""

    id: int
    username: str
    name: str
    role: Role
    places: tuple[int, ...] = ()


STAFF = (
    DemoPerson(1, "admin", "Nandini Rao", Role.ADMIN, (BENGALURU, BERLIN)),
    DemoPerson(2, "manager", "Thomas Keller", Role.MANAGER, (BENGALURU, BERLIN)),
    DemoPerson(3, "centre", "Deepa Kulkarni", Role.CENTRE_MANAGER, (BENGALURU,)),
    DemoPerson(4, "desk", "Maria Pereira", Role.FRONT_DESK, (BENGALURU,)),
    DemoPerson(5, "desk2", "Kiran Gowda", Role.FRONT_DESK, (BENGALURU,)),
    DemoPerson(6, "empfang", "Heike Neumann", Role.FRONT_DESK, (BERLIN,)),
    DemoPerson(7, "care", "Farida Khan", Role.CARE_COORDINATOR, (BENGALURU,)),
)
PATIENT_ACCOUNT = 8 + len(DOCTORS)
_DOCTOR_ACCOUNTS = 7


def account_of(doctor: DemoDoctor) -> int:
    """The number of the doctor's login."""
    return _DOCTOR_ACCOUNTS + doctor.id


def username_of(doctor: DemoDoctor) -> str:
    """The doctor's login: "doctor" for the first, else the family name in plain letters."""
    return {1: "doctor", 7: "weber", 8: "yildiz"}.get(doctor.id, doctor.name.rsplit(maxsplit=1)[-1].lower())


def offered(doctor: DemoDoctor) -> tuple[tuple[int, int, int, int], ...]:
    """What the doctor offers, as (service, minutes, buffer after, price in minor units)."""
    centre = CENTRES[doctor.centre - 1]
    prices = dict(centre.prices)
    found = []
    for service in doctor.offers:
        _, minutes, after, _, _ = SERVICES[service]
        price = round(doctor.fee * EXTENDED_FACTOR) if service == EXTENDED else prices.get(service, doctor.fee)
        found.append((service, minutes, after, price))
    return tuple(found)


@dataclass(slots=True)
class Founding:
    """Adds the clinic's own rows: what a first start and an admin's first days would leave behind."""

    session: Session
    opened: datetime
    password_hash: str

    def found(self) -> None:
        """Adds everything but patients and visits."""
        self._add([Organization(id=1, name="Sunrise Clinic", country="IN", currency="INR")])
        self._add([_location(centre) for centre in CENTRES])
        numbered = [(centre.id, name) for centre in CENTRES for name in centre.rooms]
        self._add([Room(id=number, location_id=place, name=name) for number, (place, name) in enumerate(numbered, 1)])
        self._add([row for centre in CENTRES for row in _opening(centre)])
        self._add([Speciality(id=number, parent_id=parent, name=name) for number, parent, name in SPECIALITIES])
        self._add(_services())
        self._add(self._accounts())
        self._add(
            [AccountLocation(account_id=person.id, location_id=place) for person in STAFF for place in person.places]
            + [AccountLocation(account_id=account_of(doctor), location_id=doctor.centre) for doctor in DOCTORS]
        )
        for doctor in DOCTORS:
            self._add([self._doctor(doctor)])
            self._add(_belongings(doctor))
            self._add(_week(doctor))
        self._add(
            [
                Setting(key=key, scope="clinic", value=json.dumps(value), changed_by_id=1, changed_at=self.opened)
                for key, value in (("platform_fee_percent", 20), ("default_method", "cash"))
            ]
            + [
                Setting(
                    key="default_method", scope="location:1", value='"upi"', changed_by_id=1, changed_at=self.opened
                )
            ]
        )

    def _add(self, rows: Sequence[object]) -> None:
        self.session.add_all(rows)
        self.session.flush()

    def _accounts(self) -> list[object]:
        people: list[object] = [self._account(person) for person in STAFF]
        people += [
            self._account(DemoPerson(account_of(doctor), username_of(doctor), doctor.name, Role.DOCTOR))
            for doctor in DOCTORS
        ]
        return people

    def _account(self, person: DemoPerson) -> Account:
        return Account(
            id=person.id, role=person.role, name=person.name, username=person.username,
            email=f"{person.username}@sunrise.example", password_hash=self.password_hash, created_at=self.opened,
        )  # fmt: skip

    def _doctor(self, doctor: DemoDoctor) -> Practitioner:
        verified = doctor.check is RegistrationCheck.VERIFIED
        return Practitioner(
            id=doctor.id, account_id=account_of(doctor), name=doctor.name,
            email=f"{username_of(doctor)}@sunrise.example",
            phone=CENTRES[doctor.centre - 1].phone[:-2] + f"{10 + doctor.id}", gender=doctor.gender,
            qualifications=doctor.qualifications, registration_number=doctor.registration,
            registration_check=doctor.check, verified_by_id=1 if verified else None,
            verified_on=self.opened.date() + timedelta(days=3) if verified else None, experience_years=doctor.years,
            about=doctor.about, languages=json.dumps(doctor.languages, ensure_ascii=False), skills="[]",
            primary_location_id=doctor.centre, created_at=self.opened,
        )  # fmt: skip

    def add_patient_account(self, name: str) -> None:
        """Adds the login of the one patient who has one."""
        self._add([self._account(DemoPerson(PATIENT_ACCOUNT, "patient", name, Role.PATIENT))])


def _location(centre: DemoCentre) -> Location:
    return Location(
        id=centre.id, name=centre.name, city=centre.city, address=centre.address, phone=centre.phone,
        email=f"{centre.city.lower()}@sunrise.example", country=centre.country, zone=centre.zone.key,
        currency=centre.currency, token_prefix=centre.prefix,
    )  # fmt: skip


def _opening(centre: DemoCentre) -> list[OpeningHours]:
    closes = [centre.closes] * 5 + [centre.saturday_closes]
    return [
        OpeningHours(
            location_id=centre.id,
            weekday=weekday,
            start_minute=_clock(centre.opens),
            end_minute=_clock(closes[weekday]),
        )
        for weekday in range(6)
    ]


def _services() -> list[object]:
    rows: list[object] = [
        HealthcareService(
            id=number, name=name, duration_minutes=minutes, buffer_after_minutes=after, capacity=capacity, online=online
        )
        for number, (name, minutes, after, capacity, online) in SERVICES.items()
    ]
    rows += [
        ServicePrice(service_id=service, location_id=centre.id, practitioner_id=None, price_minor=price)
        for centre in CENTRES
        for service, price in centre.prices
    ]
    return rows


def _belongings(doctor: DemoDoctor) -> list[object]:
    rows: list[object] = [
        Schedule(id=doctor.id, practitioner_id=doctor.id, step_minutes=15),
        PractitionerRole(
            practitioner_id=doctor.id, location_id=doctor.centre, room_id=doctor.room, fee_minor=doctor.fee
        ),
        PractitionerSpeciality(practitioner_id=doctor.id, speciality_id=doctor.speciality),
        *(PractitionerService(practitioner_id=doctor.id, service_id=service) for service in doctor.offers),
    ]
    if EXTENDED in doctor.offers:
        price = round(doctor.fee * EXTENDED_FACTOR)
        rows.append(
            ServicePrice(service_id=EXTENDED, location_id=doctor.centre, practitioner_id=doctor.id, price_minor=price)
        )
    return rows


def _week(doctor: DemoDoctor) -> list[object]:
    rows: list[object] = []
    for weekday in range(6):
        hours = doctor.hours_on(weekday)
        if hours is None:
            continue
        parts = [(RuleKind.WORK, hours, "")]
        if hours[1] > doctor.rest[1]:
            parts.append((RuleKind.BREAK, doctor.rest, "Lunch"))
        for kind, (start, end), label in parts:
            rows.append(
                ScheduleRule(
                    schedule_id=doctor.id, location_id=doctor.centre, kind=kind, weekday=weekday, start_minute=start,
                    end_minute=end, label=label,
                )
            )  # fmt: skip
    return rows


def fixed_holidays(centre: DemoCentre, first: date, last: date) -> list[tuple[date, str]]:
    """The public holidays of the centre's country that have the same date every year."""
    dates = {
        "IN": ((1, 26, "Republic Day"), (8, 15, "Independence Day"), (10, 2, "Gandhi Jayanti")),
        "DE": (
            (1, 1, "Neujahr"), (5, 1, "Tag der Arbeit"), (10, 3, "Tag der Deutschen Einheit"),
            (12, 25, "Erster Weihnachtstag"), (12, 26, "Zweiter Weihnachtstag"),
        ),
    }[centre.country]  # fmt: skip
    days = [(date(year, month, day), name) for year in range(first.year, last.year + 1) for month, day, name in dates]
    return [(day, name) for day, name in days if first <= day <= last]
