"""Tables that a person can work with.

`table` is the widget. `columns` say what is shown, `rows` fetch only what is visible (or hold a list), `window` is the
question they ask, `copying` makes TSV and CSV: those know no Qt. `model`, `header`, `cells` and `view` are Qt's side.
"""
