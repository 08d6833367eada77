#compdef newswatch
# Completion of newswatch(1) for zsh: _newswatch in a folder of $fpath. The program itself says what
# may stand next, a line each: the word, a tab, what it is.
_newswatch() {
  local line
  local -a found shown
  for line in "${(@f)$("${(Q)words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    case $line in
      :files*) _files; return ;;
      :folders*) _files -/; return ;;
    esac
    found+=("${line%%$'\t'*}")
    shown+=("${line/$'\t'/  }")
  done
  (( $#found )) && compadd -l -V newswatch -d shown -a found
}
# Whether it is loaded from $fpath or from a file that is read at the start.
if [[ $funcstack[1] == _newswatch ]]; then _newswatch "$@"; else compdef _newswatch newswatch; fi
