import { Worker } from 'node:worker_threads';
import { AppError } from '@firstring/kernel';
import type { IndexAnswers, IndexReply, IndexRequest } from './protocol.ts';

type Answer = IndexAnswers[IndexRequest['type']];

interface Waiting {
  readonly resolve: (answer: Answer | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** The thread from the outside: requests are answered in order; when it ends, everything that waits is refused. */
export class IndexThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly ended: Promise<Error>;
  #lastId = 0;
  #end: Error | undefined;

  constructor(heapMb: number) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      name: 'filter-index',
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    this.#worker.unref();
    const { promise, resolve } = Promise.withResolvers<Error>();
    this.ended = promise;
    this.#worker.on('message', (reply: IndexReply) => this.#settle(reply));
    this.#worker.on('error', (error) => resolve(this.#fail(String(error))));
    this.#worker.on('exit', () => resolve(this.#fail('it has ended')));
  }

  async ask<Type extends IndexRequest['type']>(
    request: Extract<IndexRequest, { readonly type: Type }>,
  ): Promise<IndexAnswers[Type]> {
    if (this.#end !== undefined) throw this.#end;
    const { promise, resolve, reject } = Promise.withResolvers<Answer | undefined>();
    this.#lastId += 1;
    this.#waiting.set(this.#lastId, { resolve, reject });
    this.#worker.ref();
    this.#worker.postMessage({ id: this.#lastId, request });
    // The thread answers each type of request with its type of answer (worker.ts).
    return (await promise) as IndexAnswers[Type];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #settle({ id, value, error }: IndexReply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(internal(error));
  }

  #fail(what: string): Error {
    this.#end ??= internal(`the thread of the filter index has failed: ${what}`);
    for (const { reject } of this.#waiting.values()) reject(this.#end);
    this.#waiting.clear();
    return this.#end;
  }
}

function internal(cause: string): AppError {
  return new AppError({ reason: 'INTERNAL', code: 'internal', message: 'internal error', cause });
}
