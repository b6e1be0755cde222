"""How the C library keeps the program's memory. Only glibc has these; elsewhere nothing happens.

Qt's widgets and pictures live on the C heap. glibc gives each thread a heap of its own, which for the pools is 15 MB
that lie idle, and keeps what has been freed among what has not: after a person's pages are gone, 20 to 50 MB.
"""

import sys
from collections.abc import Callable

_ARENA_MAX = -8  # M_ARENA_MAX of <malloc.h>


def share_one_heap() -> None:
    """All threads share one heap. Called before there are any; they take turns at Python's lock as it is."""
    set_option = _of_libc("mallopt")
    if set_option is not None:
        set_option(_ARENA_MAX, 1)


def give_back() -> None:
    """Gives the system what has been freed: some milliseconds, when pages have been thrown away."""
    trim = _of_libc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_libc(name: str) -> Callable[..., int] | None:
    if sys.platform != "linux":
        return None
    import ctypes  # 3 ms and a megabyte: only where it is of use

    return getattr(ctypes.CDLL(None), name, None)
