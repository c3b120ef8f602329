-- SPDX-FileCopyrightText: The Mailer developers
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Version 4 of mailer.db: where an account has its mail, in the words of whoever keeps the accounts. By it an account
-- whose settings were lost gets back what waits here when it is set up again. Empty is not known.

ALTER TABLE account ADD COLUMN identity TEXT NOT NULL DEFAULT '';
