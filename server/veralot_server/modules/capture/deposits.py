"""Keys to journals, wrapped for the plant: opened only to hand them out to who deposited them."""

from datetime import timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from veralot_server.core.audit.heads import log_key
from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture.devices import Known
from veralot_server.modules.capture.tables import Deposit
from veralot_shared.rules.wrapping import derived

PURPOSE: Final = b"veralot keys of journals"
FRESH: Final = timedelta(minutes=10)
"""A proof of who one is that is older than this hands nothing out."""
BEGAN: Final = b"SELECT started_at FROM identity_session WHERE id = %s"


def private_key(tx: Transaction) -> X25519PrivateKey:
    """Return the plant's key for deposits: it follows from the log's, which lies outside the database."""
    return derived(log_key(tx.settings).key.private_bytes_raw(), PURPOSE)


def public_key(tx: Transaction) -> bytes:
    """Return its public half."""
    return private_key(tx).public_key().public_bytes_raw()


def kept(tx: Transaction, device: Known) -> bytes | None:
    """Return what the actor has deposited for a device, still wrapped."""
    query = select(Deposit.wrapped).where(Deposit.device_id == device.id, Deposit.user_id == tx.actor.user_id)
    found: bytes | None = tx.execute(query).scalar_one_or_none()
    return found


def keep(tx: Transaction, device: Known, wrapped: bytes) -> None:
    """Write the actor's deposit down, in place of an older one."""
    values = {"device_id": device.id, "user_id": tx.actor.user_id, "wrapped": wrapped, "deposited_at": tx.now}
    statement = insert(Deposit).values(values)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=[Deposit.device_id, Deposit.user_id], set_={"wrapped": wrapped, "deposited_at": tx.now}
        )
    )


def handed_out(tx: Transaction, device: Known) -> None:
    """Write down that the actor was given the key."""
    own = update(Deposit).where(Deposit.device_id == device.id, Deposit.user_id == tx.actor.user_id)
    tx.execute(own.values(recovered_at=tx.now, recovered=Deposit.recovered + 1))


def is_fresh(tx: Transaction) -> bool:
    """Tell whether the actor has proven who they are just now: by the session in which the message came."""
    row = tx.wire.execute(BEGAN, (tx.actor.session_id,)).fetchone()
    return row is not None and tx.now - row[0] <= FRESH
