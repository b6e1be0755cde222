"""Countries with their currencies and time zones, as Qt knows them, to choose from."""

from functools import lru_cache

from PySide6.QtCore import QLocale, QTimeZone

from clinic_desktop.ui.kit.choice import Choice

_NOWHERE = frozenset({QLocale.Country.AnyCountry, QLocale.Country.World})


@lru_cache(maxsize=1)
def _territories() -> dict[str, QLocale.Country]:
    """Each country's two letters."""
    found: dict[str, QLocale.Country] = {}
    locales = QLocale.matchingLocales(
        QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry
    )
    for locale in locales:
        territory = locale.territory()
        code = QLocale.territoryToCode(territory)
        if territory not in _NOWHERE and len(code) == 2:
            found.setdefault(code, territory)
    return found


def countries() -> list[Choice]:
    """All countries by name; the value is the code of ISO 3166."""
    named = ((QLocale.territoryToString(territory), code) for code, territory in _territories().items())
    return [Choice(code, name) for name, code in sorted(named)]


def currencies() -> list[Choice]:
    """All currencies by code of ISO 4217."""
    codes = {code for country in _territories() if (code := currency_of(country))}
    return [Choice(code, code) for code in sorted(codes)]


def zones(country: str) -> list[Choice]:
    """The zones of the country first, then all others; the value is the IANA name."""
    own = _zones_of(country)
    everywhere = sorted(
        name for name in _names(QTimeZone.availableTimeZoneIds()) if "/" in name and not name.startswith("Etc/")
    )
    rest = [name for name in everywhere if name not in own]
    return [Choice(name, name.replace("_", " ")) for name in [*own, *rest]]


def currency_of(country: str) -> str:
    """The country's currency, or "" where Qt does not know one."""
    territory = _territories().get(country)
    if territory is None:
        return ""
    locales = QLocale.matchingLocales(QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, territory)
    return locales[0].currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode) if locales else ""


def zone_of(country: str) -> str:
    """This computer's zone where it is one of the country's, else the country's first."""
    own = _zones_of(country)
    here = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    return here if here in own or not own else own[0]


def country_here() -> str:
    """The country of this computer's locale, or ""."""
    code = QLocale.territoryToCode(QLocale.system().territory())
    return code if code in _territories() else ""


def _zones_of(country: str) -> list[str]:
    territory = _territories().get(country)
    return sorted(_names(QTimeZone.availableTimeZoneIds(territory))) if territory is not None else []


def _names(ids: object) -> list[str]:
    return [bytes(name.data()).decode() for name in ids]  # type: ignore[attr-defined]
