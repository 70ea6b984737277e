-- Contents of files, kept once each by their SHA-256, in pieces, so that neither a client nor a server ever holds a whole one.
--
-- An upload is one person's way of bringing one content in; its pieces are committed one after the other, so it can go on
-- after a break. The content begins to exist in the one transaction that has proven its hash: no half file is ever one.
-- Nothing here is a business record; those are the rows of attachments_file and attachments_attachment, with their audit.

CREATE SCHEMA files;

CREATE TABLE files.upload (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256      bytea NOT NULL CHECK (length(sha256) = 32),
    size        bigint NOT NULL CHECK (size > 0),
    user_id     bigint NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    UNIQUE (user_id, sha256)
);

CREATE TABLE files.piece (
    upload_id bigint NOT NULL REFERENCES files.upload ON DELETE CASCADE,
    start     bigint NOT NULL CHECK (start >= 0),
    data      bytea NOT NULL CHECK (length(data) BETWEEN 1 AND 4194304),
    PRIMARY KEY (upload_id, start)
);
-- Certificates and pictures are compressed already: trying again would cost the time and gain nothing.
ALTER TABLE files.piece ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE files.content (
    sha256     bytea PRIMARY KEY,
    size       bigint NOT NULL,
    media_type text NOT NULL,
    upload_id  bigint NOT NULL UNIQUE REFERENCES files.upload,
    at         timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The application may add, and mark an upload as finished. What it may take away, the functions below decide.
GRANT USAGE ON SCHEMA files TO veralot_app;
GRANT SELECT, INSERT ON files.upload, files.piece, files.content TO veralot_app;
GRANT UPDATE (finished_at) ON files.upload TO veralot_app;

-- Take back the pieces of an upload that is no content's: it was damaged, or another of the same content was faster.
CREATE FUNCTION files.discard(upload bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM files.piece p WHERE p.upload_id = upload
        AND NOT EXISTS (SELECT FROM files.content c WHERE c.upload_id = upload);
$$;

-- Keep a content from being swept until this transaction has attached it, and say how large it is and what it is.
CREATE FUNCTION files.take(hash bytea, OUT size bigint, OUT media_type text)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT c.size, c.media_type FROM files.content c WHERE c.sha256 = hash FOR KEY SHARE;
$$;

-- Clear away what never became evidence: uploads broken off a day ago, contents that nobody attached within a week.
CREATE FUNCTION files.sweep() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM files.content c WHERE c.at < now() - interval '7 days'
        AND NOT EXISTS (SELECT FROM public.attachments_file f WHERE f.sha256 = encode(c.sha256, 'hex'));
    DELETE FROM files.upload u
    WHERE coalesce(u.finished_at + interval '7 days', u.started_at + interval '1 day') < now()
        AND NOT EXISTS (SELECT FROM files.content c WHERE c.upload_id = u.id);
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA files FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA files TO veralot_app;
