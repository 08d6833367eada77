# Completion of newswatch(1) for fish: /usr/share/fish/vendor_completions.d/newswatch.fish. The
# program itself says what may stand next, a line each: the word, a tab, what it is.
function __newswatch_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l found (command $words[1] __complete $words[2..-1] "$typed" 2>/dev/null)
    switch "$found[1]"
        case ':files*'
            __fish_complete_path "$typed"
        case ':folders*'
            __fish_complete_directories "$typed"
        case '*'
            printf '%s\n' $found
    end
end
complete -c newswatch -k -f -a '(__newswatch_complete)'
