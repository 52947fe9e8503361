import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { FamilyRecord } from '#core/family/record.ts';
import { isObject, mirrorShape } from '#core/profile/mirror.ts';
import { readEntry } from '#core/profile/mirror-entry.ts';
import { say } from '#core/say/say.ts';
import { familyRecords } from '#store/family/records.ts';
import { readDotenvPlace, readJsonPlace } from '#store/import/read-place.ts';
import { type Candidate, type ImportSource, ownedBy, type Problem } from '#store/import/source.ts';
import { keysOfVariables } from '#store/import/variables.ts';
import { isDatabaseEra } from '#store/mirror/targets.ts';

/** Agents that a state directory may have; more than this is something else. */
const mostAgents = 100;

async function scanAgent(
  id: string,
  agent: string,
  file: string,
): Promise<{ candidates: Candidate[]; problems: Problem[] }> {
  const place = await readJsonPlace(file);
  if (place === undefined) return { candidates: [], problems: [] };
  const doc = mirrorShape(place.json);
  const entries = Object.entries(isObject(doc?.profiles) ? doc.profiles : {});
  const problems = [...place.problems];
  if (doc === undefined) problems.push({ where: file, message: 'It is no credential file.' });
  const candidates = entries.flatMap(([profileId, entry]): Candidate[] => {
    const found = isObject(entry) ? readEntry(profileId, entry) : undefined;
    if (found === undefined) return [];
    const name = profileId.slice(profileId.indexOf(':') + 1);
    const { type, provider, expires, email } = found;
    return [
      {
        source: id,
        where: file,
        provider,
        type,
        secret: found.secret ?? found.grant?.access ?? '',
        suggestedName: agent === 'main' ? name : `${agent}-${name}`,
        ...(expires === undefined ? {} : { expires }),
        ...(email === undefined ? {} : { email }),
        ...(type === 'oauth'
          ? { refused: ownedBy(say('that gateway'), say('Mirror to it, and it is shown here.')) }
          : {}),
      },
    ];
  });
  return { candidates, problems };
}

async function scanState(record: FamilyRecord, root: string, context: Parameters<ImportSource['scan']>[0]) {
  const { id } = record;
  const agents = (await readdir(join(root, 'agents')).catch(() => [] as string[])).slice(0, mostAgents);
  const candidates: Candidate[] = [];
  const problems: Problem[] = [];
  if (await isDatabaseEra(root, agents)) {
    problems.push({
      where: root,
      message:
        'This gateway keeps its credentials in a database, which is not read. Paste them here, or run its own "models auth list".',
    });
  }
  for (const agent of agents) {
    const found = await scanAgent(id, agent, join(root, 'agents', agent, 'agent', 'auth-profiles.json'));
    candidates.push(...found.candidates);
    problems.push(...found.problems);
  }
  const dotenv = join(root, '.env');
  const variables = await readDotenvPlace(dotenv);
  candidates.push(
    ...keysOfVariables(
      variables?.variables ?? {},
      id,
      (variable) => `${dotenv} (${variable})`,
      context,
      record.envPrefixes,
    ),
  );
  problems.push(...(variables?.problems ?? []));
  return { candidates, problems };
}

/** Every member of the OpenClaw family, in the era of JSON files; one of the SQLite era is told and not read. */
export const familySource: ImportSource = {
  id: 'family',
  async scan(context) {
    const seen = new Set<string>([
      await realpath(context.stores.dir.root).catch(() => context.stores.dir.root),
    ]);
    const result = { candidates: [] as Candidate[], problems: [] as Problem[] };
    for (const record of familyRecords()) {
      const prefixes = [...record.envPrefixes, ...record.legacyEnvPrefixes];
      const moved = prefixes.flatMap((prefix) => context.env[`${prefix}STATE_DIR`] ?? []);
      const usual = [record.stateDir, ...record.legacyStateDirs].map((name) => join(context.home, name));
      for (const path of [...moved, ...usual]) {
        const root = await realpath(path).catch(() => undefined);
        if (root === undefined || seen.has(root)) continue;
        seen.add(root);
        const found = await scanState(record, root, context);
        result.candidates.push(...found.candidates);
        result.problems.push(...found.problems);
      }
    }
    return result;
  },
};
