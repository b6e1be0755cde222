"""Finds every text of the program that is translated, with the context that it is looked up in.

Texts stand in ``self.tr("…")`` (the context is the class), ``QCoreApplication.translate("Context", "…")``,
``QT_TRANSLATE_NOOP("Context", "…")``, and in calls of short helpers that say their module's context once:

    def _tr(text: str) -> str:
        return QCoreApplication.translate("Billing", text)

lupdate by itself would give the texts of such helpers no context, and loses a plural whose count is an expression.
"""

import ast
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path

_TRANSLATE = "QCoreApplication.translate"
_MARK = "QT_TRANSLATE_NOOP"


class Unfindable(Exception):
    """A text is translated that stands nowhere in the source, so that no catalogue can have it."""


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One entry of a catalogue. ``plural`` says that it has a form for each kind of number."""

    context: str
    source: str
    comment: str
    plural: bool


@cache
def texts_of(package: Path) -> tuple[Text, ...]:
    """All texts of a package, each once, in the order of their contexts."""
    found: set[Text] = set()
    for module in _modules_of(package).values():
        found.update(_texts_in(module, module.tree, ""))
    return tuple(sorted(found))


def as_source(texts: Sequence[Text]) -> str:
    """A Python source from which lupdate collects just these texts, in their contexts."""
    lines = []
    for context, group in groupby(texts, key=lambda text: text.context):
        lines += [f"class {context}:", "    def texts(self, count):"]
        for text in group:
            arguments = [json.dumps(text.source, ensure_ascii=False), json.dumps(text.comment, ensure_ascii=False)]
            lines.append(f"        self.tr({', '.join(arguments + ['count'] * text.plural)})")
    return "\n".join(lines) + "\n"


@dataclass(slots=True)
class _Module:
    """One source, and its helpers by the name under which it calls them, each with its context."""

    path: Path
    tree: ast.Module
    helpers: dict[str, str] = field(default_factory=dict)


def _modules_of(package: Path) -> dict[str, _Module]:
    found: dict[str, _Module] = {}
    imports: dict[str, list[ast.ImportFrom]] = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        tree = ast.parse(path.read_text("utf-8"))
        nodes = list(ast.walk(tree))
        found[name] = _Module(path, tree, dict(_own_helpers(nodes)))
        imports[name] = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    own = {name: dict(module.helpers) for name, module in found.items()}
    for name, module in found.items():
        module.helpers.update(_imported_helpers(imports[name], own))
    return found


def _own_helpers(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, str]]:
    """Functions that do nothing but look their first argument up in one context."""
    for node in nodes:
        match node:
            case ast.FunctionDef(name=name, args=ast.arguments(args=[ast.arg(arg=first), *_])):
                match node.body[-1]:
                    case ast.Return(
                        value=ast.Call(func=func, args=[ast.Constant(value=str(context)), ast.Name(id=text), *_])
                    ) if _called(func) == _TRANSLATE and text == first:
                        yield name, context


def _imported_helpers(imports: Sequence[ast.ImportFrom], own: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    """``from a.words import tr``, and ``from a import words``, where it is called as ``words.tr``."""
    for node in imports:
        for alias in node.names:
            called = alias.asname or alias.name
            if alias.name in own.get(node.module or "", {}):
                yield called, own[node.module or ""][alias.name]
            for helper, context in own.get(f"{node.module}.{alias.name}", {}).items():
                yield f"{called}.{helper}", context


def _texts_in(module: _Module, node: ast.AST, inside: str) -> Iterator[Text]:
    """The texts below a node that stands in the class ``inside``."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield from _text_of(module, child, inside)
        yield from _texts_in(module, child, child.name if isinstance(child, ast.ClassDef) else inside)


def _text_of(module: _Module, call: ast.Call, inside: str) -> Iterator[Text]:
    """The text that a call translates, if it is such a call; texts that are looked up later are marked elsewhere."""
    name = _called(call.func)
    if name in (_TRANSLATE, _MARK):
        match call.args:
            case [ast.Constant(value=str(context)), ast.Constant(value=str(source)), *rest]:
                yield Text(context, source, _comment(rest), _is_plural(source, rest))
        return
    context = inside if name == "self.tr" else module.helpers.get(name, "")
    if not context and name.rpartition(".")[2] not in ("tr", "_tr"):
        return
    match call.args:
        case [ast.Constant(value=str(source)), *rest] if context:
            yield Text(context, source, _comment(rest), _is_plural(source, rest))
        case _:
            raise Unfindable(f"{module.path.name}:{call.lineno}: {ast.unparse(call)[:100]}")


def _called(function: ast.expr) -> str:
    """The dotted name of what is called; "" stands for what has no name. (``ast.unparse`` takes 20 times as long.)"""
    match function:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=owner, attr=name):
            return f"{_called(owner)}.{name}"
    return ""


def _is_plural(source: str, rest: Sequence[ast.expr]) -> bool:
    """Whether a count is given: after a comment, or alone to a helper whose texts have none."""
    return len(rest) > 1 or (bool(rest) and ("%n" in source or "%Ln" in source))


def _comment(rest: Sequence[ast.expr]) -> str:
    match rest:
        case [ast.Constant(value=str(comment)), *_]:
            return comment
    return ""
