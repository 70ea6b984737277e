"""What the fields of files are called to people; the files' own headings are in `headings`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from veralot_shared.i18n import N_

TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "address": N_("Address"),
        "at": N_("Date and time"),
        "by": N_("Done by"),
        "code": N_("Code"),
        "component": N_("Component"),
        "contains": N_("Units inside"),
        "country": N_("Country"),
        "customer": N_("Customer"),
        "device_class": N_("Device class"),
        "document_no": N_("Document number"),
        "event": N_("Event"),
        "expiry": N_("Expiry"),
        "from_location": N_("From location"),
        "full_name": N_("Full name"),
        "full_name_zh": N_("Full name (Chinese)"),
        "gln": N_("GLN"),
        "gtin": N_("GTIN"),
        "identity_document": N_("Identity document"),
        "implantable": N_("Implantable"),
        "inside_package": N_("Inside package"),
        "into_serials": N_("Into units"),
        "item": N_("Item"),
        "kind": N_("Kind"),
        "language": N_("Language"),
        "level": N_("Pack level"),
        "lifted_at": N_("Lifted at"),
        "lifted_by": N_("Lifted by"),
        "lot_no": N_("Lot number"),
        "manufactured": N_("Manufactured"),
        "movement": N_("Movement number"),
        "name": N_("Name"),
        "name_zh": N_("Name (Chinese)"),
        "order_no": N_("Order number"),
        "package_level": N_("Pack level"),
        "package_no": N_("Package number"),
        "partner": N_("Supplier or customer"),
        "per": N_("For how much"),
        "position": N_("Position"),
        "quantity": N_("Quantity"),
        "quantum": N_("Smallest quantity"),
        "reason": N_("Reason"),
        "reason_code": N_("Reason code"),
        "revision": N_("Revision"),
        "roles": N_("Roles"),
        "serial": N_("Serial number"),
        "serials": N_("Serial numbers"),
        "shelf_life_months": N_("Shelf life in months"),
        "status": N_("Status"),
        "supplier_lot_no": N_("Supplier's lot"),
        "to_item": N_("To item"),
        "to_location": N_("To location"),
        "to_lot": N_("To lot"),
        "tracking": N_("Tracking"),
        "unit": N_("Unit"),
        "user_name": N_("User name"),
    }
)
"""Each field of each kind of file."""
