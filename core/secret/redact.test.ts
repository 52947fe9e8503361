import { expect, it } from 'vitest';
import { redact } from '#core/secret/redact.ts';

it('masks what looks like a key, a token or a password, wherever it stands', () => {
  for (const secret of [
    'sk-ant-api03-FAKEFAKEFAKE0123',
    'sk-proj-FAKEFAKEFAKE0123',
    'sk-FAKEFAKEFAKE0123',
    'gsk_FAKEFAKEFAKE01234567',
    'gh_FAKEFAKEFAKE01234567FAKE',
    'AIzaFAKEFAKEFAKE01234567',
    'eyJGQUtFRkFLRQ.eyJGQUtFRkFLRQ.RkFLRQ',
  ]) {
    for (const line of [secret, `error: ${secret}!`, `{"key":"${secret}"}`, `https://x/?key=${secret}&a=1`]) {
      expect(redact(line)).not.toContain(secret.slice(-8));
    }
  }
  expect(redact('Authorization: Bearer FAKE-plain-0123456789')).toBe('Authorization: Bearer [redacted]');
  expect(redact('password=FAKEhunter2')).toBe('password=[redacted]');
});

it('leaves ordinary words alone', () => {
  const line = 'GET /v1/models 200 in 12 ms, profile anthropic:default, token count 812';
  expect(redact(line)).toBe(line);
});
