"""Search, extracts and reviews of the log."""
