"""The one inbox."""
