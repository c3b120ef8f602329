/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-render.h"

#include <string.h>

#include "mailer-mime-text-private.h"
#include "mailer-mime-text.h"

typedef struct
{
  const MailerBodyPart          *tree;
  GHashTable                    *bodies;
  const MailerMimeRenderOptions *options;
  MailerMimeRendering           *result;
  GString                       *html;
  GHashTable                    *content_ids; /* shown */
  char                         **known_ids;   /* of this message */
} Renderer;

/* Decodes the section, or gives NULL when it was not fetched. */
static char *
decode_section (const MailerBodyPart  *tree,
                GHashTable            *bodies,
                const char            *section,
                const MailerBodyPart **out_part)
{
  const MailerBodyPart *part = section != NULL ? mailer_body_part_find (tree, section) : NULL;
  GBytes               *body = part != NULL ? g_hash_table_lookup (bodies, section) : NULL;

  if (body == NULL)
    return NULL;
  if (out_part != NULL)
    *out_part = part;

  return mailer_mime_decode_string (part, body);
}

static MailerMimeTextFlags
get_text_flags (const MailerBodyPart *part)
{
  const char         *format = mailer_body_part_get_parameter (part, "format");
  const char         *delsp = mailer_body_part_get_parameter (part, "delsp");
  MailerMimeTextFlags flags = MAILER_MIME_TEXT_NONE;

  if (format != NULL && g_ascii_strcasecmp (format, "flowed") == 0)
    flags |= MAILER_MIME_TEXT_FLOWED;
  if (delsp != NULL && g_ascii_strcasecmp (delsp, "yes") == 0)
    flags |= MAILER_MIME_TEXT_DELSP;

  return flags;
}

static void
append_text_block (GString    *text,
                   const char *block)
{
  if (text->len > 0 && *block != '\0')
    g_string_append (text, g_str_has_suffix (text->str, "\n") ? "\n" : "\n\n");
  g_string_append (text, block);
}

/* The plain alternative as text; without one, or when it says nothing, what the HTML says. */
static char *
make_block_text (const MailerBodyPart      *tree,
                 const MailerMimeBodyBlock *block,
                 GHashTable                *bodies)
{
  const MailerBodyPart *part = NULL;
  g_autofree char      *plain = decode_section (tree, bodies, block->plain_section, &part);
  g_autofree char      *unflowed = plain != NULL ? mailer_mime_unflow_text (plain, get_text_flags (part)) : NULL;
  g_autofree char      *html = NULL;

  if (unflowed != NULL && unflowed[strspn (unflowed, " \t\n")] != '\0')
    return g_steal_pointer (&unflowed);

  html = decode_section (tree, bodies, block->html_section, NULL);

  return html != NULL ? mailer_mime_html_to_text (html) : g_strdup ("");
}

char *
mailer_mime_render_text (const MailerBodyPart *tree,
                         const MailerMimePlan *plan,
                         GHashTable           *bodies)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (tree != NULL && plan != NULL && bodies != NULL, NULL);

  for (guint i = 0; i < plan->blocks->len; i++)
    {
      g_autofree char *block = make_block_text (tree, g_ptr_array_index (plan->blocks, i), bodies);

      append_text_block (text, block);
    }

  return g_string_free (text, FALSE);
}

static void
add_sanitized (Renderer   *self,
               const char *html)
{
  MailerMimeSanitizeOptions options = {
    .remote = self->options->remote,
    .cid_prefix = self->options->cid_prefix,
    .content_ids = (const char *const *)self->known_ids,
  };
  g_autoptr (MailerMimeSanitized) sanitized = mailer_mime_sanitize_html (html, &options);

  g_string_append (self->html, sanitized->html);
  self->result->is_plain = FALSE;
  self->result->n_remote_images += sanitized->n_remote_images;
  self->result->n_remote_others += sanitized->n_remote_others;
  self->result->n_tracking_pixels += sanitized->n_tracking_pixels;
  self->result->n_deceptive_links += sanitized->n_deceptive_links;
  self->result->limits |= sanitized->limits;
  for (guint i = 0; sanitized->content_ids[i] != NULL; i++)
    g_hash_table_add (self->content_ids, g_strdup (sanitized->content_ids[i]));
}

static void
add_plain (Renderer             *self,
           const MailerBodyPart *part,
           const char           *text)
{
  g_autofree char *html = mailer_mime_text_to_html (text, get_text_flags (part));

  g_string_append_printf (self->html, "<div class=\"plain\">%s</div>", html);
}

static void
add_image (Renderer   *self,
           const char *section)
{
  const MailerBodyPart *part = mailer_body_part_find (self->tree, section);
  g_autofree char      *id = NULL;
  g_autofree char      *escaped = NULL;

  if (part == NULL)
    return;

  id = part->content_id != NULL && g_utf8_validate (part->content_id, -1, NULL)
           ? g_strdup (part->content_id)
           : g_strconcat ("section-", section, NULL);
  escaped = g_uri_escape_string (id, NULL, FALSE);
  g_string_append (self->html, "<p class=\"picture\"><img src=\"mailer-cid:");
  mailer_mime_append_escaped (self->html,
                              self->options->cid_prefix != NULL ? self->options->cid_prefix : "",
                              self->options->cid_prefix != NULL ? strlen (self->options->cid_prefix)
                                                                : 0);
  g_string_append_printf (self->html, "%s\"></p>", escaped);
  g_hash_table_add (self->content_ids, g_steal_pointer (&id));
}

static void
add_block (Renderer                  *self,
           const MailerMimeBodyBlock *block)
{
  const MailerBodyPart *part = NULL;
  g_autofree char      *plain = decode_section (self->tree, self->bodies, block->plain_section, &part);
  g_autofree char      *html = decode_section (self->tree, self->bodies, block->html_section, NULL);

  if (self->html->len > 0 && (plain != NULL || html != NULL || block->image_section != NULL))
    g_string_append (self->html, "<hr class=\"between-parts\">");
  if (html != NULL && (plain == NULL || !self->options->prefer_plain))
    add_sanitized (self, html);
  else if (plain != NULL)
    add_plain (self, part, plain);
  if (block->image_section != NULL)
    add_image (self, block->image_section);
}

static char **
collect_content_ids (const MailerMimePlan *plan)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < plan->attachments->len; i++)
    {
      const MailerMimeAttachment *attachment = g_ptr_array_index (plan->attachments, i);

      if (attachment->content_id != NULL)
        g_ptr_array_add (ids, g_strdup (attachment->content_id));
    }
  g_ptr_array_add (ids, NULL);

  return (char **)g_ptr_array_free (ids, FALSE);
}

MailerMimeRendering *
mailer_mime_render (const MailerBodyPart          *tree,
                    const MailerMimePlan          *plan,
                    GHashTable                    *bodies,
                    const MailerMimeRenderOptions *options)
{
  Renderer renderer = { .tree = tree, .bodies = bodies, .options = options };
  g_autoptr (GHashTable) content_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) known_ids = NULL;

  g_return_val_if_fail (tree != NULL && plan != NULL && bodies != NULL && options != NULL, NULL);

  renderer.result = g_new0 (MailerMimeRendering, 1);
  renderer.result->is_plain = TRUE;
  renderer.html = g_string_new (NULL);
  renderer.content_ids = content_ids;
  renderer.known_ids = known_ids = collect_content_ids (plan);
  for (guint i = 0; i < plan->blocks->len; i++)
    add_block (&renderer, g_ptr_array_index (plan->blocks, i));

  renderer.result->html = g_string_free (renderer.html, FALSE);
  renderer.result->text = mailer_mime_render_text (tree, plan, bodies);
  renderer.result->content_ids = (char **)g_hash_table_get_keys_as_array (content_ids, NULL);
  g_hash_table_steal_all (content_ids);

  return renderer.result;
}

void
mailer_mime_rendering_free (MailerMimeRendering *self)
{
  if (self == NULL)
    return;

  g_free (self->html);
  g_free (self->text);
  g_strfreev (self->content_ids);
  g_free (self);
}
