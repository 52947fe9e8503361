/**
 * What a gateway process needs of the host's environment: where its home, its temporary files and its certificates
 * are, its language and its time zone. Everything else stays out, since environments are full of keys.
 */
const passed = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SYSTEMROOT',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_COMPILE_CACHE',
];

/** @param nonce names this run; the gateway does not use it, it proves whose the process is. */
export function childEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  nonce: string,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name of passed) {
    const value = env[name];
    if (value !== undefined) result[name] = value;
  }
  result[runVariable] = nonce;
  return result;
}

export const runVariable = 'GATEHOUSE_RUN';
