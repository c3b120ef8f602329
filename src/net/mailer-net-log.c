/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-net-log.h"

#include <string.h>

enum
{
  RING_BYTES = 64 * 1024,
  LINE_BYTES = 300,
  CONTENT_LINE_BYTES = 120, /* of lines that are mostly masked; there are many of them */
  VERB_BYTES = 40,          /* a verb begins in so many bytes of its line, or not at all */
};

/* What one direction has said of a line that is not finished. */
typedef struct
{
  char     text[LINE_BYTES];
  gsize    n_kept;
  char     tail[24];    /* the line's last bytes, where a literal is announced */
  gsize    n_bytes;     /* of the whole line so far */
  guint64  n_literal;   /* bytes of a literal still to be skipped */
  gboolean has_content; /* text between quotes is mail, here and behind a literal */
} Unfinished;

struct _MailerNetLog
{
  Unfinished unfinished[2];
  gint64     stamp_ms;
  char       stamp[16]; /* that of stamp_ms */
  gsize      head;      /* where the next byte goes */
  gboolean   is_wrapped;
  char       ring[RING_BYTES];
};

MailerNetLog *
mailer_net_log_new (void)
{
  return g_atomic_rc_box_new0 (MailerNetLog);
}

MailerNetLog *
mailer_net_log_ref (MailerNetLog *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
mailer_net_log_unref (MailerNetLog *self)
{
  g_atomic_rc_box_release (self);
}

static void
append_to_ring (MailerNetLog *self,
                const char   *text,
                gsize         size)
{
  gsize n_first = MIN (size, RING_BYTES - self->head);

  memcpy (self->ring + self->head, text, n_first);
  memcpy (self->ring, text + n_first, size - n_first);
  self->is_wrapped |= self->head + size >= RING_BYTES;
  self->head = (self->head + size) % RING_BYTES;
}

/* Many lines come in one millisecond. */
static const char *
get_stamp (MailerNetLog *self)
{
  gint64 now_ms = g_get_real_time () / 1000;

  if (now_ms != self->stamp_ms)
    g_snprintf (self->stamp, sizeof self->stamp, "%02d:%02d:%02d.%03d ", (int)(now_ms / 3600000 % 24), (int)(now_ms / 60000 % 60), (int)(now_ms / 1000 % 60), (int)(now_ms % 1000));
  self->stamp_ms = now_ms;

  return self->stamp;
}

static void
append_line (MailerNetLog *self,
             const char   *mark,
             const char   *text,
             gsize         size)
{
  const char *stamp = get_stamp (self);

  append_to_ring (self, stamp, strlen (stamp));
  append_to_ring (self, mark, strlen (mark));
  append_to_ring (self, " ", 1);
  append_to_ring (self, text, size);
  append_to_ring (self, "\n", 1);
}

static const char *
mark_for (MailerNetDirection direction)
{
  return direction == MAILER_NET_DIRECTION_OUT ? "C:" : "S:";
}

/* Overwrites what stands between double quotes; a line may be cut inside of them. */
static void
mask_quoted (char *text,
             gsize size)
{
  gboolean is_quoted = FALSE;

  for (gsize i = 0; i < size; i++)
    {
      if (text[i] == '"')
        is_quoted = !is_quoted;
      else if (is_quoted && text[i] == '\\' && i + 1 < size)
        text[i] = text[i + 1] = '.', i++;
      else if (is_quoted)
        text[i] = '.';
    }
}

static gboolean
has_prefix (const Unfinished *line,
            const char       *prefix)
{
  return line->n_kept >= strlen (prefix) && memcmp (line->text, prefix, strlen (prefix)) == 0;
}

/* Envelopes and previews are in quoted strings of FETCH; SCRAM's salt and OAuth's errors, which may
 * name the user, are in continuations. */
static void
mask_line (Unfinished        *line,
           MailerNetDirection direction)
{
  if (direction == MAILER_NET_DIRECTION_IN && (has_prefix (line, "+ ") || has_prefix (line, "334 ")))
    line->n_kept = line->text[0] == '+' ? 2 : 4;
  else if (line->has_content || g_strstr_len (line->text, MIN (line->n_kept, VERB_BYTES), direction == MAILER_NET_DIRECTION_IN ? " FETCH (" : " SEARCH ") != NULL)
    {
      line->has_content = TRUE;
      line->n_kept = MIN (line->n_kept, CONTENT_LINE_BYTES);
      mask_quoted (line->text, line->n_kept);
    }
}

/* The size in a line that ends in "{123}" or "{123+}" (RFC 9051, section 4.3), or 0. */
static guint64
announced_literal (const Unfinished *line)
{
  gsize       size = MIN (line->n_bytes, sizeof line->tail);
  char        tail[sizeof line->tail + 1] = { 0 };
  const char *open;
  char       *end;
  guint64     n_bytes;

  memcpy (tail, line->tail, size);
  open = strrchr (tail, '{');
  if (open == NULL || !g_ascii_isdigit (open[1]))
    return 0;
  n_bytes = g_ascii_strtoull (open + 1, &end, 10);
  if (*end == '+')
    end++;

  return g_str_equal (end, "}") || g_str_equal (end, "}\r") ? n_bytes : 0;
}

static void
finish_line (MailerNetLog      *self,
             MailerNetDirection direction)
{
  Unfinished *line = &self->unfinished[direction];
  guint64     n_literal = announced_literal (line);

  if (line->n_kept > 0 && line->n_kept == line->n_bytes && line->text[line->n_kept - 1] == '\r')
    line->n_kept--;
  mask_line (line, direction);
  append_line (self, mark_for (direction), line->text, line->n_kept);
  line->n_kept = line->n_bytes = 0;
  line->n_literal = n_literal;
  line->has_content = n_literal > 0 && line->has_content;
  if (n_literal > 0)
    {
      g_autofree char *text = g_strdup_printf ("[%" G_GUINT64_FORMAT " bytes]", n_literal);

      append_line (self, mark_for (direction), text, strlen (text));
    }
}

static void
extend_line (Unfinished *line,
             const char *data,
             gsize       size)
{
  gsize n_kept = MIN (size, sizeof line->text - line->n_kept);
  gsize n_tail = MIN (size, sizeof line->tail);
  gsize n_old = MIN (MIN (line->n_bytes, sizeof line->tail), sizeof line->tail - n_tail);
  gsize n_before = MIN (line->n_bytes, sizeof line->tail);

  memcpy (line->text + line->n_kept, data, n_kept);
  line->n_kept += n_kept;
  memmove (line->tail, line->tail + n_before - n_old, n_old);
  memcpy (line->tail + n_old, data + size - n_tail, n_tail);
  line->n_bytes += size;
}

void
mailer_net_log_add (MailerNetLog      *self,
                    MailerNetDirection direction,
                    const void        *data,
                    gsize              size)
{
  Unfinished *line = &self->unfinished[direction];
  const char *text = data;

  while (size > 0)
    {
      const char *end;
      gsize       n_line;

      if (line->n_literal > 0)
        {
          gsize n_skipped = MIN (line->n_literal, size);

          line->n_literal -= n_skipped;
          text += n_skipped;
          size -= n_skipped;
          continue;
        }
      end = memchr (text, '\n', size);
      n_line = end == NULL ? size : (gsize)(end - text);
      extend_line (line, text, n_line);
      if (end != NULL)
        {
          finish_line (self, direction);
          n_line++;
        }
      text += n_line;
      size -= n_line;
    }
}

void
mailer_net_log_remark (MailerNetLog *self,
                       const char   *text)
{
  append_line (self, "--", text, strlen (text));
}

static void
replace_controls (GString *text)
{
  for (gsize i = 0; i < text->len; i++)
    if (g_ascii_iscntrl (text->str[i]) && text->str[i] != '\n')
      text->str[i] = '.';
}

static void
append_unfinished (MailerNetLog      *self,
                   MailerNetDirection direction,
                   GString           *text)
{
  Unfinished line = self->unfinished[direction];

  if (line.n_kept == 0)
    return;
  mask_line (&line, direction);
  g_string_append_printf (text, "%s ", mark_for (direction));
  g_string_append_len (text, line.text, line.n_kept);
  g_string_append_c (text, '\n');
}

char *
mailer_net_log_dup_text (MailerNetLog *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->is_wrapped)
    {
      const char *second;

      g_string_append_len (text, self->ring + self->head, RING_BYTES - self->head);
      g_string_append_len (text, self->ring, self->head);
      /* The oldest line has lost its beginning. */
      second = (const char *)memchr (text->str, '\n', text->len) + 1;
      g_string_erase (text, 0, second - text->str);
    }
  else
    g_string_append_len (text, self->ring, self->head);
  append_unfinished (self, MAILER_NET_DIRECTION_OUT, text);
  append_unfinished (self, MAILER_NET_DIRECTION_IN, text);
  replace_controls (text);

  return g_utf8_make_valid (text->str, text->len);
}
