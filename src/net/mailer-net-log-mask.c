/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a log shows to whoever gets it in a bug report. The layers above hide what they know to be secret;
 * this does not rely on it. Three protocols are told apart by their words alone. */

#include "config.h"

#include "mailer-net-log-mask-private.h"

#include <string.h>

enum
{
  CONTENT_LINE_BYTES = 120, /* of lines that are mostly masked; there are many of them */
};

#define HIDDEN "[hidden]"

typedef struct
{
  const char *text;
  gsize       size;
} Word;

/* The word at @at or behind the blanks there; an empty one at the end. */
static Word
next_word (const char *text,
           gsize       size,
           gsize      *at)
{
  gsize start;

  while (*at < size && text[*at] == ' ')
    (*at)++;
  start = *at;
  while (*at < size && text[*at] != ' ' && text[*at] != '(')
    (*at)++;

  return (Word){ text + start, *at - start };
}

static gboolean
is_one_of (Word               word,
           const char *const *names)
{
  for (; *names != NULL; names++)
    if (strlen (*names) == word.size && g_ascii_strncasecmp (*names, word.text, word.size) == 0)
      return TRUE;

  return FALSE;
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

static gsize
mask_content (char *text,
              gsize size)
{
  gsize n_kept = MIN (size, CONTENT_LINE_BYTES);

  mask_quoted (text, n_kept);

  return n_kept;
}

/* Everything from @at on. */
static gsize
hide_from (char *text,
           gsize at)
{
  const gsize room = MAILER_NET_LOG_LINE_BYTES - at;
  const gsize n_hidden = MIN (room, strlen (HIDDEN));

  memcpy (text + at, HIDDEN, n_hidden);

  return at + n_hidden;
}

/* The words of IMAP stand behind a tag, those of SMTP and ManageSieve at the beginning. */
static gsize
mask_said (MailerNetLogMask *self,
           char             *text,
           gsize             size)
{
  static const char *const sign_ins[] = { "AUTH", "AUTHENTICATE", NULL };
  static const char *const tagged_sign_ins[] = { "AUTHENTICATE", NULL };
  static const char *const log_ins[] = { "LOGIN", NULL };
  static const char *const uid[] = { "UID", NULL };
  static const char *const with_content[] = { "SEARCH", "SORT", "THREAD", "ESEARCH", "SETMETADATA", NULL };
  gsize                    at = 0;
  Word                     first = next_word (text, size, &at);
  gsize                    behind_first = at;
  Word                     second = next_word (text, size, &at);
  gsize                    behind_second = at;

  if (self->is_signing_in)
    return hide_from (text, 0);
  if (is_one_of (second, uid))
    second = next_word (text, size, &at);
  self->has_content[MAILER_NET_DIRECTION_OUT] |= is_one_of (second, with_content);
  if (self->has_content[MAILER_NET_DIRECTION_OUT])
    return mask_content (text, size);

  self->is_signing_in = is_one_of (first, sign_ins) || is_one_of (second, tagged_sign_ins) || is_one_of (second, log_ins);
  if (!self->is_signing_in)
    return size;
  /* The mechanism is no secret. */
  at = is_one_of (first, sign_ins) ? behind_first : behind_second;
  if (is_one_of (first, sign_ins) || !is_one_of (second, log_ins))
    next_word (text, size, &at);
  if (at == size)
    return size;
  text[at] = ' ';

  return hide_from (text, at + 1);
}

/* Whether the server says how the sign-in went, and not what it wants to know. */
static gboolean
is_last_word (const char *text,
              gsize       size)
{
  return size > 0 && g_ascii_isalnum (text[0]);
}

/* A challenge, and what ManageSieve sends of one with its last word. */
static gsize
mask_challenge (MailerNetLogMask *self,
                char             *text,
                gsize             size)
{
  const char *data = g_strstr_len (text, size, "(SASL ");

  if (size > 0 && text[0] == '"')
    return hide_from (text, 0);
  if (is_last_word (text, size))
    self->is_signing_in = FALSE;
  if (data != NULL)
    return hide_from (text, data + strlen ("(SASL ") - text);

  return size;
}

static gsize
mask_heard (MailerNetLogMask *self,
            char             *text,
            gsize             size)
{
  static const char *const numbered[] = { "FETCH", "UIDFETCH", NULL };
  static const char *const plain[] = { "METADATA", NULL };
  gsize                    at = 0;
  Word                     first = next_word (text, size, &at);
  Word                     second = next_word (text, size, &at);
  Word                     third = next_word (text, size, &at);

  /* SCRAM's salt, and OAuth's errors, which may name the user. */
  if (size >= 2 && memcmp (text, "+ ", 2) == 0)
    return 2;
  if (size >= 4 && memcmp (text, "334", 3) == 0 && (text[3] == ' ' || text[3] == '-'))
    return 4;

  if (first.size == 1 && *first.text == '*')
    self->has_content[MAILER_NET_DIRECTION_IN] |= is_one_of (third, numbered) || is_one_of (second, plain);
  if (self->has_content[MAILER_NET_DIRECTION_IN])
    return mask_content (text, size);

  return self->is_signing_in ? mask_challenge (self, text, size) : size;
}

gsize
mailer_net_log_mask_line (MailerNetLogMask  *self,
                          MailerNetDirection direction,
                          char              *text,
                          gsize              size,
                          gboolean           has_literal)
{
  gsize n_kept = direction == MAILER_NET_DIRECTION_OUT ? mask_said (self, text, size) : mask_heard (self, text, size);

  self->has_content[direction] = self->has_content[direction] && has_literal;

  return n_kept;
}
