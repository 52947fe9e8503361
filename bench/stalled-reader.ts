import { connect } from 'node:net';
import { accessToken, memory } from './parts.ts';

/**
 * A stream of 1 GiB through the gateway to a reader that takes 32 MiB, rests, and takes the next: what the gateway
 * holds meanwhile is what its memory grows by.
 */
const burst = 32 * 1024 * 1024;
const whole = 1024 ** 3;
/** Milliseconds. */
const restMs = 100;
/**
 * Looked at so often (milliseconds): buffers that are done with wait for the next collection, so that memory goes up and
 * down by 60 MiB, and a few looks would miss the top of the first quarter more often than that of the whole.
 */
const lookMs = 5;

export interface Stalled {
  /** Resident memory, MiB: the most in the first quarter of the stream, and in all of it. */
  early: number;
  peak: number;
  bytes: number;
  seconds: number;
}

/** @param pid of the gateway that listens on `port`. */
export function stalledReader(port: number, pid: number): Promise<Stalled> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let early = memory(pid).now;
    let peak = early;
    const look = () => {
      const { now } = memory(pid);
      peak = Math.max(peak, now);
      if (bytes < whole / 4) early = Math.max(early, now);
    };
    const looking = setInterval(look, lookMs);
    let bytes = 0;
    let allowed = burst;
    let tail = '';
    const body = JSON.stringify({
      model: 'openai/m',
      messages: [{ role: 'user', content: 'All of it, please.' }],
      stream: true,
      user: 'endless',
    });
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(
        `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${accessToken}\r\n` +
          `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      ),
    );
    const fail = (error: Error) => {
      clearInterval(looking);
      reject(error);
    };
    socket.once('error', fail);
    socket.once('close', () => fail(new Error(`the stream was cut after ${bytes} bytes`)));
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - 64))).slice(-64);
      if (tail.endsWith('0\r\n\r\n')) {
        socket.removeAllListeners('close');
        socket.destroy();
        clearInterval(looking);
        look();
        resolve({ early, peak, bytes, seconds: (performance.now() - began) / 1000 });
        return;
      }
      if (bytes < allowed) return;
      allowed = bytes + burst;
      socket.pause();
      setTimeout(() => socket.resume(), restMs);
    });
  });
}
