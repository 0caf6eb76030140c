-- What version 8 could have beside it: a bot of Anna's with a webhook.

INSERT INTO account (account_id, created_at) VALUES ('7b0t0f8nn8000001', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00');

INSERT INTO bot (account_id, owner_id, token_hash, created_at)
    VALUES ('7b0t0f8nn8000001', '1xq1ac8xk5d0eccr', {hex:630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd}, TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00');

INSERT INTO device (account_id, device_id, device_name, linked_at, last_seen_at)
    VALUES ('7b0t0f8nn8000001', 'webhook', 'Webhook', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00');

INSERT INTO webhook (account_id, device_id, url, sealed_secret, batch_epoch, batch_after, batch_until)
    VALUES ('7b0t0f8nn8000001', 'webhook', 'https://bot.example.org/in', {hex:00}, 42, 3, 7);
