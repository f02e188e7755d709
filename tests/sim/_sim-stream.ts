import { asSeenByCaller, refused } from './_failures.ts';
import type { Machine, Run } from './_machine.ts';
import type { Method, RpcWorld } from './_sim-rpc.ts';

/** A stream over which nothing comes and goes for two looks is broken. */
const LOOK_MS = 5000;

export interface StreamCall {
  readonly address: string;
  readonly path: string;
  readonly method: Method;
  readonly request: object;
  readonly signal: AbortSignal | undefined;
}

type Item =
  | { readonly type: 'item'; readonly value: object }
  | { readonly type: 'end' }
  | { readonly type: 'error'; readonly error: unknown };

/** A server's stream: in order and whole while it lasts; both ends hear when the other is gone, a cut link only after a while. */
export async function* openStream(world: RpcWorld, run: Run, call: StreamCall): AsyncGenerator<object> {
  const pipe = new Pipe(world, run, call);
  try {
    for (;;) {
      const item = await pipe.next();
      if (item.type === 'end') return;
      if (item.type === 'error') throw asSeenByCaller(item.error);
      yield item.value;
    }
  } finally {
    pipe.close();
  }
}

class Pipe {
  readonly #world: RpcWorld;
  readonly #run: Run;
  readonly #call: StreamCall;
  readonly #items: Item[] = [];
  readonly #stop = new AbortController();
  #wake: (() => void) | undefined;
  #lastMs = 0;
  #missedLooks = 0;
  #isOver = false;

  constructor(world: RpcWorld, run: Run, call: StreamCall) {
    this.#world = world;
    this.#run = run;
    this.#call = call;
    const abort = (): void => this.#finish({ type: 'error', error: call.signal?.reason });
    if (call.signal?.aborted === true) abort();
    else call.signal?.addEventListener('abort', abort, { once: true });
    const server = world.machine(call.address);
    const { bytes } = this.#encoded();
    this.#ask(server, bytes);
    run.onDeath.add(() => this.#breakLater());
    this.#look();
  }

  async next(): Promise<Item> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) return item;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** The caller has had enough; the server hears of it a moment later. */
  close(): void {
    this.#isOver = true;
    this.#breakLater();
  }

  /** A connection loses nothing: over a cut link the request waits. */
  #ask(server: Machine, bytes: Uint8Array): void {
    const { network } = this.#world;
    const { timeline, name } = this.#run.machine;
    timeline.after(network.delayMs(), () => {
      if (this.#isOver) return;
      if (network.isCut(name, server.name)) this.#ask(server, bytes);
      else if (server.run === undefined) this.#serve(undefined, bytes);
      else server.after(server.run, 0, () => this.#serve(server.run, bytes));
    });
  }

  #encoded(): { bytes: Uint8Array } {
    const { requestType } = this.#call.method;
    return { bytes: requestType.encode(requestType.fromPartial(this.#call.request)).finish() };
  }

  #serve(to: Run | undefined, bytes: Uint8Array): void {
    if (this.#isOver) return;
    to?.onDeath.add(() => this.#send({ type: 'error', error: refused('unavailable', 'connection reset') }));
    this.#pump(to, bytes).catch((error: unknown) => this.#send({ type: 'error', error }));
  }

  async #pump(to: Run | undefined, bytes: Uint8Array): Promise<void> {
    const { path, method } = this.#call;
    const request = method.requestType.decode(bytes);
    for await (const item of this.#world.stream(to, path, request, this.#stop.signal)) {
      const sent = method.responseType.encode(method.responseType.fromPartial(item)).finish();
      this.#send({ type: 'item', value: method.responseType.decode(sent) });
    }
    this.#send({ type: 'end' });
  }

  /** In order; over a cut link nothing arrives until it heals. */
  #send(item: Item): void {
    const { timeline } = this.#run.machine;
    this.#lastMs = Math.max(this.#lastMs, timeline.nowMs + this.#world.network.delayMs());
    const arrive = (): void => {
      if (this.#world.network.isCut(this.#call.address, this.#run.machine.name)) {
        timeline.after(100, arrive);
        return;
      }
      this.#run.machine.after(this.#run, 0, () => this.#take(item));
    };
    timeline.after(this.#lastMs - timeline.nowMs, arrive);
  }

  #take(item: Item): void {
    if (this.#isOver) return;
    if (item.type !== 'item') this.#isOver = true;
    this.#items.push(item);
    this.#wake?.();
  }

  #look(): void {
    const { timeline, name } = this.#run.machine;
    timeline.after(LOOK_MS, () => {
      if (this.#isOver) return;
      const { network } = this.#world;
      const { address } = this.#call;
      const isCut = network.isCut(name, address) || network.isCut(address, name);
      this.#missedLooks = isCut ? this.#missedLooks + 1 : 0;
      if (this.#missedLooks < 2) {
        this.#look();
        return;
      }
      this.#stop.abort();
      this.#run.machine.after(this.#run, 0, () =>
        this.#take({ type: 'error', error: refused('unavailable', 'connection lost') }),
      );
    });
  }

  #finish(item: Item): void {
    this.#take(item);
    this.#breakLater();
  }

  #breakLater(): void {
    this.#run.machine.timeline.after(2, () => this.#stop.abort());
  }
}
