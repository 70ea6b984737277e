-- Stock follows from movement lines and from nothing else: each line takes from one place and gives to another, so the sum
-- over all places, the outsides included, never changes. Nobody has the right to write stock directly.
CREATE FUNCTION genealogy_post() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    -- Places that have a row are updated, the others get one with their quantity, so that each change is one entry of the
    -- log. A place that gets its row from two transactions at once is a conflict, and the later one is run again.
    WITH entry AS (
        SELECT target_lot_id AS lot_id, target_id AS location_id, quantity FROM new_lines
        UNION ALL
        SELECT lot_id, source_id, -quantity FROM new_lines
    ), delta AS (
        SELECT lot_id, location_id, sum(quantity) AS quantity FROM entry GROUP BY lot_id, location_id
    )
    UPDATE genealogy_stock s SET quantity = s.quantity + d.quantity
    FROM delta d
    WHERE s.lot_id = d.lot_id AND s.location_id = d.location_id AND d.quantity <> 0;

    WITH entry AS (
        SELECT target_lot_id AS lot_id, target_id AS location_id, quantity FROM new_lines
        UNION ALL
        SELECT lot_id, source_id, -quantity FROM new_lines
    ), delta AS (
        SELECT lot_id, location_id, sum(quantity) AS quantity FROM entry GROUP BY lot_id, location_id
    )
    INSERT INTO genealogy_stock (lot_id, location_id, outside, quantity)
    SELECT d.lot_id, d.location_id, l.outside, d.quantity
    FROM delta d JOIN genealogy_location l ON l.id = d.location_id
    WHERE NOT EXISTS (SELECT FROM genealogy_stock s WHERE s.lot_id = d.lot_id AND s.location_id = d.location_id)
    ORDER BY d.lot_id, d.location_id;
    RETURN NULL;
END $$;

CREATE TRIGGER post_to_stock AFTER INSERT ON genealogy_movement_line REFERENCING NEW TABLE AS new_lines
FOR EACH STATEMENT EXECUTE FUNCTION genealogy_post();
