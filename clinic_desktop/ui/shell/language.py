"""The program's language: translations, formats of numbers and dates, and the direction of reading."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QGuiApplication

from clinic_desktop.resources import resource

_ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def speak(language: str) -> QLocale:
    """Sets the language (the system's where none is named), and gives the locale for numbers and dates."""
    system = QLocale.system()
    locale = QLocale(language) if language else system
    if locale.language() == QLocale.Language.C:
        locale = _ENGLISH
    QLocale.setDefault(locale)
    application = QCoreApplication.instance()
    if application is not None:
        ours = str(resource("translations"))
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        # The one that is installed last is asked first. English has the plurals, also for whoever reads it only because
        # there is nothing in their own language.
        for name, spoken, folder in (("clinic", _ENGLISH, ours), ("qtbase", locale, qt), ("clinic", locale, ours)):
            translator = QTranslator(application)
            if translator.load(spoken, name, "_", folder):
                application.installTranslator(translator)
        is_right_to_left = locale.textDirection() == Qt.LayoutDirection.RightToLeft
        QGuiApplication.setLayoutDirection(
            locale.textDirection() if is_right_to_left else Qt.LayoutDirection.LeftToRight
        )
    return locale
