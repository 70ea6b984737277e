"""Tables that a person can work with.

`table` is the widget. `columns` say what is shown, `rows` fetch only what is visible (or hold a list), `window` is the
question they ask, `days` a window of days as it is typed, `whole` and `paging` read a list that is held, `copying` makes TSV
and CSV, `exporting` and `workbook` files, `memory` remembers what a person made of the columns: those know no Qt. `model`,
`header`, `filters`, `cells`, `view`, `layout`, `overlay`, `footer` and `saving` are Qt's side.
"""
