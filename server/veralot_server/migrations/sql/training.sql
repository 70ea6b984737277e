-- Steps of qualifications, what was held at work and what was told are evidence: written once, and never again.
REVOKE UPDATE ON training_version, training_held, training_told FROM veralot_app;

-- Whose qualification it is and which, no grant changes; an account may lock its row, and that is all.
CREATE FUNCTION training_keep_grant() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF (NEW.id, NEW.user_id, NEW.qualification_id) IS DISTINCT FROM (OLD.id, OLD.user_id, OLD.qualification_id) THEN
        RAISE EXCEPTION 'a grant stays that of one person and one qualification' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keep_grant BEFORE UPDATE ON training_grant FOR EACH ROW EXECUTE FUNCTION training_keep_grant();

-- What a level, a code or a term meant when it was granted stays what it means.
CREATE FUNCTION training_keep_qualification() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF (NEW.code, NEW.least_level) IS DISTINCT FROM (OLD.code, OLD.least_level) THEN
        RAISE EXCEPTION 'code and level of a qualification stay' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keep_qualification BEFORE UPDATE ON training_qualification
FOR EACH ROW EXECUTE FUNCTION training_keep_qualification();

-- What a released plan asks for stays, like everything else of it.
CREATE FUNCTION inspection_keep_asked() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF OLD.status <> 'draft' AND NEW.qualification_ids IS DISTINCT FROM OLD.qualification_ids THEN
        RAISE EXCEPTION 'a released revision of an inspection plan is never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keep_asked BEFORE UPDATE ON inspection_revision FOR EACH ROW EXECUTE FUNCTION inspection_keep_asked();
