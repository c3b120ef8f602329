/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The input is an answer to a search of any kind: "SEARCH 1 2", "ESEARCH ...", "SORT ...", "THREAD ...". */

#include "config.h"

#include <stdint.h>

#include "imap-session.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  imap_session_fuzz ("* ", data, size, "\r\n");

  return 0;
}
