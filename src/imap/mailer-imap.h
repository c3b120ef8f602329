/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* All of the layer. */

#pragma once

#include "mailer-imap-account.h"
#include "mailer-imap-append.h"
#include "mailer-imap-change.h"
#include "mailer-imap-criteria.h"
#include "mailer-imap-error.h"
#include "mailer-imap-fetch.h"
#include "mailer-imap-folders.h"
#include "mailer-imap-mailbox.h"
#include "mailer-imap-message.h"
#include "mailer-imap-search.h"
#include "mailer-imap-session.h"
#include "mailer-imap-uid-map.h"
#include "mailer-imap-watch.h"
