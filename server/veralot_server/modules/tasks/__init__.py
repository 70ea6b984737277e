"""The one inbox: `queries` asks every module for what waits (`@tasks`), and puts the most urgent first.

`late` passes upwards what is late when `clockwork` looks. Beside it the calendars of working days, by which modules count
their clocks: `handlers` keeps them, `domain` judges what is entered, `calendars` reads them.
"""
