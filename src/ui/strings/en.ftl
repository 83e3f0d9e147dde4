### Every word the window shows, in English. Keys begin with "ui-"; a test holds that each is used.

ui-name = parlance
ui-untitled = Untitled
ui-document = Document

## Files
ui-new = New document
ui-word-new = New
ui-open = Open
ui-save = Save
ui-save-as = Save as
ui-saved-state = saved
ui-unsaved-state = not saved yet
ui-export = Export
ui-export-note = The file is written beside the document, or into your documents folder.
ui-export-no-times = Subtitles need times; they can be written once something was dictated.
ui-exported = Exported { $file }
ui-format-text = Plain text (.txt)
ui-format-markdown = Markdown (.md)
ui-format-html = Web page (.html)
ui-format-docx = Word (.docx)
ui-format-srt = Subtitles (.srt)
ui-format-vtt = Web subtitles (.vtt)
ui-format-json = Transcript with times (.json)
ui-file-name = File name
ui-file-name-hint = Name or whole path
ui-save-name = File name
ui-save-name-hint = Name, without ending for Markdown
ui-folder = Folder
ui-open-note = Text opens as a document; a recording is dictated from, faster than it was spoken.
ui-import-note = A text file with one word or name a line.
ui-reading = Reading { $file }
ui-reading-progress = How much of the recording is read
ui-reading-far = { $at } of { $of }
ui-reading-waiting = { $n ->
    [one] one more waits
   *[other] { $n } more wait
 }
ui-stop-reading = Stop reading
ui-sample-name = the sample
ui-parent-folder = Folder above
ui-folder-empty = No text or recordings here.
ui-folder-no-models = No models here.
ui-browse = Browse …
ui-recent = Used before
ui-no-dialog = The system shows no dialog for files here. Choose in the list, or type a path.

## Editing
ui-undo = Undo
ui-redo = Redo
ui-copy-all = Copy everything
ui-word-copy = Copy all
ui-cut = Cut
ui-copy = Copy
ui-paste = Paste
ui-select-all = Select all
ui-bold = Bold
ui-italic = Italic
ui-underline = Underline
ui-strike = Strike through
ui-no-sound = Nothing here was dictated with its sound kept.
ui-hear-here = Hear from here, or stop
ui-hear-from-here = Hear from here on
ui-open-link = Open the link
ui-wave = Loudness of the recording; a click goes there
ui-speed-named = Speed: { $speed }
ui-transcript-hear = Click a word to hear it.
ui-make-heading = Heading
ui-make-list = Bullet list
ui-make-numbered = Numbered list
ui-make-quote = Quotation
ui-format-buttons = Formatting buttons
ui-format-buttons-note = Bold, headings, lists and quotations over the sheet
ui-hear = Hear it
ui-hear-at = Hear { $time }
ui-word-before = The word before
ui-word-behind = The next word
ui-stop-hearing = Stop
ui-correct-word = Correct “{ $word }” …
ui-learn-word = Add “{ $word }” to my words
ui-larger = Larger text
ui-smaller = Smaller text
ui-usual-size = Usual text size
ui-close-window = Close
ui-copied = Copied
ui-restore-clipboard = Put back what was on the clipboard
ui-cancel = Cancel
ui-close-panel = Close panel
ui-close-notice = Close notice
ui-close-message = OK
ui-busy = Still busy with what you asked before. Please try again in a moment.

## Finding
ui-find = Find
ui-find-hint = Find in this document
ui-find-count = { $n } found
ui-find-place = { $at } of { $n }
ui-find-none = Not found
ui-find-next = Next place
ui-find-previous = Previous place
ui-replace-open = Replace…
ui-replace-hint = Replace with
ui-replace-one = Replace
ui-replace-all = Replace all
ui-find-close = Close the find bar

## First steps
ui-welcome = Say it. It’s written.
ui-welcome-note = Speak as you would to a friend who takes notes. Nothing you say leaves this computer.
ui-say-1 = “Dear Anna, thank you for your letter.”
ui-say-1-does = Just talk. Capitals, commas and full stops come by themselves; you can say “comma” or “new paragraph”.
ui-say-2 = “Replace Tuesday with Friday.”
ui-say-2-does = After a pause, a whole command changes what is there. “Scratch that” takes the last thing back.
ui-say-3 = “Make this paragraph shorter.”
ui-say-3-does = You see what would change; say “apply” or “cancel”.
ui-talk-hint = Or hold { $key } while you speak.
ui-speak = Start speaking
ui-sample = Try it with a sample

## Listening
ui-start = Start listening
ui-stop = Stop listening
ui-idle = Ready
ui-starting = Starting…
ui-waiting = Waiting for a microphone
ui-listening = Listening
ui-listening-commands = Commands only
ui-listening-spelling = Spelling
ui-asleep = Paused: say “wake up”
ui-finishing = Finishing…
ui-heard = Heard: { $words }
ui-microphone = Microphone
ui-default-microphone = Default microphone
ui-level = Loudness
ui-level-clipped = Too loud: the sound is cut off. Turn the microphone down, or move away from it.
ui-level-quiet = Too quiet: turn the microphone up in the system’s sound settings, or come closer to it.
ui-microphone-absent = { $device } (not connected)
ui-no-microphone = No microphone found
ui-no-microphone-note = Plug one in: it is taken as soon as it is there. A recording can be dictated from meanwhile: open it, or drop it here.
ui-microphone-none = No microphone was found. Plug one in; it is taken as soon as it is there. Meanwhile a recording can be opened.
ui-microphone-no-such = No microphone is called { $wanted }. There are: { $found }.
ui-microphone-denied = The system does not allow the use of { $device }. Allow the microphone in the privacy settings (on Linux: the group “audio”, or the sound server); it is taken as soon as you do.
ui-microphone-busy = { $device } is in use by another program. Close that program; it is taken as soon as it is free.
ui-microphone-no-server = The sound system does not answer. Start it again (on Linux: systemctl --user restart pipewire pulseaudio) or log out and in; the microphone is taken as soon as it is there. Meanwhile a recording can be opened.
ui-microphone-broken = { $device } cannot be opened. Plug it in again, or choose another microphone; it is tried again and again. (The system says: { $problem })
ui-trial = Test the microphone
ui-trial-opening = Opening the microphone …
ui-trial-say = Say something, a whole sentence.
ui-trial-heard = Heard: { $words }
ui-trial-note = Nothing of this goes into the document or is kept.
ui-trial-again = Again
ui-trial-end = End the test
ui-trial-close = Done
ui-trial-good = You are heard well.
ui-trial-no-words = There is sound, but no words were understood. Speak in the language of the settings, closer to the microphone, with less noise around.
ui-trial-silent = No sound comes from this microphone. It may be muted, or another one is meant: choose it at the bottom left.
ui-loading = Loading speech recognition…
ui-loading-short = Loading…
ui-loading-share = Loading… { $n } %
ui-no-model = No speech recognition
ui-model-named = Speech recognition: { $name }
ui-rewrites-leave = Rewrites go to { $host }
ui-rewrites-leave-note = What is rewritten leaves this machine: the settings’ file allows it (allow_remote)
ui-pause = Pause listening
ui-resume = Go on listening
ui-words = { $n ->
    [one] { $n } word
   *[other] { $n } words
 }
ui-rate = { $n } words a minute

## Choices and previews
ui-choices = Which one?
ui-choose = { $n }. { $what }
ui-meant = Did you mean this?
ui-consent = Are you sure?
ui-answer-note = Say “yes” for the first, “no”, or a number; press Alt and the number, or click.
ui-choices-note = Say “choose two”, press Alt and the number, or click.
ui-rewriting = Rewriting…
ui-differences = Differences
ui-accept = Apply
ui-discard = Cancel rewrite
ui-preview-note = Enter applies, Escape cancels.

## Questions
ui-ask-unsaved = This document has changes that are not saved.
ui-ask-reset = Set everything back to how it was at first? Your own words and documents stay.
ui-ask-erase = Erase what you said before parlance was cut off, sound included? This cannot be undone.
ui-ask-clear-history = Delete the whole history, sound included? This cannot be undone.
ui-save-and-go = Save
ui-dont-save = Don’t save
ui-keep = Back
ui-recovery = parlance was cut off last time. Bring back what you said?
ui-recovery-facts = { $when }: { $words ->
    [one] one word.
   *[other] { $words } words.
 }
ui-recovery-sound = { $n ->
    [one] One second of sound is still to be transcribed.
   *[other] { $n } seconds of sound are still to be transcribed.
 }
ui-recover = Bring it back
ui-forget = Erase it
ui-forget-now = Erase for good

## Notices
ui-device-lost = The microphone “{ $device }” is gone. It is taken back as soon as it returns; your text is safe.
ui-device-back = The microphone “{ $device }” is back.
ui-muted = Only silence comes from the microphone. Is it muted?
ui-dropped = { $n ->
    [one] A second of sound was lost because the computer was too busy.
   *[other] { $n } seconds of sound were lost because the computer was too busy.
 }
ui-lag = { $n ->
    [one] The words come a second late: the computer is busy.
   *[other] The words come { $n } seconds late: the computer is busy.
 }

## Models
ui-model-change = Choose speech recognition
ui-choose-language-model = Choose a language model
ui-model-other = Another model
ui-model-other-note = A Gemma 4 file (GGUF) or folder rewrites freely and translates; it needs several gigabytes of memory. A Whisper model (a folder or a ggml file) becomes the reader.
ui-builtin-listener = Built-in
ui-builtin-listener-note = Always there; words appear as you speak.
ui-builtin-reader = Built-in reader
ui-builtin-reader-note = Whisper base, tuned for short sentences; English best. 160 MB.
ui-no-reader = No reader
ui-no-reader-note = The first words stand: faster, with many more wrong.
ui-model-gone = { $file } is not there any more.
ui-gives-rewriting = rewrites, translates and hears
ui-gives-words = words
ui-gives-languages = { $n ->
    [one] English only
   *[other] { $n } languages
 }
ui-gives-tight = more than the memory that is free
ui-measuring = Measuring with the sample; a moment …
ui-measured = On this computer { $n } times as fast as speech, as measured with the sample.
ui-measure = Measure the speed
ui-measure-again = Measure again
ui-fetch = To fetch by hand
ui-fetch-note = parlance fetches nothing. These files can be carried here; they are found in your downloads and in ~/models.
ui-fetch-gemma = Gemma 4 12B: rewrites in your own words, translates. 7 GB, needs 8 GB of memory. Both files belong in one folder.
ui-fetch-turbo = Whisper large v3 turbo: 100 languages, the best words. 574 MB, slow on older computers.
ui-fetch-small = Whisper small: 99 languages. 488 MB.
ui-fetch-copy = Copy names
ui-kept-nothing = Nothing of what you say is kept once you close the document; the settings change that.
ui-kept-forever = What you dictate is kept in the history with its sound, on this computer only; the settings change that.
ui-kept-days = What you dictate is kept for { $n } days with its sound, on this computer only; the settings change that.
ui-model-look = Look at it
ui-model-looking = Looking at { $file }…
ui-model-fits = Needs { $needed } of memory; { $free } are free.
ui-model-tight = Needs { $needed } of memory, and only { $free } are free. Close other programs, or take a smaller file (Q4_0).
ui-model-needs = Needs { $needed } of memory.
ui-model-missing = Missing: { $what }
ui-model-use = Use this model
ui-model-smaller = Make it smaller while loading ({ $kind })
ui-model-use-anyway = Use it anyway
ui-model-builtin = Use the built-in recognition
ui-readers = Reader
ui-readers-note = It goes over what was said a second time and writes the words.
ui-reader-builtin = Use the built-in reader
ui-model-while-listening = Stop listening first: the words being spoken would be lost.

## Panels
ui-help = What can I say
ui-word-help = Commands
ui-type-command = Type a command
ui-type-command-hint = Search, or type a command and Enter
ui-no-such-command = No command has these words. Enter tries them all the same; nothing is written without asking.
ui-help-note = { $key } talks. All keys are listed in the settings.
ui-transcript = Transcript
ui-transcript-empty = What you dictate is listed here, with its times.
ui-speaker = Speaker { $n }
ui-speaker-change = { $name }: change the name
ui-speaker-name = Name of the speaker
ui-speaker-name-hint = Name
ui-speaker-same = The same person as:
ui-history = History
ui-search = Search the history
ui-search-hint = Words to look for
ui-history-none = Nothing found.
ui-history-empty = Nothing kept yet. A document you dictated is kept here when you close it.
ui-delete-all = Delete all
ui-delete = Delete
ui-rename = Rename
ui-entry-name = Name of the entry
ui-entry-name-hint = Name
ui-entry-deleted = Deleted from the history
ui-take-back = Take it back
ui-open-entry = Open as new
ui-today = Today, { $time }
ui-yesterday = Yesterday, { $time }
ui-some-time = Some time ago
ui-own-words = Own words
ui-word-words = My words
ui-own-words-note = Names and terms that should always be spelled your way; “my address => 12 Main Street” is a text to say “insert my address” for. You can also say “add … to dictionary”.
ui-new-word = New word
ui-new-word-hint = For example: Siobhán
ui-add = Add
ui-import = Import a list
ui-forget-word = Forget { $word }
ui-statistics = Statistics
ui-this-session = This document
ui-all-sessions = All documents
ui-words-dictated = Words dictated
ui-words-per-minute = Words a minute
ui-time-saved = Time saved
ui-sessions = Dictations
ui-saved-note = Time saved is counted against typing { $n } words a minute.
ui-seconds = { $n } s
ui-minutes = { $m } min
ui-hours = { $h } h { $m } min

## Settings
ui-settings = Settings
ui-search-settings = Search the settings
ui-search-settings-hint = Search: theme, history, keys …
ui-looks = Appearance
ui-theme-system = System
ui-theme-light = Light
ui-theme-dark = Dark
ui-serif = Serif
ui-sans = Sans serif
ui-font-size = Text size
ui-scale = Interface size
ui-more = More: { $what }
ui-less = Less: { $what }
ui-high-contrast = High contrast
ui-high-contrast-note = Black on white, or white on black
ui-show-marks = Show marks
ui-show-marks-note = **, # and others everywhere, not only in the line being edited
ui-play-speed = Speed of playing
ui-mark-doubtful = Mark doubtful words
ui-mark-doubtful-note = A thin line below what was not heard clearly; a right click offers other words
ui-interface = Window language
ui-talk-key = Talk key
ui-mouse-button = { $name } (side of the mouse)
ui-keep-open = Microphone stays open
ui-keep-open-off = closes at once
ui-device = Microphone in use
ui-channel = Channel
ui-channel-all = All, mixed
ui-channel-number = Only { $n }
ui-talk-hybrid = Tap or hold
ui-talk-hold = Hold
ui-talk-toggle = Toggle
ui-talk-hybrid-note = Tap to start and stop, or hold while you speak.
ui-talk-hold-note = Listens while the key is held.
ui-talk-toggle-note = Each press starts or stops.
ui-keep-ready = First word whole
ui-keep-ready-note = The microphone stays open while this window is in front; nothing is stored until you press the key
ui-mic-open = Microphone open
ui-writing = Writing
ui-spoken-language = Spoken language
ui-language-auto = Found out
ui-spoken-language-note = Other languages than English need a reader that knows them; commands are spoken in English.
ui-disfluencies = Smooth speech
ui-disfluencies-note = Leaves out “um”, repetitions and false starts
ui-punctuation = Punctuation
ui-punctuation-note = Commas and full stops come by themselves
ui-capitals = Capitals
ui-capitals-note = At the start of sentences and in names
ui-spoken-punctuation = Spoken marks
ui-spoken-punctuation-note = “comma” and “new line” are marks, not words
ui-use-own-words = Use own words
ui-use-own-words-note = Your spellings and texts to insert
ui-numbers = Numbers
ui-numbers-words = In words
ui-numbers-from-ten = From 10
ui-numbers-digits = Digits
ui-verbatim = Verbatim
ui-verbatim-note = Every word as said, fillers too
ui-learn = Learn from corrections
ui-learn-note = A name that you respell becomes one of your own words
ui-always-apply = Apply rewrites at once
ui-always-apply-note = Without a preview; undo brings the text back
ui-rewriting = Rewriting by another program
ui-rewriting-address = Server
ui-rewriting-address-hint = http://127.0.0.1:11434/v1
ui-rewriting-address-wrong = An address such as http://127.0.0.1:11434/v1 is meant. Only http is spoken, which is for servers on this machine.
ui-rewriting-model = Its model
ui-rewriting-model-hint = gemma3:12b
ui-rewriting-key = File with its key
ui-rewriting-key-hint = none
ui-rewriting-time = Longest time
ui-rewriting-remote = Another machine may rewrite
ui-rewriting-remote-note = Texts to be rewritten leave this machine then
ui-rewriting-elsewhere = This server is on another machine: nothing is sent there unless you allow it.
ui-speakers = Show speakers
ui-speakers-note = Names and colours of who spoke
ui-model = Speech recognition
ui-keeping = Saving and privacy
ui-autosave = Autosave
ui-autosave-note = Saves documents that have a file by itself
ui-safety-copy = Safety copy
ui-safety-copy-note = Sound and words go to disk while you speak, so that a crash loses nothing. At a clean end they are erased, or go to the history if it is kept
ui-safety-copy-place = In { $folder }, { $n } MB now.
ui-history-kept = Keep the history
ui-history-off = Off
ui-history-forever = Always
ui-days = { $n } days
ui-history-kept-note = Text and sound of what you dictated, on this computer only.

## Keys and about
ui-keys = Keys
ui-keys-note = Click keys to change them. Keys that another command had move to the new one.
ui-press-keys = Press the new keys; Escape keeps the old ones.
ui-no-keys = no keys
ui-change-keys = { $name }: { $keys }, change
ui-usual-keys = Usual keys: { $name }
ui-talk = Talk
ui-about = About parlance
ui-version = Version { $version }
ui-licences = Free software, MIT or Apache 2.0. Typefaces Inter and Literata under the SIL Open Font License. Everything stays on this computer.
ui-folder-data = Show data
ui-folder-settings = Show settings
ui-folder-documents = Show documents
ui-show-folder = Show the folder
ui-reset = Reset settings
