import type { Style } from '#cli/term/style.ts';
import { printable } from '#cli/term/table.ts';

interface Job {
  files: readonly { path: string; content: string }[];
  register: readonly (readonly string[])[];
}

/** What installing a job of the user's session writes and runs, for people and for `--json`. */
export function jobText(job: Job, out: Style) {
  // The mark that Windows wants at the start of some files is not for reading.
  const files = job.files.map(({ path, content }) => ({ path, content: content.replace(/^\ufeff/, '') }));
  const programs = job.register.map((words) => words.join(' '));
  const shown = [
    ...files.flatMap(({ path, content }) => [
      out.bold(printable(path)),
      ...content.trimEnd().split('\n'),
      '',
    ]),
    out.bold('Then'),
    ...programs.map((words) => `  ${printable(words)}`),
  ].join('\n');
  return { files, programs, shown };
}
