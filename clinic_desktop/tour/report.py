"""Writes ``tour.json``: each step, what was checked, how long it took, and how much memory the program took at most."""

import json
import platform
from dataclasses import asdict
from pathlib import Path

import PySide6

from clinic_desktop import __version__
from clinic_desktop.tour.driver import Step
from clinic_desktop.tour.memory import peak_megabytes


def write_report(folder: Path, steps: list[Step], database: str, theme: str, size: str) -> Path:
    """Writes the report into the folder; ``passed`` is true only if every check of every step held."""
    report = {
        "program": __version__,
        "python": platform.python_version(),
        "qt": PySide6.__version__,
        "database": database,
        "theme": theme,
        "size": size,
        "peak_memory_mb": peak_megabytes(),
        "passed": bool(steps) and all(step.passed for step in steps),
        "steps": [asdict(step) for step in steps],
    }
    path = folder / "tour.json"
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
