/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-draft.h"
#include "mailer-mime-render.h"
#include "mailer-mime-text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "html-checker.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
check_rendering (const MailerMimeRendering *rendering)
{
  g_autofree char *problem = check_html_is_inert (rendering->html);
  g_autofree char *preview = mailer_mime_make_preview (rendering->text);

  if (problem != NULL)
    g_error ("a message reaches out: %s", problem);
  if (!g_utf8_validate (rendering->html, -1, NULL) || !g_utf8_validate (rendering->text, -1, NULL) || !g_utf8_validate (preview, -1, NULL))
    abort ();
}

static void
render (const MailerBodyPart *tree,
        GBytes               *message,
        MailerMimeRemoteMode  remote)
{
  g_autoptr (MailerMimePlan) plan = mailer_mime_plan_new (tree);
  g_auto (GStrv) sections = mailer_mime_plan_dup_sections (plan, TRUE);
  g_autoptr (GHashTable) bodies = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_bytes_unref);
  g_autoptr (MailerMimeRendering) rendering = NULL;
  MailerMimeRenderOptions options = { .remote = remote, .cid_prefix = "7/" };

  for (guint i = 0; sections[i] != NULL && i < 20; i++)
    {
      GBytes *body = mailer_mime_get_part (message, sections[i]);

      /* Each section that a plan names is there. */
      if (body == NULL)
        abort ();
      g_hash_table_insert (bodies, sections[i], body);
    }
  rendering = mailer_mime_render (tree, plan, bodies, &options);
  check_rendering (rendering);
}

/* The way of a message to the screen; and the input as HTML, which gets deeper into the sanitizer. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) message = g_bytes_new (data, size);
  g_autoptr (MailerBodyPart) tree = mailer_mime_parse_structure (message);
  g_autofree char          *html = g_strndup (size > 0 ? (const char *)data : "", size);
  MailerMimeSanitizeOptions options = { .remote = MAILER_MIME_REMOTE_ALLOWED };
  g_autoptr (MailerMimeSanitized) sanitized = mailer_mime_sanitize_html (html, &options);
  g_autofree char *problem = check_html_is_inert (sanitized->html);
  g_autoptr (MailerMimeDraft) draft = mailer_mime_draft_parse (message);
  g_autoptr (GBytes) built = mailer_mime_draft_build (draft, MAILER_MIME_BUILD_DRAFT, NULL);

  render (tree, message, MAILER_MIME_REMOTE_BLOCKED);
  render (tree, message, MAILER_MIME_REMOTE_ALLOWED);
  if (problem != NULL)
    g_error ("HTML reaches out: %s", problem);
  if (built == NULL)
    abort ();

  return 0;
}
