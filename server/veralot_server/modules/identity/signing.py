"""What the dispatcher asks for an electronic signature (21 CFR 11.50, 11.70, 11.100, 11.200).

The order: `shown_hash` of what the dialog showed → `prove_signer` → `check_may_sign` → `write_signature` → the handler.
`prove_signer` comes before anything else is written: a failure is counted, and kept, although the command is refused.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec
from sqlalchemy import insert, update

from veralot_server.core.module import Subject
from veralot_server.core.transaction import Signed, Transaction
from veralot_server.modules.identity import accounts
from veralot_server.modules.identity.accounts import Account
from veralot_server.modules.identity.authentication import prove, succeed
from veralot_server.modules.identity.domain import CUSTOMER_RULE, Signer, password_expired, why_not
from veralot_server.modules.identity.tables import Session, Signature, SignatureRecord
from veralot_shared.contracts.identity import AccountState, SignatureRefused, SignerNotAllowed, SubjectView
from veralot_shared.errors import Sentence, plain
from veralot_shared.i18n import is_amount
from veralot_shared.ids import SignatureId
from veralot_shared.messages import Meaning, SignatureEntry, SignedCommand
from veralot_shared.rules.canonical import builtins_of, canonical_bytes, content_hash

HEAD: Final = re.compile(r"[.\[]")
"""Where the path of a fact leaves the name of its field."""

# --- before: what is shown -------------------------------------------------------------------------------------------


def meaning_of(message: SignedCommand[Any]) -> Meaning:
    """Return what the signature says that its signer did. Raises TypeError: the contract forgot to say."""
    if message.signed is None:
        raise TypeError(f"{message.op} is signed, but its contract names no meaning")
    return message.signed


def view(subject: Subject) -> SubjectView:
    """Return a record as the dialog shows it: every single thing that the signature binds, as text."""
    spoken = dict(sentences("", subject.content))
    return SubjectView(
        kind=subject.kind,
        key=subject.key,
        label=subject.label,
        facts=ordered(dict(facts("", canonical(subject), spoken)), subject.content),
        content_hash=subject.content_hash,
        kinds=dict(kinds("", builtins_of(subject.content))),
        sentences=spoken,
    )


def canonical(subject: Subject) -> Any:  # noqa: ANN401 - a JSON value
    """Return a record's content exactly as the signature covers it."""
    return json.loads(canonical_bytes(subject.content))


def facts(path: str, value: Any, spoken: Mapping[str, Sentence]) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a JSON value
    """Yield every value in a JSON value with its path, as `lines[3].expiry`; a sentence is one value."""
    if path in spoken:
        yield path, plain(spoken[path])
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from facts(f"{path}.{name}" if path else name, member, spoken)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for index, item in enumerate(value):
            yield from facts(f"{path}[{index}]", item, spoken)
    else:
        yield path, plain(value)


def ordered(found: dict[str, str], content: Mapping[str, Any]) -> dict[str, str]:
    """Return facts in the order in which the module names them: what matters comes first; canonical JSON is sorted."""
    places = {name: place for place, name in enumerate(content)}
    return dict(sorted(found.items(), key=lambda fact: places.get(HEAD.split(fact[0], maxsplit=1)[0], len(places))))


def kinds(path: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - what canonical JSON is made of
    """Yield the paths of all numbers and flags in a record's content, by the same paths as `facts`."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from kinds(f"{path}.{name}" if path else name, member)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from kinds(f"{path}[{index}]", item)
    elif isinstance(value, bool):
        yield path, "flag"
    elif isinstance(value, Decimal) or (isinstance(value, int) and is_amount(path)):
        yield path, "number"


def sentences(path: str, value: Any) -> Iterator[tuple[str, Sentence]]:  # noqa: ANN401 - a record's content
    """Yield the sentences in a record's content, by the same paths as `facts`: the dialog words them in its language."""
    if isinstance(value, Sentence):
        yield path, value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from sentences(f"{path}.{name}" if path else name, member)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from sentences(f"{path}[{index}]", item)


def shown_hash(message: SignedCommand[Any], subjects: Sequence[Subject]) -> str:
    """Return the hash of what the dialog shows and the signature covers: the command, its statement, the records."""
    return content_hash(
        {
            "op": message.op,
            "statement": message.statement,
            "message": msgspec.structs.replace(message, signature=None),
            "subjects": [(subject.kind, subject.key, subject.content) for subject in subjects],
        }
    )


# --- who signs -------------------------------------------------------------------------------------------------------


def prove_signer(entry: SignatureEntry, tx: Transaction) -> Signer:
    """Return who signs: the session's owner, or the second person whose user name was entered.

    Raises:
        SignatureRefused: the two components prove nobody, or the user name is missing although it is the session's
            first signature since login or unlocking (P11-21).
        AccountLocked: one failure too many; they count like those of the login (P11-26).
        SignerNotAllowed: the second person belongs to a customer whose records these are not.
    """
    if entry.user_name is None and not tx.actor.has_signed:
        raise SignatureRefused
    account = accounts.own(tx) if entry.user_name is None else accounts.named(tx, entry.user_name)
    proven = prove(tx, account, entry.secret, SignatureRefused())
    succeed(tx, proven, entry.secret)
    if proven.customer_id not in {None, tx.actor.customer_id}:
        raise SignerNotAllowed(user_name=proven.user_name, rule=CUSTOMER_RULE)
    return signer(tx, proven)


def signer(tx: Transaction, account: Account) -> Signer:
    """Return an account with what decides whether it may sign."""
    return Signer(
        user_id=account.id,
        user_name=account.user_name,
        full_name=account.full_name,
        full_name_zh=account.full_name_zh,
        customer_id=account.customer_id,
        rights=accounts.rights(tx, account.roles),
        active=account.state is AccountState.ACTIVE,
        identity_verified=account.identity_verified_at is not None,
        accountability_accepted=account.accountability_accepted_at is not None,
        must_change_password=account.must_change_password or password_expired(account.password_changed_at, tx.now),
    )


def check_may_sign(who: Signer, message: SignedCommand[Any], subjects: Sequence[Subject]) -> None:
    """Refuse a proven person who must not sign this.

    The signer needs the command's right too, not only whoever sends it; and nobody signs work that they did themselves.

    Raises:
        SignerNotAllowed: with the rule that is broken and what to do about it.
    """
    doers = frozenset[int]().union(*(subject.doers for subject in subjects))
    rule = why_not(who, message.permission, doers)
    if rule:
        raise SignerNotAllowed(user_name=who.user_name, rule=rule)


# --- the signature ---------------------------------------------------------------------------------------------------


def write_signature(
    tx: Transaction, message: SignedCommand[Any], who: Signer, reason: str, subjects: Sequence[Subject]
) -> Signed:
    """Store the signature with the exact content of every record under it; from here on the transaction is signed.

    The printed name is that of this moment, and stays whatever the account is called later (11.50(a)(1)).
    """
    values = {
        "user_id": who.user_id,
        "user_name": who.user_name,
        "full_name": who.full_name,
        "full_name_zh": who.full_name_zh,
        "role": who.role_for(message.permission),
        "meaning": meaning_of(message),
        "statement": message.statement,
        "reason": reason,
        "signed_at": tx.now,
        "message": message.op,
        "session_id": tx.actor.session_id,
        "workstation": tx.actor.workstation,
    }
    number: SignatureId = tx.execute(insert(Signature).values(values).returning(Signature.id)).scalar_one()
    signed = Signed(id=number, signer_id=who.user_id, signer_name=who.full_name, reason=reason)
    tx.sign(signed)
    tx.execute(insert(SignatureRecord), [record(number, subject) for subject in subjects])
    if who.user_id == tx.actor.user_id:
        tx.execute(update(Session).where(Session.id == tx.actor.session_id).values(signed_at=tx.now))
    return signed


def record(signature_id: SignatureId, subject: Subject) -> dict[str, object]:
    """Return the row that binds a record to a signature (11.70)."""
    return {
        "signature_id": signature_id,
        "kind": subject.kind,
        "key": subject.key,
        "label": subject.label,
        "content": canonical(subject),
        "content_hash": subject.content_hash,
    }
