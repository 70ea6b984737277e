"""The platform under every module: database, transactions, audit, signatures, readiness, reports, module loading.

It knows no module by name and no HTTP. `acting` tells the database who acts, `naming` says how people call a record,
`malformed` what is wrong with a message, `bounds` what no record can hold.
"""
