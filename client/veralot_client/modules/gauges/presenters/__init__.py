"""What the pages and forms of gauges decide. No Qt."""
