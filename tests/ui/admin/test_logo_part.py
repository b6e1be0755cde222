"""The clinic's logo: chosen, dropped, refused, taken away and put back; and how it comes onto paper."""

from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QLocale, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from clinic_desktop.domain.errors import FileNotAllowed, Invalid, NotAllowed
from clinic_desktop.domain.paper import PaperKind
from clinic_desktop.integrations.logo import load_logo, prepared_logo
from clinic_desktop.ui.printing.pages import pdf_bytes
from clinic_desktop.ui.printing.receipt import receipt_document
from tests.ui.admin.conftest import Desk, click, dialogs
from tests.ui.printing.looking import assert_inside_margins, ink, pictures
from tests.ui.printing.samples import receipt


def picture(width: int, height: int, noisy: bool = False) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    if noisy:
        for y in range(height):
            for x in range(width):
                image.setPixel(x, y, 0xFF000000 | (x * 7919 + y * 104_729 + x * y * 31) & 0xFFFFFF)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


@pytest.fixture
def file(tmp_path: Path, qapp: QApplication) -> Path:
    path = tmp_path / "logo of the clinic.png"
    path.write_bytes(picture(900, 200))
    return path


def test_a_chosen_logo_is_kept_shown_and_can_be_taken_back(desk: Desk, file: Path) -> None:
    page = desk.page("settings")
    part = page.logo
    assert part.remove_button.isHidden()
    click(part.choose_button)
    (dialog,) = dialogs(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    kept = desk.services.locations.logo()
    assert load_logo(kept).width() == 480
    assert not part.remove_button.isHidden()
    click(part.remove_button)
    assert desk.services.locations.logo() == b""
    desk.shell.undos[-1].undo()
    assert desk.services.locations.logo() == kept


def test_a_dropped_file_that_is_no_picture_is_refused_in_words(desk: Desk, tmp_path: Path) -> None:
    part = desk.page("settings").logo
    path = tmp_path / "logo.png"
    path.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(path))])
    no, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    part.view.dropEvent(QDropEvent(QPointF(QPoint(5, 5)), Qt.DropAction.CopyAction, held, left, no))
    assert "JPEG, PNG or WebP" in part.problem.text()
    assert desk.services.locations.logo() == b""


def test_only_who_changes_settings_changes_the_logo_and_only_a_small_png_is_taken(desk: Desk, file: Path) -> None:
    locations = desk.services.locations
    with pytest.raises(NotAllowed):
        locations.save_logo(desk.clinic.front_desk, prepared_logo(file))
    for wrong in (b"GIF89a", prepared_logo(file) + b"\0" * 500_000):
        with pytest.raises(Invalid):
            locations.save_logo(desk.clinic.admin, wrong)


@pytest.mark.parametrize(("width", "height"), [(900, 200), (200, 900), (30, 30), (2000, 1)])
def test_a_logo_of_any_shape_becomes_small_and_stays_on_the_paper(width: int, height: int, qapp: QApplication) -> None:
    logo = prepared_logo(picture(width, height))
    image = load_logo(logo)
    assert image.width() <= 480 and image.height() <= 160
    for kind in (PaperKind.A4, PaperKind.ROLL_58):
        assert_inside_margins(receipt_document(receipt(logo=logo), kind, QLocale("en_IN")))


def test_a_logo_as_noisy_as_a_photograph_leaves_the_paper_small_enough_to_send(qapp: QApplication) -> None:
    logo = prepared_logo(picture(600, 200, noisy=True))
    for kind in (PaperKind.A4, PaperKind.ROLL_80):
        assert len(pdf_bytes(receipt_document(receipt(logo=logo), kind, QLocale("en_IN")))) < 60_000


def test_a_logo_stands_at_the_top_and_something_else_in_its_place_is_left_out(qapp: QApplication) -> None:
    plain, broken = (
        receipt_document(receipt(logo=logo), PaperKind.A4, QLocale("en_IN")) for logo in (b"", b"nonsense")
    )
    with_logo = receipt_document(receipt(logo=prepared_logo(picture(480, 120))), PaperKind.A4, QLocale("en_IN"))
    tops = [ink(pictures(document)[1][0]).height() for document in (plain, broken, with_logo)]
    assert tops[0] <= tops[1] < tops[2]


def test_a_file_that_is_no_picture_is_no_logo() -> None:
    with pytest.raises(FileNotAllowed):
        prepared_logo(b"%PDF-1.7")
