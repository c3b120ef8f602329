/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-sanitizer.h"

#include <string.h>

#include "mailer-mime-css.h"
#include "mailer-mime-css-tokenizer.h"
#include "mailer-mime-elements.h"
#include "mailer-mime-html-tokenizer.h"
#include "mailer-mime-resolver.h"
#include "mailer-mime-text-private.h"
#include "mailer-mime-tracking-pixel.h"
#include "mailer-mime-url.h"

/* Reads tokens, keeps a stack of the elements that are open in the result, and writes the result
 * from scratch: nothing of the input reaches it but text, known names and judged values, all escaped.
 * Every element in the result is closed, in order, so that a browser's repairs have nothing to do. */

#define MAX_INPUT_BYTES (4 * 1024 * 1024)
#define MAX_NODES 100000
#define MAX_DEPTH 200
#define MAX_OUTPUT_BYTES (8 * 1024 * 1024)
#define MAX_STYLE_BYTES (512 * 1024)
#define MAX_LINK_TEXT_BYTES (64 * 1024)

/* What an element's attributes come to. */
typedef struct
{
  GString *text;  /* as written into the tag, each with a blank in front */
  char    *style; /* (nullable): the filtered style */
  gboolean is_hidden;
} Attributes;

typedef struct
{
  MailerMimeSanitized     *result;
  MailerMimeHtmlTokenizer *tokenizer;
  MailerMimeResolver       resolver;
  MailerMimeCssContext     css;
  GString                 *styles;
  GString                 *body; /* what is written, outside of a link */
  GString                 *link; /* the content of the open link; its start tag needs its text */
  GString                 *link_text;
  char                    *link_url; /* (nullable): where the open link leads */
  char                    *link_attributes;
  gboolean                 is_in_link;
  GPtrArray               *stack; /* (element-type utf8): names of open elements, from outside in */
  GString                 *wrapper_style;
  char                    *wrapper_class;
  char                    *wrapper_dir;
  gboolean                 has_body;
  char                    *dropped;   /* (nullable): the element whose content is passed over */
  guint                    n_dropped; /* how many of that name are open */
  gsize                    n_nodes;
  gsize                    n_style_bytes;
} Sanitizer;

static GString *
get_output (Sanitizer *self)
{
  return self->is_in_link ? self->link : self->body;
}

static void
append_attribute (GString    *tag,
                  const char *name,
                  const char *value)
{
  g_string_append_printf (tag, " %s=\"", name);
  mailer_mime_append_escaped (tag, value, strlen (value));
  g_string_append_c (tag, '"');
}

static void
note_remote_cb (const char *url,
                gpointer    data)
{
  mailer_mime_resolver_note_remote (data, url);
}

static char *
resolve_image_cb (const char *url,
                  gpointer    data)
{
  return mailer_mime_resolver_resolve_image (data, url, NULL);
}

/* Links */

static void
finish_link (Sanitizer *self)
{
  GString         *tag = g_string_new ("<a");
  gboolean         is_web = self->link_url != NULL && g_str_has_prefix (self->link_url, "http");
  g_autofree char *pretence = is_web ? mailer_mime_url_dup_pretence (self->link_text->str, self->link_url) : NULL;

  self->is_in_link = FALSE;
  if (self->link_url != NULL)
    {
      append_attribute (tag, "href", self->link_url);
      g_string_append (tag, " rel=\"noopener noreferrer\"");
    }
  if (pretence != NULL)
    {
      g_autofree char *host = mailer_mime_url_dup_host (self->link_url, NULL);

      g_string_append (tag, " class=\"deceptive\"");
      append_attribute (tag, "data-target", host);
      self->result->n_deceptive_links++;
    }
  g_string_append (tag, self->link_attributes);
  g_string_append_printf (tag, ">%s</a>", self->link->str);
  g_string_append (self->body, tag->str);

  g_string_free (tag, TRUE);
  g_string_truncate (self->link, 0);
  g_string_truncate (self->link_text, 0);
  g_clear_pointer (&self->link_url, g_free);
  g_clear_pointer (&self->link_attributes, g_free);
}

static void
start_link (Sanitizer                 *self,
            const MailerMimeHtmlToken *token,
            GString                   *attributes)
{
  const char       *href = mailer_mime_html_token_get (token, "href");
  g_autofree char  *url = NULL;
  MailerMimeUrlKind kind = href != NULL ? mailer_mime_url_classify (href, &url) : MAILER_MIME_URL_NONE;

  if (kind == MAILER_MIME_URL_WEB || kind == MAILER_MIME_URL_MAILTO)
    self->link_url = g_steal_pointer (&url);
  self->link_attributes = g_strdup (attributes->str);
  self->is_in_link = TRUE;
}

static void
note_link_text (Sanitizer  *self,
                const char *text)
{
  if (self->is_in_link && self->link_text->len < MAX_LINK_TEXT_BYTES)
    g_string_append_len (self->link_text, text, (gssize)MIN (strlen (text), MAX_LINK_TEXT_BYTES));
}

/* The stack */

static void
pop_element (Sanitizer *self)
{
  const char *name = g_ptr_array_index (self->stack, self->stack->len - 1);

  if (strcmp (name, "a") == 0)
    finish_link (self);
  else
    g_string_append_printf (get_output (self), "</%s>", name);
  g_ptr_array_remove_index (self->stack, self->stack->len - 1);
}

static void
pop_to (Sanitizer *self,
        guint      length)
{
  while (self->stack->len > length)
    pop_element (self);
}

static void
close_element (Sanitizer  *self,
               const char *name)
{
  for (guint i = self->stack->len; i > 0; i--)
    {
      const char *open = g_ptr_array_index (self->stack, i - 1);

      if (strcmp (open, name) == 0)
        {
          pop_to (self, i - 1);
          return;
        }
      if (mailer_mime_element_ends_scope (open, name))
        return;
    }
}

static void
close_implied (Sanitizer  *self,
               const char *name)
{
  for (guint i = self->stack->len; i > 0; i--)
    {
      const char *open = g_ptr_array_index (self->stack, i - 1);

      if (mailer_mime_element_is_ended_by (open, name))
        pop_to (self, i - 1);
      else if (mailer_mime_element_ends_scope (open, name))
        return;
    }
}

/* Elements */

static void
append_prefixed (GString    *attributes,
                 const char *id)
{
  g_autofree char *prefixed = g_strconcat ("m-", id, NULL);

  append_attribute (attributes, "id", prefixed);
}

/* Keeps what is plain, filters the style, leaves the rest. */
static void
read_attributes (Sanitizer                 *self,
                 const MailerMimeHtmlToken *token,
                 Attributes                *attributes)
{
  attributes->text = g_string_new (NULL);
  for (guint i = 0; i < token->attributes->len; i++)
    {
      const MailerMimeHtmlAttribute *attribute = &g_array_index (token->attributes, MailerMimeHtmlAttribute, i);

      if (mailer_mime_attribute_is_kept (attribute->name))
        append_attribute (attributes->text, attribute->name, attribute->value);
      else if (strcmp (attribute->name, "id") == 0)
        append_prefixed (attributes->text, attribute->value);
      else if (strcmp (attribute->name, "hidden") == 0)
        {
          g_string_append (attributes->text, " hidden=\"\"");
          attributes->is_hidden = TRUE;
        }
      else if (strcmp (attribute->name, "style") == 0)
        {
          gboolean is_hidden = FALSE;

          attributes->style = mailer_mime_css_filter_declarations (attribute->value, &self->css, &is_hidden);
          attributes->is_hidden |= is_hidden;
          if (*attributes->style != '\0')
            append_attribute (attributes->text, "style", attributes->style);
        }
    }
}

static void
clear_attributes (Attributes *attributes)
{
  g_string_free (attributes->text, TRUE);
  g_free (attributes->style);
}

static void
append_background (Sanitizer                 *self,
                   const MailerMimeHtmlToken *token,
                   GString                   *attributes)
{
  const char      *background = mailer_mime_html_token_get (token, "background");
  g_autofree char *url = background != NULL ? mailer_mime_resolver_resolve_image (&self->resolver,
                                                                                  background, NULL)
                                            : NULL;

  if (url != NULL)
    append_attribute (attributes, "background", url);
}

/* The first address of a srcset: those of newsletters are the same picture in several sizes. */
static char *
get_first_candidate (const char *srcset)
{
  srcset += strspn (srcset, " \t\r\n\f,");

  return g_strndup (srcset, strcspn (srcset, " \t\r\n\f,"));
}

static void
write_image (Sanitizer                 *self,
             const MailerMimeHtmlToken *token,
             const Attributes          *attributes)
{
  const char      *source = mailer_mime_html_token_get (token, "src");
  const char      *srcset = mailer_mime_html_token_get (token, "srcset");
  g_autofree char *candidate = source == NULL && srcset != NULL ? get_first_candidate (srcset) : NULL;
  g_autofree char *clean = NULL;
  g_autofree char *remote = NULL;
  g_autofree char *url = NULL;

  source = source != NULL ? source : candidate;
  if (source != NULL && mailer_mime_url_classify (source, &clean) == MAILER_MIME_URL_WEB
      && (attributes->is_hidden
          || mailer_mime_is_tracking_pixel (token, attributes->style != NULL ? attributes->style : "")))
    {
      self->result->n_tracking_pixels++;
      return;
    }

  url = source != NULL ? mailer_mime_resolver_resolve_image (&self->resolver, source, &remote) : NULL;
  g_string_append_printf (get_output (self), "<img%s", attributes->text->str);
  if (url != NULL)
    append_attribute (get_output (self), "src", url);
  else if (remote != NULL)
    append_attribute (get_output (self), "data-remote", remote);
  g_string_append_c (get_output (self), '>');
  note_link_text (self, " ");
}

/* What the body element says about the whole goes to the element that stands for it. */
static void
read_body_element (Sanitizer                 *self,
                   const MailerMimeHtmlToken *token)
{
  const char      *style = mailer_mime_html_token_get (token, "style");
  const char      *color = mailer_mime_html_token_get (token, "bgcolor");
  const char      *text = mailer_mime_html_token_get (token, "text");
  const char      *background = mailer_mime_html_token_get (token, "background");
  const char      *dir = mailer_mime_html_token_get (token, "dir");
  g_autofree char *declarations = NULL;
  g_autofree char *filtered = NULL;

  if (dir != NULL && self->wrapper_dir == NULL)
    self->wrapper_dir = g_strdup (dir);
  if (strcmp (token->name, "html") == 0 || self->has_body)
    return;

  self->has_body = TRUE;
  self->wrapper_class = g_strdup (mailer_mime_html_token_get (token, "class"));
  declarations = g_strdup_printf ("%s%s;%s%s;%s", color != NULL ? "background-color:" : "",
                                  color != NULL ? color : "", text != NULL ? "color:" : "",
                                  text != NULL ? text : "", style != NULL ? style : "");
  filtered = mailer_mime_css_filter_declarations (declarations, &self->css, NULL);
  if (background != NULL)
    {
      g_autofree char *url = mailer_mime_resolver_resolve_image (&self->resolver, background, NULL);

      if (url != NULL)
        {
          g_string_append (self->wrapper_style, "background-image:url(");
          mailer_mime_css_append_string (self->wrapper_style, url);
          g_string_append (self->wrapper_style, ");");
        }
    }
  g_string_append (self->wrapper_style, filtered);
}

/* Addresses of elements that go are told, so that people know what was kept from them. */
static void
note_addresses (Sanitizer                 *self,
                const MailerMimeHtmlToken *token)
{
  for (guint i = 0; i < token->attributes->len; i++)
    {
      const MailerMimeHtmlAttribute *attribute = &g_array_index (token->attributes, MailerMimeHtmlAttribute, i);

      if (mailer_mime_attribute_is_address (attribute->name))
        mailer_mime_resolver_note_remote (&self->resolver, attribute->value);
    }
}

static void
write_element (Sanitizer                 *self,
               const MailerMimeHtmlToken *token,
               MailerMimeElementFlags     flags)
{
  Attributes attributes = { 0 };

  close_implied (self, token->name);
  if ((flags & MAILER_MIME_ELEMENT_VOID) == 0 && self->stack->len >= MAX_DEPTH)
    {
      self->result->limits |= MAILER_MIME_LIMIT_DEPTH;
      return;
    }
  /* A link around a table with links: the outer one holds. */
  if (self->is_in_link && strcmp (token->name, "a") == 0)
    return;

  read_attributes (self, token, &attributes);
  append_background (self, token, attributes.text);
  if (strcmp (token->name, "img") == 0 || strcmp (token->name, "image") == 0)
    write_image (self, token, &attributes);
  else if (strcmp (token->name, "a") == 0)
    start_link (self, token, attributes.text);
  else
    g_string_append_printf (get_output (self), "<%s%s>", token->name, attributes.text->str);
  clear_attributes (&attributes);

  if ((flags & MAILER_MIME_ELEMENT_VOID) == 0)
    g_ptr_array_add (self->stack, g_strdup (token->name));
  if ((flags & (MAILER_MIME_ELEMENT_VOID | MAILER_MIME_ELEMENT_BLOCK)) != 0)
    note_link_text (self, " ");
}

/* Tokens */

static void
handle_start (Sanitizer                 *self,
              const MailerMimeHtmlToken *token)
{
  MailerMimeElementFlags flags = mailer_mime_element_get_flags (token->name);

  if (self->dropped != NULL)
    {
      note_addresses (self, token);
      self->n_dropped += strcmp (token->name, self->dropped) == 0;
    }
  else if ((flags & MAILER_MIME_ELEMENT_KEEP) != 0)
    write_element (self, token, flags);
  else if (strcmp (token->name, "body") == 0 || strcmp (token->name, "html") == 0)
    read_body_element (self, token);
  else
    {
      note_addresses (self, token);
      if ((flags & MAILER_MIME_ELEMENT_DROP) != 0
          && mailer_mime_html_tokenizer_has_end_tag (self->tokenizer, token->name))
        {
          self->dropped = g_strdup (token->name);
          self->n_dropped = 1;
        }
    }
}

static void
handle_end (Sanitizer  *self,
            const char *name)
{
  if (self->dropped == NULL)
    close_element (self, name);
  else if (strcmp (name, self->dropped) == 0 && --self->n_dropped == 0)
    g_clear_pointer (&self->dropped, g_free);
}

static gboolean
is_output_full (Sanitizer *self)
{
  return self->body->len + self->link->len + self->styles->len > MAX_OUTPUT_BYTES;
}

static void
handle_text (Sanitizer  *self,
             const char *text)
{
  const gsize piece_bytes = 64 * 1024;
  gsize       length = strlen (text);

  if (self->dropped != NULL)
    return;

  note_link_text (self, text);
  /* Escaping may grow a text sixfold: the bound is looked at on the way. */
  for (gsize start = 0; start < length && !is_output_full (self); start += piece_bytes)
    mailer_mime_append_escaped (get_output (self), text + start, MIN (piece_bytes, length - start));
}

static void
handle_raw (Sanitizer                 *self,
            const MailerMimeHtmlToken *token)
{
  g_autofree char *sheet = NULL;

  if (strcmp (token->name, "style") != 0 || self->dropped != NULL)
    return;

  self->n_style_bytes += strlen (token->text);
  if (self->n_style_bytes > MAX_STYLE_BYTES)
    {
      self->result->limits |= MAILER_MIME_LIMIT_INPUT;
      return;
    }
  sheet = mailer_mime_css_filter_sheet (token->text, &self->css);
  if (*sheet != '\0')
    g_string_append_printf (self->styles, "<style>\n%s</style>\n", sheet);
}

static gboolean
handle_token (Sanitizer                 *self,
              const MailerMimeHtmlToken *token)
{
  switch (token->kind)
    {
    case MAILER_MIME_HTML_TEXT:
      handle_text (self, token->text);
      break;
    case MAILER_MIME_HTML_RAW:
      handle_raw (self, token);
      break;
    case MAILER_MIME_HTML_START:
      handle_start (self, token);
      break;
    case MAILER_MIME_HTML_END:
      handle_end (self, token->name);
      break;
    }

  if (++self->n_nodes > MAX_NODES)
    self->result->limits |= MAILER_MIME_LIMIT_NODES;
  if (is_output_full (self))
    self->result->limits |= MAILER_MIME_LIMIT_OUTPUT;

  return (self->result->limits & (MAILER_MIME_LIMIT_NODES | MAILER_MIME_LIMIT_OUTPUT)) == 0;
}

static void
write_result (Sanitizer *self)
{
  GString *html = g_string_new (self->styles->str);

  pop_to (self, 0);
  g_string_append (html, "<div class=\"mail-body");
  if (self->wrapper_class != NULL)
    {
      g_string_append_c (html, ' ');
      mailer_mime_append_escaped (html, self->wrapper_class, strlen (self->wrapper_class));
    }
  g_string_append_c (html, '"');
  if (self->wrapper_dir != NULL)
    append_attribute (html, "dir", self->wrapper_dir);
  if (self->wrapper_style->len > 0)
    append_attribute (html, "style", self->wrapper_style->str);
  g_string_append_c (html, '>');
  g_string_append_len (html, self->body->str, (gssize)self->body->len);
  g_string_append (html, "</div>");

  /* The bound on the output may have cut a character in two. */
  self->result->html = g_utf8_make_valid (html->str, (gssize)html->len);
  g_string_free (html, TRUE);
  self->result->n_remote_images = g_hash_table_size (self->resolver.images);
  self->result->n_remote_others = g_hash_table_size (self->resolver.others);
  self->result->content_ids = mailer_mime_resolver_steal_content_ids (&self->resolver);
  if (self->resolver.has_too_much_data)
    self->result->limits |= MAILER_MIME_LIMIT_DATA;
}

static void
sanitizer_init (Sanitizer                       *self,
                const MailerMimeSanitizeOptions *options)
{
  *self = (Sanitizer){ 0 };
  mailer_mime_resolver_init (&self->resolver, options);
  self->result = g_new0 (MailerMimeSanitized, 1);
  self->css = (MailerMimeCssContext){ .resolve_image = resolve_image_cb, .note_remote = note_remote_cb, .data = &self->resolver };
  self->styles = g_string_new (NULL);
  self->body = g_string_new (NULL);
  self->link = g_string_new (NULL);
  self->link_text = g_string_new (NULL);
  self->wrapper_style = g_string_new (NULL);
  self->stack = g_ptr_array_new_with_free_func (g_free);
}

static void
sanitizer_clear (Sanitizer *self)
{
  g_string_free (self->styles, TRUE);
  g_string_free (self->body, TRUE);
  g_string_free (self->link, TRUE);
  g_string_free (self->link_text, TRUE);
  g_string_free (self->wrapper_style, TRUE);
  g_free (self->wrapper_class);
  g_free (self->wrapper_dir);
  g_free (self->dropped);
  g_ptr_array_unref (self->stack);
  mailer_mime_resolver_clear (&self->resolver);
}

MailerMimeSanitized *
mailer_mime_sanitize_html (const char                      *html,
                           const MailerMimeSanitizeOptions *options)
{
  Sanitizer        sanitizer;
  gsize            length;
  g_autofree char *valid = NULL;
  g_autoptr (MailerMimeHtmlTokenizer) tokenizer = NULL;
  const MailerMimeHtmlToken *token;

  g_return_val_if_fail (html != NULL && options != NULL, NULL);

  sanitizer_init (&sanitizer, options);
  length = strlen (html);
  if (length > MAX_INPUT_BYTES)
    sanitizer.result->limits |= MAILER_MIME_LIMIT_INPUT;
  valid = g_utf8_make_valid (html, (gssize)MIN (length, MAX_INPUT_BYTES));

  tokenizer = mailer_mime_html_tokenizer_new (valid, strlen (valid));
  sanitizer.tokenizer = tokenizer;
  while ((token = mailer_mime_html_tokenizer_next (tokenizer)) != NULL && handle_token (&sanitizer, token))
    ;
  write_result (&sanitizer);
  sanitizer_clear (&sanitizer);

  return sanitizer.result;
}

void
mailer_mime_sanitized_free (MailerMimeSanitized *self)
{
  if (self == NULL)
    return;

  g_free (self->html);
  g_strfreev (self->content_ids);
  g_free (self);
}
