-- What version 3 could have beside it.

INSERT INTO account_change (kind, account_id, changed_at)
    VALUES ('POLICY_CHANGED', '1xq1ac8xk5d0eccr', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00');

INSERT INTO account_block (account_id, blocked_id, blocked_at)
    VALUES ('1xq1ac8xk5d0eccr', '4t2kcsg4m1yg4sd8', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00');
