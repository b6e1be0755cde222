"""The keys that mean the same on every page (design page, section 5), and the sheet that shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.keycap import Keycap
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the program. ``name`` is what it does, for the shell; ``words`` say it, translated when shown."""

    name: str
    sequence: str
    words: str

    def text(self) -> str:
        """What the key does, in the program's language."""
        return QCoreApplication.translate("Keys", self.words)


def _key(name: str, sequence: str, words: object) -> Key:
    return Key(name, sequence, str(words))


GLOBAL_KEYS = (
    _key("walk_in", "F2", QT_TRANSLATE_NOOP("Keys", "Walk-in")),
    _key("find", "F3", QT_TRANSLATE_NOOP("Keys", "Find a patient")),
    _key("take_payment", "F4", QT_TRANSLATE_NOOP("Keys", "Take payment for what is selected")),
    _key("till", "Ctrl+T", QT_TRANSLATE_NOOP("Keys", "The till of this desk, and the day's report")),
    _key("refresh", "F5", QT_TRANSLATE_NOOP("Keys", "Refresh")),
    _key("next_pane", "F6", QT_TRANSLATE_NOOP("Keys", "Next pane: page, dock, rail")),
    _key("previous_pane", "Shift+F6", QT_TRANSLATE_NOOP("Keys", "Previous pane")),
    _key("call_next", "F9", QT_TRANSLATE_NOOP("Keys", "Call the next patient in")),
    _key("search", "Ctrl+K", QT_TRANSLATE_NOOP("Keys", "Search patients, visits and commands")),
    _key("search", "/", QT_TRANSLATE_NOOP("Keys", "The same, on boards and lists")),
    _key("undo", "Ctrl+Z", QT_TRANSLATE_NOOP("Keys", "Undo the last action")),
    _key("redo", "Ctrl+Shift+Z", QT_TRANSLATE_NOOP("Keys", "Redo")),
    _key("print", "Ctrl+P", QT_TRANSLATE_NOOP("Keys", "Print what is selected")),
    _key("news", "Ctrl+J", QT_TRANSLATE_NOOP("Keys", "What happened")),
    _key("lock", "Ctrl+L", QT_TRANSLATE_NOOP("Keys", "Lock, or change person")),
    _key("foot", "Ctrl+,", QT_TRANSLATE_NOOP("Keys", "Settings or preferences")),
    _key("back", "Alt+Left", QT_TRANSLATE_NOOP("Keys", "Back to the page before")),
    _key("keys", "?", QT_TRANSLATE_NOOP("Keys", "This sheet")),
    _key("quit", "Ctrl+Q", QT_TRANSLATE_NOOP("Keys", "Quit")),
)
_PLACES = 10
"""Pages of the rail with a key: Ctrl+1 to Ctrl+9, and Ctrl+0 for the tenth."""


def install(workspace: QWidget, act: Callable[[str], None], go_to_place: Callable[[int], None]) -> None:
    """Makes the keys work while the workspace is in view: ``act`` gets a key's name, ``go_to_place`` a place in the
    rail from 0. Single characters stay with a field that is being typed into."""
    for key in GLOBAL_KEYS:
        _shortcut(workspace, key.sequence, partial(act, key.name))
    for place in range(_PLACES):
        _shortcut(workspace, place_key(place), partial(go_to_place, place))


def place_key(place: int) -> str:
    """The key of the rail's entry with that number, from 0; empty where it has none."""
    return f"Ctrl+{(place + 1) % _PLACES}" if place < _PLACES else ""


def _shortcut(parent: QWidget, sequence: str, act: Callable[[], None]) -> None:
    shortcut = QShortcut(QKeySequence(sequence), parent)
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(act)


_AROUND_KEYS, _LEAST_KEYS = 150, 200
"""Heights at 100 %: what stands around the keys of the sheet, and the least of them that is seen."""


class KeysSheet(Dialog):
    """All keys: those of every page, and those of the page in view."""

    def __init__(self, theme: Theme, parent: QWidget, page_keys: tuple[tuple[str, str], ...]) -> None:
        super().__init__(theme, "", parent, width=900)
        title = self.tr("Keys")
        self.setWindowTitle(title)
        self.body.addWidget(PlainLabel(theme, title, role="title"))
        page = ScrollPage(theme, title, side=0)
        if page_keys:
            page.body.addWidget(PlainLabel(theme, self.tr("On this page"), role="heading"))
            page.body.addLayout(self._grid(page_keys))
        page.body.addWidget(PlainLabel(theme, self.tr("Everywhere"), role="heading"))
        everywhere = tuple((key.sequence, key.text()) for key in GLOBAL_KEYS)
        pages = (("Ctrl+1…9 0", self.tr("The pages in the rail")), ("Esc", self.tr("Close the top-most layer")))
        page.body.addLayout(self._grid(everywhere + pages))
        page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # As high as all of it, but never higher than the window, so that its foot stays in sight.
        room = parent.window().height() - theme.px(_AROUND_KEYS)
        page.setFixedHeight(max(theme.px(_LEAST_KEYS), min(page.content_height(), room)))
        self.body.addWidget(page)
        self.add_button(Button(theme, self.tr("Close"), key="Esc"), default=True).clicked.connect(self.reject)

    def _grid(self, keys: tuple[tuple[str, str], ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S - 2)
        half = (len(keys) + 1) // 2
        for place, (sequence, text) in enumerate(keys):
            row, column = place % half, 2 * (place // half)
            grid.addWidget(Keycap(self.theme, sequence, self), row, column, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(PlainLabel(self.theme, text, wrap=True, parent=self), row, column + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        return grid
