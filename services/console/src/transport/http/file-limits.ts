import type { IncomingMessage } from 'node:http';
import { reasonError } from '@firstring/contracts';
import type { Clock, Timer } from '@firstring/kernel';
import type { RequestHandler } from 'express';
import { beginExport, endExport, type ExportRecord } from '../../domain/export-quota.ts';
import type { ApiCall, Endpoint } from './endpoint.ts';

/** What is no file has come by then. */
const REQUEST_MS_MAX = 30_000;
/** A file of 2 GB over a slow line, up or down. */
export const FILE_MS_MAX = 3_600_000;

/** On the socket itself: whoever waits for the body is then told that its sender has gone. */
const TOO_SLOW = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';

/** Time for files, measure for exports: only an endpoint that says so takes or gives for an hour. Counted by this instance alone. */
export class FileLimits {
  readonly #clock: Clock;
  readonly #receiving = new WeakMap<IncomingMessage, Timer>();
  /** One entry a user who has exported; as many as there are users. */
  readonly #exports = new Map<string, ExportRecord>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends a request that does not come to its end; before anybody knows who sends it. */
  readonly middleware: RequestHandler = (request, response, next) => {
    const late = (): void => {
      if (request.complete) return;
      if (!response.headersSent) request.socket.write(TOO_SLOW);
      request.socket.destroySoon();
    };
    if (request.headers['transfer-encoding'] !== undefined || request.headers['content-length'] !== undefined)
      this.#receiving.set(request, this.#clock.setTimer(REQUEST_MS_MAX, late));
    request.once('close', () => this.#receiving.get(request)?.cancel());
    next();
  };

  /** EXPORT_LIMIT when the user has had enough of them. */
  admit({ file }: Endpoint, call: ApiCall): void {
    if (file === 'upload') this.#waitForFile(call);
    if (file === 'export') this.#beginExport(call);
  }

  #waitForFile({ request }: ApiCall): void {
    this.#receiving.get(request)?.cancel();
    this.#receiving.set(
      request,
      this.#clock.setTimer(FILE_MS_MAX, () => request.destroy()),
    );
  }

  #beginExport({ actor: { userId }, response }: ApiCall): void {
    const nowMs = this.#clock.monotonicMs();
    const step = beginExport(this.#exports.get(userId), nowMs);
    if (step.type === 'refused') {
      const seconds = String(Math.ceil(step.waitMs / 1000));
      response.set('Retry-After', seconds);
      throw reasonError('EXPORT_LIMIT', { details: { retryAfterSeconds: seconds } });
    }
    this.#exports.set(userId, step.record);
    const late = this.#clock.setTimer(FILE_MS_MAX, () => response.destroy());
    response.once('close', () => {
      late.cancel();
      const record = this.#exports.get(userId);
      if (record !== undefined)
        this.#exports.set(userId, endExport(record, nowMs, response.statusCode === 200));
    });
  }
}
