#!/bin/sh
# Writes subtitles beside every recording of a folder that has none yet, with a running `parlance serve`.
set -eu
folder=${1:?usage: transcribe-folder.sh FOLDER}
url=${PARLANCE_URL:-http://127.0.0.1:8178}
status=0
for file in "$folder"/*; do
    case $file in
    *.wav | *.flac | *.mp3 | *.ogg | *.opus | *.m4a | *.mp4 | *.mkv | *.webm | *.aac) ;;
    *) continue ;;
    esac
    subtitles=${file%.*}.srt
    [ -e "$subtitles" ] && continue
    # The token goes by a file, so that no other program sees it among the arguments.
    if {
        [ -z "${PARLANCE_TOKEN_FILE:-}" ] || printf 'header = "Authorization: Bearer %s"\n' "$(cat "$PARLANCE_TOKEN_FILE")"
    } | curl --config - --silent --show-error --fail-with-body --retry 5 \
        --form "file=@$file" --form response_format=srt \
        --output "$subtitles.part" "$url/v1/audio/transcriptions"; then
        mv "$subtitles.part" "$subtitles"
        echo "$subtitles"
    else
        cat "$subtitles.part" >&2 2>/dev/null || true
        rm -f "$subtitles.part"
        status=1
    fi
done
exit $status
