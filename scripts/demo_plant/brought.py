"""What people bring along: the supplier's certificate for the tour's delivery, and another program's list with faults."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from scripts.demo_plant.tables import Table

CERTIFICATE_NO = "COA-TH26K0431"
FAULTS = 8
"""Rows of the list that cannot come in."""
_LINES = (
    ("Haitang Demo Precision Moulding Co., Ltd.", ""),
    ("Certificate of analysis", ""),
    ("Certificate", CERTIFICATE_NO),
    ("Article", "Catheter hub, polycarbonate, luer lock"),
    ("Lot", "TH26K0431"),
    ("Manufactured", "2026-10-12"),
    ("Quantity", "100 pcs"),
)
_RESULTS = (
    ("Luer taper, ISO 80369-7", "gauge", "passes", "accepted"),
    ("Inner diameter", "1.02 ± 0.02 mm", "1.021 mm", "accepted"),
    ("Pull-off force", "≥ 15 N", "22.4 N", "accepted"),
    ("Particles ≥ 25 µm", "≤ 25 / 10 pcs", "4", "accepted"),
    ("Endotoxin, GB/T 14233.2", "< 0.5 EU/mL", "< 0.05 EU/mL", "accepted"),
)
_COLUMNS = (20 * mm, 84 * mm, 122 * mm, 158 * mm)


def certificate() -> bytes:
    """Return the certificate as a PDF, the same bytes each time: no clock, and no compression, which differs by version."""
    buffer = io.BytesIO()
    page = Canvas(buffer, pagesize=A4, pageCompression=0, invariant=1)
    page.setTitle(f"Certificate of analysis {CERTIFICATE_NO}")
    height = A4[1] - 30 * mm
    for place, (name, value) in enumerate(_LINES):
        page.setFont("Helvetica-Bold" if place == 0 else "Helvetica", 14 if place == 0 else 11)
        page.drawString(_COLUMNS[0], height - place * 9 * mm, name)
        page.drawString(_COLUMNS[1] + 30 * mm, height - place * 9 * mm, value)
    top = height - len(_LINES) * 9 * mm - 10 * mm
    page.line(_COLUMNS[0], top + 6 * mm, A4[0] - 20 * mm, top + 6 * mm)
    for row, result in enumerate((("Test", "Limit", "Result", "Verdict"), *_RESULTS)):
        page.setFont("Helvetica-Bold" if row == 0 else "Helvetica", 10)
        for column, text in zip(_COLUMNS, result, strict=True):
            page.drawString(column, top - row * 8 * mm, text.replace("≥", ">=").replace("≤", "<="))
    page.setFont("Helvetica-Oblique", 9)
    page.drawString(_COLUMNS[0], 25 * mm, "Demonstration: neither this firm nor this lot exists.")
    page.save()
    return buffer.getvalue()


def faulty_stock() -> Table:
    """Return opening stock as another program wrote it: two rows that could come in, and a fault in each of the others."""
    rows = (
        ("RM-PVC", "LEGACY-01", "250", "kg", "WH-RM", "2026-05-01", "2028-05-01"),
        ("CP-REG", "LEGACY-02", "1200", "pcs", "WH-CP", "2026-05-01", ""),
        ("RM-NEW", "LEGACY-03", "40", "kg", "WH-RM", "2026-05-01", "2028-05-01"),
        ("RM-PVC", "LEGACY-04", "-5", "kg", "WH-RM", "2026-05-01", "2028-05-01"),
        ("RM-PVC", "LEGACY-05", "12.34567", "kg", "WH-RM", "2026-05-01", "2028-05-01"),
        ("RM-PVC", "LEGACY-06", "80", "lb", "WH-RM", "2026-05-01", "2028-05-01"),
        ("RM-PVC", "LEGACY-07", "80", "kg", "WH-99", "2026-05-01", "2028-05-01"),
        ("RM-PVC", "LEGACY-08", "80", "kg", "WH-RM", "2026-05-01", "31/02/2028"),
        ("RM-PVC", "LEGACY-10", "=1+1", "kg", "WH-RM", "2026-05-01", "2028-05-01"),
        ("RM-PVC", "LEGACY-11", "lots", "kg", "WH-RM", "2029-01-01", "2028-05-01"),
    )
    names = ("item", "lot_no", "quantity", "unit", "to_location", "manufactured", "expiry")
    common = {"at": "2026-05-06T08:00:00+08:00", "status": "released", "partner": "S01", "by": "wang.fang"}
    return [common | dict(zip(names, row, strict=True)) for row in rows]
