"""Tests of the data that Veralot ships: the demo plant's files, and the generator that wrote them.

`demo_files` reads the files as any importer would; `replay` carries out their history again, line by line.
"""
