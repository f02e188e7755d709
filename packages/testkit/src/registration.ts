import { AppError, deferred, type Clock, type Random, type Timer } from '@firstring/kernel';
import { answerChallenge } from '@firstring/sip-engine/auth';
import type { SipApp, SipResponse } from './sip-app.ts';

export interface RegistrationOptions {
  app: SipApp;
  clock: Clock;
  random: Random;
  user: string;
  password: string;
  registrar: { host: string; port: number };
  /** Asked for; the registrar may grant less. */
  expiresS?: number;
  /** Called when a refresh fails. */
  onLost(status: number): void;
}

const ANSWER_MS = 10_000;

/** A phone's binding at a registrar: REGISTER with digest (the strongest algorithm offered), refreshed at half its life. */
export class Registration {
  readonly #options: RegistrationOptions;
  readonly #callId: string;
  readonly #from: string;
  #cseq = 0;
  #refresh: Timer | undefined;
  /** Algorithm of the last challenge that was answered, for tests. */
  algorithm: string | undefined;

  constructor(options: RegistrationOptions) {
    this.#options = options;
    this.#callId = options.random.uuid();
    const { host } = options.registrar;
    this.#from = `<sip:${options.user}@${host}>;tag=${options.random.uuid().slice(-12)}`;
  }

  /** Registers and keeps registered. Rejects with AppError `SIP_UNAVAILABLE` unless the registrar says 200. */
  async start(): Promise<void> {
    const response = await this.#register(this.#options.expiresS ?? 300);
    if (response.status !== 200) throw notRegistered(response.status);
    this.#scheduleRefresh(response);
  }

  /** Takes the binding back; what the registrar says does not matter any more. */
  async stop(): Promise<void> {
    this.#refresh?.cancel();
    await this.#register(0);
  }

  /** Stops refreshing without telling anybody, as a phone does whose battery is empty. */
  vanish(): void {
    this.#refresh?.cancel();
  }

  #scheduleRefresh(response: SipResponse): void {
    const granted = /expires\s*[=:]\s*(\d+)/i.exec(
      `${response.get('contact') ?? ''} expires:${response.get('expires') ?? ''}`,
    );
    const grantedS = Number(granted?.[1] ?? this.#options.expiresS ?? 300);
    this.#refresh = this.#options.clock.setTimer((grantedS * 1000) / 2, () => {
      this.start().catch((error: unknown) => {
        const status = Number(AppError.from(error).details['status'] ?? 408);
        this.#options.onLost(status);
      });
    });
  }

  async #register(expiresS: number): Promise<SipResponse> {
    const challenged = await this.#send(expiresS, {});
    if (challenged.status !== 401 && challenged.status !== 407) return challenged;
    const [ask, answer] =
      challenged.status === 401
        ? (['www-authenticate', 'Authorization'] as const)
        : (['proxy-authenticate', 'Proxy-Authorization'] as const);
    const account = { username: this.#options.user, password: this.#options.password };
    const challenges = splitChallenges(challenged.get(ask) ?? '');
    const credentials = answerChallenge({ random: this.#options.random, account }, challenges, {
      method: 'REGISTER',
      uri: this.#uri,
    });
    if (credentials === undefined) return challenged;
    this.algorithm = /algorithm=([\w-]+)/.exec(credentials)?.[1];
    return this.#send(expiresS, { [answer]: credentials });
  }

  get #uri(): string {
    const { host, port } = this.#options.registrar;
    return `sip:${host}:${port}`;
  }

  #send(expiresS: number, headers: Record<string, string>): Promise<SipResponse> {
    const { app, user, clock } = this.#options;
    this.#cseq += 1;
    const final = deferred<SipResponse>();
    const options = {
      method: 'REGISTER',
      headers: {
        'Call-ID': this.#callId,
        CSeq: `${this.#cseq} REGISTER`,
        From: this.#from,
        To: `<sip:${user}@${this.#options.registrar.host}>`,
        Contact: `<sip:${user}@${app.contact.host}:${app.contact.port}>`,
        Expires: String(expiresS),
        ...headers,
      },
    };
    app.srf.request(this.#uri, options, (error, request) => {
      if (request === undefined) final.reject(error);
      request?.on('response', (response) => {
        if (response.status >= 200) final.resolve(response);
      });
    });
    const timer = clock.setTimer(ANSWER_MS, () => final.reject(notRegistered(408)));
    return final.promise.finally(() => timer.cancel());
  }
}

/** drachtio-srf joins the challenges of several header lines with commas. */
function splitChallenges(joined: string): string[] {
  return joined.split(/,\s*(?=Digest\s)/i);
}

function notRegistered(status: number): AppError {
  return new AppError({
    reason: 'SIP_UNAVAILABLE',
    code: 'unavailable',
    message: `the registrar answered ${status}`,
    details: { status: String(status) },
  });
}
