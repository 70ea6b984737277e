"""Measures of type."""

from PySide6.QtWidgets import QWidget


def digit_width(widget: QWidget) -> int:
    """Return how wide a digit is: the average width of a typeface with Chinese in it says nothing of numbers."""
    return widget.fontMetrics().horizontalAdvance("0")
