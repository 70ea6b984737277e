"""The desktop client of Veralot.

`core/` decides and knows no Qt, `shell/` is the window around all modules, `widgets/` and `theme/` are what it is drawn
with, `modules/<name>/` is one folder for each module of the contract.
"""

__version__ = "0.1.0"
