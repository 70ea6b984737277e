-- Stock follows from movement lines and from nothing else: each line takes from one place and gives to another, so the sum
-- over all places, the outsides included, never changes. Nobody has the right to write stock directly.
CREATE FUNCTION genealogy_post() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    -- Places that have a row are updated, others get one: a CHECK looks at a proposed row before ON CONFLICT could turn it
    -- into an update, so the two are told apart here. What comes in is posted before what goes out.
    WITH entry AS (
        SELECT target_lot_id AS lot_id, target_id AS location_id, quantity FROM new_lines
        UNION ALL
        SELECT lot_id, source_id, -quantity FROM new_lines
    ), delta AS (
        SELECT lot_id, location_id, sum(quantity) AS quantity FROM entry GROUP BY lot_id, location_id
    )
    INSERT INTO genealogy_stock (lot_id, location_id, outside, quantity)
    SELECT d.lot_id, d.location_id, l.outside, 0
    FROM delta d JOIN genealogy_location l ON l.id = d.location_id
    WHERE NOT EXISTS (SELECT FROM genealogy_stock s WHERE s.lot_id = d.lot_id AND s.location_id = d.location_id)
    ORDER BY d.lot_id, d.location_id
    ON CONFLICT (lot_id, location_id) DO NOTHING;

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
    RETURN NULL;
END $$;

CREATE TRIGGER post_to_stock AFTER INSERT ON genealogy_movement_line REFERENCING NEW TABLE AS new_lines
FOR EACH STATEMENT EXECUTE FUNCTION genealogy_post();
