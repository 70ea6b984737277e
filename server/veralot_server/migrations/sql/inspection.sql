-- What was released stays as it was: only where a revision stands may still change, and only a draft's characteristics may be
-- written or taken away. Whoever comes past the application is refused too.
CREATE FUNCTION inspection_keep_released() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF OLD.status <> 'draft' AND (NEW.plan_id, NEW.number, NEW.change_note, NEW.rules, NEW.made_at, NEW.made_by)
            IS DISTINCT FROM (OLD.plan_id, OLD.number, OLD.change_note, OLD.rules, OLD.made_at, OLD.made_by)
        OR OLD.status <> 'draft' AND (NEW.due_hours, NEW.picture_id, NEW.released_at, NEW.released_by, NEW.signature_id)
            IS DISTINCT FROM (OLD.due_hours, OLD.picture_id, OLD.released_at, OLD.released_by, OLD.signature_id)
        OR OLD.status <> 'draft' AND NEW.status = 'draft'
    THEN
        RAISE EXCEPTION 'a released revision of an inspection plan is never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keep_released BEFORE UPDATE ON inspection_revision
FOR EACH ROW EXECUTE FUNCTION inspection_keep_released();

CREATE FUNCTION inspection_keep_characteristics() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT FROM inspection_revision r WHERE r.status <> 'draft' AND r.id IN (OLD.revision_id, NEW.revision_id)) THEN
        RAISE EXCEPTION 'a released revision of an inspection plan is never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER keep_characteristics BEFORE INSERT OR UPDATE OR DELETE ON inspection_characteristic
FOR EACH ROW EXECUTE FUNCTION inspection_keep_characteristics();

-- Results, steps and decisions are evidence: written once, and never again.
REVOKE UPDATE ON inspection_result, inspection_step, inspection_decision, inspection_switching_step, inspection_sample
FROM veralot_app;
