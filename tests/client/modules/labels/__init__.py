"""Labels on the client: the designer, the print queue, sending to printers."""
