import { type CompletionNode, isValued } from '#cli/completions/tree.ts';

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

export function powershellCompletion(nodes: readonly CompletionNode[]): string {
  const valued = [
    ...new Set(
      nodes.flatMap((node) =>
        node.options.filter(({ spec }) => isValued(spec)).map(({ name }) => `--${name}`),
      ),
    ),
  ];
  const table = nodes.map((node) => {
    const entries = [
      ...node.next.map(({ word, summary }) => [word, summary || word]),
      ...node.options.map(({ name, spec }) => [`--${name}`, spec.summary]),
    ].map(([word = '', summary = '']) => `@(${quote(word)}, ${quote(summary)})`);
    return `    ${quote(node.words.join(' '))} = @(${entries.join(', ')})`;
  });
  return `# gatehouse: completion for PowerShell. To load it: gatehouse completions powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName gatehouse -ScriptBlock {
  param($current, $line, $cursor)
  $table = @{
${table.join('\n')}
  }
  $valued = @(${valued.map(quote).join(', ')})
  $taken = ''
  $skip = $false
  foreach ($element in ($line.CommandElements | Select-Object -Skip 1)) {
    if ($element.Extent.EndOffset -ge $cursor) { break }
    $word = $element.ToString()
    if ($skip) { $skip = $false; continue }
    if ($valued -contains $word) { $skip = $true; continue }
    if ($word.StartsWith('-')) { continue }
    $longer = ($taken + ' ' + $word).Trim()
    if ($table.ContainsKey($longer)) { $taken = $longer }
  }
  $table[$taken] | Where-Object { $_[0] -like "$current*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
  }
}
`;
}
