import { reasonError } from '@firstring/contracts';
import type {
  CallStreamServiceDefinition,
  CarriedAnswer,
  CarriedCall,
  CarryRequest,
} from '@firstring/contracts/common/call_stream';
import { AppError, type Clock, type Log, untilAborted } from '@firstring/kernel';
import type { CallContext, CompatServiceDefinition, ServiceImplementation } from 'nice-grpc';
import { callerError, callFailure } from './call-failure.ts';
import { CALL_BYTES_MAX, inMessages, UNDER_WAY_MAX } from './call-stream-limits.ts';
import { servedCall } from './rpc-telemetry.ts';
import { TurnBatches } from './turn-batches.ts';
import { UNARY_MS_MAX, type UnaryRoom } from './unary-limits.ts';
import { encodeMessage, unaryMethods, type UnaryMethod } from './unary-methods.ts';

type Handler = (request: object, context: CallContext) => Promise<object>;
type Carried = (request: Buffer, context: CallContext) => Promise<Buffer>;

/** The unary methods of a server by their paths, so that a stream can carry them (ADR 21). */
export class CarriedMethods {
  readonly #byPath = new Map<string, Carried>();

  add(definition: CompatServiceDefinition, implementation: object): void {
    const handlers = implementation as Readonly<Record<string, Handler>>; // as its definition says
    for (const method of unaryMethods(definition)) {
      const handler = handlers[method.key];
      if (handler !== undefined) this.#byPath.set(method.path, carry(method, handler.bind(implementation)));
    }
  }

  find(path: string): Carried {
    const method = this.#byPath.get(path);
    if (method === undefined) {
      throw new AppError({ reason: 'UNIMPLEMENTED', code: 'unimplemented', message: `no method ${path}` });
    }
    return method;
  }
}

function carry({ path, requestType, responseType }: UnaryMethod, handler: Handler): Carried {
  return async (bytes, context) => {
    const response = encodeMessage(responseType, await handler(decodeRequest(), context));
    if (response.length > CALL_BYTES_MAX) throw new Error(`the answer of ${path} is too large for a stream`);
    return response;

    function decodeRequest(): object {
      try {
        return requestType.decode(bytes);
      } catch (cause) {
        const message = 'the request is not a message of its type';
        throw new AppError({ reason: 'INVALID_ARGUMENT', code: 'invalid_argument', message, cause });
      }
    }
  };
}

export interface CallStreamServerOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly room: UnaryRoom;
  readonly closing: AbortSignal;
}

/** Serves streams of calls. When `closing` aborts they take no more calls, answer what is under way, and end. */
export function callStreamServer(
  methods: CarriedMethods,
  { closing, ...options }: CallStreamServerOptions,
): ServiceImplementation<typeof CallStreamServiceDefinition> {
  return {
    async *carry(requests, context) {
      yield { answers: [] };
      const stream = new ServedStream(methods, options, context);
      const reading = stream.read(requests, closing);
      for await (const batch of stream.answers) {
        for (const answers of inMessages(batch, bytesOf)) yield { answers: [...answers] };
        stream.haveLeft();
      }
      await reading;
    },
  };
}

/** One stream: its calls that are under way, and answers on their way out. */
class ServedStream {
  readonly answers = new TurnBatches<CarriedAnswer>();
  readonly #methods: CarriedMethods;
  readonly #options: Omit<CallStreamServerOptions, 'closing'>;
  readonly #context: CallContext;
  readonly #underWay = new Map<number, AbortController>();
  #wake: (() => void) | undefined;

  constructor(
    methods: CarriedMethods,
    options: Omit<CallStreamServerOptions, 'closing'>,
    context: CallContext,
  ) {
    this.#methods = methods;
    this.#options = options;
    this.#context = context;
    context.signal.addEventListener('abort', () => this.#changed(), { once: true });
  }

  /** Takes calls until the caller ends the stream, it breaks, or we close; then what is under way is answered. Never rejects. */
  async read(requests: AsyncIterable<CarryRequest>, closing: AbortSignal): Promise<void> {
    const messages = requests[Symbol.asyncIterator]();
    try {
      for (;;) {
        // One for each message: a promise that outlives its races keeps what they came to.
        using closed = untilAborted(closing);
        const next = await Promise.race([messages.next(), closed.promise]);
        if (next === undefined || next.done === true) break;
        for (const id of next.value.cancelled) this.#underWay.get(id)?.abort();
        for (const call of next.value.calls) await this.#start(call);
      }
    } catch (err) {
      this.#options.log.debug({ err }, 'a stream of calls broke');
      for (const call of this.#underWay.values()) call.abort();
    }
    while (this.#underWay.size > 0) await this.#change();
    this.answers.end();
  }

  /** Answers have left: there is room for further calls. */
  haveLeft(): void {
    this.#changed();
  }

  async #start(call: CarriedCall): Promise<void> {
    // A caller who reads no answers is not read from either.
    while (this.#underWay.size + this.answers.size >= UNDER_WAY_MAX && !this.#context.signal.aborted) {
      await this.#change();
    }
    void this.#answer(call);
  }

  /** Never rejects. As long as `unaryLimits` lets a call take that comes alone; what its method answers later is nobody's. */
  async #answer(call: CarriedCall): Promise<void> {
    const { id } = call;
    const cancel = new AbortController();
    this.#underWay.set(id, cancel);
    const late = Promise.withResolvers<CarriedAnswer['result']>();
    const timer = this.#options.clock.setTimer(UNARY_MS_MAX, () => {
      const error = reasonError('DEADLINE_EXCEEDED');
      late.resolve({ $case: 'failure', value: callFailure(error) });
      cancel.abort();
    });
    const result = await this.#inRoom(() =>
      Promise.race([this.#resultOf(call, cancel.signal), late.promise]),
    );
    timer.cancel();
    this.#underWay.delete(id);
    this.answers.add({ id, result });
    this.#changed();
  }

  async #inRoom(answer: () => Promise<CarriedAnswer['result']>): Promise<CarriedAnswer['result']> {
    try {
      using _place = this.#options.room.enter();
      return await answer();
    } catch (error) {
      return { $case: 'failure', value: callFailure(AppError.from(error)) };
    }
  }

  async #resultOf(
    { method, request, traceparent }: CarriedCall,
    signal: AbortSignal,
  ): Promise<CarriedAnswer['result']> {
    try {
      const context = { ...this.#context, signal };
      const answer = this.#methods.find(method);
      const value = await servedCall(method, traceparent, () => answer(request, context));
      return { $case: 'response', value };
    } catch (thrown) {
      const error = signal.aborted
        ? reasonError('UNAVAILABLE')
        : callerError(thrown, { log: this.#options.log, rpc: method });
      return { $case: 'failure', value: callFailure(error) };
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #changed(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}

function bytesOf({ result }: CarriedAnswer): number {
  return result?.$case === 'response' ? result.value.length : 512;
}
