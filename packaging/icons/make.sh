#!/bin/sh
# Draws the PNGs from the SVG (Debian: librsvg2-bin).
set -eu
cd "$(dirname "$0")"
for size in 16 22 24 32 48 64 128 256 512; do
    rsvg-convert --width $size --height $size parlance.svg --output parlance-$size.png
done
