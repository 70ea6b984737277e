"""Rights and kinds of the warehouse, as data that both sides read."""

from enum import StrEnum

from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    READ = "warehouse:stock:read", "See stock, containers and places"
    HANDLE = "warehouse:container:handle", "Handle containers"
    SHIP = "warehouse:container:ship", "Ship containers"
    RULE = "warehouse:rule:manage", "Set rules of places and storage"
    NUMBERING = "warehouse:numbering:manage", "Set the numbering of containers"


class ContainerKind(StrEnum):
    """What a container is made as. A pallet carries cases, a case cartons; the order is nobody's rule but the floor's."""

    PALLET = "pallet"
    CASE = "case"
    CARTON = "carton"
    TOTE = "tote"
    OTHER = "other"


class ContainerState(StrEnum):
    """Life of a container; its number is never given again."""

    OPEN = "open"
    SHIPPED = "shipped"
    RETIRED = "retired"


class HandlingKind(StrEnum):
    """What was done with containers."""

    MADE = "made"
    FILLED = "filled"
    TAKEN_OUT = "taken_out"
    REPACKED = "repacked"
    EMPTIED = "emptied"
    MOVED = "moved"
    SHIPPED = "shipped"
    RETIRED = "retired"
    FOLLOWED = "followed"
    """A movement of stock took out what the container no longer can hold."""


class Advice(StrEnum):
    """Why a place is suggested; the first ones weigh most, the last ones against it."""

    KEPT_FOR_THIS_CUSTOMER = "kept_for_this_customer"
    SAME_LOT_LIES_HERE = "same_lot_lies_here"
    STORE = "store"
    OFFERS_ITS_CONDITION = "offers_its_condition"
    SAME_ITEM_LIES_HERE = "same_item_lies_here"
    EMPTY = "empty"
    KEPT_FREE_FOR_OTHER_CONDITIONS = "kept_free_for_other_conditions"
    KEPT_FOR_ANOTHER = "kept_for_another"


class Skip(StrEnum):
    """Why stock of an item is not suggested for picking."""

    ON_HOLD = "on_hold"
    EXPIRED = "expired"
    NOT_RELEASED = "not_released"
    BLOCKED = "blocked"
    NOT_ON_THE_MARKET = "not_on_the_market"
    OTHER_CUSTOMER = "other_customer"
    PLACE_OF_ANOTHER_CUSTOMER = "place_of_another_customer"
    CONTAINER_OF_ANOTHER_CUSTOMER = "container_of_another_customer"
    EXPIRES_TOO_SOON = "expires_too_soon"
    UNITS_ON_HOLD = "units_on_hold"
