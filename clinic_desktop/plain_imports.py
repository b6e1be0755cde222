"""Importing this module takes PySide6's own way of importing out again, for the whole program.

PySide6 replaces ``__import__`` to serve ``from __feature__ import snake_case``. After every import of any module it
then reads the whole source of that module, to look for the word "PySide6" in it, and keeps all that it has read. The
program uses no such feature; without this its start takes a tenth longer and 20 MB more (``benchmarks/startup.py``).
"""

import builtins

import PySide6.QtCore  # noqa: F401 (it is what replaces the import)

# PySide6 leaves what it found under this name. Where a version does not, its own way stays, which is right but slower.
_found = getattr(builtins, "__orig_import__", None)
if _found is not None:
    builtins.__import__ = _found
