/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-origin.h"

#include <string.h>

#include "mailer-mime-header.h"
#include "mailer-mime-url.h"

/* A provider writes a few hundred; more is not read. */
#define MAX_RESULTS_BYTES (16 * 1024)

/* Reading Authentication-Results (RFC 8601, section 2.2): words, quoted strings, ";" and "=", with comments between. */

typedef enum
{
  TOKEN_END,
  TOKEN_WORD,
  TOKEN_SEMICOLON,
  TOKEN_EQUALS,
  TOKEN_BROKEN, /* what was opened is not closed */
} Token;

typedef struct
{
  const char *rest;
  GString    *word;
} Reader;

/* Comments nest (RFC 5322, section 3.2.2). */
static gboolean
skip_comment (Reader *self)
{
  guint depth = 0;

  do
    {
      if (*self->rest == '\\' && self->rest[1] != '\0')
        self->rest++;
      else if (*self->rest == '(')
        depth++;
      else if (*self->rest == ')')
        depth--;
      else if (*self->rest == '\0')
        return FALSE;
      self->rest++;
    }
  while (depth > 0);

  return TRUE;
}

static Token
read_quoted (Reader *self)
{
  for (self->rest++; *self->rest != '"'; self->rest++)
    {
      if (*self->rest == '\\' && self->rest[1] != '\0')
        self->rest++;
      if (*self->rest == '\0')
        return TOKEN_BROKEN;
      g_string_append_c (self->word, *self->rest);
    }
  self->rest++;

  return TOKEN_WORD;
}

static Token
read_token (Reader *self)
{
  gsize length;

  g_string_truncate (self->word, 0);
  for (;;)
    {
      self->rest += strspn (self->rest, " \t\r\n");
      if (*self->rest != '(')
        break;
      if (!skip_comment (self))
        return TOKEN_BROKEN;
    }

  switch (*self->rest)
    {
    case '\0':
      return TOKEN_END;
    case ';':
      self->rest++;
      return TOKEN_SEMICOLON;
    case '=':
      self->rest++;
      return TOKEN_EQUALS;
    case '"':
      return read_quoted (self);
    default:
      length = strcspn (self->rest, " \t\r\n;=(\"");
      g_string_append_len (self->word, self->rest, (gssize)length);
      self->rest += length;
      return TOKEN_WORD;
    }
}

/* What one method found. */

/**
 * Finding:
 * @method: such as "dkim", %NULL before it is read
 * @domain: of a DKIM signature, or the From that DMARC is about
 */
typedef struct
{
  char *method;
  char *result;
  char *domain;
} Finding;

static void
clear_finding (Finding *finding)
{
  g_clear_pointer (&finding->method, g_free);
  g_clear_pointer (&finding->result, g_free);
  g_clear_pointer (&finding->domain, g_free);
}

static gboolean
is_word (const char *word,
         const char *expected)
{
  return word != NULL && g_ascii_strcasecmp (word, expected) == 0;
}

/* The first pair is the method and its result, the others are what it looked at. */
static void
take_pair (Finding    *finding,
           const char *name,
           const char *value)
{
  if (finding->method == NULL)
    {
      finding->method = g_strndup (name, strcspn (name, "/"));
      finding->result = g_strdup (value);
    }
  else if (finding->domain == NULL && is_word (name, is_word (finding->method, "dmarc") ? "header.from" : "header.d"))
    finding->domain = g_ascii_strdown (value, -1);
}

static gboolean
does_prove (const Finding *finding,
            const char    *domain)
{
  if (!is_word (finding->result, "pass") || finding->domain == NULL)
    return FALSE;
  if (is_word (finding->method, "dmarc"))
    return g_str_equal (finding->domain, domain);

  /* A domain answers for what is below it, but a top domain for nobody. */
  return is_word (finding->method, "dkim") && strchr (finding->domain, '.') != NULL && mailer_mime_url_is_host_within (domain, finding->domain);
}

/* The results, behind the name of who found them. */
static gboolean
is_proven (Reader     *reader,
           const char *domain)
{
  Finding          finding = { 0 };
  gboolean         has_proof = FALSE;
  g_autofree char *name = NULL;
  gboolean         wants_value = FALSE;
  Token            token;

  do
    {
      token = read_token (reader);
      if (token == TOKEN_WORD && wants_value)
        {
          take_pair (&finding, name, reader->word->str);
          g_clear_pointer (&name, g_free);
        }
      else if (token == TOKEN_WORD)
        {
          g_free (name);
          name = g_strdup (reader->word->str);
        }
      else if (token != TOKEN_EQUALS)
        {
          has_proof |= does_prove (&finding, domain);
          clear_finding (&finding);
          g_clear_pointer (&name, g_free);
        }
      wants_value = token == TOKEN_EQUALS && name != NULL;
    }
  while (token != TOKEN_END && token != TOKEN_BROKEN);

  return has_proof && token == TOKEN_END;
}

/* Who found it */

/* The part of a server's name that it shares with the other servers of its provider. */
static const char *
get_site (const char *host)
{
  static const char *const services[] = { "imap", "mail", "mx", "secure", "pop" };
  const char              *dot = strchr (host, '.');

  for (gsize i = 0; dot != NULL && strchr (dot + 1, '.') != NULL && i < G_N_ELEMENTS (services); i++)
    if (g_str_has_prefix (host, services[i]))
      return dot + 1;

  return host;
}

/* Providers whose servers that receive mail are called otherwise than those that keep it. */
static const struct
{
  const char *keeps;
  const char *receives;
} providers[] = {
  { "gmail.com", "google.com" },
  { "googlemail.com", "google.com" },
  { "mail.me.com", "icloud.com" },
  { "mail.yahoo.com", "yahoo.com" },
  { "fastmail.com", "messagingengine.com" },
};

static gboolean
is_of_provider (const char *finder,
                const char *host)
{
  const char *site = get_site (host);

  if (mailer_mime_url_is_host_within (finder, site))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (providers); i++)
    if (g_str_equal (site, providers[i].keeps) && mailer_mime_url_is_host_within (finder, providers[i].receives))
      return TRUE;

  return FALSE;
}

static char *
dup_domain (const char *address)
{
  const char      *at = strrchr (address, '@');
  g_autofree char *ascii = at != NULL ? g_hostname_to_ascii (at + 1) : NULL;

  return ascii != NULL && *ascii != '\0' ? g_ascii_strdown (ascii, -1) : NULL;
}

gboolean
mailer_mime_is_origin_verified (GBytes     *header,
                                const char *address,
                                const char *host)
{
  g_autoptr (MailerMimeHeaders) headers = NULL;
  g_autoptr (GString) word = NULL;
  g_autofree char *domain = NULL;
  g_autofree char *lower_host = NULL;
  const char      *results;
  Reader           reader;

  g_return_val_if_fail (header != NULL && address != NULL && host != NULL, FALSE);

  headers = mailer_mime_headers_parse (header);
  results = mailer_mime_headers_lookup (headers, "Authentication-Results");
  domain = dup_domain (address);
  /* With two From fields nobody knows which of them was looked at. */
  if (results == NULL || strlen (results) > MAX_RESULTS_BYTES || domain == NULL || mailer_mime_headers_count (headers, "From") != 1)
    return FALSE;

  lower_host = g_ascii_strdown (host, -1);
  word = g_string_new (NULL);
  reader = (Reader){ results, word };
  if (read_token (&reader) != TOKEN_WORD)
    return FALSE;
  g_string_ascii_down (word);

  return is_of_provider (word->str, lower_host) && is_proven (&reader, domain);
}
