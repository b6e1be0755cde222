"""What a patient's form offers to choose from: blood groups, languages, channels, how they found the clinic."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from clinic_desktop.domain.codes import Gender
from clinic_desktop.ui.first_start import regions
from clinic_desktop.ui.kit.choice import Choice

BLOOD_GROUPS = ("A+", "A−", "B+", "B−", "AB+", "AB−", "O+", "O−")
_CHANNELS = {
    "phone": str(QT_TRANSLATE_NOOP("Channels", "Phone call")),
    "whatsapp": str(QT_TRANSLATE_NOOP("Channels", "WhatsApp")),
    "sms": str(QT_TRANSLATE_NOOP("Channels", "SMS")),
    "email": str(QT_TRANSLATE_NOOP("Channels", "Email")),
}
# What the docks note themselves, by the codes of Channel; everything else is what somebody typed.
_SOURCES = {
    "walk_in": str(QT_TRANSLATE_NOOP("LeadSources", "Walk-in")),
    "phone": str(QT_TRANSLATE_NOOP("LeadSources", "By phone")),
    "self": str(QT_TRANSLATE_NOOP("LeadSources", "Booked online")),
    "kiosk": str(QT_TRANSLATE_NOOP("LeadSources", "Kiosk")),
}
# Languages (ISO 639) by the name that their speakers look for.
_LANGUAGES = {
    "ar": "العربية", "bn": "বাংলা", "de": "Deutsch", "en": "English", "es": "Español", "fr": "Français",
    "gu": "ગુજરાતી", "hi": "हिन्दी", "it": "Italiano", "kn": "ಕನ್ನಡ", "ml": "മലയാളം", "mr": "मराठी",
    "pa": "ਪੰਜਾਬੀ", "pl": "Polski", "pt": "Português", "ru": "Русский", "ta": "தமிழ்", "te": "తెలుగు",
    "tr": "Türkçe", "uk": "Українська", "ur": "اردو", "vi": "Tiếng Việt", "zh": "中文",
}  # fmt: skip
LANGUAGES = tuple(_LANGUAGES)
"""The codes of the languages that are offered."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("PatientChoices", text)


def channel_word(code: str) -> str:
    """How somebody wants to be reached; an unknown code reads as it is."""
    word = _CHANNELS.get(code)
    return QCoreApplication.translate("Channels", word) if word else code


def source_word(source: str) -> str:
    """Where somebody heard of the clinic; what was typed reads as it is."""
    word = _SOURCES.get(source)
    return QCoreApplication.translate("LeadSources", word) if word else source


def language_word(code: str) -> str:
    """A language in its own letters: "Deutsch"; an unknown code reads as it is."""
    return _LANGUAGES.get(code, code)


def country_word(code: str) -> str:
    """A country by its name; an unknown code reads as it is."""
    territory = QLocale.codeToTerritory(code)
    return code if territory == QLocale.Country.AnyCountry else QLocale.territoryToString(territory)


def countries(kept: str) -> tuple[Choice, ...]:
    """All countries by name."""
    return _with_kept(regions.countries(), kept)


def _with_kept(choices: list[Choice], kept: str) -> tuple[Choice, ...]:
    """The choices, with "not known" before them and what is kept already after them: nothing may be lost by saving."""
    known = {choice.value for choice in choices}
    if kept and kept not in known:
        choices.append(Choice(kept, kept))
    return (Choice("", _tr("Not known")), *choices)


def genders() -> tuple[Choice, ...]:
    """For a segmented control."""
    return (
        Choice(Gender.FEMALE, _tr("Female"), key=_tr("F")),
        Choice(Gender.MALE, _tr("Male"), key=_tr("M")),
        Choice(Gender.OTHER, _tr("Other"), key=_tr("O")),
        Choice(Gender.UNDISCLOSED, _tr("Not told")),
    )


def blood_groups(kept: str) -> tuple[Choice, ...]:
    """A, B, AB and O with their rhesus factor."""
    return _with_kept([Choice(group, group) for group in BLOOD_GROUPS], kept)


def languages(kept: str) -> tuple[Choice, ...]:
    """Languages by their own names."""
    return _with_kept([Choice(code, name) for code, name in _LANGUAGES.items()], kept)


def channels(kept: str) -> tuple[Choice, ...]:
    """Ways to reach somebody."""
    return _with_kept([Choice(code, channel_word(code)) for code in _CHANNELS], kept)
