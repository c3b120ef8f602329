/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ServerRecord:
 * @option: to be given to mailer_test_server_new()
 *
 * What the clients of a private mail server said to it, as the server itself records it.
 */
typedef struct
{
  char *folder;
  char *option;
} ServerRecord;

ServerRecord *server_record_new (void);

/** server_record_free: after the server, which writes there. */
void server_record_free (ServerRecord *self);

/** server_record_count: how many lines from clients match the glob @pattern, without time and tag. */
guint server_record_count (ServerRecord *self,
                           const char   *pattern);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerRecord, server_record_free)

G_END_DECLS
