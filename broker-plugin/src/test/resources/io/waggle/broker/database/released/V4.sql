-- What version 4 could have beside it. No name of a contact: those are sealed, and whoever reads them is tested elsewhere.

INSERT INTO profile (account_id, profile_name, about)
    VALUES ('1xq1ac8xk5d0eccr', 'Änna', NULL);

INSERT INTO avatar (account_id, tag, image)
    VALUES ('1xq1ac8xk5d0eccr', 'tag-of-a-picture', {hex:ffd8ffd9});

INSERT INTO privacy (account_id, last_seen, photo, about, add_to_groups, read_receipts, strangers, discoverable)
    VALUES ('1xq1ac8xk5d0eccr', 'NOBODY', 'EVERYONE', 'CONTACTS', 'CONTACTS', FALSE, 'REQUEST', 'MUTUAL');

INSERT INTO contact (account_id, contact_id, added_at)
    VALUES ('1xq1ac8xk5d0eccr', '4t2kcsg4m1yg4sd8', TIMESTAMP WITH TIME ZONE '2026-11-25 12:01:00+00');

INSERT INTO address_book (account_id, discovery_key)
    VALUES ('1xq1ac8xk5d0eccr', {hex:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff});
