"""Show quality records: lists, one record, charts."""
