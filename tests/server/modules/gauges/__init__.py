"""Gauges, their calibrations, and what follows from one that is out of tolerance."""
