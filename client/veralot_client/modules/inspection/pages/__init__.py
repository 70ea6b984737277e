"""What people see of inspections."""
