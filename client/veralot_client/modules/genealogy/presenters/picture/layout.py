"""Lays a picture out: from what is shown to where it lies. Fit for a thread in the background."""

from veralot_client.core.background import Job
from veralot_client.modules.genealogy.presenters.picture.figure import Figure
from veralot_client.modules.genealogy.presenters.picture.grouping import Shown
from veralot_client.modules.genealogy.presenters.picture.layers import backward, layered
from veralot_client.modules.genealogy.presenters.picture.mesh import Mesh
from veralot_client.modules.genealogy.presenters.picture.order import SWEEPS, ordered
from veralot_client.modules.genealogy.presenters.picture.place import SWEEPS as PLACINGS
from veralot_client.modules.genealogy.presenters.picture.place import placed
from veralot_client.modules.genealogy.presenters.picture.routes import routed, trunks

STEPS = SWEEPS + PLACINGS + 3
"""How often progress is told."""


class Progress:
    """Tells a job how far the layout is, and leaves off when the job is cancelled."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._done = 0

    def __call__(self) -> None:
        """One more step is done. Raises: Cancelled."""
        self._done += 1
        self._job.report(min(self._done, STEPS), STEPS)


def laid_out(shown: Shown, job: Job) -> Figure:
    """Return where everything lies. Raises: Cancelled."""
    tick = Progress(job)
    tick()
    loops = shown.mesh.tails == shown.mesh.heads
    back = backward(shown.mesh)
    turned = shown.mesh.turned(back)
    straight = Mesh(turned.count, turned.tails[~loops], turned.heads[~loops])
    layers = layered(straight)
    trunk = trunks(straight, layers)
    real = trunk.layers >= 0
    real[straight.count :] = False
    tick()
    order = ordered(trunk.mesh, trunk.layers, tick)
    places = placed(trunk.mesh, trunk.layers, order, real, tick)
    routes = routed(trunk, places, straight.count)
    tick()
    return Figure(shown, back, trunk, places, routes)
