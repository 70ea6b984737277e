"""What the dispatcher asks for an electronic signature (21 CFR 11.50, 11.70, 11.100, 11.200).

The order is: `shown_hash` of what the dialog showed → `prove_signer` → `check_may_sign` → `write_signature` → the handler.
`prove_signer` comes before anything else is written: a failure is counted, and kept, although the command is refused.
"""

import json
from collections.abc import Sequence, Set as AbstractSet

import msgspec
from sqlalchemy import insert, select, update

from veralot_server.core.module import Subject
from veralot_server.core.transaction import Signed, Transaction
from veralot_server.modules.identity import accounts
from veralot_server.modules.identity.accounts import Account
from veralot_server.modules.identity.authentication import prove, succeed
from veralot_server.modules.identity.domain import CUSTOMER_RULE, Signer, password_expired, why_not
from veralot_server.modules.identity.tables import Session, Signature, SignatureRecord
from veralot_shared.contracts.identity import AccountState, SignatureRefused, SignerNotAllowed
from veralot_shared.ids import SignatureId
from veralot_shared.messages import Meaning, SignatureEntry, SignedCommand
from veralot_shared.rules.canonical import canonical_bytes, content_hash


def shown_hash[R](message: SignedCommand[R], subjects: Sequence[Subject]) -> str:
    """Return the hash of what the dialog shows and the signature will cover: the command, its statement, the records."""
    return content_hash(
        {
            "op": message.op,
            "statement": message.statement,
            "message": msgspec.structs.replace(message, signature=None),
            "subjects": [(subject.kind, subject.key, subject.content) for subject in subjects],
        }
    )


def needs_user_name(tx: Transaction) -> bool:
    """Tell whether the signer must give both components: for the first signature since login or unlocking (P11-21)."""
    signed_at = tx.execute(select(Session.signed_at).where(Session.id == tx.actor.session_id)).scalar()
    return signed_at is None


def prove_signer(entry: SignatureEntry, tx: Transaction) -> Signer:
    """Return who signs: the session's owner, or the second person whose user name was entered.

    Raises:
        SignatureRefused: the two components prove nobody, or the first of them is missing where it is needed.
        AccountLocked: one failure too many; they count like those of the login (P11-26).
        SignerNotAllowed: the second person belongs to a customer whose records these are not.
    """
    if entry.user_name is None and needs_user_name(tx):
        raise SignatureRefused
    account = accounts.own(tx) if entry.user_name is None else accounts.named(tx, entry.user_name)
    proven = prove(tx, account, entry.secret, SignatureRefused())
    succeed(tx, proven, entry.secret)
    if proven.customer_id not in {None, tx.actor.customer_id}:
        raise SignerNotAllowed(user_name=proven.user_name, rule=CUSTOMER_RULE)
    return signer(tx, proven)


def signer(tx: Transaction, account: Account) -> Signer:
    """Return an account with what decides whether it may sign."""
    expired = password_expired(account.password_changed_at, tx.now, tx.settings.password_days)
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
        must_change_password=account.must_change_password or expired,
    )


def check_may_sign(who: Signer, permission: str | None, doers: AbstractSet[int], *, four_eyes: bool) -> None:
    """Refuse a proven person who must not sign this.

    Args:
        who: the signer.
        permission: the right that the command needs; the signer needs it too, not only the one who sends the command.
        doers: the people whose work is signed.
        four_eyes: whether none of them may sign it.

    Raises:
        SignerNotAllowed: with the rule that is broken and what to do about it.
    """
    rule = why_not(who, permission, doers, four_eyes=four_eyes)
    if rule:
        raise SignerNotAllowed(user_name=who.user_name, rule=rule)


def write_signature[R](  # noqa: PLR0913 - what a signature is made of (11.50)
    tx: Transaction,
    message: SignedCommand[R],
    who: Signer,
    meaning: Meaning,
    statement: str,
    reason: str,
    subjects: Sequence[Subject],
) -> Signed:
    """Store the signature with the exact content of every record under it; from here on the transaction is signed.

    The printed name is the one of this moment, and stays whatever the account is called later.
    """
    values = {
        "user_id": who.user_id,
        "user_name": who.user_name,
        "full_name": who.full_name,
        "full_name_zh": who.full_name_zh,
        "role": who.role_for(message.permission),
        "meaning": meaning,
        "statement": statement,
        "reason": reason,
        "signed_at": tx.now,
        "message": message.op,
        "session_id": tx.actor.session_id,
        "workstation": tx.actor.workstation,
    }
    number: SignatureId = tx.execute(insert(Signature).values(values).returning(Signature.id)).scalar_one()
    signed = Signed(id=number, signer_id=who.user_id, signer_name=who.full_name, reason=reason)
    tx.sign(signed)
    write_records(tx, number, subjects)
    if who.user_id == tx.actor.user_id:
        tx.execute(update(Session).where(Session.id == tx.actor.session_id).values(signed_at=tx.now))
    return signed


def write_records(tx: Transaction, signature_id: SignatureId, subjects: Sequence[Subject]) -> None:
    """Store what the signature binds: each record's content in its canonical form, and that form's hash (11.70)."""
    rows = [
        {
            "signature_id": signature_id,
            "kind": subject.kind,
            "key": subject.key,
            "label": subject.label,
            "content": json.loads(canonical_bytes(subject.content)),
            "content_hash": subject.content_hash,
        }
        for subject in subjects
    ]
    tx.execute(insert(SignatureRecord), rows)
