/** The page's side of the API: JSON in and out, the CSRF token with everything that changes something. */

/** A refusal of the API in its own words (RFC 9457 problem). `reason` is the catalogue's. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(typeof body['title'] === 'string' ? body['title'] : 'the server gave no usable answer');
    this.status = status;
    this.reason = typeof body['reason'] === 'string' ? body['reason'] : 'UNAVAILABLE';
    this.details = body;
  }

  /** The server has decided; anything else (a broken line, an overload) may be sent again with the same request id. */
  get decided(): boolean {
    return this.status > 0 && this.status < 500;
  }
}

const DEADLINE_MS = 15_000;

let csrfToken = '';
let onSignedOut: () => void = () => {};

export function setCsrfToken(token: string): void {
  csrfToken = token;
}

/** Called when any answer says that the session is over. */
export function setSignedOutListener(listener: () => void): void {
  onSignedOut = listener;
}

export function getJson<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
  return call<T>('GET', withQuery(path, query));
}

/** For what takes longer than others, or may be called off. */
export interface Patience {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export function sendJson<T>(
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
  patience?: Patience,
): Promise<T> {
  return call<T>(method, path, body, patience);
}

export function deleteJson(path: string, query: Readonly<Record<string, string>> = {}): Promise<void> {
  return call<void>('DELETE', withQuery(path, query));
}

/** What a request needs beside its body to change something. */
export function csrfHeader(): Record<string, string> {
  return { 'X-CSRF-Token': csrfToken };
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

async function call<T>(method: string, path: string, body?: unknown, patience?: Patience): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') Object.assign(headers, csrfHeader());
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const deadline = AbortSignal.timeout(patience?.deadlineMs ?? DEADLINE_MS);
  const signal = patience === undefined ? deadline : AbortSignal.any([deadline, patience.signal]);
  const init = { method, headers, signal };
  let response: Response;
  try {
    response = await fetch(path, body === undefined ? init : { ...init, body: JSON.stringify(body) });
  } catch (cause) {
    if (cause instanceof ApiProblem) throw cause;
    throw new ApiProblem(0, {
      title: 'The console cannot be reached. Check your connection.',
      reason: 'OFFLINE',
    });
  }
  if (response.status === 204) return undefined as T; // endpoints without an answer are asked for as void
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer as T; // the server's own types describe its answers
  const problem = new ApiProblem(response.status, isRecord(answer) ? answer : {});
  if (response.status === 401 && problem.reason !== 'SIGN_IN_FAILED') onSignedOut();
  throw problem;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** First letter up, a full stop: titles of problems are sentences without either. */
export function problemText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
