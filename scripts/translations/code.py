"""Texts that stand in the code: marked with `_` or `N_`, asked of a translator, or given to a coded error."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from scripts.translations.loaded import load
from scripts.translations.text import Problem, Text
from veralot_shared.errors import REGISTRY
from veralot_shared.i18n import SENTENCES

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = (
    "shared/veralot_shared",
    "server/veralot_server",
    "client/veralot_client",
    "resources/veralot_resources",
)
ALONE: Final = "veralot_shared/verify/"
"""The verifier is installed alone and carries its own words."""

MARKERS: Final = frozenset({"_", "N_"})
TRANSLATORS: Final = frozenset({"words", "_words", "translator", "_translator"})
"""What an object that makes words is called; `text` of anything else is another matter."""

TWO_FORMS: Final = 2
"""English has one and many."""

TITLED: Final = {"SectionView": "title", "ColumnView": "title"}
"""Views whose English field is translated where it is shown."""


@cache
def errors() -> frozenset[str]:
    """Return the calls whose sentences (`kind`, `rule`, …) are looked up when the error is worded."""
    load()
    return frozenset({cls.__name__ for cls in REGISTRY.values()} | {"refuse_if_changed"})


def texts() -> Iterator[Text | Problem]:
    """Yield every text of every file, and what cannot be translated as it is written."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if ALONE not in place:
                yield from texts_of(path.read_text("utf-8"), place)


def texts_of(code: str, place: str) -> Iterator[Text | Problem]:
    """Yield the texts of one file."""
    paired: set[ast.AST] = set()
    # Parents come before their children, so that a pair is known before either of its halves.
    for node in ast.walk(ast.parse(code, filename=place)):
        if isinstance(node, ast.Tuple) and (pair := _pair(node)):
            paired.update(node.elts)
            yield Text("", *pair, place)
        elif isinstance(node, ast.Call) and node not in paired:
            yield from _texts_of_call(node, place)


def _pair(node: ast.Tuple) -> tuple[str, str] | None:
    """Return both forms of a plural that is kept as data: `(N_("{count} lot"), N_("{count} lots"))`."""
    calls = [
        part for part in node.elts if isinstance(part, ast.Call) and _called(part.func) == ("N_", "") and part.args
    ]
    forms = [text for text in (_constant(part.args[0]) for part in calls) if "{count}" in text]
    return (forms[0], forms[1]) if len(forms) == len(node.elts) == TWO_FORMS else None


def _texts_of_call(node: ast.Call, place: str) -> Iterator[Text | Problem]:
    name, receiver = _called(node.func)
    at = f"{place}:{node.lineno}"
    if (name in MARKERS and not receiver) or (name == "text" and receiver in TRANSLATORS):
        yield from _plain(node.args[:1], place, at)
    elif name == "plural" and receiver in TRANSLATORS:
        one, many = (_constant(arg) for arg in node.args[:2])
        if one and many:
            yield Text("", one, many, place)
        elif one or many or any(isinstance(arg, ast.JoinedStr) for arg in node.args[:2]):
            yield Problem(at, "a plural needs both its forms as they are")
    elif name == "context" and receiver in TRANSLATORS:
        context, msgid = (_constant(arg) for arg in node.args[:2])
        if context and msgid:
            yield Text(context, msgid, "", place)
    elif name in TITLED:
        yield from _plain([word.value for word in node.keywords if word.arg == TITLED[name]], place, at)
    elif name in errors():
        yield from _plain([word.value for word in node.keywords if word.arg in SENTENCES], place, at)
    elif name == "found" and receiver == "tx":
        yield from _plain(node.args[1:2], place, at)


def _called(function: ast.expr) -> tuple[str, str]:
    """Return the name of what is called, and of the object that it is asked of."""
    if isinstance(function, ast.Name):
        return function.id, ""
    if isinstance(function, ast.Attribute):
        return function.attr, _called(function.value)[0]
    return "", ""


def _plain(arguments: list[ast.expr], place: str, at: str) -> Iterator[Text | Problem]:
    for argument in arguments:
        for part in _parts(argument):
            if isinstance(part, ast.JoinedStr):
                yield Problem(at, "an f-string cannot be translated; name its placeholders")
            elif text := _constant(part):
                yield Text("", text, "", place)


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """Yield what an expression may be: both branches of a condition, each member of a list."""
    if isinstance(node, ast.IfExp):
        yield from _parts(node.body)
        yield from _parts(node.orelse)
    elif isinstance(node, ast.List | ast.Tuple):
        for member in node.elts:
            yield from _parts(member)
    else:
        yield node


def _constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
