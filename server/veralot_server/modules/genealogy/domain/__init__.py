"""Rules of the genealogy, pure: same facts, same decision; no clock, no database.

`facts` is what the rules decide on, `status` what a lot counts as and what may be done with it, `places` where stock may lie,
`amounts` what a quantity may be, `numbers` what lots are called, `edges` what a consumption proves, `words` every sentence
that a refusal or a trace can say.
"""
