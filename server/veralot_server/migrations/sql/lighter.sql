-- What every command pays for, computed once: the rights of a role, and how the columns of a table are asked for.

-- One line for each role, kept by a trigger: a person of six roles has hundreds of rights, and each command asks for them.
CREATE TABLE rpc.role_rights (
    role   text PRIMARY KEY,
    rights text NOT NULL
);
GRANT SELECT ON rpc.role_rights TO veralot_app;

CREATE FUNCTION rpc.keep_rights() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM rpc.role_rights;
    INSERT INTO rpc.role_rights
    SELECT role, string_agg(permission, ' ' ORDER BY permission) FROM public.identity_role_permission GROUP BY role;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_rights AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON identity_role_permission
    FOR EACH STATEMENT EXECUTE FUNCTION rpc.keep_rights();
INSERT INTO rpc.role_rights
SELECT role, string_agg(permission, ' ' ORDER BY permission) FROM identity_role_permission GROUP BY role;

CREATE OR REPLACE FUNCTION rpc.enter(token_hash bytea) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    found text;
BEGIN
    SELECT row_to_json(entry)::text INTO found FROM (
        SELECT s.id AS session_id, s.workstation, s.locked_at, s.expires_at, s.ended_at, s.signed_at, s.idle_seconds,
               transaction_timestamp() AS now, u.id AS user_id, u.user_name, u.full_name, u.state, u.customer_id,
               u.must_change_password, u.password_changed_at, coalesce(c.at, s.started_at) AS contact,
               ARRAY(SELECT r.role FROM identity_user_role r WHERE r.user_id = u.id) AS roles,
               (SELECT string_agg(k.rights, ' ' ORDER BY k.role) FROM identity_user_role r
                JOIN rpc.role_rights k ON k.role = r.role WHERE r.user_id = u.id) AS rights
        FROM identity_session s
        JOIN identity_user u ON u.id = s.user_id
        LEFT JOIN rpc.contact c ON c.session_id = s.id
        WHERE s.token_hash = enter.token_hash
    ) AS entry;
    RETURN found;
END $$;

-- A function in SQL is planned anew in each transaction, one in PL/pgSQL once for each connection; every audited change of
-- a table calls this one.
CREATE OR REPLACE FUNCTION audit.columns(of_table regclass, secrets text[]) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT string_agg(attname || ' ' || CASE WHEN attname = ANY (secrets) THEN 'secret'
                                                     ELSE format_type(atttypid, NULL) END, ', ' ORDER BY attnum)
            FROM pg_attribute WHERE attrelid = of_table AND attnum > 0 AND NOT attisdropped);
END $$;
