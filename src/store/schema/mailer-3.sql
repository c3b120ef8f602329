-- SPDX-FileCopyrightText: The Mailer developers
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Version 3 of mailer.db: the mailbox for copies of what is sent, as it was known before a message left for the first
-- time. The copy of the message cannot have a lower UID there while the UIDVALIDITY is the same. NULL is not known.
-- Ids are never used again, so that of a mailbox that has gone is no harm.

ALTER TABLE outbox ADD COLUMN sent_mailbox INTEGER;
ALTER TABLE outbox ADD COLUMN sent_uid_validity INTEGER;
ALTER TABLE outbox ADD COLUMN sent_uid_next INTEGER;
