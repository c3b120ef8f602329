/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-header.h"

#include <string.h>

#include "mailer-mime-private.h"

#define MAX_VALUE_BYTES (64 * 1024)
#define MAX_MESSAGE_ID_BYTES 998
#define MAX_MESSAGE_IDS 200

static char *
unfold (const char *raw,
        gsize       max_bytes)
{
  GString *line = g_string_new (NULL);

  for (const char *p = raw; *p != '\0' && line->len < max_bytes; p++)
    if (*p != '\r' && *p != '\n')
      g_string_append_c (line, *p);

  return g_string_free (line, FALSE);
}

char *
mailer_mime_decode_text (const char *raw)
{
  g_autofree char *line = NULL;
  g_autofree char *decoded = NULL;

  if (raw == NULL)
    return g_strdup ("");

  line = unfold (raw, MAX_VALUE_BYTES);
  decoded = mailer_mime_decode_words (line);

  return mailer_mime_clean_line (decoded);
}

/* charset'language'text of RFC 2231, section 4: a real one has a charset of token characters. */
static gboolean
split_extended_value (const char  *raw,
                      char       **out_charset,
                      const char **out_text)
{
  const char *language = strchr (raw, '\'');
  const char *text = language != NULL ? strchr (language + 1, '\'') : NULL;

  if (text == NULL || text - raw > 80 || strchr (text, '%') == NULL)
    return FALSE;
  for (const char *p = raw; p < text; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-_.:+'", *p) == NULL)
      return FALSE;

  *out_charset = g_strndup (raw, language - raw);
  *out_text = text + 1;

  return TRUE;
}

static GByteArray *
percent_decode (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  for (const char *p = text; *p != '\0'; p++)
    {
      guint8 byte = (guint8)*p;

      if (*p == '%' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]))
        {
          byte = (guint8)(g_ascii_xdigit_value (p[1]) << 4 | g_ascii_xdigit_value (p[2]));
          p += 2;
        }
      g_byte_array_append (bytes, &byte, 1);
    }

  return bytes;
}

char *
mailer_mime_decode_parameter (const char *raw)
{
  g_autofree char *charset = NULL;
  const char      *text = NULL;

  if (raw != NULL && strlen (raw) < MAX_VALUE_BYTES && split_extended_value (raw, &charset, &text))
    {
      g_autoptr (GByteArray) bytes = percent_decode (text);
      g_autofree char *decoded = mailer_mime_bytes_to_utf8 ((const char *)bytes->data, bytes->len, charset);

      return mailer_mime_clean_line (decoded);
    }

  return mailer_mime_decode_text (raw);
}

/* GMime does not read ISO 8601. */
static GDateTime *
parse_iso_date (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *copy = g_strndup (text, 40);
  char            *blank = strchr (copy, ' ');

  if (!g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]) || !g_ascii_isdigit (text[2])
      || !g_ascii_isdigit (text[3]) || text[4] != '-')
    return NULL;
  if (blank != NULL)
    *blank = 'T';
  for (char *p = copy; *p != '\0'; p++)
    if (*p == ' ')
      memmove (p, p + 1, strlen (p));

  return g_date_time_new_from_iso8601 (copy, utc);
}

/* RFC 5322, section 4.3: comments and blanks may stand between all parts of a date. */
static char *
strip_comments (const char *raw)
{
  g_autofree char *line = unfold (raw, 256);
  GString         *date = g_string_new (NULL);
  guint            depth = 0;

  for (const char *p = line; *p != '\0'; p++)
    {
      const gboolean is_after_colon = date->len > 0 && date->str[date->len - 1] == ':';
      const gboolean is_gap = *p == ' ' && (is_after_colon || p[strspn (p, " ")] == ':');

      depth += *p == '(';
      if (depth == 0 && !is_gap)
        g_string_append_c (date, *p);
      depth -= *p == ')' && depth > 0;
    }

  return g_strstrip (g_string_free (date, FALSE));
}

gboolean
mailer_mime_parse_date (const char *raw,
                        gint64     *out_unix_s,
                        int        *out_offset_min)
{
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *line = NULL;

  g_return_val_if_fail (out_unix_s != NULL, FALSE);

  if (raw == NULL)
    return FALSE;

  mailer_mime_init ();
  line = strip_comments (raw);
  /* INTERNALDATE: "17-Jul-1996 02:44:25 -0700" */
  for (char *p = line; *p != '\0'; p++)
    if (*p == '-' && p > line && p[1] != '\0' && g_ascii_isalpha (p[1]) != g_ascii_isalpha (p[-1]))
      *p = ' ';

  date = parse_iso_date (line);
  if (date == NULL)
    date = g_mime_utils_header_decode_date (line);
  if (date == NULL)
    return FALSE;

  *out_unix_s = g_date_time_to_unix (date);
  if (out_offset_min != NULL)
    *out_offset_min = (int)(g_date_time_get_utc_offset (date) / G_TIME_SPAN_MINUTE);

  return TRUE;
}

char *
mailer_mime_format_date (gint64 unix_s,
                         int    offset_min)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  int                      offset = CLAMP (offset_min, -14 * 60, 14 * 60);
  /* Four digits for the year: RFC 5322, section 3.3. */
  const gint64 shown_s = CLAMP (unix_s, 0, G_GINT64_CONSTANT (253370764800)) + offset * 60;
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (shown_s);

  return g_strdup_printf ("%s, %d %s %04d %02d:%02d:%02d %c%02d%02d",
                          days[g_date_time_get_day_of_week (date) - 1],
                          g_date_time_get_day_of_month (date),
                          months[g_date_time_get_month (date) - 1],
                          g_date_time_get_year (date),
                          g_date_time_get_hour (date),
                          g_date_time_get_minute (date),
                          g_date_time_get_second (date),
                          offset < 0 ? '-' : '+',
                          ABS (offset) / 60,
                          ABS (offset) % 60);
}

/* Ids are compared as bytes and written back into headers: only what can stand there is kept. */
static char *
dup_message_id (const char *start,
                const char *end)
{
  gsize            length = end - start;
  g_autofree char *id = NULL;
  gsize            n = 0;

  if (length == 0 || length > MAX_MESSAGE_ID_BYTES)
    return NULL;

  id = g_malloc (length + 1);
  for (const char *p = start; p < end; p++)
    if ((guchar)*p > ' ' && *p != 0x7f)
      id[n++] = *p;
  id[n] = '\0';

  return n > 0 ? g_utf8_make_valid (id, -1) : NULL;
}

static const char *
find_next_message_id (const char *text,
                      char      **out_id)
{
  const char *end;
  const char *start = strchr (text, '<');

  if (start == NULL)
    return NULL;

  end = start + 1 + strcspn (start + 1, "<>");
  *out_id = *end == '>' ? dup_message_id (start + 1, end) : NULL;

  return end;
}

/* Some mailers leave the brackets off. */
static void
add_bare_message_ids (GPtrArray  *ids,
                      const char *raw)
{
  g_auto (GStrv) words = g_strsplit_set (raw, " \t\r\n,<>", MAX_MESSAGE_IDS);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *at = strchr (words[i], '@');

      if (at != NULL && at != words[i] && at[1] != '\0' && strlen (words[i]) <= MAX_MESSAGE_ID_BYTES)
        g_ptr_array_add (ids, dup_message_id (words[i], words[i] + strlen (words[i])));
    }
}

static void
add_unless_known (GPtrArray  *ids,
                  GHashTable *known,
                  char       *id)
{
  if (!g_hash_table_add (known, g_strdup (id)))
    {
      g_free (id);
      return;
    }

  g_ptr_array_add (ids, id);
  /* In batches, so that a million ids do not cost a million moves of the array. */
  if (ids->len >= 2 * MAX_MESSAGE_IDS)
    g_ptr_array_remove_range (ids, 1, ids->len - MAX_MESSAGE_IDS);
}

char **
mailer_mime_parse_message_ids (const char *raw)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const char *p = raw; p != NULL && *p != '\0';)
    {
      char *id = NULL;

      p = find_next_message_id (p, &id);
      if (id != NULL)
        add_unless_known (ids, known, id);
    }
  if (ids->len == 0 && raw != NULL && strlen (raw) < MAX_VALUE_BYTES)
    add_bare_message_ids (ids, raw);
  if (ids->len > MAX_MESSAGE_IDS)
    g_ptr_array_remove_range (ids, 1, ids->len - MAX_MESSAGE_IDS);
  g_ptr_array_add (ids, NULL);

  return (char **)g_ptr_array_free (g_steal_pointer (&ids), FALSE);
}

char *
mailer_mime_parse_message_id (const char *raw)
{
  g_auto (GStrv) ids = NULL;

  for (const char *p = raw; p != NULL && *p != '\0';)
    {
      char *id = NULL;

      p = find_next_message_id (p, &id);
      if (id != NULL)
        return id;
    }

  ids = mailer_mime_parse_message_ids (raw);

  return g_strdup (ids[0]);
}
