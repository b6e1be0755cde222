"""The models: each can be imported alone, and one module knows them all."""

import pkgutil
import subprocess
import sys

from clinic_desktop.db import models
from clinic_desktop.db.models import everything

# No tables of the schema: the search has metadata of its own.
_NO_TABLES = {"base", "everything", "search"}


def test_no_module_of_tables_is_forgotten() -> None:
    modules = {module.name for module in pkgutil.iter_modules(models.__path__)}
    assert {name for name in modules - _NO_TABLES if not hasattr(everything, name)} == set()


def test_each_table_brings_those_that_it_refers_to() -> None:
    """Who imports one module alone, in any order, can write to its tables."""
    look = (
        "import pkgutil, sys; from importlib import import_module; from clinic_desktop.db import models\n"
        "for name in sorted(module.name for module in pkgutil.iter_modules(models.__path__)):\n"
        "    import_module('clinic_desktop.db.models.' + name)\n"
        "    from clinic_desktop.db.models.base import Base\n"
        "    for table in Base.metadata.tables.values():\n"
        "        [key.column for key in table.foreign_keys]\n"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True)
    assert done.stderr == ""
