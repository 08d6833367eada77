# Completion of newswatch(1) for bash: /usr/share/bash-completion/completions/newswatch. The program
# itself says what may stand next, a line each: the word, a tab, what it is.
_newswatch() {
  local line word
  local -a found=() shown=()
  COMPREPLY=()
  while IFS= read -r line; do
    word=${line%%$'\t'*}
    case $word in
      :files) compopt -o default; return ;;
      :folders) compopt -o dirnames; return ;;
    esac
    printf -v word %q "$word"
    found+=("$word")
    shown+=("$word  ${line#*$'\t'}")
  done < <("$1" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  # When the choices are listed (Tab twice), each has what it is behind it.
  if [[ $COMP_TYPE == 63 && ${#found[@]} -gt 1 ]]; then
    COMPREPLY=("${shown[@]}")
  else
    COMPREPLY=("${found[@]}")
  fi
  compopt -o nosort 2>/dev/null
}
complete -F _newswatch newswatch
