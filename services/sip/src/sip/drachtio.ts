import DrachtioSrf from 'drachtio-srf';

/** The part of drachtio-srf 5 that this service uses, as it behaves (its own type declarations miss most of it). */
export interface SipMessage {
  get(name: string): string | undefined;
  has(name: string): boolean;
  readonly body: string | undefined;
  /** Empty for a message our own server made up. */
  readonly source_address: string;
  readonly source_port: number;
  readonly protocol: string;
  /** When the server had it, HH:MM:SS with a fraction. */
  readonly stackTime: string;
  readonly stackTxnId: string;
  readonly stackDialogId: string;
}

export interface IncomingRequest extends SipMessage {
  readonly method: string;
  readonly uri: string;
  /** As it came. */
  readonly raw: string;
  getParsedHeader(
    name: 'contact',
  ): ReadonlyArray<{ uri: string; params: Record<string, string | undefined> }>;
  getParsedHeader(name: 'from' | 'to'): { uri: string; params: Record<string, string | undefined> };
  on(event: 'cancel', listener: () => void): void;
}

export interface ResponseOptions {
  headers?: Record<string, string>;
  body?: string;
}

/** Answers a request; `send` throws for a status it does not know. */
export interface Responder {
  /** `callback` once the server has it, with the response as it was sent. */
  send(
    status: number,
    options?: ResponseOptions,
    callback?: (error: unknown, sent?: SipMessage) => void,
  ): void;
  readonly finalResponseSent: boolean;
}

export interface ReceivedResponse extends SipMessage {
  readonly status: number;
  readonly reason: string;
}

/** Acknowledges a 2xx; with the answer, where the 2xx had the offer. */
export type SendAck = (options?: { headers?: Record<string, string>; body?: string }) => void;

/** A request of ours, once the server has taken it. */
export interface SentRequest extends SipMessage {
  on(event: 'response', listener: (response: ReceivedResponse, ack: SendAck) => void): void;
  on(event: 'update', listener: (request: IncomingRequest, response: Responder) => void): void;
  cancel(options: { headers?: Record<string, string> }, callback: (error: unknown) => void): void;
}

export interface RequestOptions {
  method: string;
  headers?: Record<string, string>;
  body?: string;
  proxy?: string;
  stackDialogId?: string;
  stackTxnId?: string;
}

type DialogListener = (request: IncomingRequest, response: Responder) => void;

export interface SipDialog {
  readonly id: string;
  readonly local: { sdp: string | undefined };
  readonly remote: { readonly uri: string };
  on(event: 'destroy', listener: (request: IncomingRequest, reason: string) => void): void;
  on(event: 'ack', listener: (request: IncomingRequest) => void): void;
  on(
    event: 'modify' | 'update' | 'refer' | 'info' | 'message' | 'notify' | 'options',
    listener: DialogListener,
  ): void;
  request(options: RequestOptions): Promise<ReceivedResponse>;
  /** Called for provisional responses, too. */
  request(
    options: RequestOptions,
    callback: (error: unknown, response: ReceivedResponse | undefined) => void,
  ): void;
}

export interface Srf {
  /**
   * The library's own layers: application, agent, wire protocol. `msg` is the event by which the last hands every frame of the
   * server to the second. Not documented, hence each step may be missing.
   */
  readonly app?: { readonly client?: { readonly wp?: FrameSource } };
  connect(options: {
    host: string;
    port: number;
    secret: string;
    reconnect: { maxAttempts: number };
    enablePing: boolean;
    pingInterval: number;
  }): void;
  disconnect(): void;
  on(event: 'connect', listener: (error: Error | null, hostports: string) => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  on(event: 'close', listener: () => void): void;
  use(method: string, handler: (request: IncomingRequest, response: Responder) => void): void;
  /** Throws when there is no connection at all. */
  request(
    uri: string,
    options: RequestOptions,
    callback: (error: unknown, request: SentRequest | undefined) => void,
  ): void;
  addDialog(dialog: SipDialog): void;
}

interface FrameSource {
  on(event: 'msg', listener: (socket: unknown, frame: string) => void): void;
}

interface SrfClass {
  new (): Srf;
  readonly Dialog: {
    new (srf: Srf, type: 'uac', made: { req: SentRequest; res: ReceivedResponse }): SipDialog;
    new (srf: Srf, type: 'uas', made: { req: IncomingRequest; res: Responder; sent: SipMessage }): SipDialog;
  };
}

/** Their declarations describe other signatures than the code has; the interfaces above were read from the code. */
export const SrfClass = DrachtioSrf as unknown as SrfClass;

/**
 * Several values of one header, each on a line of its own: drachtio-srf would join them with commas, which for
 * WWW-Authenticate is not allowed (RFC 3261 section 7.3.1).
 */
export function headerLines(name: string, values: readonly string[]): string {
  return values.join(`\r\n${name}: `);
}
