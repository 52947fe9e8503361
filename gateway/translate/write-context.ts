import type { ConversationRequest } from '#gateway/translate/form.ts';
import type { ToolNames } from '#gateway/translate/tool-names.ts';

/** What an answer needs to know besides what the upstream said. */
export interface WriteContext {
  /** For ids that the upstream did not give: letters and digits, unique. */
  id: string;
  /** Epoch seconds. */
  created: number;
  /** The model as it was asked for. */
  model: string;
  names: ToolNames;
  request: ConversationRequest;
  /** The gateway's id of the request, for errors. */
  requestId: string;
}
