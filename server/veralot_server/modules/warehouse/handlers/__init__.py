"""One plain function for each command.

`making` numbers, makes and retires containers, `filling` puts in and takes out, `moving` moves and ships, `rules` sets the
rules of places, `hearing` hears what moved elsewhere.
"""

from veralot_server.modules.warehouse.handlers import filling, hearing, making, moving, rules

__all__ = ["filling", "hearing", "making", "moving", "rules"]
