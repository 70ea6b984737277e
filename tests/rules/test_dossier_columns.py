"""What the dossier's sections hold as codes is read as words by the client and on paper, by the same enumeration on both."""

import re
from collections.abc import Iterator

from tests.rules.tree import ROOT
from veralot_client.widgets.values import CODES
from veralot_server.core.reports.formats import code_enums

NAMED = re.compile(r'"code:([A-Za-z.]+)"')


def named() -> Iterator[str]:
    """Yield every enumeration that a column of the server names."""
    for file in (ROOT / "server").rglob("*.py"):
        yield from NAMED.findall(file.read_text("utf-8"))


def test_every_code_of_a_dossier_has_words_on_both_sides() -> None:
    names = set(named())
    assert len(names) > 20
    assert {name: CODES.get(name) for name in names} == {name: code_enums().get(name) for name in names}
    assert None not in {CODES.get(name) for name in names}
