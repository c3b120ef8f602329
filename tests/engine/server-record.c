/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "server-record.h"

#include <glib/gstdio.h>

ServerRecord *
server_record_new (void)
{
  ServerRecord *self = g_new0 (ServerRecord, 1);

  self->folder = g_dir_make_tmp ("mailer-rawlog-XXXXXX", NULL);
  self->option = g_strconcat ("--dovecot-config=rawlog_dir = ", self->folder, NULL);
  /* Dovecot's processes may run as another user. */
  g_chmod (self->folder, 0777);

  return self;
}

void
server_record_free (ServerRecord *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->option);
  g_free (self);
}

guint
server_record_count (ServerRecord *self,
                     const char   *pattern)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;
  guint       n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);
      g_autofree char *text = NULL;
      g_auto (GStrv) lines = NULL;

      if (!g_str_has_suffix (name, ".in") || !g_file_get_contents (path, &text, NULL, NULL))
        continue;
      lines = g_strsplit (text, "\r\n", -1);
      for (guint i = 0; lines[i] != NULL; i++)
        {
          g_auto (GStrv) words = g_strsplit (lines[i], " ", 3);

          n += g_strv_length (words) > 2 && g_pattern_match_simple (pattern, words[2]);
        }
    }

  return n;
}
