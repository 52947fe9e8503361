import * as z from 'zod';

/** The number is that of the form: gateways of another form keep apart. */
export const names = {
  cooldowns: 'gatehouse:2:cooldowns',
  used: 'gatehouse:2:used',
  sessions: 'gatehouse:2:sessions',
  spent: (day: string) => `gatehouse:2:spent:${day}`,
  changes: 'gatehouse:2:changes',
  /** There as long as the server has not begun anew. */
  alive: 'gatehouse:2:alive',
};

const entriesSchema = z.array(z.tuple([z.string(), z.unknown()]));
export const sumSchema = z.number().int().nonnegative();

/** What one gateway tells the others. */
export const changesSchema = z.object({
  from: z.string(),
  cooldowns: entriesSchema,
  used: entriesSchema,
  sessions: entriesSchema,
  spent: z.array(z.object({ day: z.string(), who: z.string(), gateway: z.string(), sum: sumSchema })),
});
export type Changes = z.infer<typeof changesSchema>;

/** Two words in one name; ids of agents and of gateways have no line breaks, the other word may. */
export const joined = (first: string, rest: string): string => `${first}\n${rest}`;
export const split = (name: string): [string, string] => {
  const at = name.indexOf('\n');
  return [name.slice(0, at), name.slice(at + 1)];
};
