"""What people see of items and partners."""
