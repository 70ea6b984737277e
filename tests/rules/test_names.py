"""People and partners are named in both languages, wherever they are shown."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields

import msgspec
import pytest

from scripts.translations.contracts import structs_of
from tests.rules.tree import ROOT, relative
from veralot_shared.contracts import warehouse
from veralot_shared.errors import REGISTRY, CodedError
from veralot_shared.messages import messages

NAMES = re.compile(r"by|\w+_by|customer|supplier|consignee|full_name|(item|location|type|level|gauge)_name")
CODES = {(warehouse.AgreementView, "customer")}
"""Fields that hold a code instead of a name."""

SHOWN = sorted({struct for cls in messages().values() for struct in structs_of(cls.reply_type())}, key=str)
MODULES = ROOT / "server/veralot_server/modules"


def lacking(struct: type[msgspec.Struct]) -> Iterator[str]:
    """Yield the fields of a view that hold a name in one language alone."""
    for field in msgspec.structs.fields(struct):
        alone = f"{field.name}_zh" not in struct.__struct_fields__
        if NAMES.fullmatch(field.name) and field.type in (str, str | None) and alone:
            yield field.name


def section_columns(text: str) -> Iterator[tuple[str, str]]:
    """Yield the id and the kind of every column of a dossier that a file writes down."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("ColumnView", "column"):
            known = {word.arg: word.value for word in node.keywords}
            known |= dict(zip(("id", "title", "kind"), node.args, strict=False))
            told = {name: value.value for name, value in known.items() if isinstance(value, ast.Constant)}
            yield str(told.get("id", "")), str(told.get("kind", "text"))


def test_a_view_with_a_name_has_it_in_both_languages() -> None:
    found = [(struct, field) for struct in SHOWN for field in lacking(struct) if (struct, field) not in CODES]
    assert found == []


def test_a_name_in_one_language_is_found() -> None:
    alone = msgspec.defstruct("Alone", [("made_by", str), ("at", str), ("customer", str | None)])
    both = msgspec.defstruct("Both", [("made_by", str), ("made_by_zh", str)])
    assert list(lacking(alone)) == ["made_by", "customer"]
    assert list(lacking(both)) == []


def test_a_dossier_names_people_and_partners_in_both_languages() -> None:
    found = [
        f"{relative(path)}: {name}"
        for path in sorted(MODULES.rglob("*.py"))
        for name, kind in section_columns(path.read_text("utf-8"))
        if NAMES.fullmatch(name) and kind != "name"
    ]
    assert found == []


def test_a_column_with_one_name_is_found() -> None:
    text = 'COLUMNS = [ColumnView(id="by", title=N_("Person")), column("customer", N_("Customer"), "name")]'
    assert list(section_columns(text)) == [("by", "text"), ("customer", "name")]


OF_ERRORS = re.compile(rf"{NAMES.pattern}|other_customer|owner|receiver")
"""What data of an error are called that hold a name; an item and a location are named there by their codes."""


def named_data(kind: type[CodedError]) -> list[str]:
    """Return the data of an error that hold names."""
    return [spec.name for spec in fields(kind) if OF_ERRORS.fullmatch(spec.name)]  # type: ignore[arg-type]  # every coded error is a dataclass


@pytest.mark.parametrize("code", [code for code, kind in sorted(REGISTRY.items()) if named_data(kind)])
def test_an_error_with_a_name_has_it_in_both_languages(code: str) -> None:
    known = {spec.name for spec in fields(REGISTRY[code])}  # type: ignore[arg-type]  # as above
    assert [name for name in named_data(REGISTRY[code]) if f"{name}_zh" not in known] == []


def told_alone(text: str) -> Iterator[str]:
    """Yield the errors that a file raises with a name in one language alone."""
    kinds = {kind.__name__: named_data(kind) for kind in REGISTRY.values()}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
            given = {word.arg for word in node.keywords}
            alone = [name for name in kinds[node.func.id] if name in given and f"{name}_zh" not in given]
            yield from (f"{node.func.id}.{name}" for name in alone)


def test_an_error_is_raised_with_its_names_in_both_languages() -> None:
    files = (path for part in ("server", "client") for path in (ROOT / part).rglob("*.py"))
    alone = {str(relative(path)): found for path in files if (found := list(told_alone(path.read_text("utf-8"))))}
    assert alone == {}


def test_a_name_in_one_language_alone_is_found() -> None:
    assert list(told_alone('raise RecordChanged(kind="lot", key="L", changed_by="Li Na", version=2)')) == [
        "RecordChanged.changed_by"
    ]
