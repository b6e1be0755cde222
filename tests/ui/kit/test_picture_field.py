"""The field for a person's picture, used as a person uses it: a file, the mouse, the keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QPoint, QPointF, Qt, QThread, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from clinic_desktop.background.tasks import InlineTasks, Tasks
from clinic_desktop.integrations.image_store import ImageStore
from clinic_desktop.ui.kit import picture_field
from clinic_desktop.ui.kit.picture_field import PictureChoice, PictureField
from clinic_desktop.ui.theme.theme import Theme
from tests.conftest import NOW

MADE = Path(__file__).parents[2] / "data" / "uploads" / "made"


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme()


@pytest.fixture
def field(qtbot: QtBot, theme: Theme) -> Iterator[PictureField]:
    field = PictureField(theme, InlineTasks())
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    qtbot.waitUntil(field.isVisible)
    yield field


@pytest.fixture
def emitted(field: PictureField) -> list[PictureChoice | None]:
    choices: list[PictureChoice | None] = []
    field.picture_changed.connect(choices.append)
    return choices


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    """300 × 200: the left third red, the rest blue."""
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    for x in range(100):
        for y in range(200):
            image.setPixelColor(x, y, QColor("red"))
    path = tmp_path / "wide.png"
    assert image.save(str(path))
    return path


def square(choice: PictureChoice | None) -> tuple[int, int, int]:
    assert choice is not None
    return choice.crop.square(300, 200)


def test_an_empty_field_says_what_may_be_chosen(field: PictureField) -> None:
    assert field.choice is None
    assert "5" in field.hint.whole_text()
    assert not field.remove_button.isVisible()
    assert not field.zoom_in_button.isVisible()
    assert not field.problem.isVisible()


def test_a_chosen_file_starts_with_the_largest_square_in_the_middle(
    field: PictureField, emitted: list[PictureChoice | None], wide: Path
) -> None:
    field.load_file(wide)
    assert emitted == [field.choice]
    assert square(field.choice) == (50, 0, 200)
    assert emitted[0] is not None
    assert emitted[0].data == wide.read_bytes()


def test_the_button_opens_a_dialog_and_its_file_is_loaded(qtbot: QtBot, field: PictureField, wide: Path) -> None:
    qtbot.mouseClick(field.choose_button, Qt.MouseButton.LeftButton)
    dialog = field.findChild(QFileDialog)
    dialog.fileSelected.emit(str(wide))
    dialog.close()
    assert field.choice is not None


def test_dragging_moves_the_picture_under_the_frame(
    qtbot: QtBot, field: PictureField, emitted: list[PictureChoice | None], wide: Path
) -> None:
    field.load_file(wide)
    middle = field.view.rect().center()
    qtbot.mousePress(field.view, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(field.view, middle + QPoint(30, 0))
    qtbot.mouseMove(field.view, middle + QPoint(500, 300))
    qtbot.mouseRelease(field.view, Qt.MouseButton.LeftButton, pos=middle + QPoint(500, 300))
    assert square(field.choice) == (0, 0, 200)
    assert emitted[-1] == field.choice


def test_a_click_centres_the_square_there(qtbot: QtBot, field: PictureField, wide: Path) -> None:
    field.load_file(wide)
    qtbot.mouseClick(field.view, Qt.MouseButton.LeftButton, pos=QPoint(field.view.width() - 30, 120))
    assert square(field.choice) == (100, 0, 200)


def test_the_keys_move_zoom_and_start_over(qtbot: QtBot, field: PictureField, wide: Path) -> None:
    field.load_file(wide)
    qtbot.keyClick(field.view, Qt.Key.Key_Right)
    assert square(field.choice) == (54, 0, 200)
    qtbot.keyClick(field.view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert square(field.choice) == (34, 0, 200)
    qtbot.keyClick(field.view, Qt.Key.Key_Plus)
    left, top, side = square(field.choice)
    assert (left, top, side) == (47, 13, 174)
    qtbot.keyClick(field.view, Qt.Key.Key_Down)
    assert square(field.choice)[1] > top
    qtbot.keyClick(field.view, Qt.Key.Key_Up)
    assert square(field.choice)[1] == top
    qtbot.keyClick(field.view, Qt.Key.Key_Minus)
    assert square(field.choice)[2] == 200
    qtbot.keyClick(field.view, Qt.Key.Key_0)
    assert square(field.choice) == (50, 0, 200)


def test_wheel_and_buttons_zoom_and_stop_at_the_picture_and_at_an_eighth(
    qtbot: QtBot, field: PictureField, wide: Path
) -> None:
    field.load_file(wide)
    wheel(field, 120)
    assert square(field.choice)[2] == 174
    for _ in range(30):
        qtbot.mouseClick(field.zoom_in_button, Qt.MouseButton.LeftButton)
    assert square(field.choice)[2] == 25
    for _ in range(60):
        qtbot.mouseClick(field.zoom_out_button, Qt.MouseButton.LeftButton)
    assert square(field.choice)[2] == 200


def wheel(field: PictureField, delta: int) -> None:
    at = QPointF(field.view.rect().center())
    event = QWheelEvent(
        at, field.view.mapToGlobal(at), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(field.view, event)


def test_what_was_framed_is_what_is_stored(qtbot: QtBot, field: PictureField, wide: Path, tmp_path: Path) -> None:
    field.load_file(wide)
    for _ in range(6):
        qtbot.mouseClick(field.zoom_in_button, Qt.MouseButton.LeftButton)
    for _ in range(15):
        qtbot.keyClick(field.view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert field.choice is not None
    store = ImageStore(tmp_path / "data", clock=lambda: NOW)
    key = store.store(field.choice.data, field.choice.crop).key
    stored = QImage(str(store.path(key, 96)), "webp")
    for x, y in ((4, 4), (80, 4), (4, 80), (80, 80)):
        assert stored.pixelColor(x, y).red() > 200
        assert stored.pixelColor(x, y).blue() < 60


def test_remove_takes_the_picture_away(
    qtbot: QtBot, field: PictureField, emitted: list[PictureChoice | None], wide: Path
) -> None:
    field.load_file(wide)
    qtbot.mouseClick(field.remove_button, Qt.MouseButton.LeftButton)
    assert emitted[-1] is None
    assert field.choice is None
    assert not field.view.has_picture
    assert not field.remove_button.isVisible()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("svg_named.png", "is not a JPEG, PNG or WebP picture. Choose another one. (FILE_001)"),
        ("truncated_half.jpg", "is damaged or cannot be opened. Choose another one. (FILE_003)"),
        ("missing.png", "cannot be opened. Choose another one. (FILE_003)"),
    ],
)
def test_a_refused_file_is_explained_and_changes_nothing(
    field: PictureField, emitted: list[PictureChoice | None], wide: Path, name: str, words: str
) -> None:
    field.load_file(wide)
    before = field.choice
    field.load_file(MADE / name)
    assert words in field.problem.whole_text()
    assert field.problem.isVisible()
    assert field.choice == before
    assert emitted == [before]
    field.load_file(wide)
    assert not field.problem.isVisible()


def test_a_picture_from_a_phone_that_cannot_be_used_says_what_to_do(field: PictureField, tmp_path: Path) -> None:
    phone = tmp_path / "IMG_0001.jpg"
    phone.write_bytes(b"\0\0\0\x18ftypheic" + bytes(40))
    field.load_file(phone)
    assert "Save the picture as JPEG" in field.problem.whole_text()


def test_a_file_over_the_clinics_limit_is_refused_with_the_limit(qtbot: QtBot, theme: Theme) -> None:
    field = PictureField(theme, InlineTasks(), limit_bytes=lambda: 500)
    qtbot.addWidget(field)
    field.load_file(MADE / "ok_64.jpg")
    assert "500" in field.problem.whole_text()
    assert field.problem.whole_text().endswith("(FILE_002)")


def test_a_picture_in_which_nothing_can_be_seen_is_refused(
    field: PictureField, emitted: list[PictureChoice | None], tmp_path: Path
) -> None:
    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    path = tmp_path / "transparent.png"
    assert image.save(str(path))
    field.load_file(path)
    assert field.problem.whole_text() == (
        "Nothing can be seen in this picture: all of it is white or transparent. Choose another one. (FILE_001)"
    )
    assert emitted == [] and field.choice is None
    image.setPixelColor(30, 30, QColor("black"))
    assert image.save(str(path))
    field.load_file(path)
    assert field.choice is not None


def test_one_dropped_file_is_opened_and_two_are_not(field: PictureField, wide: Path) -> None:
    drop(field, [wide, wide])
    assert field.choice is None
    drop(field, [wide])
    assert field.choice is not None


def drop(field: PictureField, paths: list[Path]) -> None:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    held = (Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(field, QDragEnterEvent(QPoint(20, 20), *held))
    QApplication.sendEvent(field, QDropEvent(QPointF(20, 20), *held))


def test_the_stored_picture_is_shown_but_not_cropped(
    qtbot: QtBot, field: PictureField, emitted: list[PictureChoice | None], tmp_path: Path
) -> None:
    store = ImageStore(tmp_path, clock=lambda: NOW)
    field.show_stored(store.path(store.store(MADE / "ok_64.jpg").key, 256))
    assert field.view.has_picture
    qtbot.keyClick(field.view, Qt.Key.Key_Plus)
    assert field.choice is None
    assert emitted == []
    field.show_stored(store.path("profiles/2026/11/" + "0" * 32, 256))
    assert not field.view.has_picture


def test_files_are_decoded_off_the_gui_thread_and_the_last_one_wins(
    qtbot: QtBot, theme: Theme, wide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    decode = picture_field.decode_preview

    def noting_thread(*given: object) -> QImage:
        threads.append(QThread.currentThread())
        return decode(*given)

    monkeypatch.setattr(picture_field, "decode_preview", noting_thread)
    tasks = Tasks(2, "pictures")
    field = PictureField(theme, tasks)
    qtbot.addWidget(field)
    field.load_file(MADE / "ok_64.jpg")
    field.load_file(wide)
    qtbot.waitUntil(lambda: tasks.idle)
    tasks.stop()
    assert field.choice is not None
    assert field.choice.data == wide.read_bytes()
    assert len(threads) == 2
    assert QThread.currentThread() not in threads


def test_an_answer_that_comes_after_remove_is_dropped(qtbot: QtBot, theme: Theme, wide: Path) -> None:
    tasks = Tasks(1, "pictures")
    field = PictureField(theme, tasks)
    qtbot.addWidget(field)
    field.load_file(wide)
    field.remove()
    qtbot.waitUntil(lambda: tasks.idle)
    tasks.stop()
    assert field.choice is None


def test_everything_has_an_accessible_name(field: PictureField, wide: Path) -> None:
    field.load_file(wide)
    for widget in (field.view, field.choose_button, field.remove_button, field.zoom_in_button, field.zoom_out_button):
        assert widget.accessibleName()
    assert "arrow keys" in field.view.accessibleDescription()


@pytest.mark.parametrize("dark", [False, True])
def test_it_paints_empty_and_cropped_in_both_themes(field: PictureField, theme: Theme, wide: Path, dark: bool) -> None:
    theme.set_dark(dark)
    empty = painted(field)
    field.load_file(wide)
    cropped = painted(field)
    assert empty != cropped
    middle = field.view.grab().toImage().pixelColor(field.view.rect().center() + QPoint(20, 20))
    assert middle.blue() > 200 > middle.red()


def painted(field: PictureField) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    field.view.grab().toImage().save(buffer, "png")
    return bytes(buffer.data().data())
