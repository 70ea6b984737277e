"""Puts a report in words for people, or in JSON for programs."""

from pathlib import Path
from textwrap import indent

import msgspec

from veralot_shared.verify.report import Check, Report
from veralot_shared.verify.texts import FINDINGS, REASONS, RESULTS, TITLES, VERDICTS, Language


def sentence(check: Check, language: Language) -> str:
    """Return what was found, or why the check failed or did not run."""
    text = FINDINGS[check.name] if check.reason is None else REASONS[check.reason]
    return text.in_language(language, check.facts)


def as_text(file: Path, sha256: str, report: Report, language: Language) -> str:
    """Return the list of checks, two lines each, and the verdict."""
    lines = [str(file), f"SHA-256 {sha256}", ""]
    for check in report.checks:
        lines.append(f"[{RESULTS[check.result].in_language(language)}] {TITLES[check.name].in_language(language)}")
        lines.append(indent(sentence(check, language), "    "))
    return "\n".join([*lines, "", VERDICTS[report.verdict].in_language(language)])


def as_json(file: Path, sha256: str, report: Report, language: Language) -> str:
    """Return the report as JSON; results and reasons are codes, `text` is for people."""
    checks = [
        {
            "check": check.name,
            "result": check.result,
            "required": check.required,
            "reason": check.reason,
            "facts": check.facts,
            "text": sentence(check, language),
        }
        for check in report.checks
    ]
    told = {"file": str(file), "sha256": sha256, "verdict": report.verdict, "checks": checks}
    return msgspec.json.format(msgspec.json.encode(told)).decode()
