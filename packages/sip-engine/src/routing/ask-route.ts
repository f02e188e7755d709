import type { Clock } from '@firstring/kernel';
import { parseAppAddress, parseRoutingAnswer, type RoutingDecision } from './routing-answer.ts';
import type { RoutingRule } from './routing-rule.ts';

export interface AskDeps {
  readonly clock: Clock;
  /** The whole answer must be here by then. */
  readonly routingMs: number;
}

const ANSWER_BYTES_MAX = 64 * 1024;

/**
 * Asks where a request shall go. Undefined when the answer makes no sense, is too long, does not come in time, or nobody is there; rejects
 * when `signal` says that nobody wants to know any more.
 */
export async function askRoute(
  deps: AskDeps,
  question: { rule: RoutingRule; url: string; request: Uint8Array },
  signal: AbortSignal,
): Promise<RoutingDecision | undefined> {
  const { rule, url, request } = question;
  const direct = /^(tcp|tls):\/\/(.+?)\/?$/i.exec(rule.url);
  if (direct !== null) return parseAppAddress(`${direct[2] ?? ''};transport=${direct[1] ?? ''}`);
  const late = new AbortController();
  const timer = deps.clock.setTimer(deps.routingMs, () => late.abort());
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, late.signal]),
      headers: { accept: 'application/json', 'content-type': 'text/plain; charset=UTF-8' },
      ...(rule.httpMethod === 'POST' ? { method: 'POST', body: Buffer.from(request) } : {}),
    });
    const text = await textOf(response);
    return text === undefined ? undefined : parseRoutingAnswer(text);
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  } finally {
    timer.cancel();
  }
}

/** The body as far as it is not too long. */
async function textOf(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  for await (const chunk of body) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
