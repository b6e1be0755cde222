"""Every text that a person sees can be translated, and none of it is read as HTML."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import clinic_desktop.ui

UI = Path(clinic_desktop.ui.__path__[0])
FILES = sorted(UI.rglob("*.py"))

# What shows its arguments to a person, with the places of its texts; keyword names are checked everywhere.
SHOWN = {
    "setText": (0,),
    "set_text": (0,),
    "setTitle": (0,),
    "setWindowTitle": (0,),
    "setToolTip": (0,),
    "setStatusTip": (0,),
    "setWhatsThis": (0,),
    "setPlaceholderText": (0,),
    "set_placeholder": (0,),
    "setAccessibleName": (0,),
    "setAccessibleDescription": (0,),
    "set_name": (0,),
    "set_label": (0,),
    "set_hint": (0,),
    "set_problem": (0,),
    "set_error": (0,),
    "set_disabled_reason": (0,),
    "show_fact": (0,),
    "toast": (0,),
    "show_toast": (0,),
    "addAction": (0,),
    "PlainLabel": (1,),
    "Button": (1,),
    "IconButton": (2,),
    "CheckBox": (1,),
    "Chip": (1,),
    "EmptyState": (2, 3),
    "StatCard": (1,),
    "Panel": (1,),
    "Dialog": (1,),
    "Field": (1,),
    "Column": (0,),
    "Choice": (1,),
    "ask": (2, 3, 4, 5),
    "draw_text": (2,),
}
NAMED = frozenset({"text", "title", "label", "placeholder", "tooltip", "hint", "reason", "question", "detail"})
# Not for a person: looks, icons and names of things in the code.
CODE = re.compile(r"[a-z0-9_:./-]*|#[0-9A-F]+")
TRANSLATES = frozenset({"tr", "_tr", "translate", "_translated", "plural", "_plural", "QT_TRANSLATE_NOOP"})
RICH = frozenset({"QMessageBox", "QInputDialog", "QErrorMessage", "QWhatsThis"})


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def name_of(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def raw_texts(shown: ast.expr) -> Iterator[ast.expr]:
    """The words in an expression that no translation has seen."""
    match shown:
        case ast.Constant(value=str(text)) if re.search(r"[^\W\d_]{2}", text):
            yield shown
        case ast.JoinedStr(values=parts):
            for part in parts:
                yield from raw_texts(part)
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from raw_texts(one)
            yield from raw_texts(other)
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from raw_texts(part)
        case ast.Call(func=ast.Attribute(value=within, attr="format" | "join")):
            yield from raw_texts(within)


def shown_texts(call: ast.Call) -> Iterator[ast.expr]:
    name = name_of(call)
    if name in TRANSLATES:
        return
    places = SHOWN.get(name, ())
    yield from (call.args[place] for place in places if place < len(call.args))
    yield from (
        keyword.value
        for keyword in call.keywords
        if keyword.arg in NAMED and name[:1].isupper()
        if not (isinstance(keyword.value, ast.Constant) and CODE.fullmatch(str(keyword.value.value)))
    )


def found(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(UI)}:{node.lineno}: {ast.unparse(node)[:100]}"


def test_every_text_on_the_screen_can_be_translated() -> None:
    untranslated = [
        found(path, text)
        for path in FILES
        for call in calls(tree_of(path))
        for shown in shown_texts(call)
        for text in raw_texts(shown)
    ]
    assert untranslated == []


def test_only_whole_sentences_are_translated() -> None:
    """A translator cannot order the halves of a sentence, and a text made up while running is in no catalogue."""
    glued = [
        found(path, call)
        for path in FILES
        for call in calls(tree_of(path))
        if name_of(call) in ("tr", "_tr", "translate")
        for argument in call.args
        if any(raw_texts(argument)) and isinstance(argument, ast.JoinedStr | ast.BinOp)
    ]
    joined = [
        found(path, node)
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
        if any(isinstance(side, ast.Call) and name_of(side) in ("tr", "_tr") for side in (node.left, node.right))
    ]
    assert glued + joined == []


def test_nothing_that_guesses_html_is_used() -> None:
    guessing = [
        found(path, call)
        for path in FILES
        for call in calls(tree_of(path))
        if name_of(call) in RICH or (name_of(call) == "QLabel" and path.name != "plain_label.py")
    ]
    assert guessing == []


def test_tooltips_are_plain() -> None:
    rich = [
        found(path, call)
        for path in FILES
        for call in calls(tree_of(path))
        if name_of(call) == "setToolTip"
        if "plain_tooltip" not in ast.unparse(call) and ast.unparse(call.args[0]) != "''"
    ]
    assert rich == []
