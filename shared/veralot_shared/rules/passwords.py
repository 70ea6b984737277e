"""What a new password must not be (NIST SP 800-63B §3.1.1: length and known passwords, no composition rules).

Age, history and lock-out are no properties of the text; the server judges them.
"""

import re
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Final
from unicodedata import normalize

from veralot_shared.i18n import N_

MINIMUM_LENGTH: Final = 12
MAXIMUM_LENGTH: Final = 128
FEWEST_CHARACTERS: Final = 5
SHORTEST_NAME: Final = 3
"""A user name of one or two letters stands in too many words to be looked for."""


class PasswordRule(StrEnum):
    """The rules, each of which a password can break."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    HAS_USER_NAME = "has_user_name"
    COMMON = "common"
    MONOTONOUS = "monotonous"


WORDING: Final = MappingProxyType(
    {
        PasswordRule.TOO_SHORT: N_("it has fewer than 12 characters"),
        PasswordRule.TOO_LONG: N_("it has more than 128 characters"),
        PasswordRule.HAS_USER_NAME: N_("the user name is in it"),
        PasswordRule.COMMON: N_("it is one of those that are tried first"),
        PasswordRule.MONOTONOUS: N_("it has fewer than 5 different characters, or runs along the alphabet"),
    }
)
"""What to tell a person, in English: reasons that follow a colon."""

COMMON_WORDS: Final = """
abc access account admin administrator adobe asdf asdfgh asdfghjkl autumn azerty baseball batman changeme charlie
company computer default dragon football freedom guest hello iloveyou inspector jordan letmein login loveme master
michael monkey mustang operator pass passw password pokemon princess production qazwsx qazwsxedc quality qwer qwert
qwerty qwertyui qwertyuiop qweasd qweasdzxc root secret server shadow soccer spring starwars summer sunshine superman
supervisor system temp temporary test tester thomas trustno user veralot warehouse welcome whatever winter woaini
woaiwojia zaqwsx zxcvbn zxcvbnm 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc q1w2e3r4t5y6 zaq12wsxcde3
"""
COMMON: Final = frozenset(["", *COMMON_WORDS.split()])
"""What the commonest passwords are made from, without the figures put round them; nothing left is common too."""

LOOKALIKES: Final = str.maketrans("013457@$!|", "oieastasil")
OUTER_FIGURES: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")
REPEATED: Final = re.compile(r"(.+?)\1+")


def broken_rules(password: str, user_name: str) -> list[PasswordRule]:
    """Return the rules that a password breaks, in their order; an empty list if it is good."""
    text = normalize("NFKC", password).casefold()
    # What is too long is refused anyway; the rest of the rules then need not read it all.
    start = text[:MAXIMUM_LENGTH]
    broken = {
        PasswordRule.TOO_SHORT: len(text) < MINIMUM_LENGTH,
        PasswordRule.TOO_LONG: len(text) > MAXIMUM_LENGTH,
        PasswordRule.HAS_USER_NAME: has_user_name(start, normalize("NFKC", user_name).casefold()),
        PasswordRule.COMMON: is_common(start),
        PasswordRule.MONOTONOUS: is_monotonous(start),
    }
    return [rule for rule in PasswordRule if broken[rule]]


def has_user_name(text: str, user_name: str) -> bool:
    """Tell whether the user name stands in the text; both case-folded."""
    return len(user_name) >= SHORTEST_NAME and user_name in text


def is_common(text: str) -> bool:
    """Tell whether the text is a common word, perhaps repeated, with figures and signs around it or in it."""
    repeated = REPEATED.fullmatch(text)
    word = repeated[1] if repeated else text
    return any(not COMMON.isdisjoint((reading, OUTER_FIGURES.sub("", reading))) for reading in (word, plain(word)))


def plain(word: str) -> str:
    """Return a word with the figures and signs that stand for letters read as those, as in p@ssw0rd."""
    return OUTER_FIGURES.sub("", word).translate(LOOKALIKES)


def is_monotonous(text: str) -> bool:
    """Tell whether the text has few different characters, or goes up or down the alphabet by one at every step."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return len(set(text)) < FEWEST_CHARACTERS or steps <= {1} or steps <= {-1}
