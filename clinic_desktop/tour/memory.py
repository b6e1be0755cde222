"""How much memory this process has taken at most."""

from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_megabytes() -> int | None:
    """The most that was ever in memory at once; None on systems that do not keep it per process.

    Not by ``getrusage``: what it gives a child begins with what the parent had taken.
    """
    if not _STATUS.is_file():
        return None
    for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return round(int(line.split()[1]) / 1024)
    return None
