/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

MAILER_DEFINE_ERROR (mailer_imap_error)

static MailerErrorScope
scope_of (MailerImapError code)
{
  switch (code)
    {
    case MAILER_IMAP_ERROR_AUTHENTICATION:
    case MAILER_IMAP_ERROR_NO_MECHANISM:
    case MAILER_IMAP_ERROR_STARTTLS_MISSING:
      return MAILER_ERROR_SCOPE_ACCOUNT;
    case MAILER_IMAP_ERROR_BYE:
    case MAILER_IMAP_ERROR_PROTOCOL:
    case MAILER_IMAP_ERROR_LIMIT:
      return MAILER_ERROR_SCOPE_CONNECTION;
    case MAILER_IMAP_ERROR_NOT_FOUND:
    case MAILER_IMAP_ERROR_OVER_QUOTA:
    case MAILER_IMAP_ERROR_NO_PERMISSION:
      return MAILER_ERROR_SCOPE_MAILBOX;
    case MAILER_IMAP_ERROR_UNAVAILABLE:
    case MAILER_IMAP_ERROR_NO:
    case MAILER_IMAP_ERROR_BAD:
    case MAILER_IMAP_ERROR_GONE:
    case MAILER_IMAP_ERROR_TOO_LARGE:
    default:
      return MAILER_ERROR_SCOPE_MESSAGE;
    }
}

static MailerErrorRetry
retry_of (MailerImapError code)
{
  switch (code)
    {
    case MAILER_IMAP_ERROR_UNAVAILABLE:
    case MAILER_IMAP_ERROR_BYE:
    case MAILER_IMAP_ERROR_PROTOCOL:
    case MAILER_IMAP_ERROR_LIMIT:
    case MAILER_IMAP_ERROR_OVER_QUOTA:
      return MAILER_ERROR_RETRY_LATER;
    case MAILER_IMAP_ERROR_AUTHENTICATION:
    case MAILER_IMAP_ERROR_NO_MECHANISM:
    case MAILER_IMAP_ERROR_STARTTLS_MISSING:
    case MAILER_IMAP_ERROR_NO:
    case MAILER_IMAP_ERROR_BAD:
    case MAILER_IMAP_ERROR_NOT_FOUND:
    case MAILER_IMAP_ERROR_NO_PERMISSION:
    case MAILER_IMAP_ERROR_GONE:
    case MAILER_IMAP_ERROR_TOO_LARGE:
    default:
      return MAILER_ERROR_RETRY_NEVER;
    }
}

void
mailer_imap_set_error (MailerImapSession         *self,
                       GError                   **error,
                       MailerImapError            code,
                       const MailerWireImapState *state,
                       const char                *format,
                       ...)
{
  va_list             arguments;
  GError             *failure;
  MailerErrorDetails *details;

  va_start (arguments, format);
  failure = g_error_new_valist (MAILER_IMAP_ERROR, code, format, arguments);
  va_end (arguments);

  details = mailer_error_edit_details (failure);
  details->scope = scope_of (code);
  details->retry = retry_of (code);
  details->host = g_strdup (mailer_net_connection_get_host (self->connection));
  /* Words from before the encryption may be anybody's: they are not shown as the server's. */
  if (state != NULL && mailer_net_connection_is_encrypted (self->connection))
    {
      details->response_code = g_strdup (state->code_name);
      details->server_text = *state->text != '\0' ? g_strdup (state->text) : NULL;
    }
  if (details->scope >= MAILER_ERROR_SCOPE_CONNECTION)
    self->is_broken = TRUE;
  g_propagate_error (error, failure);
}

/* Whether the lower-case @text holds one of @phrases. */
static gboolean
says_one_of (const char        *text,
             const char *const *phrases)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  for (guint i = 0; phrases[i] != NULL; i++)
    if (strstr (lower, phrases[i]) != NULL)
      return TRUE;

  return FALSE;
}

/* [NONEXISTENT] of RFC 5530 in words; only asked when there is no code. */
static gboolean
sounds_missing (const char *text)
{
  static const char *const phrases[] = {
    "doesn't exist",     /* Dovecot, Exchange */
    "does not exist",    /* Cyrus, Yahoo */
    "no such mailbox",   /* Courier */
    "no such folder",    /* Zimbra */
    "unknown mailbox",   /* Gmail */
    "mailbox not found", /* hMailServer and others */
    "folder not found",
    NULL,
  };

  return says_one_of (text, phrases);
}

static MailerImapError
code_of_refusal (const MailerWireImapState *state)
{
  switch ((int)state->code)
    {
    case MAILER_WIRE_IMAP_CODE_NONEXISTENT:
    case MAILER_WIRE_IMAP_CODE_TRYCREATE:
      return MAILER_IMAP_ERROR_NOT_FOUND;
    case MAILER_WIRE_IMAP_CODE_OVERQUOTA:
      return MAILER_IMAP_ERROR_OVER_QUOTA;
    case MAILER_WIRE_IMAP_CODE_NOPERM:
    case MAILER_WIRE_IMAP_CODE_READ_ONLY:
      return MAILER_IMAP_ERROR_NO_PERMISSION;
    case MAILER_WIRE_IMAP_CODE_TOOBIG:
      return MAILER_IMAP_ERROR_TOO_LARGE;
    case MAILER_WIRE_IMAP_CODE_UNAVAILABLE:
    case MAILER_WIRE_IMAP_CODE_INUSE:
    case MAILER_WIRE_IMAP_CODE_LIMIT:
    case MAILER_WIRE_IMAP_CODE_SERVERBUG:
      return MAILER_IMAP_ERROR_UNAVAILABLE;
    default:
      if (state->condition == MAILER_WIRE_IMAP_BAD)
        return MAILER_IMAP_ERROR_BAD;
      return state->code == MAILER_WIRE_IMAP_CODE_NONE && sounds_missing (state->text)
                 ? MAILER_IMAP_ERROR_NOT_FOUND
                 : MAILER_IMAP_ERROR_NO;
    }
}

void
mailer_imap_set_refusal (MailerImapSession         *self,
                         GError                   **error,
                         const MailerWireImapState *state,
                         const char                *action)
{
  mailer_imap_set_error (self, error, code_of_refusal (state), state, "%s: the server answered %s",
                         action, state->condition == MAILER_WIRE_IMAP_BAD ? "BAD" : "NO");
}

/* Servers without the codes of RFC 5530 say it in words; a password is not asked for because of them. */
static gboolean
sounds_temporary (const char *text)
{
  static const char *const phrases[] = {
    "too many",      /* Gmail, Yahoo, Courier: connections */
    "simultaneous",  /* Gmail */
    "try again",     /* many */
    "temporar",      /* Courier, Exchange: "temporary failure", "temporarily" */
    "rate limit",    /* Yahoo */
    "unavailable",   /* Exchange, Zimbra */
    "not connected", /* Exchange: "User is authenticated but not connected" */
    "internal error",
    "maintenance",
    NULL,
  };

  return says_one_of (text, phrases);
}

void
mailer_imap_set_sign_in_refusal (MailerImapSession         *self,
                                 GError                   **error,
                                 const MailerWireImapState *state)
{
  MailerImapError code = code_of_refusal (state);

  if (state->code == MAILER_WIRE_IMAP_CODE_PRIVACYREQUIRED)
    code = MAILER_IMAP_ERROR_NO_MECHANISM;
  else if (state->code == MAILER_WIRE_IMAP_CODE_CONTACTADMIN)
    code = MAILER_IMAP_ERROR_UNAVAILABLE;
  else if (code == MAILER_IMAP_ERROR_NO && state->code != MAILER_WIRE_IMAP_CODE_AUTHENTICATIONFAILED
           && sounds_temporary (state->text))
    code = MAILER_IMAP_ERROR_UNAVAILABLE;
  else if (code == MAILER_IMAP_ERROR_NO || code == MAILER_IMAP_ERROR_NOT_FOUND
           || code == MAILER_IMAP_ERROR_NO_PERMISSION)
    code = MAILER_IMAP_ERROR_AUTHENTICATION;
  mailer_imap_set_error (self, error, code, state, "Cannot sign in: the server answered %s",
                         state->condition == MAILER_WIRE_IMAP_BAD ? "BAD" : "NO");
  self->is_broken = TRUE;
}
