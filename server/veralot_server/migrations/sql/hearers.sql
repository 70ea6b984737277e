-- Who hears an event, how long events and replies are kept, and how a session at a shared computer goes idle.

ALTER TABLE rpc.event ADD COLUMN permission text, ADD COLUMN user_id bigint;
COMMENT ON COLUMN rpc.event.permission IS 'The right that a hearer needs; none if everybody may hear it.';
COMMENT ON COLUMN rpc.event.user_id IS 'The person concerned, who hears it whatever rights they have.';

-- The newest transaction of which an event was pruned: whoever comes with an older place in the stream reads all anew.
CREATE TABLE rpc.horizon (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    xid xid8 NOT NULL
);
INSERT INTO rpc.horizon (xid) VALUES ('0');
GRANT SELECT, UPDATE ON rpc.horizon TO veralot_app;

-- A reply without a body was pruned; its id stays, so that the command is never carried out a second time.
ALTER TABLE rpc.reply ALTER COLUMN body DROP NOT NULL;
DROP INDEX rpc.ix_reply_at;
CREATE INDEX ix_reply_kept ON rpc.reply (at) WHERE body IS NOT NULL;

CREATE OR REPLACE FUNCTION rpc.enter(token_hash bytea) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    found text;
BEGIN
    SELECT row_to_json(entry)::text INTO found FROM (
        SELECT s.id AS session_id, s.workstation, s.locked_at, s.expires_at, s.ended_at, s.signed_at, s.idle_seconds,
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
        INSERT INTO rpc.event (name, payload, customer_id, permission, user_id)
        SELECT e.name, e.payload::text, e.customer_id, e.permission, e.user_id
        FROM jsonb_to_recordset(events)
            AS e(name text, payload jsonb, customer_id bigint, permission text, user_id bigint);
        NOTIFY veralot_event;
    END IF;
    IF id IS NOT NULL THEN
        INSERT INTO rpc.reply (command_id, op, digest, user_id, body) VALUES (id, op, digest, user_id, body);
    END IF;
END $$;

-- The log by person, message, record or signature: ranges of pages in which such batches cannot stand are passed over.
-- Such an index costs next to nothing to keep, however many rows one statement writes.
CREATE INDEX ix_batch_sieve ON audit.batch USING brin (
    user_id int8_bloom_ops, message text_bloom_ops, table_name text_bloom_ops, signature_id int8_minmax_ops)
    WITH (pages_per_range = 32, autosummarize = on);
-- The head that was the newest at a moment.
CREATE INDEX ix_head_at ON audit.head (at);
