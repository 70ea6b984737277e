"""The one inbox: `queries` asks every module for what waits (`@tasks`), and puts the most urgent first.

Beside it the calendars of working days, by which modules count their clocks: `handlers` keeps them, `domain` judges what is
entered, `calendars` reads them.
"""
