"""Entering while the server is away."""
