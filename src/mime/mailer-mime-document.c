/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-render.h"

/* Nothing but inline style and our own picture schemes. It stands first, because a policy holds for
 * what follows it only. */
#define POLICY "default-src 'none'; img-src data: mailer-cid: mailer-remote:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

static const char base_css[] = "html{color-scheme:light dark;overflow-wrap:anywhere}"
                               "body{margin:0;padding:12px;font-family:system-ui,sans-serif;font-size:11pt;line-height:1.45}"
                               "img{max-width:100%;height:auto}"
                               "table{max-width:100%}"
                               "pre{white-space:pre-wrap}"
                               "blockquote{margin:0 0 0 .8ex;border-inline-start:3px solid #b0b0b0;padding-inline-start:1ex}"
                               ".line{white-space:pre-wrap;min-height:1em}"
                               ".plain .line{unicode-bidi:plaintext}"
                               ".quote{color:#4a6b8a;border-color:#7a9cbf}"
                               ".quote-2{color:#4f7a4f;border-color:#7fae7f}"
                               ".quote-3{color:#8a6a2f;border-color:#c09a55}"
                               ".quote-4{color:#7d5a8c;border-color:#a986b8}"
                               ".quote-5{color:#8c5a5a;border-color:#b88686}"
                               ".signature{opacity:.65;margin-top:.6em}"
                               ".between-parts{border:0;border-top:1px solid #8886;margin:12px 0}"
                               ".picture{margin:8px 0}"
                               "img[data-remote],img[data-missing]{background:#8882;outline:1px dashed #8888;outline-offset:-1px}"
                               "img[data-remote][alt]:not([alt=\"\"]),img[data-missing]{box-sizing:border-box;padding:4px 8px;outline:0}"
                               "a.deceptive{text-decoration:underline wavy #c01c28}";

/* Plain text stands on the page around it, in its colours. */
static const char light_css[] = "html{color-scheme:light}body{color:#1e1e1e}a{color:#1a5fb4}";

static const char dark_css[] = "html{color-scheme:dark}body{color:#eee}a{color:#78aeed}"
                               ".quote{color:#9cc1e6}.quote-2{color:#9fd09f}.quote-3{color:#e0bf7f}.quote-4{color:#c9a7d8}.quote-5{color:#dba8a8}";

/* Senders of HTML choose dark letters and trust in white paper. */
static const char paper_css[] = "html{color-scheme:light;background:#fff}body{color:#1e1e1e}";
static const char paper_edge_css[] = "body{padding:12px}";

char *
mailer_mime_build_document (const char                      *fragment,
                            const MailerMimeDocumentOptions *options)
{
  g_return_val_if_fail (fragment != NULL && options != NULL, NULL);

  return g_strconcat ("<!DOCTYPE html><html><head><meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">"
                      "<meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\"><style>",
                      base_css,
                      !options->is_plain ? paper_css
                      : options->is_dark ? dark_css
                                         : light_css,
                      !options->is_plain && options->is_dark ? paper_edge_css : "",
                      options->text_css != NULL ? "body{" : "",
                      options->text_css != NULL ? options->text_css : "",
                      options->text_css != NULL ? "}" : "",
                      "</style></head><body>",
                      fragment,
                      "</body></html>",
                      NULL);
}
