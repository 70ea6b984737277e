"""What people see of accounts and sessions."""
