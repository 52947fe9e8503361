import * as z from 'zod';
import { agent, call, nothing } from '#core/contract/calls/define.ts';
import { callErrorSchema } from '#core/contract/error.ts';

export const chatSessionIdSchema = z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/);

/** Why an answer came from where it came. */
export const answerWhySchema = z.object({
  /** Absent: the gateway itself answered (a command). */
  model: z.string().optional(),
  profile: z.string().optional(),
  attempts: z.number().int().optional(),
  /** What did not answer before, in words. */
  tried: z.array(z.string()).optional(),
  /** A paid key answered for this subscription. */
  paidSwitchFrom: z.string().optional(),
  inputTokens: z.number().int().optional(),
  outputTokens: z.number().int().optional(),
  /** US dollars. */
  cost: z.number().optional(),
  totalMs: z.number().optional(),
});

export const chatMessageSchema = z.object({
  id: z.string(),
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  /** How many images went along. */
  images: z.number().int().optional(),
  /** Epoch milliseconds. */
  at: z.number(),
  /** Of an answer. */
  state: z.enum(['streaming', 'done', 'stopped', 'failed']).optional(),
  why: answerWhySchema.optional(),
  error: callErrorSchema.optional(),
});
export type ChatMessage = z.infer<typeof chatMessageSchema>;

export const chatSessionSchema = z.object({
  id: chatSessionIdSchema,
  agent: z.string(),
  /** The first words. */
  title: z.string(),
  updatedAt: z.number(),
  messages: z.number().int(),
  /** What `/model` pinned here. */
  model: z.string().optional(),
  profile: z.string().optional(),
});
export type ChatSession = z.infer<typeof chatSessionSchema>;

export const chatCalls = {
  'chat.sessions': call(nothing, z.object({ sessions: z.array(chatSessionSchema) })),
  'chat.history': call(
    z.object({ session: chatSessionIdSchema }),
    z.object({ messages: z.array(chatMessageSchema) }),
  ),
  /** The answer grows in the topic `chat` under the id that is given back. */
  'chat.send': call(
    z.object({
      agent,
      session: chatSessionIdSchema,
      text: z.string().min(1).max(400_000),
      images: z
        .array(
          z.object({
            mediaType: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
            data: z.base64().max(14_000_000),
          }),
        )
        .max(8)
        .optional(),
    }),
    z.object({ id: z.string() }),
  ),
  /** Hangs up upstream; what was said so far stays. */
  'chat.stop': call(z.object({ session: chatSessionIdSchema }), nothing),
  'chat.remove': call(z.object({ session: chatSessionIdSchema }), nothing),
} as const;
