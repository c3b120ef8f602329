/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-private.h"

#include <string.h>

/* RFC 2047 as it is found in the world. GMime's decoder is not used: it loses the rest of a line when
 * a base64 word ends with padding and another word follows, and words whose padding is missing. */

#define MAX_WORD_BYTES 4096
#define MAX_CHARSET_BYTES 64

typedef struct
{
  const char *charset;
  gsize       charset_length;
  char        encoding;
  const char *text;
  gsize       text_length;
  const char *end; /* behind the word */
} Word;

typedef struct
{
  GString    *out;
  gboolean    is_rewriting; /* words are encoded again instead of decoded */
  GByteArray *pending;      /* bytes of adjacent words of one charset */
  char       *charset;
} Decoder;

static gboolean
read_word (const char *p,
           Word       *word)
{
  const char *end;

  *word = (Word){ .charset = p + 2 };
  word->charset_length = strcspn (word->charset, "? \t*()<>@,;:\"/[]=");
  if (word->charset_length == 0 || word->charset_length > MAX_CHARSET_BYTES)
    return FALSE;

  p = word->charset + word->charset_length;
  /* RFC 2231, section 5: *language */
  if (*p == '*')
    p += strcspn (p, "? \t");
  if (p[0] != '?' || p[1] == '\0' || p[2] != '?')
    return FALSE;

  word->encoding = g_ascii_tolower (p[1]);
  word->text = p + 3;
  end = g_strstr_len (word->text, (gssize)strnlen (word->text, MAX_WORD_BYTES), "?=");
  if ((word->encoding != 'b' && word->encoding != 'q') || end == NULL)
    return FALSE;

  word->text_length = end - word->text;
  word->end = end + 2;

  return TRUE;
}

static void
append_byte (GByteArray *bytes,
             guint8      byte)
{
  g_byte_array_append (bytes, &byte, 1);
}

/* Without g_base64_decode(): padding may be missing, and what is no base64 is passed over. */
static void
append_base64 (GByteArray *bytes,
               const char *text,
               gsize       length)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  guint32           bits = 0;
  guint             n_bits = 0;

  for (gsize i = 0; i < length && text[i] != '='; i++)
    {
      const char *digit = strchr (alphabet, text[i]);

      if (digit == NULL)
        continue;
      bits = bits << 6 | (guint32)(digit - alphabet);
      n_bits += 6;
      if (n_bits >= 8)
        {
          n_bits -= 8;
          append_byte (bytes, (guint8)(bits >> n_bits));
        }
    }
}

static void
append_q (GByteArray *bytes,
          const char *text,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] == '_')
      append_byte (bytes, ' ');
    else if (text[i] == '=' && i + 2 < length && g_ascii_isxdigit (text[i + 1]) && g_ascii_isxdigit (text[i + 2]))
      {
        append_byte (bytes, (guint8)(g_ascii_xdigit_value (text[i + 1]) << 4 | g_ascii_xdigit_value (text[i + 2])));
        i += 2;
      }
    else
      append_byte (bytes, (guint8)text[i]);
}

static void
flush (Decoder *self)
{
  g_autofree char *text = NULL;
  g_autofree char *base64 = NULL;

  if (self->charset == NULL)
    return;

  text = mailer_mime_bytes_to_utf8 ((const char *)self->pending->data, self->pending->len, self->charset);
  if (self->is_rewriting)
    {
      base64 = g_base64_encode ((const guchar *)text, strlen (text));
      g_string_append_printf (self->out, "=?utf-8?B?%s?=", base64);
    }
  else
    g_string_append (self->out, text);
  g_byte_array_set_size (self->pending, 0);
  g_clear_pointer (&self->charset, g_free);
}

/* Characters may be split between words of one charset, so their bytes are joined first. */
static void
add_word (Decoder    *self,
          const Word *word)
{
  if (self->charset != NULL
      && (strlen (self->charset) != word->charset_length
          || g_ascii_strncasecmp (self->charset, word->charset, word->charset_length) != 0))
    flush (self);
  if (self->charset == NULL)
    self->charset = g_strndup (word->charset, word->charset_length);

  if (word->encoding == 'b')
    append_base64 (self->pending, word->text, word->text_length);
  else
    append_q (self->pending, word->text, word->text_length);
}

static void
add_text (Decoder    *self,
          const char *text,
          gsize       length)
{
  g_autofree char *utf8 = NULL;

  if (length == 0)
    return;
  /* RFC 2047, section 6.2: blanks between words are not shown. */
  if (self->charset != NULL && strspn (text, " \t\r\n") >= length)
    return;

  flush (self);
  if (self->is_rewriting)
    {
      g_string_append_len (self->out, text, (gssize)length);
      return;
    }
  utf8 = mailer_mime_bytes_to_utf8 (text, length, NULL);
  g_string_append (self->out, utf8);
}

static char *
run (const char *text,
     gboolean    is_rewriting)
{
  Decoder     decoder = { .out = g_string_new (NULL), .is_rewriting = is_rewriting, .pending = g_byte_array_new () };
  const char *start = text;
  const char *p = text;

  while ((p = strstr (p, "=?")) != NULL)
    {
      Word word;

      if (!read_word (p, &word))
        {
          p += 2;
          continue;
        }
      add_text (&decoder, start, p - start);
      add_word (&decoder, &word);
      start = p = word.end;
    }
  if (*start != '\0')
    {
      flush (&decoder);
      add_text (&decoder, start, strlen (start));
    }
  flush (&decoder);
  g_byte_array_unref (decoder.pending);

  return g_string_free (decoder.out, FALSE);
}

char *
mailer_mime_decode_words (const char *text)
{
  return run (text, FALSE);
}

char *
mailer_mime_rewrite_words (const char *text)
{
  return run (text, TRUE);
}
