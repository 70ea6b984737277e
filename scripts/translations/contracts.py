"""Texts that no code marks, since contracts and tables hold them: errors, labels, statements, names."""

import re
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from typing import Any, Final

import msgspec

from scripts.translations.loaded import load
from scripts.translations.text import Text
from veralot_client.core.actions import Menu
from veralot_server.core.database import Base
from veralot_server.core.module import SUBJECTS
from veralot_server.core.tables import load_tables
from veralot_shared.errors import REGISTRY, WHOLE
from veralot_shared.i18n import field_msgid, label_msgid, table_msgid
from veralot_shared.messages import contract_modules, messages
from veralot_shared.rights import Right

WORDS_IN_NAME: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

SHARED: Final = "shared/veralot_shared"

WORDED_RULES: Final = tuple(
    f"veralot_shared.rules.sampling.{name}" for name in ("curves", "decisions", "switching", "terms")
)
"""Rules whose coded values people see."""


def texts() -> Iterator[Text]:
    """Yield every text of every contract."""
    yield from errors()
    yield from statements()
    yield from labels()
    yield from operations()
    yield from fields()
    yield from tables()
    yield Text("", WHOLE, "", f"{SHARED}/errors.py")
    yield Text("list", ", ", "", f"{SHARED}/i18n.py")
    yield Text("beside", ", ", "", "client/veralot_client/core/words.py")


def errors() -> Iterator[Text]:
    """Yield what coded errors say, those of rules and of the server's core included."""
    load()
    for cls in REGISTRY.values():
        yield Text("", cls.text, "", _place(cls))


def statements() -> Iterator[Text]:
    """Yield what signers declare."""
    for cls in messages().values():
        if cls.statement:
            yield Text("", cls.statement, "", _place(cls))


def enumerations() -> Iterator[type[StrEnum]]:
    """Yield every enumeration of the contracts, rights included, of the rules that people see, and the menus."""
    names = [f"veralot_shared.contracts.{name}" for name in contract_modules()]
    modules = [import_module(name) for name in (*names, *WORDED_RULES)]
    found = {
        value
        for module in (*modules, import_module("veralot_shared.messages"))
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
    }
    menus: type[StrEnum] = Menu
    return iter(sorted({*found, menus}, key=lambda cls: (cls.__module__, cls.__name__)))


def labels() -> Iterator[Text]:
    """Yield what coded values and rights are called."""
    for cls in enumerations():
        for value in cls:
            if isinstance(value, Right):
                yield Text("permission", value.called, "", _place(cls))
            else:
                yield Text(cls.__name__, label_msgid(value), "", _place(cls))


def operations() -> Iterator[Text]:
    """Yield what messages are called in a history."""
    for cls in messages().values():
        yield Text("message", WORDS_IN_NAME.sub(" ", cls.__name__).capitalize(), "", _place(cls))


def fields() -> Iterator[Text]:
    """Yield what fields are called: of messages, of replies, and of the rows that a history shows."""
    for cls in messages().values():
        for struct in (*structs_of(cls), *structs_of(cls.reply_type())):
            for name in struct.__struct_fields__:
                yield Text("field", field_label(name), "", _place(struct))
    for struct in signed():
        for name in struct.__struct_fields__:
            yield Text("field", field_label(name), "", _place(struct))
    load_tables()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            yield Text("field", field_label(column.name), "", _tables(table.name))


def signed() -> Iterator[type[msgspec.Struct]]:
    """Yield the structs by which modules say what is signed: the signing dialog shows their fields."""
    load()
    for name in sorted({read.__module__ for read in SUBJECTS.values()}):
        for value in vars(import_module(name)).values():
            if isinstance(value, type) and issubclass(value, msgspec.Struct) and value.__module__ == name:
                yield value


def field_label(name: str) -> str:
    """Return the English of a field's name, as `Translator.field` makes it."""
    return field_msgid(name)


def tables() -> Iterator[Text]:
    """Yield what the rows of a table are called."""
    load_tables()
    for name in sorted(Base.metadata.tables):
        yield Text("table", table_msgid(name), "", _tables(name))


def structs_of(hint: Any) -> Iterator[type[msgspec.Struct]]:  # noqa: ANN401 - any type that msgspec knows
    """Yield each struct that a value of a type may hold, the type itself included."""
    seen: set[type] = set()
    waiting = [msgspec.inspect.type_info(hint)]
    while waiting:
        info = waiting.pop()
        if isinstance(info, msgspec.inspect.StructType):
            if info.cls in seen:
                continue
            seen.add(info.cls)
            yield info.cls
            waiting += [field.type for field in info.fields]
        for name in ("types", "item_types"):
            waiting += getattr(info, name, ())
        nested = (getattr(info, name, None) for name in ("item_type", "key_type", "value_type", "type"))
        waiting += [part for part in nested if isinstance(part, msgspec.inspect.Type)]


def _place(cls: type) -> str:
    member = cls.__module__.partition(".")[0].removeprefix("veralot_")
    return f"{member}/{cls.__module__.replace('.', '/')}.py"


def _tables(table: str) -> str:
    return f"server/veralot_server/modules/{table.partition('_')[0]}/tables.py"
