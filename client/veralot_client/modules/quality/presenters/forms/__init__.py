"""The forms on quality records, derived from their messages: `derive` makes fields of a message's own fields, `base` sends it.

`deeds` says which fields of which message are special, `opening` are the forms that begin a record, `failing` begins one from
a failed inspection, `rules` are those of the plant's own codes and terms. No Qt.
"""
