"""Texts for people: English is the source, every other language is a gettext catalogue.

Words are made where they are shown. Code marks a text with `_("…")` (a local name for `Translator.text`) or, where a
text is written before its language is known, with `N_("…")`. Placeholders stand in braces: `_("Lot {lot_no}",
lot_no=…)`. Error texts, signed statements and enum labels are not marked: they are read from the contracts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from veralot_shared.errors import TABLE, WHOLE, CodedError, Reason, Sentence, Term, plain
from veralot_shared.rights import title_of

SOURCE_LANGUAGE = "en"
LANGUAGES: Mapping[str, str] = {"en": "English", "zh_CN": "简体中文"}
"""Each language that Veralot speaks, by its gettext name, in its own words."""

DOMAIN = "veralot"

ACRONYMS = {
    "aql": "AQL",
    "ansi/asq": "ANSI/ASQ",
    "c-chart": "c chart",
    "ca": "CA",
    "capa": "CAPA",
    "cusum": "CUSUM",
    "csv": "CSV",
    "cfr": "CFR",
    "cn": "CN",
    "eo": "EO",
    "ewma": "EWMA",
    "fda": "FDA",
    "gb/t": "GB/T",
    "gln": "GLN",
    "gtin": "GTIN",
    "hri": "HRI",
    "i-mr": "I-MR",
    "id": "ID",
    "ids": "IDs",
    "ii": "II",
    "iii": "III",
    "iso": "ISO",
    "json": "JSON",
    "md": "MD",
    "ncr": "NCR",
    "nmpa": "NMPA",
    "np-chart": "np chart",
    "oos": "OOS",
    "p-chart": "p chart",
    "pdf": "PDF",
    "pin": "PIN",
    "qa": "QA",
    "qct": "QCT",
    "ref": "REF",
    "scar": "SCAR",
    "sha256": "SHA-256",
    "sn": "SN",
    "sscc": "SSCC",
    "totp": "TOTP",
    "u-chart": "u chart",
    "udi": "UDI",
    "uri": "URI",
    "url": "URL",
    "us": "US",
    "usa": "USA",
    "xlsx": "XLSX",
    "xbar-r": "Xbar-R",
    "xbar-s": "Xbar-s",
    "z1.4-2003": "Z1.4-2003",
    "z1.9-2003": "Z1.9-2003",
    "zh": "(Chinese)",
    "zpl": "ZPL",
}
"""Words of coded values and of fields that are no plain words: in capitals, or what a suffix stands for."""

SENTENCES = frozenset(
    {"why", "who", "rule", "rules", "problem", "problems", "expected", "what", "difference", "kind", "state", "event"}
)
"""Names of error data that hold words of ours and no data of the plant, so that they are looked up in the catalogue."""


HASH = "_sha256"
"""How fields are named that hold the hash of another."""


NO_AMOUNTS = frozenset({"id", "number", "version", "revision", "year"})
"""Names of fields whose whole numbers are written without grouping: they count nothing, they tell records apart."""


def is_amount(name: str) -> bool:
    """Return whether a whole number in a field of this name counts something, and does not name a record."""
    last = name.rpartition(".")[2].partition("[")[0]
    return last not in NO_AMOUNTS and not last.endswith(("_id", "_ids", "_no", "_number", "_version", "_revision"))


def N_(text: str) -> str:  # noqa: N802 - gettext's own name, which every extraction tool knows
    """Mark a text for translation and return it as it is."""
    return text


def catalogue(language: str) -> NullTranslations:
    """Return the catalogue of a language from the installed resources; that of English is empty.

    Raises:
        LookupError: there is no such catalogue, or it was not compiled.
    """
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    try:
        # Found by name, as data: shared code imports no other member.
        compiled: Traversable = files("veralot_resources") / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
        with compiled.open("rb") as stream:
            return GNUTranslations(stream)
    except (ModuleNotFoundError, FileNotFoundError) as problem:
        raise LookupError(f"no compiled catalogue for the language {language!r}") from problem


def label_msgid(value: StrEnum) -> str:
    """Return the English name of a coded value, its msgid in the catalogue (under the name of its class as context)."""
    return in_words(value.value)


def field_msgid(name: str) -> str:
    """Return the English name of a message's or row's field, its msgid in the catalogue under the context `field`."""
    return in_words(name.removesuffix("_id"))


@cache
def in_words(name: str) -> str:
    """Return a name of code as people read it: `name_zh` → “Name (Chinese)”."""
    words = name.replace("_", " ").capitalize().split(" ")
    return " ".join(ACRONYMS.get(word.casefold(), word) for word in words)


def table_msgid(name: str) -> str:
    """Return the English name of a table's rows, its msgid under the context `table`: `genealogy_lot` → “Lot”."""
    return name.partition("_")[2].replace("_", " ").capitalize() or name


def inside_sentence(label: str) -> str:
    """Return a label without the capital of its beginning, unless that begins an acronym."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


class Translator:
    """Words in one language. Immutable: whoever changes language takes another translator."""

    def __init__(self, language: str = SOURCE_LANGUAGE, texts: NullTranslations | None = None) -> None:
        """Speak `language` (`en`, `zh_CN`), by `texts` if given, else by the installed catalogue.

        Raises:
            LookupError: there is no catalogue of that language.
        """
        self.language = language
        self._texts = catalogue(language) if texts is None else texts

    def text(self, msgid: str, /, **values: object) -> str:
        """Return a text with `{placeholders}` filled in; without values, braces stay as they are."""
        # The empty text is the name of the catalogue's own header.
        found = self._texts.gettext(msgid) if msgid else ""
        return found.format_map(values) if values else found

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return the form that fits `count`, which also fills `{count}`."""
        return self._texts.ngettext(one, many, count).format_map({"count": count, **values})

    def context(self, context: str, msgid: str, /, **values: object) -> str:
        """Return the text that `msgid` has in a context; elsewhere the same English may need other words."""
        found = self._texts.pgettext(context, msgid)
        return found.format_map(values) if values else found

    def label(self, value: StrEnum) -> str:
        """Return what a coded value is called: `LotStatus.IN_TEST` → “In test”."""
        return self.context(type(value).__name__, label_msgid(value))

    def field(self, path: str) -> str:
        """Return what the field at a message path is called: `lines[3].expiry` → “Lines 4: Expiry”."""
        return ": ".join(self._field_part(part) for part in path.split(".")) if path else ""

    def permission(self, permission: str) -> str:
        """Return what a right is called; one that no contract here knows is shown as `scope:resource:action`."""
        return self.context("permission", title_of(permission))

    def sentence(self, sentence: Sentence) -> str:
        """Return a sentence with its values, each in this language where it has a form in it."""
        suffix = "" if self.language == SOURCE_LANGUAGE else "_zh"
        values = {name: sentence.values.get(f"{name}{suffix}") or value for name, value in sentence.values.items()}
        return self._texts.gettext(sentence.text).format_map(values)

    def sentences(self, texts: Iterable[str]) -> str:
        """Return sentences one after another; Chinese has no space between them."""
        return (" " if self.language == SOURCE_LANGUAGE else "").join(text for text in texts if text)

    def error(
        self, error: CodedError, write: Callable[[datetime | date | Decimal], str] = plain, field: str = ""
    ) -> str:
        """Return what an error says: what happened and what to do.

        `write` says how times, days and quantities read, and `field` what the field is called where the error is shown.
        """
        values = self._own_names({spec.name: getattr(error, spec.name) for spec in fields(error)})  # type: ignore[arg-type]  # coded errors are dataclasses
        words = {name: self._error_value(name, value, write) for name, value in values.items()}
        if field:
            words["field"] = field
        return error.worded(self._texts.gettext(error.text), words)

    def _own_names(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return an error's data with the names of people and partners in this language where they have one in it."""
        suffix = "" if self.language == SOURCE_LANGUAGE else "_zh"
        return {name: values.get(f"{name}{suffix}") or value for name, value in values.items()}

    def _field_part(self, part: str) -> str:
        name, _, rest = part.partition("[")
        label = self.context("field", field_msgid(name))
        hashed = name.removesuffix(HASH)
        if hashed not in {name, ""} and label == field_msgid(name):
            # A hash is called after what it is of.
            label = f"{self.context('field', field_msgid(hashed))} {ACRONYMS['sha256']}"
        index = rest.rstrip("]")
        return f"{label} {int(index) + 1}" if index.isdecimal() else label

    def _error_value(self, name: str, value: Any, write: Callable[[datetime | date | Decimal], str]) -> str:  # noqa: ANN401, PLR0911 - an error's data is of any type, and each has its words
        if isinstance(value, datetime | date | Decimal):
            return write(value)
        if isinstance(value, int) and not isinstance(value, bool) and is_amount(name):
            return write(Decimal(value))
        if isinstance(value, Reason):
            return self.error(value.error(), write)
        if isinstance(value, StrEnum):
            return inside_sentence(self.label(value))
        if isinstance(value, Term):
            msgid = table_msgid(value.value) if value.kind == TABLE else in_words(value.value)
            return inside_sentence(self.context(value.kind, msgid))
        if isinstance(value, Sentence):
            return self.sentence(value)
        if isinstance(value, list | tuple | set | frozenset):
            words = [self._error_value(name, item, write) for item in value]
            told = any(isinstance(item, Sentence) for item in value)
            return self.sentences(words) if told else self.context("list", ", ").join(words)
        if name == "field":
            return self.field(value) if value else self.text(WHOLE)
        if name == "permission":
            return self.permission(value)
        return self.text(value) if name in SENTENCES and isinstance(value, str) else plain(value)
