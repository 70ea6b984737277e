"""The command `veralot-verify`: checks a dossier on a machine that has nothing of the plant's but the file.

Exit status: 0 if every required check passed, 1 if not, 2 if the command was wrong or a file could not be read.
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from hashlib import file_digest, sha256
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Final

from veralot_shared.verify.report import Verdict
from veralot_shared.verify.texts import Language

if TYPE_CHECKING:
    from veralot_shared.verify.verifier import Trust

USAGE_ERROR: Final = 2
NEEDED: Final = ("cryptography", "pyhanko")
LARGEST: Final = 1 << 30
"""The largest file that is read, in bytes; the largest dossiers are a few per cent of it."""


class UsageFault(Exception):
    """Something that was given on the command line cannot be used."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = parser().parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # the console's code page may know no Chinese
    try:
        return run(options)
    except UsageFault as fault:
        sys.stderr.write(f"veralot-verify: {fault}\n")
        return USAGE_ERROR


def parser() -> argparse.ArgumentParser:
    """Return the command's options."""
    made = argparse.ArgumentParser(
        prog="veralot-verify",
        description="Check a lot's dossier or an extract of the audit log, with no server. 离线验证批档案或审计日志导出。",
        epilog="Exit status: 0 all required checks passed, 1 refused, 2 wrong use.",
    )
    made.add_argument("dossier", type=Path, help="the PDF, or the ZIP of an extract")
    made.add_argument("--key", metavar="VKEY|FILE", help="the audit log's verifier key, as the plant handed it out")
    made.add_argument("--certificate", metavar="PEM", type=Path, help="the plant's certificate, as it was handed out")
    made.add_argument("--checkpoint", metavar="NOTE", type=Path, help="an older checkpoint that you kept")
    made.add_argument(
        "--files", metavar="FOLDER", type=Path, help="the lot's files, where they were not put into the PDF"
    )
    made.add_argument("--json", action="store_true", help="print the result as JSON")
    made.add_argument("--language", choices=[*Language], default=Language.EN, help="of the report: en, zh_CN")
    return made


def run(options: argparse.Namespace) -> int:
    """Check the dossier, print the report and return the exit status. Raises UsageFault."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise UsageFault(f"not installed: {', '.join(missing)}; install veralot-shared[verify]")
    from veralot_shared.verify import output, verifier  # noqa: PLC0415 - needs what was looked for just now

    # pyHanko logs each certificate that it cannot chain; that is one of the checks, and worded there.
    logging.getLogger().addHandler(logging.NullHandler())
    content = read(options.dossier)
    report = verifier.verify(content, trust(options))
    write = output.as_json if options.json else output.as_text
    print(write(options.dossier, sha256(content).hexdigest(), report, Language(options.language)))
    return int(report.verdict is Verdict.REFUSED)


def trust(options: argparse.Namespace) -> "Trust":
    """Return what the reader trusts. Raises UsageFault."""
    from veralot_shared.verify.verifier import Trust  # noqa: PLC0415 - see run

    return Trust(
        certificates=certificates(options.certificate) if options.certificate else (),
        vkey=verifier_key(options.key) if options.key else None,
        older_note=text(options.checkpoint) if options.checkpoint else None,
        hashes=hashes(options.files) if options.files else {},
    )


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in a folder, with its name. Raises UsageFault."""
    if not folder.is_dir():
        raise UsageFault(f"{folder} is no folder")
    found: dict[str, str] = {}
    for file in sorted(path for path in folder.iterdir() if path.is_file()):
        try:
            with file.open("rb") as stream:
                found[file_digest(stream, "sha256").hexdigest()] = file.name
        except OSError as problem:
            raise UsageFault(f"{file}: {problem.strerror}") from problem
    return found


def certificates(file: Path) -> list[bytes]:
    """Return the certificates of a PEM file as DER. Raises UsageFault."""
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - see run
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - see run

    try:
        return [certificate.public_bytes(Encoding.DER) for certificate in load_pem_x509_certificates(read(file))]
    except ValueError as problem:
        raise UsageFault(f"{file} holds no certificate") from problem


def verifier_key(given: str) -> str:
    """Return the verifier key that was given, itself or in a file. Raises UsageFault."""
    from veralot_shared.rules.signed_note import NoteError, parse_vkey  # noqa: PLC0415 - see run

    # A key has two plus signs and base64 in it; a path that looks like one is named ./path.
    found = given if given.count("+") > 1 and not Path(given).is_file() else text(Path(given)).strip()
    try:
        return parse_vkey(found).vkey
    except NoteError as problem:
        raise UsageFault(f"“{given}” is not a verifier key") from problem


def text(file: Path) -> str:
    """Return a file's text. Raises UsageFault."""
    try:
        return read(file).decode()
    except UnicodeDecodeError as problem:
        raise UsageFault(f"{file} is not text") from problem


def read(file: Path) -> bytes:
    """Return a file's bytes. Raises UsageFault."""
    try:
        if file.stat().st_size > LARGEST:
            raise UsageFault(f"{file} is larger than {LARGEST} bytes")
        return file.read_bytes()
    except OSError as problem:
        raise UsageFault(f"{file}: {problem.strerror}") from problem


if __name__ == "__main__":
    sys.exit(main())
