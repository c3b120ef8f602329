/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LeakEar:
 * @name: tells the names that its mails have looked up from those of others
 * @n_mails: written so far
 * @n_heard: connections
 * @has_heard_refresh: whether the last thing came that the mail does by itself: it waits a second for it
 *
 * A listener on this machine that a mail tries to reach in every way known, see fixtures/web/leaks.html.
 */
typedef struct
{
  GSocketService *service;
  const char     *name;
  guint16         port;
  guint           n_mails;
  guint           n_heard;
  gboolean        has_heard_refresh;
} LeakEar;

void leak_ear_open (LeakEar    *self,
                    const char *name);
void leak_ear_close (LeakEar *self);

/** leak_ear_forget: begins a new count. */
void leak_ear_forget (LeakEar *self);

/** leak_ear_has_heard_all: whether a mail without walls has done what it does. */
gboolean leak_ear_has_heard_all (gpointer self);

/**
 * leak_ear_dup_mail:
 *
 * Returns: (transfer full): an HTML document that asks for this listener and, as the first one, for names
 *   below "1.@name.leak.test". Each has names of its own: what was looked up ahead once is not again.
 */
char *leak_ear_dup_mail (LeakEar *self);

/* The names that were looked up: watch-names.c, loaded into the processes of the views, writes them down. */

/** leak_names_watch: for processes that are started later; once, before anything of GTK. */
void leak_names_watch (const char *module);

/** leak_names_contain: whether a name with @part in it was looked up so far. */
gboolean leak_names_contain (const char *part);

/** leak_names_forget: removes the record. */
void leak_names_forget (void);

G_END_DECLS
