import type { Generation } from '#core/family/installation.ts';
import { expectedGeneration, type FamilyRecord } from '#core/family/record.ts';

/** What was found out about one installation; absent: it was not, or could not be, asked. */
export interface ProbedFacts {
  /** What lies in the state directory: a credential database, a credential file, both, or nothing yet. */
  store: 'database' | 'json' | 'both' | 'none';
  /** `auth-state.json` lies beside a credential file, so order and usage have left it (from 2026.4.8 on). */
  hasStateFile: boolean;
  /** `hello-ok.features.methods` of its running gateway. */
  methods?: readonly string[] | undefined;
  /** Whether its command knows `secrets`. */
  secretsCommand?: boolean | undefined;
  /** `--version`, or `meta.lastTouchedVersion` of its config. */
  version?: string | undefined;
}

export interface Probed {
  generation: Generation;
  references: boolean | undefined;
}

/**
 * The generation of an installation by what it shows, not by what its version promises: a database counts before
 * everything, then whether it knows references. The version decides only what cannot be seen: whether a running
 * gateway overwrites the file, and what an installation that never ran will use. In doubt the more careful one, and
 * `unknown` (nothing is written) where that is not known either.
 */
export function probedGeneration(record: FamilyRecord, facts: ProbedFacts): Probed {
  const expected = expectedGeneration(record, facts.version);
  const references = facts.methods?.includes('secrets.reload') ?? facts.secretsCommand;
  if (facts.store === 'database' || facts.store === 'both') return { generation: 'sqlite', references };
  if (references === undefined) return { generation: 'unknown', references };
  if (facts.store === 'none' && expected === 'sqlite') return { generation: 'sqlite', references };
  if (!references) return { generation: 'json_plain', references };
  if (facts.store === 'none' && expected === 'unknown') return { generation: 'unknown', references };
  if (facts.hasStateFile || expected === 'json_references' || expected === 'sqlite')
    return { generation: 'json_references', references };
  return { generation: 'json_references_clobber', references };
}

/** How credentials may be given to a generation; the first is what is taken when nobody says otherwise. */
export function mirrorModes({ generation, references }: Probed): readonly ('reference' | 'plain')[] {
  if (generation === 'unknown') return [];
  return references === true && generation !== 'json_plain' ? ['reference', 'plain'] : ['plain'];
}
