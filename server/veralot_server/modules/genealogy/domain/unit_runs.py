"""Units as ranges of serial numbers: ten thousand that are alike in all else are one line, and none is left out."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from veralot_shared.contracts.genealogy import UnitRunView, UnitView
from veralot_shared.rules.serials import BETWEEN, runs, successor

Alike = tuple[object, ...]


def unit_runs(units: Iterable[UnitView]) -> list[UnitRunView]:
    """Return units, which come by serial number, as ranges; those of a range are alike but for their packages."""
    return [run(group) for group in groups(units)]


def groups(units: Iterable[UnitView]) -> Iterator[list[UnitView]]:
    """Yield units that follow one another and are alike."""
    group: list[UnitView] = []
    seen: set[str | None] = set()
    for unit in units:
        if group and not follows(unit, group[-1], seen):
            yield group
            group, seen = [], set()
        group.append(unit)
        seen.add(unit.package_no)
    if group:
        yield group


def follows(unit: UnitView, before: UnitView, seen: Collection[str | None]) -> bool:
    """Tell whether a unit goes on where another ends. A package that comes up again would hide which unit is in which."""
    again = unit.package_no != before.package_no and unit.package_no in seen
    return not again and alike(unit) == alike(before) and successor(before.serial_no) == unit.serial_no


def alike(unit: UnitView) -> Alike:
    """Return what units of one range have in common; those in a package are never taken together with loose ones."""
    return unit.status, unit.holds, unit.customer, unit.lot_id, unit.package_no is None


def run(units: Sequence[UnitView]) -> UnitRunView:
    """Return units that follow one another as one range."""
    first, last = units[0], units[-1]
    packages = list(dict.fromkeys(unit.package_no for unit in units if unit.package_no is not None))
    return UnitRunView(
        serials=first.serial_no if first is last else f"{first.serial_no}{BETWEEN}{last.serial_no}",
        count=len(units),
        status=first.status,
        holds=first.holds,
        packages=list(runs(packages)),
        customer=first.customer,
        customer_zh=first.customer_zh,
        lot_id=first.lot_id,
        lot_no=first.lot_no,
    )
