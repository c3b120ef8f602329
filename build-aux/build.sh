# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# shellcheck shell=sh
# Shell functions that the commands beside it share. To be read with `.`.

# prepare_build FOLDER OPTION...: a build folder with exactly these options, made or made again.
# The options of the last time are kept in the folder, since meson cannot be asked for them.
prepare_build() {
  folder=$1
  shift
  if [ -e "$folder/build.ninja" ] && [ "$(cat "$folder/options" 2>/dev/null)" = "$*" ]; then
    return
  fi
  if [ -e "$folder/meson-private" ]; then
    meson setup --wipe "$folder" "$source" "$@" >"$folder.log" || { cat "$folder.log"; return 1; }
  else
    meson setup "$folder" "$source" "$@" >"$folder.log" || { cat "$folder.log"; return 1; }
  fi
  echo "$*" >"$folder/options"
}

# build_installed SOURCE: builds Mailer and installs it into a folder below the build folder, which
# $installed then names, and lets programs find what is there.
build_installed() {
  source=$1
  installed=$source/_build/installed
  prepare_build "$source/_build" "--prefix=$installed" --libdir=lib
  ninja -C "$source/_build" >"$source/_build.log" || { cat "$source/_build.log"; return 1; }
  meson install -C "$source/_build" --only-changed --no-rebuild --quiet
  export XDG_DATA_DIRS="$installed/share:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}"
}
