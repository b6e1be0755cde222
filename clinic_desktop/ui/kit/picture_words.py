"""Why a file cannot be used as a picture, in plain words, and how large files are."""

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.errors import FileNotAllowed, FileTooLarge, Refused, Unreachable


def tr(text: str) -> str:
    """A text about pictures in the program's language."""
    return QCoreApplication.translate("Pictures", text)


def picture_problem(refusal: Refused, locale: QLocale) -> str:
    """What is wrong with the file and what to do, with the refusal's stable code."""
    return tr("{words} ({code})").format(words=_words(refusal, locale), code=refusal.code)


def _words(refusal: Refused, locale: QLocale) -> str:
    match refusal:
        case FileTooLarge(limit_bytes=limit_bytes):
            words = tr("The file is larger than {limit}. Choose a smaller picture.")
            return words.format(limit=file_size(limit_bytes, locale))
        case FileNotAllowed(found="heic" | "avif"):
            return tr("HEIC and AVIF pictures cannot be used. Save the picture as JPEG and choose it again.")
        case FileNotAllowed(found="mixed"):
            return tr("Another file is hidden in this picture, so it cannot be used. Choose another one.")
        case FileNotAllowed(found="blank"):
            return tr("Nothing can be seen in this picture: all of it is white or transparent. Choose another one.")
        case Unreachable():
            return tr("Pictures cannot be opened on this computer now. Try again.")
        case FileNotAllowed():
            return tr("The file is not a JPEG, PNG or WebP picture. Choose another one.")
    return tr("The picture is damaged or cannot be opened. Choose another one.")


def file_size(size_bytes: int, locale: QLocale) -> str:
    """A size such as "5 MB"."""
    return locale.formattedDataSize(size_bytes, 0, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
