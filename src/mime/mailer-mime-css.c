/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-css.h"

#include <string.h>

#include "mailer-mime-css-tokenizer.h"

/* A filter by allow-lists over tokens: what is not known to be harmless is dropped with its
 * declaration or rule, and everything is written anew, so that the browser reads exactly what was
 * judged here. */

#define MAX_MEDIA_DEPTH 4
#define MAX_NESTING 16

/* Names that end in "*" stand for all that start so. */
static const char *const known_properties[] = {
  "align-*", "aspect-ratio", "background", "background-*", "border", "border-*", "bottom", "box-shadow", "box-sizing", "break-*",
  "caption-side", "clear", "color", "color-scheme", "column-*", "columns", "content", "counter-*", "direction", "display", "empty-cells", "flex", "flex-*", "float",
  "font", "font-*", "gap", "grid", "grid-*", "height", "hyphens", "inset", "justify-*", "left", "letter-spacing", "line-height", "list-style", "list-style-*",
  "margin", "margin-*", "max-height", "max-width", "min-height", "min-width", "object-fit", "object-position", "opacity", "order", "orphans",
  "outline", "outline-*", "overflow", "overflow-*", "padding", "padding-*", "page-break-*", "place-*", "position", "quotes", "right", "row-gap",
  "tab-size", "table-layout", "text-*", "top", "vertical-align", "visibility", "white-space", "widows", "width", "word-*", "writing-mode", "z-index"
};

static const char *const image_properties[] = { "background", "background-image", "border-image", "border-image-source", "content", "list-style", "list-style-image" };

static const char *const known_functions[] = {
  "calc", "clamp", "conic-gradient", "counter", "counters", "fit-content", "hsl", "hsla", "hwb", "lab", "lch", "linear-gradient", "max", "min", "minmax",
  "oklab", "oklch", "radial-gradient", "repeat", "repeating-linear-gradient", "repeating-radial-gradient", "rgb", "rgba"
};

static const char *const selector_functions[] = { "has", "is", "lang", "dir", "not", "nth-child", "nth-last-child", "nth-last-of-type", "nth-of-type", "where" };

static gboolean
is_listed (const char        *name,
           const char *const *list,
           gsize              n)
{
  for (gsize i = 0; i < n; i++)
    {
      gsize length = strlen (list[i]);

      if (list[i][length - 1] == '*' ? strncmp (name, list[i], length - 1) == 0 : strcmp (name, list[i]) == 0)
        return TRUE;
    }

  return FALSE;
}

typedef struct
{
  MailerMimeCssTokenizer      tokenizer;
  const MailerMimeCssContext *context;
  gboolean                    is_hidden;
} Filter;

static MailerMimeCssToken *
next (Filter *self)
{
  mailer_mime_css_tokenizer_next (&self->tokenizer);

  return &self->tokenizer.token;
}

static gboolean
is_at (Filter *self,
       char    delim)
{
  return mailer_mime_css_token_is (&self->tokenizer.token, delim);
}

static gboolean
is_at_end (Filter *self)
{
  return self->tokenizer.token.kind == MAILER_MIME_CSS_END;
}

/* A comment keeps two tokens apart: without it "/" and "*" would begin one of their own, which hides what
 * was judged and lets out what stood in a string. */
static void
append_gap (Filter  *self,
            GString *css)
{
  if (self->tokenizer.token.follows_comment && css->len > 0 && css->str[css->len - 1] != ' ')
    g_string_append (css, "/**/");
}

static void
skip_blank_tokens (Filter *self)
{
  while (self->tokenizer.token.kind == MAILER_MIME_CSS_BLANK)
    next (self);
}

/* Addresses in what is dropped are still told. */
static void
note_token (Filter *self)
{
  const MailerMimeCssToken *token = &self->tokenizer.token;

  if (token->kind == MAILER_MIME_CSS_URL || token->kind == MAILER_MIME_CSS_STRING)
    self->context->note_remote (token->value->str, self->context->data);
}

/* Passes over one token, or over everything up to the bracket that closes it. */
static void
skip_component (Filter *self)
{
  guint depth = 0;

  do
    {
      const MailerMimeCssToken *token = &self->tokenizer.token;

      note_token (self);
      if (token->kind == MAILER_MIME_CSS_FUNCTION || is_at (self, '(') || is_at (self, '[') || is_at (self, '{'))
        depth++;
      else if ((is_at (self, ')') || is_at (self, ']') || is_at (self, '}')) && depth > 0)
        depth--;
      next (self);
    }
  while (depth > 0 && !is_at_end (self));
}

static void
skip_declaration (Filter *self)
{
  while (!is_at_end (self) && !is_at (self, ';') && !is_at (self, '}'))
    skip_component (self);
}

/* Heights in units of the frame would grow with the frame, which grows with its content. */
static gboolean
is_known_unit (const char *unit)
{
  static const char *const frame_units[] = { "vh", "svh", "lvh", "dvh", "vb", "svb", "lvb", "dvb", "vmin", "vmax", "svmin", "svmax", "lvmin", "lvmax", "dvmin", "dvmax" };

  for (gsize i = 0; i < G_N_ELEMENTS (frame_units); i++)
    if (g_ascii_strcasecmp (unit, frame_units[i]) == 0)
      return FALSE;

  return TRUE;
}

static gboolean
append_image (Filter     *self,
              const char *property,
              const char *url,
              GString    *css)
{
  g_autofree char *replacement = NULL;

  if (!is_listed (property, image_properties, G_N_ELEMENTS (image_properties)))
    {
      self->context->note_remote (url, self->context->data);
      return FALSE;
    }

  replacement = self->context->resolve_image (url, self->context->data);
  if (replacement == NULL)
    {
      g_string_append (css, "none");
      return !g_str_equal (property, "content");
    }
  g_string_append (css, "url(");
  mailer_mime_css_append_string (css, replacement);
  g_string_append_c (css, ')');

  return TRUE;
}

/* At the token behind `url(` whose address is quoted. */
static gboolean
append_quoted_image (Filter     *self,
                     const char *property,
                     GString    *css)
{
  g_autofree char *url = NULL;

  skip_blank_tokens (self);
  if (self->tokenizer.token.kind != MAILER_MIME_CSS_STRING)
    return FALSE;
  url = g_strdup (self->tokenizer.token.value->str);
  next (self);
  skip_blank_tokens (self);
  if (!is_at (self, ')'))
    return FALSE;

  return append_image (self, property, url, css);
}

static gboolean
append_function (Filter     *self,
                 const char *property,
                 GString    *css,
                 guint      *depth)
{
  g_autofree char *name = g_ascii_strdown (self->tokenizer.token.value->str, -1);

  if (g_str_equal (name, "url"))
    {
      next (self);
      return append_quoted_image (self, property, css);
    }
  if (!is_listed (name, known_functions, G_N_ELEMENTS (known_functions)))
    return FALSE;

  g_string_append_printf (css, "%s(", name);

  return ++*depth <= MAX_NESTING;
}

static gboolean
append_delim (GString *css,
              char     delim,
              guint   *depth)
{
  if (delim == '(' || delim == '[')
    ++*depth;
  else if ((delim == ')' || delim == ']') && *depth > 0)
    --*depth;
  else if (strchr ("+-*/,!", delim) == NULL)
    return FALSE;
  g_string_append_c (css, delim);

  return *depth <= MAX_NESTING;
}

/* Adds the current token of a value. Returns FALSE when the declaration must go. */
static gboolean
append_value_token (Filter     *self,
                    const char *property,
                    GString    *css,
                    guint      *depth)
{
  const MailerMimeCssToken *token = &self->tokenizer.token;

  switch (token->kind)
    {
    case MAILER_MIME_CSS_BLANK:
      g_string_append_c (css, ' ');
      return TRUE;
    case MAILER_MIME_CSS_IDENT:
      mailer_mime_css_append_ident (css, token->value->str);
      return TRUE;
    case MAILER_MIME_CSS_HASH:
      g_string_append_printf (css, "#%s", token->value->str);
      return strspn (token->value->str, "0123456789abcdefABCDEF") == token->value->len;
    case MAILER_MIME_CSS_STRING:
      mailer_mime_css_append_string (css, token->value->str);
      return TRUE;
    case MAILER_MIME_CSS_NUMBER:
      g_string_append (css, token->value->str);
      if (g_str_equal (token->unit->str, "%"))
        g_string_append_c (css, '%');
      else
        mailer_mime_css_append_ident (css, token->unit->str);
      return is_known_unit (token->unit->str);
    case MAILER_MIME_CSS_URL:
      return append_image (self, property, token->value->str, css);
    case MAILER_MIME_CSS_FUNCTION:
      return append_function (self, property, css, depth);
    case MAILER_MIME_CSS_DELIM:
      return append_delim (css, token->delim, depth);
    case MAILER_MIME_CSS_END:
    case MAILER_MIME_CSS_AT:
    case MAILER_MIME_CSS_BAD:
      return FALSE;
    }

  return FALSE;
}

static gboolean
is_value_allowed (Filter     *self,
                  const char *property,
                  const char *value)
{
  g_autofree char *lower = g_ascii_strdown (value, -1);

  /* Nothing of a mail stays in place while the rest scrolls, or imitates our own bars. */
  if (g_str_equal (property, "position") && (strstr (lower, "fixed") != NULL || strstr (lower, "sticky") != NULL))
    return FALSE;

  if ((g_str_equal (property, "display") && strstr (lower, "none") != NULL)
      || (g_str_equal (property, "visibility")
          && (strstr (lower, "hidden") != NULL || strstr (lower, "collapse") != NULL)))
    self->is_hidden = TRUE;
  if (g_str_equal (property, "opacity") && g_ascii_strtod (lower, NULL) < 0.05 && g_ascii_isdigit (lower[0]))
    self->is_hidden = TRUE;

  return *lower != '\0';
}

static gboolean
read_value (Filter     *self,
            const char *property,
            GString    *value)
{
  guint depth = 0;

  skip_blank_tokens (self);
  while (!is_at_end (self) && !(depth == 0 && (is_at (self, ';') || is_at (self, '}'))))
    {
      append_gap (self, value);
      if (!append_value_token (self, property, value, &depth))
        return FALSE;
      next (self);
    }
  for (; depth > 0; depth--)
    g_string_append_c (value, ')');

  return TRUE;
}

/* At the name of a property. */
static void
filter_declaration (Filter  *self,
                    GString *css)
{
  g_autofree char *property = g_ascii_strdown (self->tokenizer.token.value->str, -1);
  g_autoptr (GString) value = g_string_new (NULL);

  next (self);
  skip_blank_tokens (self);
  if (is_at (self, ':'))
    {
      next (self);
      if (is_listed (property, known_properties, G_N_ELEMENTS (known_properties)) && read_value (self, property, value))
        {
          g_strchomp (value->str);
          if (is_value_allowed (self, property, value->str))
            g_string_append_printf (css, "%s:%s;", property, value->str);
          return;
        }
    }
  skip_declaration (self);
}

/* Up to "}" or the end, neither of which is read. */
static void
filter_block (Filter  *self,
              GString *css)
{
  while (!is_at_end (self) && !is_at (self, '}'))
    if (self->tokenizer.token.kind == MAILER_MIME_CSS_IDENT)
      filter_declaration (self, css);
    else if (self->tokenizer.token.kind == MAILER_MIME_CSS_BLANK || is_at (self, ';'))
      next (self);
    else
      skip_declaration (self);
}

static gboolean
append_selector_token (Filter  *self,
                       GString *css)
{
  const MailerMimeCssToken *token = &self->tokenizer.token;
  g_autofree char          *name = NULL;

  switch (token->kind)
    {
    case MAILER_MIME_CSS_BLANK:
      g_string_append_c (css, ' ');
      return TRUE;
    case MAILER_MIME_CSS_IDENT:
      mailer_mime_css_append_ident (css, token->value->str);
      return TRUE;
    case MAILER_MIME_CSS_HASH:
      g_string_append (css, "#m-");
      mailer_mime_css_append_ident (css, token->value->str);
      return TRUE;
    case MAILER_MIME_CSS_STRING:
      mailer_mime_css_append_string (css, token->value->str);
      return TRUE;
    case MAILER_MIME_CSS_NUMBER:
      g_string_append (css, token->value->str);
      mailer_mime_css_append_ident (css, token->unit->str);
      return !g_str_equal (token->unit->str, "%");
    case MAILER_MIME_CSS_FUNCTION:
      name = g_ascii_strdown (token->value->str, -1);
      g_string_append_printf (css, "%s(", name);
      return is_listed (name, selector_functions, G_N_ELEMENTS (selector_functions));
    case MAILER_MIME_CSS_DELIM:
      g_string_append_c (css, token->delim);
      return strchr (":,.>+-~*|^$=[]()", token->delim) != NULL;
    case MAILER_MIME_CSS_END:
    case MAILER_MIME_CSS_AT:
    case MAILER_MIME_CSS_URL:
    case MAILER_MIME_CSS_BAD:
      return FALSE;
    }

  return FALSE;
}

static gboolean
append_media_token (Filter  *self,
                    GString *css)
{
  const MailerMimeCssToken *token = &self->tokenizer.token;

  if (token->kind == MAILER_MIME_CSS_DELIM && strchr (":,()/-", token->delim) == NULL)
    return FALSE;
  if (token->kind == MAILER_MIME_CSS_NUMBER)
    {
      g_string_append_printf (css, "%s", token->value->str);
      mailer_mime_css_append_ident (css, token->unit->str);
      return TRUE;
    }

  return (token->kind == MAILER_MIME_CSS_BLANK || token->kind == MAILER_MIME_CSS_IDENT
          || token->kind == MAILER_MIME_CSS_DELIM)
         && append_selector_token (self, css);
}

/* Reads up to "{", which becomes the current token. Returns FALSE when the rule must go; brackets
 * have to match, or the browser would look for the "{" elsewhere. */
static gboolean
read_prelude (Filter  *self,
              GString *prelude,
              gboolean (*append) (Filter *self, GString *css))
{
  gboolean is_good = TRUE;
  GString *open = g_string_new (NULL);

  while (!is_at_end (self) && !is_at (self, '{') && !is_at (self, ';') && !is_at (self, '}'))
    {
      const MailerMimeCssToken *token = &self->tokenizer.token;

      if (token->kind == MAILER_MIME_CSS_FUNCTION || is_at (self, '('))
        g_string_append_c (open, ')');
      else if (is_at (self, '['))
        g_string_append_c (open, ']');
      else if (is_at (self, ')') || is_at (self, ']'))
        {
          is_good = is_good && open->len > 0 && open->str[open->len - 1] == token->delim;
          g_string_truncate (open, open->len > 0 ? open->len - 1 : 0);
        }
      append_gap (self, prelude);
      is_good = is_good && append (self, prelude);
      next (self);
    }
  is_good = is_good && open->len == 0 && is_at (self, '{');
  g_string_free (open, TRUE);

  return is_good;
}

static void
skip_rule (Filter *self)
{
  while (!is_at_end (self) && !is_at (self, ';') && !is_at (self, '{') && !is_at (self, '}'))
    {
      note_token (self);
      next (self);
    }
  if (is_at (self, '{'))
    skip_component (self);
  else if (is_at (self, ';'))
    next (self);
}

static void
filter_style_rule (Filter  *self,
                   GString *css)
{
  g_autoptr (GString) prelude = g_string_new (NULL);
  g_autoptr (GString) block = g_string_new (NULL);

  if (!read_prelude (self, prelude, append_selector_token))
    {
      skip_rule (self);
      return;
    }

  next (self);
  filter_block (self, block);
  if (is_at (self, '}'))
    next (self);
  if (block->len > 0)
    g_string_append_printf (css, "%s{%s}\n", prelude->str, block->str);
}

static void filter_rules (Filter  *self,
                          GString *css,
                          guint    depth);

static void
filter_media_rule (Filter  *self,
                   GString *css,
                   guint    depth)
{
  g_autoptr (GString) prelude = g_string_new (NULL);
  g_autoptr (GString) rules = g_string_new (NULL);

  next (self);
  if (!read_prelude (self, prelude, append_media_token) || depth >= MAX_MEDIA_DEPTH)
    {
      skip_rule (self);
      return;
    }

  next (self);
  filter_rules (self, rules, depth + 1);
  if (is_at (self, '}'))
    next (self);
  if (rules->len > 0)
    g_string_append_printf (css, "@media%s{%s}\n", prelude->str, rules->str);
}

/* Up to the end, or inside of @media up to "}", which is not read. */
static void
filter_rules (Filter  *self,
              GString *css,
              guint    depth)
{
  while (!is_at_end (self) && !(depth > 0 && is_at (self, '}')))
    {
      const MailerMimeCssToken *token = &self->tokenizer.token;

      if (token->kind == MAILER_MIME_CSS_BLANK || is_at (self, '}') || is_at (self, ';'))
        next (self);
      /* "<!--" and "-->" around a sheet mean nothing: CSS Syntax Level 3, section 5.4.1. */
      else if (is_at (self, '<') || is_at (self, '!') || (is_at (self, '-') && depth == 0)
               || (is_at (self, '>') && depth == 0)
               || (token->kind == MAILER_MIME_CSS_IDENT && g_str_equal (token->value->str, "--")))
        next (self);
      else if (token->kind == MAILER_MIME_CSS_AT && g_ascii_strcasecmp (token->value->str, "media") == 0)
        filter_media_rule (self, css, depth);
      else if (token->kind == MAILER_MIME_CSS_AT)
        skip_rule (self);
      else
        filter_style_rule (self, css);
    }
}

static void
filter_init (Filter                     *self,
             const char                 *css,
             const MailerMimeCssContext *context)
{
  *self = (Filter){ .context = context };
  mailer_mime_css_tokenizer_init (&self->tokenizer, css, strlen (css));
  next (self);
}

char *
mailer_mime_css_filter_declarations (const char                 *css,
                                     const MailerMimeCssContext *context,
                                     gboolean                   *out_is_hidden)
{
  Filter   filter;
  GString *kept = g_string_new (NULL);

  filter_init (&filter, css, context);
  while (!is_at_end (&filter))
    {
      filter_block (&filter, kept);
      if (is_at (&filter, '}'))
        next (&filter);
    }
  mailer_mime_css_tokenizer_clear (&filter.tokenizer);
  if (out_is_hidden != NULL)
    *out_is_hidden = filter.is_hidden;

  return g_string_free (kept, FALSE);
}

char *
mailer_mime_css_filter_sheet (const char                 *css,
                              const MailerMimeCssContext *context)
{
  Filter   filter;
  GString *kept = g_string_new (NULL);

  filter_init (&filter, css, context);
  filter_rules (&filter, kept, 0);
  mailer_mime_css_tokenizer_clear (&filter.tokenizer);

  return g_string_free (kept, FALSE);
}
