"""Decide what the inbox and the calendars show, and of what a person is reminded. No Qt."""
