"""Contrast of two colours, as WCAG 2.2 defines it."""

from PySide6.QtGui import QColor


def luminance(color: QColor) -> float:
    """Relative luminance, 0 for black to 1 for white."""
    parts = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: QColor, second: QColor) -> float:
    """Contrast ratio, from 1 (the same) to 21 (black on white)."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def blend(under: QColor, over: QColor, share: float) -> QColor:
    """``over`` laid on ``under`` at ``share`` (0 to 1) of its strength."""
    rest = 1 - share
    return QColor.fromRgbF(
        under.redF() * rest + over.redF() * share,
        under.greenF() * rest + over.greenF() * share,
        under.blueF() * rest + over.blueF() * share,
    )


def readable_on(background: QColor, dark: QColor, light: QColor) -> QColor:
    """Whichever of the two text colours stands out more."""
    return dark if contrast(background, dark) >= contrast(background, light) else light
