"""Sends documents to the desk's printers, or keeps them as PDFs where it has none. No dialog asks anything.

Everything here waits for files and spoolers: call it in a worker (``background/tasks.py``), never in the GUI thread.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from clinic_desktop.domain.errors import PrintFailed
from clinic_desktop.domain.paper import (
    DaySheet,
    MoneyPaper,
    PaperKind,
    PaperSettings,
    Printed,
    Receipt,
    TokenSlip,
    Tray,
)
from clinic_desktop.settings import Settings
from clinic_desktop.ui.file_names import file_stem
from clinic_desktop.ui.printing.day_sheet import day_sheet_document
from clinic_desktop.ui.printing.pages import Document, pdf_bytes, print_on
from clinic_desktop.ui.printing.receipt import receipt_document
from clinic_desktop.ui.printing.token_slip import token_document

_log = logging.getLogger(__name__)


class Printers(Protocol):
    """The printers of this computer."""

    def names(self) -> list[str]: ...

    def open(self, name: str) -> QPrinter: ...


class SystemPrinters:
    """The printers that the operating system knows."""

    def names(self) -> list[str]:
        return list(QPrinterInfo.availablePrinterNames())

    def open(self, name: str) -> QPrinter:
        return QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.ScreenResolution)


class Paper:
    """Prints each kind of document on its tray, in the clinic's locale; phones as read in ``region`` (ISO 3166)."""

    def __init__(self, settings: PaperSettings, locale: QLocale, region: str, printers: Printers | None = None) -> None:
        self._settings = settings
        self._locale = locale
        self._region = region
        self._printers: Printers = printers or SystemPrinters()

    def print_token(self, slip: TokenSlip) -> Printed:
        """Print a token slip; raises PrintFailed."""
        tray = self._settings.token
        name = file_stem(_tr("token"), slip.token, f"{slip.issued_at:%Y%m%d-%H%M}")
        return self._print(token_document(slip, tray.paper, self._locale), tray, name)

    def print_receipt(self, receipt: Receipt) -> Printed:
        """Print a receipt, an invoice or a credit note; raises PrintFailed."""
        tray = self._settings.receipt
        name = file_stem(_money_word(receipt.kind), receipt.number, _tr("copy") if receipt.copy else None)
        return self._print(receipt_document(receipt, tray.paper, self._locale), tray, name)

    def print_day_sheet(self, sheet: DaySheet) -> Printed:
        """Print a doctor's day; raises PrintFailed."""
        tray = self._settings.day_sheet
        name = file_stem(_tr("day"), f"{sheet.day:%Y%m%d}", sheet.practitioner)
        return self._print(day_sheet_document(sheet, tray.paper, self._locale, self._region), tray, name)

    def print_report(self, make: Callable[[PaperKind, QLocale], Document], name: str, on_roll: bool) -> Printed:
        """Print a report, on the paper of receipts or on that of pages; raises PrintFailed."""
        tray = self._settings.receipt if on_roll else self._settings.day_sheet
        return self._print(make(tray.paper, self._locale), tray, name)

    def receipt_pdf(self, receipt: Receipt, paper: PaperKind = PaperKind.A4) -> bytes:
        """The receipt as a PDF to save or to send."""
        return pdf_bytes(receipt_document(receipt, paper, self._locale))

    def _print(self, document: Document, tray: Tray, name: str) -> Printed:
        if not tray.printer:
            return Printed(path=self._keep(document, name))
        if tray.printer not in self._printers.names():
            raise self._failed("printer_missing", document, tray, name)
        printer = self._printers.open(tray.printer)
        printer.setDocName(document.title)
        if not print_on(printer, document) or printer.printerState() == QPrinter.PrinterState.Error:
            raise self._failed("printer_refused", document, tray, name)
        return Printed(printer=tray.printer)

    def _failed(self, reason: str, document: Document, tray: Tray, name: str) -> PrintFailed:
        _log.warning("%s did not print: %s", tray.printer, reason)
        try:
            kept = self._keep(document, name)
        except PrintFailed:
            kept = None
        return PrintFailed(reason, tray.printer, kept)

    def _keep(self, document: Document, name: str) -> Path:
        content = pdf_bytes(document)
        try:
            self._settings.folder.mkdir(parents=True, exist_ok=True)
            return _write_new(self._settings.folder, _file_name(name), content)
        except OSError as error:
            _log.warning("no PDF could be kept in the paper folder: %s", error.strerror)
            raise PrintFailed("file") from error


def paper_settings(settings: Settings) -> PaperSettings:
    """What this computer's settings say about paper; PDFs go to ``paper`` in the data folder."""
    receipt, page = _kind(settings.receipt_paper, PaperKind.ROLL_80), _kind(settings.page_paper, PaperKind.A4)
    return PaperSettings(
        folder=settings.data_folder / "paper",
        token=Tray(receipt if receipt.is_roll else PaperKind.ROLL_80, settings.token_printer),
        receipt=Tray(receipt, settings.receipt_printer),
        day_sheet=Tray(page, settings.page_printer),
    )


def _kind(name: str, usual: PaperKind) -> PaperKind:
    """The paper of that name; a name that a hand put into the file wrongly must not stop anybody from printing."""
    return PaperKind(name) if name in tuple(PaperKind) else usual


def _tr(text: str) -> str:
    return QCoreApplication.translate("Paper", text)


def _money_word(kind: MoneyPaper) -> str:
    return {
        MoneyPaper.RECEIPT: _tr("receipt"),
        MoneyPaper.INVOICE: _tr("invoice"),
        MoneyPaper.CREDIT_NOTE: _tr("credit-note"),
    }[kind]


def _file_name(name: str) -> str:
    """A name that every file system takes; what a person typed cannot lead out of the folder."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)[:60]


def _write_new(folder: Path, name: str, content: bytes) -> Path:
    """Write a file that was not there before; a name that is taken gets a number."""
    number = 1
    while True:
        path = folder / (f"{name}.pdf" if number == 1 else f"{name}-{number}.pdf")
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            number += 1
        else:
            return path
