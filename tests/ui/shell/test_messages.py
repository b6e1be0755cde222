"""Every refusal has a sentence, and every problem code in the services has words."""

import ast
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import pytest

import clinic_desktop
from clinic_desktop.db import failures
from clinic_desktop.domain import errors
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.domain.scheduling.values import WhyNot
from clinic_desktop.domain.tables import FileNotWritten
from clinic_desktop.ui import reasons
from clinic_desktop.ui.mail_words import MESSAGE_PROBLEMS
from clinic_desktop.ui.messages import problem, sentence, words

T = TypeVar("T", bound=ast.AST)
PACKAGE = Path(clinic_desktop.__file__).parent
START = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
PERIOD = Period(START, START + timedelta(minutes=15))

EXAMPLES: dict[type[Refused], Refused] = {
    errors.NotAllowed: errors.NotAllowed("book"),
    errors.TooManyTries: errors.TooManyTries(START),
    errors.NotFound: errors.NotFound("patient", 7),
    errors.StepNotAllowed: errors.StepNotAllowed("completed", "cancel"),
    errors.SlotTaken: errors.SlotTaken(PERIOD, by_name="Meera", taken_at=START),
    errors.FileTooLarge: errors.FileTooLarge(5_000_000),
    errors.SchemaTooNew: errors.SchemaTooNew("9999"),
    errors.Invalid: errors.Invalid({"name": "required", "phone": "not_a_phone"}),
    errors.WordingRefused: errors.WordingRefused("subject", "several_lines"),
    errors.MailRefused: errors.MailRefused("certificate"),
    errors.GatewayRefused: errors.GatewayRefused("stripe", "network", True, "certificate"),
    FileNotWritten: FileNotWritten(Path("visits.csv"), "disk_full"),
    errors.PrintFailed: errors.PrintFailed("printer_missing", "Zebra", Path("token.pdf")),
}


def kinds(base: type[Refused]) -> set[type[Refused]]:
    return {base, *(kind for child in base.__subclasses__() for kind in kinds(child))}


@pytest.mark.parametrize("kind", sorted(kinds(Refused) - {Refused}, key=lambda kind: kind.__name__))
def test_every_refusal_has_a_sentence_with_its_code(kind: type[Refused]) -> None:
    refusal = EXAMPLES.get(kind) or kind()
    text = sentence(refusal)
    assert refusal.code in text
    assert words(refusal) != words(Refused())
    assert "{" not in text


def test_the_loser_of_a_slot_is_told_who_took_it_and_when() -> None:
    text = sentence(errors.SlotTaken(PERIOD, by_name="Meera", taken_at=START - timedelta(minutes=4)), zone=UTC)
    assert "Meera" in text and "APPT_002" in text
    assert "5:26" in text and "5:30" in text


@pytest.mark.parametrize("reason", list(WhyNot))
def test_every_reason_against_a_time_has_words(reason: WhyNot) -> None:
    assert str(reason) in reasons.SLOT_REASONS


def test_every_state_and_permission_has_words() -> None:
    assert set(AppointmentState) <= set(reasons.STATES)
    assert set(Permission) <= set(reasons.PERMISSIONS)


def test_every_reason_of_a_mail_server_has_words() -> None:
    used = {
        str(call.args[place].value)
        for name, place in (("MailRefused", 0), ("_need", 2))
        for call in calls(name)
        if len(call.args) > place and isinstance(call.args[place], ast.Constant)
    }
    assert "content" in used and "certificate" in used
    assert used <= set(MESSAGE_PROBLEMS)


def test_a_field_that_no_message_knows_is_named() -> None:
    assert "{pateint}" in words(errors.WordingRefused("body", "unknown_field", "pateint"))


def test_every_reason_for_an_unreachable_database_has_words() -> None:
    used = {
        str(call.args[1].value)
        for call in calls("Unreachable")
        if len(call.args) > 1 and isinstance(call.args[1], ast.Constant) and call.args[0].value == "database"
    }
    used |= {reason for _, reason in failures._SQLITE_REASONS} | set(failures._POSTGRES_REASONS.values())
    assert {"not_empty", "url", "damaged", "rights"} <= used
    assert used - set(reasons.UNREACHABLE) == set()


def test_every_problem_code_of_the_services_has_words() -> None:
    assert problem_codes()
    assert problem_codes() - set(reasons.PROBLEMS) == set()
    assert all(problem(code) != problem("no such code") for code in problem_codes())


def problem_codes() -> set[str]:
    """The codes in ``Invalid({field: code})``, ``problems[field] = code``, ``….problem(field, code)``, and what the
    password rules return."""
    codes: set[str] = set()
    for call in calls("Invalid"):
        codes |= {text(value) for arg in call.args if isinstance(arg, ast.Dict) for value in arg.values}
    for call in calls("problem"):
        codes |= {text(call.args[1])} if len(call.args) > 1 else set()
    for node in nodes(ast.Assign):
        target = node.targets[0]
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name | ast.Attribute):
            name = target.value.id if isinstance(target.value, ast.Name) else target.value.attr
            codes |= {text(node.value)} if name.lstrip("_") == "problems" else set()
    for node in nodes(ast.FunctionDef):
        if node.name.startswith("problem_with"):
            codes |= {text(step.value) for step in ast.walk(node) if isinstance(step, ast.Return)}
    return codes - {""}


def text(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def calls(name: str) -> list[ast.Call]:
    return [
        node
        for node in nodes(ast.Call)
        if (isinstance(node.func, ast.Name) and node.func.id == name)
        or (isinstance(node.func, ast.Attribute) and node.func.attr == name)
    ]


def nodes(kind: type[T]) -> list[T]:
    return [node for node in every_node() if isinstance(node, kind)]


@lru_cache(maxsize=1)
def every_node() -> tuple[ast.AST, ...]:
    return tuple(
        node
        for layer in ("domain", "db", "services", "integrations", "tour")
        for path in sorted((PACKAGE / layer).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )
