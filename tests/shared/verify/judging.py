"""What the tests of the verifier ask of a report."""

from tests.shared.verify import papers
from veralot_shared.verify.report import Name, Reason, Report, Result, Verdict
from veralot_shared.verify.verifier import Trust, verify


def everything() -> Trust:
    """Return all that a reader can have from the plant."""
    log, _ = papers.log_and_entries()
    return Trust(certificates=[papers.plant().root_der], vkey=log.vkey, older_note=log.note(500))


def failures(report: Report) -> dict[Name, Reason | None]:
    """Return what failed and why."""
    return {check.name: check.reason for check in report.checks if check.result is Result.FAILED}


def refusal(content: bytes, trust: Trust | None = None) -> dict[Name, Reason | None]:
    """Return why a file is refused, having made sure that it is."""
    report = verify(content, trust or Trust())
    assert report.verdict is Verdict.REFUSED
    return failures(report)
