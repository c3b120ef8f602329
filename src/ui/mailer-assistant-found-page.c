/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-assistant-found-page.h"

#include <glib/gi18n.h>

#include "mailer-account-problem-row.h"
#include "mailer-error-text.h"
#include "mailer-widget.h"

struct _MailerAssistantFoundPage
{
  AdwBin parent_instance;

  /* Template Widgets */
  GtkLabel                *title_label;
  AdwExpanderRow          *found_row;
  AdwActionRow            *imap_row;
  AdwActionRow            *smtp_row;
  AdwActionRow            *user_row;
  AdwPreferencesGroup     *help_group;
  AdwActionRow            *help_row;
  GtkImage                *help_link_image;
  AdwPreferencesGroup     *password_group;
  AdwPasswordEntryRow     *password_row;
  MailerAccountProblemRow *password_problem;
  GtkButton               *sign_in_button;

  /* Owned References */
  char *help_uri;
};

G_DEFINE_FINAL_TYPE (MailerAssistantFoundPage, mailer_assistant_found_page, ADW_TYPE_BIN)

enum
{
  SIGNAL_SIGN_IN,
  SIGNAL_EDIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
get_security_name (MailerSecurity security)
{
  return security == MAILER_SECURITY_TLS ? _ ("SSL/TLS") : "STARTTLS";
}

static char *
describe_server (const MailerServerSettings *settings)
{
  /* Translators: a server, its port, and the kind of encryption, such as SSL/TLS */
  return g_strdup_printf (_ ("%s, port %u, %s"), settings->host, settings->port,
                          get_security_name (settings->security));
}

static void
set_help (MailerAssistantFoundPage *self,
          const char               *title,
          const char               *body,
          const char               *uri)
{
  gboolean has_link = uri != NULL && g_str_has_prefix (uri, "https://");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->help_row), title);
  adw_action_row_set_subtitle (self->help_row, body);
  gtk_widget_set_visible (GTK_WIDGET (self->help_group), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->help_link_image), has_link);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->help_row), has_link);
  g_free (self->help_uri);
  self->help_uri = has_link ? g_strdup (uri) : NULL;
}

static void
show_help (MailerAssistantFoundPage *self,
           const MailerLookup       *lookup,
           const char               *provider)
{
  g_autofree char *title = NULL;
  const char      *body;

  if (lookup->settings->imap.sign_in == MAILER_SIGN_IN_OAUTH2)
    {
      title = g_strdup_printf (_ ("%s signs in through its web page"), provider);
      body = _ (
          "It lets no mail program in with a password, and this version of Mailer cannot sign in through a web page yet.");
    }
  else if (lookup->needs_app_password)
    {
      title = g_strdup_printf (_ ("%s wants an app password"), provider);
      body
          = lookup->needs_enabling
                ? _ (
                    "Switch IMAP on in the settings of your mailbox, then have a password made for Mailer there. The usual password is refused.")
                : _ (
                    "Have a password made for Mailer in the settings of your account there. The usual password is refused.");
    }
  else if (lookup->needs_enabling)
    {
      title = g_strdup_printf (_ ("Switch IMAP on at %s first"), provider);
      body = _ (
          "In the settings of your mailbox there; it is off until you do. Who uses two-factor sign-in needs a password made for Mailer, too.");
    }
  else
    {
      gtk_widget_set_visible (GTK_WIDGET (self->help_group), FALSE);
      return;
    }

  set_help (self, title, body, lookup->help_uri);
}

static void
help_activated_cb (MailerAssistantFoundPage *self)
{
  if (self->help_uri != NULL)
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->help_uri, GDK_CURRENT_TIME);
}

static void
sign_in_cb (MailerAssistantFoundPage *self)
{
  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->sign_in_button)))
    return;

  if (*mailer_assistant_found_page_get_password (self) == '\0')
    {
      mailer_account_problem_row_show (self->password_problem,
                                       GTK_WIDGET (self->password_row),
                                       _ ("The password is missing"),
                                       NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
      return;
    }

  g_signal_emit (self, signals[SIGNAL_SIGN_IN], 0);
}

static void
edit_cb (MailerAssistantFoundPage *self)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0);
}

/* With nothing to type any more the button is what one wants next. */
static gboolean
mailer_assistant_found_page_grab_focus (GtkWidget *widget)
{
  MailerAssistantFoundPage *self = MAILER_ASSISTANT_FOUND_PAGE (widget);
  gboolean                  has_password = *mailer_assistant_found_page_get_password (self) != '\0';

  return gtk_widget_grab_focus (has_password ? GTK_WIDGET (self->sign_in_button) : GTK_WIDGET (self->password_row));
}

static void
mailer_assistant_found_page_dispose (GObject *object)
{
  MailerAssistantFoundPage *self = MAILER_ASSISTANT_FOUND_PAGE (object);

  g_clear_pointer (&self->help_uri, g_free);

  G_OBJECT_CLASS (mailer_assistant_found_page_parent_class)->dispose (object);
}

static void
mailer_assistant_found_page_class_init (MailerAssistantFoundPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mailer_assistant_found_page_dispose;
  widget_class->grab_focus = mailer_assistant_found_page_grab_focus;

  signals[SIGNAL_SIGN_IN] = mailer_widget_add_signal (klass, "sign-in");
  signals[SIGNAL_EDIT] = mailer_widget_add_signal (klass, "edit");

  g_type_ensure (MAILER_TYPE_ACCOUNT_PROBLEM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-assistant-found-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantFoundPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantFoundPage, found_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantFoundPage, imap_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantFoundPage, smtp_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantFoundPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantFoundPage, help_group);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantFoundPage, help_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantFoundPage, help_link_image);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantFoundPage, password_group);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantFoundPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantFoundPage, password_problem);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantFoundPage, sign_in_button);
  gtk_widget_class_bind_template_callback (widget_class, help_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
}

static void
mailer_assistant_found_page_init (MailerAssistantFoundPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
mailer_assistant_found_page_set_lookup (MailerAssistantFoundPage *self,
                                        const MailerLookup       *lookup)
{
  const MailerAccountSettings *settings;
  const char                  *provider;
  g_autofree char             *title = NULL;
  g_autofree char             *imap = NULL;
  g_autofree char             *smtp = NULL;
  gboolean                     is_oauth2;

  g_return_if_fail (MAILER_IS_ASSISTANT_FOUND_PAGE (self));
  g_return_if_fail (lookup != NULL);

  settings = lookup->settings;
  provider = lookup->provider_name != NULL ? lookup->provider_name : mailer_address_get_domain (settings->address);
  is_oauth2 = settings->imap.sign_in == MAILER_SIGN_IN_OAUTH2;
  title = g_strdup_printf (_ ("Found: %s"), provider);
  imap = describe_server (&settings->imap);
  smtp = describe_server (&settings->smtp);

  gtk_label_set_label (self->title_label, title);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->found_row), provider);
  adw_action_row_set_subtitle (self->imap_row, imap);
  adw_action_row_set_subtitle (self->smtp_row, smtp);
  adw_action_row_set_subtitle (self->user_row, settings->imap.user_name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password_row),
                                 lookup->needs_app_password ? _ ("App password") : _ ("Password"));
  show_help (self, lookup, provider);

  gtk_widget_set_visible (GTK_WIDGET (self->password_group), !is_oauth2);
  gtk_widget_set_visible (GTK_WIDGET (self->sign_in_button), !is_oauth2);
  mailer_account_problem_row_clear (self->password_problem);
}

const char *
mailer_assistant_found_page_get_password (MailerAssistantFoundPage *self)
{
  g_return_val_if_fail (MAILER_IS_ASSISTANT_FOUND_PAGE (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->password_row));
}

void
mailer_assistant_found_page_set_password (MailerAssistantFoundPage *self,
                                          const char               *password)
{
  g_return_if_fail (MAILER_IS_ASSISTANT_FOUND_PAGE (self));
  g_return_if_fail (password != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->password_row), password);
}

void
mailer_assistant_found_page_show_password_error (MailerAssistantFoundPage *self,
                                                 const GError             *error)
{
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  g_return_if_fail (MAILER_IS_ASSISTANT_FOUND_PAGE (self));
  g_return_if_fail (error != NULL);

  title = mailer_error_text_dup_title (error);
  body = mailer_error_text_dup_body (error);
  mailer_account_problem_row_show (self->password_problem, GTK_WIDGET (self->password_row), title, body);
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}
