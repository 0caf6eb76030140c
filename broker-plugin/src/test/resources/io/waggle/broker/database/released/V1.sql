-- What a server of version 1 had: written by its own classes, with the keys of keys/. {hex:..} are bytes, as each engine writes them.

INSERT INTO account (account_id, created_at)
    VALUES ('1xq1ac8xk5d0eccr', TIMESTAMP WITH TIME ZONE '2026-11-25 12:00:00+00');

INSERT INTO account (account_id, created_at, suspended_at)
    VALUES ('4t2kcsg4m1yg4sd8', TIMESTAMP WITH TIME ZONE '2026-11-25 12:00:00+00', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00');

INSERT INTO identifier (lookup_key, account_id, kind, sealed, verified_at)
    VALUES ({hex:51425de66d3f25381720c210a74ae557724a97fb9ceb020a51a8d35f7d607191}, '1xq1ac8xk5d0eccr', 'PHONE', {hex:01ee1102b42a327c3a80cb7aa43d65edfe85d7ecd903db270e1314a4b0271cc5a38e646870af38d8837331cb7868cf}, TIMESTAMP WITH TIME ZONE '2026-11-25 12:00:00+00');

INSERT INTO identifier (lookup_key, account_id, kind, sealed, verified_at)
    VALUES ({hex:5505244df98c4ae234377d87c5946b9f1a69740f13a5d89208efcac283c08899}, '4t2kcsg4m1yg4sd8', 'EMAIL', {hex:01ee1102b43eb18d3b309f88453b93a93538c76001f50fc1887d947ed91ae5eb8ed58a5c0c60330c6cef42ad6f83eb9e}, TIMESTAMP WITH TIME ZONE '2026-11-25 12:00:00+00');

INSERT INTO device (account_id, device_id, device_name, linked_at, last_seen_at)
    VALUES ('1xq1ac8xk5d0eccr', 's5ja4zen', 'Änna''s phone 📱', TIMESTAMP WITH TIME ZONE '2026-11-25 12:00:00+00', TIMESTAMP WITH TIME ZONE '2026-11-25 12:00:00+00');

INSERT INTO device (account_id, device_id, device_name, linked_at, last_seen_at)
    VALUES ('1xq1ac8xk5d0eccr', '23qyt0ny', 'a tablet', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00');

INSERT INTO login_session (session_id, account_id, device_id, started_at, expires_at, current_hash, previous_hash)
    VALUES ('b645683a-e2b8-4362-886c-2c83c285400e', '1xq1ac8xk5d0eccr', 's5ja4zen', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00', TIMESTAMP WITH TIME ZONE '2027-02-23 12:01:00+00', {hex:616a3693c9bb6ba463741d9fad0f94a9d416f0c5cd2978443e373c4f6c46391a}, {hex:99fa83513d20b3bd425f8208a8ac67db3b7eecb2b850d55f3cb5a53e231d6802});

INSERT INTO login_session (session_id, account_id, device_id, started_at, expires_at, current_hash, ended_at, end_reason)
    VALUES ('1da9ca25-f6a0-488c-a071-eab0ed0aeccd', '1xq1ac8xk5d0eccr', '23qyt0ny', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00', TIMESTAMP WITH TIME ZONE '2027-02-23 12:01:00+00', {hex:94e2fbbdd155bd68aeaff203a6e15452ddf8c6ae2814e60111308fc03e14e53c}, TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00', 'SIGNED_OUT');

INSERT INTO verification (verification_id, lookup_key, kind, sealed, code_hash, tries, begun_at, expires_at)
    VALUES ('4d686081-1b68-4db5-91d8-bb32074acf8c', {hex:51425de66d3f25381720c210a74ae557724a97fb9ceb020a51a8d35f7d607191}, 'PHONE', {hex:01ee1102b442a40a3bc2b48e9e45dac72037c8fafc7c90a6b2f08d4a8113558e465211d44591af981fe836dbe3c73e}, {hex:32644e410354c4ba6d3efd15d88d70c51c7888c94f74142fc48fd780fb9778eb}, 0, TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00', TIMESTAMP WITH TIME ZONE '2026-11-25 12:11:00+00');

INSERT INTO account_change (kind, account_id, device_id, changed_at)
    VALUES ('DEVICE_LINKED', '1xq1ac8xk5d0eccr', 's5ja4zen', TIMESTAMP WITH TIME ZONE '2026-11-25 12:00:00+00');

INSERT INTO account_change (kind, account_id, device_id, changed_at)
    VALUES ('DEVICE_LINKED', '1xq1ac8xk5d0eccr', '23qyt0ny', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00');

INSERT INTO account_change (kind, account_id, device_id, session_id, changed_at)
    VALUES ('SESSION_ENDED', '1xq1ac8xk5d0eccr', '23qyt0ny', '1da9ca25-f6a0-488c-a071-eab0ed0aeccd', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00');
