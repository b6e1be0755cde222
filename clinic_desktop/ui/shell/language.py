"""The program's language: translations, formats of numbers and dates, and the direction of reading."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QGuiApplication

from clinic_desktop.resources import resource

LANGUAGES = ("en",)
"""The languages that there are translations for; formats follow the system's locale in each."""


def speak(language: str) -> QLocale:
    """Sets the language (the system's where none is named), and gives the locale for numbers and dates."""
    system = QLocale.system()
    locale = QLocale(language) if language else system
    if locale.language() == QLocale.Language.C:
        locale = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    QLocale.setDefault(locale)
    application = QCoreApplication.instance()
    if application is not None:
        for name, folder in (
            ("clinic", str(resource("translations"))),
            ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        ):
            translator = QTranslator(application)
            if translator.load(locale, name, "_", folder):
                application.installTranslator(translator)
        is_right_to_left = locale.textDirection() == Qt.LayoutDirection.RightToLeft
        QGuiApplication.setLayoutDirection(
            locale.textDirection() if is_right_to_left else Qt.LayoutDirection.LeftToRight
        )
    return locale
