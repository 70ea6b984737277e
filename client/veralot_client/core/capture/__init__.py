"""Entering while the server is away. No Qt.

`capture` is what a page hands its command to; `journal` keeps entries, encrypted and chained, until the server has them;
`sealing` encrypts, `vaults` keep the key to it, `journals` find and open them; `signing_keys` sign for one login; `work_list`
answers what the server answered before; `handing_in` sends what waits.
"""
