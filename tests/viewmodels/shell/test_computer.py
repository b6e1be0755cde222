"""This computer's settings: in force at once, kept in the file, and said so where the file cannot be written."""

from collections.abc import Callable
from pathlib import Path

from clinic_desktop.background.tasks import InlineTasks
from clinic_desktop.domain.errors import Refused, Unreachable
from clinic_desktop.settings import Settings
from clinic_desktop.ui.messages import sentence
from clinic_desktop.viewmodels.shell.computer import Computer


def test_a_setting_that_cannot_be_kept_still_holds(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    computer = Computer(Settings(data_folder=tmp_path / "data"), InlineTasks())
    refusals: list[Refused] = []
    computer.not_kept.connect(refusals.append)
    computer.change(theme="dark")
    assert computer.settings.theme == "dark"
    assert isinstance(refusals[0], Unreachable)
    assert "until the program closes" in sentence(refusals[0], None)


def test_a_setting_is_kept_in_the_file(tmp_path: Path) -> None:
    computer = Computer(Settings(data_folder=tmp_path / "data"), InlineTasks())
    computer.change(theme="dark")
    assert 'theme = "dark"' in computer.settings.file.read_text("utf-8")


class LastFirst:
    """A pool whose threads come to their work in the wrong order."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], object]] = []

    def run(self, owner: object, work: Callable[[], object], done: object, refused: object) -> None:
        self.waiting.append(work)

    def begin(self) -> None:
        for work in reversed(self.waiting):
            work()


def test_the_file_has_what_was_chosen_last_whichever_write_comes_last(tmp_path: Path) -> None:
    tasks = LastFirst()
    computer = Computer(Settings(data_folder=tmp_path / "data"), tasks)
    computer.change(receipt_paper="A5")
    computer.change(receipt_paper="A4")
    tasks.begin()
    assert 'receipt_paper = "A4"' in computer.settings.file.read_text("utf-8")
