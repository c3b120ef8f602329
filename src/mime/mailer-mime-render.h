/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-mime-sanitizer.h"
#include "mailer-mime-structure.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerMimeRendering:
 * @html: the body as a fragment for mailer_mime_build_document(); "" when there is nothing to show
 * @text: the body as plain text, for quoting, search and previews
 * @is_plain: nothing in @html was HTML of the sender: it may follow the dark style
 * @n_remote_images: see #MailerMimeSanitized
 * @content_ids: (array zero-terminated=1): content ids that @html shows
 */
typedef struct
{
  char    *html;
  char    *text;
  gboolean is_plain;
  guint    n_remote_images;
  guint    n_remote_others;
  guint    n_tracking_pixels;
  guint    n_deceptive_links;
  char   **content_ids;
  guint    limits;
} MailerMimeRendering;

/**
 * MailerMimeRenderOptions:
 * @remote: what to do with pictures from the network
 * @cid_prefix: (nullable): see #MailerMimeSanitizeOptions
 * @prefer_plain: show the plain alternative where there is one
 */
typedef struct
{
  MailerMimeRemoteMode remote;
  const char          *cid_prefix;
  gboolean             prefer_plain;
} MailerMimeRenderOptions;

/**
 * mailer_mime_render:
 * @tree: the message's parts
 * @plan: made from @tree
 * @bodies: (element-type utf8 GBytes): section -> body as fetched, still encoded; missing ones are skipped
 *
 * Decodes the body parts that @plan names, turns plain text into HTML, sanitises HTML, and joins the
 * blocks. Pictures that stand on their own become `<img src="mailer-cid:...">`: those without a
 * content id get the made-up id "section-" + section, which mailer_mime_plan_find_content_id() knows.
 *
 * Returns: (transfer full). Thread: any one at a time, not the main thread. No errors.
 */
MailerMimeRendering *mailer_mime_render (const MailerBodyPart          *tree,
                                         const MailerMimePlan          *plan,
                                         GHashTable                    *bodies,
                                         const MailerMimeRenderOptions *options);
/** mailer_mime_rendering_free: @self: (nullable) (transfer full). */
void mailer_mime_rendering_free (MailerMimeRendering *self);

/**
 * mailer_mime_render_text:
 *
 * Only the plain text of mailer_mime_render(), cheaper: for previews and the search index.
 *
 * Returns: (transfer full). Thread: any one at a time, not the main thread.
 */
char *mailer_mime_render_text (const MailerBodyPart *tree,
                               const MailerMimePlan *plan,
                               GHashTable           *bodies);

/**
 * MailerMimeDocumentOptions:
 * @is_plain: the fragment came from plain text: it follows the light or dark style and has no background
 *   of its own; HTML of a sender stays dark on white
 * @is_dark: the interface is dark
 * @text_css: (nullable): our own declarations for the body such as "font:11pt Cantarell", trusted
 */
typedef struct
{
  gboolean    is_plain;
  gboolean    is_dark;
  const char *text_css;
} MailerMimeDocumentOptions;

/**
 * mailer_mime_build_document:
 * @fragment: from mailer_mime_render(), mailer_mime_sanitize_html() or mailer_mime_text_to_html()
 *
 * Makes the document for a sandboxed frame's srcdoc (escape it when it goes into an attribute). Its
 * first element is a Content-Security-Policy that allows nothing but inline style and pictures of
 * `data:`, `mailer-cid:` and `mailer-remote:`.
 *
 * Returns: (transfer full). Thread: any.
 */
char *mailer_mime_build_document (const char                      *fragment,
                                  const MailerMimeDocumentOptions *options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerMimeRendering, mailer_mime_rendering_free)

G_END_DECLS
