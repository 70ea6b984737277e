-- The audit log: what any statement inserted, updated or deleted in a business table, row by row, written down in batches.

CREATE SCHEMA audit;
CREATE SCHEMA sealing;

-- One batch holds the rows that one statement changed in one table, and whose numbers differ in their last eight bits
-- alone; a change of one row is a batch of one. So a bulk insert of 10,000 rows costs 40 rows of log, not 10,000.
CREATE TABLE audit.batch (
    id           bigint GENERATED ALWAYS AS IDENTITY,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    user_id      bigint NOT NULL,
    user_name    text NOT NULL,
    session_id   bigint,
    workstation  text NOT NULL,
    message      text NOT NULL,
    command_id   uuid,
    table_name   text NOT NULL,
    operation    "char" NOT NULL CHECK (operation IN ('I', 'U', 'D')),
    columns      text NOT NULL,
    place        bigint NOT NULL,
    offsets      smallint[],
    olds         text[],
    rows         text[],
    reason       text NOT NULL,
    signature_id bigint,
    zone         text NOT NULL,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);

-- Compressing them costs more than writing them: 0.8 µs a row against 0.2.
ALTER TABLE audit.batch ALTER COLUMN olds SET STORAGE EXTERNAL, ALTER COLUMN rows SET STORAGE EXTERNAL;

COMMENT ON TABLE audit.batch IS 'Who did what to which rows, when, where, by which message, why and under which signature.';
COMMENT ON COLUMN audit.batch.columns IS 'Name and type of each column of the table at that time; "secret" for one that is shown as *** only.';
COMMENT ON COLUMN audit.batch.place IS 'Of a single row its number; else -1 - (number >> 8), the same for all: see audit.places.';
COMMENT ON COLUMN audit.batch.offsets IS 'Of several rows the last eight bits of the number of each, in the order of the rows.';
COMMENT ON COLUMN audit.batch.olds IS 'The rows as they were before an update or delete, as PostgreSQL writes a row (composite literal).';
COMMENT ON COLUMN audit.batch.rows IS 'The rows as they are after an insert or update.';

CREATE INDEX ix_batch_record ON audit.batch (table_name, place, id);

-- Batches that fall outside every month's partition are kept all the same; ensure_partitions makes months ahead.
CREATE TABLE audit.batch_default PARTITION OF audit.batch DEFAULT;

CREATE FUNCTION audit.ensure_partitions(months_ahead integer DEFAULT 3) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    start timestamptz;
    label text;
BEGIN
    FOR i IN 0..months_ahead LOOP
        start := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + make_interval(months => i);
        label := 'batch_' || to_char(start AT TIME ZONE 'UTC', 'YYYY_MM');
        IF to_regclass('audit.' || label) IS NULL
           AND NOT EXISTS (SELECT FROM audit.batch_default WHERE at >= start AND at < start + interval '1 month') THEN
            EXECUTE format('CREATE TABLE audit.%I PARTITION OF audit.batch FOR VALUES FROM (%L) TO (%L)',
                           label, start, start + interval '1 month');
        END IF;
    END LOOP;
END $$;
SELECT audit.ensure_partitions();

-- The tree over the sealed batches (RFC 9162): leaves in log order, and the roots of complete subtrees of 256, 65,536 …
-- leaves, from which any proof is computed with few reads.
CREATE TABLE audit.leaf (
    index    bigint PRIMARY KEY,
    batch_id bigint NOT NULL UNIQUE,
    batch_at timestamptz NOT NULL,
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
    batch_id bigint NOT NULL,
    batch_at timestamptz NOT NULL
);

CREATE FUNCTION audit.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'records are never removed wholesale (%)', TG_TABLE_NAME USING ERRCODE = 'VA002';
END $$;

-- Writing a row down: PostgreSQL's own text of it, a composite literal, is the cheapest that people can still read. The
-- session must not change how it looks, hence the settings on every function that makes or reads it.

-- The columns of a table as the log names them: name and type of each.
CREATE FUNCTION audit.columns(of_table regclass, secrets text[]) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(attname || ' ' || CASE WHEN attname = ANY (secrets) THEN 'secret' ELSE format_type(atttypid, NULL) END,
                      ', ' ORDER BY attnum)
    FROM pg_attribute WHERE attrelid = of_table AND attnum > 0 AND NOT attisdropped
$$;

-- A secret is shown as set or not set, never as it is. An old one that changed gets a longer mark than one that did not.
CREATE FUNCTION audit.masked(record anyelement, secrets text[], other jsonb DEFAULT NULL) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_populate_record(record, (
        SELECT jsonb_object_agg(name, CASE WHEN fields->>name IS NOT NULL THEN
                                      CASE WHEN other->>name IS DISTINCT FROM fields->>name AND other IS NOT NULL
                                           THEN '****' ELSE '***' END END)
        FROM unnest(secrets) AS name))::text
    FROM to_jsonb(record) AS fields
$$;

-- One statement-level trigger for each event. Its arguments are the columns whose values are secret. It joins a statement's
-- old rows with its new ones: a plan made for a few of them is kept, and would take hours over ten thousand if it compared
-- each with each.
CREATE FUNCTION audit.capture() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET "TimeZone" = 'UTC' SET datestyle = 'ISO'
SET bytea_output = 'hex' SET extra_float_digits = 1 SET intervalstyle = 'iso_8601' SET enable_nestloop = off AS $$
#variable_conflict use_variable
DECLARE
    act     jsonb := nullif(current_setting('veralot.act', true), '')::jsonb;
    why     text := coalesce(current_setting('veralot.reason', true), '');
    signed  bigint := nullif(current_setting('veralot.signature', true), '')::bigint;
    bare    boolean := TG_NARGS = 0;
    secrets text[] := coalesce(TG_ARGV[0:], '{}');
    layout  text := audit.columns(TG_RELID, secrets);
BEGIN
    IF act IS NULL OR act->>'user_id' IS NULL THEN
        RAISE EXCEPTION 'no actor is set: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'VA001';
    END IF;
    IF TG_OP = 'INSERT' THEN
        WITH written AS (
            INSERT INTO audit.batch (user_id, user_name, session_id, workstation, message, command_id, table_name, operation,
                                     columns, place, offsets, rows, reason, signature_id, zone)
            SELECT (act->>'user_id')::bigint, act->>'user_name', (act->>'session_id')::bigint, act->>'workstation',
                   act->>'message', (act->>'command_id')::uuid, TG_TABLE_NAME, 'I',
                   layout, CASE WHEN count(*) = 1 THEN min(n.id) ELSE -1 - (n.id >> 8) END,
                   CASE WHEN count(*) > 1 THEN array_agg((n.id & 255)::smallint) END,
                   array_agg(CASE WHEN bare THEN n::text ELSE audit.masked(n, secrets) END),
                   why, signed, act->>'zone'
            FROM new_rows n GROUP BY n.id >> 8
            RETURNING id, at)
        INSERT INTO sealing.pending SELECT id, at FROM written;
    ELSIF TG_OP = 'UPDATE' THEN
        WITH written AS (
            INSERT INTO audit.batch (user_id, user_name, session_id, workstation, message, command_id, table_name, operation,
                                     columns, place, offsets, olds, rows, reason, signature_id, zone)
            SELECT (act->>'user_id')::bigint, act->>'user_name', (act->>'session_id')::bigint, act->>'workstation',
                   act->>'message', (act->>'command_id')::uuid, TG_TABLE_NAME, 'U',
                   layout, CASE WHEN count(*) = 1 THEN min(n.id) ELSE -1 - (n.id >> 8) END,
                   CASE WHEN count(*) > 1 THEN array_agg((n.id & 255)::smallint) END,
                   array_agg(CASE WHEN bare THEN o::text ELSE audit.masked(o, secrets, to_jsonb(n)) END),
                   array_agg(CASE WHEN bare THEN n::text ELSE audit.masked(n, secrets) END),
                   why, signed, act->>'zone'
            FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE o *<> n GROUP BY n.id >> 8
            RETURNING id, at)
        INSERT INTO sealing.pending SELECT id, at FROM written;
        IF EXISTS (SELECT n.id FROM new_rows n EXCEPT SELECT o.id FROM old_rows o) THEN
            RAISE EXCEPTION 'the key of a row in % must not change', TG_TABLE_NAME USING ERRCODE = 'VA003';
        END IF;
    ELSE
        WITH written AS (
            INSERT INTO audit.batch (user_id, user_name, session_id, workstation, message, command_id, table_name, operation,
                                     columns, place, offsets, olds, reason, signature_id, zone)
            SELECT (act->>'user_id')::bigint, act->>'user_name', (act->>'session_id')::bigint, act->>'workstation',
                   act->>'message', (act->>'command_id')::uuid, TG_TABLE_NAME, 'D',
                   layout, CASE WHEN count(*) = 1 THEN min(o.id) ELSE -1 - (o.id >> 8) END,
                   CASE WHEN count(*) > 1 THEN array_agg((o.id & 255)::smallint) END,
                   array_agg(CASE WHEN bare THEN o::text ELSE audit.masked(o, secrets) END),
                   why, signed, act->>'zone'
            FROM old_rows o GROUP BY o.id >> 8
            RETURNING id, at)
        INSERT INTO sealing.pending SELECT id, at FROM written;
    END IF;
    RETURN NULL;
END $$;

-- Reading it again, field by field, as JSON: what a row was. The verifier does the same with no database at hand.
CREATE FUNCTION audit.fields(columns text, line text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog SET "TimeZone" = 'UTC' COST 1000 AS $$
DECLARE
    found jsonb;
BEGIN
    SELECT jsonb_object_agg(split_part(c.field, ' ', 1), audit.typed(substr(c.field, strpos(c.field, ' ') + 1), v.value))
    INTO found
    FROM unnest(string_to_array(columns, ', ')) WITH ORDINALITY AS c(field, number)
    JOIN unnest(audit.parts(line)) WITH ORDINALITY AS v(value, number) USING (number);
    RETURN found;
END $$;

-- The values of a composite literal as text.
CREATE FUNCTION audit.parts(line text) RETURNS text[] LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT array_agg(CASE WHEN part[1] IS NULL THEN nullif(part[2], '')
                          ELSE replace(replace(part[1], '""', '"'), '\\', '\') END ORDER BY number)
    FROM regexp_matches(',' || substr(line, 2, length(line) - 2), ',(?:"((?:[^"]|"")*)"|([^,"]*))', 'g')
         WITH ORDINALITY AS found(part, number)
$$;

CREATE FUNCTION audit.typed(type text, value text) RETURNS jsonb LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN value IS NULL THEN NULL
                WHEN type IN ('bigint', 'integer', 'smallint', 'numeric') THEN to_jsonb(value::numeric)
                WHEN type = 'boolean' THEN to_jsonb(value::boolean)
                WHEN type = 'double precision' THEN to_jsonb(value::double precision)
                WHEN type = 'timestamp with time zone' THEN to_jsonb(value::timestamptz)
                WHEN type IN ('json', 'jsonb') THEN value::jsonb
                WHEN type IN ('bigint[]', 'integer[]', 'smallint[]', 'numeric[]') THEN to_jsonb(value::numeric[])
                WHEN type LIKE '%[]' THEN to_jsonb(value::text[])
                WHEN type = 'secret' THEN '"***"'
                ELSE to_jsonb(value) END
$$;

-- The columns that an update changed, with their old values.
CREATE FUNCTION audit.changed(columns text, before text, after text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog SET "TimeZone" = 'UTC' COST 1000 AS $$
DECLARE
    found jsonb;
BEGIN
    SELECT jsonb_object_agg(split_part(c.field, ' ', 1), audit.typed(substr(c.field, strpos(c.field, ' ') + 1), o.value))
    INTO found
    FROM unnest(string_to_array(columns, ', ')) WITH ORDINALITY AS c(field, number)
    JOIN unnest(audit.parts(before)) WITH ORDINALITY AS o(value, number) USING (number)
    JOIN unnest(audit.parts(after)) WITH ORDINALITY AS n(value, number) USING (number)
    WHERE o.value IS DISTINCT FROM n.value;
    RETURN coalesce(found, '{}');
END $$;

-- Whether a change touched a field: of an update the field differs, of an insert or a delete it was not empty.
CREATE FUNCTION audit.touches(columns text, before text, after text, field text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog COST 500 AS $$
    SELECT (audit.parts(before))[c.number] IS DISTINCT FROM (audit.parts(after))[c.number]
    FROM unnest(string_to_array(columns, ', ')) WITH ORDINALITY AS c(name, number)
    WHERE split_part(c.name, ' ', 1) = field
$$;

-- Where the history of a row stands: `place = ANY (audit.places(key))` beside `key = …` is what the index can answer.
CREATE FUNCTION audit.places(key text) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN key ~ '^[0-9]{1,18}$' THEN ARRAY[key::bigint, -1 - (key::bigint >> 8)] ELSE '{}' END
$$;

-- The log row by row. An entry is a row of a batch; its number is the batch's, shifted, and its place in the batch.
CREATE VIEW audit.entry AS
SELECT (b.id << 8) + r.number - 1 AS id, b.at, b.user_id, b.user_name, b.session_id, b.workstation, b.message, b.command_id,
       b.table_name, b.place, CASE WHEN b.place >= 0 THEN b.place ELSE ((-1 - b.place) << 8) + r.low END::text AS key,
       b.operation, CASE b.operation WHEN 'U' THEN audit.changed(b.columns, r.old, r.new)
                                     WHEN 'D' THEN audit.fields(b.columns, r.old) END AS old,
       CASE WHEN b.operation <> 'D' THEN audit.fields(b.columns, r.new) END AS new,
       b.reason, b.signature_id, b.zone, b.id AS batch_id, b.columns, r.old AS line_old, r.new AS line_new
FROM audit.batch b CROSS JOIN LATERAL unnest(b.offsets, b.olds, b.rows) WITH ORDINALITY AS r(low, old, new, number);

COMMENT ON VIEW audit.entry IS '"new" is the whole row after an insert or update; "old" the whole row before a delete, '
    'or the changed columns before an update. A record''s history is found by table_name, place and key.';

-- The log only grows. The owner of the tables could still alter a row; the tree is what shows it.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.batch FOR EACH ROW EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.leaf FOR EACH ROW EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.subtree FOR EACH ROW EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.head FOR EACH ROW EXECUTE FUNCTION audit.refuse();

GRANT USAGE ON SCHEMA audit, sealing TO veralot_app;
GRANT SELECT ON ALL TABLES IN SCHEMA audit TO veralot_app;
GRANT INSERT ON audit.leaf, audit.subtree, audit.head TO veralot_app;
GRANT SELECT, DELETE ON sealing.pending TO veralot_app;
GRANT EXECUTE ON FUNCTION audit.ensure_partitions(integer) TO veralot_app;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
