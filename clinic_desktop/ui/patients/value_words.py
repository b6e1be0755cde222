"""The value of any field of a patient, as it is compared and listed."""

from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import Gender
from clinic_desktop.ui.formats import identity_date, phone_text
from clinic_desktop.ui.patients.choices import channel_word, country_word, language_word
from clinic_desktop.ui.patients.person_texts import gender_word


def _tr(text: str) -> str:
    return QCoreApplication.translate("PatientValues", text)


def value_words(field: str, value: object, region: str, locale: QLocale) -> str:
    """What is kept in a field of PatientDraft, in words; "" for nothing."""
    if not value or value is Gender.UNDISCLOSED:
        return ""
    if isinstance(value, Gender):
        return gender_word(value)
    if isinstance(value, date):
        return identity_date(value)
    text = str(value)
    if field.endswith("phone"):
        return phone_text(text, region, locale)
    if field == "picture":
        return _tr("Has a picture")
    words = {"country": country_word, "language": language_word, "preferred_channel": channel_word}
    return words[field](text) if field in words else text
