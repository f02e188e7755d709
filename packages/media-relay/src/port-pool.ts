import type { Random } from '@firstring/kernel';

export interface PortPoolOptions {
  /** Inclusive range; only even ports are given out, each with the odd one above it for RTCP. */
  portMin: number;
  portMax: number;
  /** How long a returned port rests, so that a new call does not receive the late packets of an old one. */
  restMs: number;
}

/**
 * A bounded stock of RTP ports. Instants are on the monotonic clock. Their order is chance: a restarted relay does not hand out the
 * ports of the calls it dropped, nobody guesses the next one, and a run of ports that another program holds is not tried in a row.
 */
export class PortPool {
  readonly #restMs: number;
  /** In the order they will be given out: the port that was returned last comes last. */
  readonly #free: { port: number; restedAtMs: number }[] = [];
  readonly #leased = new Set<number>();

  constructor(options: PortPoolOptions, random: Random) {
    this.#restMs = options.restMs;
    const first = options.portMin + (options.portMin % 2);
    for (let port = first; port + 1 <= options.portMax; port += 2) this.#free.push({ port, restedAtMs: 0 });
    shuffle(this.#free, random);
  }

  get leased(): number {
    return this.#leased.size;
  }

  /** True for both ports of a pair in use. */
  isLeased(port: number): boolean {
    return this.#leased.has(port - (port % 2));
  }

  /** An even port, or undefined when all are in use or resting. */
  lease(nowMs: number): number | undefined {
    const next = this.#free[0];
    if (next === undefined || next.restedAtMs > nowMs) return undefined;
    this.#free.shift();
    this.#leased.add(next.port);
    return next.port;
  }

  release(port: number, nowMs: number): void {
    this.#leased.delete(port);
    this.#free.push({ port, restedAtMs: nowMs + this.#restMs });
  }
}

function shuffle(items: unknown[], random: Random): void {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const at = random.int(last + 1);
    [items[at], items[last]] = [items[last], items[at]];
  }
}
