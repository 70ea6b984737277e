-- The audit log: one entry for each row that any statement inserts, updates or deletes in a business table.

CREATE SCHEMA audit;
CREATE SCHEMA sealing;

CREATE TABLE audit.entry (
    id           bigint GENERATED ALWAYS AS IDENTITY,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    user_id      bigint NOT NULL,
    user_name    text NOT NULL,
    session_id   bigint,
    workstation  text NOT NULL,
    message      text NOT NULL,
    command_id   uuid,
    table_name   text NOT NULL,
    key          text NOT NULL,
    operation    "char" NOT NULL CHECK (operation IN ('I', 'U', 'D')),
    old          jsonb,
    new          jsonb,
    reason       text NOT NULL,
    signature_id bigint,
    zone         text NOT NULL,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);

COMMENT ON TABLE audit.entry IS 'Who did what to which row, when, where, by which message, why and under which signature. '
    '"new" is the whole row after an insert or update; "old" the whole row before a delete, or the changed columns before an update.';

CREATE INDEX ix_entry_record ON audit.entry (table_name, key, id);

-- Entries that fall outside every month's partition are kept all the same; ensure_partitions makes months ahead.
CREATE TABLE audit.entry_default PARTITION OF audit.entry DEFAULT;

CREATE FUNCTION audit.ensure_partitions(months_ahead integer DEFAULT 3) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    start timestamptz;
    label text;
BEGIN
    FOR i IN 0..months_ahead LOOP
        start := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + make_interval(months => i);
        label := 'entry_' || to_char(start AT TIME ZONE 'UTC', 'YYYY_MM');
        IF to_regclass('audit.' || label) IS NULL
           AND NOT EXISTS (SELECT FROM audit.entry_default WHERE at >= start AND at < start + interval '1 month') THEN
            EXECUTE format('CREATE TABLE audit.%I PARTITION OF audit.entry FOR VALUES FROM (%L) TO (%L)',
                           label, start, start + interval '1 month');
        END IF;
    END LOOP;
END $$;
SELECT audit.ensure_partitions();

-- The tree over the sealed entries (RFC 9162): leaves in log order, and the roots of complete subtrees of 256, 65,536 …
-- leaves, from which any proof is computed with few reads.
CREATE TABLE audit.leaf (
    index    bigint PRIMARY KEY,
    entry_id bigint NOT NULL UNIQUE,
    entry_at timestamptz NOT NULL,
    hash     bytea NOT NULL CHECK (length(hash) = 32)
);
CREATE TABLE audit.subtree (
    level smallint NOT NULL CHECK (level > 0 AND level % 8 = 0),
    index bigint NOT NULL,
    hash  bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, index)
);
CREATE TABLE audit.head (
    size bigint PRIMARY KEY,
    root bytea NOT NULL CHECK (length(root) = 32),
    note text NOT NULL,
    at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What the sealer has still to do. It is apart from the log, since rows leave it.
CREATE TABLE sealing.pending (
    entry_id bigint NOT NULL,
    entry_at timestamptz NOT NULL
);

CREATE FUNCTION audit.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'records are never removed wholesale (%)', TG_TABLE_NAME USING ERRCODE = 'VA002';
END $$;

-- One statement-level trigger for each event: a bulk insert costs one statement of audit, not one per row.
-- Arguments: the key column, then the columns whose values are secret.
CREATE FUNCTION audit.capture() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET "TimeZone" = 'UTC' SET datestyle = 'ISO' AS $$
#variable_conflict use_variable
DECLARE
    act     jsonb := nullif(current_setting('veralot.act', true), '')::jsonb;
    why     text := coalesce(current_setting('veralot.reason', true), '');
    signed  bigint := nullif(current_setting('veralot.signature', true), '')::bigint;
    key     text := TG_ARGV[0];
    secrets text[] := TG_ARGV[1:];
BEGIN
    IF act IS NULL OR act->>'user_id' IS NULL THEN
        RAISE EXCEPTION 'no actor is set: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'VA001';
    END IF;
    IF TG_OP = 'INSERT' THEN
        WITH written AS (
            INSERT INTO audit.entry (user_id, user_name, session_id, workstation, message, command_id, table_name, key,
                                     operation, old, new, reason, signature_id, zone)
            SELECT (act->>'user_id')::bigint, act->>'user_name', (act->>'session_id')::bigint, act->>'workstation',
                   act->>'message', (act->>'command_id')::uuid, TG_TABLE_NAME, row_new->>key,
                   'I', NULL, audit.hide(row_new, secrets), why, signed, act->>'zone'
            FROM (SELECT to_jsonb(n) AS row_new FROM new_rows n) AS rows
            RETURNING id, at)
        INSERT INTO sealing.pending SELECT id, at FROM written;
    ELSIF TG_OP = 'UPDATE' THEN
        WITH written AS (
            INSERT INTO audit.entry (user_id, user_name, session_id, workstation, message, command_id, table_name, key,
                                     operation, old, new, reason, signature_id, zone)
            SELECT (act->>'user_id')::bigint, act->>'user_name', (act->>'session_id')::bigint, act->>'workstation',
                   act->>'message', (act->>'command_id')::uuid, TG_TABLE_NAME, row_new->>key,
                   'U', audit.changed(row_old, row_new, secrets), audit.hide(row_new, secrets), why, signed, act->>'zone'
            FROM (SELECT to_jsonb(o) AS row_old FROM old_rows o) AS olds
            JOIN (SELECT to_jsonb(n) AS row_new FROM new_rows n) AS news ON row_old->>key = row_new->>key
            WHERE row_old <> row_new
            RETURNING id, at)
        INSERT INTO sealing.pending SELECT id, at FROM written;
        IF (SELECT count(*) FROM old_rows o JOIN new_rows n ON to_jsonb(o)->>key = to_jsonb(n)->>key)
           <> (SELECT count(*) FROM new_rows) THEN
            RAISE EXCEPTION 'the key of a row in % must not change', TG_TABLE_NAME USING ERRCODE = 'VA003';
        END IF;
    ELSE
        WITH written AS (
            INSERT INTO audit.entry (user_id, user_name, session_id, workstation, message, command_id, table_name, key,
                                     operation, old, new, reason, signature_id, zone)
            SELECT (act->>'user_id')::bigint, act->>'user_name', (act->>'session_id')::bigint, act->>'workstation',
                   act->>'message', (act->>'command_id')::uuid, TG_TABLE_NAME, row_old->>key,
                   'D', audit.hide(row_old, secrets), NULL, why, signed, act->>'zone'
            FROM (SELECT to_jsonb(o) AS row_old FROM old_rows o) AS rows
            RETURNING id, at)
        INSERT INTO sealing.pending SELECT id, at FROM written;
    END IF;
    RETURN NULL;
END $$;

-- A secret is shown as set or not set, never as it is.
CREATE FUNCTION audit.hide(record jsonb, secrets text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN cardinality(secrets) = 0 THEN record ELSE
        record || (SELECT coalesce(jsonb_object_agg(name, CASE WHEN record->>name IS NULL THEN NULL ELSE '***' END), '{}')
                   FROM unnest(secrets) AS name) END
$$;

CREATE FUNCTION audit.changed(before jsonb, after jsonb, secrets text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(name, CASE WHEN name = ANY (secrets) THEN to_jsonb('***'::text) ELSE value END), '{}')
    FROM jsonb_each(before) AS field(name, value)
    WHERE value IS DISTINCT FROM after->name
$$;

-- The log only grows. The owner of the tables could still alter a row; the tree is what shows it.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.entry FOR EACH ROW EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.leaf FOR EACH ROW EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.subtree FOR EACH ROW EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.head FOR EACH ROW EXECUTE FUNCTION audit.refuse();

GRANT USAGE ON SCHEMA audit, sealing TO veralot_app;
GRANT SELECT ON ALL TABLES IN SCHEMA audit TO veralot_app;
GRANT INSERT ON audit.leaf, audit.subtree, audit.head TO veralot_app;
GRANT SELECT, DELETE ON sealing.pending TO veralot_app;
GRANT EXECUTE ON FUNCTION audit.ensure_partitions(integer) TO veralot_app;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
