-- Takes hearers.sql back.

DROP INDEX audit.ix_head_at;
DROP INDEX audit.ix_batch_sieve;

CREATE OR REPLACE FUNCTION rpc.enter(token_hash bytea) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    found text;
BEGIN
    SELECT row_to_json(entry)::text INTO found FROM (
        SELECT s.id AS session_id, s.workstation, s.locked_at, s.expires_at, s.ended_at, s.signed_at,
               transaction_timestamp() AS now, u.id AS user_id, u.user_name, u.full_name, u.state, u.customer_id,
               u.must_change_password, u.password_changed_at, coalesce(c.at, s.started_at) AS contact,
               ARRAY(SELECT r.role FROM identity_user_role r WHERE r.user_id = u.id) AS roles,
               ARRAY(SELECT DISTINCT p.permission FROM identity_user_role r
                     JOIN identity_role_permission p ON p.role = r.role WHERE r.user_id = u.id) AS permissions
        FROM identity_session s
        JOIN identity_user u ON u.id = s.user_id
        LEFT JOIN rpc.contact c ON c.session_id = s.id
        WHERE s.token_hash = enter.token_hash
    ) AS entry;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION rpc.conclude(id uuid, op text, digest bytea, user_id bigint, body bytea, events jsonb)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF events IS NOT NULL THEN
        INSERT INTO rpc.event (name, payload, customer_id)
        SELECT e.name, e.payload::text, e.customer_id
        FROM jsonb_to_recordset(events) AS e(name text, payload jsonb, customer_id bigint);
        NOTIFY veralot_event;
    END IF;
    IF id IS NOT NULL THEN
        INSERT INTO rpc.reply (command_id, op, digest, user_id, body) VALUES (id, op, digest, user_id, body);
    END IF;
END $$;

DROP INDEX rpc.ix_reply_kept;
CREATE INDEX ix_reply_at ON rpc.reply USING brin (at);
-- A pruned reply would be taken for one that can be given again.
DELETE FROM rpc.reply WHERE body IS NULL;
ALTER TABLE rpc.reply ALTER COLUMN body SET NOT NULL;
DROP TABLE rpc.horizon;
ALTER TABLE rpc.event DROP COLUMN permission, DROP COLUMN user_id;
