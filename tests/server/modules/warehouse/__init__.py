"""Containers, places and stock."""
