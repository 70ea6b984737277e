"""Inspections as people work with them.

`entry` declares the screen on which results are entered; behind it stand `presenters.entry` and `pages.entry`.
"""

from veralot_client.core.module import Module
from veralot_client.modules.inspection.entry import ENTRY_PANELS, entry_actions

MODULE = Module(name="inspection", panels=ENTRY_PANELS, actions=entry_actions)
