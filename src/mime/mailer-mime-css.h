/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerMimeCssContext:
 * @resolve_image: gives the address that stands for @url in the result, or %NULL for none
 * @note_remote: told about each address in a place that never loads, such as a font
 * @data: for both
 *
 * Where the filter asks about addresses.
 */
typedef struct
{
  char *(*resolve_image) (const char *url, gpointer data);
  void (*note_remote) (const char *url, gpointer data);
  gpointer data;
} MailerMimeCssContext;

/**
 * mailer_mime_css_filter_declarations:
 * @css: content of a style attribute
 * @out_is_hidden: (out) (optional): whether it hides its element
 *
 * Keeps declarations of known properties made of known parts; writes them anew from their tokens.
 *
 * Returns: (transfer full): may be "". Thread: any.
 */
char *mailer_mime_css_filter_declarations (const char                 *css,
                                           const MailerMimeCssContext *context,
                                           gboolean                   *out_is_hidden);

/**
 * mailer_mime_css_filter_sheet:
 * @css: content of a style element
 *
 * Keeps rules and @media rules; other at-rules go. Ids in selectors get the prefix "m-".
 *
 * Returns: (transfer full): no "<" in it. Thread: any.
 */
char *mailer_mime_css_filter_sheet (const char                 *css,
                                    const MailerMimeCssContext *context);

G_END_DECLS
