"""What the warehouse refuses, and why. Errors of a place double as the dry answer to where goods may go."""

from decimal import Decimal

from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.contracts.warehouse.states import ContainerState
from veralot_shared.errors import CodedError


class PlaceError(CodedError, abstract=True, status=409):
    """A place that the rules keep goods away from."""

    field: str | None = "target_id"


class PlaceClosed(PlaceError):
    """The location is no longer used."""

    text = "{location} is closed. Choose another place."
    location: str


class PlaceTakesOther(PlaceError):
    """The place is set to take other statuses."""

    text = (
        "Lot {lot_no} ({status}) must not lie at {location}: that place takes only {allowed}. "
        "The planner or the quality head can change its rules."
    )
    lot_no: str
    status: LotStatus
    location: str
    allowed: list[LotStatus]


class PlaceOfCustomer(PlaceError):
    """The place is kept for one customer."""

    text = "{location} is kept for {customer}; lot {lot_no} belongs to {owner}. The planner can choose another place."
    lot_no: str
    location: str
    customer: str
    owner: str
    customer_zh: str = ""
    owner_zh: str = ""


class ConditionNotOffered(PlaceError):
    """The place does not offer the storage condition that the item needs (I-44)."""

    text = (
        "Lot {lot_no} needs storage at {needed}; {location} offers: {offered}. "
        "The planner or the quality head can change what the item needs or the place offers."
    )
    lot_no: str
    location: str
    needed: str
    offered: list[str]


class CustomersApart(PlaceError):
    """Goods of two customers would lie together although it is agreed, or set for the place, that they do not."""

    text = (
        "Lot {lot_no} of {customer} must not lie beside lot {other_lot} of {other_customer} at {location}: "
        "their goods are kept apart. The quality head can change the agreement."
    )
    lot_no: str
    customer: str
    other_lot: str
    other_customer: str
    location: str
    customer_zh: str = ""
    other_customer_zh: str = ""


class PlaceOneLot(PlaceError):
    """The place holds one lot at a time."""

    text = (
        "{location} holds one lot at a time, and lot {other_lot} lies there; lot {lot_no} needs another place. "
        "The planner or the quality head can change its rules."
    )
    lot_no: str
    location: str
    other_lot: str


class ReturnedBeside(PlaceError):
    """Returned goods and good ones would lie together (I-20)."""

    text = (
        "Returned goods never lie beside good ones: lot {lot_no} must not lie at {location} together with lot "
        "{other_lot}. QA release decides on returned lots."
    )
    lot_no: str
    location: str
    other_lot: str


class PlaceFull(PlaceError):
    """Every position of the place is taken."""

    text = "{location} has {capacity} positions, and {taken} are taken; {wanted} more are needed. Choose another place."
    location: str
    capacity: int
    taken: int
    wanted: int


class PlaceLoop(CodedError, status=409):
    """A location would lie within itself."""

    text = "{location} cannot lie within {parent}: that lies within {location} already."
    location: str
    parent: str
    field: str | None = "parent_id"


class PrefixMissing(CodedError, status=409):
    """No GS1 company prefix is set, so no SSCC can be made."""

    text = (
        "This plant has no GS1 company prefix yet, so no SSCC can be given. The planner or the administrator can set it; "
        "until then give a container number of your own."
    )
    field: str | None = "container_no"


class PrefixUsedUp(CodedError, status=409):
    """Every serial reference of the prefix is given."""

    text = "Every SSCC of the GS1 company prefix {prefix} with extension digit {extension} is given. Set another one."
    prefix: str
    extension: int
    field: str | None = "container_no"


class SsccInvalid(CodedError, status=422):
    """18 digits that are no SSCC."""

    text = "{field}: “{sscc}” is not a valid SSCC. Its last digit should be {check_digit}."
    sscc: str
    check_digit: str
    field: str | None = "container_no"


class ContainerClosed(CodedError, status=409):
    """The container was shipped or is no longer used."""

    text = "Container {container_no} is {state}; nothing can be done with it any more."
    container_no: str
    state: ContainerState
    field: str | None = "container_id"


class ContainerShort(CodedError, status=409):
    """Less of a lot is in the container than is asked for."""

    text = "Container {container_no} holds {available} {unit} of lot {lot_no}; {wanted} {unit} are asked for."
    container_no: str
    lot_no: str
    available: Decimal
    wanted: Decimal
    unit: str
    field: str | None = "lines"


class LooseShort(CodedError, status=409):
    """Less of a lot lies loose at the place than is asked for; the rest is in containers."""

    text = (
        "Only {available} {unit} of lot {lot_no} lie loose at {location}; {wanted} {unit} are asked for. "
        "In containers there: {containers}."
    )
    lot_no: str
    location: str
    available: Decimal
    wanted: Decimal
    unit: str
    containers: list[str]
    field: str | None = "lines"


class StockInContainers(CodedError, status=409):
    """A movement would take what lies in several containers, and does not say out of which."""

    text = (
        "{wanted} {unit} of lot {lot_no} at {location} would have to come out of containers {containers}, and out of which "
        "is not said. Take it out of the container first; warehouse and operators can."
    )
    lot_no: str
    location: str
    wanted: Decimal
    unit: str
    containers: list[str]
    field: str | None = "location_id"


class UnitsElsewhere(CodedError, status=409):
    """Units that are not where they are taken from."""

    text = "These units are not there to be taken: {serials}."
    serials: list[str]
    field: str | None = "lines"


class ContainerLoop(CodedError, status=409):
    """A container would be within itself."""

    text = "Container {container_no} cannot go into {inside_no}: that one is inside it."
    container_no: str
    inside_no: str
    field: str | None = "inside_id"


class ContainerNotEmpty(CodedError, status=409):
    """Something is still in the container."""

    text = "Container {container_no} is not empty. Empty it first."
    container_no: str
    field: str | None = "container_id"


class ContainerOfCustomer(CodedError, status=409):
    """The container is kept for another customer."""

    text = (
        "Container {container_no} is kept for {customer}; lot {lot_no} belongs to {owner}. "
        "Choose a container that is kept for {owner} or for nobody."
    )
    container_no: str
    customer: str
    lot_no: str
    owner: str
    field: str | None = "lines"
    customer_zh: str = ""
    owner_zh: str = ""


class ContainerShippedElsewhere(CodedError, status=409):
    """The container is kept for another customer than the one that the shipment goes to."""

    text = (
        "Container {container_no} is kept for {customer}; this shipment goes to {receiver}. "
        "Leave it out of the shipment, or ship it to {customer}."
    )
    container_no: str
    customer: str
    receiver: str
    field: str | None = "container_ids"
    customer_zh: str = ""
    receiver_zh: str = ""
