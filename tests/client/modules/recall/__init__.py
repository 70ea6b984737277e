"""Recalls as people work with them."""
