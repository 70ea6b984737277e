"""Takes the keys to journals into keeping, and hands them out again."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture import deposits, devices
from veralot_shared.contracts.capture import DepositKey, ProofTooOld, RecoveredView, RecoverKey
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.rules.wrapping import NotWrapped, unwrap, wrap

WRAP_RULE = N_("The key must be wrapped for this plant and this device.")
PUBLIC_RULE = N_("A public key has 32 bytes.")


@handles(DepositKey)
def deposit_key(command: DepositKey, tx: Transaction) -> None:
    """Keep the key to a journal for its person; what could not be opened later is refused now."""
    device = devices.require(tx, command.device)
    try:
        unwrap(command.wrapped, deposits.private_key(tx), device.device.bytes)
    except NotWrapped as wrong:
        raise ValueNotAllowed(value="", rule=WRAP_RULE, field="wrapped") from wrong
    deposits.keep(tx, device, command.wrapped)


@handles(RecoverKey)
def recover_key(command: RecoverKey, tx: Transaction) -> RecoveredView:
    """Hand the key out to the same person, wrapped for whoever asks, and write that down."""
    device = devices.require_hand(tx, command.device)
    wrapped = tx.found(deposits.kept(tx, device), "deposit", command.device)
    if not deposits.is_fresh(tx):
        raise ProofTooOld
    key = unwrap(wrapped, deposits.private_key(tx), device.device.bytes)
    deposits.handed_out(tx, device)
    try:
        return RecoveredView(wrapped=wrap(key, command.recipient, device.device.bytes))
    except NotWrapped as wrong:
        raise ValueNotAllowed(value="", rule=PUBLIC_RULE, field="recipient") from wrong
