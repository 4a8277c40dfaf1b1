#!/bin/sh
# Compile the style sheet. Needs Node once, on the machine of whoever changes it; nothing needs Node afterwards.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
modules=${NODE_MODULES:-$here/node_modules}
[ -d "$modules/govuk-frontend" ] || npm install --no-save --prefix "$here" govuk-frontend@6.6.0 sass@1.108.2
"$modules/.bin/sass" --load-path="$modules" --no-source-map --style=compressed --quiet-deps \
  "$here/talenttrack.scss" "$here/../static/talenttrack.css"
