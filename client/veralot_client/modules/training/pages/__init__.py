"""The pages of qualifications: the skill `matrix`, the list of `grants`, one `grant`, what there is, and one's own (`mine`)."""
