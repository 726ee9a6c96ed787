# shellcheck shell=bash
# What a shell completes the command line with: made from the help, so that it knows what that knows.

completion() {
  (($# == 1)) || usage_error "completion takes the shell: bash or zsh."
  case $1 in
    bash) bash_completion ;;
    zsh) zsh_completion ;;
    *) usage_error "completion knows bash and zsh, not $1." ;;
  esac
}

# The commands of the overview, each with what it does.
command_lines() {
  help | sed -n '/^Commands$/,/^$/{ s/^  \([a-z-]*\) .*  \([^ ].*\)$/\1\t\2/p; }' | awk -F '\t' '!seen[$1]++'
}

# words_of COMMAND: what its usage lines have behind it; of what stands for something, all that it may be.
words_of() {
  local word
  for word in $(help "$1" | sed -n "/^Usage:/,/^\$/{ s/^.*monitor[.]sh $1\\( \\|\$\\)//p; }" | tr -c 'a-zA-Z-' ' '); do
    case $word in
      PART) printf '%s\n' "${PARTS[@]}" ;;
      ALERT) drill_names ;;
      COMMAND) command_lines | cut -f 1 ;;
      [A-Z]*) ;;
      *) printf '%s\n' "$word" ;;
    esac
  done | awk '!seen[$0]++' | paste -s -d ' '
}

bash_completion() {
  local command
  cat <<-'END'
	_tocsin_monitor() {
	  local words
	  if ((COMP_CWORD == 1)); then
	END
  printf '    words="%s"\n' "$(command_lines | cut -f 1 | paste -s -d ' ')"
  cat <<-'END'
	  else
	    case ${COMP_WORDS[1]} in
	END
  while IFS= read -r command; do
    printf '      %s) words="%s" ;;\n' "$command" "$(words_of "$command")"
  done < <(command_lines | cut -f 1)
  cat <<-'END'
	      *) words= ;;
	    esac
	  fi
	  mapfile -t COMPREPLY < <(compgen -W "$words --help" -- "${COMP_WORDS[COMP_CWORD]}")
	}
	complete -o default -F _tocsin_monitor monitor.sh
	END
}

zsh_completion() {
  local command what
  printf '#compdef monitor.sh\n_tocsin_monitor() {\n  local -a commands=(\n'
  while IFS=$'\t' read -r command what; do
    printf "    '%s:%s'\n" "$command" "${what//\'/\'\\\'\'}"
  done < <(command_lines)
  cat <<-'END'
	  )
	  if ((CURRENT == 2)); then
	    _describe command commands
	  else
	    case $words[2] in
	END
  while IFS= read -r command; do
    printf '      %s) compadd -- %s --help ;;\n' "$command" "$(words_of "$command")"
  done < <(command_lines | cut -f 1)
  cat <<-'END'
	    esac
	    [[ $PREFIX == -* ]] || _files
	  fi
	}
	compdef _tocsin_monitor monitor.sh
	END
}
