import type { Ready } from './product.ts';

export interface PushedLead {
  readonly lead_id: string;
  readonly status: 'created' | 'updated';
  readonly ignored_parameters: readonly string[];
}

export interface Push {
  readonly status: number;
  readonly lead: PushedLead | undefined;
}

/** A vendor's form submission. Rejects when the connection breaks: then nobody knows whether it was taken. */
export async function pushLead(
  { ingestUrl, linkToken }: Pick<Ready, 'ingestUrl' | 'linkToken'>,
  fields: Readonly<Record<string, string>>,
  idempotencyKey?: string,
): Promise<Push> {
  const response = await fetch(`${ingestUrl}/v1/links/${linkToken}/leads`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
    },
    body: JSON.stringify(fields),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  // ingest's answer to a lead that was taken
  return { status: response.status, lead: response.ok ? (JSON.parse(text) as PushedLead) : undefined };
}
