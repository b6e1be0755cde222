"""What is wrong with a field of a patient, in plain words for that very field."""

from PySide6.QtCore import QCoreApplication

from clinic_desktop.ui.messages import problem


def _tr(text: str) -> str:
    return QCoreApplication.translate("PatientProblems", text)


def patient_problem(field: str, code: str) -> str:
    """The words for a problem code of ``services/patients/validation.py``."""
    if field.endswith("phone"):
        phone = {
            "too_short": _tr("A phone number has more digits than this."),
            "too_long": _tr("A phone number has fewer digits than this."),
            "not_a_number": _tr("This is not a phone number."),
            "unknown_country": _tr("Add the country's code before it, such as +91."),
        }
        return phone.get(code) or problem(code)
    words = {
        "missing": _tr("This is needed."),
        "in_the_future": _tr("That day is still to come."),
        "too_long_ago": _tr("Nobody is that old."),
        "out_of_bounds": _tr("Nobody is that old."),
        "unknown": _tr("This is not there any more."),
    }
    if code == "missing" and field == "name":
        return _tr("Type the full name, in any script.")
    return words.get(code) or problem(code)


def field_word(field: str) -> str:
    """The name of a field of PatientDraft, as labels and the comparing of two records show it."""
    words = {
        "name": _tr("Full name"),
        "phone": _tr("Phone"),
        "email": _tr("Email"),
        "birth_date": _tr("Born"),
        "birth_estimated": _tr("Born, estimated"),
        "gender": _tr("Sex"),
        "blood_group": _tr("Blood group"),
        "address_line_1": _tr("Address"),
        "address_line_2": _tr("Address, second line"),
        "city": _tr("City"),
        "state": _tr("State or region"),
        "postal_code": _tr("Postal code"),
        "country": _tr("Country"),
        "emergency_name": _tr("Emergency contact"),
        "emergency_relationship": _tr("Relationship"),
        "emergency_phone": _tr("Emergency phone"),
        "allergies": _tr("Allergies"),
        "language": _tr("Language"),
        "preferred_channel": _tr("Reach by"),
        "lead_source": _tr("Came through"),
        "picture": _tr("Picture"),
        "desk_notes": _tr("Notes for the desk"),
        "home_location_id": _tr("Home centre"),
        "history": _tr("Medical history"),
    }
    return words.get(field, field)
