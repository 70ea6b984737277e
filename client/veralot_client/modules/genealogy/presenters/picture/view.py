"""What part of a picture is seen, and how large. Pure arithmetic: the window draws by it, the keys and the mouse change it."""

from dataclasses import dataclass, replace

SMALLEST, LARGEST = 0.005, 3.0
NATURAL = 1.0
FITTING = 1.1
"""A small picture is not blown up beyond this to fill the window."""
ZOOM_STEP = 1.25
"""By how much one press of a key or one notch of the wheel zooms."""


@dataclass(frozen=True, slots=True)
class View:
    """A window of `width` × `height` pixels whose upper left corner shows the point `left, top` of the picture."""

    width: float
    height: float
    scale: float = NATURAL
    left: float = 0.0
    top: float = 0.0

    @property
    def right(self) -> float:
        """The right end of what is seen, in the picture."""
        return self.left + self.width / self.scale

    @property
    def bottom(self) -> float:
        """The lower end of what is seen, in the picture."""
        return self.top + self.height / self.scale

    def to_picture(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the picture under a pixel."""
        return self.left + x / self.scale, self.top + y / self.scale

    def to_window(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel over a point of the picture."""
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def moved(self, dx: float, dy: float) -> "View":
        """Return the view after the picture was pushed by so many pixels."""
        return replace(self, left=self.left - dx / self.scale, top=self.top - dy / self.scale)

    def zoomed(self, factor: float, x: float | None = None, y: float | None = None) -> "View":
        """Return the view zoomed about a pixel, by default the middle; the point below it stays where it is."""
        x, y = (self.width / 2 if x is None else x), (self.height / 2 if y is None else y)
        scale = min(max(self.scale * factor, SMALLEST), LARGEST)
        at_x, at_y = self.to_picture(x, y)
        return replace(self, scale=scale, left=at_x - x / scale, top=at_y - y / scale)

    def resized(self, width: float, height: float) -> "View":
        """Return the view in a window of another size, its middle where it was."""
        x, y = self.to_picture(self.width / 2, self.height / 2)
        return replace(self, width=width, height=height).centred(x, y)

    def centred(self, x: float, y: float) -> "View":
        """Return the view with a point of the picture in its middle."""
        return replace(self, left=x - self.width / self.scale / 2, top=y - self.height / self.scale / 2)

    def fitted(self, width: float, height: float) -> "View":
        """Return the view in which a whole picture of that size is seen."""
        scale = min(self.width / max(width, 1.0), self.height / max(height, 1.0), FITTING)
        return replace(self, scale=max(scale, SMALLEST)).centred(width / 2, height / 2)

    def kept_on(self, width: float, height: float) -> "View":
        """Return the view pushed so far that the picture is not lost from sight."""
        spare_x, spare_y = self.width / self.scale * 0.8, self.height / self.scale * 0.8
        left = min(max(self.left, -spare_x), width - self.width / self.scale + spare_x)
        top = min(max(self.top, -spare_y), height - self.height / self.scale + spare_y)
        return replace(self, left=left, top=top)

    def showing(self, box: tuple[float, float, float, float], rim: float = 40.0) -> "View":
        """Return the view moved as little as need be to see a rectangle (left, top, right, bottom), with a rim of pixels."""
        rim = rim / self.scale
        return replace(
            self,
            left=_nudged(self.left, self.right, box[0] - rim, box[2] + rim),
            top=_nudged(self.top, self.bottom, box[1] - rim, box[3] + rim),
        )


def _nudged(low: float, high: float, wanted_low: float, wanted_high: float) -> float:
    if wanted_low < low or wanted_high - wanted_low > high - low:
        return wanted_low
    return low + max(0.0, wanted_high - high)
