"""A fault of PySide6 6.12: it gives None and True away without owning them.

Each call of Qt that returns nothing takes one reference from Python's only None, each emission of a signal one from its only
True, until none is left and the interpreter aborts: after minutes. From Python 3.12 on neither can die (PEP 683); before,
they are given references to spare. PySide6 6.11 does not have the fault.
"""

import ctypes
import sys

_SPARE = 1 << 40
"""A million calls a second last for twelve days."""


def spare_singletons() -> None:
    """Give None and True so many references that Qt's calls cannot use them up. Doing it again does no harm.

    Raises:
        RuntimeError: this Python keeps its counts elsewhere, so that nothing was spared.
    """
    if sys.version_info >= (3, 12):
        return
    for singleton in (None, True):
        if sys.getrefcount(singleton) > _SPARE // 2:
            continue
        # The count is the first field of every object of CPython (PyObject.ob_refcnt).
        ctypes.c_ssize_t.from_address(id(singleton)).value += _SPARE
        if sys.getrefcount(singleton) < _SPARE // 2:
            raise RuntimeError(f"the references of {singleton} are not where CPython keeps them")
