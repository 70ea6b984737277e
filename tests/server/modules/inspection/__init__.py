"""Inspections and their plans."""
