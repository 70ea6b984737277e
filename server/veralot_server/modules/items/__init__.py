"""Items and partners."""
