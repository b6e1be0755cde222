"""Finds the files that travel with the program: icons, fonts, translations and database migrations.

In a checkout they lie beside the package; in a wheel or a frozen build they lie inside it, under ``_data``.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _root() -> Path:
    inside = _PACKAGE / "_data"
    return inside if inside.is_dir() else _PACKAGE.parent


def resource(*parts: str) -> Path:
    """The path of one file or folder under ``resources/``, for example ``resource("icons", "clock.svg")``."""
    return _root().joinpath("resources", *parts)


def migrations() -> Path:
    """The folder with Alembic's ``env.py`` and ``versions/``."""
    return _root() / "migrations"
