import * as z from 'zod';
import { generationSchema } from '#core/family/installation.ts';
import { compareVersions } from '#core/family/version.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
const fileName = z.string().regex(/^[A-Za-z0-9._-]+$/);
const prefix = z.string().regex(/^[A-Z][A-Z0-9]*_$/);

/** One member of the family, as data: `resources/families.json`. Adding a member is a record. */
export const familyRecordSchema = z.strictObject({
  id: name,
  label: z.string().min(1),
  /** Names of its command, the first that is found counts. */
  commands: z.array(name).min(1),
  /** The npm package that brings the command, where there is one: only such an installation is upgraded by us. */
  package: z.string().optional(),
  /** In the home directory. */
  stateDir: fileName,
  legacyStateDirs: z.array(fileName),
  /** In the state directory. */
  configFile: fileName,
  legacyConfigFiles: z.array(fileName),
  /** With the underscore at the end. Where it is not sure which one counts, all are set. */
  envPrefixes: z.array(prefix).min(1),
  legacyEnvPrefixes: z.array(prefix),
  port: z.number().int().min(1).max(65535),
  /** How its own `gateway install` names what it makes. */
  service: z.strictObject({ systemd: z.string(), launchd: z.string(), task: z.string() }),
  /** By version, oldest first; the first range that fits counts. A hint only: what an installation can do is probed. */
  generations: z
    .array(z.strictObject({ before: z.string().optional(), generation: generationSchema }))
    .min(1),
});
export type FamilyRecord = z.infer<typeof familyRecordSchema>;

export const familyRecordsSchema = z.strictObject({
  version: z.literal(1),
  families: z
    .array(familyRecordSchema)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, {
      message: 'each id once',
    }),
});

/** What the version alone lets expect; `unknown` without a version, unless every version is the same. */
export function expectedGeneration(record: FamilyRecord, version: string | undefined) {
  const only = record.generations.length === 1 ? record.generations[0] : undefined;
  if (version === undefined) return only?.generation ?? 'unknown';
  const found = record.generations.find(
    ({ before }) => before === undefined || compareVersions(version, before) < 0,
  );
  return found?.generation ?? 'unknown';
}
