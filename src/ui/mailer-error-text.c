/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-error-text.h"

#include <glib/gi18n.h>

#include "mailer-engine-error.h"
#include "mailer-text.h"

/**
 * Words:
 * @title: without the server's name
 * @title_host: (nullable): with "%s" for it
 * @body: what to do
 * @button: (nullable): what does it
 */
typedef struct
{
  const char *title;
  const char *title_host;
  const char *body;
  const char *button;
} Words;

static const Words words_for_anything = {
  N_ ("Something went wrong"),
  NULL,
  N_ ("Try it again. If that does not help, the details say more."),
  N_ ("_Try Again"),
};

static const Words words_by_code[] = {
  [MAILER_ENGINE_ERROR_HOST_NOT_FOUND] = {
      N_ ("The server was not found"),
      N_ ("The server “%s” was not found"),
      N_ ("Check the name of the server and the connection to the internet."),
      N_ ("_Try Again"),
  },
  [MAILER_ENGINE_ERROR_OFFLINE] = {
      N_ ("There is no connection to the internet"),
      N_ ("There is no connection to “%s”"),
      N_ ("Messages that were loaded before can be read. What you change is sent as soon as there is a connection."),
      N_ ("_Try Again"),
  },
  [MAILER_ENGINE_ERROR_REFUSED] = {
      N_ ("The server does not accept connections"),
      N_ ("“%s” does not accept connections"),
      N_ ("The server may be down for a while, or the port is not the right one."),
      N_ ("_Try Again"),
  },
  [MAILER_ENGINE_ERROR_TIMED_OUT] = {
      N_ ("The server does not answer"),
      N_ ("“%s” does not answer"),
      N_ ("The server may be overloaded, or the network lets nothing through to it."),
      N_ ("_Try Again"),
  },
  [MAILER_ENGINE_ERROR_CLOSED] = {
      N_ ("The server ended the connection"),
      N_ ("“%s” ended the connection"),
      N_ ("A new connection is made in a moment."),
      N_ ("_Try Again"),
  },
  [MAILER_ENGINE_ERROR_CERTIFICATE] = {
      N_ ("The identity of the server cannot be verified"),
      N_ ("The identity of “%s” cannot be verified"),
      N_ ("Somebody may be intercepting the connection. Nothing was sent, the password neither."),
      N_ ("_View Certificate"),
  },
  [MAILER_ENGINE_ERROR_ENCRYPTION] = {
      N_ ("The connection cannot be encrypted"),
      N_ ("The connection to “%s” cannot be encrypted"),
      N_ ("Without encryption nothing is sent, the password neither. Check the port and the kind of encryption."),
      N_ ("_Account Settings"),
  },
  [MAILER_ENGINE_ERROR_PASSWORD] = {
      N_ ("The user name or password is not right"),
      N_ ("“%s” did not accept the user name or password"),
      N_ ("Check both. Some providers want a password made for mail programs, or have to be told to allow them."),
      N_ ("_Enter Password"),
  },
  [MAILER_ENGINE_ERROR_SIGN_IN_WEAKER] = {
      N_ ("The server offers only a less safe way to sign in"),
      N_ ("“%s” offers only a less safe way to sign in"),
      N_ ("It offered a safer one before, so somebody may be intercepting the connection. The password was not sent. If your provider has really changed this, enter the password again."),
      N_ ("_Enter Password"),
  },
  [MAILER_ENGINE_ERROR_UNPROVEN] = {
      N_ ("The server cannot prove that it is yours"),
      N_ ("“%s” cannot prove that it is your server"),
      N_ ("Somebody may be intercepting the connection. The password was not sent."),
      N_ ("_Try Again"),
  },
  [MAILER_ENGINE_ERROR_NO_PASSWORD] = {
      N_ ("The password is missing"),
      N_ ("The password for “%s” is missing"),
      N_ ("The keyring has no password for this account. Enter it once more."),
      N_ ("_Enter Password"),
  },
  [MAILER_ENGINE_ERROR_KEYRING] = {
      N_ ("The keyring cannot be used"),
      NULL,
      N_ ("Passwords are kept in the keyring only. Unlock it, or set one up, and try again."),
      N_ ("_Try Again"),
  },
  [MAILER_ENGINE_ERROR_SERVER] = {
      N_ ("The server refused"),
      N_ ("“%s” refused"),
      N_ ("The details have the server’s own words."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_SERVER_BUSY] = {
      N_ ("The server is busy"),
      N_ ("“%s” is busy"),
      N_ ("It is tried again in a while."),
      N_ ("_Try Again"),
  },
  [MAILER_ENGINE_ERROR_PROTOCOL] = {
      N_ ("The server gives answers that make no sense"),
      N_ ("“%s” gives answers that make no sense"),
      N_ ("It may not be a mail server, or something changes what it sends."),
      N_ ("_Try Again"),
  },
  [MAILER_ENGINE_ERROR_OVER_QUOTA] = {
      N_ ("The mailbox is full"),
      NULL,
      N_ ("Delete messages or ask the provider for more space."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_GONE] = {
      N_ ("It is not there any more"),
      NULL,
      N_ ("It was moved or deleted by another program or on another device."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_TOO_LATE] = {
      N_ ("It is too late to take this back"),
      NULL,
      N_ ("It is being sent at this moment, or was done already."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_NO_FOLDER] = {
      N_ ("The account has no folder for this"),
      NULL,
      N_ ("Move the messages to a folder of your choice instead."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_RECIPIENT] = {
      N_ ("A recipient was refused"),
      NULL,
      N_ ("Check the addresses. The details say which one it is and why."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_TOO_LARGE] = {
      N_ ("The message is too large"),
      N_ ("The message is too large for “%s”"),
      N_ ("Attach less, or give the files to the recipients in another way."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_MESSAGE_REFUSED] = {
      N_ ("The message was refused"),
      N_ ("“%s” refused the message"),
      N_ ("The message is kept. The details have the server’s own words."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_SEND_UNKNOWN] = {
      N_ ("The message may have been sent"),
      NULL,
      N_ ("The connection broke before the server confirmed. Sending again could deliver the message twice."),
      N_ ("_Send Again"),
  },
  [MAILER_ENGINE_ERROR_SENT_NOT_NOTED] = {
      N_ ("The message was sent, but this could not be noted"),
      NULL,
      N_ ("Do not send it again. Free some space on the disk: it is noted as soon as that is possible."),
      N_ ("_Try Again"),
  },
  [MAILER_ENGINE_ERROR_DISK_FULL] = {
      N_ ("The disk is full"),
      NULL,
      N_ ("Free some space. Nothing is lost, but nothing new can be kept either."),
      N_ ("_Try Again"),
  },
  [MAILER_ENGINE_ERROR_DISK] = {
      N_ ("The disk cannot be read or written"),
      NULL,
      N_ ("Check that the disk works and that your home folder can be written to."),
      N_ ("_Try Again"),
  },
  [MAILER_ENGINE_ERROR_STORE_DAMAGED] = {
      N_ ("The copy of your mail on this computer was damaged"),
      NULL,
      N_ ("It was set aside and is being loaded from the server again. Drafts and outgoing messages were kept where they could be read."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_STORE_BROKEN] = {
      N_ ("The copy of your mail on this computer is damaged"),
      NULL,
      N_ ("Quit Mailer and start it again. The copy is then loaded from the server anew; drafts and outgoing messages are kept where they can be read."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_STORE_NEWER] = {
      N_ ("Your mail was kept by a newer version of Mailer"),
      NULL,
      N_ ("This version cannot read it and does not touch it. Install the newer version again."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_SETTINGS_DAMAGED] = {
      N_ ("The settings of an account were damaged"),
      NULL,
      N_ ("The file was set aside. Set the account up again: the mail on the server is untouched, and what waits here goes on then."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_TRUST_DAMAGED] = {
      N_ ("The list of the certificates that you trust was damaged"),
      NULL,
      N_ ("The file was set aside. Mailer asks again where a certificate is not beyond doubt."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_NOT_CACHED] = {
      N_ ("The message has not been loaded yet"),
      NULL,
      N_ ("It can be read as soon as there is a connection."),
      N_ ("_Try Again"),
  },
  [MAILER_ENGINE_ERROR_UNREADABLE] = {
      N_ ("The message cannot be shown"),
      NULL,
      N_ ("Its source can be viewed from the menu."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_ALERT] = {
      N_ ("The mail server has a message for you"),
      N_ ("“%s” has a message for you"),
      N_ ("The details have the server’s own words."),
      NULL,
  },
  [MAILER_ENGINE_ERROR_FAILED] = {
      N_ ("Something went wrong"),
      NULL,
      N_ ("Try it again. If that does not help, the details say more."),
      N_ ("_Try Again"),
  },
};

static const Words *
find_words (const GError *error)
{
  if (error == NULL || error->domain != MAILER_ENGINE_ERROR || error->code < 0
      || error->code >= (int)G_N_ELEMENTS (words_by_code))
    return &words_for_anything;
  return &words_by_code[error->code];
}

static const char *
get_host (const GError *error)
{
  const MailerErrorDetails *details = error != NULL ? mailer_error_get_details (error) : NULL;

  return details != NULL && details->host != NULL && details->host[0] != '\0' ? details->host : NULL;
}

static char *
dup_server (const MailerErrorDetails *details)
{
  if (details->host == NULL || details->port == 0)
    return g_strdup (details->host);

  /* Translators: a server, such as: imap.example.org, port 993 */
  return g_strdup_printf (_ ("%s, port %u"), details->host, details->port);
}

static void
append_line (GString    *text,
             const char *label,
             const char *value)
{
  if (value == NULL || value[0] == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append_printf (text, "%s %s", label, value);
}

char *
mailer_error_text_dup_title (const GError *error)
{
  const Words *words = find_words (error);
  const char  *host = get_host (error);

  if (host != NULL && words->title_host != NULL)
    {
      /* The translators' format has exactly one "%s": xgettext marks it so and msgfmt checks it. */
      g_autoptr (GString) title = g_string_new (_ (words->title_host));

      g_string_replace (title, "%s", host, 1);
      return g_string_free (g_steal_pointer (&title), FALSE);
    }
  return g_strdup (_ (words->title));
}

/* An alert is nothing but the server's words, marked as such. */
char *
mailer_error_text_dup_body (const GError *error)
{
  char *answer = g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_ALERT)
                     ? mailer_error_text_dup_answer (error)
                     : NULL;

  if (answer != NULL)
    return answer;

  return g_strdup (_ (find_words (error)->body));
}

char *
mailer_error_text_dup_button (const GError *error)
{
  const char *button = find_words (error)->button;

  return button != NULL ? g_strdup (_ (button)) : NULL;
}

char *
mailer_error_text_dup_answer (const GError *error)
{
  const MailerErrorDetails *details = error != NULL ? mailer_error_get_details (error) : NULL;
  g_autofree char          *answer = NULL;

  if (details == NULL || details->server_text == NULL || details->server_text[0] == '\0')
    return NULL;
  answer = mailer_text_dup_shortened (details->server_text);
  /* Translators: what follows are the server's own words, in whatever language it speaks. */
  return g_strdup_printf (_ ("The server says: %s"), answer);
}

char *
mailer_error_text_dup_details (const GError *error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const MailerErrorDetails *details;

  if (error == NULL)
    return g_strdup ("");
  details = mailer_error_get_details (error);
  if (details != NULL)
    {
      g_autofree char *server = dup_server (details);

      append_line (text, _ ("Server:"), server);
      append_line (text, _ ("Its answer:"), details->server_text);
      append_line (text, _ ("Code:"), details->response_code);
    }
  append_line (text, _ ("What happened:"), error->message);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
