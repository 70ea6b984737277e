"""The pages of qualifications."""
