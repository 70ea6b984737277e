"""Forms, described as data and filled by a person.

`spec` says what a field is, `records` finds what it offers, `presenter` decides what is sent: they know no Qt.
`editors` are what one types in. `form` lays them out and shows what is wrong beside the field; `dialog` puts a form in
a window that keeps what was typed until the server has taken it.
"""
