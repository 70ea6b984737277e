"""The door as strangers and clients meet it: real HTTP, real processes, a real database."""
