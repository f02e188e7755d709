import type { Log } from '@firstring/kernel';
import { isScanner, refusalOfText, type Refusal } from '@firstring/sip-engine';
import { registerPhone, type RegisterAnswer, type RegistrarDeps } from '../app/register-phone.ts';
import { takeIncomingCall, type IncomingCallDeps } from '../app/take-incoming-call.ts';
import { readCallerProof } from '../domain/caller-identity.ts';
import { EXPIRES_S_MIN, type Contact } from '../domain/registration.ts';
import type { IncomingCounters } from '../app/incoming-counters.ts';
import type { CallerLeg } from '../app/ports.ts';
import { headerLines, type IncomingRequest, type Responder } from './drachtio.ts';
import { OWN_HEADERS } from './own-headers.ts';
import { headerUri, readRegister, sourceOf, userOf, usesOutbound } from './read-register.ts';

export interface IncomingDeps {
  readonly log: Log;
  readonly counters: IncomingCounters;
  readonly registrar: RegistrarDeps;
  readonly calls: IncomingCallDeps;
  readonly legOf: (request: IncomingRequest, response: Responder) => CallerLeg;
}

/** What comes in outside any dialog of ours. Answered here, whatever happens: an error is a 500, never silence. */
export function receive(deps: IncomingDeps, request: IncomingRequest, response: Responder): void {
  answer(deps, request, response).catch((error: unknown) => {
    deps.log.error({ err: error, method: request.method }, 'a SIP request could not be answered');
    if (!response.finalResponseSent) response.send(500, { headers: { ...OWN_HEADERS } });
  });
}

async function answer(deps: IncomingDeps, request: IncomingRequest, response: Responder): Promise<void> {
  const { counters } = deps;
  if (isScanner(request.get('User-Agent'))) {
    counters.scannersDropped += 1;
    deps.registrar.events.scannerDropped({ source: request.source_address, method: request.method });
    // Silence tells a scanner nothing. An INVITE was given a 100 already, and must not hang in the server.
    if (request.method === 'INVITE') response.send(403);
    return;
  }
  const refusal = refusalOfText(request.raw);
  if (refusal !== undefined) {
    refuse(deps, refusal, response);
    return;
  }
  switch (request.method) {
    case 'REGISTER':
      return answerRegister(deps, request, response);
    case 'INVITE':
      return answerInvite(deps, request, response);
    case 'OPTIONS':
      response.send(200, { headers: { ...OWN_HEADERS, Accept: 'application/sdp' } });
      return;
    case 'SUBSCRIBE':
      // No event package is served; 489 keeps phones from asking again every minute.
      response.send(489, { headers: { ...OWN_HEADERS } });
      return;
    default:
      counters.methodsRefused += 1;
      response.send(405, { headers: { ...OWN_HEADERS } });
  }
}

/** The embedded engine refuses such requests itself; another server hands many of them on. */
function refuse({ counters }: IncomingDeps, { status, headers = [] }: Refusal, response: Responder): void {
  counters.malformedRefused += 1;
  const values = Map.groupBy(headers, ({ name }) => name);
  const joined: Record<string, string> = {};
  for (const [name, its] of values) joined[name] = its.map(({ value }) => value).join(', ');
  response.send(status, { headers: { ...OWN_HEADERS, ...joined } });
}

async function answerRegister(
  deps: IncomingDeps,
  request: IncomingRequest,
  response: Responder,
): Promise<void> {
  const command = readRegister(request);
  const result: RegisterAnswer =
    typeof command === 'number' ? { status: command } : await registerPhone(deps.registrar, command);
  deps.counters.registers[result.status] = (deps.counters.registers[result.status] ?? 0) + 1;
  response.send(result.status, { headers: { ...OWN_HEADERS, ...registerHeaders(request, result) } });
}

function registerHeaders(request: IncomingRequest, result: RegisterAnswer): Record<string, string> {
  switch (result.status) {
    case 200: {
      const contacts = result.contacts.map((contact) => contactHeader(contact, result.nowAt));
      const path = request.get('Path');
      return {
        Supported: 'path, outbound, 100rel',
        ...(contacts.length === 0 ? {} : { Contact: contacts.join(', ') }),
        ...(path === undefined ? {} : { Path: path }),
        ...(usesOutbound(request) ? { Require: 'outbound' } : {}),
      };
    }
    case 401:
      return { 'WWW-Authenticate': headerLines('WWW-Authenticate', result.challenges) };
    case 423:
      return { 'Min-Expires': String(EXPIRES_S_MIN) };
    default:
      return {};
  }
}

function contactHeader({ uri, expiresAt, flow }: Contact, nowAt: number): string {
  const named = flow === undefined ? '' : `;+sip.instance="<${flow.instanceId}>";reg-id=${flow.regId}`;
  return `<${uri}>;expires=${Math.ceil((expiresAt - nowAt) / 1000)}${named}`;
}

async function answerInvite(
  deps: IncomingDeps,
  request: IncomingRequest,
  response: Responder,
): Promise<void> {
  // Before anything is waited for: a caller who gives up meanwhile is heard.
  const leg = deps.legOf(request, response);
  const to = headerUri(request, 'to');
  await takeIncomingCall(
    deps.calls,
    {
      source: sourceOf(request),
      callId: request.get('Call-ID') ?? '',
      fromUser: userOf(headerUri(request, 'from')) ?? '',
      assertedUser: userOf(/<([^>]*)>/.exec(request.get('P-Asserted-Identity') ?? '')?.[1]),
      calledUsers: [userOf(request.uri), userOf(to)].filter((user) => user !== undefined),
      proof: readCallerProof({
        assertedIdentity: request.get('P-Asserted-Identity'),
        from: request.get('From'),
        identity: request.get('Identity'),
      }),
    },
    leg,
  );
}
