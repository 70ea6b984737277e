"""What the pages of the audit log decide. No Qt."""
