/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-structure.h"

#include <string.h>

#include "mailer-mime-private.h"

#define MAX_TEXT_BYTES (8 * 1024 * 1024)
#define PIECE_BYTES ((gsize)64 * 1024)
/* What a decoder may still hold. */
#define FLUSH_BYTES 4

static GMimeContentEncoding
get_encoding (const MailerBodyPart *part)
{
  if (mailer_body_part_is (part, "multipart", NULL))
    return GMIME_CONTENT_ENCODING_DEFAULT;

  return g_mime_content_encoding_from_string (part->encoding);
}

/* Text that only claims to be base64: some gateways add the header and forget the encoding. */
static gboolean
looks_like_base64 (const char *data,
                   gsize       size)
{
  gsize n = MIN (size, 1024);
  gsize n_other = 0;

  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (data[i]) && !g_ascii_isspace (data[i])
        && strchr ("+/=-_", data[i] != '\0' ? data[i] : '*') == NULL)
      n_other++;
  for (gsize i = 0; i < n; i++)
    if (data[i] == ' ' && i + 1 < n && g_ascii_isalpha (data[i + 1]) && data[i + 1] != '\r')
      n_other++;

  return n_other * 5 <= n;
}

/* How the bytes are really encoded; DEFAULT where they are what they are. */
static GMimeContentEncoding
find_encoding (const MailerBodyPart *part,
               const char           *data,
               gsize                 size)
{
  GMimeContentEncoding encoding = get_encoding (part);

  if (encoding == GMIME_CONTENT_ENCODING_BASE64 && mailer_body_part_is (part, "text", NULL)
      && !looks_like_base64 (data, size))
    return GMIME_CONTENT_ENCODING_DEFAULT;

  return encoding == GMIME_CONTENT_ENCODING_BASE64
                 || encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
             ? encoding
             : GMIME_CONTENT_ENCODING_DEFAULT;
}

static GBytes *
run_decoder (GMimeContentEncoding encoding,
             const char          *data,
             gsize                size)
{
  GMimeEncoding    decoder;
  g_autofree char *decoded = NULL;
  gsize            n;

  g_mime_encoding_init_decode (&decoder, encoding);
  decoded = g_malloc (g_mime_encoding_outlen (&decoder, size) + FLUSH_BYTES);
  n = g_mime_encoding_step (&decoder, data, size, decoded);
  n += g_mime_encoding_flush (&decoder, "", 0, decoded + n);

  return g_bytes_new_take (g_steal_pointer (&decoded), n);
}

GBytes *
mailer_mime_decode_bytes (const MailerBodyPart *part,
                          GBytes               *encoded)
{
  GMimeContentEncoding encoding;
  gsize                size;
  const char          *data;

  g_return_val_if_fail (part != NULL && encoded != NULL, NULL);

  mailer_mime_init ();
  data = mailer_mime_get_data (encoded, &size);
  encoding = find_encoding (part, data, size);

  return encoding == GMIME_CONTENT_ENCODING_DEFAULT || size == 0
             ? g_bytes_ref (encoded)
             : run_decoder (encoding, data, size);
}

gboolean
mailer_mime_decode_in_pieces (const MailerBodyPart *part,
                              GBytes               *encoded,
                              MailerMimeWriteFunc   write,
                              gpointer              user_data,
                              GError              **error)
{
  GMimeEncoding    decoder;
  g_autofree char *piece = NULL;
  gsize            size;
  gsize            n;
  const char      *data;

  g_return_val_if_fail (part != NULL && encoded != NULL && write != NULL, FALSE);

  mailer_mime_init ();
  data = mailer_mime_get_data (encoded, &size);
  g_mime_encoding_init_decode (&decoder, find_encoding (part, data, size));
  piece = g_malloc (g_mime_encoding_outlen (&decoder, PIECE_BYTES) + FLUSH_BYTES);
  for (; size > 0; data += MIN (size, PIECE_BYTES), size -= MIN (size, PIECE_BYTES))
    {
      n = g_mime_encoding_step (&decoder, data, MIN (size, PIECE_BYTES), piece);
      if (n > 0 && !write (piece, n, user_data, error))
        return FALSE;
    }
  n = g_mime_encoding_flush (&decoder, "", 0, piece);

  return n == 0 || write (piece, n, user_data, error);
}

/* <meta charset=...> and <meta http-equiv ... content="...charset=...">, near the top. */
static char *
find_html_charset (const char *data,
                   gsize       size)
{
  const char       key[] = "charset=";
  gsize            n = MIN (size, 2048);
  g_autofree char *head = g_malloc (n + 1);
  const char      *found;

  for (gsize i = 0; i < n; i++)
    head[i] = data[i] != '\0' ? g_ascii_tolower (data[i]) : ' ';
  head[n] = '\0';

  found = strstr (head, "<meta");
  found = found != NULL ? strstr (found, key) : NULL;
  if (found == NULL)
    return NULL;

  found += strlen (key);
  found += strspn (found, "\"' ");

  return g_strndup (found, strcspn (found, "\"' ;/>"));
}

static char *
normalize_line_ends (const char *text)
{
  GString *lines = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p++)
    if (*p != '\r')
      g_string_append_c (lines, *p);
    else if (p[1] != '\n')
      g_string_append_c (lines, '\n');

  return g_string_free (lines, FALSE);
}

char *
mailer_mime_decode_string (const MailerBodyPart *part,
                           GBytes               *encoded)
{
  g_autoptr (GBytes) bytes = mailer_mime_decode_bytes (part, encoded);
  g_autofree char *html_charset = NULL;
  g_autofree char *text = NULL;
  gsize            size;
  const char      *data = mailer_mime_get_data (bytes, &size);
  const char      *charset = part->charset;

  size = MIN (size, MAX_TEXT_BYTES);
  if (size == 0)
    return g_strdup ("");
  if (mailer_body_part_is (part, "text", "html") && (charset == NULL || g_ascii_strcasecmp (charset, "us-ascii") == 0))
    charset = html_charset = find_html_charset (data, size);

  text = mailer_mime_bytes_to_utf8 (data, size, charset);
  /* Some charsets grow threefold. */
  if (strlen (text) > MAX_TEXT_BYTES)
    {
      char *end = g_utf8_find_prev_char (text, text + MAX_TEXT_BYTES);

      *end = '\0';
    }

  return normalize_line_ends (text);
}
