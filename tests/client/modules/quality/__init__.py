"""The pages of quality records."""
