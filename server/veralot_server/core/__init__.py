"""The platform under every module: database, transactions, audit, signatures, readiness, reports, module loading.

It knows no module by name and no HTTP.
"""
