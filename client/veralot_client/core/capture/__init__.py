"""Entering while the server is away. No Qt.

`capture` is what a page hands its command to; `journal` keeps entries, encrypted and chained, until the server has them;
`sealing` encrypts, `vaults` keep the key to it, `journals` find and open them, `keeper` does so when somebody proves who they
are; `remembered` lets them come back while the server is away, and `guesses` counts who tries in vain; `signing_keys` sign
for one login; `work_list` answers what the server answered before, `guarding` refuses by it what the
server would; `handing_in` sends what waits.
"""
