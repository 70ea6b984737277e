"""Printed reports as PDF: one typeface, one page frame, tables that break well, Chinese that can be searched.

`fonts` embeds the typeface and shows what it lacks, `text` breaks lines, `formats` words the values, `style`
says how it looks, `page` is the frame around every page, `blocks` and `tables` are what a report is made of, `symbols`
draws barcodes, `document` puts it together, `sealing` attaches files and signs. A report itself lives in its module's
`reports/`.
"""
