"""What people see of imports."""
