"""Invents the demo's patients: names in several scripts, ages, families on one phone, allergies, and whom they see."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from clinic_desktop.domain.codes import Gender
from clinic_desktop.services.demo.names import IN_BENGALURU, IN_BERLIN, Culture
from clinic_desktop.services.demo.organisation import (
    BENGALURU,
    CENTRES,
    DOCTORS,
    GYNAECOLOGY,
    PAEDIATRICS,
    DemoDoctor,
)

_GROWN_UP = 16
_SHARE_PHONE = 0.12
_ALLERGIES = (
    "Penicillin", "Sulfa drugs", "Peanuts", "Ibuprofen", "Latex", "Aspirin", "House dust mites", "Shellfish", "Iodine",
    "Amoxicillin, dust",
)  # fmt: skip
_CONDITIONS = (
    ("Type 2 diabetes", "Metformin 500 mg twice a day"), ("Hypertension", "Telmisartan 40 mg"),
    ("Hypothyroidism", "Levothyroxine 50 µg"), ("Asthma", "Budesonide inhaler"), ("Migraine", "Propranolol 40 mg"),
    ("Gastritis", "Pantoprazole as needed"), ("Lower back pain", "Exercises, paracetamol as needed"),
    ("High cholesterol", "Rosuvastatin 10 mg"), ("Anaemia", "Iron for three months"), ("Eczema", "Emollients"),
)  # fmt: skip
_STREETS = {
    BENGALURU: ("12th Main Road", "CMH Road", "Double Road", "80 Feet Road", "Old Madras Road", "Domlur Layout"),
    2: ("Torstraße", "Linienstraße", "Ackerstraße", "Invalidenstraße", "Rosenthaler Straße", "Brunnenstraße"),
}
_POSTCODES = {BENGALURU: ("560038", "560008", "560071", "560075"), 2: ("10115", "10119", "10178", "13355")}
_SOURCES = ("Friend or family", "Search engine", "Walked past", "Another doctor", "Insurance list", "Social media")


@dataclass(slots=True)
class DemoPatient:
    """An invented patient. ``doctors`` are those they go to; ``registered`` is a day; ``seen`` the latest visit."""

    id: int
    name: str
    gender: Gender
    born: date
    phone: str
    email: str
    language: str
    centre: int
    doctors: tuple[int, ...]
    registered: date
    registered_at: int
    allergies: str
    conditions: tuple[tuple[str, str], ...]
    blood_group: str
    street: str
    postal_code: str
    source: str
    emergency: tuple[str, str, str]
    seen: int | None = None
    seen_by: int | None = None


def invent_patients(chance: Random, count: int, today: date) -> list[DemoPatient]:
    """That many patients in the order in which they registered: some before the year, the rest during it."""
    days = sorted(_registered_on(chance, today) for _ in range(count))
    patients: list[DemoPatient] = []
    for number, day in enumerate(days, 1):
        relatives = patients[-40:] if chance.random() < _SHARE_PHONE else ()
        patients.append(_patient(chance, number, day, today, chance.choice(relatives) if relatives else None))
    for twin in range(200, count, 900):
        _register_twice(patients, twin)
    return patients


def _registered_on(chance: Random, today: date) -> date:
    """A day on which the centres are open; two in five came during the last year."""
    ago = chance.randint(366, 1500) if chance.random() < 0.58 else int(365 * chance.random() ** 1.1) + 1
    day = today - timedelta(days=ago)
    return day - timedelta(days=1) if day.weekday() == 6 else day


def _patient(chance: Random, number: int, day: date, today: date, relative: DemoPatient | None) -> DemoPatient:
    place = relative.centre if relative else (BENGALURU if chance.random() < 0.79 else 2)
    culture = _pick(chance, IN_BENGALURU if place == BENGALURU else IN_BERLIN)
    gender = Gender.FEMALE if chance.random() < 0.53 else Gender.MALE
    years = _age(chance)
    born = today - timedelta(days=int(years * 365.25) + chance.randint(0, 364))
    born = min(born, day - timedelta(days=3))
    name = _name(chance, culture, gender)
    plain = name.isascii() and chance.random() < 0.4
    sick = chance.random() < (0.06 if years < 30 else 0.3)
    return DemoPatient(
        id=number,
        name=name,
        gender=gender if chance.random() > 0.004 else Gender.OTHER,
        born=born,
        phone=relative.phone if relative else _phone(chance, place),
        email=f"{name.lower().replace(' ', '.').replace(chr(39), '')}{number}@mail.example" if plain else "",
        language=culture.language,
        centre=place,
        doctors=_doctors(chance, place, gender, years),
        registered=day,
        registered_at=0,
        allergies=chance.choice(_ALLERGIES) if chance.random() < 0.13 else "",
        conditions=tuple(chance.sample(_CONDITIONS, chance.choice((1, 1, 2)))) if sick else (),
        blood_group=chance.choice(("A+", "B+", "O+", "O+", "AB+", "A-", "O-")) if chance.random() < 0.6 else "",
        street=f"{chance.randint(1, 240)} {chance.choice(_STREETS[place])}",
        postal_code=chance.choice(_POSTCODES[place]),
        source=chance.choice(_SOURCES) if chance.random() < 0.7 else "",
        emergency=_emergency(chance, culture, place) if chance.random() < 0.35 else ("", "", ""),
    )


def _age(chance: Random) -> float:
    """Years: many children, many around 35, fewer old people."""
    kind = chance.random()
    if kind < 0.2:
        return chance.uniform(0.1, 15.5)
    return min(max(chance.gauss(38, 12), 16), 95) if kind < 0.78 else min(max(chance.gauss(66, 9), 45), 98)


def _name(chance: Random, culture: Culture, gender: Gender) -> str:
    name = culture.name(chance, gender)
    if culture is IN_BENGALURU[0][0] and chance.random() < 0.3:
        given, family = name.split(" ", 1)
        name = f"{given} {chance.choice('ABCDGHJKLMNPRSTV')} {family}"
    return name


def _phone(chance: Random, place: int) -> str:
    digits = chance.randrange(10**7)
    return f"+91990{digits:07d}" if place == BENGALURU else f"+491555{digits:07d}"


def _emergency(chance: Random, culture: Culture, place: int) -> tuple[str, str, str]:
    gender = chance.choice((Gender.FEMALE, Gender.MALE))
    relationship = chance.choice(("Spouse", "Parent", "Brother or sister", "Child", "Friend"))
    return culture.name(chance, gender), relationship, _phone(chance, place)


def _doctors(chance: Random, place: int, gender: Gender, years: float) -> tuple[int, ...]:
    """The one or two doctors of the centre whom such a person goes to."""
    fitting = [doctor for doctor in DOCTORS if doctor.centre == place and _fits(doctor, gender, years)]
    if years < _GROWN_UP:
        fitting.sort(key=lambda doctor: doctor.speciality != PAEDIATRICS)
        return tuple(doctor.id for doctor in fitting[:2])
    wanted = 2 if chance.random() < 0.4 else 1
    return tuple(doctor.id for doctor in chance.sample(fitting, min(wanted, len(fitting))))


def _fits(doctor: DemoDoctor, gender: Gender, years: float) -> bool:
    if doctor.speciality == PAEDIATRICS:
        return years < _GROWN_UP
    if doctor.speciality == GYNAECOLOGY:
        return gender is Gender.FEMALE and years >= _GROWN_UP
    return True


def _register_twice(patients: list[DemoPatient], index: int) -> None:
    """Makes one patient a likely duplicate of an earlier one: same phone and birth, the name written otherwise."""
    first, second = patients[index - 150], patients[index]
    words = first.name.split()
    second.name = f"{words[-1]}, {words[0]}" if len(words) > 1 else first.name
    second.phone, second.born, second.gender, second.centre = first.phone, first.born, first.gender, first.centre
    second.doctors, second.language = first.doctors, first.language


def _pick(chance: Random, weighted: tuple[tuple[Culture, int], ...]) -> Culture:
    return chance.choices([culture for culture, _ in weighted], [weight for _, weight in weighted])[0]


def city_of(patient: DemoPatient) -> tuple[str, str]:
    """City and country of the patient's centre, where they live."""
    centre = CENTRES[patient.centre - 1]
    return centre.city, centre.country
