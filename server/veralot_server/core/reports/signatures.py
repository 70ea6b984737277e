"""The electronic signatures: printed name, date and time, meaning, what was signed, if it is still that (11.50)."""

from collections.abc import Iterator, Sequence
from typing import Final

from reportlab.platypus import Flowable

from veralot_server.core.reports import style
from veralot_server.core.reports.blocks import Text, heading
from veralot_server.core.reports.document import ROOM
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.tables import Column, table
from veralot_shared.contracts.identity import Role
from veralot_shared.i18n import N_, Translator
from veralot_shared.messages import Meaning
from veralot_shared.verify.format import SignatureEvidence, SignedRecord

KEY: Final = "signatures"
HASH_SHOWN: Final = 16


NOBODY: Final = N_("Nobody has signed anything about this lot.")


def printed(signatures: Sequence[SignatureEvidence], formats: Formats, *, none: str = NOBODY) -> Iterator[Flowable]:
    """Yield the list of signatures, or say that there are none in the words of `none`."""
    _ = formats.translator.text
    yield from heading(KEY, _("Electronic signatures"))
    if not signatures:
        yield Text(_(none), style.NOTE)
        return
    yield Text(
        _("Each signature binds the content that it was made on. If that content changes, the signature becomes void."),
        style.NOTE,
    )
    titles = (_("No."), _("Printed name"), _("Date and time"), _("Meaning"), _("Signed record"), _("Validity"))
    yield table([Column(title) for title in titles], [row(signature, formats) for signature in signatures], ROOM)


def remark(signatures: Sequence[SignatureEvidence], formats: Formats) -> str:
    """Return what the contents say of the list."""
    return formats.translator.plural("{count} signature", "{count} signatures", len(signatures))


def row(signature: SignatureEvidence, formats: Formats) -> list[str]:
    """Return one signature as a row."""
    return [
        str(signature.id),
        "\n".join(signer(signature, formats)),
        formats.time(signature.signed_at),
        "\n".join(meaning(signature, formats)),
        "\n".join(record(item, formats.translator) for item in signature.records),
        "\n".join(validity(item, formats.translator) for item in signature.records),
    ]


def signer(signature: SignatureEvidence, formats: Formats) -> list[str]:
    """Return the signer's names, user name and role, as they were at the time of signing."""
    names = [signature.full_name, signature.full_name_zh]
    if formats.translator.language != "en":
        names.reverse()
    return [*filter(None, names), signature.user_name, formats.code(Role.__name__, signature.role)]


def meaning(signature: SignatureEvidence, formats: Formats) -> Iterator[str]:
    """Yield the meaning, the statement that was signed, and the signer's own reason."""
    translator = formats.translator
    yield formats.code(Meaning.__name__, signature.meaning)
    yield translator.text(signature.statement)
    if signature.reason:
        yield translator.text("Reason: {reason}", reason=signature.reason)


def record(item: SignedRecord, translator: Translator) -> str:
    """Return which record was signed, with the beginning of the hash of its content."""
    return translator.text("{label} (content {hash}…)", label=item.label, hash=item.content_hash[:HASH_SHOWN])


def validity(item: SignedRecord, translator: Translator) -> str:
    """Return whether a record is still what was signed (P11-18)."""
    if item.valid:
        return translator.text("Valid")
    return translator.text("Void: changed since it was signed")
