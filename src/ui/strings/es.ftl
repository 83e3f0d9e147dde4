### Cada palabra que muestra la ventana, en español. Las órdenes se dicen en inglés y por eso están en inglés.

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
ui-talk-hint = o mantenga { $key }
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
ui-search-history = Palabras buscadas
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
