-- What is in containers follows from content lines and from nothing else: each line takes out of one container and puts
-- into another, no container meaning loose. Nobody has the right to write contents directly.
CREATE FUNCTION warehouse_post() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    -- Whoever moves this stock at the same moment must look again, and so must this transaction if they were first: both
    -- write the same row of stock, here with the value that it has.
    UPDATE genealogy_stock s SET quantity = s.quantity
    FROM (SELECT DISTINCT n.lot_id, c.location_id
          FROM (SELECT lot_id, source_id AS container_id FROM new_lines
                UNION SELECT lot_id, target_id FROM new_lines) AS n
          JOIN warehouse_container c ON c.id = n.container_id) AS touched
    WHERE s.lot_id = touched.lot_id AND s.location_id = touched.location_id;

    WITH entry AS (
        SELECT target_id AS container_id, lot_id, quantity FROM new_lines WHERE target_id IS NOT NULL
        UNION ALL
        SELECT source_id, lot_id, -quantity FROM new_lines WHERE source_id IS NOT NULL
    ), delta AS (
        SELECT container_id, lot_id, sum(quantity) AS quantity FROM entry GROUP BY container_id, lot_id
    )
    UPDATE warehouse_content c SET quantity = c.quantity + d.quantity
    FROM delta d
    WHERE c.container_id = d.container_id AND c.lot_id = d.lot_id AND d.quantity <> 0;

    WITH entry AS (
        SELECT target_id AS container_id, lot_id, quantity FROM new_lines WHERE target_id IS NOT NULL
        UNION ALL
        SELECT source_id, lot_id, -quantity FROM new_lines WHERE source_id IS NOT NULL
    ), delta AS (
        SELECT container_id, lot_id, sum(quantity) AS quantity FROM entry GROUP BY container_id, lot_id
    )
    INSERT INTO warehouse_content (container_id, lot_id, quantity)
    SELECT d.container_id, d.lot_id, d.quantity FROM delta d
    WHERE NOT EXISTS (SELECT FROM warehouse_content c WHERE c.container_id = d.container_id AND c.lot_id = d.lot_id)
    ORDER BY d.container_id, d.lot_id;

    -- A unit that comes out as part of one lot and goes in as part of another has two lines: where it goes in counts.
    -- No join with the table: ten thousand units at once must cost no more than ten thousand look-ups.
    INSERT INTO warehouse_contained_unit AS u (unit_id, lot_id, container_id)
    SELECT DISTINCT ON (n.unit_id) n.unit_id, n.lot_id, n.target_id FROM new_lines n
    WHERE n.unit_id IS NOT NULL
    ORDER BY n.unit_id, n.target_id IS NULL, n.id DESC
    ON CONFLICT (unit_id) DO UPDATE SET container_id = excluded.container_id, lot_id = excluded.lot_id;
    RETURN NULL;
END $$;

CREATE TRIGGER post_to_contents AFTER INSERT ON warehouse_content_line REFERENCING NEW TABLE AS new_lines
FOR EACH STATEMENT EXECUTE FUNCTION warehouse_post();
