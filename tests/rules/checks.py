"""Checks of single files: each yields a sentence for each place that breaks its rule."""

import ast
import re
import tokenize
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import PurePosixPath
from typing import Final

from tests.conftest import KNOWN_IDS, listed

LONGEST_FILE: Final = 400

CITED = re.compile(r"\b(?:P11|QMSR|MDR|A11|CSA|CMO|GS1|AQL|SPC|OFF|CR|CN|ST|DI|RM|A1|I)-\d{2}\b")

TRACES = re.compile(
    r"\bissue #?\d|\bissues? (?:tracker|number)|\b(?:coding|helper) (?:agent|assistant)|\b(?:Claude|Copilot|LLM)\b|"
    r"(?<![\w/.])/(?:work|tmp|home|root|Users)/|\bTODO\b|\bFIXME\b|\bXXX\b|files\.pythonhosted|pypi\.org|"
    r"\b(?:design|requirements|traps|tried|vocabulary|state-machines|users-ask)\.md\b"
)
"""Words that tell of how the tree was made, or of what only its makers have."""

EXCEPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<named>:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[\w, -]+\])?")

TOP_HANDLERS = {
    PurePosixPath("server/veralot_server/rpc/dispatch.py"),
    PurePosixPath("client/veralot_client/shell/gui_thread.py"),
}
"""The two places that may catch whatever nobody foresaw: one on each side."""

CLOCKS = {"datetime.now", "datetime.utcnow", "date.today", "time.time", "datetime.datetime.now", "datetime.date.today"}
VAGUE = {"utils", "util", "misc", "helpers", "common", "stuff"}

Check = Callable[[PurePosixPath, str], Iterator[str]]


def is_short(_path: PurePosixPath, text: str) -> Iterator[str]:
    """Files stay short; a longer one becomes a folder of the same name."""
    if (lines := len(text.splitlines())) > LONGEST_FILE:
        yield f"{lines} lines: make it a folder of the same name"


def is_described(path: PurePosixPath, text: str) -> Iterator[str]:
    """Each file, and so each folder by its `__init__`, says what lives there."""
    if not ast.get_docstring(ast.parse(text)):
        yield "has no docstring"
    if path.stem in VAGUE or VAGUE & set(path.parts):
        yield "its name says nothing"


def imports_by_full_name(_path: PurePosixPath, text: str) -> Iterator[str]:
    """Imports are absolute."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield f"line {node.lineno} imports by a relative name"


def gives_reasons(_path: PurePosixPath, text: str) -> Iterator[str]:
    """Each exception to a rule of ruff or mypy names the rule and carries its reason, on its line or the one above."""
    lines = text.splitlines()
    for token in tokenize.generate_tokens(StringIO(text).readline):
        number = token.start[0]
        above = number > 1 and lines[number - 2].strip().startswith("#")
        for match in EXCEPTION.finditer(token.string if token.type == tokenize.COMMENT else ""):
            reason = token.string[match.end() :].strip(" -#")
            if not match["named"] or not (above or any(map(str.isalpha, reason))):
                yield f"line {number} gives no reason"


def catches_what_it_knows(path: PurePosixPath, text: str) -> Iterator[str]:
    """Nothing catches everything, but the two top handlers and what raises it again."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.ExceptHandler):
            continue
        names = {part.id for part in ast.walk(node.type or ast.Name("BaseException")) if isinstance(part, ast.Name)}
        last = node.body[-1]
        again = isinstance(last, ast.Raise) and last.exc is None
        if names & {"Exception", "BaseException"} and not again and path not in TOP_HANDLERS:
            yield f"line {node.lineno} catches whatever comes"


def tells_of_the_project_alone(_path: PurePosixPath, text: str) -> Iterator[str]:
    """No text tells of how the tree was made, or of places that only its makers have."""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := TRACES.search(line):
            yield f"line {number} says {found.group()!r}"


def cites_listed_requirements(_path: PurePosixPath, text: str) -> Iterator[str]:
    """A requirement that is cited is in the list."""
    known = listed(KNOWN_IDS["requirement"])
    yield from (f"cites {name}, which is not listed" for name in sorted(set(CITED.findall(text)) - set(known)))


def keeps_time_by_the_database(path: PurePosixPath, text: str) -> Iterator[str]:
    """Business code of the server takes the time from the transaction, never from its own clock."""
    if "modules" not in path.parts or "veralot_server" not in path.parts:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS:
            yield f"line {node.lineno} asks a clock of its own"


def leaves_commits_to_the_dispatcher(path: PurePosixPath, text: str) -> Iterator[str]:
    """Handlers neither begin nor end transactions."""
    if "modules" in path.parts and "veralot_server" in path.parts:
        for number, line in enumerate(text.splitlines(), start=1):
            if re.search(r"\b(?:COMMIT|ROLLBACK)\b|\.(?:commit|rollback)\(", line):
                yield f"line {number} ends the transaction"


OF_CODE: tuple[Check, ...] = (
    is_short,
    is_described,
    imports_by_full_name,
    gives_reasons,
    catches_what_it_knows,
    cites_listed_requirements,
    keeps_time_by_the_database,
    leaves_commits_to_the_dispatcher,
)
OF_TEXT: tuple[Check, ...] = (tells_of_the_project_alone,)
