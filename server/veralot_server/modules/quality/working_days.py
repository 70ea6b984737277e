"""The days that clocks of quality records count."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.quality import QualityClock
from veralot_shared.contracts.tasks import Calendar, ListDays

OURS: Final = [Calendar.CHINA, Calendar.PLANT]
"""What the plant works by: the country's holidays, and the plant's own days, which are right where the two disagree."""


def of_plant(tx: Transaction) -> Mapping[date, bool]:
    """Return the days on which the plant works, or not, otherwise than their weekdays say."""
    return {each.day: each.working for each in tx.call(ListDays(calendars=OURS))}


def of_clock(tx: Transaction, clock: QualityClock) -> Mapping[date, bool]:
    """Return those of the country whose law runs a clock: what a plant does on a day moves no legal deadline."""
    law = Calendar.UNITED_STATES if clock is QualityClock.US_5_DAYS else Calendar.CHINA
    return {each.day: each.working for each in tx.call(ListDays(calendars=[law]))}
