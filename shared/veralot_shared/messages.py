"""The contract: every command, query and event as a frozen struct, found by its name.

A message names its reply by its type argument, so a type checker knows what comes back::

    class ReceiveLot(Command[LotView], permission=Permission.LOT_RECEIVE):
        item_id: ItemId
        ...

    view = server.call(ReceiveLot(item_id=...))    # a LotView

Its operation is `module.Class` and follows from where it stands; nothing is registered by hand.
"""

import hashlib
from base64 import b64decode, urlsafe_b64encode
from enum import StrEnum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    Generic,
    TypeVar,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec

from veralot_shared.errors import module_of

R = TypeVar("R", covariant=True)  # noqa: PLC0105 - read in every signature, it is short on purpose

Secret = Annotated[
    str,
    msgspec.Meta(max_length=256, extra={"secret": True}, extra_json_schema={"format": "password", "writeOnly": True}),
]
"""A password or code: never shown, logged or stored as it is."""

JSON = "application/json"
MSGPACK = "application/vnd.msgpack"


class Meaning(StrEnum):
    """What a signature says that its signer did (21 CFR 11.50(a)(3))."""

    PERFORMED = "performed"
    VERIFIED = "verified"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    RELEASED = "released"
    REJECTED = "rejected"
    HELD = "held"


class MessageMeta(msgspec.StructMeta):
    """Makes each message a frozen, keyword-only struct that refuses unknown fields, and notes its class options."""

    def __new__(  # noqa: PLR0913, PYI034 - one parameter for each class option; `Self` cannot name the class that it makes
        mcs,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        permission: StrEnum | None = None,
        signed: Meaning | None = None,
        statement: str = "",
        public: bool = False,
        secret_reply: bool = False,
        offline: bool = False,
        **config: Any,  # noqa: ANN401 - passed on to msgspec as it is
    ) -> "MessageMeta":
        """Make the class; see `Message` for what the options mean."""
        fixed = {"frozen": True, "kw_only": True, "forbid_unknown_fields": True}
        cls = super().__new__(mcs, name, bases, namespace, **(config | fixed))
        cls.op = f"{module_of(cls.__module__)}.{name}"
        cls.permission = permission
        cls.signed = signed
        cls.statement = statement
        cls.public = public
        cls.secret_reply = secret_reply
        cls.offline = offline
        return cls

    op: str
    permission: StrEnum | None
    signed: Meaning | None
    statement: str
    public: bool
    secret_reply: bool
    offline: bool


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Message(msgspec.Struct, Generic[R], metaclass=MessageMeta, frozen=True):
    """Anything that is sent to the server's one door.

    Class options:
        permission: the right that the sender needs; none means that any signed-in person may send it.
        signed: the meaning of the electronic signature that the message carries; see `SignedCommand`.
        statement: what the signer declares, as one English sentence; the dialog shows it in the signer's language.
        public: needs no session (logging in, asking who is there).
        secret_reply: the reply holds a secret, so it is never kept; sent twice, the command is carried out twice.
        offline: may be entered while the server is away and handed in later (OFF-01): what a person has seen and measured,
            never a decision, a signature or master data.
    """

    op: ClassVar[str]
    permission: ClassVar[StrEnum | None]
    signed: ClassVar[Meaning | None]
    statement: ClassVar[str]
    public: ClassVar[bool]
    secret_reply: ClassVar[bool]
    offline: ClassVar[bool]

    @classmethod
    def reply_type(cls) -> Any:  # noqa: ANN401 - the type argument may be any type that msgspec can convert
        """Return the type of the reply: the argument of `Command[...]` or `Query[...]`."""
        return _reply_type(cls)

    def __repr__(self) -> str:
        """Return the message without its secrets, since representations end up in logs."""
        return represent(self)


def represent(value: msgspec.Struct) -> str:
    """Return a struct as text with every `Secret` hidden."""
    hidden = secret_fields(type(value))
    fields = (
        f"{name}=***" if name in hidden else f"{name}={getattr(value, name)!r}" for name in value.__struct_fields__
    )
    return f"{type(value).__name__}({', '.join(fields)})"


@cache
def secret_fields(kind: type[msgspec.Struct]) -> frozenset[str]:
    """Return the names of a struct's fields that are annotated as `Secret`."""
    hints = get_type_hints(kind, include_extras=True)
    return frozenset(name for name in kind.__struct_fields__ if any(map(_marks_secret, _metadata(hints[name]))))


def _metadata(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - any annotation may stand here
    """Return the metadata of an annotation and of the members of its union."""
    own = getattr(hint, "__metadata__", ())
    return own + tuple(meta for arg in get_args(hint) for meta in getattr(arg, "__metadata__", ()))


def _marks_secret(meta: object) -> bool:
    return isinstance(meta, msgspec.Meta) and bool((meta.extra or {}).get("secret"))


@cache
def _reply_type(cls: type[Message[Any]]) -> Any:  # noqa: ANN401 - see Message.reply_type
    for base in getattr(cls, "__orig_bases__", ()):
        origin = get_origin(base)
        if isinstance(origin, type) and issubclass(origin, Message):
            return get_args(base)[0]
    return _reply_type(cls.__mro__[1])


class Query(Message[R]):
    """Asks; changes nothing. The same question may be asked again at any time."""


class Command(Message[R]):
    """Changes something, once: it travels with an id, and the same id is carried out once and answered the same."""


class SignatureEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person enters to sign: two components, the secret anew each time (21 CFR 11.200(a)(1)).

    Attributes:
        user_name: the signer's id; needed for the first signature of a session, later only to sign as the second person.
        secret: the signer's password.
        reason: why, in the signer's words.
        shown_hash: the hash of what the dialog showed; if the records are no longer that, nothing is signed.
    """

    secret: Secret
    shown_hash: str
    user_name: str | None = None
    reason: str = ""

    def __repr__(self) -> str:
        """Return the entry without its secret."""
        return represent(self)


class SignedCommand(Command[R]):
    """A command that needs an electronic signature.

    Without one it is refused with `SignatureNeeded`, which carries in plain words what would be signed and its hash; the
    dialog shows that, and the same command is sent again with the entry.
    """

    signature: SignatureEntry | None = None


EVENTS: dict[str, type["Event"]] = {}


class EventMeta(msgspec.StructMeta):
    """Makes each event a frozen, keyword-only struct, enters it under `module.Class`, and notes who may hear it."""

    def __new__(  # noqa: PYI034 - `Self` cannot name the class that it makes
        mcs,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        permission: StrEnum | None = None,
        **config: Any,  # noqa: ANN401 - passed on to msgspec as it is
    ) -> "EventMeta":
        """Make the class; see `Event` for what the option means."""
        fixed = {"frozen": True, "kw_only": True, "forbid_unknown_fields": True}
        cls = super().__new__(mcs, name, bases, namespace, **(config | fixed))
        cls.permission = permission
        if bases != (msgspec.Struct,):
            cls.name = f"{module_of(cls.__module__)}.{name}"
            EVENTS[cls.name] = cast("type[Event]", cls)
        return cls

    name: str
    permission: StrEnum | None


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Event(msgspec.Struct, metaclass=EventMeta, frozen=True, kw_only=True):
    """Tells clients what changed, after the commit. It carries ids, never content: who may not see, asks in vain.

    Class option:
        permission: the right that a hearer needs; none means that every signed-in person hears it. The person whom a
            single event concerns hears it all the same, see `Transaction.emit`.
    """

    name: ClassVar[str]
    permission: ClassVar[StrEnum | None]


class Page(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which rows of a long list are wanted; lists are read in windows, never whole."""

    offset: Annotated[int, msgspec.Meta(ge=0)] = 0
    limit: Annotated[int, msgspec.Meta(ge=0)] = 200


@cache
def contract_modules() -> tuple[str, ...]:
    """Return the names of the modules that have a contract, sorted.

    Raises:
        RuntimeError: none was found, which means that the installation is broken.
    """
    package = import_module("veralot_shared.contracts")
    names = tuple(sorted(info.name for info in iter_modules(package.__path__)))
    if not names:
        raise RuntimeError("veralot_shared.contracts is empty: the installation is broken")
    for name in names:
        import_module(f"veralot_shared.contracts.{name}")
    return names


@cache
def messages() -> dict[str, type[Message[Any]]]:
    """Return every message of every contract by its operation, sorted."""
    found = {
        value
        for name in contract_modules()
        for value in vars(import_module(f"veralot_shared.contracts.{name}")).values()
        if isinstance(value, type) and issubclass(value, Message) and module_of(value.__module__) == name
    }
    return {cls.op: cls for cls in sorted(found, key=lambda cls: cls.op)}


HEAD: Final = "X-Message"
"""The header in which a question may come that has no body: base64 with the URL's alphabet."""
LONGEST_HEAD: Final = 1024
"""Bytes of a message in a header. Programs between client and server take headers of eight times as many."""


def encoded(message: Message[Any]) -> bytes:
    """Return a message in msgpack, and one without fields as nothing, which need not be read."""
    return msgspec.msgpack.encode(message) if message.__struct_fields__ else b""


def carried(message: Message[Any]) -> tuple[bytes, dict[str, str]]:
    """Return the body and the headers in which the client sends a message.

    A short question goes in the head: a server that is given no body need not wait for one, which takes longer than many an
    answer.
    """
    body = encoded(message)
    if not body or len(body) > LONGEST_HEAD or not isinstance(message, Query):
        return body, {}
    return b"", {HEAD: urlsafe_b64encode(body).decode()}


def from_head(text: str) -> bytes:
    """Return the message that a header holds. Raises: ValueError."""
    return b64decode(text.encode(), altchars=b"-_", validate=True)


@cache
def contract_hash() -> str:
    """Return the hash of all messages and replies; a client and a server that differ in it must not talk."""
    types = [kind for cls in messages().values() for kind in (cls, cls.reply_type()) if kind is not None]
    events = [cls for _, cls in sorted(EVENTS.items())]
    schemas, parts = msgspec.json.schema_components([*types, *events])
    text = msgspec.json.encode((sorted(messages()), schemas, parts), order="deterministic")
    return hashlib.sha256(text).hexdigest()
