"""Inspections, plans and severities as people work with them."""
