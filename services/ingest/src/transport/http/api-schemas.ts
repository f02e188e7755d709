import { z } from 'zod';
import { leadSchema } from '../../app/lead-schema.ts';
import { BATCH_MAX } from '../../app/submit-batch.ts';

/** What the API takes and answers; the lead itself is checked by the schema that documents it. */
const ignored = z.array(z.string()).describe('Parameters that were not kept: nobody has declared them');

export const leadRequest = leadSchema.meta({
  id: 'Lead',
  description:
    'One lead. caller_id, phone or phone_number is required; any other name is a custom parameter.',
  example: { caller_id: '+14155550123', first_name: 'Dana', last_name: 'Lee', email: 'dana@example.org' },
});

export const batchRequest = z.array(leadRequest).max(BATCH_MAX);

export const leadAnswer = z
  .object({
    lead_id: z.string().optional().describe('Absent in a test of a lead that would be created'),
    status: z.enum(['created', 'updated', 'would_create', 'would_update']),
    ignored_parameters: ignored,
    test: z.boolean().optional(),
  })
  .meta({ id: 'LeadAnswer' });

const refusedItem = z
  .object({ status: z.literal('refused'), reason: z.string(), message: z.string() })
  .catchall(z.string());

export const batchAnswer = z
  .object({
    created: z.int(),
    updated: z.int(),
    refused: z.int(),
    results: z.array(z.union([leadAnswer, refusedItem])).describe('One for each lead, in order'),
    test: z.boolean().optional(),
  })
  .meta({ id: 'BatchAnswer' });

export const pingAnswer = z
  .object({
    status: z.enum(['accepted', 'duplicate', 'no_match']),
    ping_id: z.string().optional().describe('Goes with the post as field ping_id'),
    expires_in: z.int().optional().describe('Seconds'),
  })
  .meta({ id: 'PingAnswer' });

export const conversionRequest = z
  .object({ lead_id: z.string().optional(), caller_id: z.string().optional() })
  .meta({
    id: 'Conversion',
    description: 'One of both names the lead.',
    example: { caller_id: '+14155550123' },
  });

export const conversionAnswer = z
  .object({
    lead_id: z.string(),
    status: z.literal('converted'),
    changed: z.boolean().describe('False when the lead had converted before'),
  })
  .meta({ id: 'ConversionAnswer' });

export const problem = z
  .object({ type: z.string(), title: z.string(), status: z.int(), reason: z.string() })
  .catchall(z.unknown())
  .meta({ id: 'Problem', description: 'RFC 9457; reason is the stable word for programs' });

export const healthAnswer = z.object({ status: z.string() });
