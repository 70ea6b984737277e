"""What is refused about qualifications, and why."""

from veralot_shared.errors import CodedError, Sentence


class NotQualified(CodedError, status=409):
    """Somebody lacks a qualification that the work asks for; says of each which, and since when."""

    text = (
        "{person} may not work on inspection {number}. {lacking} Let somebody who is qualified do it, or have it granted, "
        "renewed or reinstated by an assessor first."
    )
    person: str
    number: str
    lacking: list[Sentence]
    person_zh: str = ""


class GrantExists(CodedError, status=409):
    """A person is granted each qualification once; after that it is renewed."""

    text = "{person} was granted {qualification} before. Renew or reinstate it."
    person: str
    qualification: str
    person_zh: str = ""
    field: str | None = "qualification_id"
