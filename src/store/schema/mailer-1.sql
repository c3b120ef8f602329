-- SPDX-FileCopyrightText: The Mailer developers
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Version 1 of mailer.db. A file of this folder that was released never changes: the next version is the
-- next file, run after this one in the same transaction.
--
-- Invariants
-- * Ids are AUTOINCREMENT: never used twice, so that an id somebody still holds is gone, never another thing.
-- * message.flags is message.server_flags with the pending rows of operation_message laid over them in the
--   order of their operations. Nothing else is ever in it.
-- * A message is where the user sees it. Where the server has it is operation_message.source_* of its first
--   pending move, or message.mailbox and message.uid when there is none.
-- * message.uid is NULL while the server's UID is not known; (mailbox, uid) is unique.
-- * mailbox_conversation has exactly the pairs that have a message not marked \Deleted (8), and sums them up.
-- * mailbox.n_total and n_unread count the messages not marked \Deleted.
-- * Every message's conversation exists, and a conversation without messages does not.
-- * Bodies are in bodies.db under message.body_key, which is random: a body that outlives its message, or
--   a message that a loss of power takes back, can never meet the wrong partner.

CREATE TABLE account (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE mailbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  raw_name BLOB NOT NULL,
  path TEXT NOT NULL,                            -- components, U+001F between them
  delimiter INTEGER NOT NULL DEFAULT 0,
  role INTEGER NOT NULL DEFAULT 0,               -- MailerFolderRole
  is_selectable INTEGER NOT NULL DEFAULT 1,
  is_subscribed INTEGER NOT NULL DEFAULT 1,
  uid_validity INTEGER NOT NULL DEFAULT 0,
  uid_next INTEGER NOT NULL DEFAULT 0,
  highest_modseq INTEGER NOT NULL DEFAULT 0,
  synced TEXT NOT NULL DEFAULT '',               -- UID set
  server_total INTEGER NOT NULL DEFAULT 0,
  n_total INTEGER NOT NULL DEFAULT 0,
  n_unread INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account, raw_name)
);

CREATE TABLE conversation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  n_overall INTEGER NOT NULL DEFAULT 0           -- without Trash and Junk, copies counted once
);
CREATE INDEX conversation_by_account ON conversation (account);

-- Which conversation a Message-ID belongs to, whether a message with it is here or it was only named in
-- References or In-Reply-To: so children find each other, and a parent that comes late joins them.
CREATE TABLE reference (
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  key INTEGER NOT NULL,                          -- first 8 bytes of the SHA-256 of the Message-ID
  conversation INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
  PRIMARY KEY (account, key)
) WITHOUT ROWID;
CREATE INDEX reference_by_conversation ON reference (conversation);

-- What lists and synchronisation need; the rest is in message_detail, so that these rows stay short.
CREATE TABLE message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mailbox INTEGER NOT NULL REFERENCES mailbox ON DELETE CASCADE,
  uid INTEGER,
  conversation INTEGER NOT NULL REFERENCES conversation,
  key INTEGER NOT NULL,                          -- as in reference; of other headers without Message-ID
  flags INTEGER NOT NULL,                        -- MailerFlags
  server_flags INTEGER NOT NULL,
  keywords TEXT,                                 -- blanks between them
  received_us INTEGER NOT NULL,
  sent_us INTEGER NOT NULL,
  sort_us INTEGER NOT NULL,
  size INTEGER NOT NULL,
  has_attachments INTEGER NOT NULL,
  is_pinned INTEGER NOT NULL DEFAULT 0,
  body_key INTEGER NOT NULL,
  message_id TEXT,
  from_name TEXT,
  from_address TEXT,
  subject TEXT,
  preview TEXT
);
CREATE UNIQUE INDEX message_by_uid ON message (mailbox, uid);
CREATE INDEX message_by_conversation ON message (conversation, sort_us, mailbox);
CREATE INDEX message_by_key ON message (key);
CREATE INDEX message_by_body ON message (body_key);

CREATE TABLE message_detail (
  message INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  people BLOB,                                   -- From, To, Cc, Bcc, Reply-To: five times a(mss)
  in_reply_to TEXT,
  references_text TEXT,
  list_id TEXT,
  parts BLOB                                     -- serialised MailerBodyPart
);

CREATE TABLE mailbox_conversation (
  mailbox INTEGER NOT NULL REFERENCES mailbox ON DELETE CASCADE,
  conversation INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
  newest_us INTEGER NOT NULL,
  newest_message INTEGER NOT NULL,
  n_messages INTEGER NOT NULL,
  n_unread INTEGER NOT NULL,
  flags INTEGER NOT NULL,                        -- of all of them together
  has_attachments INTEGER NOT NULL,
  PRIMARY KEY (mailbox, conversation)
) WITHOUT ROWID;
CREATE INDEX mailbox_conversation_by_time ON mailbox_conversation (mailbox, newest_us, conversation);
CREATE INDEX mailbox_conversation_by_conversation ON mailbox_conversation (conversation);

CREATE VIRTUAL TABLE search USING fts5 (
  subject, people, body,
  tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);

-- The journal: see mailer-store-journal.c.
CREATE TABLE operation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  kind INTEGER NOT NULL,                         -- MailerStoreOperationKind
  state INTEGER NOT NULL DEFAULT 0,              -- MailerStoreOperationState
  target INTEGER REFERENCES mailbox ON DELETE SET NULL,
  payload BLOB,
  n_messages INTEGER NOT NULL DEFAULT 0,
  undoes INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before_us INTEGER NOT NULL DEFAULT 0,
  created_us INTEGER NOT NULL,
  error TEXT
);
CREATE INDEX operation_unfinished ON operation (account, id) WHERE state < 2;
CREATE INDEX operation_by_account ON operation (account, state);
CREATE INDEX operation_by_target ON operation (target);
CREATE INDEX operation_by_undoes ON operation (undoes) WHERE undoes > 0;

CREATE TABLE operation_message (
  operation INTEGER NOT NULL REFERENCES operation ON DELETE CASCADE,
  message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  is_pending INTEGER NOT NULL DEFAULT 1,
  is_failed INTEGER NOT NULL DEFAULT 0,          -- taken back; kept for another try
  is_move INTEGER NOT NULL,
  add_flags INTEGER NOT NULL DEFAULT 0,
  remove_flags INTEGER NOT NULL DEFAULT 0,
  source INTEGER REFERENCES mailbox ON DELETE SET NULL,
  source_uid INTEGER,                            -- NULL: not known (yet)
  target INTEGER REFERENCES mailbox ON DELETE SET NULL,
  PRIMARY KEY (operation, message)
) WITHOUT ROWID;
CREATE INDEX operation_message_by_message ON operation_message (message, operation);
CREATE INDEX operation_message_by_source ON operation_message (source, source_uid);
CREATE INDEX operation_message_by_target ON operation_message (target);

CREATE TABLE draft (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  updated_us INTEGER NOT NULL,
  content BLOB NOT NULL
);
CREATE INDEX draft_by_account ON draft (account);

CREATE TABLE attachment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  draft INTEGER NOT NULL REFERENCES draft ON DELETE CASCADE,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  payload BLOB,
  data BLOB NOT NULL
);
CREATE INDEX attachment_by_draft ON attachment (draft);

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  state INTEGER NOT NULL DEFAULT 0,              -- MailerStoreOutboxState
  header_id TEXT NOT NULL,
  subject TEXT,
  sender TEXT NOT NULL,
  recipients BLOB NOT NULL,                      -- as
  size INTEGER NOT NULL,
  draft INTEGER UNIQUE REFERENCES draft ON DELETE SET NULL,
  answered INTEGER REFERENCES message ON DELETE SET NULL,
  answered_flag INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before_us INTEGER NOT NULL DEFAULT 0,
  created_us INTEGER NOT NULL,
  error TEXT,
  server_text TEXT,
  data BLOB NOT NULL,
  copy BLOB                                      -- NULL: the same as data
);
CREATE INDEX outbox_by_account ON outbox (account);
CREATE INDEX outbox_by_answered ON outbox (answered);

CREATE TRIGGER message_added AFTER INSERT ON message
BEGIN
  UPDATE mailbox SET n_total = n_total + ((new.flags & 8) = 0), n_unread = n_unread + ((new.flags & 9) = 0)
    WHERE id = new.mailbox;
END;

CREATE TRIGGER message_removed AFTER DELETE ON message
BEGIN
  UPDATE mailbox SET n_total = n_total - ((old.flags & 8) = 0), n_unread = n_unread - ((old.flags & 9) = 0)
    WHERE id = old.mailbox;
  DELETE FROM search WHERE rowid = old.id;
END;

CREATE TRIGGER message_changed AFTER UPDATE OF mailbox, flags ON message
WHEN old.mailbox != new.mailbox OR (old.flags & 9) != (new.flags & 9)
BEGIN
  UPDATE mailbox SET n_total = n_total - ((old.flags & 8) = 0), n_unread = n_unread - ((old.flags & 9) = 0)
    WHERE id = old.mailbox;
  UPDATE mailbox SET n_total = n_total + ((new.flags & 8) = 0), n_unread = n_unread + ((new.flags & 9) = 0)
    WHERE id = new.mailbox;
END;
