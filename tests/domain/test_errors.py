"""The codes of refusals are those of the domain page, section 9, and never change."""

import pytest

from clinic_desktop.domain import errors
from clinic_desktop.domain.errors import NotFound, Refused


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("patient", "USER_001"),
        ("account", "USER_001"),
        ("practitioner", "DOC_001"),
        ("appointment", "APPT_001"),
        ("encounter", "APPT_001"),
        ("invoice", "SYS_004"),
        ("location", "SYS_004"),
    ],
)
def test_what_is_not_there_is_no_person_unless_it_is_one(what: str, code: str) -> None:
    assert NotFound(what).code == code


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.NotSignedIn, "AUTH_001"),
        (errors.WrongCredentials, "AUTH_002"),
        (errors.SessionEnded, "AUTH_003"),
        (errors.NotAllowed, "AUTH_004"),
        (errors.TooManyTries, "AUTH_005"),
        (errors.EmailTaken, "USER_002"),
        (errors.PractitionerUnavailable, "DOC_002"),
        (errors.StepNotAllowed, "APPT_001"),
        (errors.SlotTaken, "APPT_002"),
        (errors.StaleRecord, "APPT_003"),
        (errors.PaymentDeclined, "PAY_001"),
        (errors.PaymentUnverified, "PAY_002"),
        (errors.FileNotAllowed, "FILE_001"),
        (errors.FileTooLarge, "FILE_002"),
        (errors.FileDamaged, "FILE_003"),
    ],
)
def test_each_refusal_keeps_its_code(kind: type[Refused], code: str) -> None:
    assert kind.code == code


def test_a_folder_that_cannot_be_written_to_is_no_database() -> None:
    assert errors.Unreachable("database", "locked").code == "DB_001"
    assert errors.Unreachable("pictures", "disk_full").code == "SYS_003"
