/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What we write has two parts, each between a pair of marks on lines of their own:
 *
 *     # Mailer: needs                      at the top, because RFC 5228, section 3.2, wants every
 *     require ["fileinto", "imap4flags"];  "require" in front of every other command
 *     # Mailer: end of needs
 *     ... the script of somebody else, untouched ...
 *     # Mailer: rules
 *     # Rule: NAME
 *     if allof (header :contains "Subject" "TEXT") {
 *         addflag "\\Flagged";
 *         fileinto "MAILBOX";
 *         stop;
 *     }
 *     # Mailer: end of rules
 *
 * Texts never hold a control character, so no text can look like a mark. Reading accepts exactly what
 * writing produces, with any kind of line end, for servers change those. */

#include "config.h"

#include "mailer-sieve-rule.h"

#include <string.h>

#define NEEDS_BEGIN "# Mailer: needs"
#define NEEDS_END "# Mailer: end of needs"
#define RULES_BEGIN "# Mailer: rules"
#define RULES_END "# Mailer: end of rules"
#define NAME_MARK "# Rule: "

static const char *const field_names[] = {
  [MAILER_SIEVE_FIELD_FROM] = "\"From\"",
  [MAILER_SIEVE_FIELD_TO] = "[\"To\", \"Cc\"]",
  [MAILER_SIEVE_FIELD_SUBJECT] = "\"Subject\"",
};

static void
free_condition (gpointer data)
{
  MailerSieveCondition *condition = data;

  g_free (condition->text);
  g_free (condition);
}

MailerSieveRule *
mailer_sieve_rule_new (const char *name)
{
  MailerSieveRule *self = g_new0 (MailerSieveRule, 1);

  self->name = g_strdup (name);
  self->conditions = g_ptr_array_new_with_free_func (free_condition);

  return self;
}

void
mailer_sieve_rule_free (MailerSieveRule *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_ptr_array_unref (self->conditions);
  g_strfreev (self->flags);
  g_free (self->mailbox);
  g_free (self);
}

void
mailer_sieve_rule_add_condition (MailerSieveRule *self,
                                 MailerSieveField field,
                                 const char      *text)
{
  MailerSieveCondition *condition = g_new0 (MailerSieveCondition, 1);

  condition->field = field;
  condition->text = g_strdup (text);
  g_ptr_array_add (self->conditions, condition);
}

/* --- Writing ---------------------------------------------------------------------------------- */

static char *
dup_clean (const char *text)
{
  char *clean = g_utf8_make_valid (text, -1);

  for (char *p = clean; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';

  return clean;
}

static void
append_string (GString    *out,
               const char *text)
{
  g_autofree char *clean = dup_clean (text);

  g_string_append_c (out, '"');
  for (const char *p = clean; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static void
append_test (GString               *out,
             const MailerSieveRule *rule)
{
  g_string_append (out, rule->conditions->len == 0 ? "if true" : rule->is_any ? "if anyof ("
                                                                              : "if allof (");
  for (guint i = 0; i < rule->conditions->len; i++)
    {
      const MailerSieveCondition *condition = g_ptr_array_index (rule->conditions, i);

      g_string_append_printf (out, "%sheader :contains %s ", i > 0 ? ", " : "", field_names[condition->field]);
      append_string (out, condition->text);
    }
  g_string_append (out, rule->conditions->len == 0 ? " {\r\n" : ") {\r\n");
}

static void
append_command (GString    *out,
                const char *verb,
                const char *argument)
{
  g_string_append_printf (out, "    %s ", verb);
  append_string (out, argument);
  g_string_append (out, ";\r\n");
}

static void
append_rule (GString               *out,
             const MailerSieveRule *rule)
{
  g_autofree char *name = dup_clean (rule->name);

  g_string_append_printf (out, NAME_MARK "%s\r\n", name);
  append_test (out, rule);
  if (rule->is_discarded)
    g_string_append (out, "    discard;\r\n");
  for (gsize i = 0; !rule->is_discarded && rule->flags != NULL && rule->flags[i] != NULL; i++)
    append_command (out, "addflag", rule->flags[i]);
  if (!rule->is_discarded && rule->mailbox != NULL)
    append_command (out, "fileinto", rule->mailbox);
  if (rule->is_last)
    g_string_append (out, "    stop;\r\n");
  g_string_append (out, "}\r\n");
}

static void
append_needs (GString   *out,
              GPtrArray *rules)
{
  gboolean has_mailbox = FALSE;
  gboolean has_flags = FALSE;

  for (guint i = 0; i < rules->len; i++)
    {
      const MailerSieveRule *rule = g_ptr_array_index (rules, i);

      has_mailbox |= !rule->is_discarded && rule->mailbox != NULL;
      has_flags |= !rule->is_discarded && rule->flags != NULL && rule->flags[0] != NULL;
    }
  if (!has_mailbox && !has_flags)
    return;
  g_string_append_printf (out, NEEDS_BEGIN "\r\nrequire [%s%s%s];\r\n" NEEDS_END "\r\n",
                          has_mailbox ? "\"fileinto\"" : "", has_mailbox && has_flags ? ", " : "",
                          has_flags ? "\"imap4flags\"" : "");
}

static void
append_rules (GString   *out,
              GPtrArray *rules)
{
  if (rules->len == 0)
    return;
  g_string_append (out, RULES_BEGIN "\r\n");
  for (guint i = 0; i < rules->len; i++)
    append_rule (out, g_ptr_array_index (rules, i));
  g_string_append (out, RULES_END "\r\n");
}

/* --- Finding our parts ------------------------------------------------------------------------- */

static gsize
count_line_end (const char *text)
{
  return g_str_has_prefix (text, "\r\n") ? 2 : *text == '\n' ? 1
                                                             : 0;
}

/* A line that is exactly @mark, or NULL. */
static const char *
find_line (const char *text,
           const char *mark)
{
  const char *line = text;

  while (line != NULL)
    {
      const char *end = line + strlen (mark);

      if (g_str_has_prefix (line, mark) && (*end == '\0' || count_line_end (end) > 0))
        return line;
      line = strchr (line, '\n');
      if (line != NULL)
        line++;
    }

  return NULL;
}

static const char *
skip_line (const char *line)
{
  const char *end = strchr (line, '\n');

  return end == NULL ? line + strlen (line) : end + 1;
}

/* The part between two marks with its marks: [start, end), or FALSE. */
static gboolean
find_part (const char  *script,
           const char  *begin_mark,
           const char  *end_mark,
           const char **start,
           const char **end)
{
  *start = find_line (script, begin_mark);
  *end = *start == NULL ? NULL : find_line (*start, end_mark);
  if (*end == NULL)
    return FALSE;
  *end = skip_line (*end);

  return TRUE;
}

static char *
dup_without_part (const char *script,
                  const char *begin_mark,
                  const char *end_mark)
{
  const char *start;
  const char *end;

  if (!find_part (script, begin_mark, end_mark, &start, &end))
    return g_strdup (script);

  return g_strdup_printf ("%.*s%s", (int)(start - script), script, end);
}

char *
mailer_sieve_rules_write (const char *script,
                          GPtrArray  *rules)
{
  g_autofree char *without_needs = NULL;
  g_autofree char *foreign = NULL;
  GString         *out = g_string_new (NULL);

  g_return_val_if_fail (rules != NULL, NULL);

  without_needs = dup_without_part (script != NULL ? script : "", NEEDS_BEGIN, NEEDS_END);
  foreign = dup_without_part (without_needs, RULES_BEGIN, RULES_END);
  append_needs (out, rules);
  g_string_append (out, foreign);
  if (rules->len > 0 && *foreign != '\0' && !g_str_has_suffix (foreign, "\n"))
    g_string_append (out, "\r\n");
  append_rules (out, rules);

  return g_string_free (out, FALSE);
}

/* --- Reading ----------------------------------------------------------------------------------- */

/* Each function of this part moves @at behind what it takes, or leaves it and returns FALSE. */

static gboolean
take (const char **at,
      const char  *text)
{
  if (!g_str_has_prefix (*at, text))
    return FALSE;
  *at += strlen (text);

  return TRUE;
}

static gboolean
take_line_end (const char **at)
{
  gsize n = count_line_end (*at);

  *at += n;

  return n > 0;
}

static gboolean
take_string (const char **at,
             char       **text)
{
  g_autoptr (GString) value = g_string_new (NULL);
  const char *p = *at;

  if (*p++ != '"')
    return FALSE;
  for (; *p != '"'; p++)
    {
      if (*p == '\\')
        p++;
      if (*p == '\0' || g_ascii_iscntrl (*p))
        return FALSE;
      g_string_append_c (value, *p);
    }
  *at = p + 1;
  *text = g_string_free (g_steal_pointer (&value), FALSE);

  return TRUE;
}

static gboolean
take_condition (const char     **at,
                MailerSieveRule *rule)
{
  g_autofree char *text = NULL;

  if (!take (at, "header :contains "))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (field_names); i++)
    if (take (at, field_names[i]))
      {
        if (!take (at, " ") || !take_string (at, &text))
          return FALSE;
        mailer_sieve_rule_add_condition (rule, i, text);
        return TRUE;
      }

  return FALSE;
}

static gboolean
take_test (const char     **at,
           MailerSieveRule *rule)
{
  if (take (at, "if true {"))
    return take_line_end (at);
  rule->is_any = take (at, "if anyof (");
  if (!rule->is_any && !take (at, "if allof ("))
    return FALSE;
  do
    if (!take_condition (at, rule))
      return FALSE;
  while (take (at, ", "));

  return take (at, ") {") && take_line_end (at);
}

static gboolean
take_end_of_command (const char **at)
{
  return take (at, ";") && take_line_end (at);
}

static gboolean
take_flags (const char     **at,
            MailerSieveRule *rule)
{
  g_autoptr (GPtrArray) flags = g_ptr_array_new_with_free_func (g_free);

  while (take (at, "    addflag "))
    {
      char *flag;

      if (!take_string (at, &flag))
        return FALSE;
      g_ptr_array_add (flags, flag);
      if (!take_end_of_command (at))
        return FALSE;
    }
  if (flags->len == 0)
    return TRUE;
  g_ptr_array_add (flags, NULL);
  rule->flags = (GStrv)g_ptr_array_steal (flags, NULL);

  return TRUE;
}

static gboolean
take_actions (const char     **at,
              MailerSieveRule *rule)
{
  if (take (at, "    discard"))
    {
      rule->is_discarded = TRUE;
      if (!take_end_of_command (at))
        return FALSE;
    }
  else if (!take_flags (at, rule))
    return FALSE;
  else if (take (at, "    fileinto ") && !(take_string (at, &rule->mailbox) && take_end_of_command (at)))
    return FALSE;
  if (take (at, "    stop"))
    {
      rule->is_last = TRUE;
      if (!take_end_of_command (at))
        return FALSE;
    }

  return take (at, "}") && take_line_end (at);
}

static MailerSieveRule *
take_rule (const char **at)
{
  const char      *end;
  g_autofree char *name = NULL;
  g_autoptr (MailerSieveRule) rule = NULL;

  if (!take (at, NAME_MARK))
    return NULL;
  end = *at + strcspn (*at, "\r\n");
  name = g_strndup (*at, end - *at);
  *at = end;
  rule = mailer_sieve_rule_new (name);
  if (!take_line_end (at) || !take_test (at, rule) || !take_actions (at, rule))
    return NULL;

  return g_steal_pointer (&rule);
}

static void
set_not_ours (GError **error)
{
  GError *made = g_error_new_literal (MAILER_SIEVE_ERROR, MAILER_SIEVE_ERROR_NOT_OURS,
                                      "The rules in the script were changed by somebody else");

  mailer_error_edit_details (made)->scope = MAILER_ERROR_SCOPE_MESSAGE;
  mailer_error_edit_details (made)->retry = MAILER_ERROR_RETRY_NEVER;
  g_propagate_error (error, made);
}

GPtrArray *
mailer_sieve_rules_read (const char *script,
                         GError    **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_sieve_rule_free);
  const char *at;

  g_return_val_if_fail (script != NULL, NULL);

  at = find_line (script, RULES_BEGIN);
  if (at == NULL)
    return g_steal_pointer (&rules);
  at = skip_line (at);
  while (find_line (at, RULES_END) != at)
    {
      MailerSieveRule *rule = take_rule (&at);

      if (rule == NULL)
        {
          set_not_ours (error);
          return NULL;
        }
      g_ptr_array_add (rules, rule);
    }

  return g_steal_pointer (&rules);
}
