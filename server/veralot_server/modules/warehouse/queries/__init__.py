"""Answers, each from one snapshot.

`stock` by any cut, `containers`, `places` with their rules, `picks` by FEFO, `where` goods may go, `reconciling` stock with
its movements.
"""

from veralot_server.modules.warehouse.queries import containers, picks, places, reconciling, stock, where

__all__ = ["containers", "picks", "places", "reconciling", "stock", "where"]
