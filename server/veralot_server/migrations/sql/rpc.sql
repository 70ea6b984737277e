-- What the dispatcher keeps so that no process needs to: replies by command id, events for whoever was away, last contact.

CREATE SCHEMA rpc;

CREATE TABLE rpc.reply (
    command_id uuid PRIMARY KEY,
    op         text NOT NULL,
    digest     bytea NOT NULL,
    user_id    bigint NOT NULL,
    body       bytea NOT NULL,
    at         timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ix_reply_at ON rpc.reply USING brin (at);

CREATE TABLE rpc.event (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid         xid8 NOT NULL DEFAULT pg_current_xact_id(),
    name        text NOT NULL,
    payload     text NOT NULL,
    customer_id bigint,
    at          timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ix_event_xid ON rpc.event (xid);

CREATE TABLE rpc.contact (
    session_id bigint PRIMARY KEY,
    at         timestamptz NOT NULL
);

GRANT USAGE ON SCHEMA rpc TO veralot_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA rpc TO veralot_app;

-- Who holds a token, with what rights: one call at the beginning of each transaction, answered as one text.
CREATE FUNCTION rpc.enter(token_hash bytea) RETURNS text LANGUAGE plpgsql STABLE AS $$
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

-- What a command leaves behind beside its own rows, in one call: its events, which wake the listeners at the commit, and its
-- reply, to be given again to whoever sends the same id again.
CREATE FUNCTION rpc.conclude(id uuid, op text, digest bytea, user_id bigint, body bytea, events jsonb) RETURNS void
LANGUAGE plpgsql AS $$
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
