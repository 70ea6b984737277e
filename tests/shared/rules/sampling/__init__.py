"""Acceptance sampling against the published tables, typed a second time, and against published examples."""
