/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-sidebar-row.h"

#include <glib/gi18n.h>

#include "mailer-account-text.h"
#include "mailer-folder-text.h"
#include "mailer-widget.h"

struct _MailerSidebarRow
{
  GtkWidget parent_instance;

  /* Template Widgets */
  GtkImage *icon;
  GtkLabel *name;
  GtkImage *state;
  GtkLabel *badge;
  GtkImage *arrow;

  /* Owned References */
  GtkTreeListRow *row;
  GSignalGroup   *row_signals;
  GSignalGroup   *account_signals;
  GSignalGroup   *folder_signals;
};

G_DEFINE_FINAL_TYPE (MailerSidebarRow, mailer_sidebar_row, GTK_TYPE_WIDGET)

static void
set_description (MailerSidebarRow *self,
                 const char       *name,
                 const char       *rest)
{
  g_autofree char *text = rest != NULL ? g_strdup_printf ("%s, %s", name, rest) : g_strdup (name);

  mailer_widget_set_row_label (self, text);
}

static void
update_account (MailerSidebarRow *self)
{
  MailerAccount           *account = g_signal_group_dup_target (self->account_signals);
  const MailerAccountState state = mailer_account_get_state (account);
  g_autofree char         *problem = mailer_account_text_dup_problem (account);

  gtk_label_set_label (self->name, mailer_account_get_label (account));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), mailer_account_get_settings (account)->address);
  gtk_image_set_from_icon_name (self->state, state == MAILER_ACCOUNT_STATE_OFFLINE
                                                 ? "network-offline-symbolic"
                                                 : "dialog-warning-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state), problem);
  set_description (self, mailer_account_get_label (account), problem);
  gtk_widget_set_visible (GTK_WIDGET (self->state), problem != NULL);
  g_object_unref (account);
}

static void
update_folder (MailerSidebarRow *self)
{
  g_autoptr (MailerFolder) folder = g_signal_group_dup_target (self->folder_signals);
  const MailerFolderRole role = mailer_folder_get_role (folder);
  const guint            n_unread = mailer_folder_get_n_unread (folder);
  const gboolean         has_badge = n_unread > 0 && role != MAILER_FOLDER_ROLE_TRASH
                             && role != MAILER_FOLDER_ROLE_SENT;
  g_autofree char *badge = g_strdup_printf ("%u", n_unread);
  g_autofree char *description = NULL;

  gtk_label_set_label (self->name, mailer_folder_text_get_name (folder));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), role == MAILER_FOLDER_ROLE_NONE
                                                            ? mailer_folder_get_path (folder)
                                                            : NULL);
  gtk_image_set_from_icon_name (self->icon, mailer_folder_text_get_icon_name (folder));
  gtk_widget_set_margin_start (GTK_WIDGET (self->icon), 18 * (int)MIN (mailer_folder_get_depth (folder), 6));
  gtk_label_set_label (self->badge, badge);
  gtk_widget_set_visible (GTK_WIDGET (self->badge), has_badge);
  mailer_widget_set_class (self->name, "has-unread", has_badge);
  mailer_widget_set_class (self->name, "dim-label", !mailer_folder_get_is_selectable (folder));
  if (has_badge)
    /* Translators: what a screen reader says for the number beside a folder. */
    description = g_strdup_printf (ngettext ("%u unread", "%u unread", n_unread), n_unread);
  set_description (self, mailer_folder_text_get_name (folder), description);
}

static void
update_arrow (MailerSidebarRow *self)
{
  const gboolean is_expanded = self->row != NULL && gtk_tree_list_row_get_expanded (self->row);

  gtk_image_set_from_icon_name (self->arrow, is_expanded ? "pan-down-symbolic" : "pan-end-symbolic");
}

static void
mailer_sidebar_row_dispose (GObject *object)
{
  MailerSidebarRow *self = MAILER_SIDEBAR_ROW (object);
  GtkWidget        *child;

  g_clear_object (&self->row);
  g_clear_object (&self->row_signals);
  g_clear_object (&self->account_signals);
  g_clear_object (&self->folder_signals);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mailer_sidebar_row_parent_class)->dispose (object);
}

static void
mailer_sidebar_row_class_init (MailerSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mailer_sidebar_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-sidebar-row.ui");
  gtk_widget_class_set_css_name (widget_class, "sidebar-row");
  gtk_widget_class_bind_template_child (widget_class, MailerSidebarRow, icon);
  gtk_widget_class_bind_template_child (widget_class, MailerSidebarRow, name);
  gtk_widget_class_bind_template_child (widget_class, MailerSidebarRow, state);
  gtk_widget_class_bind_template_child (widget_class, MailerSidebarRow, badge);
  gtk_widget_class_bind_template_child (widget_class, MailerSidebarRow, arrow);
}

static void
mailer_sidebar_row_init (MailerSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->row_signals = g_signal_group_new (GTK_TYPE_TREE_LIST_ROW);
  g_signal_group_connect_swapped (self->row_signals, "notify::expanded", G_CALLBACK (update_arrow), self);
  self->account_signals = g_signal_group_new (MAILER_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->account_signals, "notify::label", G_CALLBACK (update_account), self);
  g_signal_group_connect_swapped (self->account_signals, "notify::state", G_CALLBACK (update_account), self);
  g_signal_group_connect_swapped (self->account_signals, "notify::error", G_CALLBACK (update_account), self);
  g_signal_group_connect_swapped (self->account_signals, "notify::sending-error", G_CALLBACK (update_account), self);
  self->folder_signals = g_signal_group_new (MAILER_TYPE_FOLDER);
  g_signal_group_connect_swapped (self->folder_signals, "notify::name", G_CALLBACK (update_folder), self);
  g_signal_group_connect_swapped (self->folder_signals, "notify::role", G_CALLBACK (update_folder), self);
  g_signal_group_connect_swapped (self->folder_signals, "notify::n-unread", G_CALLBACK (update_folder), self);
  g_signal_group_connect_swapped (self->folder_signals, "notify::is-selectable", G_CALLBACK (update_folder), self);
  g_signal_group_connect_swapped (self->folder_signals, "notify::depth", G_CALLBACK (update_folder), self);
}

GtkWidget *
mailer_sidebar_row_new (void)
{
  return g_object_new (MAILER_TYPE_SIDEBAR_ROW, NULL);
}

void
mailer_sidebar_row_set_row (MailerSidebarRow *self,
                            GtkTreeListRow   *row)
{
  g_autoptr (GObject) item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;
  const gboolean is_account = item != NULL && MAILER_IS_ACCOUNT (item);

  g_return_if_fail (MAILER_IS_SIDEBAR_ROW (self));

  g_set_object (&self->row, row);
  g_signal_group_set_target (self->row_signals, is_account ? row : NULL);
  g_signal_group_set_target (self->account_signals, is_account ? item : NULL);
  g_signal_group_set_target (self->folder_signals, is_account ? NULL : item);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), !is_account);
  gtk_widget_set_visible (GTK_WIDGET (self->arrow), is_account);
  gtk_widget_set_visible (GTK_WIDGET (self->state), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->badge), FALSE);
  mailer_widget_set_class (self->name, "heading", is_account);
  mailer_widget_set_class (self->name, "has-unread", FALSE);
  mailer_widget_set_class (self, "account", is_account);
  if (is_account)
    update_account (self);
  else if (item != NULL)
    update_folder (self);
  update_arrow (self);
}
