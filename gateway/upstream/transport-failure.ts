import type { FailedResponse, TransportFailure } from '#core/routing/failure.ts';

/** The code of an error that stands for an upstream that says nothing. */
export const silentCode = 'UPSTREAM_SILENT';

/** How a connection failed, from the codes of undici and of the system. */
export function transportFailure(error: unknown): TransportFailure | FailedResponse {
  const code = codeOf(error);
  switch (code) {
    case silentCode:
      return { transport: 'timeout' };
    case 'UND_ERR_SOCKET':
    case 'ECONNRESET':
    case 'EPIPE':
      return { transport: 'reset' };
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
    case 'UND_ERR_HEADERS_OVERFLOW':
      return { status: 502, headers: {}, bodyText: '' };
    default:
      // What came was no HTTP; the code is `HPE_…` where the parser had one.
      return code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError')
        ? { status: 502, headers: {}, bodyText: '' }
        : { transport: 'unreachable' };
  }
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
