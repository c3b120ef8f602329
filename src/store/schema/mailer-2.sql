-- SPDX-FileCopyrightText: The Mailer developers
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Version 2 of mailer.db: who sent a message, when From names somebody else (RFC 5322, section 3.6.2). What was
-- stored before has NULL, as has what From's own author sent.

ALTER TABLE message_detail ADD COLUMN sender_name TEXT;
ALTER TABLE message_detail ADD COLUMN sender_address TEXT;
