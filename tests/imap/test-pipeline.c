/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Many commands on their way: 10,000 changes in 67 round trips or fewer. */

#include "config.h"

#include "session-fixture.h"

#include <string.h>

/* At least half a window is always on its way. The server says nothing before it has heard so many, so a
 * client that waited for answers earlier would wait for ever. */
#define BATCH 150

/* How long the command for the message @uid is: line by line would take the server too long. */
static gsize
measure (guint    tag,
         guint    uid,
         gboolean is_fetch)
{
  g_autofree char *line = is_fetch ? g_strdup_printf ("A%u UID FETCH %u (UID BODY.PEEK[1]<0.100>)\r\n", tag, uid) : g_strdup_printf ("A%u UID STORE %u +FLAGS.SILENT (\\Seen)\r\n", tag, uid);

  return strlen (line);
}

/* A script that hears the commands from A3 on in batches and answers each with an OK, a FETCH with a part
 * before it. */
static char *
make_script (guint    n_commands,
             gboolean is_fetch)
{
  GString *script = g_string_new (OPEN ("") SELECT);

  for (guint done = 0; done < n_commands; done += BATCH)
    {
      gsize size = 0;

      for (guint i = done; i < MIN (done + BATCH, n_commands); i++)
        size += measure (3 + i, i + 1, is_fetch);
      g_string_append_printf (script, "C+ %" G_GSIZE_FORMAT "\nS+ ", size);
      for (guint i = done; i < MIN (done + BATCH, n_commands); i++)
        {
          if (is_fetch)
            g_string_append_printf (script, "* %u FETCH (UID %u BODY[1]<0> {5}\\r\\nHello)\\r\\n", i + 1, i + 1);
          g_string_append_printf (script, "A%u OK done\\r\\n", 3 + i);
        }
      g_string_append_c (script, '\n');
    }
  g_string_append (script, "EOF\n");

  return g_string_free (script, FALSE);
}

static void
count_cb (guint         index,
          const GError *failure,
          gpointer      data)
{
  g_assert_no_error (failure);
  (*(guint *)data)++;
}

#define N_CHANGES 10000

static void
test_flag_changes (SessionFixture *self,
                   gconstpointer   data)
{
  const MailerImapFlagChange    change = { .add = MAILER_FLAG_SEEN };
  g_autofree char              *script = make_script (N_CHANGES, FALSE);
  g_autofree MailerImapFlagJob *jobs = g_new0 (MailerImapFlagJob, N_CHANGES);
  guint                         n_done = 0;

  for (guint i = 0; i < N_CHANGES; i++)
    {
      MailerUidSet *uids = mailer_uid_set_new ();

      mailer_uid_set_add (uids, i + 1);
      jobs[i] = (MailerImapFlagJob){ uids, &change };
    }
  session_fixture_open (self, script);
  session_fixture_select_inbox (self);
  mailer_imap_session_store_many (self->session, jobs, N_CHANGES, count_cb, &n_done, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (n_done, ==, N_CHANGES);
  for (guint i = 0; i < N_CHANGES; i++)
    mailer_uid_set_free ((MailerUidSet *)jobs[i].uids);
}

static void
section_cb (guint         index,
            GBytes       *bytes,
            const GError *failure,
            gpointer      data)
{
  g_assert_no_error (failure);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 5);
  g_bytes_unref (bytes);
  (*(guint *)data)++;
}

#define N_PARTS 1000

static void
test_parts (SessionFixture *self,
            gconstpointer   data)
{
  g_autofree char                   *script = make_script (N_PARTS, TRUE);
  g_autofree MailerImapFetchSection *what = g_new0 (MailerImapFetchSection, N_PARTS);
  guint                              n_done = 0;

  for (guint i = 0; i < N_PARTS; i++)
    what[i] = (MailerImapFetchSection){ .uid = i + 1, .section = "1", .expected_bytes = 5, .max_bytes = 99 };
  session_fixture_open (self, script);
  session_fixture_select_inbox (self);
  mailer_imap_session_fetch_sections (self->session, what, N_PARTS, section_cb, &n_done, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (n_done, ==, N_PARTS);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST ("pipeline/flag-changes", test_flag_changes);
  SESSION_TEST ("pipeline/parts", test_parts);

  return g_test_run ();
}
