"""The words for codes on the admin's pages."""

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import Gender, RegistrationCheck, Role


def _tr(text: str) -> str:
    return QCoreApplication.translate("Admin", text)


def role_word(role: Role) -> str:
    """The role's name."""
    return {
        Role.ADMIN: _tr("Admin"),
        Role.MANAGER: _tr("Manager"),
        Role.CENTRE_MANAGER: _tr("Centre manager"),
        Role.DOCTOR: _tr("Doctor"),
        Role.CARE_COORDINATOR: _tr("Care coordinator"),
        Role.FRONT_DESK: _tr("Front desk"),
        Role.PATIENT: _tr("Patient"),
    }[role]


def role_explained(role: Role) -> str:
    """What the role may do, in a line."""
    return {
        Role.ADMIN: _tr("Everything but medical notes, also the settings and other admins."),
        Role.MANAGER: _tr("The whole clinic, but not its settings."),
        Role.CENTRE_MANAGER: _tr("Everything at their own centres, with staff, doctors and money."),
        Role.DOCTOR: _tr("Their own day, patients, notes, hours and earnings."),
        Role.CARE_COORDINATOR: _tr("Books and follows up; sees no money and no medical notes."),
        Role.FRONT_DESK: _tr("Books, checks in and takes money at their own centres."),
        Role.PATIENT: _tr("Their own visits."),
    }[role]


def gender_word(gender: Gender) -> str:
    """The gender as a form offers it."""
    return {
        Gender.FEMALE: _tr("Female"),
        Gender.MALE: _tr("Male"),
        Gender.OTHER: _tr("Other"),
        Gender.UNDISCLOSED: _tr("Not told"),
    }[gender]


def check_word(check: RegistrationCheck) -> str:
    """How a registration number stands."""
    return {
        RegistrationCheck.MISSING: _tr("No number"),
        RegistrationCheck.SUBMITTED: _tr("To verify"),
        RegistrationCheck.VERIFIED: _tr("Verified"),
    }[check]


def check_tone(check: RegistrationCheck) -> str:
    """The colour that goes with ``check_word``."""
    return {
        RegistrationCheck.MISSING: "danger",
        RegistrationCheck.SUBMITTED: "warn",
        RegistrationCheck.VERIFIED: "ok",
    }[check]


def missing_word(item: str) -> str:
    """What a doctor's profile lacks, as ``PractitionerProfile.missing`` names it."""
    return {
        "picture": _tr("a picture"),
        "email": _tr("an email"),
        "phone": _tr("a phone"),
        "specialities": _tr("a speciality"),
        "qualifications": _tr("qualifications"),
        "registration_number": _tr("a registration number"),
        "registration_check": _tr("a verified registration"),
        "experience_years": _tr("years of experience"),
        "about": _tr("a few words about them"),
        "languages": _tr("languages"),
        "fee": _tr("a fee"),
        "services": _tr("a service"),
        "hours": _tr("weekly hours"),
    }[item]


def missing_sentence(missing: tuple[str, ...], locale: QLocale) -> str:
    """What is missing, as one sentence; all is there where nothing is."""
    if not missing:
        return _tr("Nothing is missing.")
    listed = locale.createSeparatedList([missing_word(item) for item in missing])
    return _tr("Still missing: {items}.").format(items=listed)


def weekday_word(weekday: int, locale: QLocale, short: bool = False) -> str:
    """The weekday's name; 0 is Monday."""
    form = QLocale.FormatType.ShortFormat if short else QLocale.FormatType.LongFormat
    return locale.standaloneDayName(weekday + 1, form)
