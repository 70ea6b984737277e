"""Take back whatever an import made, of any module: in the reverse of the order in which it was written.

Until now the tables were listed, and what a newer kind of file brought stayed behind.
"""

from alembic import op

revision = "0019"
down_revision = "0018"

REVERSED = """
        SELECT m.table_name, m.keys FROM exchange_import_made m WHERE m.import_id = import ORDER BY m.id DESC
"""

LISTED = """
        SELECT m.table_name, m.keys
        FROM unnest(ARRAY['genealogy_status_change', 'genealogy_hold', 'genealogy_edge', 'genealogy_movement_line',
                          'genealogy_movement', 'genealogy_unit', 'genealogy_package', 'genealogy_shipment',
                          'genealogy_lot', 'items_bom_line', 'items_bom', 'items_pack_level', 'items_item',
                          'identity_user_role', 'identity_user', 'genealogy_location', 'items_partner'])
             WITH ORDINALITY AS o(name, place)
        JOIN exchange_import_made m ON m.import_id = import AND m.table_name = o.name
        ORDER BY o.place
"""

UNDO = """
CREATE OR REPLACE FUNCTION exchange_undo(import bigint) RETURNS bigint
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
{made}
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
"""


def upgrade() -> None:
    op.execute(UNDO.replace("{made}", REVERSED.strip("\n")))


def downgrade() -> None:
    op.execute(UNDO.replace("{made}", LISTED.strip("\n")))
