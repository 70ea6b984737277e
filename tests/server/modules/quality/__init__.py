"""Quality records."""
