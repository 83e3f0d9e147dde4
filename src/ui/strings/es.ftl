### Cada palabra que muestra la ventana, en español. Las órdenes se dicen en inglés y por eso están en inglés.

## Lo que dice la sesión; los mensajes están en inglés en src/message/catalogue.rs

said-deleted = «{ $what }» borrado
said-deleted-places = «{ $what }» borrado en { $places } lugares
said-deleted-selection = la selección se borró
said-replaced = «{ $old }» reemplazado por «{ $new }»
said-replaced-places = «{ $old }» reemplazado por «{ $new }» en { $places } lugares
said-inserted-after = «{ $new }» insertado después de «{ $what }»
said-inserted-before = «{ $new }» insertado antes de «{ $what }»
said-break-after = un salto insertado después de «{ $what }»
said-break-before = un salto insertado antes de «{ $what }»
said-inserted-at-start = «{ $new }» insertado al principio
said-inserted-at-end = «{ $new }» insertado al final
said-inserted = «{ $new }» insertado
said-spelled = «{ $letters }» deletreado
said-added-line = «{ $new }» añadido
said-resuming-after = se sigue después de «{ $what }»
said-became = «{ $old }» pasó a ser «{ $new }»
said-case-changed = mayúsculas y minúsculas cambiadas en { $places } lugares
said-moved-to-top = «{ $what }» llevado al principio
said-moved-to-end = «{ $what }» llevado al final
said-moved-before = «{ $what }» puesto delante
said-moved-after = «{ $what }» puesto detrás
said-moved-up = llevado hacia arriba
said-moved-down = llevado hacia abajo
said-swapped = «{ $one }» y «{ $other }» intercambiados
said-swapped-both = ambos intercambiados
said-swapped-two = { $unit ->
    [word] dos palabras intercambiadas
    [line] dos líneas intercambiadas
    [sentence] dos frases intercambiadas
    [paragraph] dos párrafos intercambiados
    [heading] dos títulos intercambiados
    [list-item] dos elementos intercambiados
   *[other] dos caracteres intercambiados
 }
said-joined = unido
said-split = dividido
said-doubled = «{ $what }» duplicado
said-sorted = ordenado
said-sorted-in-reverse = ordenado al revés
said-order-turned = el orden se invirtió
said-made-heading = título { $n }
said-heading-up = el título está un nivel más arriba
said-heading-down = el título está un nivel más abajo
said-heading-plain = el título es texto normal
said-made-item = convertido en elemento
said-made-list = convertido en { $kind ->
    [numbered-list] lista numerada
   *[other] lista
 }
said-list-continues = { $kind ->
    [numbered-list] lista numerada
   *[other] lista
 }
said-list-started = { $kind ->
    [numbered-list] lista numerada
   *[other] lista
 }; diga «next item» y «end list»
said-list-marks-gone = las marcas de los elementos se quitaron
said-line-above = una línea nueva encima
said-line-below = una línea nueva debajo
said-next-item = elemento siguiente
said-list-ended = lista terminada
said-indented = con sangría
said-outdented = sin sangría
said-emphasised = «{ $what }» está ahora en { $style ->
    [bold] negrita
    [italic] cursiva
    [underlined] subrayado
    [struck-through] tachado
   *[other] código
 }
said-emphasised-places = { $places } lugares están ahora en { $style ->
    [bold] negrita
    [italic] cursiva
    [underlined] subrayado
    [struck-through] tachado
   *[other] código
 }
said-enclosed = «{ $what }» puesto entre { $open } { $close }
said-hyphenated = «{ $what }» con guiones
said-linked = «{ $what }» enlazado a { $address }
said-link-plain = el enlace es texto normal
said-quoted = «{ $what }» como cita
said-plain = «{ $what }» es texto normal
said-caret-moved = cursor movido
said-caret-before = cursor antes de «{ $what }»
said-caret-after = cursor después de «{ $what }»
said-caret-at-start = al principio
said-caret-at-end = al final
said-caret-stepped = hacia { $direction ->
    [up] arriba
    [down] abajo
    [left] la izquierda
   *[other] la derecha
 }
said-next-unit = { $unit ->
    [word] palabra siguiente
    [line] línea siguiente
    [sentence] frase siguiente
    [paragraph] párrafo siguiente
    [heading] título siguiente
    [list-item] elemento siguiente
   *[other] carácter siguiente
 }
said-previous-unit = { $unit ->
    [word] palabra anterior
    [line] línea anterior
    [sentence] frase anterior
    [paragraph] párrafo anterior
    [heading] título anterior
    [list-item] elemento anterior
   *[other] carácter anterior
 }
said-found = «{ $what }» encontrado
said-selected = «{ $what }» seleccionado
said-nothing-selected = nada seleccionado
said-match-of = resultado { $n } de { $of }
said-all-so-already = ya están así
said-so-already = «{ $what }» ya está así
said-there-already = «{ $what }» ya está ahí
said-place-already = ya está ahí
said-style-already = «{ $what }» ya está en { $style ->
    [bold] negrita
    [italic] cursiva
    [underlined] subrayado
    [struck-through] tachado
   *[other] código
 }
said-style-places-already = { $places } lugares ya están en { $style ->
    [bold] negrita
    [italic] cursiva
    [underlined] subrayado
    [struck-through] tachado
   *[other] código
 }
said-heading-already = ya es ese título
said-list-already = ya es una { $kind ->
    [numbered-list] lista numerada
   *[other] lista
 }
said-plural-already = «{ $what }» ya es el plural
said-singular-already = «{ $what }» ya es el singular
said-quote-already = ya es una cita
said-sorted-already = ya está ordenado
said-heading-levels = los títulos van del 1 al 6
said-heading-no-further = el título no va más allá
said-overlapping = se solapan; nada se intercambió
said-only-one = solo hay { $unit ->
    [word] una palabra
    [line] una línea
    [sentence] una frase
    [paragraph] un párrafo
    [heading] un título
    [list-item] un elemento
   *[other] un carácter
 }
said-nothing-to-join = no hay nada que unir
said-nothing-before = no hay nada antes del cursor
said-no-formatting = no hay formato
said-item-empty = el elemento aún está vacío
said-nothing-to-indent = nada que sangrar
said-caret-at-edge = el cursor no puede ir más allá
said-not-in-text = «{ $words }» no está en el texto
said-nothing-meant = no hay nada seleccionado y nada se acaba de decir
said-nothing-in-document = no hay nada: el documento está vacío
said-nothing-there = ahí no hay nada
said-nothing-else = no hay nada más
said-not-so-many = no hay tantos
said-none-of-these = no hay nada de eso
said-no-such-thing-there = ahí no hay tal cosa
said-no-unit-here = aquí no hay { $unit ->
    [word] ninguna palabra
    [line] ninguna línea
    [sentence] ninguna frase
    [paragraph] ningún párrafo
    [heading] ningún título
    [list-item] ningún elemento
   *[other] ningún carácter
 }
said-no-unit = no hay { $unit ->
    [word] ninguna palabra
    [line] ninguna línea
    [sentence] ninguna frase
    [paragraph] ningún párrafo
    [heading] ningún título
    [list-item] ningún elemento
   *[other] ningún carácter
 }
said-no-unit-there = ahí no hay { $unit ->
    [word] ninguna palabra
    [line] ninguna línea
    [sentence] ninguna frase
    [paragraph] ningún párrafo
    [heading] ningún título
    [list-item] ningún elemento
   *[other] ningún carácter
 }
said-no-unit-number = no hay { $unit ->
    [word] palabra
    [line] línea
    [sentence] frase
    [paragraph] párrafo
    [heading] título
    [list-item] elemento
   *[other] carácter
 } número { $n }
said-no-unit-from-end = no hay { $unit ->
    [word] palabra
    [line] línea
    [sentence] frase
    [paragraph] párrafo
    [heading] título
    [list-item] elemento
   *[other] carácter
 } número { $n } desde el final
said-no-unit-in-middle = en el medio no hay { $unit ->
    [word] ninguna palabra
    [line] ninguna línea
    [sentence] ninguna frase
    [paragraph] ningún párrafo
    [heading] ningún título
    [list-item] ningún elemento
   *[other] ningún carácter
 }
said-no-next-unit = no hay { $unit ->
    [word] palabra siguiente
    [line] línea siguiente
    [sentence] frase siguiente
    [paragraph] párrafo siguiente
    [heading] título siguiente
    [list-item] elemento siguiente
   *[other] carácter siguiente
 }
said-no-previous-unit = no hay { $unit ->
    [word] palabra anterior
    [line] línea anterior
    [sentence] frase anterior
    [paragraph] párrafo anterior
    [heading] título anterior
    [list-item] elemento anterior
   *[other] carácter anterior
 }
said-no-text-here = aquí no hay texto
said-no-list-here = aquí no hay ninguna lista
said-no-list-yet = aquí no hay ninguna lista; diga «start bullet list»
said-no-heading-there = ahí no hay ningún título
said-no-link-there = ahí no hay ningún enlace
said-not-so-often = «{ $words }» no está tantas veces
said-no-such-sign = no hay tal «{ $mark }»
said-no-such-mark = { $mark ->
    [a-space] no hay tal espacio
    [a-space-too-many] no hay tal espacio de más
    [a-line-break] no hay tal salto de línea
    [an-empty-line] no hay tal línea vacía
   *[other] no hay tal signo
 }
said-no-such-pair = no hay tal par { $open } { $close }
said-no-pair-around = no hay un par { $open } { $close } alrededor
said-nothing-in-pair = no hay nada entre { $open } y { $close }
said-no-search-yet = aún no se ha buscado nada; diga «find» y las palabras
said-no-space-in = no hay ningún espacio en «{ $what }»
said-nothing-to-copy = no hay nada que copiar
said-no-such-spelling = «{ $what }» no se escribe con «{ $letters }»
said-no-item-number = no hay tantos elementos como para un número { $n }
said-asleep = dormido; diga «{ $wake }»
said-says-how = «{ $words }» dice cómo, no qué palabras; diga las palabras, o «make … shorter» para reescribir
said-no-command-but = «{ $words }» no es una orden; existe «{ $command }»
said-no-command = «{ $words }» no es una orden; diga «help»
said-or-write = { $why }; «choose 1» escribe las palabras
said-did-you-mean = ¿quiso decir: { $command }? Diga «yes» o «no»
said-which-one = ¿cuál quiso decir? Diga su número, o «no»
said-asked = ¿{ $yes }? Diga «yes» o «no»
said-one-of = { $done } ({ $picked } de { $of }; «choose { $other }» para otro lugar)
said-no-choice = no hay opción { $n }
said-not-all = no se pueden tomar todos; diga un número
said-text-changed = el texto ha cambiado; dígalo otra vez
said-commands-in-english = { $language }: las órdenes y las letras son en inglés
said-written-as-read = { $language }: escrito como se leyó; las órdenes y el pulido solo saben inglés
said-wrote = «{ $what }» escrito
said-wrote-space = un espacio escrito
said-wrote-line = una línea nueva
said-wrote-paragraph = un párrafo nuevo
said-nothing-to-write = nada que escribir
said-typing = tecleado
said-closed-sentence = el final de la última frase
said-brought-back = recuperado lo que se cortó
said-no-letters = «{ $words }» no son letras; «dictation mode» termina el deletreo
said-scratched = «{ $what }» tachado
said-nothing-to-scratch = nada que tachar
said-undid = deshecho: { $step }
said-undid-steps = { $n } pasos deshechos
said-undid-all = { $done }; «redo everything» lo recupera
said-nothing-to-undo = nada que deshacer
said-redid = rehecho: { $step }
said-redid-steps = { $n } pasos rehechos
said-nothing-to-redo = nada que rehacer
said-nothing-changed = nada cambió
said-cancelled = cancelado
said-cleared = todo borrado
said-cleared-undo = todo borrado; «undo» lo recupera
said-done = hecho
said-stayed-here = se queda en este documento
said-new-document = documento nuevo
said-correct-selected = «{ $what }» seleccionado: elija otro, dígalo otra vez, o «spell that …»
said-learnt-after = { $before }; «{ $words }» aprendido
said-learnt = «{ $words }» aprendido
said-snippet-added = por «{ $said }» escribo «{ $written }» desde ahora
said-own-word-added = «{ $word }» es ahora una de sus palabras
said-own-word-known = «{ $word }» ya era una de sus palabras
said-own-word-forgotten = «{ $word }» olvidada
said-own-word-unknown = «{ $word }» no es una de sus palabras
said-caps-on = mayúsculas activadas
said-caps-off = mayúsculas desactivadas
said-no-space-next = sin espacio antes de lo siguiente
said-help = lo que puede decir
said-listening = escuchando
said-stopped-listening = ya no escucha
said-dictation-mode = modo de dictado
said-command-mode = modo de órdenes: no se escribe nada
said-spelling-mode = modo de deletreo: diga letras; «dictation mode» lo termina
said-copied-everything = todo copiado
said-copied = «{ $what }» copiado
said-cut = «{ $what }» cortado
said-pasted = pegado
said-clipboard-restored = el portapapeles está como antes
said-saving = guardando
said-saving-as = guardando como «{ $name }»
said-saved = { $path } guardado
said-opening = abriendo «{ $name }»
said-exporting = exportando
said-speaker-unknown = no se sabe quién habló el último
said-speakers-shown = se muestran los nombres
said-speakers-hidden = no se muestran los nombres
said-no-speaker = no hay persona { $n }
said-speaker-is = { $before } es { $name }
said-speakers-merged = { $before } es ahora { $name }
said-other-said-that = eso lo dijo { $name }, y solo se obedecen las órdenes de { $owner }
said-unknown-said-that = no se sabe de quién era esa voz, y solo se obedecen las órdenes de { $owner }
said-no-two-speakers = no hay dos personas así
said-nothing-to-rewrite = no hay nada que reescribir
said-rewriting = { $title }: trabajando en «{ $what }»
said-rewrite-same = { $title }: nada que cambiar
said-nothing-for-command = «{ $name }» necesita un texto: seleccione uno primero
said-command-failed = «{ $name }»: { $problem }; su texto no ha cambiado
said-rewrite-ready = { $title }: diga «apply» o «cancel»
said-rewrite-applied = { $title } aplicado
said-rewrite-applied-but = { $title } aplicado; { $notes }
said-rewrite-reverted = la reescritura se deshizo
said-heard-words-back = vuelven las palabras como se oyeron
said-heard-words-stand = son las palabras como se oyeron
said-nothing-to-revert = nada que revertir
said-still-working = aún trabajando
said-nothing-to-apply = nada que aplicar
said-needs-model = Esto necesita un modelo de lenguaje ({ $what }). Cargue Gemma 4 12B en los ajustes.
said-loading-model = cargando el modelo: { $n } %

##

ui-name = parlance
ui-untitled = Sin título
ui-document = Documento

## Archivos
ui-new = Documento nuevo
ui-word-new = Nuevo
ui-open = Abrir
ui-save = Guardar
ui-save-as = Guardar como
ui-saved-state = guardado
ui-unsaved-state = sin guardar
ui-export = Exportar
ui-export-note = El archivo se escribe junto al documento o en su carpeta de documentos.
ui-export-no-times = Los subtítulos necesitan tiempos; se pueden escribir cuando se haya dictado algo.
ui-exported = Exportado: { $file }
ui-format-text = Texto sin formato (.txt)
ui-format-markdown = Markdown (.md)
ui-format-html = Página web (.html)
ui-format-docx = Word (.docx)
ui-format-srt = Subtítulos (.srt)
ui-format-vtt = Subtítulos web (.vtt)
ui-format-json = Transcripción con tiempos (.json)
ui-file-name = Nombre del archivo
ui-file-name-hint = Nombre o ruta completa
ui-save-name = Nombre del archivo
ui-save-name-hint = Nombre, sin extensión para Markdown
ui-folder = Carpeta
ui-open-note = Un texto se abre como documento; una grabación se convierte en texto, más rápido de lo que se habló.
ui-import-note = Un archivo de texto con una palabra o un nombre por línea.
ui-reading = Leyendo { $file }
ui-reading-progress = Cuánto se ha leído de la grabación
ui-reading-far = { $at } de { $of }
ui-reading-waiting = { $n ->
    [one] una más espera
   *[other] { $n } más esperan
 }
ui-stop-reading = Dejar de leer
ui-sample-name = el ejemplo
ui-parent-folder = Carpeta superior
ui-folder-empty = Aquí no hay textos ni grabaciones.
ui-folder-no-models = Aquí no hay modelos.
ui-browse = Examinar …
ui-recent = Usados antes
ui-no-dialog = El sistema no muestra aquí un diálogo de archivos. Elija en la lista o escriba una ruta.

## Edición
ui-undo = Deshacer
ui-redo = Rehacer
ui-copy-all = Copiar todo
ui-word-copy = Copiar
ui-cut = Cortar
ui-copy = Copiar
ui-paste = Pegar
ui-select-all = Seleccionar todo
ui-bold = Negrita
ui-italic = Cursiva
ui-underline = Subrayado
ui-strike = Tachado
ui-no-sound = Aquí no se dictó nada cuyo sonido se conserve.
ui-hear-here = Escuchar desde aquí, o parar
ui-hear-from-here = Escuchar desde aquí
ui-open-link = Abrir el enlace
ui-wave = Volumen de la grabación; un clic salta a ese punto
ui-speed-named = Velocidad: { $speed }
ui-transcript-hear = Haz clic en una palabra para escucharla.
ui-make-heading = Título
ui-make-list = Lista
ui-make-numbered = Lista numerada
ui-make-quote = Cita
ui-format-buttons = Botones de formato
ui-format-buttons-note = Negrita, títulos, listas y citas sobre la hoja
ui-hear = Escuchar
ui-hear-at = Escuchar { $time }
ui-word-before = La palabra anterior
ui-word-behind = La palabra siguiente
ui-stop-hearing = Parar
ui-correct-word = Corregir «{ $word }» …
ui-learn-word = Añadir «{ $word }» a mis palabras
ui-larger = Texto más grande
ui-smaller = Texto más pequeño
ui-usual-size = Tamaño habitual
ui-close-window = Cerrar
ui-copied = Copiado
ui-restore-clipboard = Devolver al portapapeles lo que había antes
ui-cancel = Cancelar
ui-close-panel = Cerrar el panel
ui-close-notice = Cerrar el aviso
ui-close-message = Aceptar
ui-busy = Todavía ocupado con lo anterior. Inténtelo de nuevo en un momento.

## Búsqueda
ui-find = Buscar
ui-find-hint = Buscar en este documento
ui-find-count = { $n } encontrados
ui-find-place = { $at } de { $n }
ui-find-none = No se encuentra
ui-find-next = Siguiente
ui-find-previous = Anterior
ui-replace-open = Reemplazar…
ui-replace-hint = Reemplazar por
ui-replace-one = Reemplazar
ui-replace-all = Reemplazar todo
ui-find-close = Cerrar la búsqueda

## Primeros pasos
ui-welcome = Dicho y escrito.
ui-welcome-note = Hable como a un amigo que toma notas. Nada de lo que diga sale de este ordenador.
ui-say-1 = “Dear Anna, thank you for your letter.”
ui-say-1-does = Hable sin más. Las mayúsculas, las comas y los puntos llegan solos; también puede decir “comma” o “new paragraph”.
ui-say-2 = “Replace Tuesday with Friday.”
ui-say-2-does = Tras una pausa, una orden completa cambia lo que hay. “Scratch that” retira lo último.
ui-say-3 = “Make this paragraph shorter.”
ui-say-3-does = Verá lo que cambiaría; diga “apply” o “cancel”.
ui-talk-hint = O mantenga { $key } mientras habla.
ui-speak = Empezar a hablar
ui-sample = Probar con un ejemplo

## Escucha
ui-start = Empezar a escuchar
ui-stop = Dejar de escuchar
ui-idle = Listo
ui-starting = Empezando…
ui-waiting = Esperando un micrófono
ui-listening = Escuchando
ui-listening-commands = Solo órdenes
ui-listening-spelling = Deletreo
ui-asleep = En pausa: diga “wake up”
ui-finishing = Terminando…
ui-heard = Oído: { $words }
ui-microphone = Micrófono
ui-default-microphone = Micrófono habitual
ui-level = Volumen
ui-level-clipped = Demasiado alto: el sonido se corta. Baje el micrófono o aléjese de él.
ui-level-quiet = Demasiado bajo: suba el micrófono en los ajustes de sonido del sistema o acérquese.
ui-microphone-absent = { $device } (no conectado)
ui-no-microphone = No hay micrófono
ui-no-microphone-note = Conecte uno: se usará en cuanto esté. Mientras tanto puede abrir una grabación o soltarla aquí.
ui-microphone-none = No se ha encontrado ningún micrófono. Conecte uno; se usará en cuanto esté. Mientras tanto puede abrir una grabación.
ui-microphone-no-such = Ningún micrófono se llama { $wanted }. Hay: { $found }.
ui-microphone-denied = El sistema no permite usar { $device }. Permita el micrófono en los ajustes de privacidad (en Linux: el grupo «audio» o el servidor de sonido); se usará en cuanto lo haga.
ui-microphone-busy = Otro programa está usando { $device }. Ciérrelo; el micrófono se usará en cuanto esté libre.
ui-microphone-no-server = El sistema de sonido no responde. Reinícielo (en Linux: systemctl --user restart pipewire pulseaudio) o cierre la sesión y vuelva a entrar; el micrófono se usará en cuanto esté. Mientras tanto puede abrir una grabación.
ui-microphone-broken = { $device } no se puede abrir. Conéctelo de nuevo o elija otro micrófono; se seguirá intentando. (El sistema dice: { $problem })
ui-trial = Probar el micrófono
ui-trial-opening = Abriendo el micrófono …
ui-trial-say = Diga algo, una frase entera.
ui-trial-heard = Oído: { $words }
ui-trial-note = Nada de esto va al documento ni se guarda.
ui-trial-again = Otra vez
ui-trial-end = Terminar
ui-trial-close = Listo
ui-trial-good = Se le oye bien.
ui-trial-no-words = Llega sonido, pero no se entendieron palabras. Hable en el idioma de los ajustes, más cerca del micrófono y con menos ruido.
ui-trial-silent = De este micrófono no llega sonido. Quizá está silenciado, o se quiere otro: elíjalo abajo a la izquierda.
ui-loading = Cargando el reconocimiento de voz…
ui-loading-short = Cargando…
ui-loading-share = Cargando… { $n } %
ui-no-model = Sin reconocimiento de voz
ui-model-named = Reconocimiento de voz: { $name }
ui-rewrites-leave = Se reescribe en { $host }
ui-rewrites-leave-note = Lo que se reescribe sale de este equipo: el archivo de ajustes lo permite (allow_remote)
ui-pause = Pausar la escucha
ui-resume = Seguir escuchando
ui-words = { $n ->
    [one] { $n } palabra
   *[other] { $n } palabras
 }
ui-rate = { $n } palabras por minuto

## Opciones y vistas previas
ui-choices = ¿Cuál?
ui-choose = { $n }. { $what }
ui-meant = ¿Quería decir esto?
ui-consent = ¿Seguro?
ui-answer-note = Diga “yes” para lo primero, “no” o un número; o Alt y el número, o haga clic.
ui-choices-note = Diga “choose two”; o Alt y el número, o haga clic.
ui-rewriting = Reescribiendo…
ui-differences = Diferencias
ui-accept = Aplicar
ui-discard = Descartar
ui-preview-note = Intro aplica, Escape descarta.

## Preguntas
ui-ask-unsaved = Este documento tiene cambios sin guardar.
ui-ask-reset = ¿Dejar todo como al principio? Sus palabras y documentos se quedan.
ui-ask-erase = ¿Borrar lo que dijo antes de la interrupción, sonido incluido? No se puede deshacer.
ui-ask-clear-history = ¿Borrar todo el historial, con el sonido? No se puede deshacer.
ui-save-and-go = Guardar
ui-dont-save = No guardar
ui-keep = Volver
ui-recovery = La última vez parlance se interrumpió. ¿Recuperar lo que dijo?
ui-recovery-facts = { $when }: { $words ->
    [one] una palabra.
   *[other] { $words } palabras.
 }
ui-recovery-sound = { $n ->
    [one] Queda un segundo de sonido por transcribir.
   *[other] Quedan { $n } segundos de sonido por transcribir.
 }
ui-recover = Recuperar
ui-forget = Borrar
ui-forget-now = Borrar para siempre

## Avisos
ui-device-lost = El micrófono «{ $device }» ya no está. Se usará de nuevo en cuanto vuelva; su texto está a salvo.
ui-device-back = El micrófono «{ $device }» ha vuelto.
ui-muted = Del micrófono solo llega silencio. ¿Está silenciado?
ui-dropped = { $n ->
    [one] Se perdió un segundo de sonido porque el ordenador estaba ocupado.
   *[other] Se perdieron { $n } segundos de sonido porque el ordenador estaba ocupado.
 }
ui-lag = { $n ->
    [one] Las palabras llegan con un segundo de retraso: el ordenador está ocupado.
   *[other] Las palabras llegan con { $n } segundos de retraso: el ordenador está ocupado.
 }

## Modelos
ui-model-change = Elegir el reconocimiento de voz
ui-choose-language-model = Elegir un modelo de lenguaje
ui-model-other = Otro modelo
ui-model-other-note = Un archivo o una carpeta de Gemma 4 (GGUF) reescribe libremente y traduce; necesita varios gigabytes de memoria. Un modelo Whisper (una carpeta o un archivo ggml) pasa a ser el lector.
ui-builtin-listener = Incorporado
ui-builtin-listener-note = Siempre está; las palabras aparecen mientras hablas.
ui-builtin-reader = Lector incorporado
ui-builtin-reader-note = Whisper base, ajustado a frases cortas; mejor en inglés. 160 MB.
ui-no-reader = Sin lector
ui-no-reader-note = Quedan las primeras palabras: más rápido, con muchos más errores.
ui-model-gone = { $file } ya no está.
ui-gives-rewriting = reescribe, traduce y escucha
ui-gives-words = palabras
ui-gives-languages = { $n ->
    [one] solo inglés
   *[other] { $n } idiomas
 }
ui-gives-tight = más que la memoria libre
ui-measuring = Se mide con la muestra; un momento …
ui-measured = En este ordenador, { $n } veces más rápido que el habla, medido con la muestra.
ui-measure = Medir la velocidad
ui-measure-again = Medir otra vez
ui-fetch = Para traer a mano
ui-fetch-note = parlance no descarga nada. Estos archivos se pueden traer aquí; se encuentran en tus descargas y en ~/models.
ui-fetch-gemma = Gemma 4 12B: reescribe libremente y traduce. 7 GB, necesita 8 GB de memoria. Los dos archivos van en una carpeta.
ui-fetch-turbo = Whisper large v3 turbo: 100 idiomas, las mejores palabras. 574 MB, lento en ordenadores viejos.
ui-fetch-small = Whisper small: 99 idiomas. 488 MB.
ui-fetch-copy = Copiar nombres
ui-kept-nothing = De lo que dices no se guarda nada al cerrar el documento; los ajustes lo cambian.
ui-kept-forever = Lo que dictas se guarda en el historial con su sonido, solo en este ordenador; los ajustes lo cambian.
ui-kept-days = Lo que dictas se guarda en el historial { $n } días con su sonido, solo en este ordenador; los ajustes lo cambian.
ui-model-look = Examinar
ui-model-looking = Examinando { $file }…
ui-model-fits = Necesita { $needed } de memoria; hay { $free } libres.
ui-model-tight = Necesita { $needed } de memoria y solo hay { $free } libres. Cierre otros programas o elija un archivo más pequeño (Q4_0).
ui-model-needs = Necesita { $needed } de memoria.
ui-model-missing = Falta: { $what }
ui-model-use = Usar este modelo
ui-model-smaller = Reducirlo al cargar ({ $kind })
ui-model-use-anyway = Usarlo de todos modos
ui-model-builtin = Usar el reconocimiento incluido
ui-readers = Lector
ui-readers-note = Repasa lo dicho por segunda vez y escribe las palabras.
ui-reader-builtin = Usar el lector incluido
ui-model-while-listening = Deje primero de escuchar: se perderían las palabras que se están diciendo.

## Paneles
ui-help = Qué puedo decir
ui-word-help = Órdenes
ui-type-command = Escribir una orden
ui-type-command-hint = Busque, o escriba una orden e Intro
ui-no-such-command = Ninguna orden tiene estas palabras. Intro lo intenta igualmente; no se escribe nada sin preguntar.
ui-help-note = { $key } para hablar. Todas las teclas están en los ajustes.
ui-transcript = Transcripción
ui-transcript-empty = Lo que dicte aparece aquí con sus tiempos.
ui-speaker = Hablante { $n }
ui-speaker-change = { $name }: cambiar el nombre
ui-speaker-name = Nombre de quien habla
ui-speaker-name-hint = Nombre
ui-speaker-same = La misma persona que:
ui-history = Historial
ui-search = Buscar en el historial
ui-search-hint = Palabras buscadas
ui-history-none = No se ha encontrado nada.
ui-history-empty = Todavía no hay nada. Un documento dictado se guarda aquí cuando lo cierra.
ui-delete-all = Borrar todo
ui-delete = Borrar
ui-rename = Cambiar el nombre
ui-entry-name = Nombre de la entrada
ui-entry-name-hint = Nombre
ui-entry-deleted = Borrado del historial
ui-take-back = Deshacer
ui-open-entry = Abrir como nuevo
ui-today = Hoy, { $time }
ui-yesterday = Ayer, { $time }
ui-some-time = Hace algún tiempo
ui-own-words = Palabras propias
ui-word-words = Palabras
ui-own-words-note = Nombres y términos que siempre se escriben como aquí; «my address => Calle Mayor 12» es un texto que inserta “insert my address”. También puede decir “add … to dictionary”.
ui-new-word = Palabra nueva
ui-new-word-hint = Por ejemplo: Siobhán
ui-add = Añadir
ui-import = Importar una lista
ui-forget-word = Olvidar { $word }
ui-statistics = Cifras
ui-this-session = Este documento
ui-all-sessions = Todos los documentos
ui-words-dictated = Palabras dictadas
ui-words-per-minute = Palabras por minuto
ui-time-saved = Tiempo ahorrado
ui-sessions = Dictados
ui-saved-note = El tiempo ahorrado se cuenta frente a { $n } palabras por minuto al teclado.
ui-seconds = { $n } s
ui-minutes = { $m } min
ui-hours = { $h } h { $m } min

## Ajustes
ui-settings = Ajustes
ui-search-settings = Buscar en los ajustes
ui-search-settings-hint = Buscar: tema, historial, teclas …
ui-looks = Aspecto
ui-theme-system = Sistema
ui-theme-light = Claro
ui-theme-dark = Oscuro
ui-serif = Con serifa
ui-sans = Sin serifa
ui-font-size = Tamaño del texto
ui-scale = Tamaño de la ventana
ui-more = Más: { $what }
ui-less = Menos: { $what }
ui-high-contrast = Alto contraste
ui-high-contrast-note = Negro sobre blanco o blanco sobre negro
ui-show-marks = Mostrar las marcas
ui-show-marks-note = **, # y otras en todas partes, no solo en la línea que se edita
ui-play-speed = Velocidad al escuchar
ui-mark-doubtful = Marcar palabras dudosas
ui-mark-doubtful-note = Una línea fina bajo lo que no se oyó bien; el clic derecho ofrece otras palabras
ui-interface = Idioma
ui-talk-key = Tecla para hablar
ui-mouse-button = { $name } (lado del ratón)
ui-keep-open = El micrófono sigue abierto
ui-keep-open-off = se cierra enseguida
ui-device = Micrófono en uso
ui-channel = Canal
ui-channel-all = Todos, mezclados
ui-channel-number = Solo { $n }
ui-talk-hybrid = Ambas
ui-talk-hold = Mantener
ui-talk-toggle = Alternar
ui-talk-hybrid-note = Pulse para empezar y parar, o mantenga mientras habla.
ui-talk-hold-note = Escucha mientras se mantiene la tecla.
ui-talk-toggle-note = Cada pulsación empieza o para.
ui-keep-ready = Primera palabra entera
ui-keep-ready-note = El micrófono sigue abierto mientras esta ventana está delante; nada se guarda hasta que pulsa la tecla
ui-mic-open = Micrófono abierto
ui-writing = Escritura
ui-spoken-language = Idioma hablado
ui-language-auto = Detectar
ui-spoken-language-note = Los idiomas distintos del inglés necesitan un lector que los sepa; las órdenes se dicen en inglés.
ui-disfluencies = Alisar
ui-disfluencies-note = Quita “um”, repeticiones y comienzos en falso
ui-punctuation = Puntuación
ui-punctuation-note = Las comas y los puntos llegan solos
ui-capitals = Mayúsculas
ui-capitals-note = Al principio de las frases y en los nombres
ui-spoken-punctuation = Signos hablados
ui-spoken-punctuation-note = “comma” y “new line” son signos, no palabras
ui-use-own-words = Usar palabras propias
ui-use-own-words-note = Sus grafías y sus textos para insertar
ui-numbers = Números
ui-numbers-words = En palabras
ui-numbers-from-ten = Desde 10
ui-numbers-digits = Cifras
ui-verbatim = Literal
ui-verbatim-note = Cada palabra como se dijo, también “um”
ui-learn = Aprender de las correcciones
ui-learn-note = Un nombre que usted reescribe pasa a ser una de sus palabras
ui-always-apply = Reescribir sin vista previa
ui-always-apply-note = Deshacer devuelve el texto
ui-rewriting = Reescritura por otro programa
ui-rewriting-address = Servidor
ui-rewriting-address-hint = http://127.0.0.1:11434/v1
ui-rewriting-address-wrong = Se espera una dirección como http://127.0.0.1:11434/v1. Solo se habla http, para servidores de este equipo.
ui-rewriting-model = Su modelo
ui-rewriting-model-hint = gemma3:12b
ui-rewriting-key = Archivo con su clave
ui-rewriting-key-hint = ninguno
ui-rewriting-time = Tiempo máximo
ui-rewriting-remote = Puede reescribir otro equipo
ui-rewriting-remote-note = Los textos que se reescriben salen entonces de este equipo
ui-rewriting-elsewhere = Este servidor está en otro equipo: nada se envía allí si no lo permites.
ui-speakers = Mostrar hablantes
ui-speakers-note = Nombres y colores de quienes hablaron
ui-model = Reconocimiento de voz
ui-keeping = Guardado y privacidad
ui-autosave = Guardado automático
ui-autosave-note = Los documentos que tienen archivo se guardan solos
ui-safety-copy = Copia de seguridad
ui-safety-copy-note = El sonido y las palabras van al disco mientras habla, para que un fallo no pierda nada. Tras un final limpio se borran, o van al historial si se conserva
ui-safety-copy-place = En { $folder }, ahora { $n } MB.
ui-history-kept = Conservar el historial
ui-history-off = No
ui-history-forever = Siempre
ui-days = { $n } días
ui-history-kept-note = Texto y sonido de lo que dictó, solo en este ordenador.

## Teclas y acerca de
ui-keys = Teclas
ui-keys-note = Haga clic en las teclas para cambiarlas. Si otra orden las tenía, pasan a la nueva.
ui-press-keys = Pulse las nuevas teclas; Escape deja las anteriores.
ui-no-keys = sin teclas
ui-change-keys = { $name }: { $keys }, cambiar
ui-usual-keys = Teclas habituales: { $name }
ui-talk = Hablar
ui-about = Acerca de parlance
ui-version = Versión { $version }
ui-licences = Software libre, MIT o Apache 2.0. Tipos de letra Inter y Literata con la SIL Open Font License. Todo se queda en este ordenador.
ui-folder-data = Mostrar los datos
ui-folder-settings = Mostrar los ajustes
ui-folder-documents = Mostrar los documentos
ui-show-folder = Mostrar la carpeta
ui-reset = Restablecer
