"""Rules of labels, pure: `layouts` judges what is designed, `contents` says what a label says, `states` who may follow whom.

`names` judges codes and names, `comparison` compares a scan with the record.
"""
