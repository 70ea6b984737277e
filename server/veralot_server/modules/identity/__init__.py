"""People, roles, sessions and electronic signatures."""
