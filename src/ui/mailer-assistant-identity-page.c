/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-assistant-identity-page.h"

#include <glib/gi18n.h>

#include "mailer-account-problem-row.h"
#include "mailer-address.h"
#include "mailer-widget.h"

struct _MailerAssistantIdentityPage
{
  AdwBin parent_instance;

  /* Template Widgets */
  GtkLabel                *title_label;
  AdwEntryRow             *name_row;
  MailerAccountProblemRow *name_problem;
  AdwEntryRow             *address_row;
  MailerAccountProblemRow *address_problem;
  AdwPasswordEntryRow     *password_row;
};

G_DEFINE_FINAL_TYPE (MailerAssistantIdentityPage, mailer_assistant_identity_page, ADW_TYPE_BIN)

enum
{
  SIGNAL_CONTINUE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_address_problem (MailerAssistantIdentityPage *self,
                      const char                  *address)
{
  mailer_account_problem_row_show (self->address_problem,
                                   GTK_WIDGET (self->address_row),
                                   *address == '\0' ? _ ("The mail address is missing") : _ ("This is not a whole mail address"),
                                   _ ("It looks like name@example.org."));
}

/* What was pasted often brings blanks along. An address is judged when the user is through with it,
 * not at every key. */
static void
address_left_cb (MailerAssistantIdentityPage *self)
{
  g_autofree char *address = mailer_widget_dup_trimmed (self->address_row);

  if (g_strcmp0 (address, gtk_editable_get_text (GTK_EDITABLE (self->address_row))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->address_row), address);
  if (*address != '\0' && !mailer_address_is_valid (address))
    show_address_problem (self, address);
}

static gboolean
is_complete (MailerAssistantIdentityPage *self)
{
  g_autofree char *name = mailer_widget_dup_trimmed (self->name_row);
  g_autofree char *address = mailer_widget_dup_trimmed (self->address_row);

  if (*name == '\0')
    {
      mailer_account_problem_row_show (self->name_problem,
                                       GTK_WIDGET (self->name_row),
                                       _ ("The name is missing"),
                                       _ ("People see it as the sender of your messages."));
      gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
      return FALSE;
    }

  if (!mailer_address_is_valid (address))
    {
      show_address_problem (self, address);
      gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
      return FALSE;
    }

  return TRUE;
}

static void
continue_cb (MailerAssistantIdentityPage *self)
{
  if (is_complete (self))
    g_signal_emit (self, signals[SIGNAL_CONTINUE], 0);
}

/* Returns: (nullable): %NULL when everything was filled in. */
static GtkWidget *
find_empty_row (MailerAssistantIdentityPage *self)
{
  AdwEntryRow *rows[] = { self->name_row, self->address_row, ADW_ENTRY_ROW (self->password_row) };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (*gtk_editable_get_text (GTK_EDITABLE (rows[i])) == '\0')
      return GTK_WIDGET (rows[i]);

  return NULL;
}

/* Enter goes to the next field that is empty, and on when there is none. */
static void
activated_cb (MailerAssistantIdentityPage *self)
{
  GtkWidget *row = find_empty_row (self);

  if (row != NULL)
    gtk_widget_grab_focus (row);
  else
    continue_cb (self);
}

static gboolean
mailer_assistant_identity_page_grab_focus (GtkWidget *widget)
{
  MailerAssistantIdentityPage *self = MAILER_ASSISTANT_IDENTITY_PAGE (widget);
  GtkWidget                   *row = find_empty_row (self);

  return gtk_widget_grab_focus (row != NULL ? row : GTK_WIDGET (self->address_row));
}

static void
mailer_assistant_identity_page_class_init (MailerAssistantIdentityPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = mailer_assistant_identity_page_grab_focus;

  signals[SIGNAL_CONTINUE] = mailer_widget_add_signal (klass, "continue");

  g_type_ensure (MAILER_TYPE_ACCOUNT_PROBLEM_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/Mailer/ui/mailer-assistant-identity-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantIdentityPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantIdentityPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantIdentityPage, name_problem);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantIdentityPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantIdentityPage, address_problem);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistantIdentityPage, password_row);
  gtk_widget_class_bind_template_callback (widget_class, address_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, continue_cb);
}

/* The name of the user's login is a good guess, where the system knows one. */
static void
suggest_name (MailerAssistantIdentityPage *self)
{
  const char *name = g_get_real_name ();

  if (name != NULL && g_strcmp0 (name, "Unknown") != 0 && g_strcmp0 (name, g_get_user_name ()) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
}

static void
mailer_assistant_identity_page_init (MailerAssistantIdentityPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  suggest_name (self);
}

char *
mailer_assistant_identity_page_dup_full_name (MailerAssistantIdentityPage *self)
{
  g_return_val_if_fail (MAILER_IS_ASSISTANT_IDENTITY_PAGE (self), NULL);

  return mailer_widget_dup_trimmed (self->name_row);
}

char *
mailer_assistant_identity_page_dup_address (MailerAssistantIdentityPage *self)
{
  g_return_val_if_fail (MAILER_IS_ASSISTANT_IDENTITY_PAGE (self), NULL);

  return mailer_widget_dup_trimmed (self->address_row);
}

const char *
mailer_assistant_identity_page_get_password (MailerAssistantIdentityPage *self)
{
  g_return_val_if_fail (MAILER_IS_ASSISTANT_IDENTITY_PAGE (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->password_row));
}

void
mailer_assistant_identity_page_set_password (MailerAssistantIdentityPage *self,
                                             const char                  *password)
{
  g_return_if_fail (MAILER_IS_ASSISTANT_IDENTITY_PAGE (self));
  g_return_if_fail (password != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->password_row), password);
}

void
mailer_assistant_identity_page_set_is_first (MailerAssistantIdentityPage *self,
                                             gboolean                     is_first)
{
  g_return_if_fail (MAILER_IS_ASSISTANT_IDENTITY_PAGE (self));

  gtk_label_set_label (self->title_label, is_first ? _ ("Welcome to Mailer") : _ ("Add an Account"));
}
