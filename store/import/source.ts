import type { CredentialType } from '#core/profile/profile.ts';
import { type Said, type Sentence, say, type Words } from '#core/say/say.ts';
import type { Stores } from '#store/stores.ts';

/** One credential that a source found, with its secret in memory; what leaves the store is made of it without it. */
export interface Candidate {
  /** Id of the source, or of the gateway family. */
  source: string;
  /** File or variable. */
  where: string;
  provider: string;
  type: CredentialType;
  secret: string;
  suggestedName: string;
  /** Epoch milliseconds. */
  expires?: number;
  email?: string;
  /** Why it is not taken in. */
  refused?: Words;
  /** A word of care for one that can be taken in. */
  note?: Words;
}

/** A place that was there and could not be read, or that holds credentials which cannot be told one by one. */
export interface Problem {
  where: string;
  message: string;
  said?: Said;
}

export interface Findings {
  candidates: Candidate[];
  problems: Problem[];
}

export interface ImportContext {
  stores: Stores;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** Ids of the providers that a credential can be added for. */
  providers: readonly string[];
}

/**
 * A kind of place where credentials lie. It reads, and never writes; it never rejects for what it finds. A new one is
 * a file in this folder and a line in `sources.ts`.
 */
export interface ImportSource {
  id: string;
  scan(context: ImportContext): Promise<Findings>;
}

/** Said of every sign-in of another tool: its refresh token is its own, and using it would sign that tool out. */
export const ownedBy = (tool: Words, instead: Sentence): Sentence =>
  say(
    'This sign-in belongs to {{tool}}, which renews it; a second user of it would sign both out. {{instead}}',
    {
      tool,
      instead,
    },
  );
