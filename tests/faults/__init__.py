"""What a bad day brings: processes killed in the middle of work, and messages that nobody meant to send."""
