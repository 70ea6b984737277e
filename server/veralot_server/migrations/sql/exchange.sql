-- What waits to be imported: pieces of files, runs with their progress, and what came of them. None of it is a business
-- record; it is discarded after a week, and the import itself is recorded in exchange_import.

CREATE SCHEMA staging;

CREATE TABLE staging.file (
    sha256   text PRIMARY KEY,
    size     bigint NOT NULL,
    received bigint NOT NULL DEFAULT 0,
    at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE staging.piece (
    sha256  text NOT NULL REFERENCES staging.file ON DELETE CASCADE,
    start   bigint NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (sha256, start)
);
-- Workbooks are packed already; packing them again would only take time.
ALTER TABLE staging.piece ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE staging.run (
    run        text PRIMARY KEY,
    by_id      bigint NOT NULL,
    files      jsonb NOT NULL,
    dry_run    boolean NOT NULL,
    test       boolean NOT NULL,
    phase      text NOT NULL,
    done       bigint NOT NULL DEFAULT 0,
    total      bigint NOT NULL DEFAULT 0,
    cancelled  boolean NOT NULL DEFAULT false,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE staging.outcome (
    run  text PRIMARY KEY,
    view jsonb NOT NULL,
    at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE staging.problem (
    run      text NOT NULL,
    seq      bigint NOT NULL,
    place    integer NOT NULL,
    file     text NOT NULL,
    sheet    text NOT NULL,
    row      integer NOT NULL,
    "column" text NOT NULL,
    value    text NOT NULL,
    code     text NOT NULL,
    data     jsonb NOT NULL,
    PRIMARY KEY (run, seq)
);
CREATE INDEX ix_problem_order ON staging.problem (run, place, row, seq);

GRANT USAGE ON SCHEMA staging TO veralot_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA staging TO veralot_app;

-- What rests on the rows that an import made and is not itself of it: by every foreign key that leads to them, by columns
-- that name nodes without one, and by signatures. New modules need no line here.
CREATE FUNCTION exchange_blockers(import bigint)
RETURNS TABLE ("table" text, needs text, count bigint, example text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    link record;
BEGIN
    FOR link IN
        SELECT m.table_name AS needed, m.keys, c.conrelid::regclass::text AS child, a.attname::text AS field,
               coalesce(o.keys, '{}'::int8multirange) AS own
        FROM exchange_import_made m
        JOIN pg_constraint c ON c.contype = 'f' AND c.confrelid = m.table_name::regclass
                            AND c.connamespace = 'public'::regnamespace
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        LEFT JOIN exchange_import_made o ON o.import_id = m.import_id AND o.table_name = c.conrelid::regclass::text
        WHERE m.import_id = import AND c.conrelid::regclass::text NOT IN ('genealogy_stock', 'exchange_import')
        UNION ALL
        SELECT 'genealogy_node', n.keys, t.child, t.field, coalesce(o.keys, '{}'::int8multirange)
        FROM (SELECT range_agg(keys) AS keys FROM exchange_import_made
              WHERE import_id = import AND table_name IN
                  ('genealogy_lot', 'genealogy_unit', 'genealogy_package', 'genealogy_shipment')) n
        CROSS JOIN (
            SELECT a.attrelid::regclass::text AS child, a.attname::text AS field
            FROM pg_attribute a JOIN pg_class k ON k.oid = a.attrelid
            WHERE k.relnamespace = 'public'::regnamespace AND k.relkind IN ('r', 'p') AND a.attnum > 0
              AND NOT a.attisdropped AND a.atttypid = 'bigint'::regtype
              AND (a.attname = 'node_id' OR a.attname LIKE '%\_node\_id'
                   OR (k.relname = 'genealogy_edge' AND a.attname IN ('parent_id', 'child_id')))) t
        LEFT JOIN exchange_import_made o ON o.import_id = import AND o.table_name = t.child
        WHERE n.keys IS NOT NULL
    LOOP
        RETURN QUERY EXECUTE format(
            'SELECT %L::text, %L::text, count(*), min(id)::text FROM %s WHERE %I <@ $1 AND NOT id <@ $2 HAVING count(*) > 0',
            link.child, link.needed, link.child, link.field) USING link.keys, link.own;
    END LOOP;
    RETURN QUERY
        SELECT 'identity_signature_record', m.table_name, count(*), min(r.label)
        FROM exchange_import_made m
        JOIN identity_signature_record r ON m.table_name = 'genealogy_' || r.kind AND r.key ~ '^[0-9]{1,18}$'
        WHERE m.import_id = import AND CASE WHEN r.key ~ '^[0-9]{1,18}$' THEN r.key::bigint END <@ m.keys
        GROUP BY m.table_name;
    -- Rows that were there before and that something has changed again since.
    RETURN QUERY
        SELECT c.table_name, c.table_name, count(*), min(c.key)::text
        FROM exchange_import_change c
        LEFT JOIN genealogy_lot l ON c.table_name = 'genealogy_lot' AND l.id = c.key
        LEFT JOIN genealogy_unit u ON c.table_name = 'genealogy_unit' AND u.id = c.key
        LEFT JOIN genealogy_package p ON c.table_name = 'genealogy_package' AND p.id = c.key
        WHERE c.import_id = import AND coalesce(to_jsonb(l), to_jsonb(u), to_jsonb(p)) IS DISTINCT FROM c.after
        GROUP BY c.table_name;
    -- Stock of lots that were there before and from which something has gone meanwhile, so that it cannot be taken back.
    RETURN QUERY
        SELECT 'genealogy_stock', 'genealogy_movement_line', count(*), min(s.id)::text
        FROM genealogy_stock s
        JOIN exchange_deltas(import) d ON d.lot_id = s.lot_id AND d.location_id = s.location_id
        WHERE NOT s.outside AND s.quantity < d.quantity
        HAVING count(*) > 0;
END $$;

-- By how much the movement lines of an import changed which stock.
CREATE FUNCTION exchange_deltas(import bigint)
RETURNS TABLE (lot_id bigint, location_id bigint, quantity numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH line AS (
        SELECT n.* FROM exchange_import_made m
        CROSS JOIN LATERAL unnest(m.keys) AS span
        JOIN genealogy_movement_line n ON n.id >= lower(span) AND n.id < upper(span)
        WHERE m.import_id = import AND m.table_name = 'genealogy_movement_line'
    ), entry AS (
        SELECT target_lot_id AS lot_id, target_id AS location_id, line.quantity FROM line
        UNION ALL
        SELECT line.lot_id, source_id, -line.quantity FROM line
    )
    SELECT entry.lot_id, entry.location_id, sum(entry.quantity) FROM entry GROUP BY 1, 2
$$;

-- Takes back what an import wrote. The application may not delete evidence; this, which only ever deletes what one import
-- made and nothing rests on, it may call. Every row's end is in the audit log, by the same triggers as its beginning.
CREATE FUNCTION exchange_undo(import bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    made record;
    gone bigint := 0;
    rows bigint;
    many boolean;
BEGIN
    IF EXISTS (SELECT FROM exchange_blockers(import)) OR NOT EXISTS
       (SELECT FROM exchange_import WHERE id = import AND undone_at IS NOT NULL) THEN
        RAISE EXCEPTION 'import % cannot be undone', import USING ERRCODE = 'VA004';
    END IF;
    UPDATE genealogy_lot t
    SET status = c.before->>'status', cycle = (c.before->>'cycle')::integer,
        quantity_made = (c.before->>'quantity_made')::numeric, version = t.version + 1
    FROM exchange_import_change c WHERE c.import_id = import AND c.table_name = 'genealogy_lot' AND t.id = c.key;
    UPDATE genealogy_package t
    SET lot_id = (c.before->>'lot_id')::bigint, quantity = (c.before->>'quantity')::numeric,
        inside_id = (c.before->>'inside_id')::bigint
    FROM exchange_import_change c WHERE c.import_id = import AND c.table_name = 'genealogy_package' AND t.id = c.key;
    UPDATE genealogy_unit t
    SET lot_id = (c.before->>'lot_id')::bigint, location_id = (c.before->>'location_id')::bigint,
        status = c.before->>'status', package_id = (c.before->>'package_id')::bigint
    FROM exchange_import_change c WHERE c.import_id = import AND c.table_name = 'genealogy_unit' AND t.id = c.key;
    -- Stock: that of the import's own lots goes with them, that of older lots is as it would be without the import.
    UPDATE genealogy_stock s SET quantity = s.quantity - d.quantity
    FROM exchange_deltas(import) d
    WHERE s.lot_id = d.lot_id AND s.location_id = d.location_id AND d.quantity <> 0
      AND NOT EXISTS (SELECT FROM exchange_import_made m
                      WHERE m.import_id = import AND m.table_name = 'genealogy_lot' AND s.lot_id <@ m.keys);
    DELETE FROM genealogy_stock s USING exchange_import_made m
    WHERE m.import_id = import AND m.table_name = 'genealogy_lot' AND s.lot_id <@ m.keys;
    -- The partial index on target lots does not serve the foreign key, which would read every line for every lot.
    SELECT coalesce(sum(upper(span) - lower(span)), 0) > 100 INTO many
    FROM exchange_import_made m, unnest(m.keys) AS span
    WHERE m.import_id = import AND m.table_name = 'genealogy_lot';
    FOR made IN
        SELECT m.table_name, m.keys
        FROM unnest(ARRAY['genealogy_status_change', 'genealogy_hold', 'genealogy_edge', 'genealogy_movement_line',
                          'genealogy_movement', 'genealogy_unit', 'genealogy_package', 'genealogy_shipment',
                          'genealogy_lot', 'items_bom_line', 'items_bom', 'items_pack_level', 'items_item',
                          'identity_user_role', 'identity_user', 'genealogy_location', 'items_partner'])
             WITH ORDINALITY AS o(name, place)
        JOIN exchange_import_made m ON m.import_id = import AND m.table_name = o.name
        ORDER BY o.place
    LOOP
        IF many AND made.table_name = 'genealogy_lot' THEN
            CREATE INDEX ix_undo_target_lot ON genealogy_movement_line (target_lot_id);
        END IF;
        EXECUTE format('DELETE FROM %I t USING unnest($1::int8multirange) AS span '
                       'WHERE t.id >= lower(span) AND t.id < upper(span)', made.table_name) USING made.keys;
        GET DIAGNOSTICS rows = ROW_COUNT;
        gone := gone + rows;
        IF many AND made.table_name = 'genealogy_lot' THEN
            DROP INDEX ix_undo_target_lot;
        END IF;
    END LOOP;
    RETURN gone;
END $$;

REVOKE ALL ON FUNCTION exchange_blockers(bigint), exchange_deltas(bigint), exchange_undo(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION exchange_blockers(bigint), exchange_deltas(bigint), exchange_undo(bigint) TO veralot_app;
