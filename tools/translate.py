"""Collects the program's texts, and makes the catalogues that it loads: ``python -m tools.translate``.

``resources/translations/clinic_en.ts`` holds the English texts that have a number in them, each in the singular and in
the plural; every other text is its own English. Another language gets its file by naming it:
``python -m tools.translate de``; that file holds every text. A translator fills it in with Qt's Linguist, and the same
command makes the ``.qm`` that the program reads. The tools lupdate and lrelease come with PySide6-Essentials.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import PySide6

from clinic_desktop.resources import resource
from tools.texts import as_source, texts_of

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "clinic_desktop"


def main(languages: Sequence[str]) -> int:
    """Brings the catalogues of these languages up to date (those that are there, if none is named)."""
    folder = resource("translations")
    folder.mkdir(exist_ok=True)
    known = [path.stem.removeprefix("clinic_") for path in sorted(folder.glob("clinic_*.ts"))]
    for language in languages or known or ["en"]:
        catalogue = folder / f"clinic_{language}.ts"
        collect(catalogue, language, only_plurals=language == "en")
        print(release(catalogue).relative_to(ROOT))
    return 0


def collect(catalogue: Path, language: str, only_plurals: bool) -> None:
    """Writes the texts of the package into a catalogue; what is translated in it already stays, and what the program
    no longer says goes."""
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts.py"
        texts.write_text(as_source(texts_of(PACKAGE)), encoding="utf-8")
        plurals = ["-pluralonly"] if only_plurals else []
        kept = ["-no-obsolete", "-locations", "none", "-source-language", "en_GB", "-target-language", language]
        _run("lupdate", str(texts), *plurals, *kept, "-ts", str(catalogue))


def release(catalogue: Path) -> Path:
    """Makes the file that the program loads, beside the catalogue. It is exchanged as a whole: a program that has the
    old one open reads it as a piece of memory, and would die of its being shortened."""
    made = catalogue.with_suffix(".qm")
    new = catalogue.with_suffix(".new.qm")
    _run("lrelease", "-removeidentical", str(catalogue), "-qm", str(new))
    return new.replace(made)


def _run(tool: str, *arguments: str) -> None:
    """One of the tools in the wheel; its failure ends this one with what it said."""
    program = next(path for path in Path(PySide6.__file__).parent.glob(f"{tool}*") if path.stem == tool)
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{tool}: {done.stderr or done.stdout}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
