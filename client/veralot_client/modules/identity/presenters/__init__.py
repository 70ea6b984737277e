"""What the pages and forms of people and sessions decide. No Qt."""
