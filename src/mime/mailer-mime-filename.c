/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-header.h"

#include <string.h>

#include "mailer-mime-private.h"

#define MAX_NAME_BYTES 200
#define MAX_EXTENSION_BYTES 20

static const char *const device_names[] = { "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9" };

static const char *const risky_extensions[] = {
  "action", "apk", "app", "application", "appimage", "appref-ms", "bat", "cmd", "com", "command", "cpl", "csh", "deb", "desktop", "dll", "dmg", "docm", "dotm",
  "elf", "exe", "fish", "flatpak", "flatpakref", "gadget", "hta", "htm", "html", "inf", "ins", "iso", "img", "jar", "jnlp", "js", "jse", "kdelnk", "ksh", "library-ms", "lnk", "mht", "mhtml", "mof",
  "msc", "msh", "msi", "msix", "msp", "mst", "ocx", "osx", "pif", "pkg", "pl", "potm", "ppam", "ppsm", "pptm", "prg", "ps1", "psm1", "py", "pyc", "pyw", "pyz", "rb", "reg",
  "rpm", "run", "scf", "scpt", "scr", "sct", "search-ms", "sh", "shb", "shs", "sldm", "snap", "so", "svg", "svgz", "swf", "sys", "terminal", "url", "vb", "vbe", "vbs", "vbscript", "vhd", "vhdx", "webloc", "workflow",
  "ws", "wsc", "wsf", "wsh", "xhtml", "xht", "xlam", "xll", "xlsm", "xltm", "zsh"
};

static gboolean
is_forbidden (gunichar c)
{
  return c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || mailer_mime_is_invisible (c)
         || c == 0x200c || c == 0x200d || c == 0x2028 || c == 0x2029 || c == 0xfffd;
}

/* Path parts go, characters that some file system refuses become "_". */
static char *
clean_characters (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  const char      *start = valid;
  GString         *clean = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p++)
    if (*p == '/' || *p == '\\')
      start = p + 1;
  for (const char *p = start; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_forbidden (c))
        continue;
      if (c < 0x80 && strchr (":*?\"<>|", (int)c) != NULL)
        c = '_';
      else if (g_unichar_isspace (c))
        c = ' ';
      g_string_append_unichar (clean, c);
    }

  return g_string_free (clean, FALSE);
}

static char *
strip_ends (char *name)
{
  char *start = name;
  gsize length;

  while (*start == ' ' || *start == '.' || *start == '~')
    start++;
  memmove (name, start, strlen (start) + 1);
  for (length = strlen (name); length > 0 && (name[length - 1] == ' ' || name[length - 1] == '.'); length--)
    name[length - 1] = '\0';

  return name;
}

static gsize
cut_at_character (const char *text,
                  gsize       max_bytes)
{
  const char *end = text + max_bytes;

  while (end > text && ((guchar)*end & 0xc0) == 0x80)
    end--;

  return end - text;
}

static char *
shorten (const char *name)
{
  const char      *dot = strrchr (name, '.');
  const char      *extension = dot != NULL && strlen (dot) <= MAX_EXTENSION_BYTES ? dot : "";
  g_autofree char *stem = NULL;

  if (strlen (name) <= MAX_NAME_BYTES)
    return g_strdup (name);

  stem = g_strndup (name, cut_at_character (name, MAX_NAME_BYTES - strlen (extension)));

  return g_strconcat (strip_ends (stem), extension, NULL);
}

static gboolean
is_device_name (const char *name)
{
  g_autofree char *stem = g_ascii_strdown (name, (gssize)strcspn (name, "."));

  g_strchomp (stem);
  for (gsize i = 0; i < G_N_ELEMENTS (device_names); i++)
    if (g_str_equal (stem, device_names[i]))
      return TRUE;

  return FALSE;
}

/* "invoice.pdf      .exe": the blanks push the true extension out of sight. */
static char *
collapse_blanks (const char *name)
{
  GString *collapsed = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++)
    if (*p != ' ' || (p[1] != ' ' && p[1] != '.'))
      g_string_append_c (collapsed, *p);

  return g_string_free (collapsed, FALSE);
}

char *
mailer_mime_sanitize_filename (const char *name)
{
  g_autofree char *clean = NULL;
  g_autofree char *collapsed = NULL;
  g_autofree char *result = NULL;

  if (name == NULL)
    return NULL;

  clean = clean_characters (name);
  collapsed = collapse_blanks (clean);
  result = shorten (strip_ends (collapsed));
  if (*result == '\0')
    return NULL;

  return is_device_name (result) ? g_strconcat ("_", result, NULL) : g_steal_pointer (&result);
}

gboolean
mailer_mime_is_risky_filename (const char *name)
{
  const char *dot;

  g_return_val_if_fail (name != NULL, FALSE);

  dot = strrchr (name, '.');
  for (gsize i = 0; dot != NULL && i < G_N_ELEMENTS (risky_extensions); i++)
    if (g_ascii_strcasecmp (dot + 1, risky_extensions[i]) == 0)
      return TRUE;

  return FALSE;
}
