/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-sidebar.h"

#include <glib/gi18n.h>

#include "mailer-activity-popover.h"
#include "mailer-sidebar-row.h"
#include "mailer-widget.h"

struct _MailerSidebar
{
  AdwBin parent_instance;

  /* Template Widgets */
  AdwHeaderBar          *header_bar;
  GtkMenuButton         *menu_button;
  GtkListView           *list_view;
  GtkRevealer           *progress_revealer;
  GtkLabel              *progress_label;
  GtkProgressBar        *progress_bar;
  GtkRevealer           *activity_revealer;
  GtkMenuButton         *activity_button;
  AdwButtonContent      *activity_content;
  MailerActivityPopover *activity_popover;

  /* Owned References */
  MailerEngine       *engine;
  GSettings          *settings;
  GtkTreeListModel   *tree;
  GtkSingleSelection *selection;
  MailerFolder       *folder;
  GPtrArray          *watched; /* (element-type MailerAccount): whose progress is listened to */
};

G_DEFINE_FINAL_TYPE (MailerSidebar, mailer_sidebar, ADW_TYPE_BIN)

enum
{
  SIGNAL_FOLDER_SELECTED,
  SIGNAL_FOLDER_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_collapsed (MailerSidebar *self,
              MailerAccount *account)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->settings, "collapsed-accounts");

  return g_strv_contains ((const char *const *)ids, mailer_account_get_id (account));
}

static void
set_collapsed (MailerSidebar *self,
               MailerAccount *account,
               gboolean       collapsed)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->settings, "collapsed-accounts");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) changed = NULL;

  for (char **id = ids; *id != NULL; id++)
    if (!g_str_equal (*id, mailer_account_get_id (account)))
      g_strv_builder_add (builder, *id);
  if (collapsed)
    g_strv_builder_add (builder, mailer_account_get_id (account));
  changed = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, "collapsed-accounts", (const char *const *)changed);
}

static GListModel *
create_children (gpointer item,
                 gpointer data)
{
  return MAILER_IS_ACCOUNT (item) ? g_object_ref (mailer_account_get_folders (item)) : NULL;
}

/* Opens the accounts that the user has not folded away. Rows come and go with accounts only. */
static void
expand_accounts (MailerSidebar *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (mailer_engine_get_accounts (self->engine)); i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_child_row (self->tree, i);
      g_autoptr (GObject) account = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

      if (account != NULL)
        gtk_tree_list_row_set_expanded (row, !is_collapsed (self, MAILER_ACCOUNT (account)));
    }
}

static gboolean
find_position (MailerSidebar *self,
               MailerFolder  *folder,
               guint         *position)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->tree));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->tree), i);
      g_autoptr (GObject) item = gtk_tree_list_row_get_item (row);

      if (item == (gpointer)folder)
        {
          *position = i;
          return TRUE;
        }
    }
  return FALSE;
}

static MailerFolder *
find_first_inbox (MailerSidebar *self)
{
  GListModel *accounts = mailer_engine_get_accounts (self->engine);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (accounts, i);
      MailerFolder *inbox = mailer_account_find_folder (account, MAILER_FOLDER_ROLE_INBOX);

      if (inbox != NULL)
        return inbox;
    }
  return NULL;
}

static void
set_folder (MailerSidebar *self,
            MailerFolder  *folder)
{
  if (g_set_object (&self->folder, folder))
    g_signal_emit (self, signals[SIGNAL_FOLDER_SELECTED], 0, folder);
}

static MailerFolder *
dup_selected_folder (MailerSidebar *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (GObject) item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  if (item == NULL || !MAILER_IS_FOLDER (item) || !mailer_folder_get_is_selectable (MAILER_FOLDER (item)))
    return NULL;
  return MAILER_FOLDER (g_steal_pointer (&item));
}

static void
selection_changed_cb (MailerSidebar *self)
{
  g_autoptr (MailerFolder) folder = dup_selected_folder (self);

  if (folder != NULL)
    set_folder (self, folder);
}

/* The folder that was looked at went, or there is one at last: an Inbox is chosen. A folder that is
 * merely folded away stays what is looked at. */
static void
items_changed_cb (MailerSidebar *self)
{
  guint position;

  if (self->folder != NULL
      && mailer_engine_find_folder (self->engine, mailer_folder_get_id (self->folder))
             != self->folder)
    set_folder (self, NULL);
  if (self->folder == NULL)
    mailer_sidebar_select (self, NULL);
  else if (find_position (self, self->folder, &position))
    gtk_single_selection_set_selected (self->selection, position);
}

static void
update_progress (MailerSidebar *self)
{
  double           sum = 0;
  guint            n = 0;
  g_autofree char *label = NULL;

  for (guint i = 0; i < self->watched->len; i++)
    {
      const double fraction = mailer_account_get_sync_fraction (self->watched->pdata[i]);

      if (fraction >= 1)
        continue;
      sum += fraction;
      n++;
    }
  gtk_revealer_set_reveal_child (self->progress_revealer, n > 0);
  if (n == 0)
    return;
  /* Translators: while the list of messages is loaded for the first time; %d is 0 to 100. */
  label = g_strdup_printf (_ ("Loading messages: %d %%"), (int)(100 * sum / n));
  gtk_label_set_label (self->progress_label, label);
  gtk_progress_bar_set_fraction (self->progress_bar, sum / n);
}

static void
unwatch_accounts (MailerSidebar *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_func (self->watched->pdata[i], update_progress, self);
  g_ptr_array_set_size (self->watched, 0);
}

static void
accounts_changed_cb (MailerSidebar *self)
{
  GListModel *accounts = mailer_engine_get_accounts (self->engine);

  unwatch_accounts (self);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      MailerAccount *account = g_list_model_get_item (accounts, i);

      g_ptr_array_add (self->watched, account);
      g_signal_connect_swapped (account, "notify::sync-fraction", G_CALLBACK (update_progress), self);
    }
  expand_accounts (self);
  update_progress (self);
}

static void
update_activity (MailerSidebar *self)
{
  guint            n_waiting, n_undecided;
  g_autofree char *label = NULL;

  g_object_get (self->engine, "n-waiting", &n_waiting, "n-undecided", &n_undecided, NULL);
  if (n_undecided > 0)
    /* Translators: changes and outgoing messages that were refused, and stay until the user decides. */
    label = g_strdup_printf (ngettext ("%u failed", "%u failed", n_undecided), n_undecided);
  else
    /* Translators: changes and outgoing messages that the server does not have yet. */
    label = g_strdup_printf (ngettext ("%u waiting", "%u waiting", n_waiting), n_waiting);
  if (n_waiting + n_undecided > 0)
    adw_button_content_set_label (self->activity_content, label);
  adw_button_content_set_icon_name (self->activity_content, n_undecided > 0
                                                                ? "dialog-warning-symbolic"
                                                                : "mail-send-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->activity_button),
                               n_undecided > 0 ? _ ("Try again or take back what failed") : NULL);
  gtk_revealer_set_reveal_child (self->activity_revealer,
                                 n_waiting + n_undecided > 0
                                     || gtk_widget_get_visible (
                                         GTK_WIDGET (self->activity_popover)));
}

static void
activate_cb (MailerSidebar *self,
             guint          position)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->tree), position);
  g_autoptr (GObject) item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  if (item == NULL)
    return;
  if (MAILER_IS_ACCOUNT (item))
    {
      const gboolean is_expanded = gtk_tree_list_row_get_expanded (row);

      gtk_tree_list_row_set_expanded (row, !is_expanded);
      set_collapsed (self, MAILER_ACCOUNT (item), is_expanded);
    }
  else if (mailer_folder_get_is_selectable (MAILER_FOLDER (item)))
    {
      gtk_single_selection_set_selected (self->selection, position);
      g_signal_emit (self, signals[SIGNAL_FOLDER_ACTIVATED], 0, item);
    }
}

/* One click is enough: it opens a folder, and folds an account. */
static void
released_cb (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             GtkListItem     *item)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  if (n_press == 1 && gtk_widget_contains (row, x, y))
    activate_cb (MAILER_SIDEBAR (gtk_widget_get_ancestor (row, MAILER_TYPE_SIDEBAR)),
                 gtk_list_item_get_position (item));
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  data)
{
  GtkWidget  *row = mailer_sidebar_row_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (click, "released", G_CALLBACK (released_cb), item);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  mailer_widget_set_row (item, row);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  data)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  g_autoptr (GObject) object = gtk_tree_list_row_get_item (row);

  gtk_list_item_set_selectable (item,
                                MAILER_IS_FOLDER (object)
                                    && mailer_folder_get_is_selectable (MAILER_FOLDER (object)));
  mailer_sidebar_row_set_row (MAILER_SIDEBAR_ROW (gtk_list_item_get_child (item)), row);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           gpointer                  data)
{
  mailer_sidebar_row_set_row (MAILER_SIDEBAR_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
mailer_sidebar_dispose (GObject *object)
{
  MailerSidebar *self = MAILER_SIDEBAR (object);

  if (self->watched != NULL)
    unwatch_accounts (self);
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  if (self->engine != NULL)
    g_signal_handlers_disconnect_by_data (mailer_engine_get_accounts (self->engine), self);
  g_clear_object (&self->selection);
  g_clear_object (&self->tree);
  g_clear_object (&self->folder);
  g_clear_object (&self->engine);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (mailer_sidebar_parent_class)->dispose (object);
}

static void
mailer_sidebar_class_init (MailerSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mailer_sidebar_dispose;
  signals[SIGNAL_FOLDER_SELECTED] = g_signal_new ("folder-selected", MAILER_TYPE_SIDEBAR,
                                                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                  G_TYPE_NONE, 1, MAILER_TYPE_FOLDER);
  signals[SIGNAL_FOLDER_ACTIVATED] = g_signal_new ("folder-activated", MAILER_TYPE_SIDEBAR,
                                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                   G_TYPE_NONE, 1, MAILER_TYPE_FOLDER);
  g_type_ensure (MAILER_TYPE_ACTIVITY_POPOVER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerSidebar, header_bar);
  gtk_widget_class_bind_template_child (widget_class, MailerSidebar, menu_button);
  gtk_widget_class_bind_template_child (widget_class, MailerSidebar, list_view);
  gtk_widget_class_bind_template_child (widget_class, MailerSidebar, progress_revealer);
  gtk_widget_class_bind_template_child (widget_class, MailerSidebar, progress_label);
  gtk_widget_class_bind_template_child (widget_class, MailerSidebar, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, MailerSidebar, activity_revealer);
  gtk_widget_class_bind_template_child (widget_class, MailerSidebar, activity_button);
  gtk_widget_class_bind_template_child (widget_class, MailerSidebar, activity_content);
  gtk_widget_class_bind_template_child (widget_class, MailerSidebar, activity_popover);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
mailer_sidebar_init (MailerSidebar *self)
{
  self->settings = g_settings_new (APPLICATION_ID);
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  mailer_widget_let_tab_leave (self->list_view);
}

void
mailer_sidebar_set_engine (MailerSidebar *self,
                           MailerEngine  *engine)
{
  GListModel *accounts = mailer_engine_get_accounts (engine);

  g_return_if_fail (MAILER_IS_SIDEBAR (self));
  g_return_if_fail (self->engine == NULL);

  self->engine = g_object_ref (engine);
  self->tree = gtk_tree_list_model_new (g_object_ref (accounts), FALSE, FALSE, create_children, NULL, NULL);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->tree)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));

  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self, G_CONNECT_SWAPPED);
  accounts_changed_cb (self);
  g_signal_connect_object (self->selection, "notify::selected-item",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tree, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  items_changed_cb (self);

  mailer_activity_popover_set_engine (self->activity_popover, engine);
  g_signal_connect_object (engine, "notify::n-waiting", G_CALLBACK (update_activity), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::n-undecided", G_CALLBACK (update_activity), self, G_CONNECT_SWAPPED);
  /* Not before the window has taken the focus out: what is hidden with the focus inside, GTK holds on to. */
  g_signal_connect_object (self->activity_popover, "closed", G_CALLBACK (update_activity), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  update_activity (self);
}

MailerFolder *
mailer_sidebar_get_folder (MailerSidebar *self)
{
  g_return_val_if_fail (MAILER_IS_SIDEBAR (self), NULL);

  return self->folder;
}

void
mailer_sidebar_select (MailerSidebar *self,
                       MailerFolder  *folder)
{
  guint position;

  g_return_if_fail (MAILER_IS_SIDEBAR (self));

  if (folder == NULL)
    folder = find_first_inbox (self);
  if (folder == NULL)
    return;
  set_folder (self, folder);
  if (find_position (self, folder, &position))
    gtk_single_selection_set_selected (self->selection, position);
}

void
mailer_sidebar_set_shows_buttons (MailerSidebar *self,
                                  gboolean       start,
                                  gboolean       end)
{
  adw_header_bar_set_show_start_title_buttons (self->header_bar, start);
  adw_header_bar_set_show_end_title_buttons (self->header_bar, end);
}

void
mailer_sidebar_open_activity (MailerSidebar *self)
{
  update_activity (self);
  gtk_revealer_set_reveal_child (self->activity_revealer, TRUE);
  gtk_menu_button_popup (self->activity_button);
}

void
mailer_sidebar_open_menu (MailerSidebar *self)
{
  gtk_menu_button_popup (self->menu_button);
}

void
mailer_sidebar_grab_focus (MailerSidebar *self)
{
  guint selected;

  g_return_if_fail (MAILER_IS_SIDEBAR (self));

  selected = self->selection != NULL ? gtk_single_selection_get_selected (self->selection) : 0;
  if (!mailer_widget_focus_row (self->list_view, selected != GTK_INVALID_LIST_POSITION ? selected : 0))
    gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}
