/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-line.h"

#include <string.h>

char *
mailer_composer_line_join (const char *text,
                           gsize       length,
                           const char *separator)
{
  g_autofree char *copy = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) joined = NULL;

  g_return_val_if_fail (text != NULL && separator != NULL, NULL);

  copy = g_strndup (text, length);
  lines = g_strsplit_set (copy, "\r\n", -1);
  joined = g_string_new (NULL);
  for (char **line = lines; *line != NULL; line++)
    {
      if (*g_strstrip (*line) == '\0')
        continue;
      if (joined->len > 0)
        g_string_append (joined, separator);
      g_string_append (joined, *line);
    }

  return g_string_free (g_steal_pointer (&joined), FALSE);
}

static void
insert_text_cb (GtkEditable *delegate,
                const char  *text,
                int          length,
                int         *position,
                const char  *separator)
{
  gsize            n_bytes = length < 0 ? strlen (text) : (gsize)length;
  g_autofree char *joined = NULL;

  if (memchr (text, '\n', n_bytes) == NULL && memchr (text, '\r', n_bytes) == NULL)
    return;

  joined = mailer_composer_line_join (text, n_bytes, separator);
  g_signal_stop_emission_by_name (delegate, "insert-text");
  gtk_editable_insert_text (delegate, joined, -1, position);
}

void
mailer_composer_line_keep_single (GtkEditable *editable,
                                  const char  *separator)
{
  g_return_if_fail (GTK_IS_EDITABLE (editable));
  g_return_if_fail (separator != NULL && strpbrk (separator, "\r\n") == NULL);

  g_signal_connect (gtk_editable_get_delegate (editable), "insert-text",
                    G_CALLBACK (insert_text_cb), (gpointer)separator);
}
