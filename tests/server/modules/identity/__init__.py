"""Accounts, secrets, sessions and electronic signatures, on a real PostgreSQL and with real argon2."""
