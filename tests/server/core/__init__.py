"""The platform: database, audit log, transactions, reports."""
