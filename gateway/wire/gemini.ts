/**
 * Google's Gemini API as an upstream: https://ai.google.dev/api. No client speaks it here, so there are only its
 * addresses; a base URL ends with the version (`https://generativelanguage.googleapis.com/v1beta`).
 */
export type GeminiMethod = 'generateContent' | 'streamGenerateContent' | 'countTokens' | 'batchEmbedContents';

/** Models are named `gemini-…`, or as a whole resource (`models/…`, `tunedModels/…`). */
export const geminiModel = (model: string): string => (model.includes('/') ? model : `models/${model}`);

export function geminiPath(model: string, method: GeminiMethod): string {
  const resource = geminiModel(model).toWellFormed().split('/').map(encodeURIComponent).join('/');
  return `/${resource}:${method}${method === 'streamGenerateContent' ? '?alt=sse' : ''}`;
}
