"""The window around all modules: signing in, docks, menus, palette, signatures, errors, the state of the connection.

It knows no module: what is in menus, docks and search comes from what modules declare. `gui_thread` is the only hop
between threads. `main_window` puts the parts together; each part is a file.
"""
