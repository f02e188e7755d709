import type { Clock, Random } from '@firstring/kernel';
import type { CarrierLine, CarrierRegister, CarrierRegisterAnswer } from '../app/ports.ts';
import { withDeadline } from '../app/with-deadline.ts';
import { authorizationFor } from './challenges.ts';
import type { ReceivedResponse, RequestOptions, SentRequest, Srf } from './drachtio.ts';
import { OWN_HEADERS } from './own-headers.ts';
import { splitList } from './split-list.ts';

export interface CarrierLineDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** The connection of this moment; undefined while the server is away. */
  readonly srf: () => Srf | undefined;
}

interface Exchange {
  readonly request: SentRequest;
  readonly response: ReceivedResponse;
}

/** OPTIONS and REGISTER of ours through the SIP server. Each is one transaction: who repeats it, and when, is decided elsewhere. */
export class SrfCarrierLine implements CarrierLine {
  readonly #deps: CarrierLineDeps;

  constructor(deps: CarrierLineDeps) {
    this.#deps = deps;
  }

  get ready(): boolean {
    return this.#deps.srf() !== undefined;
  }

  async options(address: string, waitMs: number): ReturnType<CarrierLine['options']> {
    const heard = await this.#ask(`sip:${address}`, { method: 'OPTIONS', headers: OWN_HEADERS }, waitMs);
    if (typeof heard === 'string') return heard;
    const { response } = heard;
    return { status: response.status, retryAfterS: secondsOf(response.get('Retry-After')) };
  }

  async register(order: CarrierRegister, waitMs: number): ReturnType<CarrierLine['register']> {
    const { address, user, domain, callId, cseq, authorization } = order;
    const aor = `sip:${user}@${domain}`;
    const headers = {
      ...OWN_HEADERS,
      From: `<${aor}>;tag=${callId.slice(-12)}`,
      To: `<${aor}>`,
      'Call-ID': callId,
      CSeq: `${cseq} REGISTER`,
      Contact: `<sip:${user}@localhost>`,
      Expires: String(order.expiresS),
      ...authorization,
    };
    const uri = `sip:${domain}`;
    const options = { method: 'REGISTER', headers, proxy: `sip:${address}` };
    const heard = await this.#ask(uri, options, waitMs);
    return typeof heard === 'string' ? heard : this.#read(heard, order, uri);
  }

  #read({ request, response }: Exchange, order: CarrierRegister, uri: string): CarrierRegisterAnswer {
    const challenged = response.status === 401 || response.status === 407;
    const { random } = this.#deps;
    const authorization = authorizationFor(response, order.account, { random, method: 'REGISTER', uri });
    const asked = `${response.get('WWW-Authenticate') ?? ''} ${response.get('Proxy-Authenticate') ?? ''}`;
    const stale = /stale\s*=\s*"?true/i.test(asked) ? 'stale' : 'answerable';
    return {
      status: response.status,
      grantedS: grantedS(response, request),
      minExpiresS: secondsOf(response.get('Min-Expires')),
      retryAfterS: secondsOf(response.get('Retry-After')),
      challenge: challenged ? (authorization === undefined ? 'foreign' : stale) : undefined,
      authorization,
    };
  }

  #ask(uri: string, options: RequestOptions, waitMs: number): Promise<Exchange | 'silent' | 'unsent'> {
    const srf = this.#deps.srf();
    if (srf === undefined) return Promise.resolve('unsent');
    const answered = new Promise<Exchange | 'silent' | 'unsent'>((resolve) => {
      srf.request(uri, options, (_error, request) => {
        if (request === undefined) resolve('unsent');
        else {
          request.on('response', (response) => {
            // Made up by our own stack: nobody answered.
            if (response.source_address === '') resolve('silent');
            else if (response.status >= 200) resolve({ request, response });
          });
        }
      });
    });
    return withDeadline(this.#deps.clock, waitMs, answered, () => 'silent' as const);
  }
}

/** Our own contact's lifetime in a 200 that may list others' too (RFC 3261 section 10.3), else the Expires header. */
function grantedS(response: ReceivedResponse, request: SentRequest): number | undefined {
  const own = /<([^>]*)>/.exec(request.get('Contact') ?? '')?.[1];
  const listed = splitList(response.get('Contact') ?? '').find(
    (contact) => own !== undefined && contact.includes(`<${own}>`),
  );
  const expires = /;\s*expires\s*=\s*"?(\d{1,10})/i.exec(listed ?? '')?.[1];
  return secondsOf(expires) ?? secondsOf(response.get('Expires'));
}

function secondsOf(text: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,10})/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
