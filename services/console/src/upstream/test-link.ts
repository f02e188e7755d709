import { reasonError } from '@firstring/contracts';
import type { Clock, Random } from '@firstring/kernel';
import { SECRET_PREFIX, webhookHeaders } from '@firstring/service-kit/sign-webhook';
import type { LinkTest } from '../app/ports.ts';
import type { LinkTestView } from '../app/views/links.ts';

const ANSWER_MS = 5000;
const ANSWER_CHARS_MAX = 16_384;

export interface TestLinkDeps {
  /** Where ingest is; the link's own host counts for nothing. */
  readonly ingestOrigin: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** Sends a lead as the vendor would, in test mode: everything is checked, nothing stored. UNAVAILABLE when ingest does not answer. */
export async function testLink(deps: TestLinkDeps, { link, lead, key }: LinkTest): Promise<LinkTestView> {
  const { ingestOrigin } = deps;
  if (ingestOrigin === '') {
    throw reasonError('UNAVAILABLE', {
      message: 'the console was not told where ingest is: CONSOLE_INGEST_ORIGIN',
    });
  }
  const path = link.slice(link.lastIndexOf('/v1/links/'));
  const headers = {
    'content-type': 'application/json',
    'firstring-test': '1',
    ...proof(deps, lead, key),
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

/** A key is sent, a secret signs, as the vendor would do it. */
function proof({ clock, random }: TestLinkDeps, lead: string, key: string): Readonly<Record<string, string>> {
  if (key === '') return {};
  if (!key.startsWith(SECRET_PREFIX)) return { authorization: `Bearer ${key}` };
  return webhookHeaders([key], { id: `test_${random.uuid()}`, body: lead, at: clock.now() });
}
