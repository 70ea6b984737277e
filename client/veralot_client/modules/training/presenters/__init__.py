"""What the pages of qualifications decide: the `matrix`, lists and one of `grants`, and all `forms`. No Qt."""
