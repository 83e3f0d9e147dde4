### Every word the window shows, in English. Keys begin with "ui-"; a test holds that each is used.

ui-name = parlance
ui-untitled = Untitled
ui-document = Document

## Files
ui-new = New document
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
ui-save-name-hint = Name, without ending for Markdown
ui-folder = Folder
ui-open-note = Text opens as a document; a recording is dictated from, faster than it was spoken.
ui-import-note = A text file with one word or name a line.
ui-parent-folder = Folder above
ui-folder-empty = No text or recordings here.

## Editing
ui-undo = Undo
ui-redo = Redo
ui-copy-all = Copy everything
ui-copied = Copied
ui-restore-clipboard = Put back what was on the clipboard
ui-cancel = Cancel
ui-close-panel = Close panel
ui-close-notice = Close notice
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
ui-say-1-does = Just talk. Capitals, commas and full stops come by themselves; you may also say “comma” or “new paragraph”.
ui-say-2 = “Replace Tuesday with Friday.”
ui-say-2-does = After a pause, a whole command changes what is there. “Scratch that” takes the last thing back.
ui-say-3 = “Make this paragraph shorter.”
ui-say-3-does = You see what would change; say “apply” or “cancel”.
ui-talk-hint = or hold F9
ui-speak = Start speaking
ui-sample = Play the sample recording

## Listening
ui-start = Start listening
ui-stop = Stop listening
ui-idle = Ready
ui-starting = Starting…
ui-listening = Listening
ui-listening-commands = Commands only
ui-listening-spelling = Spelling
ui-asleep = Paused: say “wake up”
ui-finishing = Finishing…
ui-heard = Heard: { $words }
ui-microphone = Microphone
ui-default-microphone = Default microphone
ui-level = Loudness
ui-microphone-absent = { $device } (not connected)
ui-no-microphone = No microphone found
ui-no-microphone-note = Plug one in: it is taken as soon as it is there. A recording can be dictated from meanwhile: open it, or drop it here.
ui-loading = Loading the recogniser…
ui-loading-short = Loading…
ui-loading-share = Loading… { $n } %
ui-no-model = No recogniser
ui-model-named = Recogniser: { $name }
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
ui-ask-clear-history = Delete the whole history, sound included? This cannot be undone.
ui-save-and-go = Save
ui-dont-save = Don’t save
ui-keep = Back
ui-recovery = parlance was cut off last time. Bring back what you said?
ui-recovery-facts = { $when ->
    [""] { $words ->
        [one] One word.
       *[other] { $words } words.
    }
   *[other] { $when }: { $words ->
        [one] one word.
       *[other] { $words } words.
    }
}
ui-recovery-sound = { $n } seconds of sound are still to be transcribed.
ui-recover = Bring it back
ui-forget = Erase it

## Notices
ui-device-lost = The microphone “{ $device }” is gone. It is taken back as soon as it returns; your text is safe.
ui-device-back = The microphone “{ $device }” is back.
ui-muted = Only silence comes from the microphone. Is it muted?
ui-dropped = { $n } s of sound were lost because the computer was too busy.
ui-lag = Recognition is { $n } s behind; nothing is lost.

## Models
ui-model-change = Choose a recogniser
ui-model-other = Another model
ui-model-other-note = A Gemma 4 file (GGUF) or folder rewrites freely and translates; it needs several gigabytes of memory. A Whisper model (a folder or a ggml file) becomes the reader.
ui-model-look = Look at it
ui-model-looking = Looking at { $file }…
ui-model-fits = Needs { $needed } of memory; { $free } are free.
ui-model-tight = Needs { $needed } of memory, and only { $free } are free. Close other programs, or take a smaller file (Q4_0).
ui-model-needs = Needs { $needed } of memory.
ui-model-missing = Missing: { $what }
ui-model-use = Use this model
ui-model-smaller = Make it smaller while loading ({ $kind })
ui-model-use-anyway = Use it anyway
ui-model-builtin = Use the built-in recogniser
ui-readers = Reader
ui-readers-note = It goes over what was said a second time and writes the words.
ui-reader-builtin = Use the built-in reader
ui-model-while-listening = Stop listening first: another recogniser would lose the words being spoken.

## Panels
ui-help = What can I say
ui-type-command = Type a command
ui-type-command-hint = Type what you would say, then Enter
ui-search-commands = Search commands
ui-search-commands-hint = Search
ui-help-note = Keys: F9 talks, Ctrl+Z undoes, Ctrl+D copies everything, Ctrl+F finds, Ctrl+R replaces, Ctrl+K opens this list, Escape closes it.
ui-transcript = Transcript
ui-transcript-empty = What you dictate is listed here, with its times.
ui-speaker = Speaker { $n }
ui-history = History
ui-search = Search the history
ui-search-history = Words to look for
ui-history-none = Nothing found.
ui-history-empty = Nothing kept yet. A document you dictated is kept here when you close it.
ui-delete-all = Delete all
ui-delete = Delete
ui-open-entry = Open as new
ui-today = Today, { $time }
ui-yesterday = Yesterday, { $time }
ui-some-time = Some time ago
ui-own-words = Own words
ui-own-words-note = Names and terms that should always be spelled your way; “my address => 12 Main Street” is a text to say “insert my address” for. You can also say “add … to dictionary”.
ui-new-word = New word
ui-new-word-hint = For example: Siobhán
ui-add = Add
ui-import = Import a list
ui-forget-word = Forget { $word }
ui-statistics = Statistics
ui-this-session = This session
ui-all-sessions = All sessions
ui-words-dictated = Words dictated
ui-words-per-minute = Words a minute
ui-time-saved = Time saved
ui-sessions = Sessions
ui-saved-note = Time saved is counted against typing { $n } words a minute.
ui-seconds = { $n } s
ui-minutes = { $m } min
ui-hours = { $h } h { $m } min

## Settings
ui-settings = Settings
ui-looks = Looks
ui-theme-system = System
ui-theme-light = Light
ui-theme-dark = Dark
ui-serif = Serif
ui-sans = Sans serif
ui-font-size = Text size
ui-talk-key = Talk key (F9)
ui-talk-hybrid = Both
ui-talk-hold = Hold
ui-talk-toggle = Toggle
ui-talk-hybrid-note = Tap to start and stop, or hold while you speak.
ui-talk-hold-note = Listens while the key is held.
ui-talk-toggle-note = Each press starts or stops.
ui-keep-ready = First word whole
ui-keep-ready-note = Keeps the microphone open while this window is in front, so that the half second before the key counts. Until you press it nothing is recognised or stored; off, the microphone is closed unless you talk
ui-mic-open = Microphone open
ui-writing = Writing
ui-verbatim = Verbatim
ui-verbatim-note = Every word as said, fillers too
ui-learn = Learn from corrections
ui-learn-note = A name that you respell becomes one of your own words
ui-always-apply = Apply rewrites at once
ui-always-apply-note = Without a preview; undo brings the text back
ui-speakers = Show speakers
ui-speakers-note = Names and colours of who spoke
ui-model = Recogniser
ui-keeping = Keeping
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
