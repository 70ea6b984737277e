"""Decide what the pages of recalls show and send. No Qt."""
