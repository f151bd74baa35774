#!/bin/sh
# Makes the fonts of this folder from the packages that they come from. Needs apt-get, npm and fonttools with brotli.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
cd "$work"
apt-get download fonts-inter fonts-noto-core fonts-noto-cjk fonts-droid-fallback
for package in *.deb; do dpkg -x "$package" .; done
npm pack --silent @fontsource/noto-emoji@5.3.2
tar xzf fontsource-noto-emoji-5.3.2.tgz
fonts=usr/share/fonts

subset() { # name, source, code points, further options
    name=$1 source=$2 unicodes=$3
    shift 3
    pyftsubset "$source" --unicodes="$unicodes" --no-hinting --name-IDs=0,1,2,3,4,5,6,13,14 \
        --drop-tables+=FFTM,vhea,vmtx,VORG,BASE --output-file="$here/$name" "$@"
}

# Latin, Greek, Cyrillic, punctuation and common signs.
letters=20-24f,250-36f,370-3ff,400-52f,1e00-1fff,2000-218f,2190-22ff,25a0-25ff,2600-27bf,fffd
for weight in Regular SemiBold; do
    subset Inter-$weight.otf $fonts/opentype/inter/Inter-$weight.otf $letters \
        --layout-features=kern,ccmp,locl,mark,mkmk,tnum
done
# All digits have one width, so that columns of numbers line up: usvg cannot turn a font's feature on.
python3 - "$here" <<'PYTHON'
import sys
from fontTools.ttLib import TTFont
for weight in ("Regular", "SemiBold"):
    path = f"{sys.argv[1]}/Inter-{weight}.otf"
    font = TTFont(path)
    gsub = font["GSUB"].table
    features = [record.Feature for record in gsub.FeatureList.FeatureRecord if record.FeatureTag == "tnum"]
    lookups = [gsub.LookupList.Lookup[index] for index in features[0].LookupListIndex]
    tabular = {before: after for lookup in lookups for table in lookup.SubTable for before, after in table.mapping.items()}
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            table.cmap[code] = tabular.get(table.cmap[code], table.cmap[code])
    font.save(path)
PYTHON
for script in Arabic Armenian Devanagari Georgian Hebrew Thai; do
    subset NotoSans$script.ttf $fonts/truetype/noto/NotoSans$script-Regular.ttf '*'
done
subset NotoSansMath.ttf $fonts/truetype/noto/NotoSansMath-Regular.ttf 2100-214f,1d400-1d7ff --layout-features=
subset NotoSansSymbols.ttf $fonts/truetype/noto/NotoSansSymbols-Regular.ttf 2100-27ff,1f100-1f1ff --layout-features=
subset NotoSansSymbols2.ttf $fonts/truetype/noto/NotoSansSymbols2-Regular.ttf 2190-2bff --layout-features=
subset NotoEmoji.ttf package/files/noto-emoji-emoji-400-normal.woff2 2190-2bff,1f000-1faff --layout-features= --flavor=
# Every Korean syllable, and every Chinese and Japanese character of the basic plane's main block.
subset NotoSansHangul.otf $fonts/opentype/noto/NotoSansCJK-Regular.ttc 3130-318f,ac00-d7a3 --font-number=1 \
    --layout-features=
subset DroidSansFallback.ttf $fonts/truetype/droid/DroidSansFallbackFull.ttf 3000-312f,31a0-31bf,4e00-9fff,ff00-ffef \
    --layout-features=
rm -r "$work"
