"""Charts on pyqtgraph. It takes long to import, so each chart imports it when the first one is made, never before."""
