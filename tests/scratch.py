"""Where tests put their files: in memory where the system offers that, so that no test waits for the disk."""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ENOUGH = 2 * 1024**3
"""Bytes; a container often has 64 MB there, and those are soon full."""


def scratch_folder() -> Path:
    """A folder that everyone may write to."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH:
        return _MEMORY
    return Path(tempfile.gettempdir())
