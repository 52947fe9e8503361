import { type CompletionNode, isValued } from '#cli/completions/tree.ts';

/** Words of a node: what may be typed next, and the options. */
const wordsOf = (node: CompletionNode) =>
  [...node.next.map(({ word }) => word), ...node.options.map(({ name }) => `--${name}`)].join(' ');

const valued = (nodes: readonly CompletionNode[]) =>
  [
    ...new Set(
      nodes.flatMap((node) =>
        node.options.filter(({ spec }) => isValued(spec)).map(({ name }) => `--${name}`),
      ),
    ),
  ].join('|');

export function bashCompletion(nodes: readonly CompletionNode[]): string {
  const cases = nodes.map((node) => `    '${node.words.join(' ')}') words='${wordsOf(node)}' ;;`);
  const paths = nodes.filter(({ words }) => words.length > 0).map(({ words }) => `'${words.join(' ')}'`);
  return `# gatehouse: completion for bash. To load it: source <(gatehouse completions bash)
_gatehouse() {
  local current=\${COMP_WORDS[COMP_CWORD]} path='' words='' index word
  case \${COMP_WORDS[COMP_CWORD-1]} in
    --state-dir) COMPREPLY=($(compgen -d -- "$current")); return ;;
    ${valued(nodes)}) COMPREPLY=(); return ;;
  esac
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case $word in
      ${valued(nodes)}) ((index++)); continue ;;
      -*) continue ;;
    esac
    case "\${path:+$path }$word" in
      ${paths.join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  case $path in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _gatehouse gatehouse
`;
}
