-- What version 2 could have beside it.

INSERT INTO device_link (device_code_hash, user_code, device_name, requested_at, expires_at, account_id, denied)
    VALUES ({hex:9e0ac30d7d8a7a497a216d1cdf51b762ce85d066f68c3554de628d73baf94a32}, 'MZJG-DGRD', 'a browser', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00', TIMESTAMP WITH TIME ZONE '2026-11-25 12:11:00+00', '1xq1ac8xk5d0eccr', FALSE);
