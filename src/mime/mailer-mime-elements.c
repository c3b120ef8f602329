/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-elements.h"

#include <stdlib.h>
#include <string.h>

#define KEEP MAILER_MIME_ELEMENT_KEEP
#define VOID (MAILER_MIME_ELEMENT_KEEP | MAILER_MIME_ELEMENT_VOID)
#define BLOCK (MAILER_MIME_ELEMENT_KEEP | MAILER_MIME_ELEMENT_BLOCK)
#define DROP MAILER_MIME_ELEMENT_DROP

/* Sorted by name. */
static const struct
{
  const char            *name;
  MailerMimeElementFlags flags;
} elements[] = {
  { "a", KEEP },
  { "abbr", KEEP },
  { "acronym", KEEP },
  { "address", BLOCK },
  { "article", BLOCK },
  { "aside", BLOCK },
  { "b", KEEP },
  { "bdi", KEEP },
  { "big", KEEP },
  { "blockquote", BLOCK },
  { "br", VOID },
  { "caption", KEEP },
  { "center", BLOCK },
  { "cite", KEEP },
  { "code", KEEP },
  { "col", VOID },
  { "colgroup", KEEP },
  { "datalist", DROP },
  { "dd", BLOCK },
  { "del", KEEP },
  { "dfn", KEEP },
  { "dir", BLOCK },
  { "div", BLOCK },
  { "dl", BLOCK },
  { "dt", BLOCK },
  { "em", KEEP },
  { "figcaption", BLOCK },
  { "figure", BLOCK },
  { "font", KEEP },
  { "footer", BLOCK },
  { "h1", BLOCK },
  { "h2", BLOCK },
  { "h3", BLOCK },
  { "h4", BLOCK },
  { "h5", BLOCK },
  { "h6", BLOCK },
  { "header", BLOCK },
  { "hgroup", BLOCK },
  { "hr", VOID | BLOCK },
  { "i", KEEP },
  { "image", VOID },
  { "img", VOID },
  { "ins", KEEP },
  { "kbd", KEEP },
  { "li", BLOCK },
  { "main", BLOCK },
  { "mark", KEEP },
  { "math", DROP },
  { "nav", BLOCK },
  { "ol", BLOCK },
  { "optgroup", DROP },
  { "option", DROP },
  { "p", BLOCK },
  { "pre", BLOCK },
  { "q", KEEP },
  { "rp", KEEP },
  { "rt", KEEP },
  { "ruby", KEEP },
  { "s", KEEP },
  { "samp", KEEP },
  { "section", BLOCK },
  { "select", DROP },
  { "small", KEEP },
  { "span", KEEP },
  { "strike", KEEP },
  { "strong", KEEP },
  { "sub", KEEP },
  { "summary", BLOCK },
  { "sup", KEEP },
  { "svg", DROP },
  { "table", BLOCK },
  { "tbody", KEEP },
  { "td", KEEP },
  { "template", DROP },
  { "tfoot", KEEP },
  { "th", KEEP },
  { "thead", KEEP },
  { "time", KEEP },
  { "tr", KEEP },
  { "tt", KEEP },
  { "u", KEEP },
  { "ul", BLOCK },
  { "var", KEEP },
  { "wbr", VOID },
};

static int
compare_name_cb (gconstpointer name,
                 gconstpointer element)
{
  return strcmp (name, *(const char *const *)element);
}

MailerMimeElementFlags
mailer_mime_element_get_flags (const char *name)
{
  const void *found = bsearch (name, elements, G_N_ELEMENTS (elements), sizeof elements[0], compare_name_cb);

  return found != NULL
             ? elements[((const char *)found - (const char *)elements) / sizeof elements[0]].flags
             : MAILER_MIME_ELEMENT_FLATTEN;
}

static gboolean
is_one_of (const char        *name,
           const char *const *list)
{
  for (; *list != NULL; list++)
    if (strcmp (name, *list) == 0)
      return TRUE;

  return FALSE;
}

static const char *const table_parts[] = { "caption", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr", NULL };
static const char *const scopes[] = { "caption", "td", "th", "table", NULL };
static const char *const sections[] = { "tbody", "tfoot", "thead", NULL };
static const char *const cells[] = { "td", "th", NULL };

gboolean
mailer_mime_element_ends_scope (const char *open,
                                const char *name)
{
  if (strcmp (open, name) == 0)
    return FALSE;
  if (is_one_of (name, table_parts))
    return strcmp (open, "table") == 0;
  if (strcmp (name, "table") == 0)
    return FALSE;
  if (strcmp (name, "li") == 0 && (strcmp (open, "ul") == 0 || strcmp (open, "ol") == 0))
    return TRUE;
  if ((strcmp (name, "dd") == 0 || strcmp (name, "dt") == 0) && strcmp (open, "dl") == 0)
    return TRUE;

  return is_one_of (open, scopes);
}

gboolean
mailer_mime_element_is_ended_by (const char *open,
                                 const char *name)
{
  if (strcmp (open, "p") == 0)
    return (mailer_mime_element_get_flags (name) & MAILER_MIME_ELEMENT_BLOCK) != 0;
  if (strcmp (open, "a") == 0 || strcmp (open, "li") == 0)
    return strcmp (open, name) == 0;
  if (strcmp (open, "dd") == 0 || strcmp (open, "dt") == 0)
    return strcmp (name, "dd") == 0 || strcmp (name, "dt") == 0;
  if (is_one_of (open, cells))
    return is_one_of (name, table_parts);
  if (strcmp (open, "tr") == 0)
    return strcmp (name, "tr") == 0 || is_one_of (name, sections);
  if (is_one_of (open, sections) || strcmp (open, "caption") == 0 || strcmp (open, "colgroup") == 0)
    return is_one_of (name, sections) || strcmp (name, "colgroup") == 0;

  return FALSE;
}

gboolean
mailer_mime_attribute_is_kept (const char *name)
{
  static const char *const kept[] = {
    "align", "alt", "aria-hidden", "aria-label", "bgcolor", "border", "bordercolor", "cellpadding", "cellspacing", "class", "clear", "color", "cols", "colspan", "compact", "datetime", "dir",
    "face", "frame", "headers", "height", "hspace", "lang", "noshade", "nowrap", "reversed", "role", "rowspan", "rules", "scope", "size", "span", "start", "summary", "title",
    "type", "valign", "value", "vspace", "width", NULL
  };

  return is_one_of (name, kept);
}

gboolean
mailer_mime_attribute_is_address (const char *name)
{
  static const char *const addresses[] = {
    "action", "archive", "background", "classid", "code", "codebase", "data", "dynsrc", "formaction", "href", "icon", "lowsrc", "manifest", "poster", "profile", "src", "srcset", "xlink:href", NULL
  };

  return is_one_of (name, addresses);
}
