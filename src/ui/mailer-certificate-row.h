/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_CERTIFICATE_ROW (mailer_certificate_row_get_type ())
G_DECLARE_FINAL_TYPE (MailerCertificateRow, mailer_certificate_row, MAILER, CERTIFICATE_ROW, AdwExpanderRow)

/**
 * MailerCertificateRow:
 *
 * A certificate that was refused: why, what it says about itself, its fingerprint, and the exception for
 * exactly this certificate at this server. The exception takes two steps: saying that the fingerprint
 * was compared, then the button.
 *
 * Signals:
 * - "trusted": the user made the exception, and the engine knows.
 */

/**
 * mailer_certificate_row_show:
 * @host: what was asked for
 * @details: (nullable): of the error, with the certificate that was refused and why
 *
 * Returns: %FALSE when there is no certificate that can be read: then nothing is shown. Thread: main.
 */
gboolean mailer_certificate_row_show (MailerCertificateRow     *self,
                                      MailerEngine             *engine,
                                      const char               *host,
                                      guint16                   port,
                                      const MailerErrorDetails *details);

/**
 * mailer_certificate_row_clear:
 *
 * Hides the row; what was confirmed there does not count any more. Thread: main.
 */
void mailer_certificate_row_clear (MailerCertificateRow *self);

G_END_DECLS
