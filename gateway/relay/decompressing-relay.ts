import type { Transform } from 'node:stream';
import { type Compression, decompressor } from '#gateway/relay/compression.ts';
import type { Flow, Relay, RelayEnd } from '#gateway/relay/relay.ts';
import type { Usage } from '#gateway/wire/dialect.ts';

/** Before a relay that must read what it carries: gives it the plain bytes of a compressed body, as they come. */
export class DecompressingRelay implements Relay {
  readonly #relay: Relay;
  readonly #compression: Compression;
  readonly #end: RelayEnd;
  #plain: Transform | undefined;

  constructor(relay: Relay, compression: Compression, end: RelayEnd) {
    this.#relay = relay;
    this.#compression = compression;
    this.#end = end;
  }

  data(controller: Flow, chunk: Buffer): void {
    this.#plain ??= this.#open(controller, chunk);
    if (this.#plain.destroyed || this.#plain.write(chunk)) return;
    controller.pause();
    this.#plain.once('drain', () => controller.resume());
  }

  end(): void {
    if (this.#plain === undefined) this.#relay.end();
    else this.#plain.end();
  }

  usageSoFar(): Usage | undefined {
    return this.#relay.usageSoFar?.();
  }

  breakOff(message: string): void {
    this.#relay.breakOff(message);
  }

  #open(controller: Flow, head: Buffer): Transform {
    const plain = decompressor(this.#compression, head);
    const held = bothHeld(controller, plain);
    plain.on('data', (bytes: Buffer) => {
      if (!this.#over(plain)) this.#relay.data(held, bytes);
    });
    plain.on('end', () => {
      if (!this.#over(plain)) this.#relay.end();
    });
    plain.on('error', () => {
      if (this.#over(plain)) return;
      const message = 'answered with something that cannot be decompressed';
      this.#end.failed({ status: 502, bodyText: '', message });
    });
    return plain;
  }

  /** What was decompressed meanwhile is for nobody when the attempt is over; another one may answer by then. */
  #over(plain: Transform): boolean {
    if (this.#end.over) plain.destroy();
    return this.#end.over;
  }
}

/** A client that does not read holds back both the upstream and what is being decompressed. */
function bothHeld(controller: Flow, plain: Transform): Flow {
  return {
    pause() {
      plain.pause();
      controller.pause();
    },
    resume() {
      plain.resume();
      controller.resume();
    },
  };
}
