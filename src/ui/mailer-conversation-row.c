/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-conversation-row.h"

#include <string.h>

#include <adwaita.h>
#include <glib/gi18n.h>

#include "mailer-address.h"
#include "mailer-date-text.h"
#include "mailer-text.h"
#include "mailer-widget.h"

struct _MailerConversationRow
{
  GtkWidget parent_instance;

  /* Template Widgets */
  AdwAvatar *avatar;
  GtkLabel  *senders;
  GtkWidget *answered;
  GtkWidget *attachment;
  GtkLabel  *date;
  GtkLabel  *subject;
  GtkLabel  *count;
  GtkLabel  *preview;
  GtkWidget *star;

  /* Owned References */
  GSignalGroup *signals;
  char         *own_address;
  guint         update_source;
};

G_DEFINE_FINAL_TYPE (MailerConversationRow, mailer_conversation_row, GTK_TYPE_WIDGET)

static gboolean
is_own (MailerConversationRow *self,
        const MailerAddress   *address)
{
  return self->own_address != NULL && address->address != NULL
         && g_ascii_strcasecmp (self->own_address, address->address) == 0;
}

/* One writer by the full name, several by what comes first in theirs. */
static char *
dup_sender (MailerConversationRow *self,
            const MailerAddress   *address,
            gboolean               is_alone)
{
  g_autofree char *display = NULL;
  char            *blank;

  if (is_own (self, address))
    /* Translators: among the writers of a conversation. */
    return g_strdup (C_ ("sender", "Me"));
  display = mailer_address_dup_display (address);
  if (!is_alone && (blank = strchr (display, ' ')) != NULL && blank - display > 2
      && blank[-1] != '.' && blank[-1] != ',')
    *blank = '\0';
  return g_steal_pointer (&display);
}

static char *
dup_senders (MailerConversationRow *self,
             GPtrArray             *senders)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < senders->len; i++)
    {
      g_autofree char *name = dup_sender (self, senders->pdata[i], senders->len == 1);

      if (i > 0)
        g_string_append (text, ", ");
      g_string_append (text, name);
    }
  if (text->len == 0)
    g_string_append (text, _ ("No sender"));
  return mailer_text_dup_shortened (text->str);
}

static void
update_avatar (MailerConversationRow *self,
               GPtrArray             *senders)
{
  g_autofree char *name = NULL;

  /* The newest writer who is somebody else. */
  for (guint i = senders->len; i > 0 && name == NULL; i--)
    if (!is_own (self, senders->pdata[i - 1]))
      name = mailer_address_dup_display (senders->pdata[i - 1]);
  if (name == NULL && senders->len > 0)
    name = mailer_address_dup_display (senders->pdata[0]);
  adw_avatar_set_text (self->avatar, name);
}

static void
update_star (MailerConversationRow *self,
             gboolean               is_flagged)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->star), is_flagged);
  gtk_button_set_icon_name (GTK_BUTTON (self->star), is_flagged ? "starred-symbolic" : "non-starred-symbolic");
  gtk_widget_set_tooltip_text (self->star, is_flagged ? _ ("Remove Star") : _ ("Star"));
  /* The state says whether it is starred. */
  mailer_widget_set_label (self->star, _ ("Star"));
}

static void
update_description (MailerConversationRow *self,
                    MailerConversation    *conversation)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *const parts[] = {
    mailer_conversation_get_is_unread (conversation) ? _ ("Unread") : NULL,
    mailer_conversation_get_is_flagged (conversation) ? _ ("Starred") : NULL,
    gtk_label_get_label (self->senders),
    gtk_label_get_label (self->subject),
    gtk_label_get_label (self->date),
    mailer_conversation_get_has_attachments (conversation) ? _ ("Has attachments") : NULL,
    gtk_label_get_label (self->preview),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && parts[i][0] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", parts[i]);
  mailer_widget_set_row_label (self, text->str);
}

static void
update (MailerConversationRow *self)
{
  g_autoptr (MailerConversation) conversation = g_signal_group_dup_target (self->signals);
  g_autofree char *subject = NULL;
  g_autofree char *senders = NULL;
  g_autofree char *count = NULL;
  guint            n;

  if (conversation == NULL)
    return;
  mailer_widget_set_class (self, "loading", !mailer_conversation_get_is_loaded (conversation));
  mailer_widget_set_class (self, "unread", mailer_conversation_get_is_unread (conversation));
  if (!mailer_conversation_get_is_loaded (conversation))
    {
      gtk_label_set_label (self->senders, "");
      gtk_label_set_label (self->subject, "");
      gtk_label_set_label (self->preview, "");
      gtk_label_set_label (self->date, "");
      gtk_widget_set_visible (self->answered, FALSE);
      gtk_widget_set_visible (self->attachment, FALSE);
      gtk_widget_set_visible (GTK_WIDGET (self->count), FALSE);
      adw_avatar_set_text (self->avatar, NULL);
      return;
    }
  subject = mailer_text_dup_shortened (mailer_conversation_get_subject (conversation)[0] != '\0'
                                           ? mailer_conversation_get_subject (conversation)
                                           : _ ("No subject"));
  senders = dup_senders (self, mailer_conversation_get_senders (conversation));
  n = mailer_conversation_get_n_messages (conversation);
  count = g_strdup_printf ("%u", n);
  gtk_label_set_label (self->senders, senders);
  gtk_label_set_label (self->subject, subject);
  gtk_label_set_label (self->preview, mailer_conversation_get_preview (conversation));
  gtk_label_set_label (self->count, count);
  gtk_widget_set_visible (GTK_WIDGET (self->count), n > 1);
  gtk_widget_set_visible (self->answered, mailer_conversation_get_is_answered (conversation));
  gtk_widget_set_visible (self->attachment, mailer_conversation_get_has_attachments (conversation));
  update_star (self, mailer_conversation_get_is_flagged (conversation));
  update_avatar (self, mailer_conversation_get_senders (conversation));
  mailer_conversation_row_update_date (self);
  update_description (self, conversation);
}

static gboolean
update_cb (gpointer data)
{
  MailerConversationRow *self = data;

  self->update_source = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* A row that is loaded notifies all its properties in one go: it is drawn once. */
static void
queue_update (MailerConversationRow *self)
{
  if (self->update_source == 0)
    self->update_source = g_idle_add_full (GDK_PRIORITY_REDRAW - 5, update_cb, self, NULL);
}

static void
star_clicked_cb (MailerConversationRow *self)
{
  g_autoptr (MailerConversation) conversation = g_signal_group_dup_target (self->signals);

  if (conversation == NULL)
    return;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toggle-star", "x", mailer_conversation_get_id (conversation));
  /* The engine says when it is so. */
  update_star (self, mailer_conversation_get_is_flagged (conversation));
}

static void
mailer_conversation_row_dispose (GObject *object)
{
  MailerConversationRow *self = MAILER_CONVERSATION_ROW (object);
  GtkWidget             *child;

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_object (&self->signals);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mailer_conversation_row_parent_class)->dispose (object);
}

static void
mailer_conversation_row_finalize (GObject *object)
{
  g_free (MAILER_CONVERSATION_ROW (object)->own_address);
  G_OBJECT_CLASS (mailer_conversation_row_parent_class)->finalize (object);
}

static void
mailer_conversation_row_class_init (MailerConversationRowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mailer_conversation_row_dispose;
  object_class->finalize = mailer_conversation_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-conversation-row.ui");
  gtk_widget_class_set_css_name (widget_class, "conversation-row");
  gtk_widget_class_bind_template_child (widget_class, MailerConversationRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, MailerConversationRow, senders);
  gtk_widget_class_bind_template_child (widget_class, MailerConversationRow, answered);
  gtk_widget_class_bind_template_child (widget_class, MailerConversationRow, attachment);
  gtk_widget_class_bind_template_child (widget_class, MailerConversationRow, date);
  gtk_widget_class_bind_template_child (widget_class, MailerConversationRow, subject);
  gtk_widget_class_bind_template_child (widget_class, MailerConversationRow, count);
  gtk_widget_class_bind_template_child (widget_class, MailerConversationRow, preview);
  gtk_widget_class_bind_template_child (widget_class, MailerConversationRow, star);
  gtk_widget_class_bind_template_callback (widget_class, star_clicked_cb);
}

static void
mailer_conversation_row_init (MailerConversationRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (MAILER_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (queue_update), self);
}

GtkWidget *
mailer_conversation_row_new (void)
{
  return g_object_new (MAILER_TYPE_CONVERSATION_ROW, NULL);
}

void
mailer_conversation_row_set_conversation (MailerConversationRow *self,
                                          MailerConversation    *conversation)
{
  g_return_if_fail (MAILER_IS_CONVERSATION_ROW (self));

  g_signal_group_set_target (self->signals, conversation);
  g_clear_handle_id (&self->update_source, g_source_remove);
  update (self);
}

void
mailer_conversation_row_set_own_address (MailerConversationRow *self,
                                         const char            *address)
{
  g_return_if_fail (MAILER_IS_CONVERSATION_ROW (self));

  g_free (self->own_address);
  self->own_address = g_strdup (address);
}

void
mailer_conversation_row_update_date (MailerConversationRow *self)
{
  g_autoptr (MailerConversation) conversation = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (MAILER_IS_CONVERSATION_ROW (self));

  conversation = g_signal_group_dup_target (self->signals);
  if (conversation == NULL || !mailer_conversation_get_is_loaded (conversation))
    return;
  text = mailer_date_text_dup_short (mailer_conversation_get_date (conversation), g_get_real_time () / G_USEC_PER_SEC);
  gtk_label_set_label (self->date, text);
}
