"""One folder for each server module."""
