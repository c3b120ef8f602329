/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-text.h"

#include <string.h>

#include "mailer-mime-text-private.h"

#define MAX_QUOTE_DEPTH 20
#define N_QUOTE_COLORS 5
#define LONG_QUOTE_LINES 12

static void
free_line_cb (gpointer data)
{
  MailerMimeLine *line = data;

  g_free (line->text);
  g_free (line);
}

/* RFC 3676, section 4.5: quote marks stand together. Others put blanks between them. */
static guint
skip_quote_marks (const char **p,
                  const char  *end,
                  gboolean     is_flowed)
{
  guint depth = 0;

  while (*p < end)
    {
      const char *mark = *p;

      if (!is_flowed && depth > 0 && *mark == ' ' && mark + 1 < end && mark[1] == '>')
        mark++;
      if (*mark != '>')
        break;
      *p = mark + 1;
      depth++;
    }
  /* Flowed: a stuffed blank. Else: the blank that quoting put there. */
  if (*p < end && **p == ' ' && (is_flowed || depth > 0))
    (*p)++;

  return depth;
}

typedef struct
{
  GPtrArray *lines;
  GString   *paragraph;
  guint      depth;
  gboolean   is_open;
} Joiner;

static void
finish_paragraph (Joiner  *joiner,
                  gboolean is_separator)
{
  MailerMimeLine *line;

  if (!joiner->is_open)
    return;

  line = g_new0 (MailerMimeLine, 1);
  line->depth = joiner->depth;
  line->text = g_strdup (joiner->paragraph->str);
  line->is_separator = is_separator;
  g_ptr_array_add (joiner->lines, line);
  g_string_truncate (joiner->paragraph, 0);
  joiner->is_open = FALSE;
}

static void
join_line (Joiner             *joiner,
           const char         *start,
           const char         *end,
           MailerMimeTextFlags flags)
{
  gboolean is_flowed = (flags & MAILER_MIME_TEXT_FLOWED) != 0;
  guint    depth = skip_quote_marks (&start, end, is_flowed);
  gboolean is_separator = end - start == 3 && memcmp (start, "-- ", 3) == 0;
  gboolean is_soft = is_flowed && end > start && end[-1] == ' ' && !is_separator;

  /* RFC 3676, section 4.5: another depth or a signature ends a paragraph, whatever the line before says. */
  if (joiner->is_open && (joiner->depth != depth || is_separator))
    finish_paragraph (joiner, FALSE);
  if (is_soft && (flags & MAILER_MIME_TEXT_DELSP) != 0)
    end--;

  g_string_append_len (joiner->paragraph, start, end - start);
  joiner->depth = depth;
  joiner->is_open = TRUE;
  if (!is_soft)
    finish_paragraph (joiner, is_separator);
}

GPtrArray *
mailer_mime_split_lines (const char         *text,
                         MailerMimeTextFlags flags)
{
  g_autoptr (GString) paragraph = g_string_new (NULL);
  Joiner joiner = { .lines = g_ptr_array_new_with_free_func (free_line_cb), .paragraph = paragraph };

  for (const char *p = text; *p != '\0';)
    {
      const char *end = p + strcspn (p, "\n");

      join_line (&joiner, p, end > p && end[-1] == '\r' ? end - 1 : end, flags);
      p = *end == '\n' ? end + 1 : end;
    }
  finish_paragraph (&joiner, FALSE);

  return joiner.lines;
}

guint
mailer_mime_find_signature (GPtrArray *lines)
{
  for (guint i = lines->len; i > 0; i--)
    {
      const MailerMimeLine *line = g_ptr_array_index (lines, i - 1);

      if (line->is_separator && line->depth == 0)
        return i - 1;
    }

  return lines->len;
}

static gboolean
is_long_quote (GPtrArray *lines,
               guint      start,
               guint      depth)
{
  guint n = 0;

  for (guint i = start; i < lines->len && n <= LONG_QUOTE_LINES; i++, n++)
    if (((const MailerMimeLine *)g_ptr_array_index (lines, i))->depth < depth)
      break;

  return n > LONG_QUOTE_LINES;
}

static guint
move_to_depth (GString   *html,
               GPtrArray *lines,
               guint      index,
               guint      current,
               guint      wanted)
{
  for (; current > wanted; current--)
    g_string_append (html, "</blockquote>");
  for (; current < wanted; current++)
    g_string_append_printf (html, "<blockquote class=\"quote quote-%u%s\">",
                            current % N_QUOTE_COLORS + 1,
                            is_long_quote (lines, index, current + 1) ? " long" : "");

  return current;
}

char *
mailer_mime_text_to_html (const char         *text,
                          MailerMimeTextFlags flags)
{
  GString *html = g_string_new (NULL);
  g_autoptr (GPtrArray) lines = NULL;
  guint signature;
  guint depth = 0;

  g_return_val_if_fail (text != NULL, NULL);

  lines = mailer_mime_split_lines (text, flags);
  signature = mailer_mime_find_signature (lines);
  for (guint i = 0; i < lines->len; i++)
    {
      const MailerMimeLine *line = g_ptr_array_index (lines, i);

      depth = move_to_depth (html, lines, i, depth, MIN (line->depth, MAX_QUOTE_DEPTH));
      if (i == signature)
        g_string_append (html, "<div class=\"signature\">");
      g_string_append (html, "<div class=\"line\">");
      if (*line->text == '\0')
        g_string_append (html, "<br>");
      else
        mailer_mime_append_linked (html, line->text);
      g_string_append (html, "</div>");
    }
  move_to_depth (html, lines, 0, depth, 0);
  if (signature < lines->len)
    g_string_append (html, "</div>");

  return g_string_free (html, FALSE);
}

char *
mailer_mime_unflow_text (const char         *text,
                         MailerMimeTextFlags flags)
{
  GString *unflowed = g_string_new (NULL);
  g_autoptr (GPtrArray) lines = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if ((flags & MAILER_MIME_TEXT_FLOWED) == 0)
    return g_string_free (g_string_append (unflowed, text), FALSE);

  lines = mailer_mime_split_lines (text, flags);
  for (guint i = 0; i < lines->len; i++)
    {
      const MailerMimeLine *line = g_ptr_array_index (lines, i);

      for (guint n = 0; n < line->depth; n++)
        g_string_append_c (unflowed, '>');
      if (line->depth > 0)
        g_string_append_c (unflowed, ' ');
      g_string_append (unflowed, line->text);
      g_string_append_c (unflowed, '\n');
    }

  return g_string_free (unflowed, FALSE);
}
