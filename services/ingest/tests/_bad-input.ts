import type { LinkProfile, LinkSecret } from '@firstring/contracts/leads/link';
import { post, type Answer, type IngestUnderTest } from './_harness.ts';

/** One row of docs/bad-inputs.md, ingest-http, and what must come of it. */
export interface BadInput {
  readonly row: number;
  readonly say: string;
  readonly send: (ingest: IngestUnderTest) => Promise<Answer>;
  readonly status: number | readonly number[];
  readonly reason?: string;
  /** What the lead store must have been given. */
  readonly stored?: (submission: Record<string, unknown>) => void;
  /** How the vendor posts; the plain way unless told. */
  readonly profile?: Partial<LinkProfile>;
  readonly secrets?: readonly LinkSecret[];
  /** The link's campaign is closed. */
  readonly closed?: boolean;
  /** Good ones went before the refused one. */
  readonly stores?: boolean;
}

export const PHONE = '+14155550123';
export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

export const json = (body: unknown) => (ingest: IngestUnderTest) => post(ingest, body);
export const phone = (value: unknown) => json({ caller_id: value });
