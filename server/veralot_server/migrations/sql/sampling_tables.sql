-- A table that was established stays as it was signed: only that it ended may still be written. Where it was read never changes.
CREATE FUNCTION inspection_keep_table() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF (NEW.scheme, NEW.kind, NEW.severity, NEW.number, NEW.document, NEW.copy_no, NEW.sheet)
            IS DISTINCT FROM (OLD.scheme, OLD.kind, OLD.severity, OLD.number, OLD.document, OLD.copy_no, OLD.sheet)
        OR OLD.content IS NOT NULL AND (NEW.content, NEW.established_at, NEW.established_by, NEW.signature_id)
            IS DISTINCT FROM (OLD.content, OLD.established_at, OLD.established_by, OLD.signature_id)
        OR OLD.status IN ('superseded', 'withdrawn')
        OR OLD.status = 'in_force' AND NEW.status NOT IN ('superseded', 'withdrawn')
    THEN
        RAISE EXCEPTION 'an established sampling table is never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keep_table BEFORE UPDATE ON inspection_sampling_table
FOR EACH ROW EXECUTE FUNCTION inspection_keep_table();

-- What was read is evidence: written once.
REVOKE UPDATE ON inspection_sampling_reading FROM veralot_app;
