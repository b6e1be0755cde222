"""The one stylesheet of the application, generated from the tokens.

Widgets ask for a look by the dynamic property ``role`` and never set a stylesheet of their own.
"""

from collections.abc import Callable

from clinic_desktop.ui.theme.tokens import Palette, Radius, Size, Space, TextSize, Weight


def stylesheet(palette: Palette, px: Callable[[float], int]) -> str:
    """The stylesheet for a palette; ``px`` scales a length by the user's text size."""
    return "\n".join(
        (_texts(palette, px), _surfaces(palette), _fields(palette, px), _lists(palette, px), _chrome(palette, px))
    )


def _texts(palette: Palette, px: Callable[[float], int]) -> str:
    looks = {
        "display": (TextSize.NUMBER, Weight.SEMIBOLD, palette.text),
        "title": (TextSize.TITLE, Weight.SEMIBOLD, palette.text),
        "section": (TextSize.SECTION, Weight.SEMIBOLD, palette.text),
        "heading": (TextSize.FIELD, Weight.SEMIBOLD, palette.text),
        "strong": (TextSize.BODY, Weight.SEMIBOLD, palette.text),
        "body": (TextSize.BODY, Weight.REGULAR, palette.text),
        "muted": (TextSize.BODY, Weight.REGULAR, palette.text2),
        "label": (TextSize.SMALL, Weight.MEDIUM, palette.text2),
        "field-label": (TextSize.SMALL, Weight.SEMIBOLD, palette.text2),
        "caption": (TextSize.SMALL, Weight.REGULAR, palette.text3),
        "tiny": (TextSize.CAPTION, Weight.REGULAR, palette.text3),
        "problem": (TextSize.SMALL, Weight.MEDIUM, palette.danger),
        "warning": (TextSize.SMALL, Weight.MEDIUM, palette.warn),
        "good": (TextSize.SMALL, Weight.MEDIUM, palette.ok),
        "kiosk": (TextSize.KIOSK, Weight.REGULAR, palette.text2),
        "kiosk-strong": (TextSize.KIOSK_STRONG, Weight.SEMIBOLD, palette.text),
        "kiosk-title": (TextSize.KIOSK_TITLE, Weight.SEMIBOLD, palette.text),
    }
    rules = [
        f'QLabel[role="{role}"] {{ font-size: {px(size)}px; font-weight: {weight}; color: {colour}; }}'
        for role, (size, weight, colour) in looks.items()
    ]
    return "\n".join([f"QLabel {{ color: {palette.text}; background: transparent; }}", *rules])


def _surfaces(palette: Palette) -> str:
    return f"""
    QMainWindow, QWidget[role="page"] {{ background: {palette.bg}; }}
    QWidget[role="surface"] {{ background: {palette.surface}; }}
    QFrame[role="panel"] {{
        background: {palette.surface}; border: 1px solid {palette.border}; border-radius: {Radius.PANEL}px;
    }}
    QFrame[role="inset"] {{
        background: {palette.surface2}; border: 1px solid {palette.border}; border-radius: {Radius.PANEL}px;
    }}
    QFrame[role="mark"] {{ background: {palette.accent}; border: none; border-radius: {Radius.DIALOG}px; }}
    QFrame[role="mark-bar"] {{ background: {palette.on_accent}; border: none; border-radius: 2px; }}
    QFrame[role="opening-line"] {{ color: {palette.text3}; }}
    QFrame[role="line"] {{ background: {palette.border}; border: none; max-height: 1px; min-height: 1px; }}
    QFrame[role="line-vertical"] {{ background: {palette.border}; border: none; max-width: 1px; min-width: 1px; }}
    QFrame[role="topbar"] {{ background: {palette.surface}; border: none; border-bottom: 1px solid {palette.border}; }}
    QFrame[role="bottombar"] {{ background: {palette.surface}; border: none; border-top: 1px solid {palette.border}; }}
    QScrollArea, QScrollArea > QWidget > QWidget[role="clear"] {{ background: transparent; border: none; }}
    QStackedWidget {{ background: transparent; border: none; }}
    """


def _fields(palette: Palette, px: Callable[[float], int]) -> str:
    edit = "QLineEdit, QPlainTextEdit, QTextEdit"
    focus = "QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus"
    wrong = 'QLineEdit[problem="true"], QPlainTextEdit[problem="true"]'
    wrong_focus = 'QLineEdit[problem="true"]:focus, QPlainTextEdit[problem="true"]:focus'
    return f"""
    {edit} {{
        background: {palette.surface}; color: {palette.text}; border: 1px solid {palette.control};
        border-radius: {Radius.CONTROL}px; padding: 1px {Space.S + 2}px; font-size: {px(TextSize.BODY)}px;
        selection-background-color: {palette.selection}; selection-color: {palette.text};
        placeholder-text-color: {palette.text3};
    }}
    QLineEdit {{ min-height: {px(Size.CONTROL) - 4}px; }}
    QPlainTextEdit, QTextEdit {{ padding: {Space.XS}px {Space.S}px; }}
    QLineEdit:hover, QPlainTextEdit:hover {{ border-color: {palette.text3}; }}
    {focus} {{ border: 2px solid {palette.focus}; padding: 0 {Space.S + 1}px; }}
    QPlainTextEdit:focus, QTextEdit:focus {{ padding: {Space.XS - 1}px {Space.S - 1}px; }}
    {wrong} {{ border: 1px solid {palette.danger}; }}
    {wrong_focus} {{ border: 2px solid {palette.danger}; }}
    QLineEdit:disabled, QPlainTextEdit:disabled {{
        background: {palette.surface2}; color: {palette.text3}; border-color: {palette.border2};
    }}
    QLineEdit:read-only {{ background: {palette.surface2}; }}
    QLineEdit[role="bare"], QPlainTextEdit[role="bare"], QTextEdit[role="bare"] {{
        border: none; background: transparent; padding: 0;
    }}
    QLineEdit[role="bare-large"] {{
        border: none; background: transparent; padding: 0; font-size: {px(TextSize.SECTION)}px;
    }}
    QLineEdit[role="touch"] {{ min-height: {px(Size.CONTROL_TOUCH) - 4}px; font-size: {px(TextSize.KIOSK_STRONG)}px; }}
    """


def _lists(palette: Palette, px: Callable[[float], int]) -> str:
    return f"""
    QAbstractItemView {{
        background: {palette.surface}; color: {palette.text}; border: none; outline: none;
        alternate-background-color: {palette.surface2};
        selection-background-color: {palette.selection}; selection-color: {palette.text};
    }}
    QTableView {{ gridline-color: transparent; }}
    QTableView::item {{ border: none; border-bottom: 1px solid {palette.border}; padding: 0 {Space.S}px; }}
    QTableView::item:selected {{ background: {palette.selection}; color: {palette.text}; }}
    QHeaderView {{ background: {palette.surface}; border: none; }}
    QHeaderView::section {{
        background: {palette.surface}; color: {palette.text3}; border: none;
        border-bottom: 1px solid {palette.border2}; padding: 0 {Space.S}px;
        font-size: {px(TextSize.SMALL)}px; font-weight: {Weight.MEDIUM};
    }}
    QHeaderView::section:hover {{ color: {palette.text}; }}
    QTableCornerButton::section {{ background: {palette.surface}; border: none; }}
    """


def _chrome(palette: Palette, px: Callable[[float], int]) -> str:
    return f"""
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; border: none; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; border: none; }}
    QScrollBar::handle {{ background: {palette.border2}; border-radius: 3px; min-height: 32px; min-width: 32px; }}
    QScrollBar::handle:hover {{ background: {palette.control}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QToolTip {{
        background: {palette.tooltip}; color: {palette.on_tooltip}; border: none;
        padding: {Space.XS}px {Space.S}px; font-size: {px(TextSize.SMALL)}px;
    }}
    QMenu {{
        background: {palette.surface}; color: {palette.text}; border: 1px solid {palette.border2};
        padding: {Space.XS}px;
    }}
    QMenu[role="floating"] {{ border-radius: {Radius.CONTROL}px; }}
    QMenu::item {{
        padding: {Space.S - 2}px {Space.XL}px {Space.S - 2}px {Space.M}px; border-radius: {Radius.KEYCAP}px;
    }}
    QMenu::icon {{ padding-left: {Space.S}px; }}
    QMenu::item:selected {{ background: {palette.accent_soft}; color: {palette.text}; }}
    QMenu::item:disabled {{ color: {palette.disabled}; }}
    QMenu::separator {{ height: 1px; background: {palette.border}; margin: {Space.XS}px {Space.S}px; }}
    QSplitter::handle {{ background: {palette.border}; }}
    QProgressBar {{ background: {palette.surface3}; border: none; border-radius: 3px; max-height: 6px; }}
    QProgressBar::chunk {{ background: {palette.accent}; border-radius: 3px; }}
    """
