/** What runs a program for a person who is signed in. */
export type Scheduler = 'systemd' | 'launchd' | 'task-scheduler' | 'termux';

export interface JobFile {
  path: string;
  content: string;
  mode: number;
  /** Windows reads task definitions as UTF-16 with a byte order mark. */
  encoding: 'utf8' | 'utf16le';
  /** It is needed only while the job is registered. */
  temporary?: boolean;
}

/** Everything that is written and run to install a job, and to take it away. Nothing else is touched. */
export interface JobDefinition {
  scheduler: Scheduler;
  files: JobFile[];
  /** Programs with their arguments, in order; started without a shell. */
  register: string[][];
  unregister: string[][];
  /** Answers 0 when the job is registered. */
  query: string[];
}

/** By it a file is known as ours; the command that wrote it follows. */
export const jobMark = 'Written by Gatehouse (gatehouse ';
