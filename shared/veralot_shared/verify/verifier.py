"""Runs the checks of a dossier or an extract in their order: each that can run, runs, whatever the others said."""

from collections.abc import Mapping, Sequence

import msgspec

from veralot_shared.verify import archive, attachments, files, imports, log, record, signature
from veralot_shared.verify.attachments import Contents
from veralot_shared.verify.report import Check, Name, Reason, Report, blocked, failed, passed


class Trust(msgspec.Struct, frozen=True, kw_only=True):
    """What the reader has from the plant by another way than the dossier; each makes one more check possible.

    Attributes:
        certificates: the plant's root certificate, or its signing certificate (DER).
        vkey: the verifier key of the plant's audit log.
        older_note: a checkpoint of the log that the reader kept.
        hashes: of files that the reader was given beside the dossier: SHA-256 in hexadecimal → name.
    """

    certificates: Sequence[bytes] = ()
    vkey: str | None = None
    older_note: str | None = None
    hashes: Mapping[str, str] = {}


NOTHING = Trust()
AFTER_OPENING = (Name.SIGNATURE, Name.UNCHANGED, Name.ISSUER, Name.ATTACHMENTS)
AFTER_READING = (
    Name.CHECKPOINT,
    Name.LOG_KEY,
    Name.INCLUSION,
    Name.RECORD,
    Name.FILES,
    Name.SIGNATURES,
    Name.CONSISTENCY,
)
AFTER_UNPACKING = (Name.CHECKPOINT, Name.LOG_KEY, Name.INCLUSION, Name.ENTRIES, Name.CONSISTENCY)


def verify(content: bytes, trust: Trust = NOTHING) -> Report:
    """Return the checks of a dossier, or of an extract of the log.

    It never raises: whatever is wrong with the file is a failed check.
    """
    if content.startswith(archive.MAGIC):
        return verify_extract(content, trust)
    reader = signature.open_pdf(content)
    if reader is None:
        return Report(checks=[failed(Name.PDF, Reason.PDF_UNREADABLE), *map(blocked, AFTER_OPENING + AFTER_READING)])
    checks = [passed(Name.PDF), *signature.check_signature(reader, trust.certificates)]
    attached, contents = attachments.check_attachments(reader)
    return Report(checks=[*checks, attached, *check_contents(contents, trust)])


def verify_extract(content: bytes, trust: Trust) -> Report:
    """Return the checks of an extract: nobody signed the file as a whole, so every cell of it is compared with the log."""
    opened, files = archive.check_archive(content)
    if not files:
        return Report(checks=[opened, *map(blocked, (Name.ATTACHMENTS, *AFTER_UNPACKING))])
    attached, extract = archive.check_files(files)
    if extract is None:
        return Report(checks=[opened, attached, *map(blocked, AFTER_UNPACKING)])
    proofs = extract.proofs
    checkpoint, head = log.check_checkpoint(proofs)
    inclusion, leaves = log.check_inclusion(proofs, head)
    key = log.check_log_key(proofs, trust.vkey)
    entries = archive.check_entries(extract, leaves)
    consistency = log.check_consistency(proofs, head, trust.older_note)
    return Report(checks=[opened, attached, checkpoint, key, inclusion, entries, consistency])


def check_contents(contents: Contents | None, trust: Trust) -> list[Check]:
    """Return the checks of what is attached."""
    if contents is None:
        return [blocked(name) for name in AFTER_READING]
    told, signatures, proofs, enclosed = contents
    checkpoint, head = log.check_checkpoint(proofs)
    inclusion, leaves = log.check_inclusion(proofs, head)
    if "lot" in told:
        of_files = files.check_files(told, enclosed, trust.hashes, leaves)
        about = [record.check_record(told, proofs.rows, leaves), of_files]
    else:
        about = [imports.check_import(told, leaves)]
    return [
        checkpoint,
        log.check_log_key(proofs, trust.vkey),
        inclusion,
        *about,
        record.check_signatures(told, signatures, leaves),
        log.check_consistency(proofs, head, trust.older_note),
    ]
