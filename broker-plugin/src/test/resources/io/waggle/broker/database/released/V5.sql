-- What version 5 could have beside it.

INSERT INTO external_identity (identity_key, account_id, linked_at)
    VALUES ({hex:ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100}, '1xq1ac8xk5d0eccr', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00');
