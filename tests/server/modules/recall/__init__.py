"""Recalls: what is found, how it balances, what is done, what is made."""
