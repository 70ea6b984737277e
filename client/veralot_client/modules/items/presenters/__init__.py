"""What the pages and forms of items and partners decide. No Qt."""
