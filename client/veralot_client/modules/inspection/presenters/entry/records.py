"""Every result that the server has of an inspection, read page by page; those too that no longer count. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from veralot_shared.contracts.inspection import ResultView
from veralot_shared.ids import CharacteristicId, ResultId


class Records:
    """What was read so far. Results are never changed, so that a later reading goes on where the former ended.

    Attributes:
        last: the newest result that is known.
    """

    def __init__(self) -> None:
        self.last: ResultId | None = None
        self._known: dict[ResultId, ResultView] = {}
        self._instead: dict[ResultId, ResultId] = {}
        self._former: defaultdict[tuple[CharacteristicId, int], list[ResultId]] = defaultdict(list)

    def __len__(self) -> int:
        """Return how many results are known."""
        return len(self._known)

    def __contains__(self, result_id: object) -> bool:
        """Return whether the server has a result."""
        return result_id in self._known

    def __iter__(self) -> Iterator[ResultView]:
        """Yield every result in the order of recording."""
        return iter(self._known.values())

    def take(self, page: Iterable[ResultView]) -> list[ResultView]:
        """Take a page; return those of it that were not known. What one of them corrects counts no more."""
        new = [result for result in page if result.id not in self._known]
        for result in new:
            self._known[result.id] = result
            self.last = result.id if self.last is None else max(self.last, result.id)
            if not result.counts:
                self._former[result.characteristic_id, result.sample_no].append(result.id)
            if result.replaces_id is not None:
                self._correct(result.replaces_id, result.id)
        return new

    def former(self, characteristic_id: CharacteristicId, sample_no: int) -> list[ResultView]:
        """Return what a sample's results were before they were corrected or set aside, the oldest first."""
        return [self._known[one] for one in sorted(self._former.get((characteristic_id, sample_no), ()))]

    def why(self, result_id: ResultId) -> str:
        """Return why a result was corrected."""
        return self._known[self._instead[result_id]].reason if result_id in self._instead else ""

    def _correct(self, result_id: ResultId, by: ResultId) -> None:
        self._instead[result_id] = by
        wrong = self._known.get(result_id)
        if wrong is not None and wrong.counts:
            self._known[result_id] = msgspec.structs.replace(wrong, counts=False)
            self._former[wrong.characteristic_id, wrong.sample_no].append(result_id)
