"""Which AQLs a scheme has at all, whether its tables are published here or established by the plant from its own copy."""

from decimal import Decimal

from veralot_shared.rules.quantities import plain_text
from veralot_shared.rules.sampling import AqlUnknown
from veralot_shared.rules.sampling.own.grids import usual_headings
from veralot_shared.rules.sampling.own.pages import TablePage
from veralot_shared.rules.sampling.terms import BY_ATTRIBUTES, SamplingKind, Scheme, Severity
from veralot_shared.rules.sampling.variables import column


def require_aql(scheme: Scheme, aql: Decimal) -> None:
    """Check that a scheme's tables have an AQL for some lot; a scheme without tables has none to check. Raises: AqlUnknown."""
    if scheme is Scheme.ANSI_Z1_9:
        column(aql, Severity.NORMAL)
        return
    tabled = Scheme.ISO_2859_1_1999 if scheme is Scheme.SKIP_LOT else scheme
    if tabled not in BY_ATTRIBUTES and tabled is not Scheme.ISO_3951_1:
        return
    known = usual_headings(TablePage(scheme=tabled, kind=SamplingKind.SINGLE, severity=Severity.NORMAL))
    if known and plain_text(aql) not in known:
        raise AqlUnknown(aql=aql, known=[Decimal(one) for one in known])
