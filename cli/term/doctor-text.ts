import type { Style } from '#cli/term/style.ts';
import { printable, table, wrap } from '#cli/term/table.ts';
import type { Finding } from '#core/doctor/finding.ts';
import { worstFirst } from '#core/doctor/outcome.ts';

interface Told {
  findings: readonly Finding[];
  fixed: readonly string[];
  failed: readonly { id: string; message: string }[];
}

const mark = ({ state }: Finding, { symbols, red, yellow, green, dim }: Style): string => {
  if (state === 'fail') return red(symbols.bad);
  if (state === 'warn') return yellow(symbols.warn);
  if (state === 'note') return dim('i');
  return state === 'ok' ? green(symbols.ok) : dim(symbols.off);
};

/** Findings for people, the worst first: what, why, where, and what to do. */
export function doctorText({ findings, fixed, failed }: Told, out: Style, all: boolean): string {
  const lines: string[] = [];
  for (const finding of worstFirst(findings)) {
    if (!all && (finding.state === 'ok' || finding.state === 'skipped')) continue;
    const rows: string[][] = [];
    if (finding.why) rows.push([out.dim('why'), finding.why]);
    if (finding.where) rows.push([out.dim('where'), printable(finding.where)]);
    if (finding.hint) rows.push([out.dim('do'), printable(finding.hint)]);
    if (finding.fix) {
      const how = finding.confirm ? 'gatehouse doctor --fix --yes' : 'gatehouse doctor --fix';
      rows.push([out.dim('fix'), `${finding.fix} ${out.dim(`(${how})`)}`]);
    }
    lines.push(`${mark(finding, out)} ${printable(finding.what)} ${out.dim(finding.check)}`);
    lines.push(...table(rows, '  '));
  }
  for (const id of fixed) lines.push(`${out.green(out.symbols.ok)} mended: ${printable(id)}`);
  for (const { id, message } of failed)
    lines.push(`${out.red(out.symbols.bad)} not mended: ${printable(id)}: ${printable(message)}`);
  const count = (state: Finding['state']) => findings.filter((one) => one.state === state).length;
  const [fails, warns] = [count('fail'), count('warn')];
  const summary =
    fails + warns === 0
      ? `${out.green(out.symbols.ok)} All is well. ${count('ok')} checks passed, ${count('skipped')} were not needed.`
      : `${fails} ${fails === 1 ? 'thing does' : 'things do'} not work, ${warns} ${warns === 1 ? 'wants' : 'want'} attention, ${count('ok')} checks passed.`;
  return [...lines, ...(lines.length > 0 ? [''] : []), ...wrap(summary, out.width)].join('\n');
}
