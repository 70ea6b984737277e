from tests.factories.genealogy import Plant
from veralot_shared.contracts.genealogy import *

def test_all(plant: Plant) -> None:
    m = plant.material(100)
    assert m.status == LotStatus.RELEASED and plant.stock(m) == {"WH": 100}
    dev = plant.device(levels=(1, 3))
    out = plant.produced(dev, 3)
    ids = plant.unit_ids(out)
    plant.consume(out, m, 6, into=ids)
    out = plant.on_market(out)
    (box,) = plant.packed(out, 2, [PackageEntry(package_no="B1", unit_ids=ids)])
    s = plant.shipped(out, 3, package_ids=[box.id], customer=plant.other)
    print(plant.lot(out.id))
    assert plant.lot(out.id).status == "shipped"
    print(plant.trace(m.id, Direction.FORWARD, Scope.UNIT))
    t = plant.trace(ids[0], Direction.BOTH, Scope.UNIT)
    print(t)
    r = plant.do(ReturnLot(shipment_id=s.id, lot_id=out.id, quantity=__import__("decimal").Decimal(1), location_id=plant.at["RT"], reason="x", unit_ids=ids[:1]))
    print(r)
    plant.held(r.id, ids[1])
    d = plant.do(GetDossier(lot_id=out.id))
    for sec in d.sections: print(sec.id, sec.note, *sec.rows, sep="\n   ")
    for text in (m.lot_no, "P00", "B1", s.shipment_no, "tester", out.order_no, dev.pack_levels[0].gtin):
        print(text, plant.do(Find(text=text)))
    print(plant.do(ListLots(sort="-on_hand", filter=LotFilter(lot_no="p"))))
    print(plant.do(ListHolds()))
