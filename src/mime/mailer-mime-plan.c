/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-structure.h"

#include <string.h>

#include "mailer-mime-header.h"

#define MAX_DEPTH 100
#define MAX_BLOCKS 200
#define MAX_ATTACHMENTS 2000
#define MAX_SHOWN_PLAIN_BYTES (256 * 1024)
#define SECTION_ID_PREFIX "section-"

static void
free_block_cb (gpointer data)
{
  MailerMimeBodyBlock *block = data;

  g_free (block->plain_section);
  g_free (block->html_section);
  g_free (block->image_section);
  g_free (block);
}

static void
free_attachment_cb (gpointer data)
{
  MailerMimeAttachment *attachment = data;

  g_free (attachment->section);
  g_free (attachment->name);
  g_free (attachment->type);
  g_free (attachment->content_id);
  g_free (attachment);
}

static gboolean
is_attachment (const MailerBodyPart *part)
{
  return part->disposition != NULL && !g_str_equal (part->disposition, "inline");
}

static gboolean
is_leaf (const MailerBodyPart *part)
{
  return !mailer_body_part_is (part, "multipart", NULL);
}

/* Pictures that the web view draws: no SVG, which is a document. */
static gboolean
is_picture (const MailerBodyPart *part)
{
  static const char *const subtypes[] = { "png", "jpeg", "jpg", "pjpeg", "gif", "webp", "bmp", "avif" };

  for (gsize i = 0; i < G_N_ELEMENTS (subtypes); i++)
    if (mailer_body_part_is (part, "image", subtypes[i]))
      return TRUE;

  return FALSE;
}

static const char *
get_extension (const MailerBodyPart *part)
{
  static const struct
  {
    const char *type;
    const char *subtype;
    const char *extension;
  } known[] = {
    { "text", "plain", "txt" },
    { "text", "html", "html" },
    { "text", "calendar", "ics" },
    { "text", "vcard", "vcf" },
    { "text", "x-vcard", "vcf" },
    { "text", "x-patch", "patch" },
    { "text", "x-diff", "diff" },
    { "text", NULL, "txt" },
    { "image", "jpeg", "jpg" },
    { "image", "pjpeg", "jpg" },
    { "image", "svg+xml", "svg" },
    { "image", "tiff", "tif" },
    { "message", "rfc822", "eml" },
    { "message", "global", "eml" },
    { "message", NULL, "txt" },
    { "application", "pdf", "pdf" },
    { "application", "zip", "zip" },
    { "application", "ics", "ics" },
    { "application", "ms-tnef", "dat" },
    { "application", "pgp-encrypted", "asc" },
    { "application", "pgp-keys", "asc" },
    { "application", "pkcs7-mime", "p7m" },
    { "application", "x-pkcs7-mime", "p7m" },
    { "audio", "mpeg", "mp3" },
    { "video", "mpeg", "mpg" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (mailer_body_part_is (part, known[i].type, known[i].subtype))
      return known[i].extension;
  if ((mailer_body_part_is (part, "image", NULL) || mailer_body_part_is (part, "audio", NULL)
       || mailer_body_part_is (part, "video", NULL))
      && g_ascii_isalnum (part->subtype[0]) && strlen (part->subtype) <= 5)
    return part->subtype;

  return "bin";
}

static char *
make_name (const MailerBodyPart *part)
{
  g_autofree char *decoded = mailer_mime_decode_parameter (part->filename);
  g_autofree char *described = mailer_mime_decode_text (part->description);
  g_autofree char *name = mailer_mime_sanitize_filename (decoded);
  const char      *extension = get_extension (part);

  if (name == NULL && mailer_body_part_is (part, "message", NULL))
    name = mailer_mime_sanitize_filename (described);
  if (name == NULL)
    {
      const char *stem = mailer_body_part_is (part, "image", NULL)        ? "image"
                         : mailer_body_part_is (part, "text", "calendar") ? "invite"
                         : mailer_body_part_is (part, "message", NULL)    ? "message"
                                                                          : "attachment";

      return g_strdup_printf ("%s-%s.%s", stem, part->section, extension);
    }
  if (strchr (name, '.') == NULL && !g_str_equal (extension, "bin"))
    return g_strconcat (name, ".", extension, NULL);

  return g_steal_pointer (&name);
}

static guint64
estimate_size (const MailerBodyPart *part)
{
  const guint64 rest = part->size_bytes % 78;

  /* Base64: four bytes for three, and a line end for each 76. What is no multiple of four has a line end after
   * the last line too; how many of the last three bytes are padding is not known. */
  if (g_str_equal (part->encoding, "base64"))
    return part->size_bytes / 78 * 57 + (rest % 4 == 2 ? rest - 2 : rest) / 4 * 3;

  return part->size_bytes;
}

static void
add_attachment (MailerMimePlan       *plan,
                const MailerBodyPart *part,
                gboolean              is_inline)
{
  MailerMimeAttachment *attachment;

  if (plan->attachments->len >= MAX_ATTACHMENTS)
    return;

  attachment = g_new0 (MailerMimeAttachment, 1);
  attachment->section = g_strdup (part->section);
  attachment->name = make_name (part);
  attachment->type = g_strconcat (part->type, "/", part->subtype, NULL);
  attachment->size_bytes = estimate_size (part);
  attachment->content_id = g_strdup (part->content_id);
  attachment->is_inline = is_inline;
  attachment->is_risky = mailer_mime_is_risky_filename (attachment->name);
  g_ptr_array_add (plan->attachments, attachment);

  plan->has_attachments |= !is_inline;
  plan->has_calendar |= mailer_body_part_is (part, "text", "calendar")
                        || mailer_body_part_is (part, "application", "ics");
}

static gboolean
add_block (MailerMimePlan       *plan,
           const MailerBodyPart *plain,
           const MailerBodyPart *html,
           const MailerBodyPart *image)
{
  MailerMimeBodyBlock *block;

  if (plan->blocks->len >= MAX_BLOCKS)
    return FALSE;
  if (plain != NULL && html != NULL && plain->size_bytes > MAX_SHOWN_PLAIN_BYTES)
    plain = NULL;

  block = g_new0 (MailerMimeBodyBlock, 1);
  block->plain_section = plain != NULL ? g_strdup (plain->section) : NULL;
  block->html_section = html != NULL ? g_strdup (html->section) : NULL;
  block->image_section = image != NULL ? g_strdup (image->section) : NULL;
  g_ptr_array_add (plan->blocks, block);

  return TRUE;
}

static void
plan_text (MailerMimePlan       *plan,
           const MailerBodyPart *part)
{
  gboolean is_html = mailer_body_part_is (part, "text", "html");
  gboolean is_plain = mailer_body_part_is (part, "text", "plain");
  gboolean is_file = part->filename != NULL && part->disposition == NULL && plan->blocks->len > 0;
  gboolean is_first = plan->blocks->len == 0 && !mailer_body_part_is (part, "text", "calendar")
                      && !mailer_body_part_is (part, "text", "x-vcard")
                      && !mailer_body_part_is (part, "text", "vcard");
  gboolean is_shown = !is_attachment (part) && !is_file && (is_html || is_plain || is_first);

  if (is_shown && !add_block (plan, is_html ? NULL : part, is_html ? part : NULL, NULL))
    is_shown = FALSE;
  /* A patch that is both text to read and a file to save. */
  if (!is_shown || (part->filename != NULL && part->disposition != NULL && plan->blocks->len > 1))
    add_attachment (plan, part, FALSE);
}

static gboolean
is_signature (const MailerBodyPart *part)
{
  return mailer_body_part_is (part, "application", "pgp-signature")
         || mailer_body_part_is (part, "application", "pkcs7-signature")
         || mailer_body_part_is (part, "application", "x-pkcs7-signature");
}

static void
plan_leaf (MailerMimePlan       *plan,
           const MailerBodyPart *part,
           gboolean              is_related)
{
  gboolean is_smime = mailer_body_part_is (part, "application", "pkcs7-mime")
                      || mailer_body_part_is (part, "application", "x-pkcs7-mime");

  if (mailer_body_part_is (part, "text", NULL))
    {
      plan_text (plan, part);
      return;
    }
  if (is_signature (part))
    {
      plan->is_signed = TRUE;
      return;
    }
  if (is_smime)
    {
      const char *kind = mailer_body_part_get_parameter (part, "smime-type");

      if (kind != NULL && g_ascii_strcasecmp (kind, "signed-data") == 0)
        plan->is_signed = TRUE;
      else
        plan->is_encrypted = TRUE;
    }
  if (is_picture (part) && !is_related && part->disposition != NULL && !is_attachment (part))
    add_block (plan, NULL, NULL, part);
  add_attachment (plan, part, is_related && part->content_id != NULL && mailer_body_part_is (part, "image", NULL));
}

/* Whether @part is HTML or holds HTML that is meant to be read. */
static gboolean
has_html (const MailerBodyPart *part,
          guint                 depth)
{
  if (is_leaf (part))
    return mailer_body_part_is (part, "text", "html") && !is_attachment (part);

  for (guint i = 0; i < part->n_children && depth < MAX_DEPTH; i++)
    if (has_html (part->children[i], depth + 1))
      return TRUE;

  return FALSE;
}

static void plan_part (MailerMimePlan       *plan,
                       const MailerBodyPart *part,
                       gboolean              is_related,
                       guint                 depth);

/* The last alternative that can be shown is the best (RFC 2046, section 5.1.4). The plain one goes
 * into the same block, unless the rich one is more than one text: then it repeats all of them. */
static void
plan_alternative (MailerMimePlan       *plan,
                  const MailerBodyPart *part,
                  guint                 depth)
{
  const MailerBodyPart *plain = NULL;
  const MailerBodyPart *rich = NULL;
  const MailerBodyPart *best;
  guint                 n_blocks = plan->blocks->len;

  for (guint i = 0; i < part->n_children; i++)
    {
      const MailerBodyPart *child = part->children[i];

      if (has_html (child, 0))
        rich = child;
      else if (mailer_body_part_is (child, "text", "plain") && !is_attachment (child))
        plain = child;
    }
  best = rich != NULL ? rich : plain != NULL ? plain
                                             : part->children[part->n_children - 1];
  for (guint i = 0; i < part->n_children; i++)
    {
      const MailerBodyPart *child = part->children[i];

      if (child == best)
        plan_part (plan, child, FALSE, depth + 1);
      else if (is_leaf (child)
               && (!mailer_body_part_is (child, "text", NULL)
                   || mailer_body_part_is (child, "text", "calendar")))
        plan_leaf (plan, child, FALSE);
    }
  if (rich != NULL && plain != NULL && plan->blocks->len == n_blocks + 1 && plain->size_bytes <= MAX_SHOWN_PLAIN_BYTES)
    {
      MailerMimeBodyBlock *block = g_ptr_array_index (plan->blocks, n_blocks);

      if (block->plain_section == NULL && block->html_section != NULL)
        block->plain_section = g_strdup (plain->section);
    }
}

static guint
find_related_root (const MailerBodyPart *part)
{
  const char      *start = mailer_body_part_get_parameter (part, "start");
  g_autofree char *id = start != NULL ? mailer_mime_parse_message_id (start) : NULL;

  for (guint i = 0; id != NULL && i < part->n_children; i++)
    {
      const MailerBodyPart *child = part->children[i];

      if (child->content_id != NULL && g_str_equal (child->content_id, id))
        return i;
    }

  return 0;
}

static void
plan_related (MailerMimePlan       *plan,
              const MailerBodyPart *part,
              guint                 depth)
{
  guint root = find_related_root (part);

  plan_part (plan, part->children[root], FALSE, depth + 1);
  for (guint i = 0; i < part->n_children; i++)
    if (i != root)
      plan_part (plan, part->children[i], TRUE, depth + 1);
}

static void
plan_encrypted (MailerMimePlan       *plan,
                const MailerBodyPart *part)
{
  plan->is_encrypted = TRUE;
  for (guint i = 0; i < part->n_children; i++)
    {
      const MailerBodyPart *child = part->children[i];

      if (is_leaf (child) && !mailer_body_part_is (child, "application", "pgp-encrypted"))
        add_attachment (plan, child, FALSE);
    }
}

static void
plan_part (MailerMimePlan       *plan,
           const MailerBodyPart *part,
           gboolean              is_related,
           guint                 depth)
{
  if (is_leaf (part))
    plan_leaf (plan, part, is_related);
  else if (part->n_children == 0 || depth > MAX_DEPTH)
    return;
  else if (mailer_body_part_is (part, "multipart", "alternative"))
    plan_alternative (plan, part, depth);
  else if (mailer_body_part_is (part, "multipart", "related"))
    plan_related (plan, part, depth);
  else if (mailer_body_part_is (part, "multipart", "encrypted"))
    plan_encrypted (plan, part);
  else
    {
      plan->is_signed |= mailer_body_part_is (part, "multipart", "signed");
      for (guint i = 0; i < part->n_children; i++)
        plan_part (plan, part->children[i], is_related, depth + 1);
    }
}

MailerMimePlan *
mailer_mime_plan_new (const MailerBodyPart *tree)
{
  MailerMimePlan *plan;

  g_return_val_if_fail (tree != NULL, NULL);

  plan = g_new0 (MailerMimePlan, 1);
  plan->blocks = g_ptr_array_new_with_free_func (free_block_cb);
  plan->attachments = g_ptr_array_new_with_free_func (free_attachment_cb);
  plan_part (plan, tree, FALSE, 0);

  return plan;
}

void
mailer_mime_plan_free (MailerMimePlan *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->attachments);
  g_free (self);
}

static void
add_section (GPtrArray  *sections,
             GHashTable *known,
             const char *section)
{
  if (section != NULL && g_hash_table_add (known, (gpointer)section))
    g_ptr_array_add (sections, g_strdup (section));
}

char **
mailer_mime_plan_dup_sections (const MailerMimePlan *self,
                               gboolean              with_images)
{
  GPtrArray *sections = g_ptr_array_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->blocks->len; i++)
    {
      const MailerMimeBodyBlock *block = g_ptr_array_index (self->blocks, i);

      add_section (sections, known, block->plain_section);
      add_section (sections, known, block->html_section);
      add_section (sections, known, with_images ? block->image_section : NULL);
    }
  for (guint i = 0; with_images && i < self->attachments->len; i++)
    {
      const MailerMimeAttachment *attachment = g_ptr_array_index (self->attachments, i);

      add_section (sections, known, attachment->is_inline ? attachment->section : NULL);
    }
  g_ptr_array_add (sections, NULL);

  return (char **)g_ptr_array_free (sections, FALSE);
}

const MailerMimeAttachment *
mailer_mime_plan_find_content_id (const MailerMimePlan *self,
                                  const char           *content_id)
{
  g_return_val_if_fail (self != NULL && content_id != NULL, NULL);

  for (guint i = 0; i < self->attachments->len; i++)
    {
      const MailerMimeAttachment *attachment = g_ptr_array_index (self->attachments, i);

      if (attachment->content_id != NULL && g_str_equal (attachment->content_id, content_id))
        return attachment;
      if (g_str_has_prefix (content_id, SECTION_ID_PREFIX)
          && g_str_equal (attachment->section, content_id + strlen (SECTION_ID_PREFIX)))
        return attachment;
    }

  return NULL;
}
