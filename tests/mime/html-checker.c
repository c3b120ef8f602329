/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "html-checker.h"

#include <libxml/HTMLparser.h>
#include <string.h>

static const char *const elements[] = {
  "html", "head", "body", "style", "meta", "a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup",
  "dd", "del", "dfn", "dir", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "i", "img", "ins", "kbd", "li", "main",
  "mark", "nav", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
  "time", "tr", "tt", "u", "ul", "var", "wbr", NULL
};

static const char *const attributes[] = {
  "align", "alt", "aria-hidden", "aria-label", "bgcolor", "border", "bordercolor", "cellpadding", "cellspacing", "class", "clear", "color", "cols", "colspan", "compact", "data-remote", "data-target", "datetime", "dir",
  "face", "frame", "headers", "height", "hidden", "hspace", "id", "lang", "noshade", "nowrap", "rel", "reversed", "role", "rowspan", "rules", "scope", "size", "span", "start", "summary", "title", "type",
  "valign", "value", "vspace", "width", NULL
};

static gboolean
is_picture_address (const char *url)
{
  static const char *const starts[] = { "mailer-cid:", "mailer-remote:https%3A%2F%2F", "mailer-remote:7/https%3A%2F%2F", "data:image/png;base64,", "data:image/jpeg;base64,", "data:image/jpg;base64,", "data:image/gif;base64,", "data:image/webp;base64,", "data:image/bmp;base64,", "data:image/x-icon;base64,", NULL };

  for (guint i = 0; starts[i] != NULL; i++)
    if (g_str_has_prefix (url, starts[i]))
      return TRUE;

  return FALSE;
}

/* Outside of strings: no address but of our pictures, nothing hidden by an escaped letter, no at-rule
 * but @media. */
static gboolean
is_css_inert (const char *css)
{
  for (const char *p = css; *p != '\0'; p++)
    {
      if (*p == '\\' && g_ascii_isxdigit (p[1]))
        {
          guint64 code = g_ascii_strtoull (p + 1, NULL, 16);

          if (code < 128 && (g_ascii_isalpha ((char)code) || code == '(' || code == '@'))
            return FALSE;
        }
      else if (*p == '"')
        {
          for (p++; *p != '"'; p++)
            {
              if (*p == '\0' || *p == '\n')
                return FALSE;
              if (*p == '\\' && p[1] != '\0')
                p++;
            }
        }
      else if (*p == '@' && !g_str_has_prefix (p, "@media"))
        return FALSE;
      else if (*p == '\'' || *p == '<' || g_str_has_prefix (p, "/*"))
        return FALSE;
      else if (g_ascii_strncasecmp (p, "url(", 4) == 0)
        {
          if (p[4] != '"' || !is_picture_address (p + 5))
            return FALSE;
        }
      else if (g_ascii_strncasecmp (p, "image-set(", 10) == 0 || g_ascii_strncasecmp (p, "cross-fade(", 11) == 0 || g_ascii_strncasecmp (p, "expression(", 11) == 0 || g_ascii_strncasecmp (p, "image(", 6) == 0 || g_ascii_strncasecmp (p, "src(", 4) == 0)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_link_address (const char *url)
{
  return g_ascii_strncasecmp (url, "http://", 7) == 0 || g_ascii_strncasecmp (url, "https://", 8) == 0 || g_ascii_strncasecmp (url, "mailto:", 7) == 0;
}

static char *
check_attribute (const char *element,
                 const char *name,
                 const char *value)
{
  gboolean is_good;

  if (g_str_equal (name, "style"))
    is_good = is_css_inert (value);
  else if (g_str_equal (name, "src") && g_str_equal (element, "img"))
    is_good = is_picture_address (value);
  else if (g_str_equal (name, "background"))
    is_good = is_picture_address (value);
  else if (g_str_equal (name, "href") && g_str_equal (element, "a"))
    is_good = is_link_address (value);
  else
    is_good = g_strv_contains (attributes, name);

  return is_good ? NULL : g_strdup_printf ("<%s %s=\"%s\">", element, name, value);
}

/* The two that mailer_mime_build_document() writes. */
static gboolean
is_our_meta (xmlNode *node)
{
  g_autofree char *content = (char *)xmlGetProp (node, (const xmlChar *)"content");
  g_autofree char *name = (char *)xmlGetProp (node, (const xmlChar *)"name");
  g_autofree char *charset = (char *)xmlGetProp (node, (const xmlChar *)"charset");

  return charset != NULL || g_strcmp0 (name, "referrer") == 0 || (content != NULL && g_str_has_prefix (content, "default-src 'none'; img-src data: mailer-cid: mailer-remote:; style-src 'unsafe-inline'"));
}

static char *
check_node (xmlNode *node)
{
  const char *element = (const char *)node->name;

  if (node->type != XML_ELEMENT_NODE)
    return NULL;
  if (!g_strv_contains (elements, element) || (g_str_equal (element, "meta") && !is_our_meta (node)))
    return g_strdup_printf ("<%s>", element);
  if (g_str_equal (element, "meta"))
    return NULL;
  if (g_str_equal (element, "style"))
    {
      xmlChar *css = xmlNodeGetContent (node);
      gboolean is_good = is_css_inert ((const char *)css);
      char    *problem = is_good ? NULL : g_strdup_printf ("<style>%s", css);

      xmlFree (css);

      return problem;
    }

  for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    {
      xmlChar *value = xmlNodeGetContent ((xmlNode *)attribute);
      char    *problem = check_attribute (element, (const char *)attribute->name, (const char *)value);

      xmlFree (value);
      if (problem != NULL)
        return problem;
    }

  return NULL;
}

static xmlNode *
get_next (xmlNode *node)
{
  if (node->children != NULL && node->type == XML_ELEMENT_NODE)
    return node->children;
  while (node != NULL && node->next == NULL)
    node = node->parent;

  return node != NULL ? node->next : NULL;
}

char *
check_html_is_inert (const char *html)
{
  htmlDocPtr document = htmlReadMemory (html, (int)strlen (html), NULL, "UTF-8", HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
  char      *problem = NULL;

  if (document == NULL)
    return NULL;

  for (xmlNode *node = document->children; node != NULL && problem == NULL; node = get_next (node))
    problem = check_node (node);
  xmlFreeDoc (document);

  return problem;
}
