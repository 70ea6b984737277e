"""Half a year of the plant, from its first purchase orders to the last shift."""

from scripts.demo_plant import catheter, incidents, infusion, moulding, partners, purchasing, shipping, sterilization
from scripts.demo_plant.plant import Plant


def lived() -> Plant:
    """Return the plant as it stands after the last shift, with all that happened in its books."""
    plant = Plant()
    start = plant.simulation.start
    for supply in purchasing.SUPPLIES:
        start(purchasing.buying(plant, supply))
    for part in moulding.PARTS:
        start(moulding.moulding(plant, part))
    start(infusion.assembling(plant))
    start(catheter.making(plant))
    start(sterilization.sterilizing(plant, "FG-INF", 5))
    start(sterilization.sterilizing(plant, "FG-PTC", 6))
    for consignee, days in zip(partners.INFUSION_CONSIGNEES, (5, 6, 9), strict=True):
        start(shipping.supplying(plant, consignee, days))
    start(shipping.supplying(plant, partners.CATHETER_DEPOT, 8))
    start(shipping.supplying(plant, partners.CATHETER_HOSPITAL, 6))
    start(shipping.supplying(plant, partners.CATHETER_CLINIC, 10))
    incidents.scripted(plant)
    plant.simulation.run()
    return plant
