"""Where documents go: the desk's printer, or a PDF that is kept, and plain refusals when neither works."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QThread
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter

from clinic_desktop.domain.errors import PrintFailed
from clinic_desktop.domain.paper import PaperKind, PaperSettings, Tray
from clinic_desktop.settings import Settings
from clinic_desktop.ui.printing.pages import pdf_bytes
from clinic_desktop.ui.printing.printer import Paper, paper_settings
from clinic_desktop.ui.printing.token_slip import token_document
from tests.ui.printing.looking import page_sizes
from tests.ui.printing.samples import day_sheet, receipt, token_slip

LOCALE = QLocale("en_IN")


class FilePrinters:
    """Printers of a computer whose paper comes out as files."""

    def __init__(self, folder: Path, *names: str) -> None:
        self._folder = folder
        self._names = list(names)

    def names(self) -> list[str]:
        return self._names

    def open(self, name: str) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self._folder / f"{name}.pdf"))
        return printer


@pytest.fixture
def desk(tmp_path: Path) -> Paper:
    """A desk with a roll printer for tokens and no other."""
    (tmp_path / "out").mkdir()
    settings = PaperSettings(tmp_path / "kept", token=Tray(PaperKind.ROLL_80, "Roll"))
    return Paper(settings, LOCALE, "IN", FilePrinters(tmp_path / "out", "Roll"))


def test_a_token_goes_to_its_printer_and_no_file_is_kept(desk: Paper, tmp_path: Path) -> None:
    printed = desk.print_token(token_slip())
    assert (printed.printer, printed.path) == ("Roll", None)
    assert not (tmp_path / "kept").exists()


def test_the_printer_gets_what_the_pdf_shows(desk: Paper, tmp_path: Path) -> None:
    desk.print_token(token_slip())
    sent = (tmp_path / "out" / "Roll.pdf").read_bytes()
    kept = pdf_bytes(token_document(token_slip(), PaperKind.ROLL_80, LOCALE))
    assert page_sizes(sent) == page_sizes(kept)
    assert len(sent) < 60_000


def test_without_a_printer_a_pdf_is_kept_and_named(desk: Paper, tmp_path: Path) -> None:
    printed = desk.print_receipt(receipt())
    assert printed.printer is None
    assert printed.path == tmp_path / "kept" / "receipt-IND-2026-000412.pdf"
    assert printed.path.read_bytes().startswith(b"%PDF")
    copy = desk.print_receipt(receipt(copy=True))
    assert copy.path is not None
    assert copy.path.name == "receipt-IND-2026-000412-copy.pdf"


def test_a_kept_pdf_never_replaces_another(desk: Paper) -> None:
    first, second = desk.print_day_sheet(day_sheet(2)), desk.print_day_sheet(day_sheet(3))
    assert first.path is not None
    assert second.path is not None
    assert first.path != second.path
    assert first.path.exists()


def test_a_name_cannot_lead_out_of_the_folder(desk: Paper, tmp_path: Path) -> None:
    printed = desk.print_day_sheet(day_sheet(1, practitioner="../../etc/Dr\\Evil\n"))
    assert printed.path is not None
    assert printed.path.parent == tmp_path / "kept"


def test_a_printer_that_is_gone_is_refused_and_the_document_kept(tmp_path: Path) -> None:
    settings = PaperSettings(tmp_path, token=Tray(PaperKind.ROLL_80, "Roll"))
    with pytest.raises(PrintFailed) as refusal:
        Paper(settings, LOCALE, "IN", FilePrinters(tmp_path)).print_token(token_slip())
    assert (refusal.value.reason, refusal.value.printer) == ("printer_missing", "Roll")
    assert refusal.value.kept is not None
    assert refusal.value.kept.exists()


@pytest.mark.qt_log_level_fail("CRITICAL")  # Qt says, too, that it cannot paint there
def test_a_printer_that_takes_nothing_is_refused(tmp_path: Path) -> None:
    settings = PaperSettings(tmp_path, receipt=Tray(PaperKind.A4, "Broken"))
    printers = FilePrinters(tmp_path / "no such folder", "Broken")
    with pytest.raises(PrintFailed) as refusal:
        Paper(settings, LOCALE, "IN", printers).print_receipt(receipt())
    assert refusal.value.reason == "printer_refused"


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(PrintFailed) as refusal:
        Paper(PaperSettings(tmp_path / "file"), LOCALE, "IN").print_token(token_slip())
    assert refusal.value.reason == "file"
    assert refusal.value.kept is None


def test_documents_are_made_in_worker_threads(desk: Paper, qapp: QGuiApplication) -> None:
    def work(number: int) -> tuple[bytes, bool]:
        pdf = desk.receipt_pdf(receipt(number=f"IND/2026/{number:06d}"))
        return pdf, QThread.currentThread() is qapp.thread()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(work, range(40)))
    assert not any(in_gui_thread for _, in_gui_thread in made)
    assert all(pdf.startswith(b"%PDF") and pdf.rstrip().endswith(b"%%EOF") for pdf, _ in made)
    assert {len(page_sizes(pdf)) for pdf, _ in made} == {1}


def test_the_settings_of_the_computer_choose_paper_and_printers(tmp_path: Path) -> None:
    settings = Settings(tmp_path, token_printer="Roll", receipt_paper="A5", page_printer="Laser", page_paper="Letter")
    chosen = paper_settings(settings)
    assert chosen.token == Tray(PaperKind.ROLL_80, "Roll")
    assert chosen.receipt == Tray(PaperKind.A5)
    assert chosen.day_sheet == Tray(PaperKind.LETTER, "Laser")
    assert paper_settings(Settings(tmp_path, receipt_paper="bark")).receipt.paper is PaperKind.ROLL_80
