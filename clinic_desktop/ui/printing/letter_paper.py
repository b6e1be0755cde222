"""Papers that go with letters, drawn at a desk or by a worker that has no window."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication

from clinic_desktop.domain.paper import PaperKind, Receipt
from clinic_desktop.ui.printing.pages import pdf_bytes
from clinic_desktop.ui.printing.receipt import receipt_document
from clinic_desktop.ui.theme.fonts import load_fallbacks, load_inter

# Where sheets of paper are Letter (Unicode CLDR, supplemental data, paper size).
_LETTER = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})


def letter_paper(locale: QLocale) -> Callable[[Receipt], bytes]:
    """What makes a PDF of a receipt, an invoice or a credit note, on the sheets of the centre's country. May be called
    on any thread; needs a QGuiApplication with the program's fonts."""

    def draw(receipt: Receipt) -> bytes:
        paper = PaperKind.LETTER if receipt.country in _LETTER else PaperKind.A4
        return pdf_bytes(receipt_document(receipt, paper, locale))

    return draw


def headless_letter_paper(language: str) -> Callable[[Receipt], bytes]:
    """As ``letter_paper``, for a worker without a window: begins Qt off screen. To be called once, on the main thread,
    when the first paper is to be drawn."""
    from clinic_desktop.ui.shell.language import speak

    global _application
    _application = QGuiApplication([sys.argv[0], "-platform", "offscreen"])
    load_inter()
    load_fallbacks()
    return letter_paper(speak(language))


_application: QGuiApplication | None = None
"""Kept for as long as the program runs: fonts live in it."""
