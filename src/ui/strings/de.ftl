### Jedes Wort, das das Fenster zeigt, auf Deutsch. Befehle werden auf Englisch gesprochen und stehen darum auf Englisch hier.

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
ui-talk-hint = oder { $key } halten
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
ui-search-history = Gesuchte Wörter
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
