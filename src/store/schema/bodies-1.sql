-- SPDX-FileCopyrightText: The Mailer developers
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Version 1 of bodies.db: a cache. Everything in it can be fetched again, so a damaged file is thrown away.

CREATE TABLE body (
  id INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,                          -- message.body_key of mailer.db
  section TEXT NOT NULL,
  account INTEGER NOT NULL,                      -- account.id of mailer.db
  used_us INTEGER NOT NULL,
  size INTEGER NOT NULL,                         -- before compression
  stored INTEGER NOT NULL,                       -- as compressed
  data BLOB NOT NULL,                            -- zlib (RFC 1950), whose checksum tells damage
  UNIQUE (key, section)
);
CREATE INDEX body_by_use ON body (account, used_us, key, stored);
