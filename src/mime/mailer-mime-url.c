/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-url.h"

#include <string.h>

#include "mailer-mime-private.h"

#define MAX_SCHEME_BYTES 32

static char *
strip_noise (const char *raw)
{
  GString *url = g_string_new (NULL);

  while ((guchar)*raw > 0 && (guchar)*raw <= ' ')
    raw++;
  for (const char *p = raw; *p != '\0'; p++)
    if (*p != '\t' && *p != '\n' && *p != '\r')
      g_string_append_c (url, *p);
  while (url->len > 0 && (guchar)url->str[url->len - 1] <= ' ')
    g_string_truncate (url, url->len - 1);

  return g_string_free (url, FALSE);
}

/* RFC 3986, section 3.1. Returns 0 without a scheme. */
static gsize
measure_scheme (const char *url)
{
  gsize n = 0;

  if (!g_ascii_isalpha (*url))
    return 0;
  while (g_ascii_isalnum (url[n]) || url[n] == '+' || url[n] == '-' || url[n] == '.')
    n++;

  return url[n] == ':' ? n : 0;
}

/* For http and https any number of slashes of either kind stands before the host. */
static char *
rewrite_web (const char *scheme,
             const char *rest)
{
  GString *url = g_string_new (scheme);

  rest += strspn (rest, "/\\");
  if (*rest == '\0' || *rest == '?' || *rest == '#')
    {
      g_string_free (url, TRUE);
      return NULL;
    }

  g_string_append (url, "://");
  for (; *rest != '\0' && *rest != '?' && *rest != '#'; rest++)
    g_string_append_c (url, *rest == '\\' ? '/' : *rest);
  g_string_append (url, rest);

  return g_string_free (url, FALSE);
}

static MailerMimeUrlKind
classify_scheme (const char *scheme)
{
  static const struct
  {
    const char       *scheme;
    MailerMimeUrlKind kind;
  } kinds[] = {
    { "http", MAILER_MIME_URL_WEB },
    { "https", MAILER_MIME_URL_WEB },
    { "mailto", MAILER_MIME_URL_MAILTO },
    { "cid", MAILER_MIME_URL_CID },
    { "data", MAILER_MIME_URL_DATA },
    { "ftp", MAILER_MIME_URL_OTHER },
    { "ftps", MAILER_MIME_URL_OTHER },
    { "sftp", MAILER_MIME_URL_OTHER },
    { "ws", MAILER_MIME_URL_OTHER },
    { "wss", MAILER_MIME_URL_OTHER },
    { "file", MAILER_MIME_URL_OTHER },
    { "smb", MAILER_MIME_URL_OTHER },
    { "dav", MAILER_MIME_URL_OTHER },
    { "feed", MAILER_MIME_URL_OTHER },
    { "gopher", MAILER_MIME_URL_OTHER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].scheme, scheme))
      return kinds[i].kind;

  return MAILER_MIME_URL_NONE;
}

MailerMimeUrlKind
mailer_mime_url_classify (const char *raw,
                          char      **out_url)
{
  g_autofree char  *url = strip_noise (raw);
  g_autofree char  *scheme = NULL;
  gsize             scheme_length = measure_scheme (url);
  MailerMimeUrlKind kind;

  *out_url = NULL;
  /* "//host": the scheme of the page, for which https stands. */
  if (scheme_length == 0 && (url[0] == '/' || url[0] == '\\') && (url[1] == '/' || url[1] == '\\'))
    {
      *out_url = rewrite_web ("https", url);
      return *out_url != NULL ? MAILER_MIME_URL_WEB : MAILER_MIME_URL_NONE;
    }
  if (scheme_length == 0 || scheme_length > MAX_SCHEME_BYTES)
    return MAILER_MIME_URL_NONE;

  scheme = g_ascii_strdown (url, (gssize)scheme_length);
  kind = classify_scheme (scheme);
  if (kind == MAILER_MIME_URL_WEB)
    *out_url = rewrite_web (scheme, url + scheme_length + 1);
  else if (kind != MAILER_MIME_URL_NONE)
    *out_url = g_strconcat (scheme, url + scheme_length, NULL);

  return *out_url != NULL ? kind : MAILER_MIME_URL_NONE;
}

char *
mailer_mime_url_dup_https (const char *url)
{
  return g_strconcat ("https", strchr (url, ':'), NULL);
}

static char *
normalize_host (const char *host,
                gsize       length)
{
  g_autofree char *raw = g_strndup (host, length);
  g_autofree char *decoded = g_uri_unescape_string (raw, NULL);
  g_autofree char *valid = g_utf8_make_valid (decoded != NULL ? decoded : raw, -1);
  g_autofree char *ascii = NULL;
  gsize            n = strlen (valid);

  if (n > 0 && valid[n - 1] == '.')
    valid[n - 1] = '\0';
  ascii = g_hostname_to_ascii (valid);

  return g_utf8_strdown (ascii != NULL ? ascii : valid, -1);
}

char *
mailer_mime_url_dup_host (const char *url,
                          gboolean   *out_has_user)
{
  const char *start = strstr (url, "://");
  const char *end;
  const char *at = NULL;
  const char *port;

  if (out_has_user != NULL)
    *out_has_user = FALSE;
  if (start == NULL)
    return NULL;

  start += 3;
  end = start + strcspn (start, "/?#");
  for (const char *p = start; p < end; p++)
    if (*p == '@')
      at = p;
  if (at != NULL)
    {
      start = at + 1;
      if (out_has_user != NULL)
        *out_has_user = TRUE;
    }
  port = *start == '[' ? memchr (start, ']', end - start) : memchr (start, ':', end - start);
  if (port != NULL)
    end = *port == ']' ? port + 1 : port;

  return end > start ? normalize_host (start, end - start) : NULL;
}

/* Ends of names that people take for web addresses wherever they stand. */
static gboolean
has_known_top_domain (const char *host)
{
  static const char *const known[] = {
    "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "app", "dev", "shop", "online", "bank", "eu", "de", "at", "ch", "uk", "fr", "it", "es", "nl",
    "be", "dk", "se", "no", "fi", "cz", "ru", "ua", "tr", "gr", "pt", "ie", "us", "ca", "mx", "br", "ar", "au", "nz", "jp", "cn", "kr", "in", "za", "tv", "me", "co", NULL
  };
  const char *dot = strrchr (host, '.');

  return g_str_has_prefix (host, "xn--") || (dot != NULL && (g_str_has_prefix (dot, ".xn--") || g_strv_contains (known, dot + 1)));
}

/* What stands alone may have any top domain, but the names of files end with a dot and some letters too. */
static gboolean
has_likely_top_domain (const char *host)
{
  static const char *const files[] = {
    "7z", "apk", "avi", "bmp", "bz2", "csv", "dmg", "doc", "docm", "docx", "eml", "epub", "exe", "gif", "gz", "heic", "htm", "html", "ics", "iso", "jpeg", "jpg", "js", "json", "log", "m4a",
    "md", "mkv", "mov", "mp3", "mp4", "msi", "odp", "ods", "odt", "ogg", "pdf", "png", "pps", "ppt", "pptx", "py", "rar", "rtf", "sh", "svg", "tar", "tgz", "tif", "tiff", "txt", "vcf", "wav",
    "webm", "webp", "wmv", "xls", "xlsm", "xlsx", "xml", "xz", "zip", NULL
  };
  const char *dot = strrchr (host, '.');

  return dot != NULL && strlen (dot + 1) >= 2 && g_ascii_isalpha (dot[1]) && !g_strv_contains (files, dot + 1);
}

/* The host that a piece of link text names, or NULL. @is_alone: whether it is all that is said, or a path follows. */
static char *
find_named_host (const char *word,
                 gboolean    is_alone)
{
  g_autofree char  *url = NULL;
  g_autofree char  *host = NULL;
  MailerMimeUrlKind kind = mailer_mime_url_classify (word, &url);

  if (kind == MAILER_MIME_URL_WEB)
    return mailer_mime_url_dup_host (url, NULL);
  if (kind != MAILER_MIME_URL_NONE || strchr (word, '.') == NULL || strchr (word, '@') != NULL)
    return NULL;

  host = normalize_host (word, strcspn (word, "/?#:,;!"));
  for (const char *p = host; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '.' && *p != '-')
      return NULL;
  if (*host != '.' && (g_str_has_prefix (host, "www.") || has_known_top_domain (host) || (is_alone && has_likely_top_domain (host))))
    return g_steal_pointer (&host);

  return NULL;
}

static const char *
skip_www (const char *host)
{
  return g_str_has_prefix (host, "www.") && strchr (host + 4, '.') != NULL ? host + 4 : host;
}

/* Latin letters among others: what look-alikes are made of. */
static gboolean
mixes_scripts (const char *ascii_host)
{
  g_autofree char *host = g_hostname_to_unicode (ascii_host);
  gboolean         has_latin = FALSE;
  gboolean         has_lookalike = FALSE;

  for (const char *p = host; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (p));

      if (*p == '.')
        has_latin = has_lookalike = FALSE;
      has_latin |= script == G_UNICODE_SCRIPT_LATIN;
      has_lookalike |= script == G_UNICODE_SCRIPT_CYRILLIC || script == G_UNICODE_SCRIPT_GREEK
                       || script == G_UNICODE_SCRIPT_ARMENIAN
                       || script == G_UNICODE_SCRIPT_CHEROKEE;
      if (has_latin && has_lookalike)
        return TRUE;
    }

  return FALSE;
}

/* What cannot be seen must not keep a name from being found; blanks of any width part words. */
static char *
dup_visible (const char *text)
{
  GString *visible = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c))
        g_string_append_c (visible, ' ');
      else if (!mailer_mime_is_invisible (c) && c != 0x200c && c != 0x200d)
        g_string_append_unichar (visible, c);
    }

  return g_string_free (visible, FALSE);
}

/* Marks that make letters run backwards, so that what is read is not what stands there. Languages that are
 * written from the right need none of them. */
static gboolean
has_override (const char *text)
{
  return strstr (text, "\342\200\255") != NULL || strstr (text, "\342\200\256") != NULL;
}

/* The first host that @text names which is not @host, and neither part of the other. */
static char *
find_other_host (const char *text,
                 const char *host)
{
  g_autofree char *visible = dup_visible (text);
  g_auto (GStrv) pieces = g_strsplit_set (visible, " \t\r\n\f<>()[]\"'", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; pieces[i] != NULL; i++)
    if (*pieces[i] != '\0')
      g_ptr_array_add (words, pieces[i]);

  for (guint i = 0; i < words->len; i++)
    {
      const char      *word = g_ptr_array_index (words, i);
      const gboolean   is_alone = i == 0 && (words->len == 1 || strchr (word, '/') != NULL);
      g_autofree char *named = find_named_host (word, is_alone);

      if (named != NULL && !mailer_mime_url_is_host_within (host, skip_www (named)) && !mailer_mime_url_is_host_within (named, skip_www (host)))
        return g_steal_pointer (&named);
    }

  return NULL;
}

gboolean
mailer_mime_url_is_host_within (const char *host,
                                const char *domain)
{
  const gsize host_length = strlen (host);
  const gsize domain_length = strlen (domain);

  if (host_length < domain_length || !g_str_has_suffix (host, domain))
    return FALSE;

  return host_length == domain_length || host[host_length - domain_length - 1] == '.';
}

char *
mailer_mime_url_dup_pretence (const char *text,
                              const char *url)
{
  gboolean         has_user = FALSE;
  g_autofree char *host = mailer_mime_url_dup_host (url, &has_user);
  g_autofree char *named = NULL;

  if (host == NULL)
    return NULL;

  named = find_other_host (text, host);
  if (named == NULL && (has_user || mixes_scripts (host) || has_override (text)))
    return g_strdup (text);

  return g_steal_pointer (&named);
}
