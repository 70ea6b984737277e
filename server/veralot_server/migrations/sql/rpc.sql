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
