"""Words a value for people: in the reader's language, in the plant's zone, with every digit that the record has."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Any, Final, get_args, get_type_hints
from zoneinfo import ZoneInfo

import msgspec
from babel.numbers import format_decimal

from veralot_shared.errors import Sentence
from veralot_shared.i18n import SOURCE_LANGUAGE, Translator
from veralot_shared.messages import contract_modules

WORDS_IN_NAME: Final = re.compile("[A-Z][a-z0-9]*")
NO_BREAK: Final = "\u00a0"
SECONDS: Final = len("2026-03-01 16:30:05")


@cache
def code_enums() -> Mapping[str, type[StrEnum]]:
    """Return the contracts' coded values by class name, which is how a column names them (`code:LotStatus`).

    Two modules may use one name: each is there with its module's name too (`code:inspection.Severity`).
    """
    paths = [*(f"veralot_shared.contracts.{name}" for name in contract_modules()), "veralot_shared.messages"]
    return {
        name: value
        for path in paths
        for value in vars(import_module(path)).values()
        if isinstance(value, type) and issubclass(value, StrEnum)
        for name in (value.__name__, f"{path.rpartition('.')[2]}.{value.__name__}")
    }


@cache
def coded_fields() -> Mapping[tuple[str, str], tuple[type[StrEnum], ...]]:
    """Return which coded values stand in a field, by module and field, as the contracts' structs have them.

    A row's step from and to a status is named so in the views too.
    """
    found: dict[tuple[str, str], dict[type[StrEnum], None]] = {}
    for name in contract_modules():
        for kind in vars(import_module(f"veralot_shared.contracts.{name}")).values():
            if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
                continue
            for field, hint in get_type_hints(kind).items():
                for part in (hint, *get_args(hint)):
                    if isinstance(part, type) and issubclass(part, StrEnum):
                        found.setdefault((name, field), {})[part] = None
    return {place: tuple(kinds) for place, kinds in found.items()}


class Formats:
    """Words values in one language and zone. Dates are ISO 8601, which no reader takes for another day."""

    def __init__(self, translator: Translator, zone: ZoneInfo) -> None:
        self.translator = translator
        self.zone = zone

    def day(self, value: date | str) -> str:
        """Return a day as 2026-03-01."""
        return value if isinstance(value, str) else value.isoformat()

    def time(self, value: datetime | str) -> str:
        """Return a moment in the plant's zone, as 2026-03-01 16:30:05 +08:00, which breaks after the day alone."""
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        text = moment.astimezone(self.zone).isoformat(" ", "seconds")
        return f"{text[:SECONDS]}{NO_BREAK}{text[SECONDS:]}"

    def number(self, value: Decimal | int | str) -> str:
        """Return a number with all its digits but trailing zeros, grouped as the language does."""
        return format_decimal(Decimal(value).normalize(), locale=self.translator.language, decimal_quantization=False)

    def code(self, kind: str, value: str) -> str:
        """Return what a coded value is called; one that the contract does not know is shown as it is."""
        enum = code_enums().get(kind)
        return self.translator.label(enum(value)) if enum and value in set(enum) else str(value)

    def code_of(self, module: str, field: str, value: str) -> str:
        """Return what a coded value in a field of a module's table is called; anything else stays as it is."""
        name = "status" if field in {"from_status", "to_status"} else field
        kinds = coded_fields().get((module, name), ())
        return next((self.translator.label(kind(value)) for kind in kinds if value in set(kind)), value)

    def cell(self, kind: str, value: Any) -> str:  # noqa: ANN401 - a section's cell may hold any JSON value
        """Return the text of a table's cell; `kind` is that of its `ColumnView`."""
        if value is None or value == "":
            return ""
        name, _, detail = kind.partition(":")
        if name == "code":
            return self.code(detail, value)
        if name in {"link", "place"}:
            return str(value[-1]) if isinstance(value, list | tuple) else str(value)
        if name == "codes":
            return self.translator.context("list", ", ").join(self.code(detail, one) for one in value)
        kinds: Mapping[str, Callable[[Any], str]] = {
            "number": self.number,
            "date": self.day,
            "time": self.time,
            "sentence": self.sentence,
            "name": self.name,
            "message": self.message,
            "field": self.translator.field,
            "quantity": self.quantity,
            "texts": self.texts,
        }
        return kinds.get(name, self.plain)(value)

    def quantity(self, amount: Sequence[Any]) -> str:
        """Return a number with its unit."""
        return f"{self.number(amount[0])} {amount[1]}"

    def texts(self, value: Sequence[Any]) -> str:
        """Return texts one after another."""
        return self.translator.context("list", ", ").join(str(one) for one in value)

    def name(self, names: Sequence[str]) -> str:
        """Return of an English and a Chinese name the reader's; where that is missing, the other."""
        mine, other = names if self.translator.language == SOURCE_LANGUAGE else reversed(names)
        return mine or other

    def sentence(self, value: str | Mapping[str, Any] | Sentence) -> str:
        """Return a text of ours; one with data of the plant in it comes as a `Sentence`, or as the plain form of one."""
        if isinstance(value, str):
            return self.translator.text(value)
        return self.translator.sentence(msgspec.convert(value, Sentence, from_attributes=True))

    def message(self, name: str | None) -> str:
        """Return what a message is called: `genealogy.ReceiveLot` as “Receive lot”."""
        parts = WORDS_IN_NAME.findall((name or "").rpartition(".")[2])
        return self.translator.context("message", " ".join(parts).capitalize()) if parts else ""

    def plain(self, value: Any) -> str:  # noqa: ANN401 - see cell
        """Return a value of no stated kind by its own type."""
        match value:
            case bool():
                return self.translator.text("Yes") if value else self.translator.text("No")
            case StrEnum():
                return self.translator.label(value)
            case int() | Decimal():
                return self.number(value)
            case dict():
                return "\n".join(f"{name}: {self.plain(inner)}" for name, inner in value.items())
            case list() | tuple():
                return "\n".join(map(self.plain, value))
            case _:
                return self.scalar(value)

    def scalar(self, value: object) -> str:
        """Return a moment, a day or anything else that has a text of its own."""
        if isinstance(value, datetime):
            return self.time(value)
        return "" if value is None else str(value)
