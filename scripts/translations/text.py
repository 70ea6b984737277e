"""A text to be translated, and a fault of one."""

from string import Formatter
from typing import NamedTuple


class Text(NamedTuple):
    """A text: its context (empty for most), its English, its English plural (empty for most), and one place of it."""

    context: str
    msgid: str
    plural: str
    place: str

    @property
    def key(self) -> tuple[str, str]:
        """What the catalogue finds it by."""
        return self.context, self.msgid

    @property
    def placeholders(self) -> frozenset[str]:
        """The names in braces; of a plural those of its plural form, since “one” may stand without its count."""
        return names_in(self.plural or self.msgid)


class Problem(NamedTuple):
    """Something that must be put right: where and what."""

    place: str
    what: str


def names_in(text: str) -> frozenset[str]:
    """Return the names of the placeholders in a text; braces that are none count as a name that nothing has."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return frozenset({text})
