import { type CompletionNode, isValued } from '#cli/completions/tree.ts';

const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export function fishCompletion(nodes: readonly CompletionNode[]): string {
  const lines = nodes.flatMap((node) => {
    const at = `-n ${quote(`__gatehouse_at ${quote(node.words.join(' ')).replaceAll("'", '"')}`)}`;
    return [
      ...node.next.map(
        ({ word, summary }) => `complete -c gatehouse -f ${at} -a ${quote(word)} -d ${quote(summary)}`,
      ),
      ...node.options.map(({ name, spec }) => {
        const value = isValued(spec)
          ? name === 'state-dir'
            ? " -r -a '(__fish_complete_directories)'"
            : ' -x'
          : '';
        const choices = spec.choices ? ` -a ${quote(spec.choices.join(' '))}` : '';
        const short = spec.short ? ` -s ${spec.short}` : '';
        return `complete -c gatehouse -f ${at} -l ${name}${short}${value}${choices} -d ${quote(spec.summary)}`;
      }),
    ];
  });
  const valued = [
    ...new Set(
      nodes.flatMap((node) =>
        node.options.filter(({ spec }) => isValued(spec)).map(({ name }) => `--${name}`),
      ),
    ),
  ].join(' ');
  const paths = nodes.filter(({ words }) => words.length > 0).map(({ words }) => quote(words.join(' ')));
  return `# gatehouse: completion for fish. To load it: gatehouse completions fish | source
function __gatehouse_at
  set -l taken ''
  set -l skip 0
  for word in (commandline -opc)[2..-1]
    if test $skip = 1
      set skip 0
    else if contains -- $word ${valued}
      set skip 1
    else if not string match -q -- '-*' $word
      set -l longer (string trim -- "$taken $word")
      if contains -- $longer ${paths.join(' ')}
        set taken $longer
      end
    end
  end
  test "$taken" = "$argv[1]"
end
${lines.join('\n')}
`;
}
