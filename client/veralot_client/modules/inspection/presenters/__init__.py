"""What the pages and forms of inspections decide. No Qt."""
