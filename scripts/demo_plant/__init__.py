"""The generator of the demo plant: a made-up contract manufacturer and half a year of its history.

`python -m scripts.demo_plant` writes the files of `resources/veralot_resources/demo/`, byte for byte the same on every
run. To change the plant, change it here and write the files anew; a test compares them.

Who lives here:

- master data: `partners`, `gauges`, `qualifications`, `inspections`, `defects`, `people`, `places`, `catalogue`,
  `gs1` (identifiers);
- the machinery: `shifts` (working time), `dice` (repeatable chance), `simulation` (who acts when), `ledger` (double
  entry, and the rules that history must obey), `plant` (what every process needs at hand), `stockroom` (finding and
  fetching stock), `quality` (inspection, rejection, rework);
- the plant at work, as processes in the simulation: `purchasing`, `moulding`, `infusion`, `catheter`,
  `sterilization`, `packing`, `shipping`, `incidents` (the scripted events); `history` starts them all;
- what comes out: `tables` (rows), `files` (CSV and XLSX), `descent` and `story` (the identifiers that the guided tour
  needs), `written` (all files by name).
"""
