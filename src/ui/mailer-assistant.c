/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-assistant.h"

#include <glib/gi18n.h>
#include <string.h>

#include "mailer-account-check-group.h"
#include "mailer-account-form.h"
#include "mailer-assistant-found-page.h"
#include "mailer-assistant-identity-page.h"
#include "mailer-error-text.h"
#include "mailer-problem-notice.h"

/* The pages of the stack, in order. "found" and "servers" stand for each other: a known provider goes
 * to the first, everything else to the second, and "Edit by Hand" leads from the first to the second.
 * The password goes to servers that were shown on one of them, and that the user said yes to there. */
#define PAGE_IDENTITY "identity"
#define PAGE_FOUND "found"
#define PAGE_SERVERS "servers"
#define PAGE_CHECKING "checking"
#define PAGE_DONE "done"

struct _MailerAssistant
{
  AdwBin parent_instance;

  /* Template Widgets */
  GtkButton                   *back_button;
  MailerProblemNotice         *problem_notice;
  GtkStack                    *pages;
  MailerAssistantIdentityPage *identity_page;
  MailerAssistantFoundPage    *found_page;
  GtkLabel                    *servers_title;
  GtkLabel                    *servers_intro;
  MailerAccountForm           *form;
  GtkButton                   *test_button;
  GtkLabel                    *checking_title;
  MailerAccountCheckGroup     *check_group;
  AdwPreferencesGroup         *failure_group;
  AdwActionRow                *failure_row;
  GtkButton                   *cancel_button;
  GtkButton                   *retry_button;
  GtkButton                   *edit_button;
  AdwStatusPage               *done_page;
  GtkButton                   *done_button;

  /* Owned References */
  MailerEngine          *engine;
  GCancellable          *cancellable;
  MailerLookup          *lookup;
  MailerAccountSettings *settings;
  char                  *account_id;
  gboolean               is_looking_up;
  gboolean               is_by_hand;
};

G_DEFINE_FINAL_TYPE (MailerAssistant, mailer_assistant, ADW_TYPE_BIN)

enum
{
  SIGNAL_FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_at (MailerAssistant *self,
       const char      *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), page) == 0;
}

/* The password may be typed on three pages; the one that is left knows the newest. */
static const char *
get_password (MailerAssistant *self)
{
  if (is_at (self, PAGE_IDENTITY))
    return mailer_assistant_identity_page_get_password (self->identity_page);
  if (is_at (self, PAGE_FOUND))
    return mailer_assistant_found_page_get_password (self->found_page);

  return mailer_account_form_get_password (self->form);
}

static void
set_password (MailerAssistant *self,
              const char      *password)
{
  g_autofree char *copy = g_strdup (password);

  mailer_assistant_identity_page_set_password (self->identity_page, copy);
  mailer_assistant_found_page_set_password (self->found_page, copy);
  mailer_account_form_set_password (self->form, copy);
  explicit_bzero (copy, strlen (copy));
}

static void
focus_page (MailerAssistant *self)
{
  GtkWidget *target = GTK_WIDGET (self->form);

  if (is_at (self, PAGE_IDENTITY))
    target = GTK_WIDGET (self->identity_page);
  else if (is_at (self, PAGE_FOUND))
    target = GTK_WIDGET (self->found_page);
  else if (is_at (self, PAGE_CHECKING))
    target = GTK_WIDGET (self->cancel_button);
  else if (is_at (self, PAGE_DONE))
    target = GTK_WIDGET (self->done_button);

  gtk_widget_grab_focus (target);
}

static void
show_page (MailerAssistant *self,
           const char      *page)
{
  if (!is_at (self, PAGE_CHECKING) && !is_at (self, PAGE_DONE))
    set_password (self, get_password (self));

  gtk_stack_set_visible_child_name (self->pages, page);
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), !is_at (self, PAGE_IDENTITY) && !is_at (self, PAGE_DONE));
  focus_page (self);
}

static void
show_servers (MailerAssistant *self)
{
  g_autofree char *intro = NULL;
  const char      *domain = mailer_address_get_domain (self->lookup->settings->address);

  if (self->lookup->is_known)
    intro = g_strdup (_ ("What you enter here is used as it is. Your provider knows the right settings."));
  else
    intro = g_strdup_printf (
        _ ("Mailer does not know the provider of %s. What stands here is guessed: compare it with what "
           "your provider says. The password is sent to these servers only, and only when you press Sign In."),
        domain);

  gtk_label_set_label (self->servers_title, self->lookup->is_known ? _ ("Edit by Hand") : _ ("Check the Servers"));
  gtk_label_set_label (self->servers_intro, intro);
  show_page (self, PAGE_SERVERS);
}

static void
take_lookup (MailerAssistant *self,
             MailerLookup    *lookup)
{
  g_clear_pointer (&self->lookup, mailer_lookup_free);
  self->lookup = lookup;
  self->is_by_hand = !lookup->is_known;
  g_clear_pointer (&self->settings, mailer_account_settings_free);
  self->settings = mailer_account_settings_copy (lookup->settings);

  mailer_account_form_set_settings (self->form, lookup->settings);
  gtk_button_set_label (self->test_button, _ ("Sign In"));
  if (lookup->is_known)
    mailer_assistant_found_page_set_lookup (self->found_page, lookup);
}

static void
show_lookup (MailerAssistant *self)
{
  if (self->is_by_hand)
    show_servers (self);
  else
    show_page (self, PAGE_FOUND);
}

static void
lookup_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (MailerAssistant) self = user_data;
  g_autoptr (GError) error = NULL;
  MailerLookup *lookup = mailer_engine_lookup_finish (MAILER_ENGINE (source), result, &error);

  self->is_looking_up = FALSE;
  if (lookup == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("The provider table cannot be read: %s", error->message);
      return;
    }

  take_lookup (self, lookup);
  show_lookup (self);
}

/* Nothing that was edited for this address is lost by going back and forth. */
static void
identity_continue_cb (MailerAssistant *self)
{
  g_autofree char *full_name = mailer_assistant_identity_page_dup_full_name (self->identity_page);
  g_autofree char *address = mailer_assistant_identity_page_dup_address (self->identity_page);

  if (self->is_looking_up)
    return;

  if (self->lookup != NULL && g_strcmp0 (self->lookup->settings->address, address) == 0)
    {
      g_free (self->settings->full_name);
      self->settings->full_name = g_steal_pointer (&full_name);
      show_lookup (self);
      return;
    }

  self->is_looking_up = TRUE;
  mailer_engine_lookup_async (self->engine, full_name, address, self->cancellable, lookup_cb, g_object_ref (self));
}

/* What no setting can change is waited for; it does not send anybody to the manual page. */
static gboolean
is_worth_waiting (const GError *error)
{
  return g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_OFFLINE)
         || g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_CLOSED)
         || g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SERVER_BUSY);
}

/* Without an account there is nothing to read meanwhile, and nothing is tried again by itself. */
static char *
describe_remedy (const GError *error)
{
  if (is_worth_waiting (error))
    return g_strdup (_ ("Check the connection to the internet, and try again in a moment."));

  return mailer_error_text_dup_body (error);
}

static void
set_checking_failed (MailerAssistant *self,
                     const GError    *error)
{
  gboolean         has_failed = error != NULL;
  g_autofree char *title = has_failed ? mailer_error_text_dup_title (error) : NULL;
  g_autofree char *body = has_failed ? describe_remedy (error) : NULL;

  gtk_label_set_label (self->checking_title, has_failed ? _ ("That Did Not Work Yet") : _ ("Signing In…"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->failure_row), has_failed ? title : "");
  adw_action_row_set_subtitle (self->failure_row, has_failed ? body : "");
  gtk_widget_set_visible (GTK_WIDGET (self->failure_group), has_failed);
  gtk_widget_set_visible (GTK_WIDGET (self->retry_button), has_failed);
  gtk_widget_set_visible (GTK_WIDGET (self->edit_button), has_failed);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), !has_failed);
  if (has_failed)
    gtk_widget_grab_focus (GTK_WIDGET (self->retry_button));
}

static void
start_check (MailerAssistant *self)
{
  g_autofree char *password = g_strdup (get_password (self));

  show_page (self, PAGE_CHECKING);
  set_checking_failed (self, NULL);
  mailer_account_check_group_start (self->check_group, self->engine, self->settings, password);
  explicit_bzero (password, strlen (password));
}

static void
found_sign_in_cb (MailerAssistant *self)
{
  self->is_by_hand = FALSE;
  mailer_server_settings_copy (&self->lookup->settings->imap, &self->settings->imap);
  mailer_server_settings_copy (&self->lookup->settings->smtp, &self->settings->smtp);
  start_check (self);
}

static void
servers_sign_in_cb (MailerAssistant *self)
{
  mailer_account_form_clear_errors (self->form);
  if (mailer_account_form_read (self->form, self->settings))
    start_check (self);
}

static void
edit_cb (MailerAssistant *self)
{
  self->is_by_hand = TRUE;
  show_servers (self);
}

static void
back_cb (MailerAssistant *self)
{
  if (is_at (self, PAGE_CHECKING))
    {
      mailer_account_check_group_cancel (self->check_group);
      show_lookup (self);
    }
  else if (is_at (self, PAGE_SERVERS) && self->lookup->is_known)
    {
      self->is_by_hand = FALSE;
      show_page (self, PAGE_FOUND);
    }
  else if (is_at (self, PAGE_SERVERS) || is_at (self, PAGE_FOUND))
    show_page (self, PAGE_IDENTITY);
}

static void
account_added_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (MailerAssistant) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerAccount) account = mailer_engine_add_account_finish (MAILER_ENGINE (source), result, &error);
  g_autofree char *description = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->back_button), TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), TRUE);
  if (account == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        set_checking_failed (self, error);
      return;
    }

  self->account_id = g_strdup (mailer_account_get_id (account));
  description = g_markup_printf_escaped (
      _ ("%s is set up. Your messages are coming in, and new ones arrive by themselves."),
      mailer_account_get_settings (account)->address);
  adw_status_page_set_description (self->done_page, description);
  set_password (self, "");
  show_page (self, PAGE_DONE);
}

/* The account is on its way to the disk: from here on it is too late to go back. */
static void
add_account (MailerAssistant *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->back_button), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), FALSE);
  mailer_engine_add_account_async (self->engine,
                                   self->settings,
                                   mailer_account_form_get_password (self->form),
                                   self->cancellable,
                                   account_added_cb,
                                   g_object_ref (self));
}

static void
show_check_errors (MailerAssistant *self)
{
  const GError *imap = mailer_account_check_group_get_error (self->check_group, MAILER_CHECK_IMAP);
  const GError *smtp = mailer_account_check_group_get_error (self->check_group, MAILER_CHECK_SMTP);
  const GError *first = imap != NULL ? imap : smtp;

  if (!self->is_by_hand && mailer_account_error_is_about_password (first))
    {
      show_page (self, PAGE_FOUND);
      mailer_assistant_found_page_show_password_error (self->found_page, first);
      return;
    }

  if (is_worth_waiting (first) && (smtp == NULL || is_worth_waiting (smtp)))
    {
      set_checking_failed (self, first);
      return;
    }

  if (!self->is_by_hand)
    mailer_account_form_set_settings (self->form, self->settings);
  self->is_by_hand = TRUE;
  gtk_button_set_label (self->test_button, _ ("Test Again"));
  show_servers (self);
  if (smtp != NULL)
    mailer_account_form_show_error (self->form, self->engine, self->settings, MAILER_CHECK_SMTP, smtp);
  if (imap != NULL)
    mailer_account_form_show_error (self->form, self->engine, self->settings, MAILER_CHECK_IMAP, imap);
}

static void
check_done_cb (MailerAssistant *self)
{
  if (mailer_account_check_group_has_failed (self->check_group))
    show_check_errors (self);
  else
    add_account (self);
}

static void
done_cb (MailerAssistant *self)
{
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0, self->account_id);
}

static void
back_action_cb (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  MailerAssistant *self = MAILER_ASSISTANT (widget);

  if (gtk_widget_get_sensitive (GTK_WIDGET (self->back_button)))
    back_cb (self);
}

static gboolean
mailer_assistant_grab_focus (GtkWidget *widget)
{
  focus_page (MAILER_ASSISTANT (widget));
  return TRUE;
}

static gboolean
focus_cb (gpointer user_data)
{
  MailerAssistant *self = user_data;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    focus_page (self);
  return G_SOURCE_REMOVE;
}

/* Whatever window it is in, one types at once. A stack around it moves the focus after it has mapped its
 * child, so that we come later. */
static void
mailer_assistant_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mailer_assistant_parent_class)->map (widget);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, focus_cb, g_object_ref (widget), g_object_unref);
}

static void
mailer_assistant_dispose (GObject *object)
{
  MailerAssistant *self = MAILER_ASSISTANT (object);

  g_cancellable_cancel (self->cancellable);
  if (self->check_group != NULL)
    mailer_account_check_group_cancel (self->check_group);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->lookup, mailer_lookup_free);
  g_clear_pointer (&self->settings, mailer_account_settings_free);
  g_clear_pointer (&self->account_id, g_free);

  G_OBJECT_CLASS (mailer_assistant_parent_class)->dispose (object);
}

static void
mailer_assistant_finalize (GObject *object)
{
  MailerAssistant *self = MAILER_ASSISTANT (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (mailer_assistant_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, back_button);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, problem_notice);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, pages);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, identity_page);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, found_page);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, servers_title);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, servers_intro);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, form);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, test_button);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, checking_title);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, check_group);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, failure_group);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, failure_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, retry_button);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, edit_button);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, done_page);
  gtk_widget_class_bind_template_child (widget_class, MailerAssistant, done_button);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, identity_continue_cb);
  gtk_widget_class_bind_template_callback (widget_class, found_sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, servers_sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_check);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
}

static void
mailer_assistant_class_init (MailerAssistantClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mailer_assistant_dispose;
  object_class->finalize = mailer_assistant_finalize;
  widget_class->grab_focus = mailer_assistant_grab_focus;
  widget_class->map = mailer_assistant_map;

  signals[SIGNAL_FINISHED] = g_signal_new ("finished",
                                           G_TYPE_FROM_CLASS (klass),
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           1,
                                           G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "assistant.back", NULL, back_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "assistant.back", NULL);

  g_type_ensure (MAILER_TYPE_ASSISTANT_IDENTITY_PAGE);
  g_type_ensure (MAILER_TYPE_ASSISTANT_FOUND_PAGE);
  g_type_ensure (MAILER_TYPE_ACCOUNT_FORM);
  g_type_ensure (MAILER_TYPE_ACCOUNT_CHECK_GROUP);
  g_type_ensure (MAILER_TYPE_PROBLEM_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-assistant.ui");
  bind_template (widget_class);
}

static void
mailer_assistant_init (MailerAssistant *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
mailer_assistant_new (MailerEngine *engine)
{
  MailerAssistant *self;
  guint            n_accounts;

  g_return_val_if_fail (MAILER_IS_ENGINE (engine), NULL);

  self = g_object_new (MAILER_TYPE_ASSISTANT, NULL);
  self->engine = g_object_ref (engine);
  mailer_problem_notice_set_engine (self->problem_notice, engine);
  n_accounts = g_list_model_get_n_items (mailer_engine_get_accounts (engine));
  mailer_assistant_identity_page_set_is_first (self->identity_page, n_accounts == 0);

  return GTK_WIDGET (self);
}

/* For its own window only: in the main window there is nothing behind the assistant. */
static void
add_close_keys (GtkWidget *window)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (
                                                              "Escape|<Control>w"),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, controller);
}

void
mailer_assistant_window_present (MailerEngine *engine,
                                 GtkWindow    *parent)
{
  GtkWidget *assistant;
  GtkWidget *window;

  g_return_if_fail (MAILER_IS_ENGINE (engine));

  assistant = mailer_assistant_new (engine);
  window = g_object_new (ADW_TYPE_WINDOW,
                         "title", _ ("Add an Account"),
                         "modal", TRUE,
                         "transient-for", parent,
                         "default-width", 480,
                         "default-height", 640,
                         "content", assistant,
                         NULL);
  add_close_keys (window);
  g_signal_connect_swapped (assistant, "finished", G_CALLBACK (gtk_window_destroy), window);
  gtk_window_present (GTK_WINDOW (window));
}
