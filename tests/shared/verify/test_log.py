"""The audit log: proofs, checkpoint, key, and the continuation of an older head."""

from collections.abc import Callable

import pytest

from tests.factories.evidence import LOT, LOT_ROW, dossier_view
from tests.factories.log import Log
from tests.shared.verify import papers
from tests.shared.verify.judging import everything, refusal
from tests.shared.verify.papers import Json
from veralot_shared.rules import checkpoint
from veralot_shared.verify.format import PROOFS, attach
from veralot_shared.verify.report import Name, Reason, Result, Verdict
from veralot_shared.verify.verifier import Trust, verify

pytestmark = pytest.mark.requirement("P11-02", "P11-03")


def changed_proofs(change: Callable[[Json], object]) -> bytes:
    """Return a dossier with altered proofs."""
    return papers.forged(papers.doctored(PROOFS, change))


# --- the log


@pytest.mark.parametrize("field", ["leaf", "path", "index"])
def test_an_altered_proof_is_refused(field: str) -> None:
    def alter(proofs: Json) -> None:
        entry = proofs["entries"][3]
        wrong = {"leaf": entry["leaf"][:-8] + "AAAAAAA=", "path": entry["path"][1:], "index": entry["index"] + 1}
        entry[field] = wrong[field]

    assert refusal(changed_proofs(alter)) == {Name.INCLUSION: Reason.INCLUSION_WRONG}


def test_an_entry_under_another_number_is_refused() -> None:
    def renumber(proofs: Json) -> None:
        proofs["entries"][0]["entry_id"] += 1

    assert refusal(changed_proofs(renumber)) == {Name.INCLUSION: Reason.LEAF_UNREADABLE}


def test_a_dossier_without_any_entry_is_refused() -> None:
    assert refusal(changed_proofs(lambda proofs: proofs["entries"].clear())) == {Name.INCLUSION: Reason.NO_ENTRIES}


def test_an_altered_checkpoint_is_refused() -> None:
    def grow(proofs: Json) -> None:
        proofs["checkpoint"] = proofs["checkpoint"].replace("\n1008\n", "\n1009\n")

    assert refusal(changed_proofs(grow)) == {Name.CHECKPOINT: Reason.CHECKPOINT_FORGED}


@pytest.mark.parametrize("field", ["checkpoint", "vkey"])
def test_a_malformed_checkpoint_or_key_is_refused(field: str) -> None:
    def spoil(proofs: Json) -> None:
        proofs[field] = "nothing of the kind"

    assert refusal(changed_proofs(spoil)) == {Name.CHECKPOINT: Reason.CHECKPOINT_MALFORMED}


def test_a_log_of_another_name_is_refused() -> None:
    log, _ = papers.log_and_entries()

    def rename(proofs: Json) -> None:
        head = checkpoint.verify(log.note(), log.vkey)
        other = checkpoint.Checkpoint("elsewhere.example/log", head.size, head.root)
        proofs["checkpoint"] = checkpoint.sign(other, head.origin, log.key)

    assert refusal(changed_proofs(rename)) == {Name.CHECKPOINT: Reason.CHECKPOINT_FORGED}


def test_a_log_made_up_by_a_forger_is_refused_by_whoever_knows_the_key() -> None:
    log = Log(seed=2)
    entry = log.write("genealogy_lot", LOT, "I", {**LOT_ROW, "status": "released", "version": 3})
    made_up = papers.forged(attach(dossier_view(), [], log.proofs([entry]), ""))
    assert verify(made_up).verdict is Verdict.INTACT
    assert refusal(made_up, Trust(vkey=everything().vkey)) == {Name.LOG_KEY: Reason.LOG_KEY_OTHER}


# --- consistency


def older(note: str) -> Trust:
    return Trust(older_note=note)


def consistency(note: str) -> Reason | None:
    return verify(papers.genuine(), older(note)).check(Name.CONSISTENCY).reason


def test_a_head_of_the_same_size_must_be_the_same() -> None:
    log, _ = papers.log_and_entries()
    assert consistency(log.note()) is None


def test_the_empty_log_begins_every_log() -> None:
    log, _ = papers.log_and_entries()
    assert consistency(log.note(0)) is None


def test_rewritten_history_is_found() -> None:
    """The plant itself forged its log: it signs both heads with its own key."""
    log, _ = papers.log_and_entries()
    before = Log()
    before.leaves = [*log.leaves[:499], b"what really happened"]
    assert consistency(before.note()) is Reason.HISTORY_REWRITTEN
    before.leaves = [*log.leaves[:-1], b"what really happened"]
    assert consistency(before.note()) is Reason.HISTORY_REWRITTEN


def test_a_note_of_another_size_needs_a_proof_of_its_own() -> None:
    log, _ = papers.log_and_entries()
    assert consistency(log.note(501)) is Reason.CONSISTENCY_MISSING


def test_a_newer_note_is_told_from_a_forged_one() -> None:
    log, _ = papers.log_and_entries()
    later = Log()
    later.leaves = [*log.leaves, b"later"]
    assert consistency(later.note()) is Reason.OLDER_NOTE_NEWER
    assert consistency(Log(seed=2).note()) is Reason.OLDER_NOTE_FORGED
    assert consistency("no note") is Reason.OLDER_NOTE_FORGED


def test_a_note_of_another_log_under_the_same_key_is_told() -> None:
    log, _ = papers.log_and_entries()
    head = checkpoint.verify(log.note(500), log.vkey)
    other = checkpoint.sign(checkpoint.Checkpoint("other.example", head.size, head.root), head.origin, log.key)
    assert consistency(other) is Reason.OLDER_NOTE_OTHER_LOG


def test_what_depends_on_a_failed_check_does_not_run() -> None:
    report = verify(changed_proofs(lambda proofs: proofs.update(checkpoint="x")), older("x"))
    for name in (Name.INCLUSION, Name.RECORD, Name.SIGNATURES, Name.CONSISTENCY):
        check = report.check(name)
        assert (check.result, check.reason) == (Result.NOT_RUN, Reason.EARLIER_CHECK_FAILED)


def test_a_pdf_without_pages_or_names_does_not_break_the_verifier() -> None:
    assert Name.SIGNATURE in refusal(papers.written(papers.empty()))
