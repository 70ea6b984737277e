"""How a judgement looks: a colour, a sign and words, never the colour alone."""

from types import MappingProxyType
from typing import Final, NamedTuple

from veralot_client.modules.inspection.presenters.entry.sheet import State
from veralot_client.widgets.tones import Tone
from veralot_shared.i18n import N_
from veralot_shared.rules.judging import Judgement


class Look(NamedTuple):
    """Tone, sign and words, the words marked with `N_`."""

    tone: Tone
    sign: str
    text: str


LOOKS: Final = MappingProxyType(
    {
        Judgement.CONFORMING: Look(Tone.GOOD, "✓", N_("In specification")),
        Judgement.NEAR_LIMIT: Look(Tone.WARNING, "△", N_("In specification, near the limit")),
        Judgement.NONCONFORMING: Look(Tone.BAD, "✗", N_("Out of specification")),
        Judgement.RECORDED: Look(Tone.INFO, "•", N_("Noted; there is nothing to judge it by")),
    }
)
STATES: Final = MappingProxyType(
    {
        State.TYPED: N_("Not sent yet"),
        State.SENDING: N_("Being sent…"),
        State.KEPT: N_("Kept on this computer"),
        State.RECORDED: N_("Recorded"),
    }
)
"""Where a result is."""
