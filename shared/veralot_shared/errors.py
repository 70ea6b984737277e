"""Coded errors: what went wrong as a class with data, never as a sentence.

Each class carries its code (`module.ClassName`), its HTTP status and its English wording with `{placeholders}`; the
Simplified Chinese wording is in the catalogue under the same English text. On the wire an error is an RFC 9457 problem
document (`Problem`); `from_problem` makes the class again, so that a presenter can catch `LotNotUsable` and not a string.
"""

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, ClassVar, dataclass_transform
from uuid import UUID

import msgspec

PROBLEM_TYPE = "application/problem+json"


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An RFC 9457 problem document; `code`, `data` and `field` are our extension members."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    instance: str = ""
    field: str | None = None
    data: dict[str, Any] = {}


def module_of(dotted: str) -> str:
    """Return which module something belongs to: the contract's name, or the last part of any other dotted name."""
    before, _, after = dotted.partition(".contracts.")
    return (after.partition(".")[0] if after else before.rpartition(".")[2]) or before


REGISTRY: dict[str, type["CodedError"]] = {}


@dataclass_transform(kw_only_default=True, eq_default=False)
class CodedError(Exception):
    """Base of every error that a user can be told about.

    A subclass is a keyword-only dataclass whose fields are the error's data. `field` is the path of the offending field of
    the message (`lines[3].quantity`), where there is one. What has a Chinese name too has it under its name with `_zh`.
    """

    code: ClassVar[str]
    http_status: ClassVar[int] = 409
    text: ClassVar[str]

    def __init_subclass__(cls, *, status: int | None = None, abstract: bool = False) -> None:
        """Make the subclass a dataclass and enter it in the registry under its code."""
        super().__init_subclass__()
        dataclasses.dataclass(kw_only=True, eq=False)(cls)
        if status is not None:
            cls.http_status = status
        if abstract:
            return
        cls.code = f"{module_of(cls.__module__)}.{cls.__name__}"
        if REGISTRY.setdefault(cls.code, cls) is not cls:
            raise TypeError(f"two error classes share the code {cls.code}")

    def data(self) -> dict[str, Any]:
        """Return the error's data as plain values, without `field`."""
        return {
            spec.name: msgspec.to_builtins(getattr(self, spec.name))
            for spec in dataclasses.fields(self)  # type: ignore[arg-type]  # every subclass is made a dataclass above
            if spec.name != "field"
        }

    def to_problem(self, instance: str = "") -> Problem:
        """Return the problem document of this error, worded in English for whoever reads the wire."""
        return Problem(
            type=f"urn:veralot:error:{self.code}",
            title=type(self).__name__,
            status=self.http_status,
            code=self.code,
            detail=self.worded(),
            instance=instance,
            field=getattr(self, "field", None),
            data=self.data(),
        )

    def worded(self, template: str | None = None, words: Mapping[str, str] | None = None) -> str:
        """Return `template` (the English text by default) with the data filled in; `words` overrides single values."""
        names = [spec.name for spec in dataclasses.fields(self)]  # type: ignore[arg-type]  # as in `data`
        values: dict[str, Any] = {name: plain(getattr(self, name)) for name in names}
        values["field"] = getattr(self, "field", None) or WHOLE
        return (template or self.text).format_map(values | dict(words or {}))

    def __str__(self) -> str:
        """Return the English wording; logs and tracebacks show it."""
        return f"{self.code}: {self.worded()}"


WHOLE = "Input"
"""What an error calls the field where it is about what was sent as a whole."""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why, as another coded error: it travels as code and data, and is worded where it is read."""

    code: str
    data: dict[str, Any]

    @classmethod
    def of(cls, error: CodedError) -> "Reason":
        """Return an error as the reason of another."""
        return cls(code=error.code, data=error.data())

    def error(self) -> CodedError:
        """Return the error again."""
        problem = Problem(type="", title="", status=0, code=self.code, data=self.data)
        return from_problem(problem)


TABLE = "table"
"""The kind of a term that names a table's rows: `genealogy_lot`."""


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A coded value of any kind: which kind (the name of its class), and which value; worded where it is read."""

    kind: str
    value: str

    @classmethod
    def of(cls, value: "Term | str") -> "Term | str":
        """Return a coded value as one that can travel where several kinds may stand; any other text as it is."""
        return cls(kind=type(value).__name__, value=value.value) if isinstance(value, StrEnum) else value


class Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence of ours with data of the plant in it, worded where it is shown.

    `text` is the English template, marked with `N_`; a value that has a Chinese form too has it under its name with `_zh`.
    """

    text: str
    values: dict[str, str] = {}


def plain(value: object) -> str:
    """Return a value as it stands in an English sentence."""
    if isinstance(value, Sentence):
        return value.text.format_map(value.values)
    if isinstance(value, list | tuple | set | frozenset):
        between = " " if any(isinstance(item, Sentence) for item in value) else ", "
        return between.join(plain(item) for item in value)
    if isinstance(value, Reason):
        return value.error().worded()
    if isinstance(value, Enum | Term):
        return str(value.value)
    if isinstance(value, datetime | date | Decimal | UUID):
        return str(value)
    return "" if value is None else str(value)


def from_problem(problem: Problem) -> CodedError:
    """Return the error that a problem document describes; an unknown code becomes `Unexpected`."""
    kind = REGISTRY.get(problem.code)
    if kind is None:
        return Unexpected(report=f"{problem.code}: {problem.detail}")
    values = dict(problem.data)
    if any(spec.name == "field" for spec in dataclasses.fields(kind)):  # type: ignore[arg-type]  # see CodedError
        values["field"] = problem.field
    return msgspec.convert(values, kind, strict=False) if values else kind()


# --- errors that every module can meet -------------------------------------------------------------------------------


class Unexpected(CodedError, status=500):
    """A bug: something that nobody foresaw. The report id is in the server's log."""

    text = "Something went wrong that should not. Nothing was saved. Please report it with this number: {report}"
    report: str


class MessageInvalid(CodedError, status=422):
    """The message does not have the form that its contract asks for."""

    text = "{field}: {problem}"
    problem: str | list[Sentence]
    field: str | None = None


class MessageUnknown(CodedError, status=404):
    """No such operation."""

    text = "This server does not know the operation “{op}”."
    op: str


class MessageTooLarge(CodedError, status=413):
    """The body is larger than the server takes."""

    text = "The message is too large: {size} bytes. At most {limit} are allowed."
    size: int
    limit: int


class ContentTypeUnknown(CodedError, status=415):
    """The body is neither JSON nor msgpack."""

    text = "The content type “{content_type}” is not understood. Send application/json or application/vnd.msgpack."
    content_type: str


class RecordNotFound(CodedError, status=404):
    """There is no such record, or none that this person may see; the two are told apart for nobody."""

    text = "There is no {kind} “{key}” here."
    kind: str
    key: str
    field: str | None = None


class RecordExists(CodedError, status=409):
    """Another record already has this number."""

    text = "There is already a {kind} “{key}”. Choose another number."
    kind: str
    key: str
    field: str | None = None


class FieldDifference(msgspec.Struct, frozen=True):
    """One field on which two versions of a record differ; where that stands for another record, what it is called."""

    field: str
    yours: Any
    theirs: Any
    yours_name: str = ""
    yours_name_zh: str = ""
    theirs_name: str = ""
    theirs_name_zh: str = ""


class RecordChanged(CodedError, status=409):
    """Somebody else changed the record since it was read."""

    text = (
        "{changed_by} has changed this {kind} since you opened it. "
        "Look at the difference, then enter your change again."
    )
    kind: str
    key: str
    changed_by: str
    differences: list[FieldDifference]
    version: int
    changed_by_zh: str = ""


class ValueNotAllowed(CodedError, status=422):
    """A field has the right form but a value that its rule refuses."""

    text = "{field}: “{value}” is not allowed. {rule}"
    value: str
    rule: str
    field: str | None = None


class CommandConflict(CodedError, status=409):
    """The command's id was used before for something else."""

    text = "This command's number was already used for another command. Send it again with a new number."
    command_id: UUID


class CommandAnswerGone(CodedError, status=409):
    """The command was carried out before; what it answered then is no longer kept, and it is not carried out again."""

    text = "This was carried out already, on {at}; it was not done a second time. Reload to see what became of it."
    at: datetime


class ServerBusy(CodedError, status=503):
    """Too many others wrote the same records at the same moment, several times over."""

    text = "The server is busy with the same records. Nothing was saved. Please try again."


class ServerUnavailable(CodedError, status=503):
    """The server or its database cannot be reached."""

    text = "The server cannot be reached. What you typed is kept; try again when the connection is back."


class ConnectionNotEncrypted(CodedError, status=403):
    """The address would send passwords and records in the clear to another computer; the client does not."""

    text = (
        "“{address}” is not encrypted: anybody on the way could read along. Use an address that begins with https://."
    )
    address: str


class CertificateUnknown(CodedError, status=403):
    """Nobody vouches for the server's certificate, and this computer was not told yet that it is the right one.

    `certificate` is the certificate itself (PEM), to be kept once a person has said so.
    """

    text = (
        "This computer does not know the certificate of {address}. Compare its fingerprint with the one that your "
        "administrator names: {fingerprint}"
    )
    address: str
    fingerprint: str
    certificate: str


class CertificateChanged(CodedError, status=403):
    """The server shows another certificate than the one that this computer was told to trust. Nothing was sent."""

    text = (
        "{address} shows another certificate than the one that this computer trusts. Nothing was sent. Somebody may have "
        "put another server in its place. Ask your administrator whether the certificate was replaced, and compare the "
        "fingerprint: it was {known}, and is now {fingerprint}"
    )
    address: str
    known: str
    fingerprint: str
    certificate: str


class TransitionIllegal(CodedError, status=409):
    """A record's state does not allow what was asked.

    State and event are coded values of the record's module, which travel as `Term`s, or words of ours.
    """

    text = "“{event}” is not possible now: {kind} {key} is “{state}”. Open it again to see what can be done with it."
    kind: str
    key: str
    state: Term | str
    event: Term | str

    def data(self) -> dict[str, Any]:
        """Return the error's data as plain values; a coded value says of which kind it is."""
        return super().data() | {name: msgspec.to_builtins(Term.of(getattr(self, name))) for name in ("state", "event")}


class GlyphMissing(CodedError, status=422):
    """A text that must be printed exactly has a character that the typeface lacks."""

    text = "“{words}” cannot be printed: the report's typeface has no character {character} ({code_point})."
    words: str
    character: str
    code_point: str
