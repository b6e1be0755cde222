"""Makes a language that nobody speaks, to see which texts are not translated and which places are too small.

Every text stands in brackets and is longer by four tenths, as texts in other languages are.
"""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

from tools.translate import collect, release

LONGER = 0.4
_FILLER = "lo rema ipsu dol osit ame tcon sect etu radi pisc ing "


def made_up(source: str) -> str:
    """The text in that language; what is filled in while running keeps its place."""
    length = max(1, round(len(source) * LONGER))
    filler = (_FILLER * (length // len(_FILLER) + 1))[:length].strip()
    return f"[{source} {filler}]"


def make(folder: Path) -> Path:
    """Writes its catalogue, and gives the file that a ``QTranslator`` loads."""
    catalogue = folder / "clinic_xx.ts"
    collect(catalogue, "en", only_plurals=False)
    tree = ElementTree.parse(catalogue)
    for message in tree.iter("message"):
        translation = message.find("translation")
        assert translation is not None
        del translation.attrib["type"]
        for form in translation.findall("numerusform") or [translation]:
            form.text = made_up(message.findtext("source", ""))
    tree.write(catalogue, encoding="utf-8", xml_declaration=True)
    return release(catalogue)
