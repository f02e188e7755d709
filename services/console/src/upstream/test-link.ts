import { reasonError } from '@firstring/contracts';
import type { LinkTest } from '../app/ports.ts';
import type { LinkTestView } from '../app/views/links.ts';

const ANSWER_MS = 5000;
const ANSWER_CHARS_MAX = 16_384;

/** Sends a lead as the vendor would, in test mode: everything is checked, nothing stored. UNAVAILABLE when ingest does not answer. */
export async function testLink(ingestOrigin: string, { link, lead, key }: LinkTest): Promise<LinkTestView> {
  if (ingestOrigin === '') {
    throw reasonError('UNAVAILABLE', {
      message: 'the console was not told where ingest is: CONSOLE_INGEST_ORIGIN',
    });
  }
  const path = link.slice(link.lastIndexOf('/v1/links/'));
  const headers = {
    'content-type': 'application/json',
    'firstring-test': '1',
    ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
  };
  try {
    const response = await fetch(ingestOrigin + path, {
      method: 'POST',
      headers,
      body: lead,
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return { status: response.status, body: (await response.text()).slice(0, ANSWER_CHARS_MAX) };
  } catch (cause) {
    throw reasonError('UNAVAILABLE', { message: 'ingest does not answer; try again', cause });
  }
}
