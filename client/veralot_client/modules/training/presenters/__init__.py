"""What the pages of qualifications decide. No Qt."""
