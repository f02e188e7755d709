import type { AppError } from '@firstring/kernel';
import { httpStatus } from '@firstring/service-kit';
import type { Response } from 'express';
import type { LinkProfile } from '../../domain/link-profile.ts';
import { toXml, type XmlValue } from './xml.ts';

/** What a vendor is told. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, XmlValue>>;
}

/** The plain dialect: statuses say what happened, refusals are problem+json. */
export function isPlain({ alwaysOk, answerForm }: LinkProfile): boolean {
  return !alwaysOk && answerForm === 'json';
}

/** Answers in the vendor's dialect. */
export function sendAnswer(response: Response, profile: LinkProfile, { status, body }: Answer): void {
  if (isPlain(profile)) sendJson(response, status, body);
  else send(response, profile, { status, body: { success: true, ...body } });
}

/** Refuses in the vendor's dialect. What may be sent again keeps its status, or nobody would send it again. */
export function sendRefusal(response: Response, profile: LinkProfile, error: AppError): void {
  if (error.retry === 'later' && !response.hasHeader('Retry-After')) response.set('Retry-After', '1');
  const { reason, message, details } = error;
  const again = error.retry === 'later' || httpStatus(error) >= 500;
  const profiled = again ? { ...profile, alwaysOk: false } : profile;
  send(response, profiled, {
    status: httpStatus(error),
    body: { success: false, reason, message, ...details },
  });
}

function send(response: Response, { alwaysOk, answerForm }: LinkProfile, { status, body }: Answer): void {
  const code = alwaysOk ? 200 : status;
  if (answerForm === 'json') sendJson(response, code, body);
  else response.status(code).type('application/xml').send(toXml('answer', body));
}

/** As `response.json`, without what it works out anew for each of thousands of answers a second. */
function sendJson(response: Response, status: number, body: Answer['body']): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
