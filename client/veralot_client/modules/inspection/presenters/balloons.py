"""The numbers on a plan's drawing: which characteristic stands where, and where its balloon is moved to. No Qt."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from veralot_client.core.words import Words
from veralot_shared.contracts.inspection import Balloon, CharacteristicView
from veralot_shared.i18n import N_

THOUSANDTHS: Final = 1000
STEP: Final = 10
"""Thousandths of the picture that a key moves a balloon."""
FINE: Final = 1


class Mark(NamedTuple):
    """A characteristic as the drawing shows it."""

    code: str
    name: str
    balloon: Balloon | None

    def told(self, words: Words) -> str:
        """Return in words what it is and where it stands, for those who do not see it."""
        if self.balloon is None:
            return words.text(NOT_PLACED, code=self.code, name=self.name)
        return words.text(
            PLACED,
            code=self.code,
            name=self.name,
            page=words.number(self.balloon.page),
            left=words.number(self.balloon.x // 10),
            top=words.number(self.balloon.y // 10),
        )


PLACED: Final = N_("Balloon {code}, {name}: page {page}, from the left {left} %, from the top {top} %")
NOT_PLACED: Final = N_("Balloon {code}, {name}: not on the drawing yet")


def marks(characteristics: Sequence[CharacteristicView], words: Words) -> list[Mark]:
    """Return characteristics as the drawing shows them."""
    return [Mark(one.code, words.name(one.name, one.name_zh), one.balloon) for one in characteristics]


def bounded(page: int, x: float, y: float) -> Balloon:
    """Return a place on the picture, at its edge where it was beyond."""
    return Balloon(page=page, x=min(max(round(x), 0), THOUSANDTHS), y=min(max(round(y), 0), THOUSANDTHS))


def moved(balloon: Balloon, right: int, down: int, *, fine: bool) -> Balloon:
    """Return where a balloon stands after so many steps."""
    step = FINE if fine else STEP
    return bounded(balloon.page, balloon.x + right * step, balloon.y + down * step)


def beside(known: Sequence[Mark], code: str | None, by: int) -> str | None:
    """Return the characteristic before or after one, in the plan's order; it ends at the ends."""
    codes = [one.code for one in known]
    if not codes:
        return None
    if code not in codes:
        return codes[0 if by > 0 else -1]
    return codes[min(max(codes.index(code) + by, 0), len(codes) - 1)]
