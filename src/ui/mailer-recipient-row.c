/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-recipient-row.h"

#include <glib/gi18n.h>

#include "mailer-composer-line.h"
#include "mailer-engine.h"
#include "mailer-widget.h"

struct _MailerRecipientRow
{
  GtkBox parent_instance;

  /* Template Widgets */
  GtkBox   *line;
  GtkLabel *title_label;
  GtkEntry *entry;
  GtkLabel *problem_label;
};

G_DEFINE_FINAL_TYPE (MailerRecipientRow, mailer_recipient_row, GTK_TYPE_BOX)

enum
{
  PROP_0,
  PROP_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_EDITED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear_problem (MailerRecipientRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), FALSE);
  /* Without an icon this would make an empty one, which keeps its room. */
  if (gtk_entry_get_icon_storage_type (self->entry, GTK_ENTRY_ICON_SECONDARY) != GTK_IMAGE_EMPTY)
    gtk_entry_set_icon_from_icon_name (self->entry, GTK_ENTRY_ICON_SECONDARY, NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->line), "mailer-invalid");
  gtk_accessible_reset_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID);
}

static void
changed_cb (MailerRecipientRow *self)
{
  clear_problem (self);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

static void
left_cb (MailerRecipientRow *self)
{
  mailer_recipient_row_check (self, NULL);
}

/* Enter goes on to the next field, as Tab does, but not to a button of this one. */
static void
activated_cb (MailerRecipientRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  while (gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_FORWARD))
    if (!gtk_widget_is_ancestor (gtk_root_get_focus (root), GTK_WIDGET (self)))
      return;
}

static void
title_clicked_cb (MailerRecipientRow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static gboolean
mailer_recipient_row_grab_focus (GtkWidget *widget)
{
  return gtk_entry_grab_focus_without_selecting (MAILER_RECIPIENT_ROW (widget)->entry);
}

static void
mailer_recipient_row_set_property (GObject      *object,
                                   guint         id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  MailerRecipientRow *self = MAILER_RECIPIENT_ROW (object);

  switch (id)
    {
    case PROP_TITLE:
      gtk_label_set_label (self->title_label, g_value_get_string (value));
      mailer_widget_set_label (self->entry, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mailer_recipient_row_class_init (MailerRecipientRowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = mailer_recipient_row_set_property;
  widget_class->grab_focus = mailer_recipient_row_grab_focus;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_EDITED] = mailer_widget_add_signal (klass, "edited");

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-recipient-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerRecipientRow, line);
  gtk_widget_class_bind_template_child (widget_class, MailerRecipientRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, MailerRecipientRow, entry);
  gtk_widget_class_bind_template_child (widget_class, MailerRecipientRow, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, left_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, title_clicked_cb);
}

static void
mailer_recipient_row_init (MailerRecipientRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mailer_composer_line_keep_single (GTK_EDITABLE (self->entry), ", ");
}

const char *
mailer_recipient_row_get_text (MailerRecipientRow *self)
{
  g_return_val_if_fail (MAILER_IS_RECIPIENT_ROW (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

void
mailer_recipient_row_set_text (MailerRecipientRow *self,
                               const char         *text)
{
  g_return_if_fail (MAILER_IS_RECIPIENT_ROW (self));
  g_return_if_fail (text != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

void
mailer_recipient_row_show_problem (MailerRecipientRow *self,
                                   const char         *problem)
{
  g_return_if_fail (MAILER_IS_RECIPIENT_ROW (self));
  g_return_if_fail (problem != NULL);

  gtk_label_set_label (self->problem_label, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
  gtk_entry_set_icon_from_icon_name (self->entry, GTK_ENTRY_ICON_SECONDARY, "dialog-error-symbolic");
  gtk_entry_set_icon_activatable (self->entry, GTK_ENTRY_ICON_SECONDARY, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->line), "mailer-invalid");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
}

gboolean
mailer_recipient_row_check (MailerRecipientRow *self,
                            guint              *n_valid)
{
  g_autofree char *wrong = NULL;
  g_autofree char *problem = NULL;
  guint            n = 0;

  g_return_val_if_fail (MAILER_IS_RECIPIENT_ROW (self), FALSE);

  wrong = mailer_engine_check_recipients (mailer_recipient_row_get_text (self), &n);
  if (n_valid != NULL)
    *n_valid = n;
  if (wrong == NULL)
    return TRUE;

  problem = g_strdup_printf (_ ("“%s” is not a mail address. It looks like name@example.org."), wrong);
  mailer_recipient_row_show_problem (self, problem);
  return FALSE;
}

void
mailer_recipient_row_add_suffix (MailerRecipientRow *self,
                                 GtkWidget          *widget)
{
  g_return_if_fail (MAILER_IS_RECIPIENT_ROW (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_box_append (self->line, widget);
}
