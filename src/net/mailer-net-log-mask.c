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

/* What IMAP itself says in the answer to a FETCH or with a STORE. */
static gboolean
is_of_protocol (Word word)
{
  static const char *const names[] = { "BINARY", "BINARY.SIZE", "BODY", "BODYSTRUCTURE", "EMAILID", "ENVELOPE", "FLAGS", "HEADER", "HEADER.FIELDS", "INTERNALDATE", "MIME", "MODSEQ", "NIL", "PREVIEW", "RFC822.SIZE", "SAVEDATE", "TEXT", "THREADID", "UID", "X-GM-LABELS", "X-GM-MSGID", "X-GM-THRID", NULL };
  static const char        numeric[] = "0123456789.,:*+-~";
  gsize                    n_numeric = 0;

  while (n_numeric < word.size && strchr (numeric, word.text[n_numeric]) != NULL)
    n_numeric++;

  return n_numeric == word.size || *word.text == '\\' || *word.text == '$' || is_one_of ((Word){ word.text + n_numeric, word.size - n_numeric }, names);
}

/* Overwrites what is not of the protocol, outside of quotes, from @at on. */
static void
mask_words (char *text,
            gsize size,
            gsize at)
{
  static const char ends[] = " ()[]<>{}\"";
  gboolean          is_quoted = FALSE;

  while (at < size)
    {
      gsize start = at;

      while (at < size && !is_quoted && strchr (ends, text[at]) == NULL)
        at++;
      if (at > start && !is_of_protocol ((Word){ text + start, at - start }))
        memset (text + start, '.', at - start);
      for (; at < size && (is_quoted || strchr (ends, text[at]) != NULL); at++)
        if (text[at] == '"')
          is_quoted = !is_quoted;
        else if (is_quoted && text[at] == '\\')
          at++;
    }
}

/* In a search, "KEYWORD" and a label. */
static void
mask_keywords (char *text,
               gsize size)
{
  static const char *const keys[] = { "KEYWORD", "UNKEYWORD", NULL };

  for (gsize at = 0; at < size;)
    {
      gboolean is_key = is_one_of (next_word (text, size, &at), keys);

      /* next_word() stops at a parenthesis. */
      at += at < size && text[at] == '(';
      if (is_key)
        {
          Word label = next_word (text, size, &at);

          if (label.size > 0 && *label.text != '$')
            memset (text + (label.text - text), '.', label.size);
        }
    }
}

/* @is_begun: the line began before a literal. */
static gsize
mask_content (char               *text,
              gsize               size,
              MailerNetLogContent content,
              gboolean            is_begun)
{
  const char *open = memchr (text, '(', size);
  const char *close = memchr (text, ')', size);
  gsize       first = is_begun ? 0 : open != NULL ? (gsize)(open - text)
                                                  : size;

  if ((content & MAILER_NET_LOG_STRINGS) != 0)
    {
      size = MIN (size, CONTENT_LINE_BYTES);
      mask_quoted (text, size);
    }
  if (content == MAILER_NET_LOG_STRINGS)
    mask_keywords (text, size);
  else if (content == MAILER_NET_LOG_WORDS)
    mask_words (text, close != NULL ? (gsize)(close - text) : size, first);
  else
    mask_words (text, size, first);

  return size;
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

static MailerNetLogContent
find_content_said (Word verb)
{
  static const char *const with_strings[] = { "SEARCH", "SORT", "THREAD", "ESEARCH", "SETMETADATA", NULL };
  static const char *const with_words[] = { "APPEND", "REPLACE", NULL };
  static const char *const with_both[] = { "STORE", NULL };

  if (is_one_of (verb, with_strings))
    return MAILER_NET_LOG_STRINGS;
  if (is_one_of (verb, with_words))
    return MAILER_NET_LOG_WORDS;

  return is_one_of (verb, with_both) ? MAILER_NET_LOG_STRINGS | MAILER_NET_LOG_WORDS : 0;
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
  static const char *const about_scripts[] = { "GETSCRIPT", "PUTSCRIPT", "CHECKSCRIPT", NULL };
  gboolean                 is_begun = self->content[MAILER_NET_DIRECTION_OUT] != 0;
  gsize                    at = 0;
  Word                     first = next_word (text, size, &at);
  gsize                    behind_first = at;
  Word                     second = next_word (text, size, &at);
  gsize                    behind_second = at;

  if (self->is_signing_in)
    return hide_from (text, 0);
  if (is_one_of (second, uid))
    second = next_word (text, size, &at);
  self->is_about_script = self->is_about_script || is_one_of (first, about_scripts);
  if (!is_begun)
    self->content[MAILER_NET_DIRECTION_OUT] = is_one_of (first, about_scripts)
                                                  ? MAILER_NET_LOG_STRINGS
                                                  : find_content_said (second);
  if (self->content[MAILER_NET_DIRECTION_OUT] != 0)
    return mask_content (text, size, self->content[MAILER_NET_DIRECTION_OUT], is_begun);

  self->is_signing_in = is_one_of (first, sign_ins) || is_one_of (second, tagged_sign_ins)
                        || is_one_of (second, log_ins);
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

static MailerNetLogContent
find_content_heard (Word second,
                    Word third)
{
  static const char *const messages[] = { "FETCH", "UIDFETCH", NULL };
  static const char *const annotations[] = { "METADATA", NULL };
  static const char *const flags[] = { "FLAGS", "[PERMANENTFLAGS", NULL };

  if (is_one_of (third, messages))
    return MAILER_NET_LOG_STRINGS | MAILER_NET_LOG_WORDS;
  if (is_one_of (second, annotations))
    return MAILER_NET_LOG_STRINGS;

  return is_one_of (second, flags) || is_one_of (third, flags) ? MAILER_NET_LOG_WORDS : 0;
}

static gsize
mask_script (MailerNetLogMask *self,
             char             *text,
             gsize             size)
{
  static const char *const last_words[] = { "OK", "NO", "BYE", NULL };
  gsize                    at = 0;

  if (is_one_of (next_word (text, size, &at), last_words))
    self->is_about_script = FALSE;

  return mask_content (text, size, MAILER_NET_LOG_STRINGS, TRUE);
}

static gsize
mask_heard (MailerNetLogMask *self,
            char             *text,
            gsize             size)
{
  MailerNetLogContent *content = &self->content[MAILER_NET_DIRECTION_IN];
  gboolean             is_begun = *content != 0;
  gsize                at = 0;
  Word                 first = next_word (text, size, &at);
  Word                 second = next_word (text, size, &at);
  Word                 third = next_word (text, size, &at);

  /* SCRAM's salt, and OAuth's errors, which may name the user. */
  if (size >= 2 && memcmp (text, "+ ", 2) == 0)
    return 2;
  if (size >= 4 && memcmp (text, "334", 3) == 0 && (text[3] == ' ' || text[3] == '-'))
    return 4;

  if (!is_begun && first.size == 1 && *first.text == '*')
    *content = find_content_heard (second, third);
  if (*content != 0)
    return mask_content (text, size, *content, is_begun);
  if (self->is_about_script)
    return mask_script (self, text, size);

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

  if (!has_literal)
    self->content[direction] = 0;

  return n_kept;
}
