/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The input is an ENVELOPE. */

#include "config.h"

#include <stdint.h>

#include "imap-session.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  imap_session_fuzz ("* 1 FETCH (ENVELOPE ", data, size, ")\r\n");

  return 0;
}
