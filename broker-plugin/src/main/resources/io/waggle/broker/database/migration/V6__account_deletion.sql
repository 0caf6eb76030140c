-- What the deletion of an account looks for in other accounts' rows.

CREATE INDEX account_block_blocked ON account_block (blocked_id);
CREATE INDEX device_link_account ON device_link (account_id);
