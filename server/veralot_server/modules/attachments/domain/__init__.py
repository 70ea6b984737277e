"""Rules of evidence files: `recognise` says what a content is, `checks` judges what is entered, `required` what is missing."""
