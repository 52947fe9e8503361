import { type CompletionNode, isValued } from '#cli/completions/tree.ts';

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
/** In zsh's specifications a colon parts word and description. */
const entry = (word: string, summary: string) => quote(`${word.replaceAll(':', '\\:')}:${summary}`);

export function zshCompletion(nodes: readonly CompletionNode[]): string {
  const valued = [
    ...new Set(
      nodes.flatMap((node) =>
        node.options.filter(({ spec }) => isValued(spec)).map(({ name }) => `--${name}`),
      ),
    ),
  ].join('|');
  const paths = nodes.filter(({ words }) => words.length > 0).map(({ words }) => quote(words.join(' ')));
  const cases = nodes.map((node) => {
    const next = node.next.map(({ word, summary }) => entry(word, summary));
    const options = node.options.map(({ name, spec }) => entry(`--${name}`, spec.summary));
    return `    ${quote(node.words.join(' '))}) next=(${next.join(' ')}); options=(${options.join(' ')}) ;;`;
  });
  return `#compdef gatehouse
# gatehouse: completion for zsh. To load it: source <(gatehouse completions zsh)
_gatehouse() {
  local taken='' word index
  local -a next options
  case \${words[CURRENT-1]} in
    --state-dir) _directories; return ;;
    ${valued}) return ;;
  esac
  for ((index = 2; index < CURRENT; index++)); do
    word=\${words[index]}
    case $word in
      ${valued}) ((index++)); continue ;;
      -*) continue ;;
    esac
    case "\${taken:+$taken }$word" in
      ${paths.join('|')}) taken="\${taken:+$taken }$word" ;;
    esac
  done
  case $taken in
${cases.join('\n')}
  esac
  (( $#next )) && _describe command next
  [[ \${words[CURRENT]} == -* ]] && _describe option options
  return 0
}
compdef _gatehouse gatehouse
`;
}
