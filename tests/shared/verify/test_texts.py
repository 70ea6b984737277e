"""Every check, result and reason has its words in both languages, with the facts that the check really has."""

from collections.abc import Mapping
from string import Formatter

import pytest

from veralot_shared.verify.report import Name, Reason, Result, Verdict
from veralot_shared.verify.texts import FINDINGS, REASONS, RESULTS, TITLES, VERDICTS, Text


@pytest.mark.parametrize(
    ("words", "codes"),
    [(TITLES, Name), (FINDINGS, Name), (REASONS, Reason), (RESULTS, Result), (VERDICTS, Verdict)],
)
def test_nothing_is_without_words(words: Mapping[str, Text], codes: type[Name]) -> None:
    assert set(words) == set(codes)


@pytest.mark.parametrize("text", [*TITLES.values(), *FINDINGS.values(), *REASONS.values(), *VERDICTS.values()])
def test_both_languages_tell_the_same_facts(text: Text) -> None:
    english, chinese = ({field for _, field, _, _ in Formatter().parse(words) if field} for words in text)
    assert english == chinese
    assert any("\u4e00" <= char <= "\u9fff" for char in text.zh_cn)
    assert text.en.isprintable()
