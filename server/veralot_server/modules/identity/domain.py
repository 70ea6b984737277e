"""What holds for accounts, roles, passwords and signers, whatever the database says: pure rules."""

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final
from unicodedata import normalize

import msgspec

from veralot_shared.contracts.identity import (
    AccountEvent,
    AccountState,
    BadgeEvent,
    BadgeState,
    PasswordTooWeak,
    Permission,
    PinTooWeak,
    Role,
    RolesConflict,
    RolesOfPlant,
)
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed
from veralot_shared.i18n import LANGUAGES, N_
from veralot_shared.ids import PartnerId, UserId
from veralot_shared.rules import pins
from veralot_shared.rules.passwords import WORDING, broken_rules

FAILURES_TO_LOCK: Final = 5
"""So many failed attempts in a row lock an account (P11-26)."""
PASSWORD_AGE: Final = timedelta(days=180)
"""A password that is older must be changed (P11-24)."""
FORMER_PASSWORDS: Final = 12
"""So many last passwords, the present one included, cannot be chosen again."""

# --- accounts --------------------------------------------------------------------------------------------------------


_S, _E = AccountState, AccountEvent

TRANSITIONS: Final[Mapping[tuple[AccountState, AccountEvent], AccountState]] = {
    (_S.REQUESTED, _E.GIVE_PASSWORD): _S.ACTIVE,
    (_S.ACTIVE, _E.GIVE_PASSWORD): _S.ACTIVE,
    (_S.LOCKED, _E.GIVE_PASSWORD): _S.LOCKED,
    (_S.ACTIVE, _E.LOCK): _S.LOCKED,
    (_S.REQUESTED, _E.DISABLE): _S.DISABLED,
    (_S.ACTIVE, _E.DISABLE): _S.DISABLED,
    (_S.LOCKED, _E.DISABLE): _S.DISABLED,
    (_S.LOCKED, _E.ENABLE): _S.ACTIVE,
    (_S.DISABLED, _E.ENABLE): _S.ACTIVE,
}
"""(state, event) → state. Nothing leads out of the accounts: they are never deleted (11.100(a))."""


def next_state(user_name: str, state: AccountState, event: AccountEvent) -> AccountState:
    """Return the state that follows. Raises TransitionIllegal."""
    following = TRANSITIONS.get((state, event))
    if following is None:
        raise TransitionIllegal(kind="user", key=user_name, state=state, event=event)
    return following


USER_NAME: Final = re.compile(r"\w[\w.@+-]{0,63}")
USER_NAME_RULE: Final = N_("Use letters, figures and . @ + - _, at most 64, beginning with a letter or figure.")
FULL_NAME_RULE: Final = N_("The printed name stands beside every signature and must not be empty.")
LANGUAGE_RULE: Final = N_("Veralot speaks no such language.")
REASON_RULE: Final = N_("Please give a reason.")
REGISTRANT_CUSTOMER_RULE: Final = N_("A registrant's user needs the customer whose records it may see.")


def user_key(user_name: str) -> str:
    """Return the user name as it is compared: without case and without look-alike forms of width (P11-23)."""
    return normalize("NFKC", user_name.strip()).casefold()


def is_user_name(user_name: str) -> bool:
    """Tell whether a text can be a user name."""
    return USER_NAME.fullmatch(user_key(user_name)) is not None


def check_user_name(user_name: str) -> None:
    """Refuse a user name that nobody could type again. Raises ValueNotAllowed."""
    if not is_user_name(user_name):
        raise ValueNotAllowed(field="user_name", value=user_name, rule=USER_NAME_RULE)


def check_person(full_name: str, language: str) -> None:
    """Refuse an account without a printed name (11.50) or with an unknown language. Raises ValueNotAllowed."""
    check_full_name(full_name)
    check_language(language)


def check_full_name(full_name: str) -> None:
    """Refuse an account without a printed name (11.50). Raises ValueNotAllowed."""
    if not full_name.strip():
        raise ValueNotAllowed(field="full_name", value=full_name, rule=FULL_NAME_RULE)


def check_language(language: str) -> None:
    """Refuse a language that Veralot does not speak. Raises ValueNotAllowed."""
    if language not in LANGUAGES:
        raise ValueNotAllowed(field="language", value=language, rule=LANGUAGE_RULE)


def check_reason(reason: str) -> None:
    """Refuse a missing reason. Raises ValueNotAllowed."""
    if not reason.strip():
        raise ValueNotAllowed(field="reason", value=reason, rule=REASON_RULE)


# --- roles -----------------------------------------------------------------------------------------------------------

HEADS: Final = frozenset({Role.PRODUCTION_HEAD, Role.QUALITY_HEAD})
HEADS_RULE: Final = N_(
    "The heads of production and of quality must be two people (GMP). Give one role to another person."
)
ADMINISTRATOR_RULE: Final = N_(
    "Administrators stay independent of the records and sign none. Make a second person the administrator."
)
REGISTRANT_RULE: Final = N_("A registrant's user belongs to the customer and has no other role in the plant.")


def check_roles(roles: Iterable[Role], customer_id: PartnerId | None, signing: AbstractSet[str]) -> None:
    """Refuse roles that one person must not hold (CN-03, DI-11); `signing` are the roles that may sign.

    Raises: RolesConflict, RolesOfPlant, ValueNotAllowed (a registrant without a customer).
    """
    wanted = set(roles)
    # In the roles' own order, so that the same roles always give the same error.
    for first, second in combinations([role for role in Role if role in wanted], 2):
        rule = conflict_rule(first, second, signing)
        if rule:
            raise RolesConflict(first=first, second=second, rule=rule)
    if Role.REGISTRANT in wanted and customer_id is None:
        raise ValueNotAllowed(field="customer_id", value="", rule=REGISTRANT_CUSTOMER_RULE)
    ours = roles_of_plant(wanted)
    if customer_id is not None and ours:
        raise RolesOfPlant(roles=ours)


def roles_of_plant(roles: AbstractSet[str]) -> list[Role]:
    """Return those of some roles that only the plant's own people have, in the roles' own order."""
    return [role for role in Role if role in roles and role is not Role.REGISTRANT]


def conflict_rule(first: Role, second: Role, signing: AbstractSet[str]) -> str | None:
    """Return why two roles exclude each other, if they do."""
    pair = {first, second}
    if pair == HEADS:
        return HEADS_RULE
    if Role.REGISTRANT in pair:
        return REGISTRANT_RULE
    return ADMINISTRATOR_RULE if Role.ADMINISTRATOR in pair and pair & signing else None


# --- passwords -------------------------------------------------------------------------------------------------------


def check_strength(password: str, user_name: str, field: str) -> None:
    """Refuse a weak password, naming every rule that it breaks. Raises PasswordTooWeak."""
    broken = broken_rules(password, user_name)
    if broken:
        raise PasswordTooWeak(rules=[WORDING[rule] for rule in broken], field=field)


def password_expired(changed_at: datetime | None, now: datetime, age: timedelta = PASSWORD_AGE) -> bool:
    """Tell whether a password is too old (P11-24); none at all counts as that."""
    return changed_at is None or now - changed_at > age


# --- badges ----------------------------------------------------------------------------------------------------------

BADGE_CODE: Final = re.compile(r"[!-~]{4,64}")
BADGE_CODE_RULE: Final = N_("A badge's code has 4 to 64 letters, figures or signs. Hold the badge to the reader again.")
BADGE_LABEL_RULE: Final = N_("Enter what is printed on the badge, so that a found one can be told.")
WORKSTATION_RULE: Final = N_("Give the workstation a name of at most 100 characters, as people call it.")
TEST_AGE: Final = timedelta(days=365)
"""A badge is tested again after so long (11.300(e))."""


_B = BadgeState

BADGE_TRANSITIONS: Final[Mapping[tuple[BadgeState, BadgeEvent], BadgeState]] = {
    (_B.ASSIGNED, BadgeEvent.BLOCK): _B.BLOCKED,
    (_B.BLOCKED, BadgeEvent.UNBLOCK): _B.ASSIGNED,
    (_B.ASSIGNED, BadgeEvent.RETURN): _B.RETURNED,
    (_B.BLOCKED, BadgeEvent.RETURN): _B.RETURNED,
    (_B.ASSIGNED, BadgeEvent.TEST): _B.ASSIGNED,
}
"""(state, event) → state. Nothing leads out of what was returned: no badge is given out twice."""


def next_badge_state(label: str, state: BadgeState, event: BadgeEvent) -> BadgeState:
    """Return the state that follows. Raises TransitionIllegal."""
    following = BADGE_TRANSITIONS.get((state, event))
    if following is None:
        raise TransitionIllegal(kind="badge", key=label, state=state, event=event)
    return following


def badge_code(read: str) -> str:
    """Return a badge's code as it counts, whatever case and width the reader sends. Raises ValueNotAllowed."""
    code = normalize("NFKC", read).strip().upper()
    if not BADGE_CODE.fullmatch(code):
        raise ValueNotAllowed(field="code", value="", rule=BADGE_CODE_RULE)
    return code


def check_pin(pin: str) -> None:
    """Refuse a weak PIN, naming every rule that it breaks. Raises PinTooWeak."""
    broken = pins.broken_rules(pin)
    if broken:
        raise PinTooWeak(rules=[pins.WORDING[rule] for rule in broken])


# --- signers ---------------------------------------------------------------------------------------------------------


class Signer(msgspec.Struct, frozen=True, kw_only=True):
    """A person whose two components were proven, with what decides whether they may sign. `rights`: role → rights."""

    user_id: UserId
    user_name: str
    full_name: str
    full_name_zh: str
    customer_id: PartnerId | None
    rights: dict[Role, frozenset[str]]
    active: bool
    identity_verified: bool
    accountability_accepted: bool
    must_change_password: bool

    def may(self, permission: str) -> bool:
        """Tell whether one of the signer's roles has a right."""
        return any(permission in rights for rights in self.rights.values())

    def role_for(self, permission: str | None) -> str:
        """Return the role in which the person signs: the first that has the right."""
        fitting = (role for role in Role if role in self.rights and permission in {None, *self.rights[role]})
        return next(fitting, "")


SIGNER_RULES: Final[tuple[tuple[Callable[[Signer], bool], str], ...]] = (
    (lambda signer: signer.active, N_("The account is not active. An administrator can open it.")),
    (
        lambda signer: Role.ADMINISTRATOR not in signer.rights,
        N_("Administrators sign no records of the plant. Ask somebody who works with these records."),
    ),
    (lambda signer: signer.may(Permission.SIGN), N_("This person's roles give no right to sign.")),
    (
        lambda signer: signer.identity_verified,
        N_("This person's identity was not verified yet. Ask the head of quality to record it."),
    ),
    (
        lambda signer: not signer.must_change_password,
        N_("The password is a first one or too old. Its owner must change it, then sign."),
    ),
    (
        lambda signer: signer.accountability_accepted,
        N_("This person has not yet accepted to be bound by electronic signatures. Accept it, then sign."),
    ),
)
"""What must hold for anybody who signs, and what to tell them if it does not (P11-14, P11-20, P11-22, DI-11)."""

RIGHT_RULE: Final = N_("The signer needs the right to do this. Ask somebody who has it to sign.")
FOUR_EYES_RULE: Final = N_("The signer did part of the work that is signed here. Another person must sign it.")
CUSTOMER_RULE: Final = N_("The signer may not see these records: they are not those of the signer's company.")


def why_not(signer: Signer, permission: str | None, doers: AbstractSet[int]) -> str | None:
    """Return why somebody may not sign and what to do about it, or `None` if nothing is against it.

    `doers` are the people whose work is signed, where four eyes are asked for.
    """
    broken = next((rule for holds, rule in SIGNER_RULES if not holds(signer)), None)
    if broken:
        return broken
    if permission is not None and not signer.may(permission):
        return RIGHT_RULE
    return FOUR_EYES_RULE if signer.user_id in doers else None
