"""From a layout and its data to ink: `compose` places every stroke in millimetres, the same for every way out.

`codes` makes barcodes, `symbols` draws those of ISO 15223-1; `pdf` prints, `raster` and `zpl` speak to label printers.
"""
