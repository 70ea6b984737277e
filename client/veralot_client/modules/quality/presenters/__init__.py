"""Decide what the pages of quality records show and what is sent. No Qt."""
