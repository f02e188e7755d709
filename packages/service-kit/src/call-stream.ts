import { reasonError } from '@firstring/contracts';
import {
  CarryRequest,
  type CarriedAnswer,
  type CarriedCall,
  type CarryResponse,
} from '@firstring/contracts/common/call_stream';
import { AppError, BoundedQueue, type Clock } from '@firstring/kernel';
import { appErrorOf } from './call-failure.ts';
import { CALL_BYTES_MAX, inMessages, UNDER_WAY_MAX } from './call-stream-limits.ts';
import { TurnBatches } from './turn-batches.ts';

export interface CallStreamOptions {
  readonly clock: Clock;
  /** Opens a stream; fails with AppErrors. */
  open(requests: AsyncIterable<CarryRequest>, signal: AbortSignal): AsyncIterable<CarryResponse>;
}

export interface CarriedOptions {
  /** The answer is waited for so long. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  /** The caller's trace. */
  readonly traceparent?: string | undefined;
}

interface Call extends CarriedCall {
  asked: number;
  /** Answered, given up, or out of time. */
  isOver: boolean;
  settle(answer: CarriedAnswer['result'] | AppError): void;
}

/** Calls that wait or are under way; beyond that, or with more bytes than these, a call is refused. */
const CALLS_MAX = 8192;
const BYTES_MAX = 32 * 1024 * 1024;
/** A stream that breaks is no reason to fail what was asked on it; one that breaks again is. */
const ASKED_MAX = 2;
const ID_MAX = 2 ** 32 - 1;

/**
 * Unary calls over one long-lived stream, answered in any order (ADR 21). When a stream that was up breaks, calls without an answer are
 * asked again over the next one: mutations carry a request_id, so twice is once. Where none comes up, they fail with why.
 */
export class CallStream implements AsyncDisposable {
  readonly #options: CallStreamOptions;
  readonly #underWay = new Map<number, Call>();
  #waiting = new BoundedQueue<Call>(CALLS_MAX);
  #outgoing: TurnBatches<Call | number> | undefined;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #lastId = 0;
  #bytes = 0;

  constructor(options: CallStreamOptions) {
    this.#options = options;
  }

  /** The encoded response. The server's AppError, DEADLINE_EXCEEDED, UNAVAILABLE, CALLS_WAITING; the signal's reason when aborted. */
  call(method: string, request: Buffer, options: CarriedOptions): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const { deadlineMs, signal, traceparent = '' } = options;
    signal?.throwIfAborted();
    this.#admit(request);
    const timer = this.#options.clock.setTimer(deadlineMs, () =>
      this.#giveUp(call, reasonError('DEADLINE_EXCEEDED', { message: `${method}: no answer in time` })),
    );
    const abort = (): void => {
      this.#giveUp(call, reasonError('UNAVAILABLE', { message: `${method}: given up` }));
    };
    const call: Call = {
      id: this.#nextId(),
      method,
      request,
      traceparent,
      asked: 0,
      isOver: false,
      settle: (answer) => {
        call.isOver = true;
        this.#bytes -= request.length;
        timer.cancel();
        signal?.removeEventListener('abort', abort);
        if (signal?.aborted) reject(signal.reason);
        else if (answer instanceof AppError) reject(answer);
        else if (answer?.$case === 'response') resolve(answer.value);
        else reject(answer === undefined ? reasonError('INTERNAL') : appErrorOf(answer.value));
      },
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#bytes += request.length;
    this.#waiting.push(call);
    this.#send();
    this.#running ??= this.#run();
    return promise;
  }

  /** Ends the stream; what has no answer fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#outgoing?.end();
    await this.#running;
  }

  #admit(request: Buffer): void {
    if (this.#closing.signal.aborted) throw reasonError('UNAVAILABLE');
    if (request.length > CALL_BYTES_MAX) {
      throw reasonError('INVALID_ARGUMENT', { message: `a request is at most ${CALL_BYTES_MAX} bytes` });
    }
    const isFull = this.#waiting.size + this.#underWay.size >= CALLS_MAX;
    if (isFull || this.#bytes + request.length > BYTES_MAX) throw reasonError('CALLS_WAITING');
  }

  #nextId(): number {
    this.#lastId = this.#lastId === ID_MAX ? 1 : this.#lastId + 1;
    return this.#lastId;
  }

  #giveUp(call: Call, why: AppError): void {
    if (call.isOver) return;
    call.settle(why);
    if (!this.#underWay.delete(call.id)) return;
    if (this.#outgoing !== undefined && this.#outgoing.size < UNDER_WAY_MAX) this.#outgoing.add(call.id);
    this.#send();
  }

  /** Puts on the stream what it may carry now. */
  #send(): void {
    const outgoing = this.#outgoing;
    if (outgoing === undefined) return;
    while (this.#underWay.size < UNDER_WAY_MAX && outgoing.size < UNDER_WAY_MAX) {
      const call = this.#waiting.shift();
      if (call === undefined) return;
      if (call.isOver) continue;
      call.asked += 1;
      this.#underWay.set(call.id, call);
      outgoing.add(call);
    }
  }

  /** One stream after the other while calls have no answer; never rejects. */
  async #run(): Promise<void> {
    do {
      this.#requeue(await this.#oneStream());
    } while (this.#waiting.size > 0);
    this.#running = undefined;
  }

  /** From its opening to its end: whether it was up, and how it ended. */
  async #oneStream(): Promise<{ wasUp: boolean; ended: AppError }> {
    const outgoing = new TurnBatches<Call | number>();
    this.#outgoing = outgoing;
    this.#send();
    let wasUp = false;
    try {
      const { signal } = this.#closing;
      for await (const { answers } of this.#options.open(this.#messages(outgoing), signal)) {
        wasUp = true;
        for (const answer of answers) this.#answered(answer);
        this.#send();
      }
      return { wasUp, ended: reasonError('UNAVAILABLE') };
    } catch (thrown) {
      const isOurEnd = this.#closing.signal.aborted;
      return { wasUp, ended: isOurEnd ? reasonError('UNAVAILABLE') : AppError.from(thrown) };
    } finally {
      this.#outgoing = undefined;
      outgoing.end();
    }
  }

  async *#messages(outgoing: TurnBatches<Call | number>): AsyncGenerator<CarryRequest, void, undefined> {
    for await (const batch of outgoing) {
      for (const items of inMessages(batch, (item) => (typeof item === 'number' ? 8 : item.request.length))) {
        const calls = items.filter((item) => typeof item !== 'number');
        yield { calls, cancelled: items.filter((item) => typeof item === 'number') };
      }
      this.#send();
    }
  }

  #answered({ id, result }: CarriedAnswer): void {
    const call = this.#underWay.get(id);
    if (call === undefined) return; // nobody waits for it any more
    this.#underWay.delete(id);
    call.settle(result);
  }

  /** After the end of a stream: who is asked again, in the old order, before those who still wait. */
  #requeue({ wasUp, ended }: { wasUp: boolean; ended: AppError }): void {
    const unanswered = [...this.#underWay.values()];
    this.#underWay.clear();
    const again: Call[] = [];
    for (const call of [...unanswered, ...this.#waiting.take(CALLS_MAX)]) {
      if (call.isOver) continue;
      if (wasUp && !this.#closing.signal.aborted && call.asked < ASKED_MAX) again.push(call);
      else call.settle(ended);
    }
    for (const call of again) this.#waiting.push(call);
  }
}
