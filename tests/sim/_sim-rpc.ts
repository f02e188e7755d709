import { AppError } from '@firstring/kernel';
import type { CallContext, GrpcClients, GrpcServer, Rpc } from '@firstring/service-kit';
import { asSeenByCaller, refused } from './_failures.ts';
import type { Machine, Run } from './_machine.ts';
import type { Network } from './_network.ts';
import { openStream } from './_sim-stream.ts';

/** As in service-kit's clients. */
const DEADLINE_MS = 5000;

interface Codec {
  fromPartial(value: object): object;
  encode(value: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

export interface Method {
  readonly requestType: Codec;
  readonly responseType: Codec;
  readonly responseStream: boolean;
}

interface Definition {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, Method>>;
}

type Handler = (request: object, context: CallContext) => Promise<object> & AsyncIterable<object>;

/** One call as it was served, before its answer goes on its way. */
export interface Served {
  readonly method: string;
  readonly request: object;
  readonly answer:
    | { readonly type: 'ok'; readonly response: object }
    | { readonly type: 'error'; readonly error: AppError };
  readonly arrivedMs: number;
}

interface Hears {
  served(call: Served): void;
  /** A positive control: what a service gets instead of a request that it may have seen. */
  asNew?(request: object): object;
}

/** All servers of a world by address, and the way to them. The address is the machine's name. */
export class RpcWorld {
  readonly network: Network;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly #hears: Hears;
  readonly #handlers = new Map<Run, Map<string, Handler>>();

  constructor(network: Network, machines: ReadonlyMap<string, Machine>, hears: Hears) {
    this.network = network;
    this.machines = machines;
    this.#hears = hears;
  }

  /** What one run is given instead of gRPC. */
  rpc(run: Run): Rpc {
    // The caller names the definition; the methods are made from it.
    const client: GrpcClients['client'] = (definition, address) =>
      this.#client(run, definition as unknown as Definition, address) as never;
    return {
      createServer: () => this.#server(run),
      createClients: (): GrpcClients => ({
        client,
        // What is asked again over a new stream arrives twice, as messages of this network do anyway.
        carried: client,
        async [Symbol.asyncDispose]() {},
      }),
    };
  }

  /** The answer of whatever runs there now, as gRPC would give it. */
  async serve(
    to: Run | undefined,
    path: string,
    wire: { method: Method; bytes: Uint8Array },
  ): Promise<Uint8Array> {
    const handler = to && this.#handlers.get(to)?.get(path);
    if (to === undefined || handler === undefined) throw refused('unavailable', 'nobody listens');
    const { method, bytes } = wire;
    const arrivedMs = to.machine.timeline.nowMs;
    const request = method.requestType.decode(bytes);
    const call = { method: path, request, arrivedMs };
    try {
      const seen = this.#hears.asNew?.(request) ?? request;
      const response = method.responseType.fromPartial(await handler(seen, context()));
      this.#hears.served({ ...call, answer: { type: 'ok', response } });
      return method.responseType.encode(response).finish();
    } catch (thrown) {
      const error = AppError.from(thrown);
      this.#hears.served({ ...call, answer: { type: 'error', error } });
      throw error;
    }
  }

  stream(to: Run | undefined, path: string, request: object, signal: AbortSignal): AsyncIterable<object> {
    const handler = to && this.#handlers.get(to)?.get(path);
    if (handler === undefined) throw refused('unavailable', 'nobody listens');
    return handler(request, context(signal));
  }

  #server(run: Run): GrpcServer {
    const handlers = new Map<string, Handler>();
    return {
      add(definition, implementation) {
        const { fullName } = definition as unknown as Definition; // a generated one
        for (const [name, handler] of Object.entries(implementation)) {
          handlers.set(`${fullName}/${name}`, handler as Handler);
        }
      },
      listen: async () => {
        this.#handlers.set(run, handlers);
        run.onDeath.add(() => void this.#handlers.delete(run));
        return 0;
      },
      async [Symbol.asyncDispose]() {},
    };
  }

  #client(run: Run, { fullName, methods }: Definition, address: string): object {
    const calls = Object.entries(methods).map(([name, method]) => {
      const path = `${fullName}/${name}`;
      const call = (request: object, options: { deadline?: number; signal?: AbortSignal } = {}) =>
        method.responseStream
          ? openStream(this, run, { address, path, method, request, signal: options.signal })
          : this.#unary(run, { address, path, method, request, deadlineMs: options.deadline ?? DEADLINE_MS });
      return [name, call];
    });
    return Object.fromEntries(calls);
  }

  #unary(
    run: Run,
    call: { address: string; path: string; method: Method; request: object; deadlineMs: number },
  ): Promise<object> {
    const { address, path, method, deadlineMs } = call;
    const server = this.machine(address);
    const bytes = method.requestType.encode(method.requestType.fromPartial(call.request)).finish();
    return new Promise((resolve, reject) => {
      const deadline = run.machine
        .clock(run)
        .setTimer(deadlineMs, () =>
          reject(refused('deadline_exceeded', `${path} took longer than ${deadlineMs} ms`)),
        );
      const answer = (settle: () => void): void =>
        this.network.carry(server.name, run.machine, (back) => {
          if (back !== run) return;
          deadline.cancel();
          settle();
        });
      this.network.carry(run.machine.name, server, (to) => {
        this.serve(to, path, { method, bytes }).then(
          (response) => answer(() => resolve(method.responseType.decode(response))),
          (error: unknown) => answer(() => reject(asSeenByCaller(error))),
        );
      });
    });
  }

  machine(address: string): Machine {
    const machine = this.machines.get(address);
    if (machine === undefined) throw new Error(`no machine ${address}`);
    return machine;
  }
}

/** Handlers use no more of it than the signal; forwarding asks whether another instance has sent the call. */
function context(signal: AbortSignal = new AbortController().signal): CallContext {
  return { signal, metadata: { has: () => false } } as unknown as CallContext;
}
