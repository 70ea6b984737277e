"""Show the inbox."""
