### Jedes Wort, das das Fenster zeigt, auf Deutsch. Befehle werden auf Englisch gesprochen und stehen darum auf Englisch hier.

## Was die Sitzung sagt; die Meldungen stehen auf Englisch in src/message/catalogue.rs

said-deleted = „{ $what }“ gelöscht
said-deleted-places = „{ $what }“ an { $places } Stellen gelöscht
said-deleted-selection = die Auswahl gelöscht
said-replaced = „{ $old }“ durch „{ $new }“ ersetzt
said-replaced-places = „{ $old }“ an { $places } Stellen durch „{ $new }“ ersetzt
said-inserted-after = „{ $new }“ nach „{ $what }“ eingefügt
said-inserted-before = „{ $new }“ vor „{ $what }“ eingefügt
said-break-after = einen Umbruch nach „{ $what }“ eingefügt
said-break-before = einen Umbruch vor „{ $what }“ eingefügt
said-inserted-at-start = „{ $new }“ am Anfang eingefügt
said-inserted-at-end = „{ $new }“ am Ende eingefügt
said-inserted = „{ $new }“ eingefügt
said-spelled = „{ $letters }“ buchstabiert
said-added-line = „{ $new }“ hinzugefügt
said-resuming-after = weiter nach „{ $what }“
said-became = aus „{ $old }“ wurde „{ $new }“
said-case-changed = Groß- und Kleinschreibung an { $places } Stellen geändert
said-moved-to-top = „{ $what }“ an den Anfang gestellt
said-moved-to-end = „{ $what }“ ans Ende gestellt
said-moved-before = „{ $what }“ davor gestellt
said-moved-after = „{ $what }“ dahinter gestellt
said-moved-up = nach oben gestellt
said-moved-down = nach unten gestellt
said-swapped = „{ $one }“ und „{ $other }“ vertauscht
said-swapped-both = beide vertauscht
said-swapped-two = zwei { $unit ->
    [word] Wörter
    [line] Zeilen
    [sentence] Sätze
    [paragraph] Absätze
    [heading] Überschriften
    [list-item] Listenpunkte
   *[other] Zeichen
 } vertauscht
said-joined = zusammengefügt
said-split = geteilt
said-doubled = „{ $what }“ verdoppelt
said-sorted = sortiert
said-sorted-in-reverse = rückwärts sortiert
said-order-turned = die Reihenfolge umgedreht
said-made-heading = Überschrift { $n }
said-heading-up = die Überschrift ist eine Ebene höher
said-heading-down = die Überschrift ist eine Ebene tiefer
said-heading-plain = die Überschrift ist einfacher Text
said-made-item = zu einem Listenpunkt gemacht
said-made-list = { $kind ->
    [numbered-list] eine nummerierte Liste
   *[other] eine Liste
 } daraus gemacht
said-list-continues = { $kind ->
    [numbered-list] nummerierte Liste
   *[other] Liste
 }
said-list-started = { $kind ->
    [numbered-list] nummerierte Liste
   *[other] Liste
 }; sagen Sie „next item“ und „end list“
said-list-marks-gone = die Zeichen der Listenpunkte entfernt
said-line-above = eine neue Zeile darüber
said-line-below = eine neue Zeile darunter
said-next-item = nächster Punkt
said-list-ended = Liste beendet
said-indented = eingerückt
said-outdented = ausgerückt
said-emphasised = „{ $what }“ ist jetzt { $style ->
    [bold] fett
    [italic] kursiv
    [underlined] unterstrichen
    [struck-through] durchgestrichen
   *[other] Code
 }
said-emphasised-places = { $places } Stellen sind jetzt { $style ->
    [bold] fett
    [italic] kursiv
    [underlined] unterstrichen
    [struck-through] durchgestrichen
   *[other] Code
 }
said-enclosed = „{ $what }“ in { $open } { $close } gesetzt
said-hyphenated = „{ $what }“ mit Bindestrichen
said-linked = „{ $what }“ mit { $address } verknüpft
said-link-plain = der Link ist einfacher Text
said-quoted = „{ $what }“ als Zitat
said-plain = „{ $what }“ ist einfacher Text
said-caret-moved = Schreibmarke bewegt
said-caret-before = Schreibmarke vor „{ $what }“
said-caret-after = Schreibmarke nach „{ $what }“
said-caret-at-start = am Anfang
said-caret-at-end = am Ende
said-caret-stepped = nach { $direction ->
    [up] oben
    [down] unten
    [left] links
   *[other] rechts
 }
said-next-unit = { $unit ->
    [word] nächstes Wort
    [line] nächste Zeile
    [sentence] nächster Satz
    [paragraph] nächster Absatz
    [heading] nächste Überschrift
    [list-item] nächster Listenpunkt
   *[other] nächstes Zeichen
 }
said-previous-unit = { $unit ->
    [word] voriges Wort
    [line] vorige Zeile
    [sentence] voriger Satz
    [paragraph] voriger Absatz
    [heading] vorige Überschrift
    [list-item] voriger Listenpunkt
   *[other] voriges Zeichen
 }
said-found = „{ $what }“ gefunden
said-selected = „{ $what }“ ausgewählt
said-nothing-selected = nichts ausgewählt
said-match-of = Treffer { $n } von { $of }
said-all-so-already = sie sind schon so
said-so-already = „{ $what }“ ist schon so
said-there-already = „{ $what }“ steht schon da
said-place-already = es steht schon dort
said-style-already = „{ $what }“ ist schon { $style ->
    [bold] fett
    [italic] kursiv
    [underlined] unterstrichen
    [struck-through] durchgestrichen
   *[other] Code
 }
said-style-places-already = { $places } Stellen sind schon { $style ->
    [bold] fett
    [italic] kursiv
    [underlined] unterstrichen
    [struck-through] durchgestrichen
   *[other] Code
 }
said-heading-already = es ist schon diese Überschrift
said-list-already = es ist schon { $kind ->
    [numbered-list] eine nummerierte Liste
   *[other] eine Liste
 }
said-plural-already = „{ $what }“ ist schon die Mehrzahl
said-singular-already = „{ $what }“ ist schon die Einzahl
said-quote-already = es ist schon ein Zitat
said-sorted-already = es ist schon sortiert
said-heading-levels = Überschriften gehen von 1 bis 6
said-heading-no-further = weiter geht die Überschrift nicht
said-overlapping = beide überschneiden sich; nichts wurde vertauscht
said-only-one = es gibt nur { $unit ->
    [word] ein Wort
    [line] eine Zeile
    [sentence] einen Satz
    [paragraph] einen Absatz
    [heading] eine Überschrift
    [list-item] einen Listenpunkt
   *[other] ein Zeichen
 }
said-nothing-to-join = es gibt nichts zusammenzufügen
said-nothing-before = vor der Schreibmarke steht nichts
said-no-formatting = es gibt keine Auszeichnung
said-item-empty = der Listenpunkt ist noch leer
said-nothing-to-indent = nichts einzurücken
said-caret-at-edge = weiter geht die Schreibmarke nicht
said-not-in-text = „{ $words }“ steht nicht im Text
said-nothing-meant = nichts ist ausgewählt und nichts wurde eben gesagt
said-nothing-in-document = hier ist nichts: das Dokument ist leer
said-nothing-there = dort ist nichts
said-nothing-else = sonst ist hier nichts
said-not-so-many = so viele davon gibt es nicht
said-none-of-these = davon gibt es hier nichts
said-no-such-thing-there = so etwas gibt es dort nicht
said-no-unit-here = hier gibt es { $unit ->
    [word] kein Wort
    [line] keine Zeile
    [sentence] keinen Satz
    [paragraph] keinen Absatz
    [heading] keine Überschrift
    [list-item] keinen Listenpunkt
   *[other] kein Zeichen
 }
said-no-unit = es gibt { $unit ->
    [word] kein Wort
    [line] keine Zeile
    [sentence] keinen Satz
    [paragraph] keinen Absatz
    [heading] keine Überschrift
    [list-item] keinen Listenpunkt
   *[other] kein Zeichen
 }
said-no-unit-there = dort gibt es { $unit ->
    [word] kein Wort
    [line] keine Zeile
    [sentence] keinen Satz
    [paragraph] keinen Absatz
    [heading] keine Überschrift
    [list-item] keinen Listenpunkt
   *[other] kein Zeichen
 }
said-no-unit-number = es gibt { $unit ->
    [word] kein Wort
    [line] keine Zeile
    [sentence] keinen Satz
    [paragraph] keinen Absatz
    [heading] keine Überschrift
    [list-item] keinen Listenpunkt
   *[other] kein Zeichen
 } Nummer { $n }
said-no-unit-from-end = es gibt { $unit ->
    [word] kein Wort
    [line] keine Zeile
    [sentence] keinen Satz
    [paragraph] keinen Absatz
    [heading] keine Überschrift
    [list-item] keinen Listenpunkt
   *[other] kein Zeichen
 } Nummer { $n } vom Ende
said-no-unit-in-middle = in der Mitte gibt es { $unit ->
    [word] kein Wort
    [line] keine Zeile
    [sentence] keinen Satz
    [paragraph] keinen Absatz
    [heading] keine Überschrift
    [list-item] keinen Listenpunkt
   *[other] kein Zeichen
 }
said-no-next-unit = es gibt { $unit ->
    [word] kein nächstes Wort
    [line] keine nächste Zeile
    [sentence] keinen nächsten Satz
    [paragraph] keinen nächsten Absatz
    [heading] keine nächste Überschrift
    [list-item] keinen nächsten Listenpunkt
   *[other] kein nächstes Zeichen
 }
said-no-previous-unit = es gibt { $unit ->
    [word] kein voriges Wort
    [line] keine vorige Zeile
    [sentence] keinen vorigen Satz
    [paragraph] keinen vorigen Absatz
    [heading] keine vorige Überschrift
    [list-item] keinen vorigen Listenpunkt
   *[other] kein voriges Zeichen
 }
said-no-text-here = hier steht kein Text
said-no-list-here = hier ist keine Liste
said-no-list-yet = hier ist keine Liste; sagen Sie „start bullet list“
said-no-heading-there = dort ist keine Überschrift
said-no-link-there = dort ist kein Link
said-not-so-often = so oft steht „{ $words }“ nicht da
said-no-such-sign = so ein „{ $mark }“ gibt es nicht
said-no-such-mark = { $mark ->
    [a-space] so ein Leerzeichen gibt es nicht
    [a-space-too-many] so ein überzähliges Leerzeichen gibt es nicht
    [a-line-break] so einen Zeilenumbruch gibt es nicht
    [an-empty-line] so eine Leerzeile gibt es nicht
   *[other] so ein Zeichen gibt es nicht
 }
said-no-such-pair = so ein Paar { $open } { $close } gibt es nicht
said-no-pair-around = ein Paar { $open } { $close } darum herum gibt es nicht
said-nothing-in-pair = zwischen { $open } und { $close } steht nichts
said-no-search-yet = es wurde noch nichts gesucht; sagen Sie „find“ und die Wörter
said-no-space-in = in „{ $what }“ ist kein Leerzeichen
said-nothing-to-copy = es gibt nichts zu kopieren
said-no-such-spelling = „{ $what }“ lässt sich nicht mit „{ $letters }“ schreiben
said-no-item-number = so viele Punkte, dass { $n } einer wäre, gibt es nicht
said-asleep = schläft; sagen Sie „{ $wake }“
said-says-how = „{ $words }“ sagt wie, nicht welche Wörter; sagen Sie die Wörter, oder „make … shorter“ zum Umschreiben
said-no-command-but = „{ $words }“ ist kein Befehl; es gibt „{ $command }“
said-no-command = „{ $words }“ ist kein Befehl; sagen Sie „help“
said-or-write = { $why }; „choose 1“ schreibt die Wörter
said-did-you-mean = meinten Sie: { $command }? Sagen Sie „yes“ oder „no“
said-which-one = was davon meinten Sie? Sagen Sie die Nummer, oder „no“
said-asked = { $yes }? Sagen Sie „yes“ oder „no“
said-one-of = { $done } ({ $picked } von { $of }; „choose { $other }“ für eine andere Stelle)
said-no-choice = eine Wahl { $n } gibt es nicht
said-not-all = alle zusammen gehen nicht; sagen Sie eine Nummer
said-text-changed = der Text hat sich seitdem geändert; sagen Sie es noch einmal
said-commands-in-english = { $language }: Befehle und Buchstaben gehen nur auf Englisch
said-written-as-read = { $language }: geschrieben wie gehört; Befehle und Überarbeitung können nur Englisch
said-wrote = „{ $what }“ geschrieben
said-wrote-space = ein Leerzeichen geschrieben
said-wrote-line = eine neue Zeile geschrieben
said-wrote-paragraph = einen neuen Absatz geschrieben
said-nothing-to-write = nichts zu schreiben
said-typing = getippt
said-closed-sentence = das Ende des letzten Satzes
said-brought-back = das Abgebrochene zurückgeholt
said-no-letters = „{ $words }“ sind keine Buchstaben; „dictation mode“ beendet das Buchstabieren
said-scratched = „{ $what }“ gestrichen
said-nothing-to-scratch = nichts zu streichen
said-undid = rückgängig: { $step }
said-undid-steps = { $n } Schritte rückgängig
said-undid-all = { $done }; „redo everything“ holt es zurück
said-nothing-to-undo = nichts rückgängig zu machen
said-redid = wieder: { $step }
said-redid-steps = { $n } Schritte wiederholt
said-nothing-to-redo = nichts zu wiederholen
said-nothing-changed = nichts wurde geändert
said-cancelled = abgebrochen
said-cleared = alles gelöscht
said-cleared-undo = alles gelöscht; „undo“ holt es zurück
said-done = erledigt
said-stayed-here = bei diesem Dokument geblieben
said-new-document = neues Dokument
said-correct-selected = „{ $what }“ ausgewählt: wählen Sie etwas anderes, sagen Sie es noch einmal, oder „spell that …“
said-learnt-after = { $before }; „{ $words }“ gelernt
said-learnt = „{ $words }“ gelernt
said-snippet-added = für „{ $said }“ schreibe ich ab jetzt „{ $written }“
said-own-word-added = „{ $word }“ gehört jetzt zu Ihren Wörtern
said-own-word-known = „{ $word }“ gehörte schon zu Ihren Wörtern
said-own-word-forgotten = „{ $word }“ vergessen
said-own-word-unknown = „{ $word }“ gehört nicht zu Ihren Wörtern
said-caps-on = Großbuchstaben an
said-caps-off = Großbuchstaben aus
said-no-space-next = kein Leerzeichen vor dem Nächsten
said-help = was Sie sagen können
said-listening = hört zu
said-stopped-listening = hört nicht mehr zu
said-dictation-mode = Diktat
said-command-mode = nur Befehle: nichts wird geschrieben
said-spelling-mode = Buchstabieren: sagen Sie Buchstaben; „dictation mode“ beendet es
said-copied-everything = alles kopiert
said-copied = „{ $what }“ kopiert
said-cut = „{ $what }“ ausgeschnitten
said-pasted = eingefügt
said-clipboard-restored = die Zwischenablage ist wie vorher
said-saving = wird gespeichert
said-saving-as = wird als „{ $name }“ gespeichert
said-saved = { $path } gespeichert
said-opening = „{ $name }“ wird geöffnet
said-exporting = wird exportiert
said-speaker-unknown = wer zuletzt sprach, ist nicht bekannt
said-speakers-shown = Namen der Sprechenden werden gezeigt
said-speakers-hidden = Namen der Sprechenden werden nicht gezeigt
said-no-speaker = eine Stimme { $n } gibt es nicht
said-speaker-is = { $before } ist { $name }
said-speakers-merged = { $before } ist jetzt { $name }
said-other-said-that = das sagte { $name }, und nur Befehle von { $owner } gelten
said-unknown-said-that = wessen Stimme das war, ist nicht bekannt, und nur Befehle von { $owner } gelten
said-no-two-speakers = zwei solche Stimmen gibt es nicht
said-nothing-to-rewrite = es gibt nichts umzuschreiben
said-rewriting = { $title }: arbeitet an „{ $what }“
said-rewrite-same = { $title }: nichts zu ändern
said-nothing-for-command = „{ $name }“ braucht einen Text: wählen Sie zuerst einen aus
said-command-failed = „{ $name }“: { $problem }; Ihr Text ist unverändert
said-rewrite-ready = { $title }: sagen Sie „apply“ oder „cancel“
said-rewrite-applied = { $title } übernommen
said-rewrite-applied-but = { $title } übernommen; { $notes }
said-rewrite-reverted = das Umschreiben ist zurückgenommen
said-heard-words-back = die Wörter wie gehört sind zurück
said-heard-words-stand = das sind die Wörter wie gehört
said-nothing-to-revert = nichts zurückzunehmen
said-still-working = arbeitet noch
said-nothing-to-apply = nichts zu übernehmen
said-needs-model = Dazu braucht es ein Sprachmodell ({ $what }). Laden Sie Gemma 4 12B in den Einstellungen.
said-loading-model = das Modell wird geladen: { $n } %

##

ui-name = parlance
ui-untitled = Ohne Titel
ui-document = Dokument

## Dateien
ui-new = Neues Dokument
ui-word-new = Neu
ui-open = Öffnen
ui-save = Sichern
ui-save-as = Sichern unter
ui-saved-state = gesichert
ui-unsaved-state = noch nicht gesichert
ui-export = Export
ui-export-note = Die Datei wird neben das Dokument geschrieben oder in Ihren Dokumentenordner.
ui-export-no-times = Untertitel brauchen Zeiten; sie lassen sich schreiben, sobald etwas diktiert wurde.
ui-exported = Exportiert: { $file }
ui-format-text = Reiner Text (.txt)
ui-format-markdown = Markdown (.md)
ui-format-html = Webseite (.html)
ui-format-docx = Word (.docx)
ui-format-srt = Untertitel (.srt)
ui-format-vtt = Web-Untertitel (.vtt)
ui-format-json = Abschrift mit Zeiten (.json)
ui-file-name = Dateiname
ui-file-name-hint = Name oder ganzer Pfad
ui-save-name = Dateiname
ui-save-name-hint = Name, ohne Endung für Markdown
ui-folder = Ordner
ui-open-note = Text öffnet sich als Dokument; eine Aufnahme wird zu Text, schneller als sie gesprochen wurde.
ui-import-note = Eine Textdatei mit einem Wort oder Namen je Zeile.
ui-reading = { $file } wird gelesen
ui-reading-progress = Wie viel der Aufnahme gelesen ist
ui-reading-far = { $at } von { $of }
ui-reading-waiting = { $n ->
    [one] eine weitere wartet
   *[other] { $n } weitere warten
 }
ui-stop-reading = Lesen beenden
ui-sample-name = das Beispiel
ui-parent-folder = Übergeordneter Ordner
ui-folder-empty = Hier sind keine Texte oder Aufnahmen.
ui-folder-no-models = Hier sind keine Modelle.
ui-browse = Durchsuchen …
ui-recent = Zuletzt benutzt
ui-no-dialog = Das System zeigt hier keinen Dialog für Dateien. In der Liste wählen oder einen Pfad eingeben.

## Bearbeiten
ui-undo = Rückgängig
ui-redo = Wiederholen
ui-copy-all = Alles kopieren
ui-word-copy = Kopieren
ui-cut = Ausschneiden
ui-copy = Kopieren
ui-paste = Einfügen
ui-select-all = Alles auswählen
ui-bold = Fett
ui-italic = Kursiv
ui-underline = Unterstrichen
ui-strike = Durchgestrichen
ui-no-sound = Hier wurde nichts diktiert, dessen Ton aufbewahrt ist.
ui-hear-here = Ab hier anhören, oder anhalten
ui-hear-from-here = Ab hier anhören
ui-open-link = Den Link öffnen
ui-wave = Lautstärke der Aufnahme; ein Klick springt dorthin
ui-speed-named = Geschwindigkeit: { $speed }
ui-transcript-hear = Ein Klick auf ein Wort spielt es ab.
ui-make-heading = Überschrift
ui-make-list = Liste
ui-make-numbered = Nummerierte Liste
ui-make-quote = Zitat
ui-format-buttons = Knöpfe zum Gestalten
ui-format-buttons-note = Fett, Überschriften, Listen und Zitate über dem Blatt
ui-hear = Anhören
ui-hear-at = { $time } anhören
ui-word-before = Das Wort davor
ui-word-behind = Das nächste Wort
ui-stop-hearing = Anhalten
ui-correct-word = „{ $word }“ berichtigen …
ui-learn-word = „{ $word }“ zu meinen Wörtern
ui-larger = Größere Schrift
ui-smaller = Kleinere Schrift
ui-usual-size = Übliche Schriftgröße
ui-close-window = Schließen
ui-copied = Kopiert
ui-restore-clipboard = Zurück in die Zwischenablage, was vorher dort war
ui-cancel = Abbrechen
ui-close-panel = Leiste schließen
ui-close-notice = Hinweis schließen
ui-close-message = OK
ui-busy = Noch mit dem vorigen Auftrag beschäftigt. Bitte gleich noch einmal versuchen.

## Suchen
ui-find = Suchen
ui-find-hint = In diesem Dokument suchen
ui-find-count = { $n } gefunden
ui-find-place = { $at } von { $n }
ui-find-none = Nicht gefunden
ui-find-next = Nächste Stelle
ui-find-previous = Vorige Stelle
ui-replace-open = Ersetzen…
ui-replace-hint = Ersetzen durch
ui-replace-one = Ersetzen
ui-replace-all = Alle ersetzen
ui-find-close = Suche schließen

## Erste Schritte
ui-welcome = Gesagt. Geschrieben.
ui-welcome-note = Sprechen Sie wie zu einem Freund, der mitschreibt. Nichts, was Sie sagen, verlässt diesen Rechner.
ui-say-1 = “Dear Anna, thank you for your letter.”
ui-say-1-does = Einfach sprechen. Großbuchstaben, Kommas und Punkte kommen von selbst; „comma“ oder „new paragraph“ geht auch.
ui-say-2 = “Replace Tuesday with Friday.”
ui-say-2-does = Nach einer Pause ändert ein ganzer Befehl, was dasteht. “Scratch that” nimmt das Letzte zurück.
ui-say-3 = “Make this paragraph shorter.”
ui-say-3-does = Sie sehen, was sich ändern würde; sagen Sie “apply” oder “cancel”.
ui-talk-hint = Oder { $key } halten, solange Sie sprechen.
ui-speak = Sprechen
ui-sample = Beispielaufnahme

## Zuhören
ui-start = Zuhören
ui-stop = Nicht mehr zuhören
ui-idle = Bereit
ui-starting = Beginnt…
ui-waiting = Wartet auf ein Mikrofon
ui-listening = Hört zu
ui-listening-commands = Nur Befehle
ui-listening-spelling = Buchstabieren
ui-asleep = Pause: “wake up” sagen
ui-finishing = Schreibt fertig…
ui-heard = Gehört: { $words }
ui-microphone = Mikrofon
ui-default-microphone = Übliches Mikrofon
ui-level = Lautstärke
ui-level-clipped = Zu laut: Der Ton wird abgeschnitten. Das Mikrofon leiser stellen oder weiter weggehen.
ui-level-quiet = Zu leise: das Mikrofon in den Klangeinstellungen des Systems lauter stellen oder näher herangehen.
ui-microphone-absent = { $device } (nicht angeschlossen)
ui-no-microphone = Kein Mikrofon gefunden
ui-no-microphone-note = Schließen Sie eines an: Es wird benutzt, sobald es da ist. Eine Aufnahme geht inzwischen auch: öffnen oder hierher ziehen.
ui-microphone-none = Es wurde kein Mikrofon gefunden. Schließen Sie eines an; es wird benutzt, sobald es da ist. Inzwischen kann eine Aufnahme geöffnet werden.
ui-microphone-no-such = Kein Mikrofon heißt { $wanted }. Es gibt: { $found }.
ui-microphone-denied = Das System erlaubt { $device } nicht. Erlauben Sie das Mikrofon in den Einstellungen zur Privatsphäre (unter Linux: die Gruppe „audio“ oder der Audioserver); dann wird es sofort benutzt.
ui-microphone-busy = { $device } wird von einem anderen Programm benutzt. Schließen Sie es; das Mikrofon wird benutzt, sobald es frei ist.
ui-microphone-no-server = Das Audiosystem antwortet nicht. Starten Sie es neu (unter Linux: systemctl --user restart pipewire pulseaudio) oder melden Sie sich ab und wieder an; das Mikrofon wird benutzt, sobald es da ist. Inzwischen kann eine Aufnahme geöffnet werden.
ui-microphone-broken = { $device } lässt sich nicht öffnen. Stecken Sie es neu an oder wählen Sie ein anderes Mikrofon; es wird weiter versucht. (Das System sagt: { $problem })
ui-trial = Mikrofon ausprobieren
ui-trial-opening = Das Mikrofon wird geöffnet …
ui-trial-say = Sagen Sie etwas, einen ganzen Satz.
ui-trial-heard = Gehört: { $words }
ui-trial-note = Nichts davon kommt in das Dokument oder wird aufbewahrt.
ui-trial-again = Noch einmal
ui-trial-end = Beenden
ui-trial-close = Fertig
ui-trial-good = Sie sind gut zu hören.
ui-trial-no-words = Es kommt Ton, aber keine Worte wurden verstanden. Sprechen Sie in der eingestellten Sprache, näher am Mikrofon und bei weniger Geräuschen.
ui-trial-silent = Von diesem Mikrofon kommt kein Ton. Es ist vielleicht stumm, oder ein anderes ist gemeint: unten links wählen.
ui-loading = Die Spracherkennung wird geladen…
ui-loading-short = Lädt…
ui-loading-share = Lädt… { $n } %
ui-no-model = Keine Spracherkennung
ui-model-named = Spracherkennung: { $name }
ui-rewrites-leave = Umschreiben geht an { $host }
ui-rewrites-leave-note = Was umgeschrieben wird, verlässt diesen Rechner: Die Einstellungsdatei erlaubt es (allow_remote)
ui-pause = Pause
ui-resume = Weiter zuhören
ui-words = { $n ->
    [one] { $n } Wort
   *[other] { $n } Wörter
 }
ui-rate = { $n } Wörter je Minute

## Auswahl und Vorschau
ui-choices = Welche Stelle?
ui-choose = { $n }. { $what }
ui-meant = War das gemeint?
ui-consent = Sicher?
ui-answer-note = Sagen Sie “yes” für das erste, “no” oder eine Zahl; oder Alt und die Zahl, oder klicken.
ui-choices-note = Sagen Sie “choose two”; oder Alt und die Zahl, oder klicken.
ui-rewriting = Schreibt um…
ui-differences = Unterschiede
ui-accept = Übernehmen
ui-discard = Verwerfen
ui-preview-note = Enter übernimmt, Escape verwirft.

## Fragen
ui-ask-unsaved = Dieses Dokument hat Änderungen, die nicht gesichert sind.
ui-ask-reset = Alles wieder so einstellen wie am Anfang? Ihre Wörter und Dokumente bleiben.
ui-ask-erase = Löschen, was Sie vor dem Abbruch gesagt haben, samt Ton? Das lässt sich nicht zurücknehmen.
ui-ask-clear-history = Den ganzen Verlauf löschen, mit dem Ton? Das lässt sich nicht rückgängig machen.
ui-save-and-go = Sichern
ui-dont-save = Nicht sichern
ui-keep = Zurück
ui-recovery = parlance wurde beim letzten Mal unterbrochen. Zurückholen, was Sie gesagt haben?
ui-recovery-facts = { $when }: { $words ->
    [one] ein Wort.
   *[other] { $words } Wörter.
 }
ui-recovery-sound = { $n ->
    [one] Eine Sekunde Ton ist noch nicht geschrieben.
   *[other] { $n } Sekunden Ton sind noch nicht geschrieben.
 }
ui-recover = Zurückholen
ui-forget = Löschen
ui-forget-now = Endgültig löschen

## Hinweise
ui-device-lost = Das Mikrofon „{ $device }“ ist weg. Es wird wieder benutzt, sobald es zurück ist; Ihr Text ist sicher.
ui-device-back = Das Mikrofon „{ $device }“ ist wieder da.
ui-muted = Vom Mikrofon kommt nur Stille. Ist es stumm geschaltet?
ui-dropped = { $n ->
    [one] Eine Sekunde Ton ging verloren, weil der Rechner zu beschäftigt war.
   *[other] { $n } Sekunden Ton gingen verloren, weil der Rechner zu beschäftigt war.
 }
ui-lag = { $n ->
    [one] Die Wörter kommen eine Sekunde später: Der Rechner ist beschäftigt.
   *[other] Die Wörter kommen { $n } Sekunden später: Der Rechner ist beschäftigt.
 }

## Modelle
ui-model-change = Spracherkennung wählen
ui-choose-language-model = Ein Sprachmodell wählen
ui-model-other = Ein anderes Modell
ui-model-other-note = Eine Gemma-4-Datei (GGUF) oder ein Ordner davon schreibt frei um und übersetzt; das braucht mehrere Gigabyte Speicher. Ein Whisper-Modell (ein Ordner oder eine ggml-Datei) wird zum Leser.
ui-builtin-listener = Eingebaut
ui-builtin-listener-note = Immer da; die Wörter erscheinen, während Sie sprechen.
ui-builtin-reader = Eingebauter Leser
ui-builtin-reader-note = Whisper base, auf kurze Sätze abgestimmt; am besten für Englisch. 160 MB.
ui-no-reader = Kein Leser
ui-no-reader-note = Die ersten Wörter bleiben stehen: schneller, mit viel mehr Fehlern.
ui-model-gone = { $file } ist nicht mehr da.
ui-gives-rewriting = formuliert um, übersetzt und hört
ui-gives-words = Wörter
ui-gives-languages = { $n ->
    [one] nur Englisch
   *[other] { $n } Sprachen
 }
ui-gives-tight = mehr als der freie Speicher
ui-measuring = Mit dem Beispiel wird gemessen; einen Augenblick …
ui-measured = Auf diesem Rechner { $n }-mal so schnell wie gesprochen, mit dem Beispiel gemessen.
ui-measure = Geschwindigkeit messen
ui-measure-again = Noch einmal messen
ui-fetch = Von Hand zu holen
ui-fetch-note = parlance holt nichts selbst. Diese Dateien lassen sich hierher bringen; gefunden werden sie unter den Downloads und in ~/models.
ui-fetch-gemma = Gemma 4 12B: formuliert frei um, übersetzt. 7 GB, braucht 8 GB Speicher. Beide Dateien gehören in einen Ordner.
ui-fetch-turbo = Whisper large v3 turbo: 100 Sprachen, die besten Wörter. 574 MB, auf älteren Rechnern langsam.
ui-fetch-small = Whisper small: 99 Sprachen. 488 MB.
ui-fetch-copy = Namen kopieren
ui-kept-nothing = Von dem, was Sie sagen, wird nach dem Schließen nichts aufbewahrt; die Einstellungen ändern das.
ui-kept-forever = Was Sie diktieren, wird samt Ton im Verlauf aufbewahrt, nur auf diesem Rechner; die Einstellungen ändern das.
ui-kept-days = Was Sie diktieren, wird samt Ton { $n } Tage im Verlauf aufbewahrt, nur auf diesem Rechner; die Einstellungen ändern das.
ui-model-look = Ansehen
ui-model-looking = { $file } wird angesehen…
ui-model-fits = Braucht { $needed } Speicher; { $free } sind frei.
ui-model-tight = Braucht { $needed } Speicher, und nur { $free } sind frei. Andere Programme schließen oder eine kleinere Datei nehmen (Q4_0).
ui-model-needs = Braucht { $needed } Speicher.
ui-model-missing = Fehlt: { $what }
ui-model-use = Dieses Modell benutzen
ui-model-smaller = Beim Laden verkleinern ({ $kind })
ui-model-use-anyway = Trotzdem benutzen
ui-model-builtin = Die eingebaute Erkennung benutzen
ui-readers = Leser
ui-readers-note = Er geht das Gesagte ein zweites Mal durch und schreibt die Wörter.
ui-reader-builtin = Den eingebauten Leser benutzen
ui-model-while-listening = Erst das Zuhören beenden: Die Wörter, die gerade gesprochen werden, gingen verloren.

## Leisten
ui-help = Was kann ich sagen
ui-word-help = Befehle
ui-type-command = Befehl tippen
ui-type-command-hint = Suchen, oder Befehl und Enter
ui-no-such-command = Kein Befehl hat diese Wörter. Enter versucht es trotzdem; geschrieben wird nichts, ohne zu fragen.
ui-help-note = { $key } zum Sprechen. Alle Tasten stehen in den Einstellungen.
ui-transcript = Abschrift
ui-transcript-empty = Was Sie diktieren, steht hier mit seinen Zeiten.
ui-speaker = Sprecher { $n }
ui-speaker-change = { $name }: Namen ändern
ui-speaker-name = Name der Person
ui-speaker-name-hint = Name
ui-speaker-same = Dieselbe Person wie:
ui-history = Verlauf
ui-search = Im Verlauf suchen
ui-search-hint = Gesuchte Wörter
ui-history-none = Nichts gefunden.
ui-history-empty = Noch nichts da. Ein diktiertes Dokument wird hier aufbewahrt, wenn Sie es schließen.
ui-delete-all = Alles löschen
ui-delete = Löschen
ui-rename = Umbenennen
ui-entry-name = Name des Eintrags
ui-entry-name-hint = Name
ui-entry-deleted = Aus dem Verlauf gelöscht
ui-take-back = Zurücknehmen
ui-open-entry = Als neues öffnen
ui-today = Heute, { $time }
ui-yesterday = Gestern, { $time }
ui-some-time = Irgendwann
ui-own-words = Eigene Wörter
ui-word-words = Wörter
ui-own-words-note = Namen und Begriffe, die immer so geschrieben werden wie hier; „my address => Hauptstraße 12“ ist ein Text, den “insert my address” einsetzt. Gesagt geht es auch: “add … to dictionary”.
ui-new-word = Neues Wort
ui-new-word-hint = Zum Beispiel: Siobhán
ui-add = Dazu
ui-import = Liste einlesen
ui-forget-word = { $word } vergessen
ui-statistics = Zahlen
ui-this-session = Dieses Dokument
ui-all-sessions = Alle Dokumente
ui-words-dictated = Diktierte Wörter
ui-words-per-minute = Wörter je Minute
ui-time-saved = Gesparte Zeit
ui-sessions = Diktate
ui-saved-note = Die gesparte Zeit ist gegen { $n } getippte Wörter je Minute gerechnet.
ui-seconds = { $n } s
ui-minutes = { $m } min
ui-hours = { $h } h { $m } min

## Einstellungen
ui-settings = Einstellungen
ui-search-settings = Einstellungen durchsuchen
ui-search-settings-hint = Suchen: Farben, Verlauf, Tasten …
ui-looks = Aussehen
ui-theme-system = System
ui-theme-light = Hell
ui-theme-dark = Dunkel
ui-serif = Serifen
ui-sans = Serifenlos
ui-font-size = Schriftgröße
ui-scale = Größe des Fensters
ui-more = Mehr: { $what }
ui-less = Weniger: { $what }
ui-high-contrast = Hoher Kontrast
ui-high-contrast-note = Schwarz auf Weiß oder Weiß auf Schwarz
ui-show-marks = Zeichen zeigen
ui-show-marks-note = **, # und andere überall, nicht nur in der bearbeiteten Zeile
ui-play-speed = Tempo beim Anhören
ui-mark-doubtful = Unsichere Wörter markieren
ui-mark-doubtful-note = Eine dünne Linie unter undeutlich Gehörtem; Rechtsklick bietet andere Wörter an
ui-interface = Fenstersprache
ui-talk-key = Sprechtaste
ui-mouse-button = { $name } (Seite der Maus)
ui-keep-open = Mikrofon bleibt offen
ui-keep-open-off = schließt sofort
ui-device = Benutztes Mikrofon
ui-channel = Kanal
ui-channel-all = Alle, gemischt
ui-channel-number = Nur { $n }
ui-talk-hybrid = Beides
ui-talk-hold = Halten
ui-talk-toggle = Umschalten
ui-talk-hybrid-note = Tippen für Anfang und Ende, oder halten, während Sie sprechen.
ui-talk-hold-note = Hört zu, solange die Taste gehalten wird.
ui-talk-toggle-note = Jeder Druck beginnt oder beendet.
ui-keep-ready = Erstes Wort ganz
ui-keep-ready-note = Das Mikrofon bleibt offen, solange dieses Fenster vorn ist; gespeichert wird nichts, bis Sie die Taste drücken
ui-mic-open = Mikrofon offen
ui-writing = Schreiben
ui-spoken-language = Gesprochene Sprache
ui-language-auto = Selbst erkennen
ui-spoken-language-note = Andere Sprachen als Englisch brauchen einen Leser, der sie kann; Befehle werden auf Englisch gesprochen.
ui-disfluencies = Glätten
ui-disfluencies-note = Lässt „äh“, Wiederholungen und falsche Anfänge weg
ui-punctuation = Satzzeichen
ui-punctuation-note = Kommas und Punkte kommen von selbst
ui-capitals = Großschreibung
ui-capitals-note = Am Satzanfang und in Namen
ui-spoken-punctuation = Gesprochene Zeichen
ui-spoken-punctuation-note = “comma” und “new line” sind Zeichen, keine Wörter
ui-use-own-words = Eigene Wörter benutzen
ui-use-own-words-note = Ihre Schreibweisen und Textbausteine
ui-numbers = Zahlen
ui-numbers-words = In Worten
ui-numbers-from-ten = Ab 10
ui-numbers-digits = Ziffern
ui-verbatim = Wortgetreu
ui-verbatim-note = Jedes Wort wie gesagt, auch „äh“
ui-learn = Aus Berichtigungen lernen
ui-learn-note = Ein Name, den Sie anders schreiben, wird eines Ihrer Wörter
ui-always-apply = Umschreiben ohne Vorschau
ui-always-apply-note = Rückgängig bringt den Text zurück
ui-rewriting = Umschreiben durch ein anderes Programm
ui-rewriting-address = Server
ui-rewriting-address-hint = http://127.0.0.1:11434/v1
ui-rewriting-address-wrong = Gemeint ist eine Adresse wie http://127.0.0.1:11434/v1. Nur http wird gesprochen, für Server auf diesem Rechner.
ui-rewriting-model = Dessen Modell
ui-rewriting-model-hint = gemma3:12b
ui-rewriting-key = Datei mit dem Schlüssel
ui-rewriting-key-hint = keine
ui-rewriting-time = Längste Dauer
ui-rewriting-remote = Ein anderer Rechner darf umschreiben
ui-rewriting-remote-note = Texte verlassen dann zum Umschreiben diesen Rechner
ui-rewriting-elsewhere = Dieser Server ist ein anderer Rechner: Ohne Erlaubnis wird nichts dorthin geschickt.
ui-speakers = Sprecher zeigen
ui-speakers-note = Namen und Farben derer, die gesprochen haben
ui-model = Spracherkennung
ui-keeping = Sichern und Privates
ui-autosave = Von selbst sichern
ui-autosave-note = Dokumente, die eine Datei haben
ui-safety-copy = Sicherheitskopie
ui-safety-copy-note = Ton und Wörter gehen auf die Platte, während Sie sprechen, damit ein Absturz nichts kostet. Nach einem sauberen Ende werden sie gelöscht oder gehen in den Verlauf, wenn er behalten wird
ui-safety-copy-place = In { $folder }, jetzt { $n } MB.
ui-history-kept = Verlauf behalten
ui-history-off = Nie
ui-history-forever = Immer
ui-days = { $n } Tage
ui-history-kept-note = Text und Ton dessen, was Sie diktiert haben, nur auf diesem Rechner.

## Tasten und Über
ui-keys = Tasten
ui-keys-note = Zum Ändern auf die Tasten klicken. Tasten eines anderen Befehls gehen an den neuen über.
ui-press-keys = Neue Tasten drücken; Escape behält die alten.
ui-no-keys = keine Tasten
ui-change-keys = { $name }: { $keys }, ändern
ui-usual-keys = Übliche Tasten: { $name }
ui-talk = Sprechen
ui-about = Über parlance
ui-version = Version { $version }
ui-licences = Freie Software, MIT oder Apache 2.0. Schriften Inter und Literata unter der SIL Open Font License. Alles bleibt auf diesem Rechner.
ui-folder-data = Daten zeigen
ui-folder-settings = Einstellungsdatei zeigen
ui-folder-documents = Dokumente zeigen
ui-show-folder = Ordner zeigen
ui-reset = Zurücksetzen
