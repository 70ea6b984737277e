"""Qualifications of people."""
