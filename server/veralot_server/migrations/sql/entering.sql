-- One call at the beginning of each command: who holds the token, that they act, and what the command was answered before.

-- The rights of several roles are one text, in which some may stand twice: sorting them would cost more than all the rest.
CREATE OR REPLACE FUNCTION rpc.enter(token_hash bytea) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    found text;
BEGIN
    SELECT row_to_json(entry)::text INTO found FROM (
        SELECT s.id AS session_id, s.workstation, s.locked_at, s.expires_at, s.ended_at, s.signed_at, s.idle_seconds,
               transaction_timestamp() AS now, u.id AS user_id, u.user_name, u.full_name, u.state, u.customer_id,
               u.must_change_password, u.password_changed_at, coalesce(c.at, s.started_at) AS contact,
               ARRAY(SELECT r.role FROM identity_user_role r WHERE r.user_id = u.id) AS roles,
               (SELECT string_agg(p.permission, ' ') FROM identity_user_role r
                JOIN identity_role_permission p ON p.role = r.role WHERE r.user_id = u.id) AS rights
        FROM identity_session s
        JOIN identity_user u ON u.id = s.user_id
        LEFT JOIN rpc.contact c ON c.session_id = s.id
        WHERE s.token_hash = enter.token_hash
    ) AS entry;
    RETURN found;
END $$;

CREATE FUNCTION rpc.former(command_id uuid) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    found text;
BEGIN
    SELECT row_to_json(answer)::text INTO found FROM (
        SELECT r.op, encode(r.digest, 'hex') AS digest, r.user_id, encode(r.body, 'hex') AS body, r.at
        FROM rpc.reply r WHERE r.command_id = former.command_id
    ) AS answer;
    RETURN found;
END $$;

-- Whoever turns out to have no right, or no session that is still good, is rolled back together with this.
CREATE FUNCTION rpc.enter_to_act(token_hash bytea, op text, command_id uuid, zone text, OUT entered text, OUT former text)
LANGUAGE plpgsql AS $$
BEGIN
    entered := rpc.enter(token_hash);
    PERFORM set_config('veralot.act', json_build_object(
                'user_id', who.user_id, 'user_name', who.user_name, 'session_id', who.session_id,
                'workstation', who.workstation, 'message', op, 'command_id', command_id, 'zone', zone)::text, true),
            set_config('veralot.reason', '', true), set_config('veralot.signature', '', true)
    FROM json_to_record(entered::json) AS who(user_id bigint, user_name text, session_id bigint, workstation text);
    former := rpc.former(command_id);
END $$;

-- Whoever concludes wakes the listeners, after the commit (rpc/herald.py).
CREATE OR REPLACE FUNCTION rpc.conclude(id uuid, op text, digest bytea, user_id bigint, body bytea, events jsonb)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF events IS NOT NULL THEN
        INSERT INTO rpc.event (name, payload, customer_id, permission, user_id)
        SELECT e.name, e.payload::text, e.customer_id, e.permission, e.user_id
        FROM jsonb_to_recordset(events)
            AS e(name text, payload jsonb, customer_id bigint, permission text, user_id bigint);
    END IF;
    IF id IS NOT NULL THEN
        INSERT INTO rpc.reply (command_id, op, digest, user_id, body) VALUES (id, op, digest, user_id, body);
    END IF;
END $$;
