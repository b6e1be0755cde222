"""The banners above the page: one for each state that lasts."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.theme.theme import Theme


class BannerStack(QWidget):
    """Holds banners by name; takes no room while there is none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._banners: dict[str, Banner] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def show_banner(
        self,
        name: str,
        tone: str,
        icon: str,
        words: tuple[str, str],
        action: tuple[str, Callable[[], None]] | None = None,
        action_icon: str = "refresh-cw",
    ) -> Banner:
        """Shows a banner with a title and a detail, and with a button where ``action`` gives its words and its work.

        One of that name that is there already says the new words instead.
        """
        banner = self._banners.get(name)
        if banner is None:
            banner = self._banners[name] = Banner(self._theme, tone, *words, icon=icon, parent=self)
            if action is not None:
                text, act = action
                banner.add_action(Button(self._theme, text, icon=action_icon)).clicked.connect(lambda: act())
            self._column.addWidget(banner)
        banner.show_words(*words)
        self.show()
        return banner

    def banner(self, name: str) -> Banner | None:
        """The banner of that name, where it is shown."""
        return self._banners.get(name)

    def remove(self, name: str) -> None:
        """Takes a banner away, if it is there."""
        banner = self._banners.pop(name, None)
        if banner is not None:
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self.setVisible(bool(self._banners))
