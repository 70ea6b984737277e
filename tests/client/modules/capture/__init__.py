"""Devices, entries with both sides, and what waits on this computer."""
