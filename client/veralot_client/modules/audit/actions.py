"""Everything that one can do with the audit log."""

from collections.abc import Iterator

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.audit import Inclusion, LogHead, Seal
from veralot_shared.i18n import N_

LOG, HEAD = "audit.log", "audit.head"


def actions(_services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    yield Action(
        id="audit.prove",
        title=N_("Copy inclusion proof"),
        panel=LOG,
        sends=Inclusion,
        icon="audit/proof",
        menu=Menu.RECORD,
        hint=N_("Proof that this entry is in the sealed log, for whoever holds a checkpoint."),
    )
    yield Action(
        id="audit.seal",
        title=N_("Seal now"),
        panel=HEAD,
        sends=Seal,
        icon="audit/seal",
        menu=Menu.RECORD,
        hint=N_("Seal what is committed now, without waiting."),
    )
    yield Action(
        id="audit.copy_note",
        title=N_("Copy checkpoint"),
        panel=HEAD,
        sends=LogHead,
        icon="widgets/copy",
        menu=Menu.RECORD,
        hint=N_("The signed note to hand to a customer or an authority."),
    )
