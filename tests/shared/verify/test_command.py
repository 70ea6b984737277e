"""The command `veralot-verify`: its exit status, its words in both languages, its JSON, and how it takes wrong use."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.shared.verify import papers
from veralot_shared.verify.__main__ import main

pytestmark = pytest.mark.requirement("P11-03")

Handed = dict[str, Path]


@pytest.fixture
def handed_out(tmp_path: Path) -> Handed:
    """Return the files that the plant hands to whoever will verify."""
    log, _ = papers.log_and_entries()
    files = {name: tmp_path / name for name in ("ca.pem", "log.vkey", "old.note", "forged.pdf")}
    files["ca.pem"].write_bytes(papers.plant().root.public_bytes(Encoding.PEM))
    files["log.vkey"].write_text(log.vkey + "\n", encoding="utf-8")
    files["old.note"].write_text(log.note(500), encoding="utf-8")
    files["forged.pdf"].write_bytes(papers.forged(papers.attachments()))
    return files


def trusting(files: Handed) -> list[str]:
    """Return the options by which everything is checked."""
    named = {"--certificate": "ca.pem", "--key": "log.vkey", "--checkpoint": "old.note"}
    return [part for option, name in named.items() for part in (option, str(files[name]))]


def test_a_genuine_dossier_exits_with_0(
    dossier_file: Path, handed_out: Handed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(dossier_file), *trusting(handed_out)]) == 0
    printed = capsys.readouterr().out
    assert printed.count("[passed]") == 11
    assert printed.rstrip().endswith("ACCEPTED: everything was checked and is in order.")


def test_it_speaks_chinese(dossier_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(dossier_file), "--language", "zh_CN"]) == 0
    printed = capsys.readouterr().out
    assert "[未执行] 工厂证书" in printed
    assert "完整：未发现问题。" in printed


def test_without_a_certificate_it_says_so_and_shows_the_fingerprint(
    dossier_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(dossier_file)]) == 0
    printed = capsys.readouterr().out
    assert "Signature intact; issuer not checked against a certificate you trust." in printed
    assert papers.plant().root.fingerprint(hashes.SHA256()).hex() in printed


def test_a_forged_dossier_exits_with_1(handed_out: Handed, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(handed_out["forged.pdf"]), *trusting(handed_out)]) == 1
    assert "REFUSED" in capsys.readouterr().out


def test_json_has_codes(handed_out: Handed, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(handed_out["forged.pdf"]), "--json", *trusting(handed_out)]) == 1
    told = msgspec.json.decode(capsys.readouterr().out)
    assert told["verdict"] == "refused"
    assert [(check["check"], check["reason"]) for check in told["checks"] if check["result"] == "failed"] == [
        ("issuer", "issuer-unknown")
    ]


def test_the_key_may_be_given_as_text(dossier_file: Path) -> None:
    log, _ = papers.log_and_entries()
    assert main([str(dossier_file), "--key", log.vkey]) == 0


@pytest.mark.parametrize(
    "options",
    [
        ["--key", "no key"],
        ["--key", "a+b+c"],
        ["--certificate", "missing.pem"],
        ["--checkpoint", "missing.note"],
    ],
)
def test_wrong_use_exits_with_2(dossier_file: Path, options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(dossier_file), *options]) == 2
    assert capsys.readouterr().err.startswith("veralot-verify: ")


def test_a_file_that_is_no_certificate_or_no_text_exits_with_2(dossier_file: Path, tmp_path: Path) -> None:
    junk = tmp_path / "junk"
    junk.write_bytes(b"\xff\xfe")
    assert main([str(dossier_file), "--certificate", str(junk)]) == 2
    assert main([str(dossier_file), "--checkpoint", str(junk)]) == 2
    assert main([str(tmp_path / "missing.pdf")]) == 2


def test_unknown_options_exit_with_2() -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--nonsense"])
    assert stop.value.code == 2


SERVER_OR_CLIENT = ("veralot_server", "veralot_client", "veralot_resources", "litestar", "sqlalchemy", "PySide6")
ALONE = f"""
import sys
from importlib.abc import MetaPathFinder

class Refuse(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {SERVER_OR_CLIENT!r}:
            raise AssertionError("the verifier asked for " + name)

sys.meta_path.insert(0, Refuse())
from veralot_shared.verify.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def test_it_needs_nothing_of_server_or_client(dossier_file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(dossier_file)], check=False, capture_output=True, encoding="utf-8", timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("[passed]") == 8
