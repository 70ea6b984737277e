"""What the import's pages decide. No Qt.

`upload` brings files to the server, `files` knows what was chosen and how it is to be read, `imports` checks and imports,
`former` lists what was imported, undoes, signs and reports.
"""
