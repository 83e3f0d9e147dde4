" A sketch of a plugin for Vim and Neovim. Put it into ~/.vim/plugin (or ~/.config/nvim/plugin).
"
"   :ParlanceInsert FILE     the text of a recording below the cursor, from a running `parlance serve`
"   :[range]Parlance WORDS   a spoken edit of the lines, without sound: :%Parlance replace Tuesday with Friday
"
" The second needs no server. It takes `parlance` from the search path, or what g:parlance_program names.

if exists('g:loaded_parlance')
  finish
endif
let g:loaded_parlance = 1

" Output of a program, or nothing and its message where it failed.
function! s:output(command, input) abort
  let out = split(system(a:command, a:input), "\n")
  if v:shell_error
    echohl ErrorMsg | echomsg join(out, ' ') | echohl None
    return []
  endif
  return out
endfunction

function! s:insert(file) abort
  let url = empty($PARLANCE_URL) ? 'http://127.0.0.1:8178' : $PARLANCE_URL
  " The token goes by curl's standard input, so that no other program sees it among the arguments.
  let header = ''
  if !empty($PARLANCE_TOKEN_FILE)
    let header = 'header = "Authorization: Bearer ' . readfile($PARLANCE_TOKEN_FILE)[0] . '"'
  endif
  let fields = '--form response_format=text --form ' . shellescape('file=@' . expand(a:file))
  let curl = 'curl --config - --silent --show-error --fail-with-body '
  call append('.', s:output(curl . fields . ' ' . shellescape(url . '/v1/audio/transcriptions'), header))
endfunction

function! s:edit(first, last, words) abort
  let file = tempname() . '.md'
  call writefile(getline(a:first, a:last), file)
  let program = get(g:, 'parlance_program', 'parlance')
  let said = '--say ' . shellescape(a:words) . ' --say save'
  let told = s:output(program . ' edit --file ' . shellescape(file) . ' ' . said, '')
  let lines = readfile(file)
  call delete(file)
  if !empty(told) && lines !=# getline(a:first, a:last)
    call append(a:last, lines)
    call deletebufline('%', a:first, a:last)
  endif
endfunction

command! -nargs=1 -complete=file ParlanceInsert call s:insert(<q-args>)
command! -nargs=+ -range Parlance call s:edit(<line1>, <line2>, <q-args>)
