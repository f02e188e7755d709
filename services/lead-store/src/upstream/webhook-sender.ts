import type { LookupAddress, LookupOptions } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Clock } from '@firstring/kernel';
import type { WebhookAnswer, WebhookMessage, WebhookSender } from '../app/removals/removal-deps.ts';
import {
  isPublicAddress,
  readWebhookUrl,
  type WebhookAddress,
  type WebhookPolicy,
} from '../app/removals/webhook-address.ts';

export interface WebhookSenderOptions {
  readonly clock: Clock;
  readonly policy: WebhookPolicy;
  /** The addresses of a name; rejects where there are none. */
  readonly lookup: (host: string) => Promise<readonly LookupAddress[]>;
}

const LIMIT_MS = 5000;
const REDIRECTS_MAX = 2;
const ANSWER_BYTES_MAX = 65_536;
/** The only redirects that mean: the same message to another place. */
const SAME_MESSAGE = new Set([307, 308]);

/**
 * Writes to addresses people typed in (console/28, console/29): a name is resolved once and that address is connected to, what is not
 * public is refused, redirects pass the same checks, and an answer is read no further than it matters.
 */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  return {
    async send(message) {
      const stop = new AbortController();
      const timer = options.clock.setTimer(LIMIT_MS, () => stop.abort());
      const late = new Promise<WebhookAnswer>((resolve) => {
        stop.signal.addEventListener('abort', () => resolve({ type: 'not-sent', problem: 'timeout' }));
      });
      try {
        return await Promise.race([follow(options, message, stop.signal), late]);
      } catch (error) {
        return { type: 'not-sent', problem: problemOf(error) };
      } finally {
        timer.cancel();
        stop.abort();
      }
    },
  };
}

async function follow(
  options: WebhookSenderOptions,
  message: WebhookMessage,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  let url = message.url;
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
    const address = readWebhookUrl(url, options.policy);
    if ('problem' in address) return { type: 'not-sent', problem: address.problem };
    const found = await resolve(options, address);
    if (found === undefined) return { type: 'not-sent', problem: 'name_unknown' };
    if (found === 'private') return { type: 'not-sent', problem: 'address_private' };
    const { status, location } = await post(address, found, { message, signal });
    if (!SAME_MESSAGE.has(status) || location === undefined) return { type: 'answered', status };
    if (!URL.canParse(location, address.url.href)) return { type: 'not-sent', problem: 'url_malformed' };
    url = new URL(location, address.url.href).href;
  }
  return { type: 'not-sent', problem: 'too_many_redirects' };
}

/** One address for the connection. A name with any private address is refused whole: the next answer could be that one. */
async function resolve(
  { lookup }: WebhookSenderOptions,
  { host, isAllowed }: WebhookAddress,
): Promise<LookupAddress | 'private' | undefined> {
  const family = isIP(host);
  if (family !== 0) return { address: host, family };
  const found = await lookup(host).catch(() => []);
  if (!isAllowed && found.some(({ address }) => !isPublicAddress(address))) return 'private';
  return found[0];
}

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
}

function post(
  { url, host, port }: WebhookAddress,
  found: LookupAddress,
  { message, signal }: { message: WebhookMessage; signal: AbortSignal },
): Promise<Answer> {
  const isTls = url.protocol === 'https:';
  return new Promise((resolvePost, reject) => {
    const request = (isTls ? httpsRequest : httpRequest)({
      method: 'POST',
      host,
      port,
      path: `${url.pathname}${url.search}`,
      headers: { ...message.headers, Host: url.host, 'Content-Length': Buffer.byteLength(message.body) },
      lookup: (_host, options, done) => pinned(found, options, done),
      // A kept connection would outlive the check.
      agent: false,
      signal,
    });
    request.once('error', reject);
    request.once('response', (response) => {
      const answer = { status: response.statusCode ?? 0, location: response.headers.location };
      readSome(response).then(() => resolvePost(answer), reject);
    });
    request.end(message.body);
  });
}

function pinned(
  { address, family }: LookupAddress,
  options: LookupOptions,
  done: (error: null, address: string | LookupAddress[], family?: number) => void,
): void {
  if (options.all === true) done(null, [{ address, family }]);
  else done(null, address, family);
}

/** Lets the other side finish a short answer; a long one is cut. */
async function readSome(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of response) {
    bytes += Buffer.byteLength(chunk);
    if (bytes > ANSWER_BYTES_MAX) break;
  }
  response.destroy();
}

function problemOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'connection_refused';
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code) ? 'certificate_refused' : 'connection_failed';
}
