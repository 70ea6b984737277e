"""The server on a real PostgreSQL: each test in a transaction that is rolled back, or in a database of its own."""
