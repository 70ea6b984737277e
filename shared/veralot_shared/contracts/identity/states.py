"""Rights, roles and the states of an account."""

from enum import StrEnum

from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    USER_READ = "identity:user:read", "See users"
    USER_MANAGE = "identity:user:manage", "Manage users"
    IDENTITY_VERIFY = "identity:user:verify", "Verify identities"
    SESSION_MANAGE = "identity:session:manage", "Manage sessions"
    SIGN = "identity:signature:sign", "Sign electronically"
    BADGE_MANAGE = "identity:badge:manage", "Manage badges"
    WORKSTATION_MANAGE = "identity:workstation:manage", "Manage shared computers"


class Role(StrEnum):
    """What a person is in the plant. The rights of each role are rows in the database, not code."""

    ADMINISTRATOR = "administrator"
    PLANNER = "planner"
    PRODUCTION_HEAD = "production_head"
    QUALITY_HEAD = "quality_head"
    QA_RELEASE = "qa_release"
    INSPECTOR = "inspector"
    DOCUMENT_CONTROLLER = "document_controller"
    WAREHOUSE = "warehouse"
    BUYER = "buyer"
    OPERATOR = "operator"
    MANAGER = "manager"
    AUDITOR = "auditor"
    REGISTRANT = "registrant"


class AccountState(StrEnum):
    """Life of an account; it is never deleted and its id is never given to another person (11.100(a))."""

    REQUESTED = "requested"
    ACTIVE = "active"
    LOCKED = "locked"
    DISABLED = "disabled"


class AccountEvent(StrEnum):
    """What moves an account from one state to another."""

    GIVE_PASSWORD = "give_password"  # noqa: S105 - an event's name, not a password
    LOCK = "lock"
    DISABLE = "disable"
    ENABLE = "enable"


class BadgeState(StrEnum):
    """Life of a badge; what was returned stays returned."""

    ASSIGNED = "assigned"
    BLOCKED = "blocked"
    RETURNED = "returned"


class BadgeEvent(StrEnum):
    """What moves a badge from one state to another."""

    BLOCK = "block"
    UNBLOCK = "unblock"
    RETURN = "return"
    TEST = "test"


class EndReason(StrEnum):
    """Why a session ended."""

    LOGOUT = "logout"
    REVOKED = "revoked"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_LOCKED = "account_locked"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a reason's name, not a password
    PIN_CHANGED = "pin_changed"
    CAME_BACK = "came_back"
    BADGE_WITHDRAWN = "badge_withdrawn"
    WORKSTATION_WITHDRAWN = "workstation_withdrawn"


class LoginMethod(StrEnum):
    """How a session was begun."""

    PASSWORD = "password"  # noqa: S105 - the name of a method
    BADGE = "badge"
