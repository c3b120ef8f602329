/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* However the bytes are cut, the same responses come of them; written and parsed again, they are the same. */

#include "config.h"

#include <stdint.h>

#include "imap-session.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  imap_session_fuzz ("", data, size, "");

  return 0;
}
