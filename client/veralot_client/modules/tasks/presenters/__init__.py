"""Decide what the inbox shows. No Qt."""
