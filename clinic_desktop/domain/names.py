"""Names of people in any script, shortened for where strangers can read them."""

import unicodedata

_JOINERS = ("\u200c", "\u200d")
_VIRAMA_CLASS = 9
_ARABIC_ARTICLE = "ال"


def short_name(full_name: str) -> str:
    """The first name and the initial of the last: "Dev Malhotra" is "Dev M.", "मीरा श्रीवास्तव" is "मीरा श्री.".

    A name of one word, or of a script that writes names without spaces, is cut in the middle ("Suharto" is "Suh…",
    "王小明" is "王…"), so what comes back is never a whole name. Nothing but spaces and marks gives "".
    """
    words = [word for word in map(_readable, full_name.split()) if word]
    if not words:
        return ""
    if len(words) == 1:
        letters = clusters(words[0])
        return "".join(letters[: max(1, len(letters) // 2)]) + "…"
    return f"{words[0]} {_initial(words[-1])}."


def clusters(text: str) -> list[str]:
    """The text as what a reader takes for single letters: a base with its marks, an Indic conjunct as one."""
    found: list[str] = []
    for character in text:
        if found and (_is_mark(character) or character in _JOINERS or _joins_next(found[-1], character)):
            found[-1] += character
        else:
            found.append(character)
    return found


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _joins_next(cluster: str, character: str) -> bool:
    last = cluster.rstrip("".join(_JOINERS))[-1:]
    return bool(last) and unicodedata.combining(last) == _VIRAMA_CLASS and unicodedata.category(character) == "Lo"


def _initial(word: str) -> str:
    # Most Arabic family names begin with the article; its letter would tell nobody apart.
    if word.startswith(_ARABIC_ARTICLE) and len(word) > 4:
        word = word.removeprefix(_ARABIC_ARTICLE)
    letter = clusters(word)[0]
    upper = letter.upper()
    return upper if len(upper) == len(letter) else letter


def _readable(word: str) -> str:
    """The word without control and format characters, which could turn text around, and punctuation at its ends."""
    kept = "".join(c for c in word if c in _JOINERS or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    while kept and not kept[0].isalnum():
        kept = kept[1:]
    while kept and not (kept[-1].isalnum() or _is_mark(kept[-1])):
        kept = kept[:-1]
    return kept
