"""A fault of PySide6 6.12: `Signal.emit` gives True away without owning it.

Each emission takes one reference from Python's only True, until none is left and the interpreter aborts, after some
hundred emissions. From Python 3.12 on True cannot die (PEP 683); before, it is given references to spare.
"""

import ctypes
import sys

_SPARE = 1 << 40
"""A million emissions a second last for twelve days."""


def spare_true() -> None:
    """Give True so many references that emitting signals cannot use them up. Doing it again does no harm.

    Raises:
        RuntimeError: this Python keeps its counts elsewhere, so that nothing was spared.
    """
    if sys.version_info >= (3, 12) or sys.getrefcount(True) > _SPARE // 2:
        return
    # The count is the first field of every object of CPython (PyObject.ob_refcnt).
    ctypes.c_ssize_t.from_address(id(True)).value += _SPARE
    if sys.getrefcount(True) < _SPARE // 2:
        raise RuntimeError("the references of True are not where CPython keeps them")
