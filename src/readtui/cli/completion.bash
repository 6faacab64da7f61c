%(complete_func)s() {
    local type value about line
    local -a values=() lines=()
    while IFS=$'\t' read -r type value about; do
        case $type in
            file) compopt -o default ;;
            dir) compopt -o dirnames ;;
            plain)
                printf -v value '%%q' "$value"
                values+=("$value")
                lines+=("$value${about:+  ($about)}")
                ;;
        esac
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" %(complete_var)s=bash_complete "$1")
    COMPREPLY=("${values[@]}")
    if ((${#values[@]} > 1)) && [[ $COMP_TYPE == 63 || $COMP_TYPE == 33 || $COMP_TYPE == 64 ]]; then
        COMPREPLY=("${lines[@]}")
    fi
}

complete -o nosort -F %(complete_func)s %(prog_name)s
