"""What decides behind the pages of inspections: lists, one record, forms, columns. No Qt.

`retesting` says what is tested again; `asked` says in words which qualifications a plan asks for, `qualification_form`
chooses them; `sampling_tables` and `reading` decide for the plant's own tables.
"""
